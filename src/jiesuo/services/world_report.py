"""Scores of many games -> figures: means with bootstrap intervals, paired ratios, calibration, groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiesuo.services.game import Score
from jiesuo.services.policies import ORACLE

Floats = NDArray[np.float64]
OURS = "jiesuo"
RESAMPLES = 2_000
SEED = 20261125
BINS = 10


@dataclass(frozen=True, slots=True)
class Resampling:
    """Means of bootstrap samples of people (Efron 1979); the same draw for all policies keeps them paired."""

    counts: Floats
    """How often each sample holds each person (samples, people), as shares."""

    def means(self, values: Floats) -> Floats:
        return np.asarray(self.counts @ values)


def resampling(people: int) -> Resampling:
    draw = np.random.default_rng(SEED)
    return Resampling(draw.multinomial(people, np.full(people, 1 / people), size=RESAMPLES) / people)


def interval(samples: Floats) -> list[float]:
    """The middle 95 % of samples."""
    return [round(float(bound), 4) for bound in np.quantile(samples, (0.025, 0.975))]


def report(world: str, seed: int, scores: Mapping[str, Sequence[Score]]) -> dict[str, Any]:
    """The figures of docs/json.md."""
    people = len(next(iter(scores.values())))
    again = resampling(people)
    return {
        "world": world,
        "people": people,
        "seed": seed,
        "policies": {name: _figures(games, _solvable(scores), again) for name, games in scores.items()},
        "paired": dict(_paired(scores, again)),
        "ece": calibration_error(pairs_of(scores.get(OURS, ()))),
    }


def _solvable(scores: Mapping[str, Sequence[Score]]) -> list[bool]:
    """Who can be helped at all: those whom the oracle helps; without an oracle, everybody."""
    first = next(iter(scores.values()))
    return [game.solved for game in scores[ORACLE]] if ORACLE in scores else [True] * len(first)


def _figures(games: Sequence[Score], solvable: Sequence[bool], again: Resampling) -> dict[str, Any]:
    costs = costs_of(games)
    able = [game.solved for game, can in zip(games, solvable, strict=True) if can]
    return {
        "cost_mean": _mean(costs),
        "cost_ci": interval(again.means(costs)),
        "minutes_mean": _mean(game.minutes for game in games),
        "hours_to_goal_mean": _mean(g.hours_to_goal for g in games if g.hours_to_goal is not None),
        "hours_to_repair_mean": _mean(g.hours_to_repair for g in games if g.hours_to_repair is not None),
        "solved": _mean(able),
        "harmful": sum(len(game.against_rules) + len(game.harm) for game in games),
        "steps_mean": _mean(game.steps for game in games),
        "questions_mean": _mean(game.questions for game in games),
    }


def costs_of(games: Iterable[Score]) -> Floats:
    return np.array([game.cost for game in games])


def _mean(values: Iterable[float]) -> float | None:
    found = [float(value) for value in values]
    return round(float(np.mean(found)), 4) if found else None


def _paired(scores: Mapping[str, Sequence[Score]], again: Resampling) -> Iterable[tuple[str, dict[str, Any]]]:
    """Our mean cost as a ratio to each other policy's, on the same people."""
    if OURS not in scores:
        return
    ours = costs_of(scores[OURS])
    for name, games in scores.items():
        if name != OURS:
            theirs = costs_of(games)
            samples = again.means(ours) / again.means(theirs)
            ratio = round(float(ours.mean() / theirs.mean()), 4)
            yield f"{OURS}/{name}", {"ratio": ratio, "ci": interval(samples)}


def pairs_of(games: Iterable[Score]) -> list[tuple[float, bool]]:
    """All chances that were shown, with whether that cause was there."""
    return [pair for game in games for pair in game.stated]


def bins(pairs: Sequence[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """Mean stated chance, share that came true, and number, of each tenth that has any."""
    found = []
    for low in range(BINS):
        inside = [(p, so) for p, so in pairs if min(int(p * BINS), BINS - 1) == low]
        if inside:
            stated, true = (float(np.mean([pair[side] for pair in inside])) for side in (0, 1))
            found.append((stated, true, len(inside)))
    return found


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float | None:
    """Expected calibration error (Naeini and others 2015) over ten equal bins."""
    if not pairs:
        return None
    return round(sum(n * abs(stated - true) for stated, true, n in bins(pairs)) / len(pairs), 4)


def details(scores: Mapping[str, Sequence[Score]]) -> dict[str, Any]:
    """Costs by first fault, by situation and by goal, the worst tenth, and the calibration curve."""
    return {
        "causes": _groups(scores, lambda game: game.faults[0]),
        "situations": _groups(scores, lambda game: game.situation),
        "goals": _groups(scores, lambda game: game.goal),
        "worst_tenth": {name: worst_tenth(games) for name, games in scores.items()},
        "harm": {name: _harm(games) for name, games in scores.items()},
        "calibration": [list(one) for one in bins(pairs_of(scores.get(OURS, ())))],
    }


def _groups(
    scores: Mapping[str, Sequence[Score]], key: Callable[[Score], str]
) -> dict[str, dict[str, dict[str, Any]]]:
    names = sorted({key(game) for games in scores.values() for game in games})
    return {
        name: {policy: _short([g for g in games if key(g) == name]) for policy, games in scores.items()}
        for name in names
    }


def _short(games: Sequence[Score]) -> dict[str, Any]:
    return {
        "people": len(games),
        "cost_mean": _mean(game.cost for game in games),
        "solved": _mean(game.solved for game in games),
        "harmful": sum(len(game.against_rules) + len(game.harm) for game in games),
    }


def worst_tenth(games: Sequence[Score]) -> float:
    """Mean cost of the dearest tenth."""
    dearest = np.sort(costs_of(games))[-max(1, len(games) // 10) :]
    return round(float(dearest.mean()), 4)


def _harm(games: Sequence[Score]) -> dict[str, int]:
    """How often each harm was done, and each rule broken."""
    counted: dict[str, int] = {}
    for game in games:
        for what in (*game.harm, *(rule.partition(":")[0] for rule in game.against_rules)):
            counted[what] = counted.get(what, 0) + 1
    return dict(sorted(counted.items()))
