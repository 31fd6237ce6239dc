"""Recognise the lines of text in a picture, on this machine.

The engine is a part that may be missing (extra `photo`) and may be exchanged: everything else asks only for
an `Engine`. It reads Chinese, Japanese and Latin letters; writing that it sees but cannot read is counted, so
that nobody is told there was no text.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from jiesuo.errors import MissingExtra

Pixels = NDArray[np.uint8]
"""A picture (rows, columns, red green blue)."""
_THINNEST = 60
"""Times that one side can be as long as the other; thinner shows no writing, and the engine fails on it."""
SURE = 0.5
"""Score from which a line counts as read."""
_SETTINGS = {
    "Global.use_cls": False,
    "Global.text_score": 0.0,
    "Global.log_level": "critical",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Det.limit_type": "max",
    "Det.limit_side_len": 960,
}
"""One thread and a bound on the detector's input: a third of the time and two thirds of the memory of the
defaults at the same quality. The log stays quiet because it would repeat what was in the picture."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text, its corners (4, xy) in pixels clockwise from its top left, and a score 0..1."""

    text: str = field(repr=False)
    corners: tuple[tuple[float, float], ...]
    score: float

    @property
    def left(self) -> float:
        return min(x for x, _ in self.corners)

    @property
    def right(self) -> float:
        return max(x for x, _ in self.corners)

    @property
    def top(self) -> float:
        return min(y for _, y in self.corners)

    @property
    def bottom(self) -> float:
        return max(y for _, y in self.corners)

    @property
    def middle(self) -> tuple[float, float]:
        return sum(x for x, _ in self.corners) / 4, sum(y for _, y in self.corners) / 4


@dataclass(frozen=True, slots=True)
class Recognised:
    """The lines from top to bottom, and how many stretches of writing could not be read."""

    lines: tuple[Line, ...]
    unread: int = 0


class Engine(Protocol):
    def read(self, pixels: Pixels) -> Recognised:
        """The lines of text in a picture (rows, columns, rgb)."""


class RapidEngine:
    """RapidOCR with the models that its package carries; one picture at a time."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._ocr: Any = RapidOCR(params=dict(_SETTINGS))
        self._lock = Lock()

    def read(self, pixels: Pixels) -> Recognised:
        if max(pixels.shape[:2]) > _THINNEST * min(pixels.shape[:2]):
            return Recognised(())
        blue_first = np.ascontiguousarray(pixels[:, :, ::-1])
        with self._lock:
            found = self._ocr(blue_first, use_det=True, use_rec=True)
            if not found.txts:
                seen = self._ocr(blue_first, use_det=True, use_rec=False)
                return Recognised((), 0 if seen.boxes is None else len(seen.boxes))
        lines = [
            Line(text, tuple((float(x), float(y)) for x, y in box), float(score))
            for text, box, score in zip(found.txts, found.boxes, found.scores, strict=True)
        ]
        sure = sorted((line for line in lines if line.score >= SURE), key=lambda line: (line.top, line.left))
        return Recognised(tuple(sure), len(lines) - len(sure))


@cache
def engine() -> Engine:
    """The one engine of this process, made at the first call (about a second). Raises MissingExtra."""
    require()
    return RapidEngine()


def is_installed() -> bool:
    return all(find_spec(name) for name in ("PIL", "rapidocr", "onnxruntime"))


def require() -> None:
    """Raises MissingExtra, with the command that helps, when pictures cannot be read here."""
    if not is_installed():
        raise MissingExtra(
            "Reading pictures needs a part that is not installed.",
            f"Add it with: {sys.executable} -m pip install 'jiesuo[photo]'. Typing works without it.",
        )
