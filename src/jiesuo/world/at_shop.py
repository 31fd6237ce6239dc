"""What a person does at the shop: log-in, lock, binding, order, and its live chat."""

from __future__ import annotations

from jiesuo.world import gates, risk
from jiesuo.world.at_wallet import ask_human
from jiesuo.world.clock import SUPPORT, open_from
from jiesuo.world.seen import ASKED, COULD_NOT, DONE, LOOKED, REFUSED, TRIED, WAITING, Seen
from jiesuo.world.state import State


def look_at_binding(state: State) -> Seen:
    state.spend(state.numbers.minutes.look)
    return LOOKED


def bind_own_wallet(state: State) -> Seen:
    """Unbind the wrong wallet and bind one's own; open trades or a lock stand in the way."""
    state.spend(state.numbers.minutes.rebind)
    if state.shop.bound_to_own_wallet:
        return TRIED
    locked = state.shop.lock is not None and gates.shut(state.shop.lock, state)
    if locked or not state.luck.happens("rebind", state.numbers.chances.binding_changed):
        return REFUSED
    state.shop.bound_to_own_wallet = True
    return DONE


def unlock_oneself(state: State) -> Seen:
    """What the lock offers: security questions, a device that is trusted, or papers."""
    state.spend(state.numbers.minutes.unlock)
    side = _locked_side(state)
    if side is None:
        return TRIED
    held = state.shop.lock if side == "shop" else state.wallet.lock
    assert held is not None
    chances, person = state.numbers.chances, state.person
    if person.vpn:
        risk.knock(state)
        return REFUSED
    if held.offer == "questions_or_old_device":
        chance = chances.unlock_on_old_phone if person.old_phone else chances.unlock_by_questions
    elif held.offer == "identity_check":
        if not person.passport_at_hand:
            return COULD_NOT
        chance = chances.unlock_by_papers
    else:
        return ASKED
    if not risk.opens(state, held, chance, "unlock"):
        return REFUSED
    _open(state, side)
    return DONE


def _locked_side(state: State) -> str | None:
    if state.shop.lock is not None and gates.shut(state.shop.lock, state):
        return "shop"
    if state.wallet.lock is not None and gates.shut(state.wallet.lock, state):
        return "wallet"
    return None


def _open(state: State, side: str) -> None:
    if side == "shop":
        state.shop.lock = None
        state.shop.knows_this_phone = True
    else:
        state.wallet.lock = None


def chat(state: State) -> Seen:
    """The shop's live chat: staff want the number at registration and the day the account was made."""
    state.now = open_from(state.now, SUPPORT, workdays_only=False)
    state.spend(state.numbers.minutes.chat)
    if _locked_side(state) != "shop" and state.shop.bound_to_own_wallet:
        return Seen("refused", "staff_see_nothing")
    chances = state.numbers.chances
    chance = chances.shop_staff_help if state.person.number_works else chances.shop_staff_help_without_number
    held = state.shop.lock
    good = risk.opens(state, held, chance, "chat") if held else state.luck.happens("chat", chance)
    state.later("shop_staff_answer", state.luck.hours("shop_staff", state.numbers.hours.staff), good)
    return WAITING


def shop_staff_answer(state: State, good: bool) -> None:
    if good:
        state.shop.lock = None
        state.shop.knows_this_phone = True
        state.shop.bound_to_own_wallet = True


def stop_scripts(state: State) -> Seen:
    """Stop what presses buttons by itself, and use the account by hand for some days."""
    state.spend(state.numbers.minutes.stop_scripts)
    if not state.shop.scripts_seen:
        return TRIED
    state.later("scripts_forgotten", state.luck.hours("scripts", state.numbers.hours.scripts_forgotten), True)
    return WAITING


def scripts_forgotten(state: State, good: bool) -> None:
    state.shop.scripts_seen = False


def order_again(state: State) -> Seen:
    state.spend(state.numbers.minutes.order)
    if not state.payee.order_closed:
        return TRIED
    state.payee.order_closed = False
    return DONE


def ask_payee(state: State) -> Seen:
    """Ask at the counter: another code, another machine, scanning the other way round."""
    state.spend(state.numbers.minutes.ask_payee)
    payee, chances = state.payee, state.numbers.chances
    if payee.buys == "online_shop" or payee.buys == "other_service":
        return COULD_NOT
    if payee.personal_code and state.luck.happens("other code", chances.payee_has_shop_code):
        payee.personal_code = False
        return DONE
    if not payee.takes_overseas and state.luck.happens("other machine", chances.payee_finds_a_way):
        payee.takes_overseas = True
        return DONE
    return TRIED


def ask_seller(state: State) -> Seen:
    """Write to the seller: the order is opened again, or a fault of the payment page is passed on."""
    state.spend(state.numbers.minutes.write)
    hours = state.luck.hours("seller", state.numbers.hours.seller)
    state.later("seller_answer", hours, state.luck.happens("seller", state.numbers.chances.seller_helps))
    return WAITING


def seller_answer(state: State, good: bool) -> None:
    if good:
        state.payee.order_closed = False
        state.payee.gateway_down = False


def wait_for_gateway(state: State, good: bool) -> None:
    state.payee.gateway_down = False


def support(state: State) -> Seen:
    """The shop's staff where the shop is shut, the wallet's elsewhere."""
    return chat(state) if _locked_side(state) == "shop" else ask_human(state)
