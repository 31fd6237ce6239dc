"""Names of a world's numbers; what each means is said where it is used and in the world's file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """Hours: the least, the usual and the most."""

    least: float
    usual: float
    most: float

    def times(self, factor: float) -> Spread:
        return Spread(self.least * factor, self.usual * factor, self.most * factor)


@dataclass(frozen=True, slots=True)
class Rates:
    """What a person's time is worth to them, in CNY: a minute; an hour without the goal for the first
    `urgent` hours and then a later hour; a cause left in place; giving up unserved."""

    minute: float
    hour: float
    urgent: float
    later_hour: float
    unrepaired: float
    given_up: float


@dataclass(frozen=True)
class Chances:
    """Probabilities, linear."""

    agent_delivers: float
    answer_lost: float
    app_is_outdated: float
    approval_in_app: float
    bank_helps_from_abroad: float
    binding_changed: float
    blank: float
    bought_much: float
    card_name_taken: float
    care_helps: float
    cash_taken: float
    clerk_manages: float
    code_comes_after_all: float
    cover_on: float
    dim_light: float
    face_in_good_light: float
    face_in_poor_light: float
    flag_forgiven: float
    form_for_foreigners_found: float
    friend_pays: float
    good_page_taken: float
    has_balance: float
    has_branch_nearby: float
    has_cash: float
    has_friend: float
    has_old_phone: float
    has_other_card: float
    has_other_wallet: float
    has_passport_at_hand: float
    hotline_switches: float
    issuer_lifts_block: float
    issuer_mends_approval: float
    issuer_switches: float
    limit_raised: float
    link_survives: float
    lock_spares_friend_pay: float
    lock_spares_old_phone: float
    lost_was_paid: float
    machine_decides: float
    mentions: float
    name_typed_right: float
    new_phone: float
    number_changed: float
    number_still_free: float
    other_account_settled: float
    other_function_serves: float
    other_network_is_plain: float
    other_wallet_with_sick_bank: float
    other_wallet_works: float
    payee_finds_a_way: float
    payee_has_shop_code: float
    plastic_taken: float
    poor_page_taken: float
    quotes_the_screen: float
    refusals_lock: float
    resident_gets_account: float
    screen_is_vague: float
    seller_helps: float
    shop_shows_cashier: float
    shop_staff_help: float
    shop_staff_help_without_number: float
    recognises: float
    """That somebody taps the situation that is theirs, among those offered."""
    slip: float
    switch_in_app: float
    travelled: float
    tried_it: float
    tried_often: float
    unknown_fault: float
    unlock_by_papers: float
    unlock_by_questions: float
    unlock_on_old_phone: float
    update_mends_cache: float
    uses_ad_blocker: float
    uses_vpn: float
    visitor_gets_account: float
    vpn_made_new_place: float
    wallet_staff_help: float


@dataclass(frozen=True)
class Minutes:
    """Minutes of the person, each time."""

    add_card: float
    agent: float
    answer: float
    """A question that is answered by heart; `look_up`: one for which something must be looked at."""
    look_up: float
    approve: float
    ask_for_code: float
    ask_payee: float
    branch: float
    call: float
    carrier: float
    change_number: float
    chat: float
    clear_cache: float
    click: float
    hand_in: float
    look: float
    look_at_record: float
    open_account: float
    order: float
    other_function: float
    other_phone: float
    other_phone_at_hand: float
    rebind: float
    register: float
    reinstall: float
    renew_passport: float
    scan_face: float
    send_money: float
    set_switch: float
    settle_account: float
    small_test: float
    stop_scripts: float
    type_form: float
    unlock: float
    update_app: float
    write: float
    write_to_bank: float


@dataclass(frozen=True)
class Yuan:
    """CNY, and percent of a purchase."""

    agent_fixed: float
    agent_percent: float
    call_abroad: float
    carrier: float
    fee_free_up_to: float
    fee_percent: float
    least_amount: float
    most_amount: float
    open_account: float
    renew_passport: float
    small_test: float


@dataclass(frozen=True)
class Counts:
    """How many."""

    refusals_before_lock: float


@dataclass(frozen=True)
class Hours:
    """How long things take by themselves."""

    account_settled: Spread
    agent: Spread
    bank_letter: Spread
    card_comes: Spread
    friend_pays: Spread
    limit_resets: Spread
    lock: Spread
    lock_grows: Spread
    lost_answer: Spread
    money_arrives: Spread
    number_back: Spread
    number_change: Spread
    outage: Spread
    passport_comes: Spread
    pin_lock: Spread
    pin_reset: Spread
    review: Spread
    scripts_forgotten: Spread
    seller: Spread
    staff: Spread
