"""What can be wrong: each fault changes one thing in the mechanism, and what follows from it follows.

A fault says whom it fits, which wishes it can spoil, and how it is put in. `ways` are the doings that can
mend it; only who knows everything uses them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from jiesuo.world import risk
from jiesuo.world.records import Link, Lock, Offer, Passport, Review, Where
from jiesuo.world.state import MAIN, OTHER, State

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can be wrong."""

    put: Callable[[State], None]
    goals: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...]
    """Sequences of doings, any of which can mend it."""
    fits: Callable[[State], bool] = lambda state: True
    known: bool = True
    """Whether the guides know it; the others make the world that nobody expects."""


def _mainland(state: State) -> bool:
    return state.card is not None and state.card.mainland


def _overseas(state: State) -> bool:
    return state.card is not None and not state.card.mainland


def _has_card(state: State) -> bool:
    return state.card is not None


def _at_shop(state: State) -> bool:
    return state.payee.buys == "online_shop"


def _older(state: State) -> bool:
    return (state.today - state.wallet.registered).days > 180


def _new(state: State) -> bool:
    return (state.today - state.wallet.registered).days <= 60


# --- papers ---------------------------------------------------------------------------------------------


def unverified(state: State) -> None:
    state.wallet.level, state.wallet.document = "not_verified", None


def level_low(state: State) -> None:
    state.wallet.level, state.wallet.wants_more = "verified", True


def wrong_kind(state: State) -> None:
    unverified(state)
    state.wallet.wrong_kind_of_paper = True


def photo_refused(state: State) -> None:
    unverified(state)
    state.wallet.photo_refused = True
    state.person.cover_on = True


def face_fails(state: State) -> None:
    unverified(state)
    state.wallet.face_needed = True
    state.person.dim_light = True


def review_runs(state: State) -> None:
    unverified(state)
    begun = state.now - timedelta(hours=state.luck.uniform("begun") * state.numbers.hours.review.usual)
    hours = state.luck.hours("review", state.numbers.hours.review)
    due = state.later("review_ends", max(hours, (state.now - begun) / timedelta(hours=1) + 1), True, begun)
    state.wallet.review = Review("verify", begun, due.at, state.person.passport, True)


def name_in_other_form(state: State) -> None:
    unverified(state)
    given, _, family = state.person.passport.name.rpartition(" ")
    state.person.name_as_typed = f"{family} {given}"


def passport_used_elsewhere(state: State) -> None:
    unverified(state)
    state.wallet.other_account_holds_passport = True


def no_accepted_document(state: State) -> None:
    unverified(state)
    state.person.document_accepted = False


def no_wallet(state: State) -> None:
    state.wallet.level, state.wallet.document = "none", None
    state.wallet.links = {}


def old_passport(state: State, expired_days: float) -> Passport:
    """The passport before the present one, past its date or near it."""
    new = state.person.passport
    ended = state.today - timedelta(days=expired_days)
    return Passport(f"{new.number[:1]}0{new.number[2:]}", new.name, ended)


def _renew(state: State) -> Passport:
    days = state.luck.uniform("days since") * 300 + 1
    state.person.old_passport = old_passport(state, days)
    return state.person.old_passport


def renewed_everywhere_stale(state: State) -> None:
    """A new passport that nobody was told of: bank, wallet and card link all hold the old one."""
    old = _renew(state)
    assert state.card is not None
    state.card.record = old
    state.wallet.document = old
    state.wallet.links[MAIN] = Link(state.card.version, old.number)


def wallet_stale(state: State) -> None:
    """The bank has the new passport, or does not care; the wallet has the old one."""
    old = _renew(state)
    state.wallet.document = old


def link_stale(state: State) -> None:
    """Bank and wallet are right; what the wallet kept of the card is not."""
    assert state.card is not None
    if state.card.mainland:
        old = _renew(state)
        state.wallet.links[MAIN] = Link(state.card.version, old.number)
    else:
        state.card.version += 1


def bank_stale(state: State) -> None:
    """The wallet has the new passport; the bank has the old one, and has stopped the account."""
    old = _renew(state)
    assert state.card is not None
    state.card.record = old
    state.wallet.links[MAIN] = Link(state.card.version, old.number)


