"""Photographs of data pages, good and spoiled in known ways, each by its name."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

import drawing as draw
import invented_passports
from drawing import Shot
from PIL import Image

Make = Callable[[Image.Image, random.Random], Image.Image]
PORTRAIT = (1200, 1600)


def _shot(**held: object) -> Make:
    return lambda page, rng: draw.photograph(page, rng, Shot(**held))  # type: ignore[arg-type]


def _then(change: Callable[[Image.Image, random.Random], Image.Image]) -> Make:
    return lambda page, rng: change(draw.photograph(page, rng), rng)


SPOILED: dict[str, tuple[str, Make]] = {
    "dark": ("too_dark", _then(lambda shot, rng: draw.dimmed(shot, rng.uniform(0.12, 0.3), rng))),
    "overexposed": ("too_bright", _then(lambda shot, rng: draw.overexposed(shot, rng.uniform(1.5, 2.2)))),
    "glare": (
        "glare",
        _then(
            lambda shot, rng: draw.glare(
                shot, (rng.uniform(0.25, 0.75), rng.uniform(0.25, 0.72)), rng.uniform(0.05, 0.14)
            )
        ),
    ),
    "out of focus": ("blur", _then(lambda shot, rng: draw.blurred(shot, rng.uniform(3.5, 8)))),
    "shaken": ("blur", _then(lambda shot, rng: draw.shaken(shot, rng.randint(12, 26)))),
    "shadow": ("shadow", _then(lambda shot, rng: draw.shadowed(shot, rng.uniform(0.65, 0.85), rng))),
    "from a screen": ("photo_of_a_screen", _then(draw.through_a_screen)),
    "from a screen, JPEG 80": (
        "photo_of_a_screen",
        _then(lambda shot, rng: draw.squeezed(draw.through_a_screen(shot, rng), 80)),
    ),
    "black and white": ("black_and_white", _then(lambda shot, _: draw.grey(shot))),
    "tilted": (
        "tilted",
        lambda page, rng: draw.photograph(
            page, rng, Shot(fill=0.66, tilt=rng.choice((-1, 1)) * rng.uniform(15, 24))
        ),
    ),
    "on its side": ("tilted", _then(lambda shot, rng: shot.rotate(rng.choice((90, 270)), expand=True))),
    "far away": ("too_far", lambda page, rng: draw.photograph(page, rng, Shot(fill=rng.uniform(0.3, 0.4)))),
    "small": ("too_small", _then(lambda shot, rng: draw.shrunk(shot, rng.randint(420, 760)))),
    "cut at the left": (
        "cropped",
        lambda page, rng: draw.photograph(page, rng, Shot(across=-rng.uniform(0.15, 0.3))),
    ),
    "cut at the right": (
        "cropped",
        lambda page, rng: draw.photograph(page, rng, Shot(across=rng.uniform(0.15, 0.3))),
    ),
    "cut below": ("cropped", lambda page, rng: draw.photograph(page, rng, Shot(down=rng.uniform(0.18, 0.3)))),
    "cut above": (
        "cropped",
        lambda page, rng: draw.photograph(page, rng, Shot(fill=0.95, down=-rng.uniform(0.16, 0.25))),
    ),
    "cover": (
        "cover_or_spread",
        lambda _, rng: draw.photograph(draw.cover(rng), rng, Shot(fill=0.6, size=PORTRAIT)),
    ),
    "two pages": (
        "cover_or_spread",
        lambda page, rng: draw.photograph(draw.spread(page, rng), rng, Shot(size=PORTRAIT)),
    ),
    "fingers": (
        "fingers_over_mrz",
        _then(
            lambda shot, rng: draw.held_with_fingers(
                shot, rng, (rng.uniform(0.2, 0.8), rng.uniform(0.7, 0.76))
            )
        ),
    ),
}
"""Name -> the problem that must be found, and how the picture is made from a page."""

GOOD: dict[str, Make] = {
    "clean": _shot(),
    "slightly tilted": lambda page, rng: draw.photograph(page, rng, Shot(fill=0.75, tilt=rng.uniform(-7, 7))),
    "leaning": lambda page, rng: draw.photograph(page, rng, Shot(lean=rng.uniform(-0.04, 0.04))),
    "slightly soft": _then(lambda shot, rng: draw.blurred(shot, rng.uniform(0.3, 1.2))),
    "soft light": _then(lambda shot, rng: draw.shadowed(shot, rng.uniform(0.1, 0.3), rng)),
    "indoors": _then(lambda shot, rng: draw.dimmed(shot, rng.uniform(0.55, 0.8), rng)),
    "grainy": _then(lambda shot, rng: draw.noise(shot, rng, rng.uniform(4, 12))),
    "JPEG 75": _then(lambda shot, _: draw.squeezed(shot, 75)),
    "scanned": lambda page, _: draw.squeezed(page, 92),
    "held upright": _shot(size=PORTRAIT, fill=0.9),
    "12 megapixels": _then(lambda shot, _: shot.resize((3000, 2250))),
    "lamp on the desk": _then(lambda shot, rng: draw.glare(shot, (0.02, rng.uniform(0.05, 0.9)), 0.02)),
}

DAMAGED: dict[str, Make] = {
    "clean": _shot(),
    "tilt 5": _shot(tilt=5),
    "tilt -10": _shot(tilt=-10, fill=0.72),
    "tilt 20": _shot(tilt=20, fill=0.62),
    "leaning": _shot(lean=0.08, tilt=2),
    "blur 2": _then(lambda shot, _: draw.blurred(shot, 2)),
    "blur 4": _then(lambda shot, _: draw.blurred(shot, 4)),
    "blur 6": _then(lambda shot, _: draw.blurred(shot, 6)),
    "shaken 10": _then(lambda shot, _: draw.shaken(shot, 10)),
    "noise 30": _then(lambda shot, rng: draw.noise(shot, rng, 30)),
    "noise 60": _then(lambda shot, rng: draw.noise(shot, rng, 60)),
    "glare above the zone": _then(lambda shot, rng: draw.glare(shot, (rng.uniform(0.3, 0.7), 0.4), 0.1)),
    "glare on the zone": _then(lambda shot, rng: draw.glare(shot, (rng.uniform(0.3, 0.7), 0.76), 0.04)),
    "shadow": _then(lambda shot, rng: draw.shadowed(shot, 0.7, rng)),
    "dark": _then(lambda shot, rng: draw.dimmed(shot, 0.2, rng)),
    "JPEG 25": _then(lambda shot, _: draw.squeezed(shot, 25)),
    "JPEG 8": _then(lambda shot, _: draw.squeezed(shot, 8)),
    "800 pixels": _then(lambda shot, _: draw.shrunk(shot, 800)),
    "600 pixels": _then(lambda shot, _: draw.shrunk(shot, 600)),
    "from a screen": _then(draw.through_a_screen),
    "on its side": _then(lambda shot, _: shot.rotate(90, expand=True)),
    "upside down": _then(lambda shot, _: shot.rotate(180)),
    "thumb on the zone": _then(lambda shot, rng: draw.held_with_fingers(shot, rng, (0.5, 0.74))),
}
"""What a zone has to be read through."""


def page(rng: random.Random, today: date, kind: str = "TD3") -> tuple[str, Image.Image]:
    """A zone of somebody invented, its lines joined, and the page that holds it."""
    joined = invented_passports.zone(rng, today, kind)
    return joined, draw.data_page(invented_passports.broken(joined).split("\n"), rng)
