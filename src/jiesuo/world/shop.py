"""The shop: its account, its bound wallet, its order, and what the one who is paid accepts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiesuo.world.records import Lock


@dataclass(slots=True)
class Shop:
    """The shop's account, and its risk engine's view of it."""

    registered: date
    bound_to_own_wallet: bool = True
    lock: Lock | None = None
    log_ins_failed: int = 0
    knows_this_phone: bool = True
    scripts_seen: bool = False


@dataclass(slots=True)
class Payee:
    """Who is to be paid, and what they take."""

    buys: str
    amount: float
    abroad: bool = False
    """Whether it is a shop outside the mainland."""
    takes_overseas: bool = True
    personal_code: bool = False
    takes_passport_holders: bool = True
    wants_mainland_card: bool = False
    gateway_down: bool = False
    restricted: bool = False
    order_closed: bool = False
    paid: int = 0
    """How often this purchase was paid."""
