"""Measures of a picture: light, sharpness, colour, stripes of a screen. Numbers, without judgement."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiesuo.readers.ocr import Pixels

Grey = NDArray[np.float32]
"""Luminance 0..255 (rows, columns)."""
_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)
_BLOWN = 250
_CELL = 16
_SPECTRUM = 512
"""Pixels of the square whose spectrum is looked at."""


def grey_of(pixels: Pixels) -> Grey:
    """Luminance (rows, columns) of a picture (rows, columns, rgb)."""
    return (pixels.astype(np.float32) @ _LUMA).astype(np.float32)


def ground_light(grey: Grey, among: float = 90) -> float:
    """The luminance of the paper, 0..255: below it lie `among` of 100 pixels."""
    return float(np.percentile(grey, among))


def blown_share(pixels: Pixels) -> float:
    """The share of pixels that are white in all colours."""
    return float(np.mean(np.all(pixels >= _BLOWN, axis=2)))


def largest_spot(pixels: Pixels) -> float:
    """The share of the picture that lies in spots without any drawing, white through and through.

    A cell of 16 x 16 pixels counts when it and the four cells around it are white.
    """
    cells = _cells(np.all(pixels >= _BLOWN, axis=2).astype(np.float32)) > 0.9
    if min(cells.shape) < 3:
        return 0.0
    inner = cells[1:-1, 1:-1] & cells[:-2, 1:-1] & cells[2:, 1:-1] & cells[1:-1, :-2] & cells[1:-1, 2:]
    return float(inner.mean())


def _cells(values: Grey) -> Grey:
    """The mean of each cell (rows // 16, columns // 16)."""
    rows, columns = values.shape[0] // _CELL, values.shape[1] // _CELL
    whole = values[: rows * _CELL, : columns * _CELL].reshape(rows, _CELL, columns, _CELL)
    return np.asarray(whole.mean(axis=(1, 3)), dtype=np.float32)


def light_range(grey: Grey) -> float:
    """How dark the darkest ninth of the paper is against the brightest, 0..1; 1 is even light."""
    rows, columns = grey.shape[0] // 3, grey.shape[1] // 3
    thirds = [
        ground_light(grey[r * rows : (r + 1) * rows, c * columns : (c + 1) * columns])
        for r in range(3)
        for c in range(3)
    ]
    return min(thirds) / max(max(thirds), 1.0)


def sharpness(grey: Grey) -> tuple[float, float]:
    """Steepness of edges down and across: the energy of second differences over that of the contrast."""
    energy = float(np.var(grey)) + 1e-6
    down = float(np.mean(np.square(np.diff(grey, 2, axis=0)))) if grey.shape[0] > 2 else 0.0
    across = float(np.mean(np.square(np.diff(grey, 2, axis=1)))) if grey.shape[1] > 2 else 0.0
    return down / energy, across / energy


def colourfulness(pixels: Pixels) -> float:
    """The distance of the strongest and weakest of red, green and blue that a tenth of the pixels exceed."""
    return float(np.percentile(pixels.max(axis=2).astype(np.int16) - pixels.min(axis=2), 90))


def skin_share(pixels: Pixels) -> float:
    """The share of pixels with the colour of skin, light or dark: red above green above blue."""
    red, green, blue = (pixels[..., band].astype(np.int16) for band in range(3))
    warm = (red - green > 14) & (green - blue > 6) & (red - blue > 34) & (red > 70) & (red - green < 90)
    return float(warm.mean())


def stripes(grey: Grey) -> float:
    """How far the strongest regular fine pattern stands out: its log10 power above that of its surroundings.

    Looks at waves of 2.2 to 12 pixels in the middle of the picture; lines of print and of the page's fine
    drawing are broad in the spectrum, the grid of a screen is a point.
    """
    size = min(_SPECTRUM, *grey.shape)
    if size < 128:
        return 0.0
    top, left = (grey.shape[0] - size) // 2, (grey.shape[1] - size) // 2
    part = grey[top : top + size, left : left + size]
    window = np.hanning(size).astype(np.float32)
    power = np.log10(np.abs(np.fft.rfft2((part - part.mean()) * np.outer(window, window))) ** 2 + 1.0)
    return _peak(power.astype(np.float32), size)


def _peak(power: Grey, size: int) -> float:
    """The highest point of (rows, columns) above the median of its ring of equal wavelength."""
    down = np.minimum(np.arange(size), size - np.arange(size))[:, None] / size
    across = np.arange(power.shape[1])[None, :] / size
    frequency = np.hypot(down, across)
    rings = np.floor(frequency * 60).astype(np.int64)
    highest = 0.0
    for ring in range(int(60 / 12), int(60 / 2.2) + 1):
        inside = power[rings == ring]
        highest = max(highest, float(inside.max() - np.median(inside)))
    return highest
