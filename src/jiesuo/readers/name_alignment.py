"""Find which words of two stored names belong together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jiesuo.readers.name_kinds import Likeness, alike
from jiesuo.readers.name_letters import match_accents
from jiesuo.readers.name_likeness import Pair, Run, likeness
from jiesuo.readers.name_words import Name, Word

MOST_WORDS = 20
"""A stored name with more words is compared letter by letter only."""
_LONGEST_RUN = 4
_LONGEST_STREAM_WORD = 64


@dataclass(frozen=True)
class Match:
    """Words of the first name and words of the second that are one name."""

    a: Run
    b: Run
    likeness: Likeness

    @property
    def joined(self) -> bool:
        """Whether one name has a space or sign where the other has none, though its script has spaces."""
        return len(self.a) + len(self.b) > 2 and not self.unspaced

    @property
    def unspaced(self) -> bool:
        """Whether one side is in a script without spaces, and the other is not in the same."""
        return self.a[0].script != self.b[0].script and bool(
            {self.a[0].script, self.b[0].script} & {"han", "hangul", "kana"}
        )


def align(pair: Pair) -> list[Match]:
    """Matches in the order of the first name; each word is in at most one."""
    matches = _same_letters(pair.a, pair.b)
    if matches is None and max(len(pair.a.words), len(pair.b.words)) <= MOST_WORDS:
        matches = _best(pair)
    return sorted(matches or [], key=lambda m: m.a[0].position)


# The same letters in the same order: cut both where both have a gap


def _same_letters(a: Name, b: Name) -> list[Match] | None:
    if not a.words or "".join(w.plain for w in a.words) != "".join(w.plain for w in b.words):
        return None
    return [Match(one, two, _same(one, two)) for one, two in _cut_together(a.words, b.words)]


def _cut_together(a: Run, b: Run) -> Iterator[tuple[Run, Run]]:
    i = j = ahead = 0
    begin = 0, 0
    while i < len(a) or j < len(b):
        if j == len(b) or (ahead <= 0 and i < len(a)):
            ahead += len(a[i].plain)
            i += 1
        else:
            ahead -= len(b[j].plain)
            j += 1
        if ahead == 0 and i > begin[0] and j > begin[1]:
            yield a[begin[0] : i], b[begin[1] : j]
            begin = i, j


def _same(a: Run, b: Run) -> Likeness:
    one, two = "".join(w.small for w in a), "".join(w.small for w in b)
    crossed = len(a) > 1 and len(b) > 1
    if one == two:
        return alike(same="unclear" if crossed else "yes", strangeness=0)
    contradicted = (
        max(len(one), len(two)) <= _LONGEST_STREAM_WORD and match_accents(one, two) == "contradicted"
    )
    return alike("diacritics", same="unclear" if crossed or contradicted else "yes")


# Otherwise: the least strange likenesses first


def _best(pair: Pair) -> list[Match]:
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    chosen = []
    for match in sorted(_candidates(pair), key=_strangeness):
        mine, others = {w.position for w in match.a}, {w.position for w in match.b}
        if not mine & taken_a and not others & taken_b:
            taken_a |= mine
            taken_b |= others
            chosen.append(match)
    return chosen


def _strangeness(match: Match) -> tuple[float, int, int, int]:
    longer = 0.5 * (len(match.a) + len(match.b) - 2)
    i, j = match.a[0].position, match.b[0].position
    return match.likeness.strangeness + longer, abs(i - j), i, j


def _candidates(pair: Pair) -> Iterator[Match]:
    for one in _runs(pair.a.words):
        for two in _runs(pair.b.words):
            if min(len(one), len(two)) == 1 and _may_match(one, two):
                found = likeness(one, two, pair)
                if found is not None:
                    yield Match(one, two, found)


def _runs(words: tuple[Word, ...]) -> list[Run]:
    return [words[i : i + n] for n in range(1, _LONGEST_RUN + 1) for i in range(len(words) - n + 1)]


def _may_match(a: Run, b: Run) -> bool:
    """Titles and suffixes match only their like, and only one for one."""
    roles = {w.role for w in a + b} & {"title", "suffix", "placeholder", "born"}
    return not roles or (len(a) == len(b) == 1 and a[0].role == b[0].role)
