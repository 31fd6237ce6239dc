"""Check a picture of a passport's data page before it is sent to a review: what would be refused, by id.

The checks follow what reviews ask for: the whole page, sharp, evenly lit, in colour, taken from the paper.
They would rather pass a doubtful picture than send somebody back for nothing; what is claimed about the
content (the wrong page, a finger) is claimed only when light and sharpness do not explain it. Texts that say
what to do are found by the ids. Limits are judgements, set on drawn pages.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from jiesuo.core.evidence import Observation
from jiesuo.readers import photo_measures as measure
from jiesuo.readers.mrz_place import Row, rows, slope
from jiesuo.readers.ocr import Line, Pixels
from jiesuo.readers.passport_page import Page
from jiesuo.readers.picture import resized

_ZONE_WIDTH = 44 * 2.54
"""Millimetres from the first to the last character of a passport's zone; the page is 125 x 88 mm."""
_SIDE_MARGIN, _ABOVE, _BELOW = 6.6, 76.0, 7.0
"""Millimetres of paper left and right of the zone, above its lower row and below it."""
_ROW_DISTANCE = 7.0
"""Millimetres from one row of the zone to the next."""
_CUT_OFF = 3.5
"""Millimetres of the page that must be missing before it counts as cut."""
_LEAST_SIDE = 900
_LEAST_SEEN = 64
"""Pixels of a side below which nothing can be measured."""
_LEAST_PITCH = 11.0
"""Pixels from one character of the zone to the next that a review needs."""
_LEAST_SHARP = 0.03
_COMPARED_HEIGHT = 24
"""Pixels to which a line is brought before its sharpness is measured."""
FINDING = "photo_faulty"
_RELIABILITY = 0.9
"""How far the check is trusted, a judgement: it was measured on drawn pictures alone."""
_LEAST_LINES = 5
"""Lines from which what was photographed is taken for a page with data."""
_STEEP = math.radians(12)

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Check:
    """The ids of what is wrong with a picture, the most important first."""

    problems: tuple[str, ...]

    @property
    def usable(self) -> bool:
        return not self.problems

    def to_json(self, texts: Mapping[str, str]) -> dict[str, object]:
        """With what to do about each problem, from texts by id."""
        problems = [{"id": name, "what_to_do": texts.get(name, "")} for name in self.problems]
        return {"usable": self.usable, "problems": problems}


@dataclass(frozen=True, eq=False, slots=True)
class _View:
    page: Page
    lines: Sequence[Line]
    zone: Sequence[Row]
    paper: Pixels
    """The part of the picture in which the page stands."""
    size: tuple[int, int]
    """Pixels (wide, high) of the picture before it was made smaller for reading."""

    @property
    def shrunk_by(self) -> float:
        high, wide = self.page.pixels.shape[:2]
        return max(self.size) / max(int(high), int(wide))

    @property
    def whole_rows(self) -> int:
        return sum(len(row.text) in (44, 36, 30) for row in self.zone)


def check(page: Page, size: tuple[int, int]) -> Check:
    """What is wrong with a picture that `passport_page.read` has read; `size` is its own, in pixels."""
    if min(page.pixels.shape[:2]) < _LEAST_SEEN:
        return Check(("too_small",))
    view = _view(page, size)
    problems = [name for name, is_so in _LIGHT.items() if is_so(view)]
    problems += [name for name, is_so in _FRAME.items() if is_so(view)]
    if not problems:
        problems = [name for name, is_so in _CONTENT.items() if is_so(view)][:1]
    return Check(tuple(problems))


def observations(found: Check) -> list[Observation]:
    """What the check says, without anything of the picture."""
    value = "no" if found.usable else "yes"
    return [Observation(FINDING, value, "passport", reliability=_RELIABILITY)]


def _view(page: Page, size: tuple[int, int]) -> _View:
    lines = page.recognised.lines
    zone = rows(lines)
    left, top, right, bottom = _page_box(page.pixels, zone)
    return _View(page, lines, zone, page.pixels[top:bottom, left:right], size)