def own_passport_expired(state: State) -> None:
    person = state.person
    person.passport = replace(person.passport, expires=state.today - timedelta(days=20))
    state.wallet.document = person.passport


# --- bank and card --------------------------------------------------------------------------------------


def _card(**changes: object) -> Callable[[State], None]:
    """A fault that changes fields of the card."""

    def put(state: State) -> None:
        assert state.card is not None
        for name, value in changes.items():
            setattr(state.card, name, value)

    return put


def _card_not_linked(**changes: object) -> Callable[[State], None]:
    """The same for a card that could not be added for that reason."""
    change = _card(**changes)

    def put(state: State) -> None:
        change(state)
        state.wallet.links.pop(MAIN, None)

    return put


def bank_name_differs(state: State) -> None:
    assert state.card is not None
    given, _, family = state.card.record.name.rpartition(" ")
    state.card.record = replace(state.card.record, name=f"{family} {given}")
    state.wallet.links.pop(MAIN, None)


def no_funds(state: State) -> None:
    assert state.card is not None
    left = state.purse.at[state.card.account]
    state.purse.move(left - state.payee.amount / 2, state.card.account, "savings")


def card_limit(state: State) -> None:
    assert state.card is not None
    state.card.limit = state.payee.amount * 0.6


def network_not_taken(state: State) -> None:
    assert state.card is not None
    state.card.network, state.card.taken_by_wallet = "other", False
    if state.luck.fixed("kind") < 0.5:
        state.card.network, state.card.type = "visa_mastercard", "prepaid_or_virtual"
    state.wallet.links.pop(MAIN, None)


def approval_fails(state: State) -> None:
    assert state.card is not None
    state.card.approval = "code_missing" if state.luck.fixed("approval") < 0.5 else "failed"
    if state.luck.fixed("never") < 0.2:
        state.card.approval = "never_appeared"


def card_expired(state: State) -> None:
    assert state.card is not None
    state.card.expires = state.today - timedelta(days=10)


def linked_at_checkout(state: State) -> None:
    assert state.card is not None
    state.wallet.links[MAIN] = Link(state.card.version, state.card.record.number, at_checkout=True)


def card_stolen_from_list(state: State) -> None:
    state.cards.pop(MAIN, None)
    state.wallet.links.pop(MAIN, None)


# --- payee ----------------------------------------------------------------------------------------------


def _payee(**changes: object) -> Callable[[State], None]:
    def put(state: State) -> None:
        for name, value in changes.items():
            setattr(state.payee, name, value)

    return put


def gateway_down(state: State) -> None:
    state.payee.gateway_down = True
    state.later("wait_for_gateway", state.luck.hours("gateway", state.numbers.hours.outage), True)


def service_down(state: State) -> None:
    hours = state.luck.hours("outage", state.numbers.hours.outage)
    state.down_until = state.now + timedelta(hours=hours)


# --- risk -----------------------------------------------------------------------------------------------


def _shop_lock(reason: str, state: State, **offers: float) -> None:
    where: Where = "taobao_payment" if state.person.goal == "pay" else "taobao_login"
    state.shop.lock = _begun(state, risk.lock(state, reason, where, _offer(state, offers)))


def _wallet_lock(reason: str, state: State, where: Where, **offers: float) -> None:
    state.wallet.lock = _begun(state, risk.lock(state, reason, where, _offer(state, offers)))


def _begun(state: State, lock: Lock) -> Lock:
    """A lock that came a little before the person asks for help."""
    earlier = timedelta(hours=state.luck.uniform("locked") * 3)
    return replace(lock, begun=lock.begun - earlier)


def _offer(state: State, offers: dict[str, float]) -> Offer:
    offer: Offer = state.luck.pick("offer", offers)  # type: ignore[assignment]
    return offer


def lock_new_place(state: State) -> None:
    state.person.travelled = True
    state.person.vpn = state.luck.fixed("vpn was it") < state.numbers.chances.vpn_made_new_place
    _lock_somewhere(
        "new_place", state, questions_or_old_device=5, identity_check=4, only_wait=1, support_only=1
    )


def lock_new_phone(state: State) -> None:
    state.person.new_phone = True
    state.shop.knows_this_phone = False
    _lock_somewhere("new_phone", state, questions_or_old_device=5, identity_check=4, support_only=1)


