"""Where the machine-readable zone stands in a picture: its rows, put together from lines that were read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from jiesuo.readers.mrz_layout import ALPHABET
from jiesuo.readers.mrz_lines import looks_meant, settled
from jiesuo.readers.ocr import Line

_SAME_ROW = 0.5
"""Line heights by which the middles of two pieces of one row may differ."""
_ALIKE = 1.6
"""How many times higher one piece of a row may be than another."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the zone: its text, the middles (xy) of its start and end, and its height, in pixels."""

    text: str = field(repr=False)
    start: Point
    end: Point
    height: float
    score: float = 1.0
    """The lowest score 0..1 of its pieces."""

    @property
    def length(self) -> float:
        return math.dist(self.start, self.end)


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    start: Point
    end: Point
    height: float
    score: float


def rows(lines: Sequence[Line]) -> list[Row]:
    """The rows that look like a zone, from top to bottom, each joined from its pieces from left to right."""
    pieces = [_piece(line) for line in lines if _is_machine(line.text)]
    angle = slope(lines)
    found = [_joined(group) for group in _groups(pieces, angle)]
    return [row for row in found if looks_meant(row.text)]


def slope(lines: Iterable[Line]) -> float:
    """The angle of the longest line in radians, clockwise from level; 0 without lines."""
    pieces = [_piece(line) for line in lines]
    if not pieces:
        return 0.0
    longest = max(pieces, key=lambda piece: math.dist(piece.start, piece.end))
    return math.atan2(longest.end[1] - longest.start[1], longest.end[0] - longest.start[0])


def stands_upright(lines: Iterable[Line]) -> bool:
    """Whether most lines are wider than high, so that the picture does not lie on its side."""
    wide = [_width(line) >= _height(line) for line in lines if len(line.text) > 2]
    return sum(wide) * 2 >= len(wide)


def _is_machine(text: str) -> bool:
    line = settled(text)
    return bool(line) and ALPHABET.issuperset(line)


def _piece(line: Line) -> _Piece:
    a, b, c, d = line.corners
    return _Piece(settled(line.text), _between(a, d), _between(b, c), _height(line), line.score)


def _between(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _width(line: Line) -> float:
    return math.dist(line.corners[0], line.corners[1])


def _height(line: Line) -> float:
    return math.dist(line.corners[0], line.corners[3])


def _groups(pieces: Sequence[_Piece], angle: float) -> Iterator[list[_Piece]]:
    """Pieces at one height, measured across the slope."""
    rest = sorted(pieces, key=lambda piece: _across(piece.start, angle))
    while rest:
        first = rest[0]
        group = [piece for piece in rest if _same_row(first, piece, angle)]
        rest = [piece for piece in rest if piece not in group]
        yield sorted(group, key=lambda piece: _along(piece.start, angle))


def _same_row(a: _Piece, b: _Piece, angle: float) -> bool:
    low, high = sorted((a.height, b.height))
    apart = abs(_across(a.start, angle) - _across(b.start, angle))
    return apart <= _SAME_ROW * low and high <= _ALIKE * low


def _across(point: Point, angle: float) -> float:
    return point[1] * math.cos(angle) - point[0] * math.sin(angle)


def _along(point: Point, angle: float) -> float:
    return point[0] * math.cos(angle) + point[1] * math.sin(angle)


def _joined(group: Sequence[_Piece]) -> Row:
    text = "".join(piece.text for piece in group)
    height = median(piece.height for piece in group)
    return Row(text, group[0].start, group[-1].end, height, min(piece.score for piece in group))
