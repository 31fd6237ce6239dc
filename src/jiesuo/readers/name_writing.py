"""How matched words are written: capitals, full width, spaces and signs, and the order of the words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from jiesuo.readers.name_alignment import Match
from jiesuo.readers.name_kinds import Kind, SamePerson
from jiesuo.readers.name_letters import is_wide, plain
from jiesuo.readers.name_likeness import Run
from jiesuo.readers.name_words import Name, Word


def written_kinds(match: Match) -> frozenset[Kind]:
    """Kinds that lie in the writing of matched words only: case, width, and a gap inside."""
    kinds: set[Kind] = set()
    if (
        _case_differs(match.a, match.b)
        and not _hyphen_took_capital(match)
        and "initial" not in match.likeness.kinds
    ):
        kinds.add("case")
    if _width(match.a) != _width(match.b):
        kinds.add("width")
    if match.joined and not _is_run_of_initials(match):
        kinds.add("spacing")
    return frozenset(kinds)


def _hyphen_took_capital(match: Match) -> bool:
    """Whether a word is small only after a hyphen that the other side lacks: Min-soo and Min Soo."""
    words = [run[0] for run in (match.a, match.b) if len(run) == 1]
    hyphened = [w for w in words if w.before == "-"]
    if len(words) < 2 or len(hyphened) != 1:
        return False
    other = next(w for w in words if w is not hyphened[0])
    return _shape_of(hyphened[0]) == "lower" and _shape_of(other) == "title"


def _is_run_of_initials(match: Match) -> bool:
    return "initial" in match.likeness.kinds


def _width(run: Run) -> tuple[bool, ...] | bool:
    flags = tuple(flag for word in run for flag in word.wide)
    return flags if any(flags) else False


# Capitals


def _case_differs(a: Run, b: Run) -> bool:
    one, two = "".join(w.letters for w in a), "".join(w.letters for w in b)
    if len(one) != len(two) or a[0].script != b[0].script:
        return _shape(a) != _shape(b) and "" not in (_shape(a), _shape(b))
    at_a, at_b = _starts(a), _starts(b)
    changed = [(at, x, y) for at, (x, y) in enumerate(zip(one, two, strict=True)) if _only_case(x, y)]
    return any(not _moved(at, x, y, at_a, at_b) for at, x, y in changed)


def _only_case(x: str, y: str) -> bool:
    return x != y and plain(x) == plain(y) and x.isupper() != y.isupper()


def _moved(at: int, x: str, y: str, starts_a: set[int], starts_b: set[int]) -> bool:
    """Whether a capital came only from beginning a word that the other side does not begin here."""
    return (x.isupper() and at in starts_a - starts_b) or (y.isupper() and at in starts_b - starts_a)


def _starts(run: Run) -> set[int]:
    """Where words begin that are written with a first capital only, counted in letters of the run."""
    found, at = set(), 0
    for word in run:
        if len(word.letters) == 1 or not word.letters.isupper():
            found.add(at)
        at += len(word.letters)
    return found


def _shape(run: Run) -> str:
    shapes = {_shape_of(w) for w in run} - {""}
    return shapes.pop() if len(shapes) == 1 else "mixed" if shapes else ""


def _shape_of(word: Word) -> str:
    """Which letters are capitals; ß, which passports leave small, says nothing."""
    letters = "".join(c for c in word.letters if c != "ß" and (c.isupper() or c.islower()))
    if len(letters) < 2 or word.script == "other":
        return ""
    if letters.isupper() or letters.islower():
        return "upper" if letters.isupper() else "lower"
    return "title" if letters[0].isupper() and letters[1:].islower() else "mixed"


# Spaces and signs between matched words


def gap_kinds(a: Name, b: Name, matches: list[Match]) -> frozenset[Kind]:
    """What differs between the words: spaces and signs (spacing), and full-width ones (width)."""
    gaps = list(_gaps(a, b, matches))
    kinds: set[Kind] = set()
    if any(one != two for one, two in gaps) or _moved_signs(a, b, matches):
        kinds.add("spacing")
    if matches and _wide_gaps(a) != _wide_gaps(b) and not any(m.unspaced for m in matches):
        kinds.add("width")
    return frozenset(kinds)


def _wide_gaps(name: Name) -> bool:
    inside = {at for w in name.words for at in range(w.start, w.end)}
    return any(is_wide(c) for at, c in enumerate(name.text) if at not in inside)


def _gaps(a: Name, b: Name, matches: list[Match]) -> Iterable[tuple[str, str]]:
    """The gaps that both names have between (or before, or after) the same words."""
    if not matches or any(m.unspaced for m in matches):
        return
    after = {m.b[0].position: m for m in matches}
    for one, two in pairwise(matches):
        follows = one.a[-1].position + 1 == two.a[0].position
        if follows and after.get(one.b[-1].position + 1) is two:
            yield _gap(a, one.a, one, two.a[0].before), _gap(b, one.b, one, two.b[0].before)
    first = after.get(0)
    if first is matches[0] and first.a[0].position == 0:
        yield first.a[0].before, first.b[0].before
    last = next((m for m in matches if m.b[-1].position == len(b.words) - 1), None)
    if last is not None and last.a[-1].position == len(a.words) - 1:
        yield _gap(a, last.a, last, a.tail, at_end=True), _gap(b, last.b, last, b.tail, at_end=True)


def _gap(name: Name, run: Run, match: Match, gap: str, *, at_end: bool = False) -> str:
    """The gap without a dot that only closes an initial, an abbreviation or a title."""
    if not _owns_dot(run, match):
        return gap
    rest = gap.removeprefix(".")
    return rest if at_end else " " if rest in ("", "-", " ") else rest


def _owns_dot(run: Run, match: Match) -> bool:
    shortened = "initial" in match.likeness.kinds
    return shortened or "title" in match.likeness.kinds


def _moved_signs(a: Name, b: Name, matches: list[Match]) -> bool:
    """Whether words changed places and one name alone has a sign, such as a comma, where they were joined."""
    if any(m.unspaced for m in matches) or in_order(matches):
        return False
    return _signs_between(a, matches, first=True) != _signs_between(b, matches, first=False)


def _signs_between(name: Name, matches: list[Match], *, first: bool) -> Counter[str]:
    signs: Counter[str] = Counter()
    for (run, match), (following, _) in pairwise(_runs_of(matches, first)):
        if run[-1].position + 1 == following[0].position:
            signs.update(_gap(name, run, match, following[0].before).replace(" ", ""))
    return signs


def _runs_of(matches: list[Match], first: bool) -> list[tuple[Run, Match]]:
    runs = [(m.a if first else m.b, m) for m in matches]
    return sorted(runs, key=lambda item: item[0][0].position)


# Order


def in_order(matches: list[Match]) -> bool:
    """Whether the matched words follow each other alike in both names, suffixes and titles aside."""
    places = _places(matches)
    return places == sorted(places)


def _places(matches: list[Match]) -> list[int]:
    return [m.b[0].position for m in matches if m.a[0].role not in ("suffix", "title")]


def order_is_usual(matches: list[Match]) -> SamePerson:
    """ "yes" when the given name moved from one end to the other, or the whole is reversed; else "likely"."""
    places = _places(matches)
    ranked = [sorted(places).index(p) for p in places]
    turned = any(ranked[n:] + ranked[:n] == sorted(ranked) for n in range(len(ranked)))
    syllables = matches[0].unspaced and len(ranked) > 2
    return "yes" if turned or (ranked == sorted(ranked, reverse=True) and not syllables) else "likely"
