"""Latin spellings of one original name: Arabic, Slavic, Indian, Greek, Thai, Malay and Japanese customs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from jiesuo.readers import chinese_names, japanese_names, korean_names

# Each line: spellings of one name. The first word of the block says whose custom it is.
_ARABIC = """
mohammed mohamed mohammad muhammad mohamad muhammed mohamud mahomed muhamad mehmed mouhamed muhammet
ahmed ahmad achmad ahmet
hussein hussain husain husein hossein hussien houssein hossain husayn huseyin
hassan hasan hacen
youssef yusuf yousef yousuf yosef yusof yousif youssouf yusef joesoef
omar umar oumar omer
osman othman uthman usman ousmane
khalid khaled halid khaleed
said saeed sayeed saied saïd
jamal gamal djamel jamel djamal cemal
mustafa mostafa moustafa moustapha mustapha
aisha ayesha aicha aishah aisyah ayşe aysha
fatima fatma fatemeh fatimah fatema fatimata
zahra zohra zahraa zehra
ibrahim ebrahim brahim ibraheem
ismail esmail ismael ismaeel
ali aly alli
yasin yassin yaseen yassine
tariq tarek tareq tarik
walid waleed oualid
mahmoud mahmud mahmood mehmood
abdullah abdallah abdulla abdoullah
sheikh shaikh shaykh cheikh
qasim kassem qassim kacem kasim qasem
belkacem belkasem belqasim
noor nur nour nor
leila layla laila leyla
abubakr abubakar aboubakar abubaker aboubacar
el al ul
bin ben ibn
binti binte bint
"""
_SLAVIC = """
sergey sergei sergej serguei serhii serhiy sergiy sergii siarhei
alexander aleksandr alexandr oleksandr aleksander alexandre aliaksandr alyaksandr aleksandar
alexandra aleksandra oleksandra
dmitry dmitri dmitriy dmitrii dmytro dzmitry dimitri
vladimir volodymyr uladzimir wladimir
evgeny evgeniy evgenii yevgeny yevgeniy yevgenii yevhen yevhenii eugeny
evgenia evgeniya evgeniia yevgenia yevgeniya yevheniia
yulia yuliya iuliia julia yuliia juliya iulia
natalia natalya nataliya nataliia natallia
ekaterina yekaterina kateryna katsiaryna jekaterina
elena yelena olena jelena alena
nikolai nikolay mykola nikolaj mikalai
mikhail mikhailo mykhailo mihail michail mikhaylo
andrey andrei andriy andrii andrej
aleksey alexey alexei aleksei oleksii oleksiy
pyotr petr petro piotr
pavel pavlo
ivan iwan
tatiana tatyana tetiana tetyana tatjana
maria mariya mariia marija
svetlana svitlana
irina iryna
yuri yury yuriy iurii yurii juri jury
anastasia anastasiya anastasiia
ksenia kseniya xenia kseniia
fyodor fedor fiodor
"""
_INDIAN = """
lakshmi laxmi lakshmy luxmi
chaudhary choudhury chowdhury chaudhuri choudhary chaudhry chowdhary choudhry
mukherjee mukherji mukerji mukherjea
banerjee banerji bannerjee
chatterjee chatterji
deepak dipak
sunil suneel
krishnan krishnan
krishna krishnaa
vijay wijay vijai bijoy
iyer aiyar ayyar
reddy reddi
agarwal aggarwal agrawal
dixit dikshit
bose basu
gopal gopaal
suresh sooresh
rajiv rajeev
sanjiv sanjeev
singh sing
srivastava shrivastava srivastav shrivastav
"""
_GREEK = """
georgios giorgos yiorgos yorgos georgos
ioannis giannis yannis yiannis
christos hristos
dimitrios dimitris dimitrius
konstantinos constantinos kostas costas
evangelos vangelis
nikolaos nicolaos
panagiotis panayiotis
"""
_HEBREW = """
chaim haim hayim chayim
yitzhak itzhak yitzchak izhak
yaakov yakov jakov
cohen kohen
levi levy
moshe moishe
"""
_EUROPEAN = """
mc mac
katherine catherine kathryn catharine
john jon
stephen steven
djordje dorde
"""

_MORE_ARABIC_NAMES = """
amir aziz bakr bilal fadi farid hakim hamid hamza haddad jamil karim khoury majid malik mansour nabil nasser
nasir rami rashid reza saad salah saleh salem salim salman samir shah siddiq tahir yasser zahid
"""
_VIETNAMESE_NAMES = """
nguyen tran le pham huynh hoang phan vu vo dang bui do ngo duong dinh dao truong trinh luong
"""
_INDIAN_SURNAMES = """
sharma kumar gupta patel rao nair menon iyer das ghosh sen roy khan devi amit rajesh
"""
_THAI_ENDINGS = ("chai", "porn", "phon", "sak", "rat", "suk", "wong", "siri", "thip", "wat", "dee", "di")
_LONGEST_VIETNAMESE = 6
"""Letters of a Vietnamese syllable, such as Nguyen."""
_ARTICLES = ("al", "el", "ul", "bin", "ibn", "bint", "abdul", "abdel", "abu", "abou")
_SLAVIC_ENDING = re.compile(
    r"(?:ova?|eva?|enko|sky|skiy|ski|skaya|ska|vich|vych|vna|chuk|nyk|nik|yan|off|eff|ow)$"
)
_GREEK_ENDING = re.compile(r"(?:opoulos|opoulou|idis|akis|ellis|atos|is|os|ou)$")


def _families(text: str) -> dict[str, int]:
    lines = [line.split() for line in text.split("\n") if line]
    return {word: number for number, line in enumerate(lines) for word in line}


_ARABIC_NAMES = _families(_ARABIC)
_SLAVIC_NAMES = _families(_SLAVIC)
_INDIAN_NAMES = _families(_INDIAN)
_GREEK_NAMES = _families(_GREEK)
_MORE_INDIAN = frozenset(_INDIAN_SURNAMES.split())
VIETNAMESE_SURNAMES = frozenset(_VIETNAMESE_NAMES.split())
_MORE_ARABIC = frozenset(_MORE_ARABIC_NAMES.split())
_EVERYWHERE = (
    _ARABIC_NAMES,
    _SLAVIC_NAMES,
    _INDIAN_NAMES,
    _GREEK_NAMES,
    _families(_HEBREW),
    _families(_EUROPEAN),
)


@dataclass(frozen=True, slots=True)
class Customs:
    """Which peoples' naming customs a pair of names shows, over all words of both."""

    arabic: bool
    slavic: bool
    indian: bool
    greek: bool
    thai: bool
    chinese: bool
    two_chinese: bool
    """Their Chinese surname is spelled by two customs, so given names may be as well."""
    korean: bool
    vietnamese: bool
    japanese: bool
    kana: bool
    """Every word could be Japanese."""


