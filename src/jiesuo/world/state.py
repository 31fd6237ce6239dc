"""Everything that is so in a world at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from jiesuo.world.bank import Card
from jiesuo.world.clock import CHINA
from jiesuo.world.luck import Luck
from jiesuo.world.numbers import Numbers
from jiesuo.world.person import Person
from jiesuo.world.purse import Purse
from jiesuo.world.records import Due
from jiesuo.world.shop import Payee, Shop
from jiesuo.world.wallet import Wallet

MAIN, OTHER, NEW = "main", "other", "new"
"""The person's cards: the one that is to be used, another one, and one opened later."""


@dataclass(slots=True)
class Spent:
    """What it has cost so far: minutes of the person, CNY beside the purchase."""

    minutes: float = 0.0
    money: float = 0.0


@dataclass(slots=True)
class State:
    """One moment of a world. Only the clock's own function moves `now`."""

    numbers: Numbers
    now: datetime
    luck: Luck
    person: Person
    wallet: Wallet
    shop: Shop
    cards: dict[str, Card]
    payee: Payee
    purse: Purse
    faults: tuple[str, ...] = ()
    due: tuple[Due, ...] = ()
    down_until: datetime | None = None
    """The service is out of order until then."""
    processing: Due | None = None
    """A payment whose end is not known yet."""
    seen: str = ""
    """The text on the screen after the last refusal."""
    reason: str = ""
    """Why, which only the mechanism knows."""
    reached: datetime | None = None
    """When the goal was reached first."""
    harm: list[str] = field(default_factory=list)
    spent: Spent = field(default_factory=Spent)

    @property
    def today(self) -> date:
        return self.now.astimezone(CHINA).date()

    @property
    def card(self) -> Card | None:
        return self.cards.get(MAIN)

    def spend(self, minutes: float, money: float = 0.0) -> None:
        """Pass the person's minutes and take fees."""
        self.spent.minutes += minutes
        self.spent.money += money
        if money:
            self.purse.move(money, "pocket", "fees")
        self.now += timedelta(minutes=minutes)

    def later(self, name: str, hours: float, good: bool, start: datetime | None = None) -> Due:
        """Let something happen in some hours."""
        due = Due((start or self.now) + timedelta(hours=hours), name, good, self.now)
        self.due = tuple(sorted((*self.due, due), key=lambda one: (one.at, one.name)))
        return due

    def fork(self) -> State:
        """The same moment again, to be lived differently."""
        return replace(
            self,
            luck=self.luck.fork(),
            person=replace(self.person, has_tried=set(self.person.has_tried)),
            wallet=self.wallet.fork(),
            shop=replace(self.shop),
            cards={name: replace(card) for name, card in self.cards.items()},
            payee=replace(self.payee),
            purse=self.purse.fork(),
            harm=list(self.harm),
            spent=replace(self.spent),
        )
