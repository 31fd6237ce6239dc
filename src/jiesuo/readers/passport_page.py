"""Read the machine-readable zone from a picture of a passport page.

The whole picture is read once. Where that gives no valid zone, the strip with its rows is cut out, levelled
and read again at a few sizes, because a recogniser drops or doubles a character at one size and not at
another. A page on its side or upside down is turned. Like `mrz`, it would rather refuse than be wrong.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from jiesuo.readers import mrz
from jiesuo.readers.mrz_place import Row, rows, slope, stands_upright
from jiesuo.readers.ocr import Engine, Pixels, Recognised
from jiesuo.readers.picture import resized, turned

_STRIP_WIDTHS = (1280, 960, 1800)
"""Pixels to which the strip is brought, one after the other."""
_SURE = 0.95
"""Score of a row from which it needs no second reading."""
_LEVEL = math.radians(0.6)
_MARGIN = 1.2
"""Row heights that are kept around the zone."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the page says, what was recognised on it, and the upright picture (rows, columns, rgb) of that."""

    passport: mrz.Passport
    recognised: Recognised
    pixels: Pixels
    turned: int = 0
    """Degrees by which the picture was turned to stand upright."""


def read(pixels: Pixels, engine: Engine, today: date) -> Page:
    """The zone in a picture (rows, columns, rgb); never raises for what is in it.

    The upper line has no check digit: unless the engine is sure of it, a second reading has to agree. If none
    does, the first valid one comes with the problem `name_unsure`.
    """
    page = _upright(_whole(pixels, engine, today), engine, today)
    return replace(page, passport=_agreed(_readings(page, engine, today)) or page.passport)


def _agreed(readings: Iterator[tuple[mrz.Passport, bool]]) -> mrz.Passport | None:
    valid: list[mrz.Passport] = []
    for passport, is_sure in readings:
        if passport.valid and (is_sure or any(passport.fields == other.fields for other in valid)):
            return passport
        valid += [passport] if passport.valid else []
    unsure = mrz.Problem("name_unsure", "name")
    return replace(valid[0], problems=(unsure, *valid[0].problems)) if valid else None


def _whole(pixels: Pixels, engine: Engine, today: date) -> Page:
    recognised = engine.read(pixels)
    return Page(_zone_of(recognised, today)[0], recognised, pixels)


def _zone_of(recognised: Recognised, today: date) -> tuple[mrz.Passport, bool]:
    """What the zone says, and whether the engine is sure of its rows."""
    found = rows(recognised.lines)
    passport = mrz.read("\n".join(row.text for row in found), today)
    return passport, all(row.score >= _SURE for row in found)


def _upright(page: Page, engine: Engine, today: date) -> Page:
    """The page turned until it shows a zone; as it is if it shows one already, or never does."""
    lines = page.recognised.lines
    is_upright = stands_upright(lines)
    if not lines or (is_upright and rows(lines)):
        return page
    quarters = (180,) if is_upright else (90, 270)
    for degrees in quarters:
        other = _whole(turned(page.pixels, degrees), engine, today)
        if rows(other.recognised.lines):
            return replace(other, turned=degrees)
    return page


def _readings(page: Page, engine: Engine, today: date) -> Iterator[tuple[mrz.Passport, bool]]:
    """What the page says, then what the strip with its zone says at each size."""
    yield _zone_of(page.recognised, today)
    found = rows(page.recognised.lines)
    if not found:
        return
    strip = _strip(page, found)
    for width in _STRIP_WIDTHS:
        yield _zone_of(engine.read(resized(strip, width / strip.shape[1])), today)


def _strip(page: Page, found: list[Row]) -> Pixels:
    """The part of the page with the zone, across its whole width, levelled."""
    margin = _MARGIN * max(row.height for row in found)
    ends = [y for row in found for y in (row.start[1], row.end[1])]
    top, bottom = max(0, round(min(ends) - 3 * margin)), round(max(ends) + 3 * margin)
    strip = page.pixels[top:bottom]
    angle = slope(page.recognised.lines)
    return turned(strip, math.degrees(angle)) if abs(angle) > _LEVEL else strip
