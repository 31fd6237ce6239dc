"""reset(seed) -> what the person sees; step(action) -> what they see next, and what it cost. START HERE."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from jiesuo.errors import InputError
from jiesuo.world import at_bank, at_home, at_shop, at_wallet, gates, routes, screens
from jiesuo.world.messages import text
from jiesuo.world.numbers import Numbers
from jiesuo.world.people import opening, somebody
from jiesuo.world.records import Due
from jiesuo.world.routes import ROUTES, usual
from jiesuo.world.seen import LOOKED, Seen
from jiesuo.world.state import State
from jiesuo.world.tellings import telling

Doing = Callable[[State], Seen]
WAIT = "wait"
A_DAY = 24.0
"""Hours that somebody waits who does not know for what."""


def wait(state: State) -> Seen:
    """Let time pass until the next thing happens or a lock opens, or for a day."""
    moments = [due.at for due in state.due]
    for lock in (state.shop.lock, state.wallet.lock):
        moments += [lock.until] if lock is not None and lock.until else []
    moments += [m for m in (state.down_until, state.wallet.limit_until, state.wallet.pin_locked_until) if m]
    coming = [moment for moment in moments if moment > state.now]
    state.now = min(coming, default=state.now + timedelta(hours=A_DAY))
    return LOOKED


DOINGS: Mapping[str, Doing] = {
    WAIT: wait,
    "try_again": usual,
    **{
        doing.__name__: doing
        for doing in (
            at_wallet.look_at_identity,
            at_wallet.look_at_restrictions,
            at_wallet.look_at_bills,
            at_wallet.verify,
            at_wallet.verify_higher,
            at_wallet.verify_as_foreigner,
            at_wallet.hand_in_again,
            at_wallet.update_passport,
            at_wallet.scan_face,
            at_wallet.type_name_again,
            at_wallet.add_again,
            at_wallet.add_in_wallet,
            at_wallet.add_other,
            at_wallet.type_card_again,
            at_wallet.reset_pin,
            at_wallet.confirm_with_pin,
            at_wallet.change_number,
            at_wallet.code_another_way,
            at_wallet.register,
            at_wallet.settle_other_account,
            at_wallet.clear_cache,
            at_wallet.update_app,
            at_wallet.reinstall_app,
            at_wallet.install_right_app,
            at_wallet.use_other_phone,
            at_wallet.ask_human,
            at_wallet.use_accepted_document,
            at_shop.look_at_binding,
            at_shop.bind_own_wallet,
            at_shop.unlock_oneself,
            at_shop.chat,
            at_shop.support,
            at_shop.stop_scripts,
            at_shop.order_again,
            at_shop.ask_payee,
            at_shop.ask_seller,
            at_bank.look_at_card,
            at_bank.look_at_bank_record,
            at_bank.visit_branch,
            at_bank.call_bank,
            at_bank.write_to_bank,
            at_bank.open_account,
            at_bank.call_issuer,
            at_bank.switch_on,
            at_bank.approve,
            at_bank.unfreeze,
            at_bank.add_money,
            at_bank.raise_limit,
            at_bank.renew_card,
            at_home.vpn_off,
            at_home.filter_off,
            at_home.other_network,
            at_home.pay_elsewhere,
            at_home.open_in_right_app,
            at_home.renew_passport,
            at_home.recover_number,
            at_home.use_other_function,
            at_home.secure_account,
        )
    },
    **{f"route.{name}": way for name, way in ROUTES.items()},
}
"""Everything that a person can do."""

HAPPENS: Mapping[str, Callable[[State, bool], None]] = {
    happening.__name__: happening
    for happening in (
        at_wallet.review_ends,
        at_wallet.number_changed,
        at_wallet.account_settled,
        at_wallet.wallet_staff_answer,
        at_shop.shop_staff_answer,
        at_shop.scripts_forgotten,
        at_shop.seller_answer,
        at_shop.wait_for_gateway,
        at_bank.bank_letter,
        at_bank.money_there,
        at_bank.card_comes,
        at_home.passport_comes,
        at_home.number_back,
        routes.lost_answer_ends,
    )
}
"""Everything that happens by itself when its time has come."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a step showed and cost. `news`: what happened by itself meanwhile."""

    seen: Seen
    minutes: float
    money: float
    news: tuple[Due, ...]
    now: datetime


@dataclass
class World:
    """One person's world. `state` is the truth; only the one who knows everything may look at it."""

    numbers: Numbers
    state: State = field(init=False)

    def reset(self, seed: str, faults: tuple[str, ...] = (), goal: str = "") -> str:
        """Draw somebody and return how they tell their trouble."""
        self.state = somebody(self.numbers, seed, faults, goal)
        opening(self.state)
        self.state.seen = text(self.state, self.state.reason)
        return telling(self.state)

    def step(self, action: str) -> Step:
        """Do something; raises InputError for what nobody can do."""
        if action not in DOINGS:
            raise InputError(f"Nobody can do {action!r} here.", f"Allowed: {', '.join(DOINGS)}.")
        return act(self.state, action)

    def rest(self, until: datetime) -> Step:
        """Let time pass until a moment; what is due meanwhile happens."""
        news = []
        while self.state.due and self.state.due[0].at <= until:
            self.state.now = max(self.state.now, self.state.due[0].at)
            news += come_due(self.state)
        self.state.now = max(self.state.now, until)
        return Step(LOOKED, 0.0, 0.0, tuple(news), self.state.now)

    @property
    def now(self) -> datetime:
        return self.state.now

    @property
    def reached(self) -> bool:
        """Whether the wish has been reached, by whatever way."""
        return self.state.reached is not None

    @property
    def mended(self) -> bool:
        """Whether nothing is left to put right on the person's own side."""
        return gates.own_side(self.state) is None

    def screen(self, name: str) -> Mapping[str, str]:
        """What one of the screens shows now."""
        return screens.SCREENS[name](self.state)


def act(state: State, action: str) -> Step:
    """Do something in a state: what comes due before and meanwhile happens too."""
    minutes, money = state.spent.minutes, state.spent.money
    news = list(come_due(state))
    seen = DOINGS[action](state)
    if seen.reason:
        state.reason = seen.reason
        seen = replace(seen, text=text(state, seen.reason))
        state.seen = seen.text
    news += come_due(state)
    return Step(seen, state.spent.minutes - minutes, state.spent.money - money, tuple(news), state.now)


def come_due(state: State) -> list[Due]:
    """Let happen what is due, in its order."""
    happened = []
    while state.due and state.due[0].at <= state.now:
        due, state.due = state.due[0], state.due[1:]
        HAPPENS[due.name](state, due.good)
        happened.append(due)
    if happened and state.person.goal == "verify" and state.reached is None and gates.verify(state) is None:
        state.reached = max(happened[-1].at, happened[-1].begun)
    return happened
