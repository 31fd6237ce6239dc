"""Table 1: a finding of the pack -> what the person looks at in their own world.

What the world cannot show is "I don't know". Some things are read off a screen, some are known, some were
tried before; whoever reads or remembers may slip.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from jiesuo.core.evidence import UNKNOWN
from jiesuo.knowledge.pack import Pack
from jiesuo.world import gates
from jiesuo.world.bank import Card
from jiesuo.world.state import MAIN, NEW, OTHER, State
from jiesuo.world.world import World

Look = Callable[[State], str | None]
KNOWN_BY_HEART = 0.25
"""Share of the usual slips with what somebody knows of themselves: a judgement."""
UNCLEAR = "unclear"
"""The value of a finding that says what "I don't know" would."""
LARGE = 2_000.0
"""CNY from which somebody calls an amount large."""
NEW_FOR_DAYS = 90
AT_COUNTERS = ("shop_counter", "person_or_small_seller", "transit_or_mini_app")


def yes_no(so: object) -> str:
    return "yes" if so else "no"


def _yes(look: Callable[[State], object]) -> Look:
    return lambda state: yes_no(look(state))


def _of_card(look: Callable[[State, Card], str | None]) -> Look:
    """What is known of the card; nothing without one."""
    return lambda state: None if state.card is None else look(state, state.card)


def _of_mainland(look: Callable[[State, Card], object]) -> Look:
    return _of_card(lambda state, card: yes_no(look(state, card)) if card.mainland else None)


def card_kind(state: State) -> str:
    if state.card is None:
        return "none"
    return "mainland" if state.card.mainland else "overseas"


def platform(state: State) -> str:
    at_shop = state.payee.buys == "online_shop" and state.person.goal == "pay"
    return "taobao" if at_shop or state.person.goal == "log_in" else "alipay"


def fails_at(state: State) -> str:
    if not state.wallet.exists:
        return "registering"
    if state.person.goal == "pay" and MAIN not in state.wallet.links and state.card is not None:
        return "linking_card"
    return {"pay": "paying", "add_card": "linking_card", "log_in": "logging_in", "verify": "verifying"}[
        state.person.goal
    ]


def money_taken(state: State) -> str:
    if state.payee.paid:
        return "yes"
    return "unclear" if state.processing else "no"


def worked_before(state: State) -> str:
    new = (state.today - state.wallet.registered).days <= NEW_FOR_DAYS
    if state.person.goal in ("verify", "add_card"):
        return "no"
    return yes_no(not new and (state.person.goal == "log_in" or MAIN in state.wallet.links))


def restricted(field: str) -> Look:
    def look(state: State) -> str | None:
        return gates_screen(state)[field] or None

    return look


def gates_screen(state: State) -> Mapping[str, str]:
    for lock in (state.shop.lock, state.wallet.lock):
        if lock is not None and gates.shut(lock, state):
            return {"locked": "yes", "what": lock.where, "offer": lock.offer}
    return {"locked": "no", "what": "", "offer": ""}


def others_affected(state: State) -> str | None:
    """Somebody has heard of an outage, or asks around in vain."""
    broken = gates.connection(state) == "service_down" or state.payee.gateway_down
    return yes_no(broken) if not broken or state.luck.fixed("heard") < 0.5 else None


def identity_status(state: State) -> str | None:
    return state.wallet.level if state.wallet.exists else None


def wallet_shows_old(state: State) -> str | None:
    document = state.wallet.document
    return yes_no(document is not None and document.number != state.person.passport.number)


def asks_for_more(state: State) -> str:
    return yes_no(state.reason in ("identity_missing", "level_low", "document_expired"))


def fails_elsewhere(state: State, card: Card) -> str:
    """Other payments with the card: what the bank has stopped fails everywhere, a fraud block seldom."""
    everywhere = ("bank_stopped", "bank_dormant", "card_expired", "card_frozen", "online_off", "no_funds")
    return yes_no(gates.bank(state, card, 1.0) in everywhere)


def online_use_off(state: State, card: Card) -> str | None:
    if card.stopped(state.today) or card.dormant:
        return None
    return yes_no(not card.online or not (card.mainland or card.abroad))


def approval_step(state: State, card: Card) -> str:
    return "not_asked" if card.approval == "works" else card.approval


def other_card(state: State) -> str | None:
    if OTHER not in state.cards or "other_card" not in state.person.has_tried:
        return None
    gate = gates.add_card if state.person.goal == "add_card" else gates.pay_by_card
    return "fails" if gate(state, OTHER) else "works"


def other_shop(state: State) -> str | None:
    """Paying somewhere else, if that was tried: what only this payee refuses passes there."""
    if "other_shop" not in state.person.has_tried:
        return None
    elsewhere = state.fork()
    payee = elsewhere.payee
    payee.takes_overseas = payee.takes_passport_holders = True
    payee.personal_code = payee.wants_mainland_card = payee.gateway_down = False
    payee.restricted = payee.order_closed = payee.abroad = False
    payee.buys, payee.amount = "shop_counter", 20.0
    return "fails" if gates.pay_by_card(elsewhere, MAIN) else "works"


def other_network(state: State) -> str:
    elsewhere = state.fork()
    elsewhere.person.bad_network = elsewhere.person.ad_blocker = False
    return "fails" if gates.goal(elsewhere) else "works"


def smaller_amount(state: State) -> str | None:
    if state.luck.fixed("tried less") > state.numbers.chances.tried_it:
        return None
    elsewhere = state.fork()
    elsewhere.payee.amount /= 10
    return yes_no(gates.goal(elsewhere) is None)


def code_kind(state: State) -> str | None:
    if state.payee.buys not in AT_COUNTERS:
        return None
    return "personal" if state.payee.personal_code else "merchant"


def active_at_bank(state: State, card: Card) -> str:
    """What the bank says when asked whether the card is in order."""
    refused = gates.bank(state, card, 0.0)
    return yes_no(refused is None or refused == "suspicious" or refused.startswith("approval"))


def linked_in(state: State) -> str:
    kept = state.wallet.links.get(MAIN)
    if kept is None:
        return "not_linked"
    return "taobao_checkout" if kept.at_checkout else "alipay"


def upload_state(state: State) -> str:
    if state.wallet.review:
        return "under_review"
    return "refused" if state.wallet.photo_refused else "none"


ANSWERS: Mapping[str, Look] = {
    "place": lambda s: s.person.place,
    "card_kind": card_kind,
    "platform": platform,
    "account_age": lambda s: "new" if (s.today - s.wallet.registered).days <= NEW_FOR_DAYS else "older",
    "card_network": _of_card(lambda s, card: card.network),
    "card_type": _of_card(lambda s, card: card.type),
    "app_on": lambda s: s.person.app_on,
    "fails_at": fails_at,
    "money_taken": money_taken,
    "paid_for": lambda s: s.payee.buys,
    "worked_before": worked_before,
    "locked_notice": restricted("locked"),
    "what_is_locked": restricted("what"),
    "unlock_offered": restricted("offer"),
    "others_affected": others_affected,
    "identity_status": identity_status,
    "passport_renewed": _yes(lambda s: s.person.renewed),
    "passport_expired": _yes(lambda s: s.person.passport.expires < s.today),
    "alipay_shows_old_passport": wallet_shows_old,
    "bank_has_old_passport": _of_mainland(lambda s, card: card.record.number != s.person.passport.number),
    "upload_state": upload_state,
    "photo_faulty": _yes(lambda s: s.wallet.photo_refused),
    "face_scan_fails": _yes(lambda s: s.wallet.face_needed),
    "other_document_used": _yes(lambda s: s.wallet.wrong_kind_of_paper),
    "form_refuses_name": _yes(lambda s: s.reason in ("name_refused", "name_differs", "card_name_differs")),
    "accepted_document": _yes(lambda s: s.person.document_accepted),
    "asks_for_mainland_card": _yes(
        lambda s: s.reason == "mainland_card_wanted" or gates_screen(s)["offer"] == "mainland_card"
    ),
    "asks_for_more_identity": asks_for_more,
    "several_accounts": _yes(lambda s: s.wallet.other_account_holds_passport),
    "not_for_foreigners_notice": _yes(lambda s: s.reason == "passport_holders_excluded"),
    "card_fails_elsewhere": _of_card(fails_elsewhere),
    "issuer_log": _of_card(lambda s, card: card.last_seen),
    "online_use_off": _of_card(online_use_off),
    "approval_step": _of_card(approval_step),
    "other_card": other_card,
    "card_out_of_date": _of_card(lambda s, card: yes_no(card.expires < s.today)),
    "short_of_money": _of_card(lambda s, card: yes_no(s.purse.at[card.account] < s.payee.amount)),
    "amount_large": _yes(lambda s: s.payee.amount >= LARGE),
    "limit_notice": _yes(lambda s: s.reason in ("wallet_limit", "card_limit", "level_low")),
    "smaller_amount_works": smaller_amount,
    "bank_app_blocked": _of_mainland(lambda s, card: card.stopped(s.today) or card.dormant),
    "bank_account_idle": _of_mainland(lambda s, card: card.dormant),
    "name_differs_at_bank": _of_mainland(lambda s, card: card.record.name != s.wallet.name),
    "name_differs_on_card": _of_card(lambda s, card: yes_no(card.name_on_card != s.wallet.name)),
    "bank_phone_differs": _of_mainland(lambda s, card: card.phone != s.wallet.phone),
    "bank_refuses_passport_check": _of_mainland(lambda s, card: s.reason == "bank_takes_no_passports"),
    "card_linked_in": linked_in,
    "card_details_doubt": _of_card(lambda s, card: yes_no(card.typed_wrongly)),
    "card_blocked_by_me": _of_card(lambda s, card: yes_no(card.frozen_by_owner)),
    "other_shop": other_shop,
    "code_kind": code_kind,
    "foreign_card_not_offered": _yes(lambda s: s.reason == "overseas_not_taken"),
    "payee_notice": _yes(lambda s: s.reason == "payee_restricted"),
    "order_closed": _yes(lambda s: s.payee.order_closed),
    "refund_shown": _yes(lambda s: False),
    "has_wallet": _yes(lambda s: s.wallet.exists),
    "number_reachable": _yes(lambda s: s.person.number_works),
    "code_missing": _yes(lambda s: s.reason in ("number_lost", "code_missing", "approval.code_missing")),
    "taobao_bound_elsewhere": _yes(lambda s: not s.shop.bound_to_own_wallet),
    "account_idle": _yes(lambda s: "idle" in s.person.has_tried),
    "violation_notice": _yes(lambda s: False),
    "wrong_app": _yes(lambda s: s.wallet.app.wrong_variant),
    "app_hangs": _yes(lambda s: s.reason in ("app_hangs", "page_broken")),
    "app_outdated": _yes(lambda s: s.wallet.app.outdated),
    "device_refused": _yes(lambda s: s.reason == "device_refused"),
    "opened_inside_other_app": _yes(lambda s: s.person.opened_inside_other_app),
    "payment_waits_for_pin": _yes(lambda s: s.wallet.pin_awaited),
    "pin_wrong_too_often": _yes(lambda s: s.wallet.pin_locked_until and s.now < s.wallet.pin_locked_until),
    "vpn_on": _yes(lambda s: s.person.vpn),
    "new_place": _yes(lambda s: s.person.travelled),
    "new_device": _yes(lambda s: s.person.new_phone),
    "many_payments": _yes(lambda s: s.person.bought_much),
    "many_attempts": _yes(lambda s: s.person.tried_often),
    "scripts_used": _yes(lambda s: s.shop.scripts_seen),
    "adblock_on": _yes(lambda s: s.person.ad_blocker),
    "other_network": other_network,
    "bad_connection": _yes(lambda s: s.person.bad_network),
    "strange_activity": _yes(lambda s: False),
    "asked_for_secret": _yes(lambda s: False),
    "authority_named": _yes(lambda s: False),
    "has_passport_at_hand": _yes(lambda s: s.person.passport_at_hand),
    "has_branch_nearby": _yes(lambda s: s.person.branch_nearby and s.person.place != "outside_mainland"),
    "has_friend_with_wallet": _yes(lambda s: s.person.friend),
    "has_other_card": _yes(lambda s: OTHER in s.cards or NEW in s.cards),
    "has_mainland_card": _yes(lambda s: any(card.mainland for card in s.cards.values())),
    "has_balance": _yes(lambda s: s.purse.at["wallet"] >= s.payee.amount),
    "has_other_wallet": _yes(lambda s: s.person.other_wallet),
    "has_cash": _yes(lambda s: s.person.cash),
    "has_trusted_device": _yes(lambda s: s.person.old_phone),
    "card_active_at_bank": _of_card(active_at_bank),
    "whose_account": lambda s: "own",
}

BY_HEART = frozenset(
    {
        "place",
        "card_kind",
        "platform",
        "app_on",
        "paid_for",
        "fails_at",
        "passport_renewed",
        "accepted_document",
        "number_reachable",
        "whose_account",
        "order_closed",
        "account_age",
        "asked_for_secret",
        "authority_named",
        "face_scan_fails",
        "many_payments",
        "new_device",
        "new_place",
        "scripts_used",
        "strange_activity",
        "violation_notice",
        "vpn_on",
    }
)
"""What nobody fails to know; slips are rare. The same holds for everything that begins with `has_`."""


def answer(world: World, pack: Pack, finding: str, looked: bool = False) -> str:
    """The person's answer to a question, or UNKNOWN; `looked`: they have the screen before them."""
    look = ANSWERS.get(finding)
    value = look(world.state) if look else None
    values = pack.findings[finding].values
    if value is None or value not in values:
        return UNKNOWN
    heart = finding in BY_HEART or finding.startswith("has_")
    state = world.state
    if not (looked or heart) and state.luck.happens(f"blank {finding}", state.person.blanks):
        return UNCLEAR if UNCLEAR in values else UNKNOWN
    slips = state.person.slips * (KNOWN_BY_HEART if heart else 1.0)
    if state.luck.happens(f"slip {finding}", slips):
        return _another(values, value, state.luck.fixed(f"other {finding}"))
    return value


