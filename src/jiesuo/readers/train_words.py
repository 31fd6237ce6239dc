"""Fit the table of `own_words.py` on a pack's tellings. Needs the extra `dev`; run by authors only.

A telling is a line of `tellings/*.jsonl`: text, lang, slug, situation, findings, tried. Tellings of one
situation retell each other, so a situation is never on both sides of a split. One situation in five is the
calibration fold: temperature, shift and slope are fitted on it with weights that never saw it; then the
weights are fitted anew on everything. Tellings of the slug `nothing_said` do not speak of their cause. They
are a class of their own: the more a text is like them, the less the reader claims.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiesuo.errors import InputError, MissingExtra
from jiesuo.readers.own_words import (
    CAUSE,
    FINDING,
    NOTHING,
    SAYS_NOTHING,
    TRIED,
    WordTable,
    chances,
    ngrams,
    says_nothing,
    weigh,
)

FOLDS = 5
FEWEST_TEXTS = 4
"""Tellings an n-gram must stand in to be kept."""
FEWEST_STATEMENTS = 12
"""Tellings a statement must be made in to get a head."""
CAUSE_STRENGTH = 10.0
STATEMENT_STRENGTH = 10.0
"""Inverse regularisation, chosen on the calibration fold."""
LARGEST_BYTE = 127
FARTHEST_SHIFT = 30.0
"""Between this and its negative the shift is sought."""


@dataclass(frozen=True, slots=True)
class Telling:
    text: str
    lang: str
    slug: str
    situation: str
    findings: dict[str, str]
    tried: tuple[str, ...]

    @property
    def fold(self) -> int:
        """0 is the calibration fold."""
        return zlib.crc32(f"{self.slug}/{self.situation}".encode()) % FOLDS

    def heads(self) -> set[str]:
        said = {f"{FINDING}:{finding}={value}" for finding, value in self.findings.items()}
        return said | {f"{TRIED}:{step}" for step in self.tried}


def _telling(row: dict[str, Any]) -> Telling:
    return Telling(
        row["text"],
        row["lang"],
        row["slug"],
        row["situation"],
        row.get("findings", {}),
        tuple(row.get("tried", ())),
    )


def read_corpus(folder: Path) -> list[Telling]:
    """All tellings of a pack; raises InputError with file and line where one cannot be read."""
    tellings = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            try:
                tellings.append(_telling(json.loads(line)))
            except (ValueError, KeyError) as fault:
                raise InputError(f"{path.name}:{number}: no telling can be read here ({fault}).") from fault
    return tellings


def fingerprint(folder: Path) -> str:
    """Hash of the corpus, to tell whether a saved table is up to date."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(folder.glob("*.jsonl")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def fit(tellings: Sequence[Telling]) -> WordTable:
    """Fit weights on all tellings, with temperature, shift and slope from the calibration fold."""
    apart = [telling for telling in tellings if telling.fold == 0]
    rest = [telling for telling in tellings if telling.fold != 0]
    tempered = calibrate(fit_weights(rest), apart)
    final = fit_weights(tellings)
    return replace(
        final,
        temperature=tempered.temperature,
        shift=tempered.shift,
        slope=tempered.slope,
        offset=tempered.offset,
    )


def fit_weights(tellings: Sequence[Telling]) -> WordTable:
    """Fit uncalibrated weights: one softmax over slugs, one logistic regression for each statement."""
    bags = [ngrams(telling.text) for telling in tellings]
    counts = Counter(gram for bag in bags for gram in bag)
    grams = {gram: row for row, gram in enumerate(sorted(g for g, n in counts.items() if n >= FEWEST_TEXTS))}
    features = _features(bags, grams)
    slugs, cause_weights, cause_bias = _fit_causes(features, [telling.slug for telling in tellings])
    heads, other_weights, other_bias = _fit_statements(features, tellings)
    weights = np.hstack([cause_weights, other_weights])
    scale = np.abs(weights).max(axis=0) / LARGEST_BYTE
    return WordTable(
        grams=grams,
        heads=(*map(_head, slugs), *heads),
        weights=np.rint(weights / scale).astype(np.int8),
        scale=scale,
        bias=np.concatenate([cause_bias, other_bias]),
        temperature=1.0,
        shift=0.0,
        slope=1.0,
        offset=0.0,
    )


def calibrate(table: WordTable, apart: Sequence[Telling]) -> WordTable:
    """Fit temperature, shift, slope and offset on tellings kept apart (least log loss)."""
    logits = np.array([table.logits(ngrams(telling.text)) for telling in apart])
    truth = _truth(table, apart)
    grid = [_shifted(replace(table, temperature=float(t)), logits, truth) for t in np.geomspace(0.3, 5, 60)]
    slope, offset = _platt(table, logits, apart)
    return replace(min(grid, key=lambda fit: _loss(fit, logits, truth)), slope=slope, offset=offset)


