"""Single letters of names: accents and how passports spell them, full width, letters that look alike."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal

Script = Literal["latin", "cyrillic", "greek", "han", "hangul", "kana", "other"]

# ICAO 9303-3, section 6, table A: the spellings a passport may use beside the letter without its accent.
_SPELLED = {
    "ä": ("ae",),
    "ö": ("oe",),
    "ü": ("ue", "uxx"),
    "å": ("aa",),
    "ø": ("oe",),
    "æ": ("ae",),
    "œ": ("oe",),
    "ñ": ("nxx",),
    "ß": ("ss",),
    "þ": ("th",),
    "ĳ": ("ij",),
}
# Letters that Unicode does not take apart, as they are written without their mark.
_WITHOUT_MARK = {
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "þ": "th",
    "ð": "d",
    "đ": "d",
    "ł": "l",
    "ı": "i",
    "ŋ": "n",
    "ħ": "h",
    "ŧ": "t",
    "ə": "e",
    "ĳ": "ij",
}
_TWINS_OF_LATIN = dict(
    zip(
        "АВЕКМНОРСТУХІЈЅаеорсухіјѕԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧνορυ",
        "ABEKMHOPCTYXIJSaeopcyxijsdhqwABEZHIKMNOPTYXvopu",
        strict=True,
    )
)
_TWINS_OF_CYRILLIC = {latin: other for other, latin in _TWINS_OF_LATIN.items() if "Ѐ" <= other <= "ӿ"}
_DIGIT_TWINS = ({"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z"}, {"0": "O", "1": "L", "5": "S", "8": "B"})


@lru_cache(maxsize=4096)
def script_of(letter: str) -> Script:
    """The writing system of one letter; digits and marks count as Latin."""
    if letter < "\u0250":
        return "latin"
    first = unicodedata.name(letter, "").split(" ")[0]
    known: dict[str, Script] = {
        "LATIN": "latin",
        "COMBINING": "latin",
        "CYRILLIC": "cyrillic",
        "GREEK": "greek",
        "CJK": "han",
        "IDEOGRAPHIC": "han",
        "HANGUL": "hangul",
        "HIRAGANA": "kana",
        "KATAKANA": "kana",
        "KATAKANA-HIRAGANA": "kana",
    }
    return known.get(first, "other")


def is_wide(letter: str) -> bool:
    """Whether this is a full-width (or half-width) double of an ordinary letter, sign or space."""
    return letter == "\u3000" or unicodedata.east_asian_width(letter) == "F" or "\uff61" <= letter <= "\uff9f"


def narrow(text: str) -> str:
    """The text with ordinary letters for their full-width doubles, and accents joined to their letters."""
    folded = "".join(unicodedata.normalize("NFKC", c) if is_wide(c) else c for c in text)
    return unicodedata.normalize("NFC", folded)


def small(text: str) -> str:
    """Small letters, one for one: ß stays ß, ı stays ı, İ becomes i."""
    return unicodedata.normalize("NFC", text.replace("İ", "i").replace("ẞ", "ß").lower())


@lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    if letter in _WITHOUT_MARK:
        return _WITHOUT_MARK[letter]
    if "\u0300" <= letter <= "\u036f":
        return ""
    base = unicodedata.normalize("NFD", letter)[0]
    return base if script_of(base) in ("latin", "greek") else letter


def plain(text: str) -> str:
    """Small Latin and Greek letters without accents; other scripts are left as they are."""
    return "".join(map(_plain_letter, small(text)))


@lru_cache(maxsize=4096)
def _spellings(letter: str) -> tuple[str, ...]:
    """All that may stand for a small letter; empty for a letter without accent."""
    bare = _plain_letter(letter)
    return () if bare == letter else (bare, *_SPELLED.get(letter, ()))


AccentMatch = Literal["left out", "contradicted"]


def match_accents(a: str, b: str) -> AccentMatch | None:
    """Whether two words of small letters are one, but for accents left out or spelled by ICAO 9303.

    "contradicted" when both sides carry an accent on one letter, and not the same. Time grows with
    len(a) * len(b); meant for single words.
    """
    reached: dict[tuple[int, int], AccentMatch] = {(0, 0): "left out"}
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            if (i, j) in reached:
                _walk_on(a, b, i, j, reached)
    return reached.get((len(a), len(b)))


def _walk_on(a: str, b: str, i: int, j: int, reached: dict[tuple[int, int], AccentMatch]) -> None:
    here = reached[i, j]
    left, right = a[i : i + 1], b[j : j + 1]
    if left and left == right:
        reached[i + 1, j + 1] = here
        return
    for form in _spellings(left) if left else ():
        if b.startswith(form, j):
            reached.setdefault((i + 1, j + len(form)), here)
    for form in _spellings(right) if right else ():
        if a.startswith(form, i):
            reached.setdefault((i + len(form), j + 1), here)
    if left and right and _plain_letter(left) == _plain_letter(right):
        reached.setdefault((i + 1, j + 1), "contradicted")


def twin_readings(word: str) -> set[str]:
    """The same word with letters of another script, or digits, replaced by the letters they look like."""
    readings = {"".join(_TWINS_OF_LATIN.get(c, c) for c in word)}
    readings.add("".join(_TWINS_OF_CYRILLIC.get(c, c) for c in word))
    if any(c.isdigit() for c in word):
        readings |= {"".join(table.get(c, c) for c in r) for r in readings for table in _DIGIT_TWINS}
    return readings - {word}


def looks(word: str) -> str:
    """The word as an eye sees it that cannot tell I, l and | apart."""
    return "".join("l" if c in "Il|" else c for c in word).lower()
