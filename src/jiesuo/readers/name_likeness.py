"""Whether two words, or two short runs of words, are one name, and how they differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from rapidfuzz.distance import OSA

from jiesuo.readers import chinese_names, japanese_names, korean_names, name_readings
from jiesuo.readers.name_customs import (
    ABBREVIATIONS,
    GIVEN,
    PARTICLES,
    SAME_SUFFIX,
    is_short_form,
    swaps_gender,
)
from jiesuo.readers.name_kinds import Likeness, alike
from jiesuo.readers.name_letters import looks, match_accents, plain, small, twin_readings
from jiesuo.readers.name_spellings import Customs, are_spellings, are_two_names, customs_of_pair
from jiesuo.readers.name_words import Name, Word

Run = tuple[Word, ...]

_LONGEST_WORD = 64
"""Letters; a longer word is compared letter by letter only."""
_CUT_TEXT, _CUT_AT_INITIAL = 15, 25
"""Characters of a stored name before its end may be a field's end, and before a last single letter may be."""
_UMLAUT_SPELLED = re.compile(
    "(?<=[ou])e(?=[bcdfghjkmnpqrstvwxz]|l[a-z])|(?<=a)e(?=[bcdfghjkmnpqrstvwxz])|(?<=[un])xx"
)
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUNDS = frozenset(map(frozenset, ("zs", "ck", "iy", "vw", "mn", "sc", "dt", "bp", "gj")))


@dataclass(frozen=True)
class Pair:
    """Two stored names, with what only both together tell."""

    a: Name
    b: Name
    customs: Customs = field(init=False)

    def __post_init__(self) -> None:
        latin = [[w.plain for w in name.words if w.script == "latin"] for name in (self.a, self.b)]
        object.__setattr__(self, "customs", customs_of_pair(*latin))


def likeness(a: Run, b: Run, pair: Pair) -> Likeness | None:
    """How a run of words of the first name and one of the second are one name; None when they are not.

    One of the runs has a single word. Nothing is said here about case, width, or spaces.
    """
    one, two = _script(a), _script(b)
    if one != two:
        return _across(a, b, pair) or _across(b, a, pair, swapped=True) or _by_twins(a, b)
    if one == "han":
        return _characters(a, b)
    if one == "kana":
        return _kana(a, b)
    return _same_script(a, b, pair)


def _script(run: Run) -> str:
    return run[0].script if len({w.script for w in run}) == 1 else "mixed"


def _small(run: Run) -> str:
    return "".join(w.small for w in run)


def _plain(run: Run) -> str:
    return "".join(w.plain for w in run)


def _letters(run: Run) -> str:
    return "".join(w.letters for w in run)


# Same script


def _same_script(a: Run, b: Run, pair: Pair) -> Likeness | None:
    one, two = _small(a), _small(b)
    if one == two:
        return alike(strangeness=0)
    if max(len(one), len(two)) > _LONGEST_WORD:
        return None
    return _by_accents(one, two) or _by_twins(a, b) or _by_custom(a, b, pair)


def _by_accents(one: str, two: str) -> Likeness | None:
    match = match_accents(one, two)
    if match == "left out":
        return alike("diacritics")
    if match == "contradicted":
        return alike("diacritics", same="unclear", strangeness=3)
    if _UMLAUT_SPELLED.sub("", one) == _UMLAUT_SPELLED.sub("", two):
        return alike("diacritics", same="likely", strangeness=2)
    return None


def _by_twins(a: Run, b: Run) -> Likeness | None:
    one, two = _letters(a), _letters(b)
    ones = {one, *twin_readings(one)}
    twos = {two, *twin_readings(two)}
    if looks(one) == looks(two) or {small(x) for x in ones} & {small(x) for x in twos}:
        return alike("lookalike", same="likely", strangeness=2)
    if {plain(x) for x in ones} & {plain(x) for x in twos}:
        return alike("diacritics", "lookalike", same="likely", strangeness=2.5)
    return None


def _by_custom(a: Run, b: Run, pair: Pair) -> Likeness | None:
    if len(a) + len(b) > 2:
        return _run_of_initials(a, b) or _spelled(_plain(a), _plain(b), pair)
    word, other = a[0], b[0]
    return (
        _suffix(word, other)
        or _initial(word, other, pair)
        or _short_form(word, other)
        or _spelled(word.plain, other.plain, pair)
        or _cut(word, other, pair)
        or _slip(word.plain, other.plain, pair)
    )


def _suffix(word: Word, other: Word) -> Likeness | None:
    same = SAME_SUFFIX.get(word.plain, word.plain) == SAME_SUFFIX.get(other.plain, other.plain)
    return alike("title") if same and word.role == other.role == "suffix" else None


