"""What a screenshot says: its lines, the pack's messages and codes in them, and whether it shows an error.

The lines are read as one text, because a message goes on over several lines. Personal numbers are taken out
before anything else looks at it. A picture that cannot be read is not called one without an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jiesuo.core.evidence import Observation
from jiesuo.readers import error_text
from jiesuo.readers.failure_words import tells_of_failure
from jiesuo.readers.message_index import MessageIndex
from jiesuo.readers.ocr import Line, Recognised
from jiesuo.readers.redact import Hidden, redact

_MOST_LINES_OF_ERROR = 40
"""A screen with more lines is an article or a list, in which such words are no sign."""


@dataclass(frozen=True, slots=True)
class Screenshot:
    """The lines (redacted), what was recognised in them, and whether they look like an error."""

    lines: tuple[str, ...] = field(repr=False)
    observations: tuple[Observation, ...] = field(repr=False)
    hidden: tuple[Hidden, ...]
    is_error_screen: bool
    is_unreadable: bool
    """There is writing, but in letters that the engine does not know."""

    def to_json(self) -> dict[str, object]:
        return {
            "lines": list(self.lines),
            "recognised": [seen.finding for seen in self.observations],
            "is_error_screen": self.is_error_screen,
        }


def read(recognised: Recognised, index: MessageIndex) -> Screenshot:
    """What the lines of a screenshot say; pure and never raises."""
    redacted = redact("\n".join(_in_reading_order(recognised.lines)))
    text = redacted.text
    seen = tuple(
        replace(reading.observation, source="screenshot") for reading in error_text.read(text, index)
    )
    lines = tuple(text.splitlines())
    return Screenshot(
        lines, seen, redacted.hidden, bool(seen) or _sounds_wrong(lines), _is_unreadable(recognised)
    )


def _in_reading_order(lines: Sequence[Line]) -> list[str]:
    """From top to bottom, and from left to right where lines stand beside each other."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: each.middle[1]):
        if rows and _beside(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line.text for row in rows for line in sorted(row, key=lambda each: each.left)]


def _beside(a: Line, b: Line) -> bool:
    return abs(a.middle[1] - b.middle[1]) < 0.4 * min(a.bottom - a.top, b.bottom - b.top)


def _sounds_wrong(lines: Sequence[str]) -> bool:
    return len(lines) <= _MOST_LINES_OF_ERROR and any(map(tells_of_failure, lines))


def _is_unreadable(recognised: Recognised) -> bool:
    return recognised.unread > max(2, len(recognised.lines))
