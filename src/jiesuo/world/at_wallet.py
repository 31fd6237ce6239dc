"""What a person does in the wallet: papers, cards, numbers, the app, and its human support."""

from __future__ import annotations

from datetime import timedelta

from jiesuo.world import gates, risk
from jiesuo.world.clock import SUPPORT, open_from
from jiesuo.world.records import Link, Passport, Review
from jiesuo.world.seen import ASKED, COULD_NOT, DONE, LOOKED, REFUSED, TRIED, WAITING, Seen
from jiesuo.world.state import MAIN, NEW, OTHER, State

CURABLE_BY_PICTURE = ("photo_refused", "face_failed")


def look_at_identity(state: State) -> Seen:
    state.spend(state.numbers.minutes.look)
    return LOOKED if state.wallet.exists else COULD_NOT


def look_at_restrictions(state: State) -> Seen:
    state.spend(state.numbers.minutes.look)
    return LOOKED if state.wallet.exists else COULD_NOT


def look_at_bills(state: State) -> Seen:
    """The bills: a payment that seemed lost shows what became of it."""
    state.spend(state.numbers.minutes.look)
    if state.processing is not None and state.now >= state.processing.at:
        state.processing = None
    return LOOKED


# --- papers ---------------------------------------------------------------------------------------------


def verify(state: State) -> Seen:
    """Hand in the passport and scan the face, as the screen asks."""
    return _hand_in(state, "verify", care=False)


def verify_higher(state: State) -> Seen:
    return _hand_in(state, "verify", care=False)


def verify_as_foreigner(state: State) -> Seen:
    """Begin again with the form for passports of foreigners."""
    if state.wallet.wrong_kind_of_paper and state.luck.happens(
        "right form", state.numbers.chances.form_for_foreigners_found
    ):
        state.wallet.wrong_kind_of_paper = False
    return _hand_in(state, "verify", care=False)


def hand_in_again(state: State) -> Seen:
    """Photograph the page again: light, no cover, all corners."""
    return _hand_in(state, "verify", care=True)


def update_passport(state: State) -> Seen:
    """Hand in the new passport in place of the one on file."""
    return _hand_in(state, "update", care=True)


def _hand_in(state: State, about: str, care: bool) -> Seen:
    state.spend(state.numbers.minutes.hand_in)
    wallet, person = state.wallet, state.person
    if not person.passport_at_hand or not wallet.exists:
        return COULD_NOT
    if broken := gates.connection(state) or gates.app(state):
        return Seen("could_not", broken)
    if wallet.review is not None:
        _restart(state)
    if care:
        _take_care(state)
    refused = gates.verification(state)
    if refused and refused not in CURABLE_BY_PICTURE:
        return Seen("refused", refused)
    return _pictures(state, about)


def _restart(state: State) -> None:
    """Papers handed in while others are looked at: the first are thrown away and the wait begins anew."""
    state.harm.append("review_restarted")
    state.due = tuple(due for due in state.due if due.name != "review_ends")
    state.wallet.review = None


def _take_care(state: State) -> None:
    chances = state.numbers.chances
    if state.luck.happens("light", chances.care_helps):
        state.person.dim_light = False
    if state.luck.happens("cover", chances.care_helps):
        state.person.cover_on = False


def _pictures(state: State, about: str) -> Seen:
    """The face, then the page: the first is judged at once, the second by a machine or by people."""
    if not _face(state):
        state.wallet.face_needed = True
        return Seen("refused", "face_failed")
    state.wallet.face_needed = False
    chances = state.numbers.chances
    bad = state.person.dim_light or state.person.cover_on
    good = state.luck.happens("page", chances.poor_page_taken if bad else chances.good_page_taken)
    if good and about == "verify" and state.luck.happens("machine", chances.machine_decides):
        _accept(state, state.person.passport)
        return DONE
    hours = state.luck.hours("review", state.numbers.hours.review)
    due = state.later("review_ends", hours, good)
    state.wallet.photo_refused = False
    state.wallet.review = Review(about, state.now, due.at, state.person.passport, good)
    return WAITING


def _face(state: State) -> bool:
    chances = state.numbers.chances
    poor = state.person.dim_light or state.person.cover_on
    return state.luck.happens("face", chances.face_in_poor_light if poor else chances.face_in_good_light)


def _accept(state: State, document: Passport) -> None:
    wallet = state.wallet
    wallet.document, wallet.name, wallet.photo_refused = document, document.name, False
    wallet.level = "advanced_verified" if wallet.verified or not wallet.wants_more else "verified"
    if wallet.level == "advanced_verified":
        wallet.wants_more = False


def review_ends(state: State, good: bool) -> None:
    review = state.wallet.review
    state.wallet.review = None
    if review is None:
        return
    if good:
        _accept(state, review.document)
    else:
        state.wallet.photo_refused = True