def _initial(word: Word, other: Word, pair: Pair) -> Likeness | None:
    if _abbreviates(word, other) or _abbreviates(other, word):
        return alike("initial", same="likely", strangeness=2.5)
    letter, full = sorted((word, other), key=lambda w: len(w.plain))
    if len(letter.plain) != 1 or len(full.plain) < 2 or not full.plain.startswith(letter.plain):
        return None
    if letter.script == "latin" and _looks_cut(letter, pair.a if letter is word else pair.b, full):
        return alike("truncated", same="likely", strangeness=4)
    return None if full.role == "title" else alike("initial", same="likely", strangeness=5)


def _abbreviates(short: Word, full: Word) -> bool:
    meant = ABBREVIATIONS.get(short.plain)
    return meant is not None and (
        meant == full.plain or (meant == "mohammad" and full.plain[:2] == "mo" != full.plain)
    )


def _run_of_initials(a: Run, b: Run) -> Likeness | None:
    (letters, full) = (a[0], b) if len(a) == 1 else (b[0], a)
    firsts = "".join(w.plain[:1] for w in full)
    fits = letters.letters.isupper() and letters.plain == firsts and all(len(w.plain) > 1 for w in full)
    return alike("initial", same="likely", strangeness=5) if fits else None


def _short_form(word: Word, other: Word) -> Likeness | None:
    return alike("nickname", same="likely", strangeness=3) if is_short_form(word.plain, other.plain) else None


def _spelled(one: str, two: str, pair: Pair) -> Likeness | None:
    if one != two and are_spellings(one, two, pair.customs):
        return alike("transliteration", same="likely", strangeness=3)
    return None


def _cut(word: Word, other: Word, pair: Pair) -> Likeness | None:
    short, full = sorted((word, other), key=lambda w: len(w.plain))
    if not full.plain.startswith(short.plain) or not short.plain:
        return None
    cut = _looks_cut(short, pair.a if short is word else pair.b, full)
    return alike("truncated", same="likely", strangeness=4) if cut else None


def _looks_cut(short: Word, name: Name, full: Word) -> bool:
    """Whether the end of this word may be the end of the field that it was stored in."""
    if name.full:
        return True
    if short.end != len(name.text) or short.role == "suffix":
        return False
    if len(short.plain) == 1:
        return len(name.text) >= _CUT_AT_INITIAL and short.position == full.position
    may_be_another = len(name.text) < _CUT_AT_INITIAL
    another = may_be_another and (swaps_gender(short.plain, full.plain) or {short.plain, full.plain} <= GIVEN)
    lost = len(full.plain) - len(short.plain)
    return len(name.text) >= _CUT_TEXT and not another and (lost > 1 or len(name.text) >= 20)


# Slips of the pen


def _slip(one: str, two: str, pair: Pair) -> Likeness | None:
    shorter = min(len(one), len(two))
    if shorter < 3 or max(len(one), len(two)) < 4 or {one, two} & PARTICLES:
        return None
    distance = OSA.distance(one, two, score_cutoff=2)
    if distance > (2 if shorter > 9 else 1) or _is_another_name(one, two, pair):
        return None
    plainly = distance == 1 and shorter > 4 and _is_plain_slip(one, two)
    return alike("typo", same="likely" if plainly else "unclear", strangeness=6)


def _is_another_name(one: str, two: str, pair: Pair) -> bool:
    if are_two_names(one, two, pair.customs) or swaps_gender(one, two):
        return True
    return {one, two} <= GIVEN and _by_ear(one) != _by_ear(two)


def _is_plain_slip(one: str, two: str) -> bool:
    """Letters changed places, a doubled letter, a neighbouring key, or a letter of the same sound."""
    if sorted(one) == sorted(two) or _by_ear(one) == _by_ear(two):
        return True
    changed = [frozenset(pair) for pair in zip(one, two, strict=False) if pair[0] != pair[1]]
    return len(one) == len(two) and all(pair in _SOUNDS or _are_neighbours(*pair) for pair in changed)


def _by_ear(word: str) -> str:
    """The word without doubled letters and silent h."""
    return re.sub(r"(.)\1+", r"\1", re.sub("(?<=[aeiout])h", "", word))


def _are_neighbours(a: str, b: str) -> bool:
    places = {key: (row, column) for row, keys in enumerate(_KEYBOARD) for column, key in enumerate(keys)}
    if a not in places or b not in places or {a, b} <= set("aeiou"):
        return False
    (row, column), (other_row, other_column) = places[a], places[b]
    shift = other_column - column if other_row >= row else column - other_column
    return abs(row - other_row) <= 1 and (shift in (0, -1) if row != other_row else abs(shift) == 1)


# Other scripts


def _characters(a: Run, b: Run) -> Likeness | None:
    one, two = _letters(a), _letters(b)
    if one == two:
        return alike(strangeness=0)
    twins = len(one) == len(two) == 1 and chinese_names.same_character(one, two)
    return alike("script", strangeness=1) if twins else None


