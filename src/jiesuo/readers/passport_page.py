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
    """The zone in a picture (rows, columns, rgb); never raises for what is in it."""
    first = _whole(pixels, engine, today)
    if first.passport.valid:
        return first
    page = _upright(first, engine, today)
    valid = (passport for passport in _strips(page, engine, today) if passport.valid)
    return replace(page, passport=next(valid, page.passport))


def _whole(pixels: Pixels, engine: Engine, today: date) -> Page:
    recognised = engine.read(pixels)
    return Page(_passport(recognised, today), recognised, pixels)


def _passport(recognised: Recognised, today: date) -> mrz.Passport:
    return mrz.read("\n".join(row.text for row in rows(recognised.lines)), today)


def _upright(page: Page, engine: Engine, today: date) -> Page:
    """The page turned until it shows a zone; as it is if it shows one already, or never does."""
    lines = page.recognised.lines
    if not lines or rows(lines):
        return page
    quarters = (180,) if stands_upright(lines) else (90, 270)
    for degrees in quarters:
        other = _whole(turned(page.pixels, degrees), engine, today)
        if rows(other.recognised.lines):
            return replace(other, turned=degrees)
    return page


def _strips(page: Page, engine: Engine, today: date) -> Iterator[mrz.Passport]:
    """What the page says, then what the strip with its zone says at each size."""
    yield page.passport
    found = rows(page.recognised.lines)
    if not found:
        return
    strip = _strip(page, found)
    for width in _STRIP_WIDTHS:
        yield _passport(engine.read(resized(strip, width / strip.shape[1])), today)


def _strip(page: Page, found: list[Row]) -> Pixels:
    """The part of the page with the zone, across its whole width, levelled."""
    margin = _MARGIN * max(row.height for row in found)
    ends = [y for row in found for y in (row.start[1], row.end[1])]
    top, bottom = max(0, round(min(ends) - 3 * margin)), round(max(ends) + 3 * margin)
    strip = page.pixels[top:bottom]
    angle = slope(page.recognised.lines)
    return turned(strip, math.degrees(angle)) if abs(angle) > _LEVEL else strip
