"""Latin readings of Cyrillic, Greek, Arabic, Hebrew and other letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii


def _table(text: str) -> dict[str, str]:
    """Letters to Latin, from words such as "жzh"; a letter alone is left out."""
    return {word[0]: word[1:] for word in text.split()}


# ICAO 9303-3, section 6, table B: the column for Russian passports, then what other countries have instead.
_CYRILLIC = _table(
    "аa бb вv гg дd еe ёe жzh зz иi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts "
    "чch шsh щshch ъie ыy ь эe юiu яia "
    "іi їi єie ґg ўu ђd јj љlj њnj ћc џdz ѓg ќk ѕdz"
)
_ELSEWHERE: tuple[dict[str, str], ...] = (
    {},
    # Ukraine, decision 55 of its cabinet (2010): longer forms at the beginning.
    _table("гh иy йi хkh ь ’ 'ъ єie юiu яia ъ") | {"^є": "ye", "^ї": "yi", "^й": "y", "^ю": "yu", "^я": "ya"},
    _table("щsht ъa хh"),  # Bulgaria
    _table("гh ёio еe ыy"),  # Belarus
    _table("жz шs чc хh цc иi"),  # Serbia and North Macedonia, accents left out
)

# ELOT 743 (ISO 843 type 2), pairs before single letters; accents are taken off before.
_GREEK_PAIRS = (
    ("γγ", "ng"), ("γξ", "nx"), ("γχ", "nch"), ("ου", "ou"), ("ντ", "nt"), ("^μπ", "b"), ("μπ", "mp"),
)  # fmt: skip
_GREEK = _table("αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo")
_VOICELESS = "θκξπσςτφχψ"

# Arabic letters as patterns of what Latin spellings make of them; short vowels are not written.
_ARABIC = _table(
    "ا(?:aa?|e|i|o)? أ[aeou]? إ[ei]? آaa? ىa? ء ؤ[ou]? ئ[iey]? بb+ تt+ ث(?:th|s) ج(?:dj|j|g|zh)+ "
    "حh+ خ(?:kh|ch|h) دd+ ذ(?:dh|z|d|th) رr+ زz+ س(?:s+|c) ش(?:sh|ch|sch) صs+ ض(?:dh|d|z) طt+ "
    "ظ(?:z|dh|th) عa? غ(?:gh|g) ف(?:f+|ph) ق(?:q|k|g|c) ك(?:k|c) لl+ مm+ نn+ هh? "
    "ة(?:ah|eh|a|e|at)? و(?:ou|oo|aw|au|w|u|o|v)+ ي(?:ee|ei|ai|ay|ey|i|y|e)+ پp+ چch ژzh? گg+ "
    "ک(?:k|c) ی(?:ee|ei|ai|i|y) "
)
_HEBREW = _table(
    "אa? ב(?:b|v) גg דd ה(?:h|a|ah|eh)? ו(?:v|w|o|u|oo) זz ח(?:ch|h|kh) טt י(?:y|i|j|ee|e)? "
    "כ(?:k|ch|kh|c) ך(?:k|ch|kh) לl+ מm םm נn ןn סs+ עa? פ(?:p|f|ph) ף(?:f|p) צ(?:tz|ts|z) "
    "ץ(?:tz|ts|z) ק(?:k|c|q) רr ש(?:sh|s) ת(?:th|t) "
)
_SHORT_VOWEL = "(?:ou|oo|[aeiou])?"


@lru_cache(maxsize=1024)
def cyrillic(word: str) -> tuple[frozenset[str], str]:
    """Official Latin spellings of a small Cyrillic word, and the usual one in English texts."""
    spelled = {_cyrillic(word, _CYRILLIC | country) for country in _ELSEWHERE}
    return frozenset(spelled), "".join(c for c in anyascii(word).lower() if c.isalpha())


def _cyrillic(word: str, table: dict[str, str]) -> str:
    first = table.get("^" + word[:1], table.get(word[:1], ""))
    return first + "".join(table.get(c, "") for c in word[1:])


@lru_cache(maxsize=1024)
def greek(word: str) -> str:
    """ELOT 743 spelling of a small Greek word without accents."""
    word = re.sub(
        "([αεη])υ(.?)", lambda m: f"{m[1]}{'f' if not m[2] or m[2] in _VOICELESS else 'v'}{m[2]}", word
    )
    for pair, latin in _GREEK_PAIRS:
        word = re.sub(pair, latin, word)
    return "".join(_GREEK.get(c, c) for c in word)


@lru_cache(maxsize=1024)
def _consonant_pattern(word: str) -> re.Pattern[str] | None:
    """What Latin spellings of an Arabic or Hebrew word look like; None when a letter is unknown."""
    bare = [c for c in word if unicodedata.category(c) != "Mn"]
    tables = [table for table in (_ARABIC, _HEBREW) if all(c in table for c in bare)]
    if not tables or not bare:
        return None
    return re.compile(_SHORT_VOWEL.join(tables[0][c] for c in bare) + _SHORT_VOWEL)


def has_consonants_only(word: str) -> bool:
    """Whether a word is in Arabic or Hebrew letters."""
    return _consonant_pattern(word) is not None


def reads_as_consonants(word: str, latin: str) -> bool:
    """Whether plain Latin letters are a spelling of an Arabic or Hebrew word, with or without the article."""
    if len(latin) > 40:
        return False
    bare = re.sub("^ال", "", word)
    tails = {latin, re.sub("^[aeu](?:l|(.)(?=\\1)|sh(?=sh))", "", latin)} if bare != word else {latin}
    pattern = _consonant_pattern(bare)
    return pattern is not None and any(pattern.fullmatch(tail) for tail in tails)


_SOUNDS = "sh>s ph>p th>t kh>k ch>c j>c bh>b dh>d gh>g f>p w>v q>k x>ks"
_SKELETON = tuple(word.split(">") for word in _SOUNDS.split())


@lru_cache(maxsize=1024)
def skeleton(word: str) -> str:
    """The consonants of a romanised word, spellings of one sound made equal."""
    word = "".join(c for c in anyascii(word).lower() if c.isalpha())
    for spelled, key in _SKELETON:
        word = word.replace(spelled, key)
    bare = re.sub("[aeiouy]", "", word)
    return re.sub(r"(.)\1+", r"\1", bare)
