"""Draw passport pages as a telephone would take them, and telephone screens; nobody in them exists."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

Colour = tuple[int, int, int]
OCR_B = ("/usr/share/fonts/opentype/ocr-b/OCRB.otf", 0)
SANS_SC = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2)
DOT = 14
"""Pixels per millimetre of a drawn page."""
PAGE = 125 * DOT, 88 * DOT
PHOTO = 1600, 1200


def fonts_are_here() -> bool:
    return all(Path(path).is_file() for path, _ in (OCR_B, SANS_SC))


@cache
def font(which: tuple[str, int], size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(which[0], size, index=which[1])


# --- passport pages
def data_page(lines: Sequence[str], rng: random.Random) -> Image.Image:
    """The page with the photo and the zone: 125 x 88 mm, characters of 2.54 mm as the standard asks."""
    tint = tuple(rng.randint(212, 236) for _ in range(3))
    page = Image.new("RGB", PAGE, tint)
    draw = ImageDraw.Draw(page)
    _fine_lines(draw, tint, rng)
    _portrait(draw, rng)
    _printed_fields(draw, rng)
    draw.rectangle((0, 65 * DOT, PAGE[0], PAGE[1]), fill=tuple(min(255, c + 12) for c in tint))
    for row, line in enumerate(lines):
        _zone_line(draw, line, row, len(lines))
    return page


def _fine_lines(draw: ImageDraw.ImageDraw, tint: Colour, rng: random.Random) -> None:
    ink = tuple(c - 22 for c in tint)
    for wave in range(26):
        phase, rise = rng.uniform(0, 6), rng.uniform(8, 30)
        points = [(x, wave * 48 + rise * math.sin(x / 90 + phase)) for x in range(0, PAGE[0], 12)]
        draw.line(points, fill=ink, width=2)


def _portrait(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    left, top = 6 * DOT, 18 * DOT
    draw.rectangle((left, top, left + 35 * DOT, top + 45 * DOT), fill=(196, 204, 212))
    skin = rng.choice(((226, 188, 160), (150, 104, 76), (240, 208, 184)))
    draw.ellipse((left + 9 * DOT, top + 8 * DOT, left + 26 * DOT, top + 30 * DOT), fill=skin)
    draw.pieslice(
        (left + 8 * DOT, top + 5 * DOT, left + 27 * DOT, top + 22 * DOT), 180, 360, fill=(50, 40, 36)
    )
    draw.rectangle((left + 4 * DOT, top + 33 * DOT, left + 31 * DOT, top + 45 * DOT), fill=(60, 70, 92))
    for side in (13, 20):
        draw.ellipse(
            (left + side * DOT, top + 17 * DOT, left + (side + 2) * DOT, top + 19 * DOT), fill=(30, 30, 30)
        )


def _printed_fields(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    draw.text(
        (6 * DOT, 6 * DOT), "PASSPORT   PASSEPORT   UTOPIA", font=font(SANS_SC, 5 * DOT), fill=(40, 50, 96)
    )
    expiry = f"{rng.randint(1, 28):02} MAR 2031"
    names = ("Surname / Nom", "SPECIMEN", "Given names / Prénoms", "JUST FOR TESTS")
    rows = (*names, "Nationality", "UTOPIAN", "Date of expiry", expiry)
    for row, text in enumerate(rows):
        small = row % 2 == 0
        size = round(2.3 * DOT if small else 3.1 * DOT)
        draw.text((47 * DOT, (17 + row * 5.6) * DOT), text, font=font(SANS_SC, size), fill=(34, 34, 40))


def _zone_line(draw: ImageDraw.ImageDraw, line: str, row: int, rows: int) -> None:
    pitch = 2.54 * DOT if len(line) == 44 else 2.54 * DOT * 44 / max(len(line), 40)
    size = round(pitch / 0.723)
    top = (70 + row * 7.2) * DOT if rows == 2 else (67.5 + row * 6.2) * DOT
    for column, letter in enumerate(line):
        draw.text((6.4 * DOT + column * pitch, top), letter, font=font(OCR_B, size), fill=(22, 22, 26))


def cover(rng: random.Random) -> Image.Image:
    page = Image.new("RGB", PAGE[::-1], rng.choice(((92, 22, 34), (24, 34, 84), (20, 64, 48))))
    draw = ImageDraw.Draw(page)
    gold = (196, 168, 96)
    draw.ellipse((30 * DOT, 40 * DOT, 58 * DOT, 68 * DOT), outline=gold, width=10)
    draw.text((22 * DOT, 20 * DOT), "UTOPIA", font=font(SANS_SC, 9 * DOT), fill=gold)
    draw.text((18 * DOT, 84 * DOT), "PASSPORT", font=font(SANS_SC, 9 * DOT), fill=gold)
    return page


def spread(page: Image.Image, rng: random.Random) -> Image.Image:
    """An open passport: the page above, the data page below."""
    whole = Image.new("RGB", (PAGE[0], 2 * PAGE[1]), page.getpixel((3, 3)))
    draw = ImageDraw.Draw(whole)
    _fine_lines(draw, page.getpixel((3, 3)), rng)
    draw.text(
        (20 * DOT, 30 * DOT),
        "This passport contains 48 pages.",
        font=font(SANS_SC, 4 * DOT),
        fill=(60, 60, 70),
    )
    draw.text((20 * DOT, 44 * DOT), "Signature of bearer", font=font(SANS_SC, 3 * DOT), fill=(60, 60, 70))
    whole.paste(page, (0, PAGE[1]))
    draw.line((0, PAGE[1], PAGE[0], PAGE[1]), fill=(90, 90, 90), width=10)
    return whole


# --- photographs
@dataclass(frozen=True)
class Shot:
    """How the telephone was held: share of the width that the page fills, tilt in degrees, and the lean."""

    fill: float = 0.82
    tilt: float = 0.0
    lean: float = 0.0
    across: float = 0.0
    down: float = 0.0
    size: tuple[int, int] = PHOTO


def photograph(page: Image.Image, rng: random.Random, shot: Shot = Shot()) -> Image.Image:
    """The page on a desk; pixels that the page does not reach show the desk."""
    desk = _desk(rng, shot.size)
    corners = _corners(page.size, shot)
    mapping = _homography(corners, [(0, 0), (page.width, 0), (page.width, page.height), (0, page.height)])
    placed = page.transform(shot.size, Image.Transform.PERSPECTIVE, mapping, Image.Resampling.BICUBIC)
    inside = Image.new("L", page.size, 255).transform(shot.size, Image.Transform.PERSPECTIVE, mapping)
    desk.paste(placed, (0, 0), inside)
    return noise(desk, rng, 2.0)


def _desk(rng: random.Random, size: tuple[int, int]) -> Image.Image:
    base = np.array(
        rng.choice(((112, 84, 60), (70, 72, 78), (120, 118, 110), (52, 44, 40))), dtype=np.float64
    )
    grain = np.random.default_rng(rng.randrange(2**32)).normal(0, 5, (size[1] // 4, size[0] // 40, 1))
    pixels = np.clip(base + np.repeat(np.repeat(grain, 4, 0), 40, 1), 0, 255).astype(np.uint8)
    return Image.fromarray(pixels).resize(size)


def _corners(page: tuple[int, int], shot: Shot) -> list[tuple[float, float]]:
    """Where the page's corners fall, clockwise from its top left."""
    width = shot.fill * shot.size[0]
    height = width * page[1] / page[0]
    if height > 0.96 * shot.size[1] and shot.fill <= 1:
        height = 0.9 * shot.size[1]
        width = height * page[0] / page[1]
    turn = math.radians(shot.tilt)
    middle = shot.size[0] * (0.5 + shot.across), shot.size[1] * (0.5 + shot.down)
    corners = []
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        across, down = x * width / 2 * (1 + shot.lean * y), y * height / 2
        corners.append(
            (
                middle[0] + across * math.cos(turn) - down * math.sin(turn),
                middle[1] + across * math.sin(turn) + down * math.cos(turn),
            )
        )
    return corners


