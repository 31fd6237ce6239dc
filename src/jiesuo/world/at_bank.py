"""What a person does about a card: at a branch, on the telephone, in the bank's app."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from jiesuo.world.bank import Card
from jiesuo.world.clock import BANK, SUPPORT, open_from
from jiesuo.world.records import Passport
from jiesuo.world.seen import COULD_NOT, DONE, LOOKED, REFUSED, TRIED, WAITING, Seen
from jiesuo.world.state import MAIN, NEW, State

YEARS = timedelta(days=365)


def look_at_card(state: State) -> Seen:
    """The bank's app: switches, limits, and the list of attempts. A stopped account shows no more."""
    state.spend(state.numbers.minutes.look)
    return LOOKED if state.card is not None else COULD_NOT


def look_at_bank_record(state: State) -> Seen:
    """Name, number and paper that the bank has, in its app or on the telephone."""
    state.spend(state.numbers.minutes.look_at_record)
    return LOOKED if state.card is not None and state.card.mainland else COULD_NOT


def visit_branch(state: State) -> Seen:
    """Have everything put right at the counter: paper, name, number, switches, a sleeping account."""
    person, card = state.person, state.card
    able = person.branch_nearby and person.passport_at_hand and person.place != "outside_mainland"
    if card is None or not card.mainland or not able:
        state.spend(state.numbers.minutes.click)
        return COULD_NOT
    state.now = open_from(state.now, BANK, workdays_only=True)
    state.spend(state.numbers.minutes.branch)
    if person.passport.expires < state.today:
        return Seen("refused", "own_passport_expired")
    if not state.luck.happens("branch", state.numbers.chances.clerk_manages):
        return REFUSED
    changed = _put_right(state, card, person.passport)
    return DONE if changed else TRIED


def _put_right(state: State, card: Card, passport: Passport) -> bool:
    before = replace(card)
    _new_record(state, card, passport)
    card.phone = state.person.number
    card.dormant = False
    card.online = True
    return card != before


def _new_record(state: State, card: Card, passport: Passport) -> None:
    """The clerk copies the passport. What the wallet kept of the card survives that only sometimes."""
    changed = card.record.number != passport.number
    card.record = passport
    kept = state.wallet.links.get(MAIN)
    if changed and kept is not None and state.luck.happens("link lives", state.numbers.chances.link_survives):
        state.wallet.links[MAIN] = replace(kept, passport=passport.number)


def call_bank(state: State) -> Seen:
    """The hotline: staff say what is on record, and switch on what can be switched on by telephone."""
    card = state.card
    if card is None or not card.mainland:
        return COULD_NOT
    state.now = open_from(state.now, SUPPORT, workdays_only=False)
    state.spend(state.numbers.minutes.call)
    if not card.online and state.luck.happens("hotline", state.numbers.chances.hotline_switches):
        card.online = True
        return DONE
    if card.limit < state.payee.amount and state.luck.happens("limit", state.numbers.chances.limit_raised):
        card.limit = 2 * state.payee.amount
        return DONE
    return TRIED


def write_to_bank(state: State) -> Seen:
    """From abroad: by mail or telephone, seldom with success."""
    card = state.card
    if card is None or not card.mainland or state.person.place != "outside_mainland":
        return COULD_NOT
    state.spend(state.numbers.minutes.write_to_bank)
    good = state.luck.happens("from abroad", state.numbers.chances.bank_helps_from_abroad)
    state.later("bank_letter", state.luck.hours("letter", state.numbers.hours.bank_letter), good)
    return WAITING


def bank_letter(state: State, good: bool) -> None:
    if good and state.card is not None:
        _put_right(state, state.card, state.person.passport)