def _page_box(pixels: Pixels, zone: Sequence[Row]) -> Box:
    """Where the page is, by the zone; without one the middle of the picture."""
    high, wide = pixels.shape[:2]
    if not zone:
        return round(0.1 * wide), round(0.1 * high), round(0.9 * wide), round(0.9 * high)
    left, top, right, bottom = _paper(zone)
    left, top = min(max(0, left), wide - _LEAST_SEEN), min(max(0, top), high - _LEAST_SEEN)
    right, bottom = max(left + _LEAST_SEEN, min(wide, right)), max(top + _LEAST_SEEN, min(high, bottom))
    return round(left), round(top), round(right), round(bottom)


def _paper(zone: Sequence[Row]) -> tuple[float, float, float, float]:
    """The edges of the paper in pixels, by the zone, for a page that stands about level."""
    per_mm = max(row.length for row in zone) / _ZONE_WIDTH
    low = max(max(row.start[1], row.end[1]) for row in zone)
    if len(zone) == 1 and zone[0].text.startswith("P"):
        low += _ROW_DISTANCE * per_mm
    return (
        min(row.start[0] for row in zone) - _SIDE_MARGIN * per_mm,
        low - _ABOVE * per_mm,
        max(row.end[0] for row in zone) + _SIDE_MARGIN * per_mm,
        low + _BELOW * per_mm,
    )


def _is_small(view: _View) -> bool:
    if max(view.size) < _LEAST_SIDE:
        return True
    pitches = [row.length / len(row.text) * view.shrunk_by for row in view.zone]
    return bool(pitches) and max(pitches) < _LEAST_PITCH and not _is_far(view)


def _is_dark(view: _View) -> bool:
    grey = measure.grey_of(view.paper)
    return measure.ground_light(grey, 90 if view.zone else 99) < 95


def _is_washed_out(view: _View) -> bool:
    return measure.blown_share(view.paper) > 0.5


def _has_glare(view: _View) -> bool:
    return measure.largest_spot(view.paper) > 0.004 and not _is_washed_out(view)


def _has_shadow(view: _View) -> bool:
    if not view.zone or _is_tilted(view):
        return False
    return measure.light_range(measure.grey_of(view.paper)) < 0.5


def _is_blurred(view: _View) -> bool:
    values = [min(measure.sharpness(part)) for part in _samples(view)]
    return bool(values) and median(values) < _LEAST_SHARP


def _samples(view: _View) -> Iterator[measure.Grey]:
    """Pieces of lines, all about equally high; the page itself where nothing was recognised."""
    words = [line for line in view.lines if len(line.text) > 3][:8]
    places = [_place(row) for row in view.zone] or [_place_of_line(line) for line in words]
    for x, y, height in places:
        reach = round(4 * height)
        part = view.page.pixels[
            max(0, round(y - height)) : round(y + height), max(0, round(x) - reach) : round(x) + reach
        ]
        if min(part.shape[:2]) > 4:
            yield measure.grey_of(resized(part, min(1.0, _COMPARED_HEIGHT / height)))
    if not places:
        yield measure.grey_of(view.paper)


def _place(row: Row) -> tuple[float, float, float]:
    return (row.start[0] + row.end[0]) / 2, (row.start[1] + row.end[1]) / 2, row.height


def _place_of_line(line: Line) -> tuple[float, float, float]:
    return *line.middle, math.dist(line.corners[0], line.corners[3])


def _is_from_screen(view: _View) -> bool:
    return measure.stripes(measure.grey_of(view.paper)) > 3.2 and not _is_blurred(view)


def _is_colourless(view: _View) -> bool:
    return measure.colourfulness(view.paper) < 4 and not _is_washed_out(view)


def _is_cut(view: _View) -> bool:
    return _zone_leaves_picture(view) if view.zone else _text_leaves_picture(view)


