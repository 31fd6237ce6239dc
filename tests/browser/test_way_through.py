"""The whole way in a real browser: with scripts and without, in each language."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, expect
from program import Program
from served import TWO_DAYS_LATER, Serve, Served
from visitor import visit

from jiesuo.core.evidence import UNKNOWN
from jiesuo.interfaces.settings import LANGUAGES
from jiesuo.interfaces.web.links import id_of
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
    "has_branch_nearby": "yes",
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
        visitor.answer_truly(OLD_EVERYWHERE)
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


CARD = {
    "en": "My overseas Visa card is refused when I pay on Taobao",
    "zh-Hans": "我的境外 Visa 卡在淘宝付款被拒绝",
    "ja": "海外のVisaカードが淘宝で拒否されます",
}


@pytest.mark.parametrize(("language", "scripts"), ONCE)
def test_refused_card_another_way_and_paid(
    browser: Browser, served: Served, pack: Pack, language: str, scripts: bool
) -> None:
    with visit(browser, served.address, pack, language, scripts=scripts) as visitor:
        visitor.open()
        visitor.tell(CARD[language])
        offered = visitor.page.get_by_role("region", name=visitor.say("ways_head")).get_by_role("listitem")
        first, second = offered.nth(0).get_by_role("link"), offered.nth(1).get_by_role("link")
        name = second.get_attribute("href").rpartition("/")[2]
        visitor.go(first)
        visitor.press("route_failed")
        visitor.follow("skip_this")
        visitor.open(f"{visitor.case_path}/ways")
        visitor.go(visitor.page.get_by_role("link", name=visitor.text("routes", name, "title")))
        visitor.press("route_worked")
        assert visitor.heading == visitor.say("put_right")
        visitor.press("put_right_never")
        assert visitor.heading == visitor.say("closed_solved_head")
        assert visitor.text("routes", name, "title") in visitor.shown


@pytest.mark.parametrize(("language", "scripts"), ONCE)
def test_unknown_trouble_comes_to_a_human_with_a_summary(
    browser: Browser, served: Served, pack: Pack, language: str, scripts: bool
) -> None:
    with visit(browser, served.address, pack, language, scripts=scripts) as visitor:
        visitor.open()
        visitor.tell("The moon is purple")
        visitor.follow("go_on")
        visitor.answer_truly({})
        assert len(visitor.asked) <= 4, "who knows nothing is not asked on and on"
        assert visitor.place == "advice"
        visitor.follow("answer_it")
        visitor.answer(UNKNOWN)
        assert visitor.place == "advice"
        visitor.follow("to_human")
        assert visitor.page.get_by_role("checkbox").count() >= 1, "what to have ready"
        visitor.press("contact_handed_over")
        assert visitor.heading == visitor.say("closed_handed_over_head")
        assert visitor.say("take_along") in visitor.shown
        visitor.press("open_again")
        assert visitor.place == "advice"


@pytest.mark.parametrize(("language", "scripts"), ONCE)
def test_back_and_taking_back_lose_nothing_else(
    browser: Browser, served: Served, pack: Pack, language: str, scripts: bool
) -> None:
    with visit(browser, served.address, pack, language, scripts=scripts) as visitor:
        visitor.open()
        visitor.tell(CARD[language])
        visitor.follow("go_on")
        visitor.answer("merchant_no_foreign_card")
        if visitor.place == "situation":
            visitor.go(visitor.button(visitor.text("situations", "this_week", "title")))
        asked = visitor.place
        given = pack.findings[asked.removeprefix("ask/")].values
        visitor.answer(given[0])
        visitor.back()
        assert visitor.place == asked, "Back leads to the question that was answered last"
        marked = visitor.page.get_by_role("button", name=visitor.say("your_answer"))
        assert visitor.text("findings", asked.removeprefix("ask/"), "values", given[0]) in marked.inner_text()
        visitor.answer(given[1])
        visitor.follow("to_history")
        label, value = (
            visitor.text("findings", asked[4:], *rest) for rest in (("label",), ("values", given[1]))
        )
        events = visitor.page.get_by_role("main").get_by_role("listitem")
        answers = events.filter(has_text=label)
        assert answers.count() == 1, "the changed answer stands in place of the first"
        before = events.count()
        visitor.go(visitor.button(f"{visitor.say('take_back')} {label}: {value}"))
        assert visitor.place == "history"
        assert events.count() == before - 1
        assert events.filter(has_text=CARD[language]).count() == 1
        visitor.follow("go_on")
        assert visitor.place == asked


@pytest.mark.parametrize(("language", "scripts"), ONCE)
def test_two_tabs_on_one_case_agree(
    browser: Browser, served: Served, pack: Pack, language: str, scripts: bool
) -> None:
    with visit(browser, served.address, pack, language, scripts=scripts) as one:
        one.open()
        one.tell(RENEWED[language])
        one.follow("go_on")
        two = replace(one, page=one.page.context.new_page())
        two.page.goto(one.page.url)
        one.answer_truly(OLD_EVERYWHERE)
        assert two.place == "ask/closest"
        two.answer("passport_renewed_stale")
        two.answer_truly(OLD_EVERYWHERE)
        assert two.place == one.place == "advice"
        assert two.step == one.step
        one.follow("how_it_went")
        two.follow("how_it_went")
        one.press("outcome_worked")
        two.press("outcome_worked")
        two.follow("to_history")
        done = two.text("steps", "visit_bank_branch", "title")
        events = two.page.get_by_role("main").get_by_role("listitem").filter(has_text=done)
        assert events.count() == 1, "the same report from two tabs counts once"


@pytest.mark.parametrize(("language", "scripts"), ONCE)
def test_closed_and_reopened_by_its_link_after_a_restart(
    browser: Browser, serve_at: Serve, pack: Pack, language: str, scripts: bool
) -> None:
    page = serve_at()
    with visit(browser, page.address, pack, language, scripts=scripts) as visitor:
        visitor.open()
        visitor.tell(RENEWED[language])
        visitor.follow("to_keep")
        mine = visitor.page.get_by_text(f"{page.address}/{language}/case/").inner_text()
        helper = visitor.page.get_by_text(f"{page.address}/{language}/view/").inner_text()
    serve_at(port=page.port)
    with visit(browser, page.address, pack, language, scripts=scripts) as elsewhere:
        elsewhere.page.goto(mine)
        assert elsewhere.text("findings", "passport_renewed", "label") in elsewhere.shown
        elsewhere.page.goto(helper)
        assert elsewhere.heading == elsewhere.say("view_head")
        assert RENEWED[language] not in elsewhere.page.content()
        assert elsewhere.page.get_by_role("main").get_by_role("button").count() == 0


@pytest.mark.parametrize(("language", "scripts"), ONCE)
def test_wiped_case_is_gone_from_its_link_and_from_the_disk(
    browser: Browser, serve_at: Serve, program: Program, pack: Pack, language: str, scripts: bool
) -> None:
    page, odd = serve_at(), "zebrafish"
    with visit(browser, page.address, pack, language, scripts=scripts) as visitor:
        visitor.open()
        visitor.tell(f"{CARD[language]} {odd}")
        assert odd in on_disk(program)
        case = visitor.case_path
        visitor.follow("to_wipe")
        visitor.press("wipe_yes")
        assert visitor.heading == visitor.say("wiped_head")
        assert odd not in on_disk(program)
        for left in (case, f"{case}/history", f"view/{id_of(case.rpartition('/')[2])}"):
            answer = visitor.open(left)
            assert answer is not None
            assert answer.status == 404


def on_disk(program: Program) -> str:
    """Everything in the files of the cases."""
    files = program.database.parent.glob(f"{program.database.name}*")
    return "".join(file.read_bytes().decode("latin-1") for file in files)


def test_without_a_network_knowledge_is_read_and_no_case_is_shown(
    browser: Browser, served: Served, pack: Pack
) -> None:
    with visit(browser, served.address, pack) as visitor:
        visitor.open("know")
        visitor.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        visitor.open("know")
        visitor.open()
        visitor.tell(CARD["en"])
        case = visitor.case_path
        visitor.page.context.set_offline(True)
        visitor.open("know")
        assert visitor.heading == visitor.say("know_head")
        visitor.open(case)
        assert visitor.heading == visitor.say("offline_head")
        visitor.page.context.set_offline(False)
        visitor.open(case)
        assert visitor.say("understood_head") in visitor.shown
