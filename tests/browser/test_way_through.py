"""The whole way in a real browser: with scripts and without, in each language."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, expect
from served import TWO_DAYS_LATER, Served
from visitor import visit

from jiesuo.interfaces.settings import LANGUAGES
from jiesuo.knowledge.pack import Pack

EVERYWHERE = tuple(product(LANGUAGES, (True, False)))
ONCE = EVERYWHERE if os.environ.get("JIESUO_ALL_WAYS") else (("en", True),)
"""Languages and scripts of the ways that are walked once in a quick run."""

RENEWED = {
    "en": "I renewed my passport, now Alipay says my details do not match and my ICBC card fails",
    "zh-Hans": "护照更新了，现在支付宝要我重新验证身份，银行卡也付不了",
    "ja": "パスポートを更新してから、支付宝で払えなくなりました。中国の銀行カードも使えません",
}
OLD_EVERYWHERE = {
    "closest": "passport_renewed_stale",
    "passport_renewed": "yes",
    "bank_has_old_passport": "yes",
    "alipay_shows_old_passport": "yes",
    "upload_state": "none",
    "money_taken": "no",
    "card_kind": "mainland",
    "has_passport_at_hand": "yes",
    "accepted_document": "yes",
    "worked_before": "yes",
    "number_reachable": "yes",
    "has_wallet": "yes",
    "fails_at": "paying",
    "place": "living_in_mainland",
    "vpn_on": "no",
}


@pytest.mark.parametrize(("language", "scripts"), EVERYWHERE)
def test_renewed_passport_bank_first_then_two_days_of_waiting(
    browser: Browser, morning: Served, later: Served, pack: Pack, language: str, scripts: bool
) -> None:
    with visit(browser, morning.address, pack, language, scripts=scripts) as visitor:
        visitor.open()
        visitor.tell(RENEWED[language])
        assert visitor.place == "", "first help comes before any question"
        visitor.follow("go_on")
        assert visitor.place == "ask/closest"
        visitor.answer_truly(OLD_EVERYWHERE)
        assert visitor.step == "visit_bank_branch"
        visitor.report("worked")
        assert visitor.step == "update_passport_in_alipay"
        visitor.report("waiting")
        assert visitor.say("pending_head") in visitor.shown
        entries = Calendar.from_ical(visitor.saved("calendar")).events
        assert min(entry.start for entry in entries).day in (26, 27)

        visitor.move_to(later.address)
        visitor.follow("wait_over")
        visitor.press("outcome_worked")
        visitor.answer_truly({"card_active_at_bank": "yes"})
        assert visitor.step == "readd_card"
        visitor.report("worked")
        visitor.press("now_it_works")
        assert visitor.heading == visitor.say("closed_solved_head")
        assert visitor.text("steps", "readd_card", "title") in visitor.shown
        assert visitor.page.get_by_role("checkbox").count() >= 3, "what keeps it from happening again"
        [entry] = Calendar.from_ical(visitor.saved("calendar_prevent")).events
        assert entry.start > datetime.fromisoformat(TWO_DAYS_LATER)


LOCKED = {
    "en": "My Taobao account got locked while my VPN was on",
    "zh-Hans": "我开着 VPN 登录淘宝，账号被锁定了",
    "ja": "VPNを使っていたら淘宝のアカウントがロックされました",
}


@pytest.mark.parametrize(("language", "scripts"), EVERYWHERE)
def test_lock_says_stop_and_until_when_before_any_question(
    browser: Browser, served: Served, pack: Pack, language: str, scripts: bool
) -> None:
    with visit(browser, served.address, pack, language, scripts=scripts) as visitor:
        visitor.open()
        visitor.tell(LOCKED[language])
        assert visitor.place == ""
        stop = visitor.page.get_by_role("region", name=visitor.say("stop_head"))
        assert visitor.say("at_least_until") in stop.inner_text()
        until = datetime.fromisoformat(stop.get_by_role("time").first.get_attribute("datetime"))
        assert timedelta(minutes=50) < until - datetime.now(UTC) < timedelta(minutes=70)
        clock = stop.get_by_role("timer")
        if not scripts:
            assert clock.count() == 0
            assert f"{until.astimezone():%H:%M}" in stop.inner_text()
            return
        before = clock.inner_text()
        assert re.fullmatch(r"(1:)?[0-5]\d:[0-5]\d", before)
        expect(clock).not_to_have_text(before)
        visitor.follow("go_on")
        expect(visitor.page.get_by_role("timer")).to_be_visible()