def scan_face(state: State) -> Seen:
    """Scan the face again, in good light and without anything on it."""
    state.spend(state.numbers.minutes.scan_face)
    if not state.wallet.exists or not state.person.passport_at_hand:
        return COULD_NOT
    _take_care(state)
    if state.wallet.app.device_refused:
        return Seen("refused", "device_refused")
    if not _face(state):
        return Seen("refused", "face_failed")
    if not state.wallet.face_needed:
        return TRIED
    state.wallet.face_needed = False
    if not state.wallet.verified and state.wallet.document is not None and not gates.verification(state):
        _accept(state, state.person.passport)
    return DONE


def type_name_again(state: State) -> Seen:
    """Type the name as it is in the machine's lines of the passport, or as on the card."""
    state.spend(state.numbers.minutes.type_form)
    person, card = state.person, state.card
    if person.name_as_typed != person.passport.name:
        if not state.luck.happens("name", state.numbers.chances.name_typed_right):
            return Seen("refused", "name_refused")
        person.name_as_typed = person.passport.name
        return DONE
    if card is not None and not card.mainland and card.name_on_card != state.wallet.name:
        if state.luck.happens("card name", state.numbers.chances.card_name_taken):
            card.name_on_card = state.wallet.name
            return DONE
        return Seen("refused", "card_name_differs")
    return TRIED


# --- cards ----------------------------------------------------------------------------------------------


def add_again(state: State) -> Seen:
    """Take the card out and add it again."""
    state.spend(state.numbers.minutes.add_card)
    state.wallet.links.pop(MAIN, None)
    return _add(state, MAIN)


def add_in_wallet(state: State) -> Seen:
    state.spend(state.numbers.minutes.add_card)
    return _add(state, MAIN)


def add_other(state: State) -> Seen:
    """Use another card of one's own from now on."""
    state.spend(state.numbers.minutes.add_card)
    name = NEW if NEW in state.cards else OTHER
    if name not in state.cards:
        return COULD_NOT
    seen = _add(state, name)
    if seen.outcome == "done":
        _make_main(state, name)
    return seen


def _make_main(state: State, name: str) -> None:
    card, kept = state.cards[name], state.wallet.links.pop(name)
    former = state.cards.pop(MAIN, None)
    state.cards[MAIN] = card
    state.wallet.links[MAIN] = kept
    state.cards.pop(name)
    if former is not None:
        state.cards[OTHER] = former


def type_card_again(state: State) -> Seen:
    state.spend(state.numbers.minutes.type_form)
    card = state.card
    if card is None:
        return COULD_NOT
    card.typed_wrongly = False
    return _add(state, MAIN) if MAIN not in state.wallet.links else TRIED


def _add(state: State, name: str) -> Seen:
    refused = gates.add_card(state, name)
    if refused:
        risk.count_refusal(state)
        seen_at_bank(state, name, refused)
        return Seen("refused", refused)
    card = state.cards[name]
    state.wallet.links[name] = Link(card.version, card.record.number)
    return DONE


AT_BANK = {
    "suspicious": "blocked_as_suspicious",
    "approval.code_missing": "waiting_for_approval",
    "approval.failed": "waiting_for_approval",
    "approval.never_appeared": "waiting_for_approval",
}
DECLINED = (
    "bank_stopped",
    "bank_dormant",
    "card_expired",
    "card_frozen",
    "online_off",
    "abroad_off",
    "no_funds",
    "card_limit",
)


def seen_at_bank(state: State, name: str, refused: str) -> None:
    """What the bank's own list shows of an attempt."""
    if name in state.cards:
        state.cards[name].last_seen = (
            "declined" if refused in DECLINED else AT_BANK.get(refused, "no_attempt_seen")
        )


# --- number, code, accounts -------------------------------------------------------------------------------


def reset_pin(state: State) -> Seen:
    state.spend(state.numbers.minutes.type_form)
    if state.wallet.pin_locked_until is None:
        return TRIED
    if missing := gates.code(state):
        return Seen("could_not", missing)
    hours = state.luck.hours("pin", state.numbers.hours.pin_reset)
    state.wallet.pin_locked_until = min(state.wallet.pin_locked_until, state.now + timedelta(hours=hours))
    return DONE


def confirm_with_pin(state: State) -> Seen:
    """Confirm the payment that waits; it is paid then."""
    state.spend(state.numbers.minutes.click)
    if not state.wallet.pin_awaited:
        return TRIED
    state.wallet.pin_awaited = False
    return DONE


def change_number(state: State) -> Seen:
    """Put the number that one has now in place of the one on file, with papers or on a known phone."""
    state.spend(state.numbers.minutes.change_number)
    if not (state.person.old_phone or state.person.passport_at_hand):
        return COULD_NOT
    if not state.luck.happens("number", state.numbers.chances.number_changed):
        return Seen("refused")
    state.later("number_changed", state.luck.hours("number", state.numbers.hours.number_change), True)
    return WAITING


def number_changed(state: State, good: bool) -> None:
    state.person.number_works = True
    state.wallet.phone = state.person.number


def code_another_way(state: State) -> Seen:
    """Ask for the code by voice, wait, unblock short messages, restart the phone."""
    state.spend(state.numbers.minutes.ask_for_code)
    if state.person.codes_arrive or not state.luck.happens(
        "code", state.numbers.chances.code_comes_after_all
    ):
        return TRIED
    state.person.codes_arrive = True
    return DONE


