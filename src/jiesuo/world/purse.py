"""Money: where it is, and where it went. What is moved is never made or lost."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Purse:
    """CNY at each place, the person's own places and those of others. The sum never changes."""

    at: dict[str, float] = field(default_factory=dict)

    def move(self, amount: float, source: str, target: str) -> None:
        """Move money; a source may go below zero only where money comes from outside (`bank`, `friend`)."""
        self.at[source] = self.at.get(source, 0.0) - amount
        self.at[target] = self.at.get(target, 0.0) + amount

    @property
    def total(self) -> float:
        return sum(self.at.values())

    def fork(self) -> Purse:
        return Purse(dict(self.at))
