"""Open a picture that somebody handed over, in bounded memory, and make a copy without traces.

Only still pictures of the common kinds are read. Everything else is refused with a sentence that says what to
do. A moving picture counts by its first frame. The copy has the pixels alone: no place, time, device or name.
"""

from __future__ import annotations

import os
import re
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import numpy as np

from jiesuo.errors import InputError
from jiesuo.readers.ocr import Pixels, require

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 40_000_000
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 3000
"""Pixels; larger pictures are made smaller for reading, which loses nothing that the reader could use."""
_COPY_QUALITY = 92
_KINDS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_SUFFIXES = frozenset(
    (
        ".jpg",
        ".jpeg",
        ".png",
        ".webp",
        ".gif",
        ".bmp",
        ".tif",
        ".tiff",
        ".heic",
        ".heif",
        ".avif",
        ".pdf",
        ".svg",
    )
)
"""Ends of names of pictures, and of what people take for one."""
_LONGEST_NAME = 1000
_SAVE_AS = "Save it as JPEG or PNG, or take a screenshot of it, and give that."
_SMOOTH = ("L", "LA", "RGB", "RGBA", "CMYK")
"""Kinds of pixels between which there is a middle."""
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    KeyError,
    TypeError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)
"""What the picture library raises on damaged files."""


class NotRead(InputError):
    """A file that is no picture that can be read; `reason` is why: one of REASONS."""

    def __init__(self, reason: str, what: str, next_step: str) -> None:
        super().__init__(what, next_step)
        self.reason = reason


REASONS = ("empty", "large", "pdf", "drawing", "film", "unknown", "damaged", "pixels")


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """Upright pixels (rows, columns, rgb); `width`, `height`: those of the original; `moving`: has frames."""

    pixels: Pixels
    width: int
    height: int
    moving: bool = False


def open_path(path: Path) -> Picture:
    """The picture in a file. Raises InputError for what cannot be read, and MissingExtra."""
    return open_picture(read_bytes(path))


def named(text: str) -> Path | None:
    """The picture that a text names, as typed or as a terminal writes a dragged file; None for other texts.

    A name without spaces that ends like a picture's counts even if there is no such file.
    """
    written = text.strip()
    if not written or "\n" in written or len(written) > _LONGEST_NAME:
        return None
    for form in (written, unquote(written.removeprefix("file://")), _unescaped(written)):
        path = _picture_at(form)
        if path is not None and _is_there(path):
            return path
    return None if re.search(r"\s", written) else _picture_at(written)


def _picture_at(written: str) -> Path | None:
    path = Path(os.path.expanduser(written))
    return path if path.suffix.lower() in _SUFFIXES else None


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _unescaped(written: str) -> str:
    """Without quote marks around it and without backslashes before spaces and signs."""
    if len(written) > 1 and written[0] == written[-1] and written[0] in "'\"":
        return written[1:-1]
    return re.sub(r"\\(.)", r"\1", written)


def read_bytes(path: Path) -> bytes:
    """What a file holds, as long as it can be a picture. Raises InputError."""
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder, not a picture.", "Name the file in it.")
        if not path.is_file():
            raise InputError(f"There is no file {path.name}.", "Check its name and folder.")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"The file {path.name} cannot be read.", "Check who may read it.") from error


def open_picture(data: bytes) -> Picture:
    """The picture in a file's bytes, upright and small enough to read. Raises InputError and MissingExtra."""
    image = _opened(data)
    width, height = image.size
    moving = bool(getattr(image, "is_animated", False)) and image.format != "MPO"
    if image.format == "JPEG":
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    _shrink(image)
    upright, on_its_side = _upright(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    size = (height, width) if on_its_side else (width, height)
    return Picture(np.asarray(upright), *size, moving)


def clean_copy(data: bytes) -> bytes:
    """A JPEG with the same pixels, upright, and nothing else in it. Raises InputError and MissingExtra."""
    from PIL import Image

    upright, _ = _upright(_opened(data))
    copy = BytesIO()
    Image.fromarray(np.asarray(upright)).save(copy, "JPEG", quality=_COPY_QUALITY)
    return copy.getvalue()


def resized(pixels: Pixels, scale: float) -> Pixels:
    """The picture (rows, columns, rgb) with each side times `scale`."""
    from PIL import Image

    rows, columns = pixels.shape[:2]
    size = max(1, round(columns * scale)), max(1, round(rows * scale))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC))