def lock_velocity(state: State) -> None:
    state.person.bought_much = True
    _lock_somewhere(
        "velocity", state, only_wait=4, identity_check=3, support_only=2, questions_or_old_device=2
    )


def lock_dormant(state: State) -> None:
    state.person.has_tried.add("idle")
    _lock_somewhere("dormant", state, support_only=5, identity_check=5)


def _lock_somewhere(reason: str, state: State, **offers: float) -> None:
    if state.person.goal == "log_in" or _at_shop(state):
        _shop_lock(reason, state, **offers)
    else:
        _wallet_lock(reason, state, "alipay_payment", **offers)


def lock_risk(state: State) -> None:
    """The wallet's engine dislikes the payment as a whole."""
    _wallet_lock("risk", state, "alipay_payment", support_only=4, identity_check=4, only_wait=3)


def lock_new_account(state: State) -> None:
    _wallet_lock("new_account", state, "alipay_all", support_only=5, identity_check=3, mainland_card=2)


def cooldown(state: State) -> None:
    """Too many log-ins: an hour or a day without."""
    state.person.tried_often = True
    state.shop.log_ins_failed = 6
    _shop_lock("cooldown", state, only_wait=1)


def pin_locked(state: State) -> None:
    hours = state.luck.hours("pin lock", state.numbers.hours.pin_lock)
    state.wallet.pin_locked_until = state.now + timedelta(hours=hours)


def scripts_seen(state: State) -> None:
    state.shop.scripts_seen = True


# --- account, phone, app, network -----------------------------------------------------------------------


def bound_elsewhere(state: State) -> None:
    state.shop.bound_to_own_wallet = False


def number_lost(state: State) -> None:
    """The number on file is gone; the shop asks for a code on this phone, the bank for one at adding."""
    state.person.number, state.person.number_works = "+00 5550 2002", False
    _asks_for_code(state)


def code_missing(state: State) -> None:
    state.person.codes_arrive = False
    _asks_for_code(state)


def _asks_for_code(state: State) -> None:
    state.shop.knows_this_phone = False
    if state.person.goal in ("pay", "add_card"):
        state.wallet.links.pop(MAIN, None)


def _app(**changes: bool) -> Callable[[State], None]:
    def put(state: State) -> None:
        for name, value in changes.items():
            setattr(state.wallet.app, name, value)

    return put


def device_refused(state: State) -> None:
    unverified(state)
    state.wallet.app.device_refused = True


def app_broken(state: State) -> None:
    if state.luck.fixed("app") < state.numbers.chances.app_is_outdated:
        state.wallet.app.outdated = True
    else:
        state.wallet.app.cache_broken = True


def _person(**changes: object) -> Callable[[State], None]:
    def put(state: State) -> None:
        for name, value in changes.items():
            setattr(state.person, name, value)

    return put


def pin_awaited(state: State) -> None:
    state.wallet.pin_awaited = True


def wallet_limit(state: State) -> None:
    hours = state.luck.hours("limit", state.numbers.hours.limit_resets)
    state.wallet.limit_until = state.now + timedelta(hours=hours)
    state.wallet.links.setdefault(OTHER, Link(1, ""))
    state.wallet.links.pop(OTHER)


def clock_wrong(state: State) -> None:
    state.wallet.app.clock_wrong = True


def slots_full(state: State) -> None:
    state.wallet.slots_full = True
    state.wallet.links.pop(MAIN, None)


def switched_off(state: State) -> None:
    state.wallet.switched_off = True


