"""Somebody with a wish that fails: drawn by the numbers, spoiled by one to three faults."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import cast

from jiesuo.world import faults, gates
from jiesuo.world.at_wallet import seen_at_bank
from jiesuo.world.bank import Card
from jiesuo.world.clock import CHINA, FIRST_DAY, LAST_DAY
from jiesuo.world.faults import FAULTS, Fault
from jiesuo.world.luck import Luck
from jiesuo.world.numbers import Numbers
from jiesuo.world.person import Goal, Person
from jiesuo.world.purse import Purse
from jiesuo.world.records import Link, Passport, Place
from jiesuo.world.shop import Payee, Shop
from jiesuo.world.state import MAIN, OTHER, State
from jiesuo.world.wallet import Wallet

DRAWS = 200
"""Times that somebody is drawn anew until the wish fails."""
NAMES = ("ANNA MARIA ROE", "JOHN PETER DOE", "LI MEI TAN", "OMAR ALI NOOR")
"""Invented."""


def somebody(numbers: Numbers, seed: str, with_faults: tuple[str, ...] = (), goal: str = "") -> State:
    """A state in which the wish fails. Faults and goal are drawn too unless they are given."""
    fate = Luck(seed)
    chosen = with_faults or (fate.pick("fault", _weights(numbers, fate)),)
    aims = {name: numbers.people["goal"][name] for name in FAULTS[chosen[0]].goals}
    aim = cast(Goal, goal or fate.pick("goal", aims))
    number = len(with_faults) or int(fate.pick("number of faults", numbers.people["faults"]))
    for draw in range(DRAWS):
        state = _draw(numbers, Luck(f"{seed}/{draw}"), chosen, aim, number)
        if state is not None:
            return state
    raise LookupError(f"Nobody with {with_faults or 'any faults'} fails to {goal or 'reach a wish'}.")


def _draw(numbers: Numbers, luck: Luck, chosen: tuple[str, ...], goal: Goal, number: int) -> State | None:
    """Somebody whom the chosen faults fit, with more up to their number; None if the wish does not fail."""
    state = healthy(numbers, luck)
    state.person.goal = goal
    suit_goal(state)
    if not all(_fits(state, FAULTS[name]) for name in chosen):
        return None
    chosen = (*chosen, *_more_faults(state, chosen, number))
    for name in sorted(chosen, key=list(FAULTS).index):
        FAULTS[name].put(state)
    if goal == "add_card":
        state.wallet.links.pop(MAIN, None)
    state.faults = chosen
    state.reason = gates.goal(state) or ""
    return state if state.reason else None


def _fits(state: State, fault: Fault) -> bool:
    return state.person.goal in fault.goals and fault.fits(state)


def _weights(numbers: Numbers, fate: Luck) -> dict[str, float]:
    """Weights of the first fault; all alike where it is one that nobody knows."""
    unheard = fate.fixed("unknown fault") < numbers.chances.unknown_fault
    return {
        name: 1.0 if unheard else numbers.faults[name]
        for name, fault in FAULTS.items()
        if fault.known != unheard
    }


def _more_faults(state: State, first: tuple[str, ...], number: int) -> tuple[str, ...]:
    fitting = {
        name: state.numbers.faults[name]
        for name, fault in FAULTS.items()
        if fault.known and name not in first and _fits(state, fault)
    }
    more: list[str] = []
    for place in range(len(first), number):
        more.append(state.luck.pick(f"fault {place}", fitting))
        fitting.pop(more[-1])
    return tuple(more)


def healthy(numbers: Numbers, luck: Luck) -> State:
    """Somebody with whom nothing is wrong yet."""
    begun = _begin(luck)
    place = cast(Place, luck.pick("place", numbers.people["place"]))
    passport = Passport(
        f"X{int(luck.fixed('passport') * 1e7):07d}",
        NAMES[int(luck.fixed("name") * len(NAMES))],
        begun.date() + timedelta(days=400 + int(2500 * luck.fixed("expires"))),
    )
    person = _person(numbers, luck, place, passport)
    wallet = Wallet(
        _registered(numbers, luck, begun),
        person.number,
        "verified" if luck.fixed("level") < 0.5 else "advanced_verified",
        passport,
        passport.name,
    )
    buys = "buys_outside" if place == "outside_mainland" else "buys"
    payee = Payee(luck.pick("buys", numbers.people[buys]), _amount(numbers, luck))
    state = State(
        numbers, begun, luck, person, wallet, Shop(wallet.registered), {}, payee, _purse(numbers, luck, payee)
    )
    _cards(state)
    return state


def _begin(luck: Luck) -> datetime:
    day = FIRST_DAY + timedelta(days=int(luck.fixed("day") * (LAST_DAY - FIRST_DAY).days))
    return datetime.combine(day, time(8), CHINA) + timedelta(minutes=int(luck.fixed("minute") * 14 * 60))


def _registered(numbers: Numbers, luck: Luck, begun: datetime) -> date:
    new = luck.pick("account", numbers.people["account_age"]) == "new"
    days = 3 + 50 * luck.fixed("days") if new else 200 + 1500 * luck.fixed("days")
    return begun.date() - timedelta(days=int(days))


def _amount(numbers: Numbers, luck: Luck) -> float:
    low, high = numbers.money.least_amount, numbers.money.most_amount
    return round(float(low * (high / low) ** luck.fixed("amount")), 2)


def _purse(numbers: Numbers, luck: Luck, payee: Payee) -> Purse:
    balance = payee.amount * 2 if luck.fixed("balance") < numbers.chances.has_balance else 0.0
    places = {"pocket": 50_000.0, "savings": 200_000.0, "wallet": balance, "payee": 0.0, "fees": 0.0}
    return Purse({**places, MAIN: 4 * payee.amount + 500, OTHER: 4 * payee.amount + 500})


def _person(numbers: Numbers, luck: Luck, place: Place, passport: Passport) -> Person:
    chances, people = numbers.chances, numbers.people

    def has(name: str, chance: float) -> bool:
        return luck.fixed(name) < chance

    return Person(
        place=place,
        goal="pay",
        situation=luck.pick("situation", people["situation"]),
        language=luck.pick("language", people["language"]),
        passport=passport,
        passport_at_hand=has("at hand", chances.has_passport_at_hand),
        branch_nearby=has("branch", chances.has_branch_nearby),
        friend=has("friend", chances.has_friend),
        cash=has("has cash", chances.has_cash),
        other_wallet=has("has other wallet", chances.has_other_wallet),
        old_phone=has("has old phone", chances.has_old_phone),
        app_on=luck.pick("app on", people["app_on"]),
        vpn=has("vpn", chances.uses_vpn),
        ad_blocker=has("ad blocker", chances.uses_ad_blocker),
        dim_light=has("dim", chances.dim_light),
        cover_on=has("cover on", chances.cover_on),
        travelled=has("travelled", chances.travelled),
        new_phone=has("new phone", chances.new_phone),
        bought_much=has("bought much", chances.bought_much),
        tried_often=has("tried often", chances.tried_often),
        name_as_typed=passport.name,
        slips=chances.slip,
        blanks=chances.blank,
        has_tried={
            what for what in ("other_card", "other_shop", "other_network") if has(what, chances.tried_it)
        },
    )


def _cards(state: State) -> None:
    place = state.person.place
    kind = state.luck.pick("card", state.numbers.people[f"card_{place}"])
    if kind != "none":
        state.cards[MAIN] = _new_card(state, MAIN, kind == "mainland")
        state.wallet.links[MAIN] = Link(1, state.person.passport.number)
    if state.luck.fixed("other card") < state.numbers.chances.has_other_card:
        state.cards[OTHER] = _new_card(state, OTHER, mainland=False)


def _new_card(state: State, name: str, mainland: bool) -> Card:
    person, luck = state.person, state.luck
    return Card(
        mainland,
        name,
        person.passport,
        person.number,
        state.today + timedelta(days=200 + int(1200 * luck.fixed(f"card ends {name}"))),
        "unionpay" if mainland else luck.pick(f"network {name}", state.numbers.people["network"]),
        "debit" if mainland else luck.pick(f"type {name}", state.numbers.people["card_type"]),
        person.passport.name,
    )


def suit_goal(state: State) -> None:
    """What the wish itself means: not verified yet, no card added yet, or a shop to log in to."""
    goal = state.person.goal
    if goal == "verify":
        faults.unverified(state)
    elif goal == "log_in":
        state.payee.buys = "online_shop"


def opening(state: State) -> None:
    """The try before the person asks for help: it leaves its trace at the bank, and perhaps a payment
    whose end nobody knows."""
    if state.card is None or state.person.goal not in ("pay", "add_card"):
        return
    seen_at_bank(state, MAIN, state.reason)
    unclear = state.reason in ("gateway_down", "app_hangs", "bad_network", "page_broken", "service_down")
    if (
        state.person.goal == "pay"
        and unclear
        and state.luck.fixed("lost") < state.numbers.chances.answer_lost
    ):
        good = state.luck.fixed("lost good") < state.numbers.chances.lost_was_paid
        hours = state.luck.hours("lost", state.numbers.hours.lost_answer)
        state.processing = state.later("lost_answer_ends", hours, good)
