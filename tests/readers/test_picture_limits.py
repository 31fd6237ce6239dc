"""Bad and huge files in a process with little time and memory: a sentence or a picture, nothing else."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jiesuo.readers import ocr, screenshot
from jiesuo.readers.message_index import build

SOURCE = Path(__file__).parents[2] / "src"
MOST_MEMORY = 700_000_000
"""Bytes of address space, the interpreter and its libraries included: they take a third of it."""
MOST_SECONDS = 20
OPENS = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({MOST_MEMORY}, {MOST_MEMORY}))
resource.setrlimit(resource.RLIMIT_CPU, ({MOST_SECONDS}, {MOST_SECONDS}))
from pathlib import Path
from jiesuo.errors import InputError
from jiesuo.readers.picture import open_path
try:
    print("opened", *open_path(Path(sys.argv[1])).pixels.shape)
except InputError as fault:
    print("refused", fault.what, fault.next_step)
"""


def saved(image: Image.Image, kind: str, **more: object) -> bytes:
    held = BytesIO()
    image.save(held, kind, **more)
    return held.getvalue()


def frames() -> bytes:
    shades = [Image.new("L", (1500, 1500), shade) for shade in range(0, 250, 5)]
    return saved(shades[0], "GIF", save_all=True, append_images=shades[1:])


def grain() -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 255, (900, 900, 3), dtype=np.uint8))


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "refused"),
    "cut off": (lambda: saved(grain(), "JPEG")[:9000], "refused"),
    "cut off without loss": (lambda: saved(grain(), "PNG")[:90_000], "refused"),
    "noise": (lambda: random.Random(2).randbytes(200_000), "refused"),
    "pdf": (lambda: b"%PDF-1.7\n" + bytes(100_000), "refused"),
    "svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 100_000, "refused"),
    "200 megapixels": (lambda: saved(Image.new("1", (20_000, 10_000)), "PNG"), "refused"),
    "largest": (lambda: saved(Image.new("RGB", (7000, 7100), "white"), "PNG"), "opened"),
    "largest, to be seen through": (lambda: saved(Image.new("RGBA", (7000, 7100)), "PNG"), "opened"),
    "largest, for print": (lambda: saved(Image.new("CMYK", (7000, 7100)), "JPEG"), "opened"),
    "thin": (lambda: saved(Image.new("L", (2, 24_000_000)), "PNG"), "opened"),
    "moving": (frames, "opened"),
}


@pytest.mark.parametrize("name", FILES)
def test_time_and_memory_have_bounds(name: str, tmp_path: Path) -> None:
    make, end = FILES[name]
    file = tmp_path / "thing"
    file.write_bytes(make())
    said = subprocess.run(
        [sys.executable, "-c", OPENS, str(file)],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(SOURCE), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        check=False,
    )
    assert said.returncode == 0, said.stderr[-300:]
    assert said.stdout.split()[0] == end


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 3000), (3000, 1), (24, 3000), (3000, 49), (51, 3000), (5, 900)]
)
def test_a_picture_of_any_shape_can_be_read(shape: tuple[int, int]) -> None:
    recognised = ocr.engine().read(np.full((*shape, 3), 200, np.uint8))
    assert not screenshot.read(recognised, build({})).is_error_screen
