"""What it means when words of one stored name have no counterpart in the other."""

from __future__ import annotations

from dataclasses import dataclass

from jiesuo.readers import chinese_names, japanese_names, korean_names
from jiesuo.readers.name_alignment import Match
from jiesuo.readers.name_customs import GIVEN, swaps_gender
from jiesuo.readers.name_kinds import Kind, SamePerson, worst
from jiesuo.readers.name_likeness import Pair
from jiesuo.readers.name_spellings import VIETNAMESE_SURNAMES, are_two_names
from jiesuo.readers.name_words import Name, Word

_SPOKEN_FOR = ("title", "suffix", "placeholder", "born")


@dataclass(frozen=True)
class Leftover:
    """One word without counterpart, and what its absence is."""

    word: Word
    kind: Kind


@dataclass(frozen=True)
class Finding:
    """The leftovers of both names and what they do to the question whether it is one person."""

    a: tuple[Leftover, ...] = ()
    b: tuple[Leftover, ...] = ()
    same: SamePerson = "yes"


def judge_leftovers(pair: Pair, matches: list[Match]) -> Finding:
    """Say what the words without counterpart are: left out, cut off, changed, or another person's."""
    a, b = (
        _unmatched(pair.a, [w for m in matches for w in m.a]),
        _unmatched(pair.b, [w for m in matches for w in m.b]),
    )
    aside_a, aside_b = _set_aside(a), _set_aside(b)
    names_a, names_b = _names(a), _names(b)
    same = worst([_same_aside(aside_a, aside_b), *_born_same(pair, matches, a, b)])
    kinds, same_names = _judge(pair, matches, names_a, names_b)
    return Finding(
        (*aside_a, *_label(names_a, kinds[0]), *_label_born(a, kinds[0])),
        (*aside_b, *_label(names_b, kinds[1]), *_label_born(b, kinds[1])),
        worst([same, same_names]),
    )


def _unmatched(name: Name, matched: list[Word]) -> list[Word]:
    taken = {w.position for w in matched}
    return [w for w in name.words if w.position not in taken]


def _set_aside(words: list[Word]) -> list[Leftover]:
    kinds: dict[str, Kind] = {"title": "title", "suffix": "title", "placeholder": "other"}
    return [Leftover(w, kinds[w.role]) for w in words if w.role in kinds]


def _names(words: list[Word]) -> list[Word]:
    return [w for w in words if w.role not in _SPOKEN_FOR]


def _label(words: list[Word], kind: Kind | None) -> tuple[Leftover, ...]:
    return tuple(Leftover(w, kind) for w in words) if kind else ()


def _label_born(words: list[Word], kind: Kind | None) -> tuple[Leftover, ...]:
    """A "née" is what the name that it tells is; alone, it tells of a changed surname."""
    return _label([w for w in words if w.role == "born"], kind or "surname_changed")


def _same_aside(a: list[Leftover], b: list[Leftover]) -> SamePerson:
    """A title says nothing; a suffix may be the father's or the son's; two suffixes are two people."""
    suffixes = [[x for x in side if x.word.role == "suffix"] for side in (a, b)]
    if all(suffixes):
        return "no"
    if any(suffixes):
        return "unclear"
    return "likely" if any(x.word.role == "placeholder" for x in a + b) else "yes"


def _born_same(pair: Pair, matches: list[Match], a: list[Word], b: list[Word]) -> list[SamePerson]:
    return ["likely"] if _told_maiden_name(a) or _told_maiden_name(b) else []


def _told_maiden_name(words: list[Word]) -> bool:
    return any(w.role == "born" for w in words)


Kinds = tuple[Kind | None, Kind | None]


def _judge(pair: Pair, matches: list[Match], a: list[Word], b: list[Word]) -> tuple[Kinds, SamePerson]:
    if not a and not b:
        return (None, None), "yes"
    if not matches:
        return _nothing_in_common(pair)
    if not a or not b:
        kind, same = _one_sided(pair, matches, a or b)
        return (kind, kind), same
    return _two_sided(pair, matches, a, b)


def _nothing_in_common(pair: Pair) -> tuple[Kinds, SamePerson]:
    return (("script", "script"), "unclear") if _cannot_be_read(pair) else (("other", "other"), "no")


def _cannot_be_read(pair: Pair) -> bool:
    one, two = ({w.script for w in name.words} for name in (pair.a, pair.b))
    if not one or not two or one & two:
        return False
    if "latin" not in one | two:
        return True
    latin, other = (pair.a, pair.b) if "latin" in one else (pair.b, pair.a)
    return _may_be_kanji(list(other.words), list(latin.words)) or _may_be_sino(other, latin)


def _may_be_sino(characters: Name, latin: Name) -> bool:
    """Whether this may be a Korean or Vietnamese name in characters, which nothing here can read."""
    plain = [w.plain for w in latin.words]
    ends = {plain[0], plain[-1]}
    foreign = (VIETNAMESE_SURNAMES | korean_names.SURNAMES) - chinese_names.SURNAMES_ANYWHERE
    return {w.script for w in characters.words} == {"han"} and bool(ends & foreign)