def _homography(seen: Sequence[tuple[float, float]], flat: Sequence[tuple[float, float]]) -> list[float]:
    rows, right = [], []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return [float(value) for value in np.linalg.solve(np.array(rows, dtype=np.float64), np.array(right))]


def noise(image: Image.Image, rng: random.Random, spread_of: float) -> Image.Image:
    draws = np.random.default_rng(rng.randrange(2**32)).normal(0, spread_of, (image.height, image.width, 3))
    return _image(np.asarray(image, dtype=np.float64) + draws)


def _image(pixels: NDArray[np.float64]) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def blurred(image: Image.Image, radius: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(radius))


def shaken(image: Image.Image, reach: int) -> Image.Image:
    """Moved across while it was taken, by `reach` pixels."""
    pixels = np.asarray(image, dtype=np.float64)
    return _image(np.mean([np.roll(pixels, step, axis=1) for step in range(reach)], axis=0))


def _field(image: Image.Image) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rows, columns = np.mgrid[0 : image.height, 0 : image.width]
    return rows / image.height, columns / image.width


def glare(image: Image.Image, at: tuple[float, float], radius: float, strength: float = 500.0) -> Image.Image:
    """A lamp mirrored in the page, at shares (across, down) of the picture, `radius` in widths."""
    rows, columns = _field(image)
    ratio = image.height / image.width
    distance = ((columns - at[0]) ** 2 + ((rows - at[1]) * ratio) ** 2) / radius**2
    return _image(np.asarray(image, dtype=np.float64) + strength * np.exp(-distance)[..., None])


