"""The wallet: who the account belongs to, which papers it has, which cards, and whether it is shut."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from jiesuo.world.records import Link, Lock, Passport, Review

Level = Literal["none", "not_verified", "verified", "advanced_verified"]


@dataclass(slots=True)
class App:
    """The wallet's app on the person's phone."""

    outdated: bool = False
    cache_broken: bool = False
    wrong_variant: bool = False
    device_refused: bool = False
    clock_wrong: bool = False

    @property
    def hangs(self) -> bool:
        return self.cache_broken or self.outdated


@dataclass(slots=True)
class Wallet:
    """One person's account and everything that the wallet knows of them."""

    registered: date
    phone: str
    level: Level
    document: Passport | None
    name: str
    app: App = field(default_factory=App)
    wrong_kind_of_paper: bool = False
    other_account_holds_passport: bool = False
    wants_more: bool = False
    """The present level is too low for what is wanted."""
    face_needed: bool = False
    photo_refused: bool = False
    review: Review | None = None
    lock: Lock | None = None
    pin_locked_until: datetime | None = None
    pin_awaited: bool = False
    links: dict[str, Link] = field(default_factory=dict)
    balance: float = 0.0
    limit_until: datetime | None = None
    """The limit of the wallet is used up until then."""
    slots_full: bool = False
    switched_off: bool = False
    failures: int = 0
    """Refusals in a row within a day, which a risk engine counts."""
    failed_at: datetime | None = None

    @property
    def exists(self) -> bool:
        return self.level != "none"

    @property
    def verified(self) -> bool:
        return self.level in ("verified", "advanced_verified")

    def expired(self, today: date) -> bool:
        """Whether the paper on file is past its date."""
        return self.document is not None and self.document.expires < today

    def fork(self) -> Wallet:
        return replace(self, app=replace(self.app), links=dict(self.links))