def _may_be_kanji(characters: list[Word], latin: list[Word]) -> bool:
    """Whether Latin words could be a Japanese reading: syllables of kana, and not as many as of pinyin."""
    kana = all(japanese_names.is_kana_word(w.plain) for w in latin)
    if not kana or {w.script for w in characters} != {"han"}:
        return False
    as_pinyin = chinese_names.splits("".join(w.plain for w in latin))
    return all(len(split) != len(characters) for split in as_pinyin)


# Words on one side only


def _one_sided(pair: Pair, matches: list[Match], left: list[Word]) -> tuple[Kind, SamePerson]:
    other, mine = (pair.b, pair.a) if left[0] in pair.a.words else (pair.a, pair.b)
    if _told_maiden_name(list(mine.words)) and _is_after_born(mine, left):
        return "middle_name", "likely"
    if _told_maiden_name(list(mine.words)) and not _told_maiden_name(list(other.words)):
        return "surname_changed", "likely"
    if other.full or _follows_cut(matches, left):
        return "truncated", "likely"
    if _is_half_a_given_name(pair, left):
        return "middle_name", "unclear"
    repeated = {w.plain for w in left} <= {w.plain for w in other.words}
    full_words = sum(1 for m in matches if m.a[0].role == "name")
    return "middle_name", "likely" if full_words > 1 or repeated or _all_particles(left) else "unclear"


def _is_half_a_given_name(pair: Pair, left: list[Word]) -> bool:
    """Whether the word is a syllable more in a Chinese or Korean given name: Li Wei is seldom Li Wei Jie."""
    words = pair.a.words + pair.b.words
    scripts = {w.script for w in words}
    if {w.plain for w in words} & (GIVEN | VIETNAMESE_SURNAMES):
        return False
    if (pair.customs.chinese or "han" in scripts) and all(chinese_names.splits(w.plain) for w in left):
        return True
    korean = pair.customs.korean or "hangul" in scripts
    return (korean and all(korean_names.is_korean_word(w.plain) for w in left)) or _is_one_by_one(left)


def _is_one_by_one(words: list[Word]) -> bool:
    return all(w.script in ("han", "hangul") for w in words)


def _all_particles(words: list[Word]) -> bool:
    return all(w.role == "particle" for w in words)


def _is_after_born(name: Name, left: list[Word]) -> bool:
    born = next(w.position for w in name.words if w.role == "born")
    return all(w.position > born for w in left)


def _follows_cut(matches: list[Match], left: list[Word]) -> bool:
    """Whether all leftovers stand behind a word that was cut: they were cut off with its end."""
    cut = [m for m in matches if "truncated" in m.likeness.kinds]
    ends = [w.position for m in cut for w in m.a + m.b]
    return bool(ends) and all(w.position > max(ends) - 1 for w in left)


# Words on both sides


def _two_sided(pair: Pair, matches: list[Match], a: list[Word], b: list[Word]) -> tuple[Kinds, SamePerson]:
    if _may_be_kanji(a, b) or _may_be_kanji(b, a):
        return ("script", "script"), "unclear"
    if _is_surname_change(pair, matches, a, b):
        return ("surname_changed", "surname_changed"), "unclear"
    return ("other", "other"), "no"


def _is_surname_change(pair: Pair, matches: list[Match], a: list[Word], b: list[Word]) -> bool:
    if any(_are_two_people(x.plain, y.plain, pair) for x in a for y in b):
        return False
    if _keeps_surname(pair.a) or _keeps_surname(pair.b):
        return False
    kept = any(len(w.plain) > 1 and w.role == "name" for m in matches for w in m.a + m.b)
    return kept and _has_surname(pair.a, a) and _has_surname(pair.b, b)


def _are_two_people(one: str, two: str, pair: Pair) -> bool:
    return swaps_gender(one, two) or are_two_names(one, two, pair.customs)


def _keeps_surname(name: Name) -> bool:
    """Whether this is a Chinese, Korean or Vietnamese name: marriage does not change those."""
    plain = [w.plain for w in name.words]
    if any(w.script in ("han", "hangul") for w in name.words):
        return True
    ends = {*plain[:1], *plain[-1:]}
    if ends & VIETNAMESE_SURNAMES:
        return True
    return bool(ends & chinese_names.SURNAMES_ANYWHERE) and not set(plain) & GIVEN


def _has_surname(name: Name, left: list[Word]) -> bool:
    """Whether the words left over take in the surname and leave a given name matched."""
    surnames = _surname_positions(name)
    return bool(surnames & {w.position for w in left}) and not _loses_given(name, left, surnames)


def _loses_given(name: Name, left: list[Word], surnames: frozenset[int]) -> bool:
    given = [w.position for w in name.words if w.role == "name" and w.position not in surnames]
    return bool(given) and given[0] in {w.position for w in left}


def _surname_positions(name: Name) -> frozenset[int]:
    """Where the surname stands: as marked, else where no known given name does, else last."""
    if name.head:
        return name.head
    places = [w.position for w in name.words if w.role in ("name", "particle")]
    known = [w.position for w in name.words if w.plain in GIVEN]
    if known and known[-1] == places[-1] and known[0] != places[0]:
        return frozenset(p for p in places if p < known[0])
    return frozenset(places[-1:])