def _another(values: Sequence[str], value: str, u: float) -> str:
    others = [one for one in values if one != value]
    return others[int(u * len(others))]


def wished(world: World, goals: Sequence[str]) -> str:
    """What the person wants, tapped at the start; nearly as sure as what they know by heart."""
    state, wish = world.state, world.state.person.goal
    if state.luck.happens("slip wish", state.person.slips * KNOWN_BY_HEART):
        return _another(goals, wish, state.luck.fixed("other wish"))
    return wish


def recognised(world: World, offered: Sequence[str]) -> str:
    """The situation that is tapped: one's own if it is offered, mostly; else none, or another."""
    state = world.state
    own = [slug for slug in offered if slug in true_slugs(state)]
    u = state.luck.fixed("tap")
    right = state.numbers.chances.recognises
    if own and u < right:
        return own[0]
    if u < right + (1 - right) / 2:
        return "none"
    others = [slug for slug in offered if slug not in own]
    return others[int(state.luck.fixed("other tap") * len(others))] if others else "none"


def true_slugs(state: State) -> frozenset[str]:
    """What the research calls the faults that a person has."""
    return frozenset(slug for fault in state.faults for slug in SLUGS[fault])


SLUGS: Mapping[str, tuple[str, ...]] = {
    "unverified": ("identity_unverified",),
    "level_low": ("identity_level_insufficient",),
    "wrong_kind_of_paper": ("id_document_type_mismatch",),
    "no_accepted_document": ("no_accepted_id_document",),
    "photo_refused": ("document_photo_rejected",),
    "face_fails": ("face_scan_failed",),
    "review_runs": ("identity_review_pending",),
    "name_in_other_form": ("name_format_mismatch",),
    "passport_used_elsewhere": ("duplicate_accounts_same_passport",),
    "no_wallet": ("no_mainland_wallet",),
    "renewed_everywhere_stale": ("passport_renewed_stale", "bank_id_expired"),
    "wallet_stale": ("passport_renewed_stale",),
    "link_stale": ("passport_renewed_stale",),
    "bank_stale": ("bank_id_expired", "passport_renewed_stale"),
    "own_passport_expired": ("passport_expired",),
    "bank_dormant": ("bank_account_dormant",),
    "reserved_phone_differs": ("bank_phone_mismatch",),
    "bank_name_differs": ("name_mismatch_bank",),
    "bank_takes_no_passports": ("bank_not_supported_for_foreigners",),
    "bank_online_off": ("card_cnp_disabled",),
    "card_name_differs": ("name_format_mismatch",),
    "suspicious": ("card_issuer_fraud_block",),
    "approval_fails": ("card_3ds_failed",),
    "network_not_taken": ("card_network_unsupported",),
    "abroad_off": ("card_international_disabled",),
    "online_off": ("card_cnp_disabled",),
    "no_funds": ("card_insufficient_funds",),
    "card_limit": ("card_limit_exceeded",),
    "card_expired": ("card_expired",),
    "details_wrong": ("card_details_mistyped",),
    "card_frozen": ("card_blocked_by_owner",),
    "linked_at_checkout": ("card_linked_at_checkout",),
    "no_card": ("no_usable_funding",),
    "overseas_not_taken": ("merchant_no_foreign_card",),
    "personal_code": ("payee_domestic_only",),
    "mainland_card_wanted": ("mainland_card_required",),
    "passport_holders_excluded": ("foreigners_excluded_service",),
    "outside_mainland": ("not_usable_outside_mainland",),
    "payee_restricted": ("payee_account_restricted",),
    "order_closed": ("order_closed_or_paid",),
    "gateway_down": ("merchant_gateway_fault",),
    "service_down": ("service_change_or_outage",),
    "lock_new_place": ("account_locked_new_location_vpn",),
    "lock_new_phone": ("account_locked_new_device",),
    "lock_velocity": ("account_locked_velocity",),
    "lock_dormant": ("account_locked_dormant",),
    "lock_risk": ("payment_restricted_risk_control",),
    "lock_new_account": ("account_restricted_new_account",),
    "cooldown": ("login_retry_cooldown",),
    "pin_locked": ("payment_password_locked",),
    "scripts_seen": ("account_locked_automation",),
    "bound_elsewhere": ("taobao_alipay_binding_mismatch",),
    "number_lost": ("lost_phone_number",),
    "code_missing": ("sms_code_not_received",),
    "wrong_app": ("app_region_wrong_version",),
    "app_broken": ("app_cache_or_version",),
    "device_refused": ("device_not_supported",),
    "other_app": ("wrong_app_or_qr_mode",),
    "pin_awaited": ("payment_not_confirmed_pin",),
    "vpn_refused": ("vpn_proxy_routing",),
    "page_broken": ("adblock_or_dns_filter",),
    "bad_network": ("network_or_region",),
    "wallet_limit": ("wallet_limit_exceeded",),
    "clock_wrong": (),
    "slots_full": (),
    "switched_off": (),
}
"""Faults of the world -> slugs, to judge stated chances by; where two name the same thing, either will do."""