def register(state: State) -> Seen:
    """Open a wallet with the number that one has."""
    state.spend(state.numbers.minutes.register)
    if state.wallet.exists:
        return TRIED
    if not state.person.number_works or not state.person.codes_arrive:
        return COULD_NOT
    state.wallet.level, state.wallet.phone = "not_verified", state.person.number
    return DONE


def settle_other_account(state: State) -> Seen:
    """Log in to the forgotten account and close it, or hand in papers to set the passport free."""
    state.spend(state.numbers.minutes.settle_account)
    if not state.wallet.other_account_holds_passport:
        return TRIED
    good = state.luck.happens("other account", state.numbers.chances.other_account_settled)
    state.later("account_settled", state.luck.hours("account", state.numbers.hours.account_settled), good)
    return WAITING


def account_settled(state: State, good: bool) -> None:
    if good:
        state.wallet.other_account_holds_passport = False


# --- the app ----------------------------------------------------------------------------------------------


def clear_cache(state: State) -> Seen:
    state.spend(state.numbers.minutes.clear_cache)
    state.wallet.app.cache_broken = False
    return TRIED


def update_app(state: State) -> Seen:
    state.spend(state.numbers.minutes.update_app)
    app = state.wallet.app
    app.outdated = False
    if app.cache_broken and state.luck.happens("update", state.numbers.chances.update_mends_cache):
        app.cache_broken = False
    return TRIED


def reinstall_app(state: State) -> Seen:
    """Delete the app and install it anew: the log-in and the trust in this phone are gone."""
    state.spend(state.numbers.minutes.reinstall)
    app = state.wallet.app
    if not state.person.number_works or not state.person.codes_arrive:
        state.harm.append("logged_out")
        state.shop.knows_this_phone = False
        return COULD_NOT
    app.outdated = app.cache_broken = False
    return TRIED


def install_right_app(state: State) -> Seen:
    state.spend(state.numbers.minutes.reinstall)
    if not state.wallet.app.wrong_variant:
        return TRIED
    state.wallet.app.wrong_variant = False
    return DONE


def use_other_phone(state: State) -> Seen:
    state.spend(state.numbers.minutes.other_phone)
    state.wallet.app.device_refused = False
    return TRIED


# --- human support ------------------------------------------------------------------------------------------


def ask_human(state: State) -> Seen:
    """Get past the robot to a person, who sees the account and takes passport page and selfie."""
    _queue(state)
    if not state.person.passport_at_hand:
        return COULD_NOT
    told = _on_the_spot(state)
    if told is not None:
        return told
    chance = state.numbers.chances.wallet_staff_help
    return _staff_decide(state, "wallet_staff", chance)


def _queue(state: State) -> None:
    state.now = open_from(state.now, SUPPORT, workdays_only=False)
    state.spend(state.numbers.minutes.chat)


def _on_the_spot(state: State) -> Seen | None:
    """What staff can only explain: the fault is on somebody else's side."""
    lock = state.wallet.lock
    if lock is not None and lock.offer == "mainland_card" and state.card is None:
        return ASKED
    mine = wallet_side(state)
    return None if mine else Seen("refused", "staff_see_nothing")


def wallet_side(state: State) -> bool:
    """Whether anything that the wallet's staff can change keeps the wish from being reached."""
    wallet = state.wallet
    locked = wallet.lock is not None and gates.shut(wallet.lock, state)
    papers = not wallet.verified or wallet.expired(state.today) or wallet.wants_more
    unseen = wallet.app.clock_wrong or wallet.slots_full or wallet.switched_off
    return locked or papers or wallet.other_account_holds_passport or unseen or gates.code(state) is not None


def _staff_decide(state: State, who: str, chance: float) -> Seen:
    hours = state.luck.hours(who, state.numbers.hours.staff)
    state.later(f"{who}_answer", hours, state.luck.happens(who, chance))
    return WAITING


def wallet_staff_answer(state: State, good: bool) -> None:
    """Staff open a lock, take the papers, set a passport free, correct the number, find a switch."""
    if not good:
        return
    wallet, person = state.wallet, state.person
    if wallet.lock is not None:
        wallet.lock = None
        return
    wallet.other_account_holds_passport = wallet.wrong_kind_of_paper = False
    person.name_as_typed = person.passport.name
    if person.document_accepted and person.passport.expires >= state.today:
        if wallet.review is not None:
            state.due = tuple(due for due in state.due if due.name != "review_ends")
            wallet.review = None
        wallet.face_needed = False
        wallet.wants_more = False
        _accept(state, person.passport)
    wallet.app.clock_wrong = wallet.slots_full = wallet.switched_off = False
    if not person.number_works:
        number_changed(state, True)


def use_accepted_document(state: State) -> Seen:
    """Ask which paper would be taken."""
    _queue(state)
    state.spend(state.numbers.minutes.look)
    return REFUSED
