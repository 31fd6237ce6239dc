"""Arithmetic with probabilities in logs that never ends in NaN."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

LEAST = 1e-4
"""No stated probability is nearer to 0 or 1 than this: one answer must not forbid a cause."""
TINY = 1e-300
"""Smallest number that a logarithm is taken of."""


def clip(probability: Floats | float) -> Floats:
    """Keep stated probabilities (linear, any shape) off 0 and 1."""
    return np.clip(np.asarray(probability, dtype=np.float64), LEAST, 1 - LEAST)


def below_one(probability: Floats | float) -> Floats:
    """Keep probabilities (linear, any shape) off 1 and let 0 stand: what a cause never brings about."""
    return np.clip(np.asarray(probability, dtype=np.float64), 0.0, 1 - LEAST)


def safe_log(probability: Floats) -> Floats:
    """Natural log of probabilities (linear, any shape), finite for 0 too."""
    return np.log(np.maximum(probability, TINY))


def log_complement(log_probability: Floats) -> Floats:
    """log(1 − p) of log p (any shape), exact for p near 0 and near 1."""
    return safe_log(-np.expm1(log_probability))


def log_sum(logs: Floats) -> float:
    """log Σ exp of logs (n,); −inf for an empty or impossible sum."""
    top = float(logs.max(initial=-np.inf))
    return top if np.isneginf(top) else top + float(np.log(np.exp(logs - top).sum()))


def normalised(logs: Floats) -> Floats:
    """Linear weights (n,) that add up to 1, of logs (n,) up to a constant."""
    weights: Floats = logs - logs.max()
    np.exp(weights, out=weights)
    weights /= weights.sum()
    return weights
