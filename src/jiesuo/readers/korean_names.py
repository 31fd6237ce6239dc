"""Korean names: Revised Romanization, customary surnames, and spellings that stand for one syllable."""

from __future__ import annotations

import re

# Revised Romanization (2000) of the parts of a syllable, in the order of Unicode; - for none.
_FIRST = "g kk n d tt r m b pp s ss - j jj ch k t p h".replace("-", "").split(" ")
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"
_MIDDLE = _VOWELS.split()
_LAST = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t".replace("-", "").split(" ")

# Between two bars: one surname, Revised Romanization first.
_SURNAMES = """
gim kim ghim|i lee yi rhee ri|bak park pak|choe choi|jeong jung chung jong cheong joung|gang kang
jo cho|yun yoon|jang chang|im lim rim|han|o oh|seo suh so|sin shin|gwon kwon|hwang|an ahn|song
yu yoo ryu ryoo you|hong|jeon jun chun|go ko koh|mun moon|bae pae bai|baek paik baik paek back
heo huh hur|nam|sim shim|no noh roh|ha|gwak kwak|seong sung|cha|ju joo chu|u woo|gu koo ku|min|na ra
ji|jin chin|eom um uhm|chae|won|bang pang|gong kong|hyeon hyun|ham|yang
"""
_GROUPS = tuple(tuple(group.split()) for group in _SURNAMES.replace("\n", "|").split("|") if group.strip())
SURNAMES = frozenset(form for group in _GROUPS for form in group) - {"so", "no", "back", "you", "i", "o", "u"}
_SYLLABLE = re.compile(
    r"(?:[gkndtrlmbpsjh]|ch|ss|sh|kk|tt|pp|jj)?[yw]?"
    r"(?:ae|eo|eu|ee|oo|ui|oe|ou|[aeiou])(?:ng|ck|[kgntlrmpbsd])?"
)
_SAME_SOUND = """
yeong>yung young>yung yeung>yung eong>ung oung>ung hyeon>hyun heon>hun hyoun>hyun cheol>chul
seok>suk deok>duk seop>sup seob>sup sub>sup geun>gun keun>gun eun>un eul>ul jeon>jun oo>u ou>u
hee>hi hui>hi ui>i ee>i ch>j k>g t>d p>b shi>si ae>e woo>u wu>u rh>r l>r
"""
_ONE_SOUND = tuple(word.split(">") for word in _SAME_SOUND.split())


def same_surname(a: str, b: str) -> bool:
    """Whether two different spellings stand for one Korean surname."""
    return a != b and any(a in group and b in group for group in _GROUPS)


def sound(word: str) -> str:
    """A key that customary spellings of one name share: Ji-hoon and Jihun, Young-hee and Yeonghui."""
    for spelled, key in _ONE_SOUND:
        word = word.replace(spelled, key)
    return word


def is_korean_word(word: str) -> bool:
    """Whether a word of plain letters could be one to three Korean syllables."""
    return re.fullmatch(f"(?:{_SYLLABLE.pattern}){{1,3}}", word) is not None


def official(hangul: str, *, surname: bool) -> frozenset[str]:
    """Revised Romanization of syllables, one by one, and the customary spellings of a surname."""
    read = "".join(map(_syllable, hangul))
    customary = next((group for group in _GROUPS if group[0] == read), ()) if surname else ()
    return frozenset({read, *customary})


def _syllable(letter: str) -> str:
    """One syllable in Revised Romanization; letters that are no whole syllable stay as they are."""
    if not "가" <= letter <= "힣":
        return letter
    first, rest = divmod(ord(letter) - ord("가"), 21 * 28)
    middle, last = divmod(rest, 28)
    return _FIRST[first] + _MIDDLE[middle] + _LAST[last]
