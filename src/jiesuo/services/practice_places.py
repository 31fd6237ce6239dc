"""The pretend phone's map: which screens each app has, what they show, and what can be pressed there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from jiesuo.services.world_steps import DOINGS as OF_STEP
from jiesuo.services.world_steps import ROUTES as OF_ROUTE
from jiesuo.world import gates
from jiesuo.world.state import NEW, OTHER, State

Fits = Callable[[State], bool]
TRY, WAIT = "try_again", "wait"
APPS = ("wallet", "shop", "bank", "phone", "outside")
ELSEWHERE = frozenset({WAIT, "support", "route.main_card", "route.password"})
"""Moves with a button of their own, or that are the usual try by another name."""


def _always(state: State) -> bool:
    return True


def _goal(*goals: str) -> Fits:
    return lambda state: state.person.goal in goals


def _mainland(state: State) -> bool:
    return state.card is not None and state.card.mainland


def _overseas(state: State) -> bool:
    return state.card is not None and not state.card.mainland


def _pays(state: State) -> bool:
    return state.person.goal == "pay"


def _pays_at_shop(state: State) -> bool:
    return _pays(state) and gates.buys_at_shop(state)


def _pays_elsewhere(state: State) -> bool:
    return _pays(state) and not gates.buys_at_shop(state)


def _unverified(state: State) -> bool:
    return state.wallet.exists and not state.wallet.verified


def _verified(state: State) -> bool:
    return state.wallet.verified


def _linked(state: State) -> bool:
    return "main" in state.wallet.links


def _other_card(state: State) -> bool:
    return OTHER in state.cards or NEW in state.cards


def _locked_shop(state: State) -> bool:
    return state.shop.lock is not None and gates.shut(state.shop.lock, state)


def _locked_wallet(state: State) -> bool:
    return not _locked_shop(state) and state.wallet.lock is not None and gates.shut(state.wallet.lock, state)


@dataclass(frozen=True, slots=True)
class Place:
    """A screen of the pretend phone, or somewhere outside it.

    `path`: the pack's menu path to it; `look`: the move that opens it; `shows`: screens of the world;
    `moves`: what can be pressed, each with whether this person would find it there.
    """

    app: str
    moves: Mapping[str, Fits]
    path: str = ""
    look: str = ""
    shows: tuple[str, ...] = ()
    fits: Fits = _always


PLACES: Mapping[str, Place] = {
    "wallet_pay": Place(
        "wallet",
        {
            TRY: _pays_elsewhere,
            "route.balance": _pays_elsewhere,
            "route.other_card": lambda s: _pays_elsewhere(s) and OTHER in s.cards,
            "register": lambda s: not s.wallet.exists,
            "open_in_right_app": _always,
        },
        path="show_code",
        fits=lambda s: _pays_elsewhere(s) or not s.wallet.exists,
    ),
    "wallet_identity": Place(
        "wallet",
        {
            TRY: _goal("verify"),
            "verify": _unverified,
            "verify_as_foreigner": _unverified,
            "hand_in_again": lambda s: _unverified(s) or s.wallet.review is not None,
            "verify_higher": lambda s: s.wallet.level == "verified",
            "update_passport": _verified,
            "scan_face": _always,
            "type_name_again": _always,
            "settle_other_account": _always,
            "use_accepted_document": _unverified,
        },
        path="id_status_account_security",
        look="look_at_identity",
        shows=("wallet.identity",),
    ),
    "wallet_cards": Place(
        "wallet",
        {
            TRY: _goal("add_card"),
            "add_in_wallet": lambda s: not _linked(s) and s.person.goal != "add_card",
            "add_again": _linked,
            "add_other": _other_card,
            "type_card_again": lambda s: not _linked(s),
        },
        path="cards_open",
        shows=("wallet.cards",),
    ),
    "wallet_bills": Place(
        "wallet",
        {"confirm_with_pin": lambda s: s.wallet.pin_awaited},
        path="bills",
        look="look_at_bills",
        shows=("wallet.bills",),
    ),
    "wallet_safety": Place(
        "wallet",
        {
            "unlock_oneself": _locked_wallet,
            "reset_pin": _always,
            "change_number": _always,
            "code_another_way": _always,
            "secure_account": _always,
        },
        path="restrictions_list",
        look="look_at_restrictions",
        shows=("wallet.restrictions",),
    ),
    "wallet_help": Place("wallet", {"ask_human": _always}, path="human_agent"),
    "shop_log_in": Place(
        "shop",
        {
            TRY: _goal("log_in"),
            "route.old_phone": lambda s: s.person.old_phone,
            "unlock_oneself": _locked_shop,
            "stop_scripts": _always,
        },
        fits=_goal("log_in"),
    ),
    "shop_order": Place(
        "shop",
        {
            TRY: _always,
            "route.friend": lambda s: s.person.friend,
            "route.cashier": _overseas,
            "route.balance": _always,
            "route.other_card": lambda s: OTHER in s.cards,
            "unlock_oneself": _locked_shop,
            "open_in_right_app": _always,
            "order_again": _always,
            "ask_seller": _always,
        },
        path="tb_intl_payment",
        shows=("shop.order",),
        fits=_pays_at_shop,
    ),
    "shop_binding": Place(
        "shop",
        {"bind_own_wallet": _always},
        path="tb_alipay_binding",
        look="look_at_binding",
        shows=("shop.account",),
    ),
    "shop_help": Place("shop", {"chat": _always}, path="tb_help"),
    "bank_app": Place(
        "bank",
        {
            "switch_on": _always,
            "approve": _overseas,
            "unfreeze": _always,
            "add_money": _always,
            "raise_limit": _always,
            "renew_card": _always,
        },
        look="look_at_card",
        shows=("bank.app",),
        fits=lambda s: s.card is not None,
    ),
    "bank_record": Place("bank", {}, look="look_at_bank_record", shows=("bank.record",), fits=_mainland),
    "bank_talk": Place(
        "bank",
        {
            "call_bank": _mainland,
            "call_issuer": _overseas,
            "write_to_bank": lambda s: _mainland(s) and s.person.place == "outside_mainland",
        },
        fits=lambda s: s.card is not None,
    ),
    "bank_branch": Place(
        "bank",
        {"visit_branch": _mainland, "open_account": lambda s: NEW not in s.cards},
        fits=lambda s: s.person.place != "outside_mainland",
    ),
    "phone_network": Place(
        "phone",
        {
            "vpn_off": lambda s: s.person.vpn,
            "filter_off": lambda s: s.person.ad_blocker,
            "other_network": lambda s: s.person.other_network,
        },
        shows=("phone.network",),
    ),
    "phone_app": Place(
        "phone",
        {
            "clear_cache": _always,
            "update_app": _always,
            "reinstall_app": _always,
            "install_right_app": _always,
            "use_other_phone": _always,
        },
        shows=("wallet.app",),
    ),
    "outside_pay": Place(
        "outside",
        {
            "route.cash": lambda s: s.person.cash,
            "route.plastic": _overseas,
            "route.other_wallet": lambda s: s.person.other_wallet,
            "route.agent": gates.buys_at_shop,
            "route.friend": lambda s: s.person.friend and not gates.buys_at_shop(s),
            "ask_payee": lambda s: not gates.buys_at_shop(s),
            "use_other_function": lambda s: not gates.buys_at_shop(s),
            "pay_elsewhere": lambda s: s.person.place != "outside_mainland",
        },
        fits=_pays,
    ),
    "outside_papers": Place(
        "outside",
        {
            "renew_passport": lambda s: s.person.passport.expires < s.today,
            "recover_number": lambda s: not s.person.number_works,
        },
        shows=("outside.passport",),
    ),
}


def open_places(state: State) -> Iterator[tuple[str, Place]]:
    """The places that this person has now, app by app."""
    for name, place in PLACES.items():
        if place.fits(state):
            yield name, place


def open_moves(state: State, name: str) -> tuple[str, ...]:
    """What can be pressed at a place now; opening it is not counted."""
    place = PLACES[name]
    return tuple(move for move, fits in place.moves.items() if fits(state)) if place.fits(state) else ()


def place_of(state: State, move: str) -> str:
    """The place where a move is found now; empty if nowhere."""
    for name, place in open_places(state):
        if move == place.look or move in open_moves(state, name):
            return name
    return ""


def home_of(state: State) -> str:
    """The place where the wish itself is tried."""
    return place_of(state, TRY)


def move_of(state: State, kind: str, name: str) -> str:
    """What a step or route of the pack is on the phone; the usual try by whatever name is one."""
    move = OF_ROUTE.get(name, "") if kind == "try" else OF_STEP.get(name, "")
    usual = {"route.main_card": ("pay",), "route.password": ("log_in",)}
    return TRY if state.person.goal in usual.get(move, ()) else move
