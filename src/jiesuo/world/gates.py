"""What must let a wish through, in the order in which it is met: the first that refuses gives the reason.

A gate looks at the state and changes nothing. Reasons are the mechanism's own; what the screen says for
them is in the world's file, one text for several reasons and several texts for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from jiesuo.world.bank import Card
from jiesuo.world.records import Lock
from jiesuo.world.shop import Payee
from jiesuo.world.state import MAIN, State

Gate = Callable[[State], str | None]
AT_THE_SHOP = "online_shop"


def first(reasons: Iterable[str | None]) -> str | None:
    return next((reason for reason in reasons if reason), None)


def shut(lock: Lock | None, state: State) -> bool:
    """Whether a lock still holds."""
    return lock is not None and (lock.until is None or state.now < lock.until)


def connection(state: State) -> str | None:
    person = state.person
    if state.down_until and state.now < state.down_until:
        return "service_down"
    if person.vpn and person.vpn_refused:
        return "vpn_refused"
    if person.ad_blocker and person.page_broken:
        return "page_broken"
    return "bad_network" if person.bad_network else None


def app(state: State) -> str | None:
    own = state.wallet.app
    if own.wrong_variant:
        return "wrong_app"
    if own.clock_wrong:
        return "clock_wrong"
    return "app_hangs" if own.hangs else None


def shop_account(state: State) -> str | None:
    if state.shop.scripts_seen:
        return "scripts_seen"
    lock = state.shop.lock
    if lock is not None and lock.where in ("taobao_login", "taobao_payment") and shut(lock, state):
        return f"locked.{lock.reason}"
    return None if state.shop.bound_to_own_wallet else "bound_elsewhere"


def shop_log_in(state: State) -> str | None:
    """Logging in with password, and with a code where the phone is new."""
    shop = state.shop
    if shop.scripts_seen:
        return "scripts_seen"
    if shop.lock is not None and shop.lock.where == "taobao_login" and shut(shop.lock, state):
        return f"locked.{shop.lock.reason}"
    return None if shop.knows_this_phone else code(state)


def code(state: State) -> str | None:
    """Whether a code sent to the number on file reaches the person."""
    if not state.person.number_works or state.wallet.phone != state.person.number:
        return "number_lost"
    return None if state.person.codes_arrive else "code_missing"


def wallet_account(state: State) -> str | None:
    wallet = state.wallet
    if not wallet.exists:
        return "no_wallet"
    if wallet.lock is not None and shut(wallet.lock, state):
        return f"locked.{wallet.lock.reason}"
    if wallet.switched_off:
        return "switched_off"
    if wallet.pin_locked_until is not None and state.now < wallet.pin_locked_until:
        return "pin_locked"
    return "pin_awaited" if wallet.pin_awaited else None


def identity(state: State) -> str | None:
    wallet = state.wallet
    if not wallet.verified:
        return "under_review" if wallet.review else verification(state) or "identity_missing"
    if wallet.expired(state.today):
        return "under_review" if wallet.review else "document_expired"
    return "level_low" if wallet.wants_more and wallet.level != "advanced_verified" else None


def verification(state: State) -> str | None:
    """What keeps the papers from being taken, whatever the quality of the picture."""
    wallet, person = state.wallet, state.person
    if wallet.app.device_refused:
        return "device_refused"
    if not person.document_accepted:
        return "document_not_accepted"
    if wallet.wrong_kind_of_paper:
        return "wrong_kind_of_paper"
    if wallet.other_account_holds_passport:
        return "passport_used_elsewhere"
    if person.passport.expires < state.today:
        return "own_passport_expired"
    if person.name_as_typed != person.passport.name:
        return "name_refused"
    if wallet.photo_refused:
        return "photo_refused"
    return "face_failed" if wallet.face_needed else None


def payee(state: State) -> str | None:
    """What the one who is paid does not take, whoever pays."""
    if state.payee.order_closed:
        return "order_closed"
    return "payee_restricted" if state.payee.restricted else None


def payee_takes(state: State, name: str) -> str | None:
    """What the one who is paid does not take from this card."""
    card = state.cards.get(name)
    overseas = card is None or not card.mainland
    if not state.payee.takes_passport_holders:
        return "passport_holders_excluded"
    if state.payee.abroad:
        return "outside_mainland"
    if overseas and state.payee.personal_code:
        return "personal_code"
    if overseas and state.payee.wants_mainland_card:
        return "mainland_card_wanted"
    return "overseas_not_taken" if overseas and not state.payee.takes_overseas else None


def wallet_limit(state: State) -> str | None:
    until = state.wallet.limit_until
    return "wallet_limit" if until is not None and state.now < until else None


def link(state: State, name: str) -> str | None:
    """Adding a card in the wallet: its kind, what the bank compares, and a small authorisation."""
    card = state.cards.get(name)
    if card is None:
        return "no_card"
    if not card.taken_by_wallet:
        return "network_not_taken"
    if state.wallet.slots_full:
        return "slots_full"
    if card.typed_wrongly:
        return "details_wrong"
    compared = _mainland_compared(state, card) if card.mainland else _overseas_compared(state, card)
    return compared or bank(state, card, 0.0)


def _mainland_compared(state: State, card: Card) -> str | None:
    wallet = state.wallet
    if not card.passports_taken:
        return "bank_takes_no_passports"
    if card.stopped(state.today):
        return "bank_stopped"
    if wallet.document is not None and wallet.document.number != card.record.number:
        return "passport_differs"
    if wallet.name != card.record.name or state.person.name_as_typed != state.person.passport.name:
        return "name_differs"
    return "reserved_phone_differs" if card.phone != wallet.phone else code(state)


def _overseas_compared(state: State, card: Card) -> str | None:
    return None if card.name_on_card == state.wallet.name else "card_name_differs"


def linked(state: State, name: str) -> str | None:
    """Paying with a card that was added before; the data kept then may no longer be right."""
    card, kept = state.cards.get(name), state.wallet.links.get(name)
    if card is None or kept is None:
        return link(state, name)
    if kept.at_checkout and name == MAIN:
        return "linked_at_checkout"
    wallet = state.wallet
    if card.mainland and not card.stopped(state.today) and kept.passport != card.record.number:
        return "link_stale"
    if kept.version != card.version:
        return "link_stale"
    if card.mainland and wallet.document is not None and wallet.document.number != card.record.number:
        return "bank_stopped" if card.stopped(state.today) else "passport_differs"
    return bank(state, card, state.payee.amount)


def bank(state: State, card: Card, amount: float) -> str | None:
    """What the card's own side says of an amount; 0 for the small authorisation at adding."""
    if card.stopped(state.today):
        return "bank_stopped"
    if card.dormant:
        return "bank_dormant"
    if card.expires < state.today:
        return "card_expired"
    if card.frozen_by_owner:
        return "card_frozen"
    if not card.online:
        return "online_off"
    if not card.mainland and not card.abroad:
        return "abroad_off"
    if amount > state.purse.at[card.account]:
        return "no_funds"
    if amount > card.limit:
        return "card_limit"
    if card.suspicious:
        return "suspicious"
    return None if card.approval == "works" else f"approval.{card.approval}"


