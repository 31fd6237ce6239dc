"""Chance that is the same whatever else was done before: the nth draw of a name depends on seed and n only.

So two policies that do the same thing for the first time have the same luck, and who knows the seed knows
how it will end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from jiesuo.world.named import Spread


@dataclass(slots=True)
class Luck:
    """Draws by name. `drawn` counts them, so that a second try has its own luck."""

    seed: str
    drawn: dict[str, int] = field(default_factory=dict)

    def uniform(self, name: str) -> float:
        """The next number of a name, evenly from 0 to 1."""
        number = self.drawn.get(name, 0)
        self.drawn[name] = number + 1
        return Random(f"{self.seed}/{name}/{number}").random()

    def happens(self, name: str, chance: float) -> bool:
        return self.uniform(name) < chance

    def fixed(self, name: str) -> float:
        """A number of a name that is the same whenever it is asked for."""
        return Random(f"{self.seed}/{name}").random()

    def hours(self, name: str, spread: Spread) -> float:
        """Hours drawn from a triangle over least, usual and most."""
        return triangle(self.uniform(name), spread)

    def pick(self, name: str, weights: Mapping[str, float]) -> str:
        """A key, with chances in proportion to the weights; always the same for a name."""
        rest = self.fixed(name) * sum(weights.values())
        for key, weight in weights.items():
            rest -= weight
            if rest < 0:
                return key
        return [key for key, weight in weights.items() if weight > 0][-1]

    def fork(self) -> Luck:
        return Luck(self.seed, dict(self.drawn))


def triangle(u: float, spread: Spread) -> float:
    """The value with a share u below it, of a triangular distribution."""
    width, rise = spread.most - spread.least, spread.usual - spread.least
    if width <= 0:
        return spread.usual
    if u * width < rise:
        return spread.least + float((u * width * rise) ** 0.5)
    return spread.most - float(((1 - u) * width * (width - rise)) ** 0.5)