ALL = ("pay", "log_in", "verify", "add_card")
PAPERS = ("verify", "pay", "add_card")
CARD = ("pay", "add_card")
HUMAN = ("ask_human",)
FAULTS: dict[str, Fault] = {
    "unverified": Fault(unverified, PAPERS, (("verify",), ("hand_in_again",), HUMAN)),
    "level_low": Fault(level_low, ("pay", "verify"), (("verify",), HUMAN)),
    "wrong_kind_of_paper": Fault(wrong_kind, ("verify", "add_card"), (("verify_as_foreigner",), HUMAN)),
    "no_accepted_document": Fault(no_accepted_document, PAPERS, ()),
    "photo_refused": Fault(photo_refused, ("verify",), (("hand_in_again",), HUMAN)),
    "face_fails": Fault(face_fails, ("verify",), (("scan_face", "verify"), ("hand_in_again",), HUMAN)),
    "review_runs": Fault(review_runs, ("verify", "pay"), (("wait",), HUMAN)),
    "name_in_other_form": Fault(
        name_in_other_form, ("verify", "add_card"), (("type_name_again", "verify"), HUMAN)
    ),
    "passport_used_elsewhere": Fault(
        passport_used_elsewhere, PAPERS, (("settle_other_account", "wait", "verify"), HUMAN)
    ),
    "no_wallet": Fault(no_wallet, ("pay", "verify"), (("register", "verify"),), _new),
    "renewed_everywhere_stale": Fault(
        renewed_everywhere_stale,
        CARD,
        (("visit_branch", "update_passport", "wait", "add_again"), ("write_to_bank", "update_passport")),
        lambda s: _mainland(s) and _older(s),
    ),
    "wallet_stale": Fault(
        wallet_stale, PAPERS, (("update_passport",), ("hand_in_again",), ("ask_human",)), _older
    ),
    "link_stale": Fault(link_stale, ("pay",), (("add_again",),), lambda s: _has_card(s) and _older(s)),
    "bank_stale": Fault(
        bank_stale,
        CARD,
        (("visit_branch",), ("visit_branch", "add_again"), ("write_to_bank",)),
        lambda s: _mainland(s) and _older(s),
    ),
    "own_passport_expired": Fault(
        own_passport_expired, ("pay", "verify"), (("renew_passport", "wait", "update_passport"),), _older
    ),
    "bank_dormant": Fault(_card(dormant=True), CARD, (("visit_branch",), ("write_to_bank",)), _mainland),
    "reserved_phone_differs": Fault(
        _card_not_linked(phone="+00 5550 3003"), CARD, (("visit_branch",), ("write_to_bank",)), _mainland
    ),
    "bank_name_differs": Fault(bank_name_differs, CARD, (("visit_branch",), ("write_to_bank",)), _mainland),
    "bank_takes_no_passports": Fault(
        _card_not_linked(passports_taken=False),
        CARD,
        (("add_other",), ("open_account", "add_other")),
        _mainland,
    ),
    "bank_online_off": Fault(
        _card_not_linked(online=False), CARD, (("switch_on",), ("call_bank",), ("visit_branch",)), _mainland
    ),
    "card_name_differs": Fault(
        _card_not_linked(name_on_card="A ROE"), CARD, (("type_name_again",), ("add_other",)), _overseas
    ),
    "suspicious": Fault(_card(suspicious=True), CARD, (("call_issuer",), ("add_other",)), _overseas),
    "approval_fails": Fault(
        approval_fails, CARD, (("approve",), ("call_issuer",), ("add_other",)), _overseas
    ),
    "network_not_taken": Fault(network_not_taken, ("add_card", "pay"), (("add_other",),), _overseas),
    "abroad_off": Fault(_card(abroad=False), CARD, (("switch_on",), ("call_issuer",)), _overseas),
    "online_off": Fault(_card(online=False), CARD, (("switch_on",), ("call_issuer",)), _overseas),
    "no_funds": Fault(no_funds, ("pay",), (("add_money",), ("add_other",)), _has_card),
    "card_limit": Fault(
        card_limit, ("pay",), (("raise_limit",), ("call_issuer",), ("call_bank",)), _has_card
    ),
    "card_expired": Fault(
        card_expired,
        CARD,
        (("renew_card", "wait", "add_again"), ("add_other",)),
        lambda s: _has_card(s) and _older(s),
    ),
    "details_wrong": Fault(_card_not_linked(typed_wrongly=True), CARD, (("type_card_again",),), _has_card),
    "card_frozen": Fault(_card(frozen_by_owner=True), CARD, (("unfreeze",), ("call_issuer",)), _has_card),
    "linked_at_checkout": Fault(
        linked_at_checkout,
        ("pay",),
        (("add_in_wallet",), ("add_again",)),
        lambda s: _has_card(s) and _at_shop(s),
    ),
    "no_card": Fault(card_stolen_from_list, CARD, (("open_account", "add_in_wallet"), ("add_other",))),
    "overseas_not_taken": Fault(
        _payee(takes_overseas=False), ("pay",), (("ask_payee",), ("open_account", "add_other")), _overseas
    ),
    "personal_code": Fault(
        _payee(personal_code=True, buys="person_or_small_seller"), ("pay",), (("ask_payee",),), _overseas
    ),
    "mainland_card_wanted": Fault(
        _payee(wants_mainland_card=True), ("pay",), (("open_account", "add_other"),), _overseas
    ),
    "passport_holders_excluded": Fault(
        _payee(takes_passport_holders=False, buys="other_service"), ("pay",), (("use_other_function",),)
    ),
    "outside_mainland": Fault(
        _payee(abroad=True, buys="shop_counter"),
        ("pay",),
        (("use_other_function",),),
        lambda s: s.person.place == "outside_mainland",
    ),
    "payee_restricted": Fault(_payee(restricted=True), ("pay",), ()),
    "order_closed": Fault(
        _payee(order_closed=True), ("pay",), (("order_again",), ("ask_seller", "wait")), _at_shop
    ),
    "gateway_down": Fault(gateway_down, ("pay",), (("wait",), ("ask_seller", "wait"))),
    "service_down": Fault(service_down, ALL, (("wait",),)),
    "lock_new_place": Fault(
        lock_new_place,
        ("log_in", "pay"),
        (("vpn_off", "unlock_oneself"), ("unlock_oneself",), ("support",)),
        _older,
    ),
    "lock_new_phone": Fault(lock_new_phone, ("log_in", "pay"), (("unlock_oneself",), ("support",)), _older),
    "lock_velocity": Fault(
        lock_velocity, ("pay", "log_in"), (("wait",), ("unlock_oneself",), ("support",)), _older
    ),
    "lock_dormant": Fault(lock_dormant, ("log_in", "pay"), (("unlock_oneself",), ("support",)), _older),
    "lock_risk": Fault(lock_risk, ("pay",), (("wait",), ("unlock_oneself",), HUMAN)),
    "lock_new_account": Fault(lock_new_account, ("pay", "log_in"), (("unlock_oneself",), HUMAN), _new),
    "cooldown": Fault(cooldown, ("log_in",), (("wait",),)),
    "pin_locked": Fault(pin_locked, ("pay",), (("reset_pin",), ("wait",))),
    "scripts_seen": Fault(scripts_seen, ("log_in",), (("stop_scripts", "wait"),), _older),
    "bound_elsewhere": Fault(bound_elsewhere, ("pay",), (("bind_own_wallet",), ("chat",)), _at_shop),
    "number_lost": Fault(
        number_lost,
        ("log_in", "add_card"),
        (("change_number", "wait", "visit_branch"), ("recover_number", "wait"), HUMAN),
    ),
    "code_missing": Fault(code_missing, ("log_in", "add_card"), (("code_another_way",),)),
    "wrong_app": Fault(_app(wrong_variant=True), ALL, (("install_right_app",),)),
    "app_broken": Fault(app_broken, ALL, (("update_app",), ("clear_cache",), ("reinstall_app",))),
    "device_refused": Fault(device_refused, ("verify",), (("use_other_phone", "verify"),)),
    "other_app": Fault(_person(opened_inside_other_app=True), ("pay",), (("open_in_right_app",),)),
    "pin_awaited": Fault(pin_awaited, ("pay",), (("confirm_with_pin",),)),
    "vpn_refused": Fault(_person(vpn=True, vpn_refused=True), ("pay", "log_in", "verify"), (("vpn_off",),)),
    "page_broken": Fault(
        _person(ad_blocker=True, page_broken=True),
        ("pay", "log_in", "verify"),
        (("filter_off",), ("other_network",)),
    ),
    "bad_network": Fault(_person(bad_network=True), ALL, (("other_network",),)),
    "wallet_limit": Fault(wallet_limit, ("pay",), (("wait",),)),
    "clock_wrong": Fault(clock_wrong, ALL, (HUMAN,), known=False),
    "slots_full": Fault(slots_full, CARD, (HUMAN,), known=False),
    "switched_off": Fault(switched_off, ("pay",), (HUMAN,), known=False),
}
"""In the order of papers, bank and card, payee, risk, account, telephone and network."""