def customs_of_pair(a: Iterable[str], b: Iterable[str]) -> Customs:
    """Judge from the plain Latin words of two names which customs they may follow."""
    one, two = list(a), list(b)
    words = {*one, *two}
    return Customs(
        arabic=any(map(_is_arabic, words)),
        slavic=any(w in _SLAVIC_NAMES or _SLAVIC_ENDING.search(w) for w in words),
        indian=any(w in _INDIAN_NAMES or w in _MORE_INDIAN for w in words),
        greek=any(w in _GREEK_NAMES or _GREEK_ENDING.search(w) for w in words),
        thai=sum(w.endswith(_THAI_ENDINGS) for w in words) > 1,
        chinese=_both(one, two, chinese_names.SURNAMES_ANYWHERE),
        two_chinese=any(chinese_names.same_surname(x, y) for x in _ends(one) for y in _ends(two)),
        korean=_both(one, two, korean_names.SURNAMES) and not _are_pinyin(one + two),
        vietnamese=_both(one, two, VIETNAMESE_SURNAMES),
        japanese=_both(one, two, japanese_names.SURNAMES),
        kana=all(map(japanese_names.is_kana_word, words)),
    )


def _is_arabic(word: str) -> bool:
    return word in _ARABIC_NAMES or word in _MORE_ARABIC or word in _ARTICLES or word.startswith("abd")


def _ends(words: list[str]) -> set[str]:
    """Where a Chinese or Korean surname stands: first or last."""
    return {*words[:1], *words[-1:]}


def _are_pinyin(words: list[str]) -> bool:
    return all(map(chinese_names.splits, words)) and not chinese_names.SURNAMES.isdisjoint(words)


def _both(one: list[str], two: list[str], surnames: frozenset[str]) -> bool:
    return bool(_ends(one) & surnames) and bool(_ends(two) & surnames)


def are_spellings(a: str, b: str, customs: Customs) -> bool:
    """Whether two different plain words are Latin spellings of one original, by the customs of the names."""
    if any(a in names and names[a] == names.get(b) for names in _EVERYWHERE):
        return True
    return _by_rule(a, b, customs) or _east_asian(a, b, customs)


