"""Whatever is handed over as a picture is opened upright or refused with a sentence, in bounded memory."""

from __future__ import annotations

import random
import resource
import struct
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from jiesuo.errors import InputError, MissingExtra
from jiesuo.readers import ocr, picture
from jiesuo.readers.picture import LONGEST_SIDE, MOST_PIXELS, clean_copy, named, open_path, open_picture

RED, BLUE = (220, 20, 20), (20, 20, 220)
PLACE = "48.8584 north, 2.2945 east"


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    kept = BytesIO()
    image.save(kept, kind, **options)
    return kept.getvalue()


def two_halves(size: tuple[int, int] = (80, 40)) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image


def with_traces(orientation: int = 1) -> bytes:
    """A JPEG as a telephone takes it: place, time, device and a comment."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "INVENTED PHONE"
    exif[ExifTags.Base.DateTime] = "2026:11:25 10:00:00"
    exif[ExifTags.Base.ImageDescription] = PLACE
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    return saved(two_halves(), "JPEG", exif=exif.tobytes(), comment=PLACE.encode(), quality=95)


def near(pixel: np.ndarray, colour: tuple[int, int, int]) -> bool:
    return bool(np.all(np.abs(pixel.astype(int) - colour) < 30))


def bomb() -> bytes:
    """A PNG of 200 million pixels in a few kilobytes."""
    return saved(Image.new("1", (20_000, 10_000)), "PNG")


def promised(width: int, height: int) -> bytes:
    """A PNG whose head promises a size that its data do not have."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    packed = [
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "pdf": (lambda: b"%PDF-1.7\n%binary", "PDF"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
    "svg after a head": (lambda: b'\n<?xml version="1.0"?><!-- --><svg/>', "SVG"),
    "heic": (lambda: b"\0\0\0\x18ftypheic" + bytes(40), "HEIC"),
    "text": (lambda: b"This is my passport.", "not a picture"),
    "zip": (lambda: b"PK\x03\x04" + bytes(40), "not a picture"),
    "noise": (lambda: random.Random(1).randbytes(5000), "not a picture"),
    "postscript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture"),
    "bomb": (bomb, "200 million pixels"),
    "promises too much": (lambda: promised(60_000, 60_000), "3600 million pixels"),
    "promises what it does not hold": (lambda: promised(500, 500), "damaged"),
    "cut off": (lambda: saved(two_halves((900, 900)), "JPEG")[:2000], "damaged"),
    "too many bytes": (lambda: b"\xff\xd8" + bytes(picture.MOST_BYTES), "larger"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_readable_picture_is_refused_with_a_sentence(name: str) -> None:
    make, sentence = REFUSED[name]
    data = make()
    begun, memory = time.process_time(), peak_megabytes()
    with pytest.raises(InputError) as refusal:
        open_picture(data)
    assert sentence in refusal.value.what
    assert refusal.value.next_step.endswith(".")
    assert time.process_time() - begun < 2
    assert peak_megabytes() - memory < 100


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.filterwarnings("ignore::UserWarning")
@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_a_damaged_picture_is_opened_or_refused_but_breaks_nothing(seed: int) -> None:
    rng = random.Random(seed)
    kind = rng.choice(("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP"))
    data = bytearray(saved(two_halves((120, 90)), kind))
    for _ in range(rng.randint(0, 6)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    data = data[: rng.randint(1, len(data))]
    try:
        opened = open_picture(bytes(data))
    except InputError:
        return
    assert opened.pixels.shape[2] == 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_the_common_kinds_are_opened(kind: str) -> None:
    opened = open_picture(saved(two_halves(), kind))
    assert (opened.width, opened.height, opened.moving) == (80, 40, False)
    assert opened.pixels.shape == (40, 80, 3)
    assert opened.pixels.dtype == np.uint8
    assert near(opened.pixels[20, 10], RED)
    assert near(opened.pixels[20, 70], BLUE)


@pytest.mark.parametrize(
    ("orientation", "top_left", "size"),
    [(1, RED, (80, 40)), (3, BLUE, (80, 40)), (6, RED, (40, 80)), (8, BLUE, (40, 80))],
)
def test_a_picture_stands_upright(
    orientation: int, top_left: tuple[int, int, int], size: tuple[int, int]
) -> None:
    opened = open_picture(with_traces(orientation))
    assert (opened.width, opened.height) == size
    assert near(opened.pixels[3, 3], top_left)


def test_colours_of_print_become_colours_of_a_screen() -> None:
    opened = open_picture(saved(two_halves().convert("CMYK"), "JPEG", quality=95))
    assert near(opened.pixels[20, 10], RED)


def test_what_can_be_seen_through_is_white() -> None:
    glass = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert near(open_picture(saved(glass, "PNG")).pixels[5, 5], (255, 255, 255))
    listed = Image.new("P", (40, 40), 0)
    assert near(open_picture(saved(listed, "PNG", transparency=0)).pixels[5, 5], (255, 255, 255))


def test_sixteen_bits_become_eight() -> None:
    deep = Image.fromarray(np.full((40, 40), 40_000, dtype=np.uint16))
    assert near(open_picture(saved(deep, "PNG")).pixels[5, 5], (156, 156, 156))


def test_a_moving_picture_counts_by_its_first_frame() -> None:
    frames = [Image.new("RGB", (30, 30), colour) for colour in (RED, BLUE)]
    opened = open_picture(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert opened.moving
    assert near(opened.pixels[3, 3], RED)


def test_a_large_picture_is_made_smaller_and_remembers_its_size() -> None:
    opened = open_picture(saved(Image.new("L", (7000, 1000), 90), "JPEG"))
    assert (opened.width, opened.height) == (7000, 1000)
    assert max(opened.pixels.shape) <= LONGEST_SIDE
    assert MOST_PIXELS > 7000 * 1000


def test_the_copy_has_the_picture_and_no_trace() -> None:
    before, after = with_traces(6), clean_copy(with_traces(6))
    for trace in (b"Exif", b"INVENTED", b"2026:11", PLACE.encode()):
        assert trace in before
        assert trace not in after
    copy = Image.open(BytesIO(after))
    assert not copy.getexif()
    assert set(copy.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert np.array_equal(np.asarray(copy).shape, open_picture(before).pixels.shape)
    assert near(np.asarray(copy)[3, 3], RED)


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path, says in ((tmp_path / "none.jpg", "There is no file"), (tmp_path, "is a folder")):
        with pytest.raises(InputError, match=says):
            open_path(path)


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    path.write_bytes(saved(two_halves(), "PNG"))
    assert open_path(path).width == 80


@pytest.mark.parametrize("form", ["{}", '"{}"', "'{}'", " {} ", "file://{}"])
def test_the_name_of_a_picture_is_known_as_a_terminal_writes_it(tmp_path: Path, form: str) -> None:
    path = tmp_path / "my page.JPG"
    path.write_bytes(b"anything")
    assert named(form.format(path)) == path
    assert named(str(path).replace(" ", "\\ ")) == path
    assert named(f"file://{tmp_path}/my%20page.JPG") == path


@pytest.mark.parametrize(
    "text",
    [
        "I sent passport.jpg and it was refused",
        "What now.png",
        "",
        "支付失败",
        "see\nshot.png",
        "x" * 2000 + ".png",
        "\0.png.txt",
    ],
)
def test_a_sentence_is_no_picture(text: str) -> None:
    assert named(text) is None


@pytest.mark.parametrize(
    "text", ["nowhere.png", "~/nowhere.heic", "x" * 400 + ".png", "\0.png", "~nobody9/x.jpg"]
)
def test_a_name_alone_is_a_picture_that_may_be_missing(text: str) -> None:
    path = named(text)
    assert path is not None
    with pytest.raises(InputError):
        open_path(path)


def test_without_the_extra_the_command_that_adds_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"pip install 'jiesuo\[photo\]'"):
        open_picture(b"anything")
