"""Ways to reach the wish: the usual one, and the others that may be open meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from jiesuo.world import gates, risk
from jiesuo.world.at_wallet import add_in_wallet, seen_at_bank, verify
from jiesuo.world.records import Link
from jiesuo.world.seen import COULD_NOT, DONE, REFUSED, Seen
from jiesuo.world.state import MAIN, OTHER, State

COUNTERS = ("shop_counter", "person_or_small_seller", "transit_or_mini_app")
PAYEE_SIDE = (
    "order_closed",
    "payee_restricted",
    "overseas_not_taken",
    "personal_code",
    "passport_holders_excluded",
    "outside_mainland",
    "gateway_down",
    "mainland_card_wanted",
    "service_down",
    "bad_network",
)
"""Refusals that no risk engine holds against the person."""


def usual(state: State) -> Seen:
    """Try again what the person wants, the usual way."""
    return {"pay": _pay_usual, "log_in": password, "verify": _status, "add_card": _add_card}[
        state.person.goal
    ](state)


def _pay_usual(state: State) -> Seen:
    return _by_card(state, MAIN)


def _add_card(state: State) -> Seen:
    seen = add_in_wallet(state)
    return _reached(state) if seen.outcome == "done" else seen


def _status(state: State) -> Seen:
    """Whether the wallet says verified; where nothing but the papers is missing, hand them in."""
    state.spend(state.numbers.minutes.click)
    refused = gates.verify(state)
    if refused == "identity_missing":
        seen = verify(state)
        return _reached(state) if seen.outcome == "done" and gates.verify(state) is None else seen
    return Seen("refused", refused) if refused else _reached(state)


def password(state: State) -> Seen:
    """Log in with password. At a shut account this is one more failed log-in."""
    state.spend(state.numbers.minutes.click)
    refused = gates.log_in(state)
    if refused is None:
        return _reached(state)
    if refused.startswith("locked."):
        risk.knock(state)
    return Seen("refused", refused)


def old_phone(state: State) -> Seen:
    """Log in on a phone that is trusted: no code is asked for, and some locks do not reach it."""
    state.spend(state.numbers.minutes.other_phone_at_hand)
    if not state.person.old_phone:
        return COULD_NOT
    refused = gates.connection(state) or gates.app(state)
    held = state.shop.lock
    if not refused and held is not None and gates.shut(held, state):
        soft = held.reason in ("new_place", "new_phone", "cooldown")
        if not soft or not state.luck.happens("old phone", state.numbers.chances.lock_spares_old_phone):
            risk.knock(state)
            refused = f"locked.{held.reason}"
    refused = refused or ("scripts_seen" if state.shop.scripts_seen else None)
    return Seen("refused", refused) if refused else _reached(state)


def _reached(state: State) -> Seen:
    state.reached = state.reached or state.now
    return DONE


def _by_card(state: State, name: str) -> Seen:
    state.spend(state.numbers.minutes.click)
    if name not in state.cards:
        return COULD_NOT
    refused = gates.pay_by_card(state, name)
    if refused:
        return _refused(state, name, refused)
    card = state.cards[name]
    if name not in state.wallet.links:
        state.wallet.links[name] = Link(card.version, card.record.number)
    fee = 0.0 if card.mainland else _fee(state, state.numbers.money.fee_free_up_to)
    return _paid(state, card.account, fee)


def _refused(state: State, name: str, refused: str) -> Seen:
    seen_at_bank(state, name, refused)
    if refused not in PAYEE_SIDE:
        risk.count_refusal(state)
    return Seen("refused", refused)


def _fee(state: State, free: float) -> float:
    amount = state.payee.amount
    return amount * state.numbers.money.fee_percent / 100 if amount > free else 0.0


def _paid(state: State, account: str, fee: float = 0.0) -> Seen:
    """Money goes to the one who is paid; a second time is a loss."""
    state.purse.move(state.payee.amount, account, "payee")
    state.spend(0.0, fee)
    state.wallet.failures = 0
    state.payee.paid += 1
    if state.payee.paid == 2:
        state.harm.append("paid_twice")
    return _reached(state)


def lost_answer_ends(state: State, good: bool) -> None:
    """A payment whose answer was lost: it was paid after all, or the money comes back."""
    state.processing = None
    if good:
        _paid(state, state.card.account if state.card else "pocket")


def main_card(state: State) -> Seen:
    return _by_card(state, MAIN)


def other_card(state: State) -> Seen:
    state.spend(state.numbers.minutes.add_card)
    return _by_card(state, OTHER)


def balance(state: State) -> Seen:
    state.spend(state.numbers.minutes.click)
    if state.purse.at["wallet"] < state.payee.amount:
        return COULD_NOT
    refused = gates.before_card(state) or gates.gateway(state)
    return _refused(state, "wallet", refused) if refused else _paid(state, "wallet")


def friend(state: State) -> Seen:
    """Send the bill to a friend who pays it with an account that works; the friend is paid back."""
    state.spend(state.numbers.minutes.write)
    if not state.person.friend or state.payee.buys not in ("online_shop", "other_service"):
        return COULD_NOT
    refused = gates.connection(state) or gates.payee(state) or gates.gateway(state) or _shop_shut(state)
    if refused:
        return Seen("refused", refused)
    state.now += timedelta(hours=state.luck.hours("friend", state.numbers.hours.friend_pays))
    if not state.luck.happens("friend", state.numbers.chances.friend_pays):
        return REFUSED
    return _paid(state, "pocket")


def _shop_shut(state: State) -> str | None:
    held = state.shop.lock
    if held is None or not gates.shut(held, state):
        return None
    spared = held.where != "taobao_login" and state.luck.happens(
        "friend lock", state.numbers.chances.lock_spares_friend_pay
    )
    return None if spared else f"locked.{held.reason}"


def cashier(state: State) -> Seen:
    """Give the overseas card to the shop's own international cashier."""
    state.spend(state.numbers.minutes.add_card)
    card = state.card
    if card is None or card.mainland or state.payee.buys != "online_shop":
        return COULD_NOT
    refused = gates.connection(state) or gates.shop_account(state) or gates.payee(state)
    refused = refused or gates.payee_takes(state, MAIN) or gates.bank(state, card, state.payee.amount)
    if not refused and state.luck.fixed("overseas account") >= state.numbers.chances.shop_shows_cashier:
        refused = "overseas_not_taken"
    return _refused(state, MAIN, refused) if refused else _paid(state, card.account, _fee(state, 0.0))