def gateway(state: State) -> str | None:
    return "gateway_down" if state.payee.gateway_down else None


def in_right_app(state: State) -> str | None:
    return "other_app" if state.person.opened_inside_other_app else None


def before_card(state: State) -> str | None:
    """All gates before the card: connection, app, shop, account, identity, payee."""
    gates: list[Gate] = [connection, in_right_app, app]
    if buys_at_shop(state):
        gates.append(shop_account)
    gates += [wallet_account, payee, identity, wallet_limit]
    return first(gate(state) for gate in gates)


def buys_at_shop(state: State) -> bool:
    return state.payee.buys == AT_THE_SHOP


def pay_by_card(state: State, name: str) -> str | None:
    if refused := before_card(state) or payee_takes(state, name):
        return refused
    return linked(state, name) or gateway(state)


def add_card(state: State, name: str = MAIN) -> str | None:
    """Adding a card: connection, app, account, identity, then the bank's comparison."""
    gates = (connection, in_right_app, app, wallet_account, identity)
    return first(gate(state) for gate in gates) or link(state, name)


def log_in(state: State) -> str | None:
    return connection(state) or app(state) or shop_log_in(state) or _wallet_shut(state)


def _wallet_shut(state: State) -> str | None:
    lock = state.wallet.lock
    if lock is not None and lock.where == "alipay_all" and shut(lock, state):
        return f"locked.{lock.reason}"
    return None


def verify(state: State) -> str | None:
    """Being verified, as high as is wanted."""
    return connection(state) or app(state) or _wallet_shut(state) or _verified(state)


def _verified(state: State) -> str | None:
    return "no_wallet" if not state.wallet.exists else identity(state)


def own_side(state: State) -> str | None:
    """What on the person's own side would keep the usual way shut with an ordinary payee on a good day."""
    elsewhere = state.fork()
    elsewhere.down_until = None
    elsewhere.payee = Payee("online_shop" if buys_at_shop(state) else "shop_counter", state.payee.amount)
    return goal(elsewhere)


def goal(state: State) -> str | None:
    """Why the person's wish is not reached now the usual way; None when it is."""
    wishes: dict[str, Gate] = {
        "pay": lambda s: pay_by_card(s, MAIN),
        "add_card": add_card,
        "log_in": log_in,
        "verify": verify,
    }
    return wishes[state.person.goal](state)
