"""What a screen of the pretend phone shows now: rows of a field and its value, as the world has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jiesuo.world.screens import SCREENS
from jiesuo.world.state import State

Screen = Mapping[str, str]
FREE = frozenset(
    {"document_number", "document_expires", "expires", "amount", "cards", "name", "phone", "passport_number"}
)
"""Fields whose value stands for itself; all others have a word for each value."""
HIDDEN = frozenset({"until"})
"""What the world knows and no screen says: when a review ends."""


def _yes(so: object) -> str:
    return "yes" if so else "no"


def order(state: State) -> Screen:
    payee = state.payee
    return {
        "amount": f"¥{payee.amount:,.2f}",
        "order": "closed" if payee.order_closed else "paid" if payee.paid else "to_pay",
    }


def network(state: State) -> Screen:
    return {"vpn": _yes(state.person.vpn), "filter": _yes(state.person.ad_blocker)}


def passport(state: State) -> Screen:
    person = state.person
    return {
        "passport_number": person.passport.number,
        "expires": person.passport.expires.isoformat(),
        "renewed": _yes(person.renewed),
    }


def cards(state: State) -> Screen:
    shown = SCREENS["wallet.cards"](state)
    return {"linked_in": shown["linked_in"], "cards": shown["number"]}


OWN: Mapping[str, Callable[[State], Screen]] = {
    "shop.order": order,
    "phone.network": network,
    "outside.passport": passport,
    "wallet.cards": cards,
}


def rows(state: State, screen: str) -> tuple[tuple[str, str], ...]:
    """The fields of a screen that show something."""
    shown = (OWN.get(screen) or SCREENS[screen])(state)
    return tuple((field, value) for field, value in shown.items() if value and field not in HIDDEN)
