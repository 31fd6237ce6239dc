"""The belief against an independent library of Bayesian networks.

The network has the mechanisms, not our formulas: each cause brings about a value of its own, the finding
is the worst of them, or a drawn present cause is the one described. A chain of counters carries the
evidence that one to three causes are present. A repair is a second time slice.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import pytest
from enumeration import ELSE, Twin
from random_packs import random_pack
from stories import random_observations, random_repair

from jiesuo.core.belief import Repair, StillFails, Update, fold
from jiesuo.core.evidence import Observation
from jiesuo.core.hypotheses import LARGEST
from jiesuo.core.model import build
from jiesuo.knowledge.pack import Pack

gum = pytest.importorskip("pyagrum")

TOLERANCE = 1e-9
Row = Callable[..., Sequence[float]]


class Network:
    """A pack unrolled into a network, update by update."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.twin = Twin(pack)
        self.net = gum.BayesNet()
        self.evidence: dict[str, int] = {}
        self.causes = [*pack.causes, ELSE]
        self.slice = 0
        for cause in self.causes:
            prior = self.twin.prior[cause]
            self._node(self._now(cause), 2, [], lambda prior=prior: [1 - prior, prior])
        self._count_to(LARGEST)

    def _now(self, cause: str) -> str:
        return f"{cause}@{self.slice}"

    def _node(self, name: str, states: int, parents: list[str], row: Row) -> str:
        """A node whose distribution is `row(state of each parent)`."""
        self.net.add(gum.RangeVariable(name, name, 0, states - 1))
        for parent in parents:
            self.net.addArc(parent, name)
        sizes = [self.net.variable(parent).domainSize() for parent in parents]
        for given in product(*map(range, sizes)):
            self.net.cpt(name)[dict(zip(parents, given, strict=True))] = list(row(*given))
        return name

    def _sure(self, name: str, states: int, parents: list[str], value: Callable[..., int]) -> str:
        return self._node(name, states, parents, lambda *given: np.eye(states)[value(*given)])

    def _happens(self, name: str, cause: str, chance: float) -> str:
        """Happens with this chance while the cause is present."""
        return self._node(name, 2, [self._now(cause)], lambda here: [1 - here * chance, here * chance])

    def _chain(self, stem: str, states: int, parents: list[str], join: Callable[[int, int], int]) -> str:
        """Fold of many parents by two at a time."""
        last = parents[0]
        for number, parent in enumerate(parents[1:]):
            last = self._sure(f"{stem}/{number}", states, [last, parent], join)
        return last

    def _count_to(self, most: int) -> None:
        """Evidence that at least one and at most so many causes are present."""
        states = most + 2
        first = self._sure("count", states, [self._now(self.causes[0])], lambda here: here)
        rest = [self._now(cause) for cause in self.causes[1:]]
        last = self._chain("count", states, [first, *rest], lambda n, here: min(n + here, most + 1))
        allowed = self._sure("allowed", 2, [last], lambda n: int(1 <= n <= most))
        self.evidence[allowed] = 1

    def apply(self, number: int, update: Update) -> None:
        name = f"u{number}"
        if isinstance(update, Repair):
            self._repair(name, update)
        elif isinstance(update, StillFails):
            present = [self._now(cause) for cause in self.causes]
            self.evidence[self._chain(name, 2, present, max)] = 1
        else:
            self._observe(name, update)

    def _repair(self, name: str, update: Repair) -> None:
        fixed = {}
        for cause, fix in update.fixes.items():
            fixed[cause] = self._happens(f"{name}/fixed {cause}", cause, min(fix.p, 1 - 1e-4))
        before = {cause: self._now(cause) for cause in self.causes}
        self.slice += 1
        for cause in self.causes:
            left_by = [fixed[source] for source, fix in update.fixes.items() if fix.leaves == cause]
            own = [fixed[cause]] if cause in fixed else []

            def stays(here: int, *others: int, own: int = len(own)) -> int:
                return int((here and not any(others[:own])) or any(others[own:]))

            self._sure(self._now(cause), 2, [before[cause], *own, *left_by], stays)

    def _observe(self, name: str, seen: Observation) -> None:
        group, _, rest = seen.finding.partition(".")
        if group == "message":
            self._heard(name, self._message(name, rest), 1, 2, seen.reliability, [0.997, 0.003])
        elif group == "route":
            p = {cause: self.pack.causes[cause].blocks.get(rest, 0.0) for cause in self.pack.causes}
            node = self._or(name, p, self.pack.routes[rest].leak)
            self._heard(name, node, int(seen.value == "failed"), 2, seen.reliability)
        else:
            self._finding(name, seen)

    def _finding(self, name: str, seen: Observation) -> None:
        finding = self.pack.findings[seen.finding]
        values = finding.values
        make = {
            "yes_no": self._yes_no,
            "ordered": self._worst,
            "choice": self._one_speaks,
            "context": self._context,
        }
        node = make[finding.kind](name, seen.finding)
        value = int(seen.value == "yes") if finding.kind == "yes_no" else values.index(seen.value)
        self._heard(name, node, value, len(values), seen.reliability)

    def _heard(
        self, name: str, node: str, value: int, states: int, rho: float, wrong: list[float] | None = None
    ) -> None:
        """What the source says: the truth with probability rho."""

        def says(truth: int) -> list[float]:
            if wrong is not None:
                lie = wrong
            elif states == 2:
                lie = [float(truth != v) for v in range(2)]
            else:
                lie = [1 / states] * states
            return [rho * (truth == v) + (1 - rho) * lie[v] for v in range(states)]

        self.evidence[self._node(f"{name}/heard", states, [node], says)] = value

    def _or(self, name: str, known: dict[str, float], leak: float) -> str:
        chances = {**known, ELSE: sum(self.twin.share[c] * known[c] for c in known)}
        parts = [self._node(f"{name}/leak", 2, [], lambda: [1 - leak, leak])]
        for cause, p in chances.items():
            parts.append(self._happens(f"{name}/by {cause}", cause, p))
        return self._chain(name, 2, parts, max)

    def _message(self, name: str, which: str) -> str:
        message = self.pack.messages[which]
        top = {"settles": 0.3, "strong": 0.03, "weak": 0.009}[message.strength]
        most = max(message.means.values())
        return self._or(name, {c: top * message.means.get(c, 0.0) / most for c in self.pack.causes}, 0.003)

    def _yes_no(self, name: str, which: str) -> str:
        finding = self.pack.findings[which]
        assert isinstance(finding.leak, float)
        shown = {cause: record.shows.get(which, 0.0) for cause, record in self.pack.causes.items()}
        return self._or(name, {c: p for c, p in shown.items() if isinstance(p, float)}, finding.leak)

    def _worst(self, name: str, which: str) -> str:
        states = len(self.pack.findings[which].values)
        leak = list(self.twin.leak(which).values())
        parts = [self._node(f"{name}/leak", states, [], lambda: leak)]
        for cause in self.causes:
            alone = list(self.twin.alone(which, cause).values())
            rows = [np.eye(states)[0], alone]
            parts.append(self._node(f"{name}/by {cause}", states, [self._now(cause)], rows.__getitem__))
        return self._chain(name, states, parts, max)

    def _one_speaks(self, name: str, which: str) -> str:
        """Who is described is drawn evenly from the present causes; the last state is nobody."""

        def drawn(*here: int) -> list[float]:
            present = sum(here)
            return [*(h / present for h in here), 0.0] if present else [0.0] * len(here) + [1.0]

        parents = [self._now(cause) for cause in self.causes]
        who = self._node(f"{name}/who", len(parents) + 1, parents, drawn)
        said = [list(self.twin.alone(which, cause).values()) for cause in self.causes]
        said.append(list(self.twin.leak(which).values()))
        return self._node(name, len(said[-1]), [who], lambda speaker: said[speaker])

    def _context(self, name: str, which: str) -> str:
        base = self.twin.base(which)

        def shares(*here: int) -> list[float]:
            weights = [base[value] * self._factors(which, value, here) for value in base]
            return [weight / sum(weights) for weight in weights]

        return self._node(name, len(base), [self._now(cause) for cause in self.causes], shares)

    def _factors(self, which: str, value: str, here: Sequence[int]) -> float:
        present = [cause for cause, h in zip(self.causes, here, strict=True) if h]
        return float(np.prod([self.twin.factor(which, cause, value) for cause in present]))

    def probabilities(self) -> dict[str, float]:
        engine = gum.LazyPropagation(self.net)
        engine.setEvidence(self.evidence)
        engine.makeInference()
        return {cause: float(engine.posterior(self._now(cause))[1]) for cause in self.causes}


