"""Small pictures as SVG: ranges, dots by group, and a curve. No scripts, nothing fetched, text stays text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LEFT, ROW, TOP = 760, 200, 26, 34
"""Pixels: the picture, the names at its left, a row, and the room for the scale."""
COLOURS = ("#1b6ca8", "#c8553d", "#4f772d", "#7b4b94", "#8a6d1d", "#37474f", "#b0376a")


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from 0 -> pixels, by their square root: many are small and a few are very large."""

    most: float

    def at(self, value: float) -> float:
        share = (max(value, 0.0) / self.most) ** 0.5 if self.most else 0.0
        return LEFT + share * (WIDTH - LEFT - 20)

    def marks(self) -> Iterable[float]:
        return (self.most * share for share in (0.0, 0.04, 0.16, 0.36, 0.64, 1.0))


def ranges(title: str, rows: Mapping[str, tuple[float, float, float, float, float, float]]) -> str:
    """For each name a line from the 10th to the 90th hundredth, a box from 25th to 75th, median and mean."""
    scale = Scale(max((row[4] for row in rows.values()), default=1.0))
    body = [
        line for place, (name, row) in enumerate(rows.items()) for line in _range(scale, place, name, row)
    ]
    return _picture(title, len(rows), scale, body)


def _range(
    scale: Scale, place: int, name: str, row: tuple[float, float, float, float, float, float]
) -> Iterable[str]:
    low, quarter, half, three, high, mean = row
    y, colour = TOP + place * ROW, COLOURS[place % len(COLOURS)]
    yield _label(name, y)
    yield _line(scale.at(low), scale.at(high), y, colour, 2)
    yield _line(scale.at(quarter), scale.at(three), y, colour, 10)
    yield f'<circle cx="{scale.at(half):.1f}" cy="{y}" r="4" fill="#fff" stroke="{colour}" stroke-width="2"/>'
    yield f'<circle cx="{scale.at(mean):.1f}" cy="{y}" r="3" fill="#000"/>'


def dots(title: str, rows: Mapping[str, Sequence[float]], names: Sequence[str]) -> str:
    """For each group one dot a series, joined by a line."""
    scale = Scale(max((value for row in rows.values() for value in row), default=1.0))
    body = [line for place, (name, row) in enumerate(rows.items()) for line in _dots(scale, place, name, row)]
    legend = (
        f'<circle cx="{LEFT + 110 * n}" cy="12" r="5" fill="{COLOURS[n]}"/>'
        f'<text x="{LEFT + 110 * n + 10}" y="16">{escape(name)}</text>'
        for n, name in enumerate(names)
    )
    return _picture(title, len(rows), scale, [*legend, *body])


def _dots(scale: Scale, place: int, name: str, row: Sequence[float]) -> Iterable[str]:
    y = TOP + place * ROW
    yield _label(name, y)
    yield _line(scale.at(min(row)), scale.at(max(row)), y, "#bbb", 2)
    for n, value in enumerate(row):
        yield f'<circle cx="{scale.at(value):.1f}" cy="{y}" r="5" fill="{COLOURS[n]}"/>'


def _picture(title: str, rows: int, scale: Scale, body: Iterable[str]) -> str:
    height = TOP + rows * ROW + 20
    marks = (_mark(scale.at(value), value, height) for value in scale.marks())
    return _svg(title, WIDTH, height, [*marks, *body])


def _mark(x: float, value: float, height: float) -> str:
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 14}" y2="{height - 30}" stroke="#ddd"/>'
        f'<text x="{x:.1f}" y="{height - 12}" text-anchor="middle">{value:.0f}</text>'
    )


def curve(title: str, points: Sequence[tuple[float, float, int]]) -> str:
    """What was stated against what came true; on the line both are the same. Larger dots: more cases."""
    side, edge = 320, 40

    def at(stated: float, true: float) -> tuple[float, float]:
        return edge + stated * side, edge + (1 - true) * side

    most = max((number for _, _, number in points), default=1)
    body = [
        f'<rect x="{edge}" y="{edge}" width="{side}" height="{side}" fill="none" stroke="#999"/>',
        f'<line x1="{edge}" y1="{edge + side}" x2="{edge + side}" y2="{edge}" stroke="#999"/>',
        f'<text x="{edge + side}" y="{edge + side + 32}" text-anchor="end">stated chance, 0 to 1</text>',
        f'<text x="{edge}" y="{edge - 10}">share that came true, 0 to 1</text>',
    ]
    for stated, true, number in points:
        (x, y), radius = at(stated, true), 3 + 9 * (number / most) ** 0.5
        body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{COLOURS[0]}"/>')
    return _svg(title, side + 2 * edge, side + 2 * edge, body)


def _svg(title: str, width: float, height: float, body: Iterable[str]) -> str:
    return (
        f'<svg role="img" viewBox="0 0 {width} {height}" width="{width}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title>{''.join(body)}</svg>"
    )


def _label(name: str, y: float) -> str:
    return f'<text x="{LEFT - 10}" y="{y + 4}" text-anchor="end">{escape(name)}</text>'


def _line(start: float, end: float, y: float, colour: str, width: float) -> str:
    return (
        f'<line x1="{start:.1f}" x2="{end:.1f}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="{width}"/>'
    )
