"""A card and what its bank has written down about the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from jiesuo.world.records import Passport

Approval = Literal["works", "code_missing", "failed", "never_appeared"]


@dataclass(slots=True)
class Card:
    """A bank card, its switches, and the bank's record of its holder."""

    mainland: bool
    account: str
    """Where in the purse its money lies."""
    record: Passport
    phone: str
    expires: date
    network: str = "visa_mastercard"
    type: str = "credit"
    name_on_card: str = ""
    version: int = 1
    dormant: bool = False
    passports_taken: bool = True
    """Whether this bank lets wallets check passport holders."""
    online: bool = True
    abroad: bool = True
    frozen_by_owner: bool = False
    suspicious: bool = False
    """The fraud engine stops payments to wallets."""
    approval: Approval = "works"
    limit: float = 50_000.0
    taken_by_wallet: bool = True
    """Whether the wallet takes this network and kind of card."""
    typed_wrongly: bool = False
    last_seen: str = "no_attempt_seen"
    """What the bank's own list says of the last attempt."""

    def stopped(self, today: date) -> bool:
        """Whether the bank has stopped the account: the paper on its record is past its date."""
        return self.mainland and self.record.expires < today
