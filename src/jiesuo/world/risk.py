"""The risk engine: what it counts, when it shuts an account, and how a lock grows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from jiesuo.world.gates import shut
from jiesuo.world.records import Lock, Offer, Where
from jiesuo.world.state import State

FIRST_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)


def lock(state: State, reason: str, where: Where, offer: Offer) -> Lock:
    """A new lock; one that only time opens has an end."""
    until = None
    if offer == "only_wait":
        until = state.now + timedelta(hours=state.luck.hours(f"lock {reason}", state.numbers.hours.lock))
    return Lock(reason, where, state.now, until, offer)


def knock(state: State) -> None:
    """A log-in at a shut account: within the first hour it adds a flag and makes the lock longer."""
    held = state.shop.lock
    if held is None or not shut(held, state):
        return
    state.shop.log_ins_failed += 1
    if state.now - held.begun >= FIRST_HOUR:
        return
    longer = timedelta(hours=state.luck.hours("flag", state.numbers.hours.lock_grows))
    until = None if held.until is None else held.until + longer
    state.shop.lock = replace(held, flags=held.flags + 1, until=until)
    state.harm.append("lock_grew")


def count_refusal(state: State) -> None:
    """Refusals in a row raise the score; beyond some the wallet stops all payments for a while."""
    wallet = state.wallet
    if wallet.failed_at is not None and state.now - wallet.failed_at > A_DAY:
        wallet.failures = 0
    wallet.failures += 1
    wallet.failed_at = state.now
    few = wallet.failures < state.numbers.counts.refusals_before_lock
    if few or (wallet.lock is not None and shut(wallet.lock, state)):
        return
    if state.luck.happens("refusals", state.numbers.chances.refusals_lock):
        wallet.lock = lock(state, "many_refusals", "alipay_payment", "only_wait")
        wallet.failures = 0
        state.harm.append("lock_came")


def opens(state: State, held: Lock, chance: float, name: str) -> bool:
    """Whether somebody or something opens a lock; each flag makes it less likely."""
    lowered = chance * state.numbers.chances.flag_forgiven**held.flags
    return state.luck.happens(f"{name} {held.reason}", lowered)