def _zone_leaves_picture(view: _View) -> bool:
    high, wide = view.page.pixels.shape[:2]
    left, top, right, bottom = _paper(view.zone)
    allowed = _CUT_OFF * (right - left) / 125
    return bool(min(left, top, wide - right, high - bottom) < -allowed)


def _text_leaves_picture(view: _View) -> bool:
    """Whether print reaches an edge, or the paper runs on below where its zone should be."""
    high, wide = view.page.pixels.shape[:2]
    near = 0.004 * max(high, wide)
    inside = all(near < line.left and line.right < wide - near for line in view.lines)
    return len(view.lines) >= _LEAST_LINES and (not inside or _paper_runs_on(view))


def _paper_runs_on(view: _View) -> bool:
    grey = measure.grey_of(view.page.pixels)
    edge = grey[-max(4, grey.shape[0] // 60) :, grey.shape[1] // 4 : -grey.shape[1] // 4]
    return abs(measure.ground_light(edge, 50) - measure.ground_light(grey, 80)) < 25


def _is_far(view: _View) -> bool:
    wide = view.page.pixels.shape[1]
    return (
        bool(view.zone) and max(row.length for row in view.zone) < 0.4 * wide and not _shows_two_pages(view)
    )


def _is_tilted(view: _View) -> bool:
    return view.page.turned != 0 or abs(slope(view.lines)) > _STEEP


def _has_fingers(view: _View) -> bool:
    if view.whole_rows > 1 or view.page.passport.valid or len(view.lines) < _LEAST_LINES:
        return False
    return measure.skin_share(_zone_band(view)) > 0.03


def _zone_band(view: _View) -> Pixels:
    """The strip where the zone is or should be: its rows as long as they would be, else the lower third."""
    high, wide = view.page.pixels.shape[:2]
    if not view.zone:
        return view.page.pixels[
            round(0.66 * high) : round(0.92 * high), round(0.15 * wide) : round(0.85 * wide)
        ]
    height = max(row.height for row in view.zone)
    ends = [y for row in view.zone for y in (row.start[1], row.end[1])]
    left, right = _whole_width(view.zone)
    top, bottom = max(0, round(min(ends) - 2.5 * height)), round(max(ends) + 2.5 * height)
    return view.page.pixels[top:bottom, max(0, round(left)) : round(right)]


def _whole_width(zone: Sequence[Row]) -> tuple[float, float]:
    """From where to where the rows would reach with all their characters."""
    pitch = max(row.length / len(row.text) for row in zone)
    left, right = min(row.start[0] for row in zone), max(row.end[0] for row in zone)
    missing = max(0.0, 44 * pitch - (right - left))
    return left - missing, right + missing


def _shows_two_pages(view: _View) -> bool:
    """Whether print stands further above or beside the zone than its page reaches."""
    if not view.zone:
        return False
    left, top, right, _ = _paper(view.zone)
    return sum(line.bottom < top or line.left > right or line.right < left for line in view.lines) > 1


def _is_no_data_page(view: _View) -> bool:
    return _shows_two_pages(view) or not view.zone


def _is_zone_unreadable(view: _View) -> bool:
    return view.whole_rows < 2 and not view.page.passport.valid


_Test = Callable[[_View], bool]
_LIGHT: dict[str, _Test] = {
    "too_small": _is_small,
    "too_dark": _is_dark,
    "too_bright": _is_washed_out,
    "glare": _has_glare,
    "shadow": _has_shadow,
    "blur": _is_blurred,
    "photo_of_a_screen": _is_from_screen,
    "black_and_white": _is_colourless,
}
_FRAME: dict[str, _Test] = {"tilted": _is_tilted, "too_far": _is_far}
_CONTENT: dict[str, _Test] = {
    "cropped": _is_cut,
    "fingers_over_mrz": _has_fingers,
    "cover_or_spread": _is_no_data_page,
    "mrz_unreadable": _is_zone_unreadable,
}
PROBLEMS = (*_LIGHT, *_FRAME, *_CONTENT)
"""All ids, for the texts that say what to do."""
