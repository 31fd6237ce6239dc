"""Read the messages and codes that a person copied or typed, with the person's own words as the quote.

An exact text (after cleaning) has reliability 1. A text with typing or recognition errors has 1 - 2d, d being
the share of its letters that differ; d is held small (see `allowed_errors`). A line or quote that is only a
part of a text counts if it tells of a failure and no other message has it. A missed text can still be told in
words, a text read where there is none misleads: so doubt does not read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from jiesuo.core.evidence import Observation
from jiesuo.readers.clean import Cleaned, clean
from jiesuo.readers.error_codes import find_codes
from jiesuo.readers.failure_words import tells_of_failure
from jiesuo.readers.message_index import Folded, KnownText, MessageIndex, build, fold, grams
from jiesuo.readers.shown import follows_display_word, lines, quoted_segments, runs_of_lines, widen_to_lines
from jiesuo.readers.stretches import Stretches

__all__ = ["MessageIndex", "Reading", "allowed_errors", "build", "read"]

_FUZZY_REACH = 20_000
"""Folded characters in which inexact texts are looked for; exact texts and codes are found anywhere."""
_SHARED_GRAMS = 0.5
_MOST_SEGMENTS = 400
_LEAST_PART_LATIN, _LEAST_PART = 24, 8
"""Folded characters of a line that is taken for a part of a text: Latin letters, and others."""
_LINES_OF_A_PART = 3
_PART = 0.9
"""Score of a part, a judgement: what was left out may have made it another message."""
_POLARITY = re.compile(r"[不未没无非]|成功|失败|not|without")
_LOWEST_RELIABILITY = 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, and where it stands in the original text."""

    observation: Observation
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    text: KnownText
    score: float
    """1 for an exact text, else the share of letters that agree."""

    @property
    def rank(self) -> tuple[float, bool]:
        return -(self.end - self.start) * self.score, self.text.shown_only


def read(text: str, index: MessageIndex) -> list[Reading]:
    """All messages and codes in a (redacted) text, in its order, each finding once.

    Where several would fit one stretch, the longest wins, then the exact, then the specific; a message goes
    before a code.
    """
    cleaned = clean(text)
    folded = fold(cleaned.text)
    matches = _choose(_shown(_all_matches(cleaned.text, folded, index), cleaned.text, folded))
    readings = [_message(cleaned, _place(match, folded), match) for match in matches]
    taken = Stretches(_place(match, folded) for match in matches)
    for start, end, known in find_codes(cleaned.text, index):
        if not taken.touches(start, end):
            readings.append(_reading(cleaned, start, end, known.finding, 1.0))
    return _once(readings)


