"""Table 2: a step or route of the pack -> what the person does in the world, and how that ended."""

from __future__ import annotations

from collections.abc import Mapping

from jiesuo.core.facts import NO_CHANGE, WORKED
from jiesuo.world.seen import Outcome

DOINGS: Mapping[str, str] = {
    "check_identity_status": "look_at_identity",
    "check_bill": "look_at_bills",
    "check_restrictions": "look_at_restrictions",
    "check_card_in_bank_app": "look_at_card",
    "check_name_and_phone_at_bank": "look_at_bank_record",
    "check_taobao_binding": "look_at_binding",
    "try_mobile_data": "other_network",
    "small_test_elsewhere": "pay_elsewhere",
    "finish_verification": "hand_in_again",
    "raise_identity_level": "hand_in_again",
    "verify_as_foreigner": "verify_as_foreigner",
    "retake_photo": "hand_in_again",
    "redo_face_scan": "scan_face",
    "retype_name": "type_name_again",
    "update_passport_in_alipay": "update_passport",
    "renew_passport_first": "renew_passport",
    "wait_for_review": "wait",
    "visit_bank_branch": "visit_branch",
    "call_mainland_bank": "call_bank",
    "ask_bank_from_abroad": "write_to_bank",
    "open_mainland_account": "open_account",
    "use_other_bank": "add_other",
    "call_issuer": "call_issuer",
    "switch_on_online_use": "switch_on",
    "approve_in_bank_app": "approve",
    "readd_card": "add_again",
    "link_card_in_alipay": "add_in_wallet",
    "link_other_network_card": "add_other",
    "keep_other_card": "add_other",
    "correct_card_details": "type_card_again",
    "unfreeze_card": "unfreeze",
    "renew_card": "renew_card",
    "add_money": "add_money",
    "raise_card_limit": "raise_limit",
    "wait_for_limit_reset": "wait",
    "wait_out_lock": "wait",
    "wait_out_payment_password": "wait",
    "self_unlock": "unlock_oneself",
    "ask_alipay_human": "ask_human",
    "ask_taobao_human": "chat",
    "stop_automation": "stop_scripts",
    "reset_payment_password": "reset_pin",
    "secure_account": "secure_account",
    "stop_and_report_scam": "secure_account",
    "ask_which_authority": "call_bank",
    "register_wallet": "register",
    "settle_duplicate_account": "settle_other_account",
    "rebind_alipay": "bind_own_wallet",
    "change_phone_number": "change_number",
    "recover_number": "recover_number",
    "get_code_another_way": "code_another_way",
    "turn_off_vpn": "vpn_off",
    "turn_off_adblock": "filter_off",
    "clear_cache": "clear_cache",
    "update_app": "update_app",
    "reinstall_app": "reinstall_app",
    "install_right_app": "install_right_app",
    "use_ordinary_phone": "use_other_phone",
    "open_in_right_app": "open_in_right_app",
    "confirm_with_pin": "confirm_with_pin",
    "ask_payee": "ask_payee",
    "ask_seller": "ask_seller",
    "order_again": "order_again",
    "use_other_function": "use_other_function",
    "use_accepted_document": "use_accepted_document",
    "wait_for_service": "wait",
    "wait_for_refund": "wait",
}
ROUTES: Mapping[str, str] = {
    "overseas_card": "route.main_card",
    "mainland_card": "route.main_card",
    "other_card": "route.other_card",
    "wallet_balance": "route.balance",
    "friend_pay": "route.friend",
    "taobao_cashier": "route.cashier",
    "other_wallet": "route.other_wallet",
    "cash": "route.cash",
    "physical_card": "route.plastic",
    "shopping_agent": "route.agent",
    "password_log_in": "route.password",
    "trusted_device_log_in": "route.old_phone",
}
OTHERWISE: Mapping[tuple[str, str], str] = {("other_card", "add_card"): "add_other"}
"""Route and goal -> what is done instead: who only wants to link a card links another."""


def way_round(route: str, goal: str) -> str:
    """What the person does in the world to go a route, given what they want."""
    return OTHERWISE.get((route, goal), ROUTES[route])


OUTCOMES: Mapping[Outcome, str] = {
    "done": WORKED,
    "tried": NO_CHANGE,
    "looked": "looked",
    "refused": "refused",
    "asked": "asked_for_something_else",
    "could_not": "could_not",
    "waiting": "waiting",
}
"""How the person would tell it; what nothing shows is in vain unless the thing itself works now."""