def shadowed(image: Image.Image, depth: float, rng: random.Random) -> Image.Image:
    """The shadow of a hand or telephone: one side keeps 1 - `depth` of its light."""
    rows, columns = _field(image)
    edge = columns + rng.uniform(-0.4, 0.4) * rows
    light = 1 - depth / (1 + np.exp(-(edge - rng.uniform(0.35, 0.65)) * 16))
    return _image(np.asarray(image, dtype=np.float64) * light[..., None])


def dimmed(image: Image.Image, light: float, rng: random.Random) -> Image.Image:
    return noise(ImageEnhance.Brightness(image).enhance(light), rng, 4.0)


def squeezed(image: Image.Image, quality: int) -> Image.Image:
    """Saved as JPEG of that quality and opened again."""
    kept = BytesIO()
    image.save(kept, "JPEG", quality=quality)
    return Image.open(BytesIO(kept.getvalue())).convert("RGB")


def shrunk(image: Image.Image, width: int) -> Image.Image:
    return image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)


def through_a_screen(image: Image.Image, rng: random.Random) -> Image.Image:
    """Taken from a monitor: its red, green and blue stripes beat with the camera's own grid."""
    rows, columns = np.mgrid[0 : image.height, 0 : image.width].astype(np.float64)
    turn = math.radians(rng.uniform(2, 9))
    along = columns * math.cos(turn) + rows * math.sin(turn)
    across = rows * math.cos(turn) - columns * math.sin(turn)
    period = rng.uniform(2.7, 4.4)
    stripes = [0.8 + 0.3 * np.cos(2 * np.pi * (along / period + shift / 3)) for shift in range(3)]
    lines = 0.88 + 0.12 * np.cos(2 * np.pi * across / period)
    return _image(np.asarray(image, dtype=np.float64) * np.stack(stripes, -1) * lines[..., None] * 1.05)


def held_with_fingers(image: Image.Image, rng: random.Random, at: tuple[float, float]) -> Image.Image:
    """A thumb over the place at shares (across, down) of the picture, coming from below."""
    held = image.copy()
    draw = ImageDraw.Draw(held)
    skin = rng.choice(((222, 172, 140), (198, 146, 112), (140, 94, 68)))
    x, y, half = at[0] * image.width, at[1] * image.height, 0.055 * image.width
    draw.rounded_rectangle((x - half, y, x + half, image.height + 200), radius=half, fill=skin)
    draw.ellipse((x - half * 0.6, y + 8, x + half * 0.6, y + half * 1.3), fill=tuple(c + 14 for c in skin))
    return held


def grey(image: Image.Image) -> Image.Image:
    return image.convert("L").convert("RGB")


def overexposed(image: Image.Image, gain: float) -> Image.Image:
    return _image(np.asarray(image, dtype=np.float64) * gain)


# --- screens
SIZES = (
    (1080, 2400),
    (1170, 2532),
    (1080, 1920),
    (720, 1600),
    (750, 1334),
    (1290, 2796),
    (1440, 3200),
    (1080, 2340),
)
"""Pixels of common telephones."""


@dataclass(frozen=True)
class Theme:
    ground: Colour
    card: Colour
    ink: Colour
    faint: Colour
    accent: Colour = (22, 119, 255)


LIGHT = Theme((240, 240, 244), (255, 255, 255), (30, 30, 34), (140, 140, 148))
DARK = Theme((16, 16, 18), (38, 38, 42), (232, 232, 236), (130, 130, 138))


@dataclass(frozen=True)
class Screen:
    """What is on it; `kind` is how the message is shown: a dialog, a page of its own, or a toast."""

    message: str
    title: str = "收银台"
    kind: str = "dialog"
    buttons: tuple[str, ...] = ("取消", "确定")
    behind: tuple[str, ...] = ()


def phone_screen(screen: Screen, size: tuple[int, int], theme: Theme) -> Image.Image:
    image = Image.new("RGB", size, theme.ground)
    draw = ImageDraw.Draw(image)
    unit = size[0] / 360
    _bars(draw, screen.title, size, theme, unit)
    _behind(draw, screen.behind, theme, unit)
    {"dialog": _dialog, "page": _own_page, "toast": _toast}[screen.kind](draw, screen, size, theme, unit)
    return image