def allowed_errors(key: str) -> int:
    """Letters of a folded text that may differ: none in a short one, about one in eight of a long one."""
    first, second = (9, 16) if key[0].isascii() else (6, 10)
    if len(key) < first:
        return 0
    return 1 if len(key) < second else max(2, len(key) // 8)


def _all_matches(text: str, folded: Folded, index: MessageIndex) -> Iterator[_Match]:
    yield from _exact(text, folded, index.texts)
    yield from _inexact(folded, index)
    yield from _inexact_segments(text, folded, index.texts)
    yield from _parts(text, folded, index.texts)


def _exact(text: str, folded: Folded, texts: Sequence[KnownText]) -> Iterator[_Match]:
    for known in texts:
        at = folded.text.find(known.key)
        while at >= 0:
            end = at + len(known.key)
            if _whole_words(text, folded.starts[at], folded.ends[end - 1]):
                yield _Match(at, end, known, 1.0)
            at = folded.text.find(known.key, end)


def _whole_words(text: str, start: int, end: int) -> bool:
    """Whether no Latin word is cut at either edge."""
    return not (_is_latin_pair(text[start - 1 : start + 1]) or _is_latin_pair(text[end - 1 : end + 1]))


def _is_latin_pair(pair: str) -> bool:
    return len(pair) == 2 and pair.isascii() and pair.isalpha()


def _inexact(folded: Folded, index: MessageIndex) -> Iterator[_Match]:
    step = max(index.longest, 1)
    reach = min(len(folded.text), _FUZZY_REACH)
    for start in range(0, max(reach - step, 1), step):
        window = folded.text[start : start + 2 * step]
        for known in _candidates(window, index):
            match = _align(known, window, start)
            if match:
                yield _owned(match, folded.text, index)


def _candidates(window: str, index: MessageIndex) -> Iterator[KnownText]:
    """Texts that share at least half of their grams with the window."""
    shared = Counter(number for gram in grams(window) for number in index.grams.get(gram, ()))
    for number, count in sorted(shared.items()):
        known = index.texts[number]
        if allowed_errors(known.key) and count >= _SHARED_GRAMS * len(grams(known.key)):
            yield known


def _align(known: KnownText, window: str, offset: int) -> _Match | None:
    least = 100 * (1 - allowed_errors(known.key) / len(known.key)) - 0.1
    if len(window) < len(known.key):
        score, start, end = fuzz.ratio(known.key, window), 0, len(window)
    else:
        found = fuzz.partial_ratio_alignment(known.key, window, score_cutoff=least)
        if found is None:
            return None
        score, start, end = _refine(known.key, window, found.dest_start, found.dest_end)
    if score < least or not _same_polarity(known.key, window[start:end]):
        return None
    return _Match(offset + start, offset + end, known, score / 100)


def _owned(match: _Match, text: str, index: MessageIndex) -> _Match:
    """The match, given to the one text that holds the stretch unchanged: people copy messages in part."""
    stretch = text[match.start : match.end]
    holders = [known for known in index.texts if stretch in known.key]
    return replace(match, text=holders[0]) if len(holders) == 1 else match


def _refine(key: str, window: str, start: int, end: int) -> tuple[float, int, int]:
    """The stretch near start:end that fits best: (score 0..100, start, end)."""
    slack = allowed_errors(key)
    ends = range(max(start + 1, end - slack), min(len(window), end + slack) + 1)
    score, _, best = max((fuzz.ratio(key, window[start:stop]), -abs(stop - end), stop) for stop in ends)
    return score, start, best


def _same_polarity(key: str, read_text: str) -> bool:
    """Whether both say no equally often: one letter can turn a message into its opposite."""
    return sorted(_POLARITY.findall(key)) == sorted(_POLARITY.findall(read_text))


def _inexact_segments(text: str, folded: Folded, texts: Sequence[KnownText]) -> Iterator[_Match]:
    """Short texts with one wrong letter, where both ends are given: a quote or a line."""
    keys = {
        number: known.key for number, known in enumerate(texts) if known.shown_only and len(known.key) > 4
    }
    for place in [*quoted_segments(text), *lines(text)][:_MOST_SEGMENTS]:
        start, end = _folded_span(folded, *place)
        segment = folded.text[start:end]
        most = max(1, len(segment) // 8)
        if len(segment) < (8 if segment[:1].isascii() else 4):
            continue
        found = process.extract(segment, keys, scorer=Levenshtein.distance, score_cutoff=most, limit=2)
        if found and (len(found) == 1 or found[0][1] < found[1][1]) and _same_polarity(found[0][0], segment):
            yield _Match(start, end, texts[found[0][2]], 1 - found[0][1] / len(segment))


def _parts(text: str, folded: Folded, texts: Sequence[KnownText]) -> Iterator[_Match]:
    """Quotes and runs of whole lines that speak of a failure and stand in the texts of one message alone."""
    for place in [*quoted_segments(text), *runs_of_lines(text, _LINES_OF_A_PART)][:_MOST_SEGMENTS]:
        start, end = _folded_span(folded, *place)
        segment = folded.text[start:end]
        if len(segment) < (_LEAST_PART_LATIN if segment[:1].isascii() else _LEAST_PART):
            continue
        if not tells_of_failure(text[slice(*place)].replace("\n", "")):
            continue
        holders = [known for known in texts if segment in known.key]
        if len({known.finding for known in holders}) == 1:
            yield _Match(start, end, holders[0], _PART)


def _folded_span(folded: Folded, start: int, end: int) -> tuple[int, int]:
    return bisect_left(folded.starts, start), bisect_left(folded.starts, end)


def _shown(matches: Iterator[_Match], text: str, folded: Folded) -> Iterator[_Match]:
    """Leave out what may be the person's own words."""
    quotes = Stretches(_folded_span(folded, *segment) for segment in quoted_segments(text))
    for match in matches:
        place = _place(match, folded)
        if (
            not match.text.shown_only
            or _fills(match, quotes.around(match.start, match.end), folded.text)
            or _fills(match, _folded_span(folded, *widen_to_lines(text, *place)), folded.text)
            or follows_display_word(text, *place)
        ):
            yield match


def _fills(match: _Match, frame: tuple[int, int] | None, text: str) -> bool:
    """Whether nothing but numbers stands beside the match in a quote or line (a letter, if it is inexact)."""
    if frame is None:
        return False
    rest = text[frame[0] : match.start] + text[match.end : frame[1]]
    return len(rest.replace("#", "")) <= (0 if match.score == 1 else 1)


def _choose(matches: Iterator[_Match]) -> list[_Match]:
    """One match for each stretch of text."""
    taken = Stretches()
    return [match for match in sorted(matches, key=lambda m: m.rank) if taken.take(match.start, match.end)]


def _place(match: _Match, folded: Folded) -> tuple[int, int]:
    """Where the match stands in the cleaned text."""
    return folded.starts[match.start], folded.ends[match.end - 1]


def _message(cleaned: Cleaned, place: tuple[int, int], match: _Match) -> Reading:
    reliability = max(_LOWEST_RELIABILITY, 1 - 2 * (1 - match.score))
    return _reading(cleaned, *place, match.text.finding, reliability)


def _reading(cleaned: Cleaned, start: int, end: int, finding: str, reliability: float) -> Reading:
    quote = cleaned.quote(start, end)
    observation = Observation(finding, "seen", "message", quote, round(reliability, 3))
    return Reading(observation, cleaned.span(start, end))


def _once(readings: list[Reading]) -> list[Reading]:
    """Each finding once, by its most reliable reading, in the order of the text."""
    best: dict[str, Reading] = {}
    for reading in sorted(readings, key=lambda r: (-r.observation.reliability, r.span)):
        best.setdefault(reading.observation.finding, reading)
    return sorted(best.values(), key=lambda r: r.span)
