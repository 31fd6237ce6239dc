"""What each screen shows now: what a person could read off the wallet, the shop and the bank's app."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jiesuo.world import gates
from jiesuo.world.state import MAIN, State

Screen = Mapping[str, str]


def identity(state: State) -> Screen:
    wallet = state.wallet
    document = wallet.document
    return {
        "status": wallet.level,
        "document_number": document.number if document else "",
        "document_expires": document.expires.isoformat() if document else "",
        "upload": "under_review" if wallet.review else "refused" if wallet.photo_refused else "none",
        "until": wallet.review.until.isoformat() if wallet.review else "",
    }


def restrictions(state: State) -> Screen:
    """The lock that holds, of the shop's and the wallet's; empty values where there is none."""
    for lock in (state.shop.lock, state.wallet.lock):
        if lock is not None and gates.shut(lock, state):
            return {"locked": "yes", "what": lock.where, "offer": lock.offer}
    return {"locked": "no", "what": "", "offer": ""}


def bills(state: State) -> Screen:
    """Whether the purchase is paid, still on its way, or waits for the PIN."""
    state_of_payment = "paid" if state.payee.paid else "processing" if state.processing else "none"
    return {"payment": state_of_payment, "waits_for_pin": "yes" if state.wallet.pin_awaited else "no"}


def cards(state: State) -> Screen:
    kept = state.wallet.links.get(MAIN)
    where = "none" if kept is None else "checkout" if kept.at_checkout else "wallet"
    return {"linked_in": where, "number": str(len(state.wallet.links))}


def bank_app(state: State) -> Screen:
    """A stopped or sleeping account lets nobody into the app."""
    card = state.card
    if card is None:
        return {"open": "no"}
    shut = card.stopped(state.today) or card.dormant
    return {
        "open": "no" if shut else "yes",
        "online": "yes" if card.online else "no",
        "abroad": "yes" if card.abroad else "no",
        "frozen": "yes" if card.frozen_by_owner else "no",
        "last_attempt": card.last_seen,
        "enough": "yes" if state.purse.at[card.account] >= state.payee.amount else "no",
        "limit_enough": "yes" if card.limit >= state.payee.amount else "no",
        "expires": card.expires.isoformat(),
    }


def bank_record(state: State) -> Screen:
    """What the bank has on record, as its staff read it out."""
    card = state.card
    if card is None or not card.mainland:
        return {}
    return {
        "name": card.record.name,
        "document_number": card.record.number,
        "phone": card.phone,
        "takes_passports": "yes" if card.passports_taken else "no",
    }


def shop_account(state: State) -> Screen:
    return {
        "bound_wallet": "own" if state.shop.bound_to_own_wallet else "another",
        "order": "closed" if state.payee.order_closed else "open",
    }


def app(state: State) -> Screen:
    own = state.wallet.app
    return {
        "hangs": "yes" if own.hangs else "no",
        "outdated": "yes" if own.outdated else "no",
        "variant": "other" if own.wrong_variant else "mainland",
    }


SCREENS: Mapping[str, Callable[[State], Screen]] = {
    "wallet.identity": identity,
    "wallet.restrictions": restrictions,
    "wallet.bills": bills,
    "wallet.cards": cards,
    "wallet.app": app,
    "bank.app": bank_app,
    "bank.record": bank_record,
    "shop.account": shop_account,
}