def turned(pixels: Pixels, degrees: float) -> Pixels:
    """The picture (rows, columns, rgb) turned anticlockwise about its middle, grey in the new corners."""
    from PIL import Image

    image = Image.fromarray(pixels)
    turned_image = image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(128, 128, 128))
    return np.asarray(turned_image)


def _refuse_by_first_bytes(data: bytes) -> None:
    """Say what a file is when it is plainly no picture that can be read."""
    head = data[:512].lstrip().lower()
    if not data:
        raise NotRead("empty", "This file is empty.", "Send or save it again.")
    if len(data) > MOST_BYTES:
        raise NotRead("large", f"This file is larger than {MOST_BYTES // 10**6} MB.", "Save it smaller.")
    if head.startswith(b"%pdf"):
        raise NotRead("pdf", "This is a PDF, not a picture.", _SAVE_AS)
    if b"<svg" in head or head.startswith(b"<?xml"):
        raise NotRead("drawing", "This is a drawing (SVG), not a picture.", _SAVE_AS)
    if data[4:8] == b"ftyp":
        raise NotRead(
            "film", "This is an iPhone picture (HEIC), AVIF or a film, which cannot be read.", _SAVE_AS
        )


def _opened(data: bytes) -> Image.Image:
    """A picture of which only the head has been read."""
    require()
    _refuse_by_first_bytes(data)
    from PIL import Image, UnidentifiedImageError

    # The size is checked here, before any pixel is decoded; the library's own limit would only warn.
    Image.MAX_IMAGE_PIXELS = None
    Image.init()
    try:
        image = Image.open(BytesIO(data), formats=_KINDS)
    except UnidentifiedImageError:
        raise NotRead("unknown", "This file is not a picture that can be read.", _SAVE_AS) from None
    except _DAMAGE as error:
        raise _damaged() from error
    _refuse_by_size(*image.size)
    return image


def _damaged() -> NotRead:
    return NotRead(
        "damaged", "This picture is damaged or incomplete.", "Send or save it again, or take a new one."
    )


def _refuse_by_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise NotRead(
            "pixels",
            f"This picture has {width * height // 10**6} million pixels; "
            f"{MOST_PIXELS // 10**6} million is the most that is read.",
            "Make it smaller, or take a screenshot of it.",
        )


def _shrink(image: Image.Image) -> None:
    """Make a large picture smaller before anything is copied at its full size. Raises InputError."""
    if image.mode in _SMOOTH and "transparency" not in image.info:
        try:
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        except _DAMAGE as error:
            raise _damaged() from error


def _upright(image: Image.Image) -> tuple[Image.Image, bool]:
    """The first frame as upright RGB, and whether it lay on its side. Raises InputError."""
    from PIL import ExifTags, ImageOps

    try:
        on_its_side = image.getexif().get(ExifTags.Base.Orientation, 1) in range(5, 9)
        return _as_rgb(ImageOps.exif_transpose(image)), on_its_side
    except _DAMAGE as error:
        raise _damaged() from error


def _as_rgb(image: Image.Image) -> Image.Image:
    """Eight-bit RGB, with white behind what can be seen through."""
    from PIL import Image

    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8)).convert("RGB")
    if "A" in image.mode or "transparency" in image.info:
        layered = image.convert("RGBA")
        ground = Image.new("RGB", layered.size, "white")
        ground.paste(layered, mask=layered)
        return ground
    return image.convert("RGB")
