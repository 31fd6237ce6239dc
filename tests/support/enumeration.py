"""The belief once more, by plain enumeration of sets in dictionaries: slow, linear and without arrays.

Written from the formulas alone, so that it can contradict the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from math import exp, prod

from jiesuo.core.belief import FixLike, Repair, StillFails, Update
from jiesuo.core.evidence import Observation
from jiesuo.knowledge.pack import Finding, Pack

ELSE = "something_else"
LOW, HIGH = 1e-4, 1 - 1e-4
RATIO = {"settles": 100, "strong": 10, "weak": 3}
Set = frozenset[str]
Distribution = dict[str, float]


class Twin:
    """Weights of every set of at most `largest` causes under a pack."""

    def __init__(self, pack: Pack, largest: int = 3) -> None:
        self.pack = pack
        self.largest = largest
        everything = sum(c.prior for c in pack.causes.values()) + pack.header.something_else
        scale = pack.header.prior_sum / everything
        self.prior = {name: c.prior * scale for name, c in pack.causes.items()}
        self.prior[ELSE] = pack.header.something_else * scale
        known = sum(self.prior[name] for name in pack.causes)
        self.share = {name: self.prior[name] / known for name in pack.causes}

    def fold(self, goal: str, updates: Iterable[Update]) -> dict[Set, float]:
        weights = {h: self._prior(h) * self._fails(goal, h) for h in self._sets()}
        for update in updates:
            weights = normalised(self._after(weights, goal, update))
        return normalised(weights)

    def _sets(self) -> list[Set]:
        names = list(self.prior)
        return [frozenset(s) for k in range(self.largest + 1) for s in combinations(names, k)]

    def _prior(self, h: Set) -> float:
        return prod(p if c in h else 1 - p for c, p in self.prior.items())

    def _fails(self, goal: str, h: Set) -> float:
        if goal == "check":
            return 1.0
        if not h:
            return 0.0
        return max(self._breaks(c, goal) for c in h)

    def _breaks(self, cause: str, goal: str) -> float:
        if cause == ELSE:
            return self._average({c: self._breaks(c, goal) for c in self.pack.causes})
        goals = self.pack.causes[cause].goals
        return 1.0 if not goals or goal in goals else 0.05

    def _after(self, weights: dict[Set, float], goal: str, update: Update) -> dict[Set, float]:
        if isinstance(update, Repair):
            return repaired(weights, update.fixes)
        if isinstance(update, StillFails):
            return {h: w * self._fails(goal, h) if h else 0.0 for h, w in weights.items()}
        return {h: w * self.chance(update, h) for h, w in weights.items()}

    def chance(self, seen: Observation, h: Set) -> float:
        group, _, name = seen.finding.partition(".")
        rho = seen.reliability
        if group == "route":
            p = {c: self.pack.causes[c].blocks.get(name, 0.0) for c in self.pack.causes}
            failed = self._noisy_or(p, self.pack.routes[name].leak, h)
            right = failed if seen.value == "failed" else 1 - failed
            return rho * right + (1 - rho) * (1 - right)
        if group in ("message", "code"):
            return rho * self._message(name, h) + (1 - rho) * 0.003
        if group == "telling":
            return self._telling(dict(seen.weights), rho, h)
        if group == "closest":
            return self._closest(seen, h)
        values = self.values(seen.finding, h)
        chance = values[seen.value]
        return rho * chance + (1 - rho) * (1 - chance if len(values) == 2 else 1 / len(values))

    def _noisy_or(self, known: Mapping[str, float], leak: float, h: Set) -> float:
        p = {c: min(v, HIGH) for c, v in known.items()}
        p[ELSE] = self._average(p)
        return 1 - (1 - min(max(leak, LOW), HIGH)) * prod(1 - p[c] for c in h)

    def _message(self, name: str, h: Set) -> float:
        message = self.pack.messages[name]
        most = max(message.means.values())
        top = RATIO[message.strength] * 0.003
        p = {c: min(0.95, top * message.means.get(c, 0.0) / most) for c in self.pack.causes}
        return self._noisy_or(p, 0.003, h)

    def _telling(self, logs: dict[str, float], rho: float, h: Set) -> float:
        p = {c: exp(logs.get(self.pack.slug(c), min(logs.values()))) for c in self.pack.causes}
        p[ELSE] = average = self._average(p)
        right = sum(p[c] for c in h) / len(h) if h else average
        return rho * right + (1 - rho) * average

    def _closest(self, seen: Observation, h: Set) -> float:
        if not h:
            return 1 / (len(seen.offered) + 1)
        return sum(self._tap(seen, ELSE if c == ELSE else self.pack.slug(c)) for c in h) / len(h)

    def _tap(self, seen: Observation, slug: str) -> float:
        """Of wrong taps half are on none, unless none is right; the other situations share the rest."""
        rho, others = min(seen.reliability, HIGH), len(seen.offered) - (slug in seen.offered)
        right = slug if slug in seen.offered else "none"
        if seen.value == right:
            return rho if seen.offered else 1.0
        if right == "none":
            return (1 - rho) / others
        if seen.value == "none":
            return (1 - rho) * (0.5 if others else 1.0)
        return (1 - rho) * 0.5 / others

    def values(self, name: str, h: Set) -> Distribution:
        finding = self.pack.findings[name]
        if finding.kind == "yes_no":
            return self._yes_no(name, finding, h)
        if finding.kind == "ordered":
            return self._ordered(name, finding, h)
        return self._choice(name, finding, h) if finding.kind == "choice" else self._context(name, finding, h)

    def _yes_no(self, name: str, finding: Finding, h: Set) -> Distribution:
        p = {}
        for cause, record in self.pack.causes.items():
            stated = record.shows.get(name, 0.0)
            p[cause] = stated["yes"] if isinstance(stated, dict) else stated
        assert isinstance(finding.leak, float)
        yes = self._noisy_or(p, finding.leak, h)
        return {"yes": yes, "no": 1 - yes}

    def alone(self, name: str, cause: str) -> Distribution:
        """What the cause brings about by itself: the first value (harmless) when it states nothing."""
        finding = self.pack.findings[name]
        if cause == ELSE:
            each = {c: self.alone(name, c) for c in self.pack.causes}
            return {v: self._average({c: d[v] for c, d in each.items()}) for v in finding.values}
        stated = self.pack.causes[cause].shows.get(name)
        if stated is None:
            return self._silent(name)
        assert isinstance(stated, dict)
        rest = self.leak(name) if finding.kind == "choice" else harmless(finding)
        return spread(finding, stated, rest)

    def _silent(self, name: str) -> Distribution:
        finding = self.pack.findings[name]
        return self.leak(name) if finding.kind == "choice" else harmless(finding)

    def leak(self, name: str) -> Distribution:
        finding = self.pack.findings[name]
        assert isinstance(finding.leak, dict)
        if finding.kind == "ordered":
            return spread(finding, finding.leak, harmless(finding))
        free = [v for v in finding.values if v not in finding.leak]
        return spread(finding, finding.leak, {v: (v in free) / len(free) for v in finding.values})

    def _ordered(self, name: str, finding: Finding, h: Set) -> Distribution:
        sources = [self.leak(name), *(self.alone(name, c) for c in h)]
        reached = [
            prod(sum(d[v] for v in finding.values[: k + 1]) for d in sources)
            for k in range(len(finding.values))
        ]
        return {v: reached[k] - (reached[k - 1] if k else 0.0) for k, v in enumerate(finding.values)}

    def _choice(self, name: str, finding: Finding, h: Set) -> Distribution:
        sources = [self.alone(name, c) for c in h] or [self.leak(name)]
        return {v: sum(d[v] for d in sources) / len(sources) for v in finding.values}

    def _context(self, name: str, finding: Finding, h: Set) -> Distribution:
        base = self.base(name)
        weight = {v: base[v] * prod(self.factor(name, c, v) for c in h) for v in finding.values}
        return {v: w / sum(weight.values()) for v, w in weight.items()}

    def base(self, name: str) -> Distribution:
        finding = self.pack.findings[name]
        return {v: finding.base[v] / sum(finding.base.values()) for v in finding.values}

    def factor(self, name: str, cause: str, value: str) -> float:
        if cause != ELSE:
            return self.pack.causes[cause].when.get(name, {}).get(value, 1.0)
        finding = self.pack.findings[name]
        each = {c: self._context(name, finding, frozenset({c}))[value] for c in self.pack.causes}
        return self._average(each) / self.base(name)[value]

    def _average(self, of: Mapping[str, float]) -> float:
        return sum(self.share[c] * of[c] for c in self.pack.causes)


def harmless(finding: Finding) -> Distribution:
    return {v: float(v == finding.values[0]) for v in finding.values}


def spread(finding: Finding, stated: Mapping[str, float], rest: Distribution) -> Distribution:
    """Stated shares and the rest, with no value below the least probability."""
    total = sum(stated.values())
    shares = {v: stated.get(v, 0.0) / max(total, 1) + max(1 - total, 0) * rest[v] for v in finding.values}
    floored = {v: max(s, LOW) for v, s in shares.items()}
    return {v: s / sum(floored.values()) for v, s in floored.items()}


def repaired(weights: dict[Set, float], fixes: Mapping[str, FixLike]) -> dict[Set, float]:
    """All fixes at once: each subset of the set's fixable causes is the one that goes."""
    after = dict.fromkeys(weights, 0.0)
    for h, w in weights.items():
        touched = [c for c in h if c in fixes]
        for k in range(len(touched) + 1):
            for gone in combinations(touched, k):
                chance = prod(
                    min(fixes[c].p, HIGH) if c in gone else 1 - min(fixes[c].p, HIGH) for c in touched
                )
                left = {fixes[c].leaves for c in gone} - {None}
                after[frozenset(h - set(gone)) | frozenset(str(c) for c in left)] += w * chance
    return after


def normalised(weights: dict[Set, float]) -> dict[Set, float]:
    total = sum(weights.values())
    return {h: w / total for h, w in weights.items()}


def marginals(weights: Mapping[Set, float], causes: Iterable[str]) -> dict[str, float]:
    return {c: sum(w for h, w in weights.items() if c in h) for c in causes}
