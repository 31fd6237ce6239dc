"""Compare two stored names and say how they differ."""

from __future__ import annotations

from dataclasses import dataclass, field

from jiesuo.readers.name_alignment import Match, align
from jiesuo.readers.name_kinds import Kind, SamePerson, worst
from jiesuo.readers.name_leftovers import Finding, Leftover, judge_leftovers
from jiesuo.readers.name_likeness import Pair
from jiesuo.readers.name_sentences import sentence
from jiesuo.readers.name_words import split_name
from jiesuo.readers.name_writing import gap_kinds, in_order, order_is_usual, written_kinds

__all__ = ["Comparison", "Kind", "Part", "SamePerson", "compare"]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the first name beside its counterpart in the second; "" where there is none."""

    a: str
    b: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two stored names differ. Holds both names: show it, do not keep it."""

    same_person: SamePerson
    differences: tuple[Kind, ...]
    """Sorted, each once; empty for equal names."""
    parts: tuple[Part, ...]
    """In the order of the first name, then what only the second has."""
    sentence: dict[str, str] = field(hash=False)
    """By language: en, zh-Hans, ja."""


def compare(a: str, b: str) -> Comparison:
    """Say how two stored names differ and whether they may belong to one person.

    "yes" is said of mechanical differences only. compare(b, a) gives the same kinds and the same answer.
    Nothing is raised, whatever the texts hold; time grows linearly with very long ones.
    """
    if a <= b:
        return _compared(a, b, _judged(a, b))
    return _compared(a, b, _mirrored(_judged(b, a)))


@dataclass(frozen=True)
class _Verdict:
    same: SamePerson
    kinds: frozenset[Kind]
    parts: tuple[tuple[int, int, Part], ...]
    """Each part with its place in the first and in the second name; past the end where it is missing."""


def _compared(a: str, b: str, verdict: _Verdict) -> Comparison:
    kinds = tuple(sorted(verdict.kinds))
    parts = tuple(part for *_, part in sorted(verdict.parts, key=lambda p: p[:2]))
    return Comparison(verdict.same, kinds, parts, sentence(a, b, verdict.same, kinds))


def _mirrored(verdict: _Verdict) -> _Verdict:
    parts = tuple((j, i, Part(part.b, part.a, part.kinds)) for i, j, part in verdict.parts)
    return _Verdict(verdict.same, verdict.kinds, parts)


def _judged(a: str, b: str) -> _Verdict:
    pair = Pair(split_name(a), split_name(b))
    matches = align(pair)
    finding = judge_leftovers(pair, matches)
    parts = [_matched_part(pair, m) for m in matches] + _leftover_parts(pair, finding)
    whole, whole_same = _whole(pair, matches)
    kinds = whole.union(*(part.kinds for *_, part in parts))
    same = worst([*(m.likeness.same for m in matches), finding.same, whole_same])
    if a != b and not kinds:
        return _Verdict(same, frozenset({_unseen(pair)}), tuple(parts))
    return _Verdict(same, kinds, tuple(parts))


def _whole(pair: Pair, matches: list[Match]) -> tuple[frozenset[Kind], SamePerson]:
    """Kinds that no single part shows, and what they say."""
    kinds: set[Kind] = set(gap_kinds(pair.a, pair.b, matches))
    if not matches and _scripts_differ(pair):
        kinds.add("script")
    if in_order(matches):
        return frozenset(kinds), "yes"
    return frozenset(kinds | {"order"}), order_is_usual(matches)


def _scripts_differ(pair: Pair) -> bool:
    one, two = ({w.script for w in name.words} for name in (pair.a, pair.b))
    return bool(one) and bool(two) and not one & two


def _unseen(pair: Pair) -> Kind:
    """Texts that differ though their words do not: in signs alone, or in how accents are encoded."""
    return "diacritics" if pair.a.words and pair.b.words else "spacing"


def _matched_part(pair: Pair, match: Match) -> tuple[int, int, Part]:
    kinds = tuple(sorted(match.likeness.kinds | written_kinds(match)))
    first, last, other_first, other_last = match.a[0], match.a[-1], match.b[0], match.b[-1]
    part = Part(pair.a.text[first.start : last.end], pair.b.text[other_first.start : other_last.end], kinds)
    return first.start, other_first.start, part


def _leftover_parts(pair: Pair, finding: Finding) -> list[tuple[int, int, Part]]:
    """Changed words stand side by side; words on one side only stand alone."""
    paired = min(len(finding.a), len(finding.b))
    both = [_side_by_side(x, y) for x, y in zip(finding.a, finding.b, strict=False)]
    mine = [(x.word.start, len(pair.b.text), Part(x.word.raw, "", (x.kind,))) for x in finding.a[paired:]]
    others = [(len(pair.a.text), y.word.start, Part("", y.word.raw, (y.kind,))) for y in finding.b[paired:]]
    return both + mine + others


def _side_by_side(x: Leftover, y: Leftover) -> tuple[int, int, Part]:
    return x.word.start, y.word.start, Part(x.word.raw, y.word.raw, tuple(sorted({x.kind, y.kind})))
