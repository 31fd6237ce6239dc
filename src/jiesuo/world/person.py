"""Somebody with papers, devices, cards and a wish. What is known here, the person can say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from jiesuo.world.records import Passport, Place

Goal = Literal["pay", "log_in", "verify", "add_card"]
Buys = Literal[
    "online_shop", "shop_counter", "person_or_small_seller", "transit_or_mini_app", "other_service"
]


@dataclass(slots=True)
class Person:
    """The person and everything at hand."""

    place: Place
    goal: Goal
    situation: str
    language: str
    passport: Passport
    old_passport: Passport | None = None
    document_accepted: bool = True
    passport_at_hand: bool = True
    branch_nearby: bool = True
    friend: bool = False
    cash: bool = False
    other_wallet: bool = False
    old_phone: bool = True
    app_on: str = "android"
    number: str = "+00 5550 1001"
    number_works: bool = True
    codes_arrive: bool = True
    vpn: bool = False
    vpn_refused: bool = False
    """Whether the address of this VPN is one that the cashier does not take."""
    ad_blocker: bool = False
    page_broken: bool = False
    """Whether what is filtered is a part of the page that is needed."""
    bad_network: bool = False
    other_network: bool = True
    dim_light: bool = False
    cover_on: bool = False
    travelled: bool = False
    new_phone: bool = False
    bought_much: bool = False
    tried_often: bool = False
    opened_inside_other_app: bool = False
    name_as_typed: str = ""
    """How the person writes their name into a form."""
    slips: float = 0.04
    """Chance of a wrong answer where something has to be read or remembered."""
    blanks: float = 0.05
    """Chance of not knowing what could be known."""
    has_tried: set[str] = field(default_factory=set)
    """Things tried before asking for help, so that how they went is known."""

    @property
    def renewed(self) -> bool:
        return self.old_passport is not None