def other_wallet(state: State) -> Seen:
    """Another wallet has its own record of the person, but perhaps the same bank."""
    state.spend(state.numbers.minutes.click)
    if not state.person.other_wallet or state.payee.buys == "online_shop":
        return COULD_NOT
    refused = gates.payee(state) or ("bad_network" if state.person.bad_network else None)
    chances, card = state.numbers.chances, state.card
    same_bank = card is not None and gates.bank(state, card, state.payee.amount) is not None
    works = chances.other_wallet_with_sick_bank if same_bank else chances.other_wallet_works
    if refused or state.luck.fixed("other wallet") >= works:
        return Seen("refused", refused or "")
    return _paid(state, "pocket")


def cash(state: State) -> Seen:
    state.spend(state.numbers.minutes.click)
    if not state.person.cash or state.payee.buys not in COUNTERS:
        return COULD_NOT
    return _paid(state, "pocket") if state.luck.happens("cash", state.numbers.chances.cash_taken) else REFUSED


def plastic(state: State) -> Seen:
    """Put the card itself into the machine at the counter."""
    state.spend(state.numbers.minutes.click)
    card = state.card
    if card is None or card.mainland or state.payee.buys != "shop_counter":
        return COULD_NOT
    refused = gates.bank(state, card, state.payee.amount)
    if refused in ("online_off", "suspicious") or (refused or "").startswith("approval"):
        refused = None
    if refused or state.luck.fixed("plastic") >= state.numbers.chances.plastic_taken:
        return Seen("refused", refused or "overseas_not_taken")
    return _paid(state, card.account)


def agent(state: State) -> Seen:
    """A shopping agent buys it for a fee."""
    state.spend(state.numbers.minutes.agent)
    if state.payee.buys != "online_shop":
        return COULD_NOT
    state.now += timedelta(hours=state.luck.hours("agent", state.numbers.hours.agent))
    if not state.luck.happens("agent", state.numbers.chances.agent_delivers):
        return REFUSED
    fee = state.payee.amount * state.numbers.money.agent_percent / 100 + state.numbers.money.agent_fixed
    return _paid(state, "pocket", fee)


Way = Callable[[State], Seen]


def _only_for(goal: str, way: Way) -> Way:
    """A way to a wish leads nowhere for who wants something else."""

    def go(state: State) -> Seen:
        return way(state) if state.person.goal == goal else COULD_NOT

    return go


PAYING: dict[str, Way] = {
    "main_card": main_card,
    "other_card": other_card,
    "balance": balance,
    "friend": friend,
    "cashier": cashier,
    "other_wallet": other_wallet,
    "cash": cash,
    "plastic": plastic,
    "agent": agent,
}
LOGGING_IN: dict[str, Way] = {"password": password, "old_phone": old_phone}
ROUTES: dict[str, Way] = {
    **{name: _only_for("pay", way) for name, way in PAYING.items()},
    **{name: _only_for("log_in", way) for name, way in LOGGING_IN.items()},
}