def _bars(draw: ImageDraw.ImageDraw, title: str, size: tuple[int, int], theme: Theme, unit: float) -> None:
    draw.text((16 * unit, 6 * unit), "9:41", font=font(SANS_SC, round(12 * unit)), fill=theme.ink)
    draw.text((size[0] - 60 * unit, 6 * unit), "5G 86%", font=font(SANS_SC, round(11 * unit)), fill=theme.ink)
    draw.text(
        (size[0] / 2, 44 * unit), title, font=font(SANS_SC, round(17 * unit)), fill=theme.ink, anchor="mm"
    )
    draw.text((18 * unit, 44 * unit), "<", font=font(SANS_SC, round(18 * unit)), fill=theme.ink, anchor="mm")


def _behind(draw: ImageDraw.ImageDraw, texts: Sequence[str], theme: Theme, unit: float) -> None:
    for row, text in enumerate(texts):
        top = (76 + row * 46) * unit
        draw.rectangle((12 * unit, top, 348 * unit, top + 40 * unit), fill=theme.card)
        draw.text((24 * unit, top + 11 * unit), text, font=font(SANS_SC, round(14 * unit)), fill=theme.ink)


def wrapped(text: str, which: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Lines no wider than `width` pixels; Latin words stay whole, Chinese breaks anywhere."""
    lines, line, word = [], "", ""
    for letter in f"{text}\n":
        if letter.isascii() and letter not in " \n":
            word += letter
            continue
        for piece in (word, letter):
            if piece != "\n" and line and which.getlength(line + piece) > width:
                lines.append(line.rstrip())
                line = ""
            line += piece if line or piece.strip() else ""
        word = ""
    return [*lines, line.strip()]


def _paragraph(
    draw: ImageDraw.ImageDraw,
    text: str,
    box: tuple[float, float, float],
    size: float,
    ink: Colour,
    anchor: str,
) -> float:
    """Draw wrapped text from (left, top, right); returns where it ends."""
    left, top, right = box
    which = font(SANS_SC, round(size))
    for line in wrapped(text, which, right - left):
        draw.text(
            ((left + right) / 2 if anchor == "ma" else left, top), line, font=which, fill=ink, anchor=anchor
        )
        top += size * 1.5
    return top


def _dialog(
    draw: ImageDraw.ImageDraw, screen: Screen, size: tuple[int, int], theme: Theme, unit: float
) -> None:
    lines = wrapped(screen.message, font(SANS_SC, round(15 * unit)), 248 * unit)
    height = (len(lines) * 22.5 + 96) * unit
    top = (size[1] - height) / 2
    draw.rounded_rectangle((36 * unit, top, 324 * unit, top + height), radius=12 * unit, fill=theme.card)
    end = _paragraph(
        draw, screen.message, (56 * unit, top + 24 * unit, 304 * unit), 15 * unit, theme.ink, "la"
    )
    for place, label in enumerate(screen.buttons):
        x = (36 + 288 * (2 * place + 1) / (2 * len(screen.buttons))) * unit
        draw.text(
            (x, end + 30 * unit), label, font=font(SANS_SC, round(15 * unit)), fill=theme.accent, anchor="mm"
        )


def _own_page(
    draw: ImageDraw.ImageDraw, screen: Screen, size: tuple[int, int], theme: Theme, unit: float
) -> None:
    draw.ellipse((152 * unit, 120 * unit, 208 * unit, 176 * unit), fill=(250, 140, 22))
    end = _paragraph(draw, screen.message, (32 * unit, 200 * unit, 328 * unit), 17 * unit, theme.ink, "ma")
    draw.rounded_rectangle(
        (32 * unit, end + 36 * unit, 328 * unit, end + 78 * unit), radius=8 * unit, fill=theme.accent
    )
    draw.text(
        (180 * unit, end + 57 * unit),
        screen.buttons[-1],
        font=font(SANS_SC, round(16 * unit)),
        fill="white",
        anchor="mm",
    )


def _toast(
    draw: ImageDraw.ImageDraw, screen: Screen, size: tuple[int, int], theme: Theme, unit: float
) -> None:
    lines = wrapped(screen.message, font(SANS_SC, round(14 * unit)), 220 * unit)
    top = size[1] * 0.55
    box = (56 * unit, top, 304 * unit, top + (len(lines) * 21 + 28) * unit)
    draw.rounded_rectangle(box, radius=10 * unit, fill=(60, 60, 64))
    _paragraph(
        draw, screen.message, (70 * unit, top + 14 * unit, 290 * unit), 14 * unit, (250, 250, 250), "ma"
    )