def statement_scores(table: WordTable, tellings: Sequence[Telling]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Calibrated chances and truth (tellings, statement heads), for reports."""
    heads = table.statement_heads
    columns = list(heads.values())
    chance = np.array([chances(table.logits(ngrams(t.text)), table)[columns] for t in tellings])
    truth = np.array([[head in t.heads() for head in heads] for t in tellings])
    return chance, truth


def _head(slug: str) -> str:
    return NOTHING if slug == NOTHING else f"{CAUSE}:{slug}"


def _truth(table: WordTable, tellings: Sequence[Telling]) -> NDArray[Any]:
    """What each telling speaks for (tellings, causes), all together 1; even rows where it says nothing.

    Tellings that say nothing are `SAYS_NOTHING` of the whole, however many were written.
    """
    slugs = np.array([telling.slug for telling in tellings])
    spoken = (slugs[:, None] == np.array(list(table.cause_heads))).astype(float)
    nothing = np.repeat((slugs == NOTHING)[:, None], len(table.cause_heads), axis=1).astype(float)
    if not nothing.any():
        return np.asarray(spoken / spoken.sum())
    return np.asarray((1 - SAYS_NOTHING) * spoken / spoken.sum() + SAYS_NOTHING * nothing / nothing.sum())


def _shifted(table: WordTable, logits: NDArray[Any], truth: NDArray[Any]) -> WordTable:
    """With the shift at which the mean chance that a telling says nothing is their share."""
    if table.nothing_head is None:
        return table
    share = truth.sum(axis=1)

    def excess(shift: float) -> float:
        return float(share @ says_nothing(logits, replace(table, shift=shift))) - SAYS_NOTHING

    return replace(table, shift=float(_optimize().brentq(excess, -FARTHEST_SHIFT, FARTHEST_SHIFT)))


def _loss(table: WordTable, logits: NDArray[Any], truth: NDArray[Any]) -> float:
    return -float((truth * weigh(logits, table)).sum())


def _platt(table: WordTable, logits: NDArray[Any], apart: Sequence[Telling]) -> tuple[float, float]:
    regression = _sklearn().LogisticRegression(C=1e6, max_iter=1000)
    heads = table.statement_heads
    scores = logits[:, list(heads.values())].ravel()[:, None]
    truth = np.array([[head in telling.heads() for head in heads] for telling in apart]).ravel()
    fitted = regression.fit(scores, truth)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def _fit_causes(features: Any, slugs: Sequence[str]) -> tuple[list[str], NDArray[Any], NDArray[Any]]:
    regression = _sklearn().LogisticRegression(C=CAUSE_STRENGTH, max_iter=300, class_weight="balanced")
    fitted = regression.fit(features, np.array(slugs))
    return list(fitted.classes_), fitted.coef_.T, fitted.intercept_


def _fit_statements(
    features: Any, tellings: Sequence[Telling]
) -> tuple[list[str], NDArray[Any], NDArray[Any]]:
    counts = Counter(head for telling in tellings for head in telling.heads())
    heads = sorted(head for head, n in counts.items() if FEWEST_STATEMENTS <= n < len(tellings))
    fitted = [_fit_statement(features, np.array([head in t.heads() for t in tellings])) for head in heads]
    return heads, np.hstack([f.coef_.T for f in fitted]), np.concatenate([f.intercept_ for f in fitted])


def _fit_statement(features: Any, said: NDArray[Any]) -> Any:
    return (
        _sklearn()
        .LogisticRegression(C=STATEMENT_STRENGTH, solver="liblinear", max_iter=300)
        .fit(features, said)
    )


def _features(bags: Sequence[set[str]], grams: dict[str, int]) -> Any:
    rows, columns, values = [], [], []
    for number, bag in enumerate(bags):
        known = [grams[gram] for gram in bag if gram in grams]
        rows += [number] * len(known)
        columns += known
        values += [1 / np.sqrt(max(1, len(known)))] * len(known)
    return _sparse().csr_matrix((values, (rows, columns)), shape=(len(bags), len(grams)))


def _sklearn() -> Any:
    try:
        import sklearn.linear_model
    except ImportError as fault:
        raise MissingExtra(
            "Fitting the reader needs scikit-learn.", "Run: pip install 'jiesuo[dev]'"
        ) from fault
    return sklearn.linear_model


def _sparse() -> Any:
    _sklearn()
    import scipy.sparse

    return scipy.sparse


def _optimize() -> Any:
    _sklearn()
    import scipy.optimize

    return scipy.optimize