def are_two_names(a: str, b: str, customs: Customs) -> bool:
    """Whether one wrong letter turns a name of these customs into another good name: no slip, then."""
    if customs.chinese and chinese_names.splits(a) and chinese_names.splits(b):
        return True
    if customs.korean and korean_names.is_korean_word(a) and korean_names.is_korean_word(b):
        return True
    if customs.vietnamese and max(len(a), len(b)) <= _LONGEST_VIETNAMESE:
        return True
    if customs.arabic and len(a) == len(b) and _consonants(a) == _consonants(b):
        return True
    return customs.japanese and japanese_names.is_kana_word(a) and japanese_names.is_kana_word(b)


def _consonants(word: str) -> str:
    return re.sub("[aeiou]", "-", word)


def _east_asian(a: str, b: str, customs: Customs) -> bool:
    if customs.korean and (korean_names.same_surname(a, b) or _same_korean(a, b)):
        return True
    if customs.chinese and _same_chinese(a, b, customs.two_chinese):
        return True
    return customs.kana and japanese_names.short(a) == japanese_names.short(b)


def _same_chinese(a: str, b: str, two_customs: bool) -> bool:
    if chinese_names.same_surname(a, b):
        return True
    pairs = ((a, b), (b, a))
    return any(chinese_names.same_syllables(x, y, two_customs=two_customs) for x, y in pairs)


def _same_korean(a: str, b: str) -> bool:
    both = korean_names.is_korean_word(a) and korean_names.is_korean_word(b)
    return both and korean_names.sound(a) == korean_names.sound(b)


def _by_rule(a: str, b: str, customs: Customs) -> bool:
    rules = [rule for rule, holds in _held(customs) if holds]
    if any(_key(a, rule) == _key(b, rule) for rule in rules):
        return True
    return customs.arabic and _same_arabic(a, b)


def _held(customs: Customs) -> list[tuple[str, bool]]:
    return [
        ("slavic", customs.slavic),
        ("indian", customs.indian),
        ("greek", customs.greek),
        ("thai", customs.thai),
        ("anywhere", True),
    ]


def _rules(text: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Rules from words "pattern>key"; they apply one after the other."""
    pairs = (word.rsplit(">", 1) for word in text.split())
    return tuple((re.compile(pattern), key) for pattern, key in pairs)


_UNDOUBLE = r" (.)\1+>\1"
_RULES = {
    "slavic": _rules(
        "shch|sch|szcz>s c(?!h)>k (?:iy|ii|yy|ij|yi|ey|ei|ej|y|j|i)$>i ^(?:ye|je)>e off$|ow$>ov eff$|ew$>ev "
        "i?[yji]a>a yu|ju|iu>u yo|jo|io>e ks>x kh|ch>h tz|ts>c w>v y|j>i ie|ii>i ph>f" + _UNDOUBLE
    ),
    "indian": _rules("aa>a ee>i oo>u x>ksh w>v th>t dh>d ph>f shr>sr (?:ai|ay|ei)$>ai y$>i" + _UNDOUBLE),
    "greek": _rules("ou>u ph>f ^(?:gia|yia|ya)>ia ^(?:gio|yio|yo)>io ch|kh>h [iy]>i c>k ks>x" + _UNDOUBLE),
    "thai": _rules("ch>j ph>p th>t kh>k ee>i oo>u orn>on w>v"),
    "anywhere": _rules("oe>u tj>c dj>j sj>sy ij>y ^mac(?=[a-z]{3})>mc"),
}


@lru_cache(maxsize=4096)
def _key(word: str, custom: str) -> str:
    for pattern, key in _RULES[custom]:
        word = pattern.sub(key, word)
    return word


_ARABIC_SOUNDS = _rules(
    r"^abd(?:[aeou]+l|[aeou]+(?=([rsntdz])\1))?>abd dj>j kh>x gh>g sh|sch|ch>$ th>t dh>d ph>f que$>k q>k "
    r"c(?=[eiy])>s c>k (?<=[aeiou])h$> ^ou(?=[aeiou])>w ([^aeiou])\1+>\1 "
    "ai|ay|ei|ey>Y aou|au|aw|ao>W ou|oo|o|u>U ee|ii|ie|iy|i|y>I aa|a>A e>E"
)
_ALIKE_VOWELS = frozenset(map(frozenset, ("AE", "EI", "EY", "IY", "UW")))


@lru_cache(maxsize=4096)
def _arabic_sounds(word: str) -> str:
    for pattern, sound in _ARABIC_SOUNDS:
        word = pattern.sub(sound, word)
    return word


def _same_arabic(a: str, b: str) -> bool:
    """Equal consonants, and vowels that are written for one another: i and e, e and a; never a and i."""
    one, two = _arabic_sounds(a), _arabic_sounds(b)
    return len(one) == len(two) > 2 and all(
        x == y or frozenset((x, y)) in _ALIKE_VOWELS for x, y in zip(one, two, strict=True)
    )