def compare(pack: Pack, updates: Sequence[Update]) -> None:
    network = Network(pack)
    for number, update in enumerate(updates):
        network.apply(number, update)
    belief = fold(build(pack), "pay", updates)
    for cause, expected in network.probabilities().items():
        assert belief.probability(cause) == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize("seed", range(25))
def test_answers_of_every_kind(seed: int) -> None:
    pack = random_pack(seed, 3 + seed % 4, 6)
    compare(pack, random_observations(seed, pack, 5, tapped=False))


@pytest.mark.parametrize("seed", range(12))
def test_more_causes_than_a_set_may_hold(seed: int) -> None:
    pack = random_pack(100 + seed, 8, 6, ("yes_no", "ordered"))
    compare(pack, random_observations(seed, pack, 6, tapped=False))


@pytest.mark.parametrize("seed", range(25))
def test_answers_before_and_after_repairs(seed: int) -> None:
    pack = random_pack(200 + seed, 3 + seed % 3, 6)
    draw = random.Random(seed)
    before, between, after = (
        random_observations(seed * 3 + part, pack, 2, tapped=False) for part in range(3)
    )
    first, second = random_repair(draw, pack), random_repair(draw, pack)
    still = [StillFails()] if seed % 2 else []
    compare(pack, [*before, first, *still, *between, second, *still, *after])


def test_the_network_contradicts_a_wrong_belief() -> None:
    pack = random_pack(1, 5, 6)
    seen = random_observations(1, pack, 5, tapped=False)
    network = Network(pack)
    for number, update in enumerate(seen):
        network.apply(number, update)
    wrong = fold(build(pack), "pay", seen[1:])
    assert any(abs(wrong.probability(c) - p) > 1e-4 for c, p in network.probabilities().items())
