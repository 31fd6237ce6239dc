"""Every page in a state in which it has much to show: cases made over HTTP, and where each page lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from httpx2 import Client

from jiesuo.interfaces.web.links import id_of

RENEWED = "I renewed my passport, now Alipay says my details do not match and my ICBC card fails"
LOCKED = "My Taobao account got locked while my VPN was on"
REFUSED = "Can I rent somebody's verified account?"
STALE = {
    "closest": "passport_renewed_stale",
    "passport_renewed": "yes",
    "bank_has_old_passport": "yes",
    "card_kind": "mainland",
    "number_reachable": "yes",
    "place": "living_in_mainland",
    "has_passport_at_hand": "yes",
    "has_branch_nearby": "yes",
    "money_taken": "no",
}
FILLED = {
    "know found": ("know", {"text": "订单支付失败"}),
    "names compared": ("names", {"a": "QUILLFEATHER JANE", "b": "Jane Quillfaether"}),
    "records compared": (
        "{stale}/records",
        {
            "passport.name": "QUILLFEATHER JANE",
            "bank.name": "QUILLFAETHER JANE",
            "passport.document_number": "E99887766",
            "bank.document_number": "D11223344",
            "alipay.document_number": "E99887766",
        },
    ),
    "records with a mistake": ("{stale}/records", {"passport.document_expiry": "soon"}),
    "passport typed": ("papers/passport", {"lines": "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"}),
}
"""Pages that a form shows: where it is (`stale`: a case's path), and what is typed into it."""


@dataclass(frozen=True)
class Tourist:
    """Makes cases with the forms of the page, without a browser."""

    client: Client

    def told(self, text: str = "", want: str = "") -> str:
        """A new case's path behind the language."""
        answer = self.client.post("/en/start", data={"text": text, "want": want})
        assert answer.status_code == 303, answer.status_code
        return answer.headers["location"].removeprefix("/en/")

    def answered(self, case: str, answers: Mapping[str, str]) -> str:
        for finding, value in answers.items():
            self.send(case, "answer", finding=finding, value=value)
        return self.send(case, "situation", situation="this_week")

    def send(self, case: str, form: str, **fields: str) -> str:
        answer = self.client.post(f"/en/{case}/{form}", data=fields)
        assert answer.status_code == 303, (form, fields, answer.status_code)
        return case


def pages(address: str) -> dict[str, str]:
    """Name of each page -> its path behind the language."""
    with Client(base_url=address, timeout=30) as client:
        tourist = Tourist(client)
        locked = tourist.told(LOCKED)
        stale = tourist.answered(tourist.told(RENEWED), STALE)
        waits = tourist.answered(tourist.told(RENEWED), {**STALE, "bank_has_old_passport": "no"})
        tourist.send(waits, "report", step="update_passport_in_alipay", end="waiting")
        tourist.send(waits, "report", step="cash", end="worked")
        solved = tourist.told(RENEWED)
        tourist.send(solved, "report", step="update_passport_in_alipay", end="solved")
        handed = tourist.send(tourist.told(RENEWED), "close", end="handed_over")
        refused, check = tourist.told(REFUSED), tourist.told(want="check")
        card = tourist.told("My overseas Visa card is refused when I pay on Taobao")
    return {
        **_outside(stale),
        "first with stop": locked,
        "situation": f"{locked}/situation",
        "question with stop": f"{locked}/ask/platform",
        "question with path": f"{stale}/ask/bank_has_old_passport",
        "closest": f"{card}/ask/closest",
        "advice": f"{stale}/advice",
        "advice with stop": f"{locked}/advice",
        "waiting": f"{waits}/advice",
        "first refused": refused,
        "first check": check,
        "ways": f"{card}/ways",
        "way": f"{card}/way/friend_pay",
        "went": f"{stale}/went/visit_bank_branch",
        "went to people": f"{stale}/went/ask_alipay_human",
        "looked": f"{stale}/went/check_identity_status",
        "again": f"{stale}/again",
        "meanwhile": f"{waits}/meanwhile",
        "human": f"{stale}/human",
        "card": f"{stale}/card/ask_for_person",
        "records": f"{stale}/records",
        "screenshot for a case": f"{stale}/screenshot",
        "passport for a case": f"{stale}/passport",
        "understood": f"{stale}/understood",
        "tell": f"{stale}/tell",
        "tell after": f"{stale}/tell?why=after",
        "history": f"{waits}/history",
        "keep": f"{stale}/keep",
        "wipe": f"{stale}/wipe",
        "solved": solved,
        "handed over": handed,
    }


def case_of(places: Mapping[str, str]) -> str:
    """The path of the case with a renewed passport."""
    return places["again"].removesuffix("/again")


def _outside(case: str) -> dict[str, str]:
    """Pages that belong to no case, and the view of a helper."""
    return {
        "start": "",
        "view": f"view/{id_of(case.rpartition('/')[2])}",
        "wiped": "wiped",
        "trouble": "nothing/here",
        "offline": "offline",
        "practise": "practise",
        "pretend phone": "practise/lock_after_vpn~10~try_again",
        "pretend screen": "practise/renewed_passport~1~look_at_identity/at/wallet_identity",
        "practise comment": "practise/lock_after_vpn~10~try_again~vpn_off/comment",
        "about": "about",
        "names": "names",
        "papers": "papers",
        "screenshot": "papers/screenshot",
        "passport": "papers/passport",
        "photo": "papers/photo",
        "know": "know",
        "know before": "know/before",
        "know worse": "know/worse",
        "know others": "know/others",
        "know shelf": "know/messages",
        "know cause": "know/cause/passport_renewed_stale",
        "know step": "know/step/visit_bank_branch",
    }
