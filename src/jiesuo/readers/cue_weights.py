"""How far each cue phrase can be trusted, and what several of them in one text come to together."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

UNMEASURED = 0.7
"""Reliability of a phrase that nobody has counted."""
UNMEASURED_SHARE = 0.02
FURTHER_CUES = 0.3
"""Weight of the second-best cue for the same statement, 1/2 of it for the third and so on: cues of one text
repeat each other. Chosen on tellings kept apart within folds 1 to 4."""
SURE = 0.99


@dataclass(frozen=True)
class Weights:
    """Counted on told situations; keys are statements such as `vpn_on=yes`."""

    shares: Mapping[str, float] = field(default_factory=dict)
    """Share of the tellings in which the statement is made."""
    typical: Mapping[str, float] = field(default_factory=dict)
    """Share of right hits of the statement's rare phrases: what to expect of one that was never counted."""
    phrases: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Statement -> phrase -> share of right hits, shrunk towards the typical one."""

    def reliability(self, said: str, phrase: str) -> float:
        return self.phrases.get(said, {}).get(phrase, self.typical.get(said, UNMEASURED))

    def share(self, said: str) -> float:
        return self.shares.get(said, UNMEASURED_SHARE)


def chances(heard: Mapping[str, Iterable[float]], weights: Weights) -> dict[str, float]:
    """Chance of each of the contradicting statements, from the reliabilities of the cues for it.

    Odds are multiplied as if cues were independent, all but the best with a fraction of their weight; then
    the statements share a chance of one with "none of them was made".
    """
    odds = {said: math.exp(_log_odds(cues, weights.share(said))) for said, cues in heard.items()}
    total = 1 + sum(odds.values())
    return {said: value / total for said, value in odds.items()}


def _log_odds(reliabilities: Iterable[float], share: float) -> float:
    start = _logit(share)
    gains = [_logit(value) - start for value in sorted(reliabilities, reverse=True)]
    return start + gains[0] + sum(FURTHER_CUES / place * gain for place, gain in enumerate(gains[1:], 1))


def _logit(chance: float) -> float:
    bounded = min(max(chance, 1 - SURE), SURE)
    return math.log(bounded / (1 - bounded))


def save_weights(weights: Weights, path: Path, corpus: str, command: str) -> None:
    """Write weights as JSON, with the fingerprint of what they were counted on and how to count again."""
    statements = {
        said: {"share": weights.shares[said], "typical": weights.typical[said], "phrases": dict(phrases)}
        for said, phrases in sorted(weights.phrases.items())
    }
    facts = {"made_by": command, "corpus": corpus, "statements": statements}
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def load_weights(path: Path) -> Weights:
    """Read what `save_weights` wrote."""
    return weights_of(json.loads(path.read_text("utf-8")))


def weights_of(facts: Mapping[str, Any]) -> Weights:
    """Weights from the parsed JSON."""
    statements: dict[str, dict[str, Any]] = facts["statements"]
    return Weights(
        {said: entry["share"] for said, entry in statements.items()},
        {said: entry["typical"] for said, entry in statements.items()},
        {said: entry["phrases"] for said, entry in statements.items()},
    )
