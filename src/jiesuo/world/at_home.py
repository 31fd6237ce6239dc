"""What a person does about telephone, network and papers, and looking elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from jiesuo.world import gates
from jiesuo.world.records import Passport
from jiesuo.world.seen import COULD_NOT, DONE, LOOKED, REFUSED, TRIED, WAITING, Seen
from jiesuo.world.state import State

YEARS = timedelta(days=365)


def vpn_off(state: State) -> Seen:
    state.spend(state.numbers.minutes.click)
    state.person.vpn = False
    return TRIED


def filter_off(state: State) -> Seen:
    state.spend(state.numbers.minutes.set_switch)
    state.person.ad_blocker = False
    return TRIED


def other_network(state: State) -> Seen:
    """Use mobile data with nothing in between; the filter of the home network is left behind."""
    state.spend(state.numbers.minutes.set_switch)
    person = state.person
    if not person.other_network:
        return COULD_NOT
    person.bad_network = False
    if state.luck.happens("network", state.numbers.chances.other_network_is_plain):
        person.ad_blocker = False
    return TRIED


def pay_elsewhere(state: State) -> Seen:
    """Buy something small in another shop and look whether the wallet works there."""
    state.spend(state.numbers.minutes.small_test, state.numbers.money.small_test)
    if state.person.place == "outside_mainland":
        return COULD_NOT
    state.person.has_tried.add("other_shop")
    return LOOKED


def open_in_right_app(state: State) -> Seen:
    state.spend(state.numbers.minutes.click)
    state.person.opened_inside_other_app = False
    return TRIED


def renew_passport(state: State) -> Seen:
    """Have the consulate issue a new passport: a new number, and every copy of the old one is stale."""
    person = state.person
    if person.passport.expires >= state.today:
        return COULD_NOT
    state.spend(state.numbers.minutes.renew_passport, state.numbers.money.renew_passport)
    hours = state.luck.hours("passport", state.numbers.hours.passport_comes)
    state.later("passport_comes", hours, True)
    return WAITING


def passport_comes(state: State, good: bool) -> None:
    person = state.person
    old = person.passport
    person.old_passport = old
    person.passport = Passport(f"{old.number[:1]}9{old.number[2:]}", old.name, state.today + 10 * YEARS)


def recover_number(state: State) -> Seen:
    """At the carrier's shop: the old number, if it has not been given away."""
    person = state.person
    if person.place == "outside_mainland" or not person.passport_at_hand or person.number_works:
        state.spend(state.numbers.minutes.click)
        return COULD_NOT
    state.spend(state.numbers.minutes.carrier, state.numbers.money.carrier)
    if not state.luck.happens("carrier", state.numbers.chances.number_still_free):
        return REFUSED
    state.later("number_back", state.luck.hours("carrier", state.numbers.hours.number_back), True)
    return WAITING


def number_back(state: State, good: bool) -> None:
    state.person.number_works = True
    state.person.number = state.wallet.phone


def use_other_function(state: State) -> Seen:
    """Use another function or another shop for the same purpose."""
    state.spend(state.numbers.minutes.other_function)
    payee = state.payee
    blocked = not payee.takes_passport_holders or payee.abroad
    if not blocked or not state.luck.happens("other function", state.numbers.chances.other_function_serves):
        return TRIED
    payee.takes_passport_holders, payee.abroad = True, False
    return DONE


def secure_account(state: State) -> Seen:
    state.spend(state.numbers.minutes.unlock)
    return TRIED


def end_of_review_known(state: State) -> Seen:
    """Look whether papers are still being looked at."""
    state.spend(state.numbers.minutes.look)
    return WAITING if state.wallet.review else replace(LOOKED, reason=gates.identity(state) or "")