def _kana(a: Run, b: Run) -> Likeness | None:
    one, two = _small(a), _small(b)
    if one == two:
        return alike(strangeness=0)
    same = japanese_names.kana_reading(one) == japanese_names.kana_reading(two)
    return alike("script", strangeness=1) if same else None


_SCRIPT = alike("script", strangeness=1)
_RARE_READING = alike("script", same="unclear", strangeness=4)
_LIKELY_SCRIPT = alike("script", same="likely", strangeness=2)
_OTHER_CUSTOM = alike("script", "transliteration", same="likely", strangeness=3)


def _across(foreign: Run, latin: Run, pair: Pair, *, swapped: bool = False) -> Likeness | None:
    """Compare a run in another script with one in Latin letters."""
    if any(w.script != "latin" for w in latin):
        return None
    read = _READERS.get(_script(foreign), _read_other)
    return read(foreign, latin, pair.b if swapped else pair.a)


def _read_han(characters: Run, latin: Run, name: Name) -> Likeness | None:
    if len(latin) > 1:
        return None
    spelled = chinese_names.letters_for_pinyin(latin[0].letters)
    known = _readings_of(characters, name)
    if chinese_names.consume(spelled, [r.official for r in known]):
        return _SCRIPT
    if chinese_names.consume(spelled, [r.official | r.customs for r in known]):
        return _OTHER_CUSTOM
    if chinese_names.consume(spelled, [r.official | r.rare for r in known]):
        return _RARE_READING
    return _read_kanji(characters, latin[0])


def _readings_of(characters: Run, name: Name) -> Iterable[chinese_names.Reading]:
    every = [w for w in name.words if w.script == "han" and w.role == "name"]
    known = chinese_names.readings("".join(w.letters for w in every)) if every else ()
    at = {w.position: reading for w, reading in zip(every, known, strict=True)}
    return [at[w.position] for w in characters if w.position in at]


def _read_kanji(characters: Run, latin: Word) -> Likeness | None:
    usual = japanese_names.kanji_reading(_letters(characters))
    if usual is None or japanese_names.short(usual) != japanese_names.short(latin.small):
        return None
    return _LIKELY_SCRIPT if latin.plain == usual else _OTHER_CUSTOM


def _read_hangul(hangul: Run, latin: Run, name: Name) -> Likeness | None:
    spelled = _plain(latin)
    official = [korean_names.official(w.letters, surname=w.position == 0) for w in hangul]
    if chinese_names.consume(spelled, official):
        return _SCRIPT
    sounds = [{korean_names.sound(form) for form in forms} for forms in official]
    return _OTHER_CUSTOM if chinese_names.consume(korean_names.sound(spelled), sounds) else None


def _read_kana(kana: Run, latin: Run, name: Name) -> Likeness | None:
    reading, spelled = japanese_names.kana_reading(_letters(kana)), _plain(latin)
    if spelled in japanese_names.passport_spellings(reading):
        return _SCRIPT
    same = japanese_names.short(reading) == japanese_names.short(_small(latin))
    return _OTHER_CUSTOM if same else None


_NO_CUSTOMS = customs_of_pair((), ())
_SLAVIC, _GREEK = replace(_NO_CUSTOMS, slavic=True), replace(_NO_CUSTOMS, greek=True)


def _read_cyrillic(cyrillic: Run, latin: Run, name: Name) -> Likeness | None:
    official, usual = name_readings.cyrillic(_small(cyrillic))
    return _read_alphabet(official, usual, _plain(latin), _SLAVIC)


def _read_greek(greek: Run, latin: Run, name: Name) -> Likeness | None:
    official = name_readings.greek(_plain(greek))
    return _read_alphabet(frozenset({official}), official, _plain(latin), _GREEK)


def _read_alphabet(official: frozenset[str], usual: str, spelled: str, customs: Customs) -> Likeness | None:
    if spelled in official:
        return _SCRIPT
    alternatives = {*official, usual}
    custom = spelled == usual or any(are_spellings(form, spelled, customs) for form in alternatives)
    return _OTHER_CUSTOM if custom else None


def _read_other(other: Run, latin: Run, name: Name) -> Likeness | None:
    """Arabic and Hebrew by their consonants; Thai, Devanagari and others by consonants of a rough reading."""
    word, spelled = _small(other), _plain(latin)
    if max(len(word), len(spelled)) > _LONGEST_WORD:
        return None
    if name_readings.has_consonants_only(word):
        return _LIKELY_SCRIPT if name_readings.reads_as_consonants(word, spelled) else None
    bones = name_readings.skeleton(word)
    return _LIKELY_SCRIPT if len(bones) > 1 and bones == name_readings.skeleton(spelled) else None


_READERS: dict[str, Callable[[Run, Run, Name], Likeness | None]] = {
    "han": _read_han,
    "hangul": _read_hangul,
    "kana": _read_kana,
    "cyrillic": _read_cyrillic,
    "greek": _read_greek,
}
