"""What somebody holds on paper, and what each side has written down about them. Nothing here changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Place = Literal["living_in_mainland", "visiting_mainland", "outside_mainland"]
Where = Literal["taobao_login", "taobao_payment", "alipay_payment", "alipay_all"]
Offer = Literal["questions_or_old_device", "identity_check", "support_only", "mainland_card", "only_wait"]


@dataclass(frozen=True, slots=True)
class Passport:
    """A passport, or what somebody has copied from it."""

    number: str
    name: str
    expires: date


@dataclass(frozen=True, slots=True)
class Review:
    """Papers that somebody at the wallet is looking at."""

    about: str
    begun: datetime
    until: datetime
    document: Passport
    good: bool


@dataclass(frozen=True, slots=True)
class Lock:
    """An account or a function that was shut; `until` None: it does not open by itself."""

    reason: str
    where: Where
    begun: datetime
    until: datetime | None
    offer: Offer
    flags: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A card as it was when it was added: data that the card's side may have changed since."""

    version: int
    passport: str
    at_checkout: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """Something that will happen at a moment, done by the doing of that name."""

    at: datetime
    name: str
    good: bool
    begun: datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not let through, and on whose side; the person sees only the text."""

    reason: str
    text: str = ""