def open_account(state: State) -> Seen:
    """Open an account at a bank that serves passport holders."""
    person = state.person
    able = person.branch_nearby and person.passport_at_hand and person.place != "outside_mainland"
    if not able or NEW in state.cards:
        state.spend(state.numbers.minutes.click)
        return COULD_NOT
    state.now = open_from(state.now, BANK, workdays_only=True)
    state.spend(state.numbers.minutes.open_account, state.numbers.money.open_account)
    if person.passport.expires < state.today:
        return Seen("refused", "own_passport_expired")
    chances = state.numbers.chances
    lives = person.place == "living_in_mainland"
    if not state.luck.happens(
        "account", chances.resident_gets_account if lives else chances.visitor_gets_account
    ):
        return REFUSED
    name = MAIN if state.card is None else NEW
    state.cards[name] = Card(True, NEW, person.passport, person.number, state.today + 5 * YEARS, "unionpay")
    state.purse.move(2 * state.payee.amount, "savings", NEW)
    return DONE


def call_issuer(state: State) -> Seen:
    """Tell the issuer that it is oneself: the block goes, switches are set, approval is explained."""
    card, minutes = state.card, state.numbers.minutes
    if card is None or card.mainland:
        return COULD_NOT
    state.spend(minutes.call, state.numbers.money.call_abroad)
    chances, changed = state.numbers.chances, False
    if card.suspicious and state.luck.happens("issuer", chances.issuer_lifts_block):
        card.suspicious, changed = False, True
    if not (card.online and card.abroad) and state.luck.happens("switch", chances.issuer_switches):
        card.online = card.abroad = changed = True
    if card.approval != "works" and state.luck.happens("approval", chances.issuer_mends_approval):
        card.approval, changed = "works", True
    if card.limit < state.payee.amount and state.luck.happens("limit", chances.limit_raised):
        card.limit, changed = 2 * state.payee.amount, True
    if card.frozen_by_owner:
        card.frozen_by_owner, changed = False, True
    return DONE if changed else TRIED


def switch_on(state: State) -> Seen:
    """Switch on online and cross-border use in the bank's app."""
    state.spend(state.numbers.minutes.set_switch)
    card = state.card
    if card is None or card.stopped(state.today):
        return COULD_NOT
    if card.online and card.abroad:
        return TRIED
    if not state.luck.happens("own switch", state.numbers.chances.switch_in_app):
        return COULD_NOT
    card.online = card.abroad = True
    return DONE


def approve(state: State) -> Seen:
    """Approve in the bank's app, or try the payment again with the telephone at hand."""
    state.spend(state.numbers.minutes.approve)
    card = state.card
    if card is None or card.mainland:
        return COULD_NOT
    if card.approval == "works" or not state.luck.happens("approve", state.numbers.chances.approval_in_app):
        return TRIED
    card.approval = "works"
    return DONE


def unfreeze(state: State) -> Seen:
    state.spend(state.numbers.minutes.set_switch)
    if state.card is None or not state.card.frozen_by_owner:
        return TRIED
    state.card.frozen_by_owner = False
    return DONE


def add_money(state: State) -> Seen:
    state.spend(state.numbers.minutes.send_money)
    card = state.card
    if card is None or state.purse.at[card.account] >= state.payee.amount:
        return TRIED
    state.later("money_there", state.luck.hours("money", state.numbers.hours.money_arrives), True)
    return WAITING


def money_there(state: State, good: bool) -> None:
    if state.card is not None:
        state.purse.move(2 * state.payee.amount, "savings", state.card.account)


def raise_limit(state: State) -> Seen:
    state.spend(state.numbers.minutes.set_switch)
    card = state.card
    if card is None or card.limit >= state.payee.amount:
        return TRIED
    if not state.luck.happens("own limit", state.numbers.chances.limit_raised):
        return COULD_NOT
    card.limit = 2 * state.payee.amount
    return DONE


def renew_card(state: State) -> Seen:
    """Ask the bank for the next card; what the wallet kept of the old one is stale then."""
    state.spend(state.numbers.minutes.call)
    card = state.card
    if card is None or card.expires >= state.today:
        return TRIED
    state.later("card_comes", state.luck.hours("card", state.numbers.hours.card_comes), True)
    return WAITING


def card_comes(state: State, good: bool) -> None:
    if state.card is not None:
        state.card.expires = state.today + 4 * YEARS
        state.card.version += 1
