"""The interview as its users have it: at a terminal, one line at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from player import Person, Terminal
from program import Program

from jiesuo.core.case import Told
from jiesuo.interfaces.cli.terminal import width_of
from jiesuo.interfaces.phrasing import moment, say
from jiesuo.services.desk import Desk

MORNING = "2026-11-25T08:00:00Z"
CARD = "My foreign Visa card is refused on Taobao: 付款失败，请更换支付方式"
PASSPORT = "I renewed my passport, now Alipay says my identity information does not match"
REFUSED = "Can I rent somebody's verified account?"
RENEWED = {
    "closest": "passport_renewed_stale",
    "passport_renewed": "yes",
    "bank_has_old_passport": "no",
    "alipay_shows_old_passport": "yes",
    "upload_state": "none",
    "money_taken": "no",
    "card_kind": "overseas",
    "has_passport_at_hand": "yes",
    "accepted_document": "yes",
    "worked_before": "yes",
    "number_reachable": "yes",
    "has_wallet": "yes",
    "has_other_card": "no",
    "fails_at": "verifying",
    "face_scan_fails": "no",
    "app_on": "iphone",
    "vpn_on": "no",
}
MOST_QUESTIONS = 60
Sit = Callable[..., Terminal]


@pytest.fixture
def sit(program: Program) -> Iterator[Sit]:
    """Sit down at a terminal; whatever still runs at the end is stopped."""
    opened: list[Terminal] = []

    def down(
        *arguments: str, more: dict[str, str] | None = None, columns: int = 80, rows: int = 30
    ) -> Terminal:
        asked = replace(program, more=more or {})
        opened.append(Terminal(asked, *arguments, columns=columns, rows=rows))
        return opened[-1]

    yield down
    for terminal in opened:
        if terminal._status is None:
            terminal.kill()


def told(terminal: Terminal, *lines: str, situation: str = "") -> str:
    """Everything up to the first question."""
    return terminal.type(situation, *lines, "")


def keys(language: str) -> str:
    return say(language, "keys_short").split("·")[0]


# --- the three who come


def test_passport_is_sent_in_and_looked_at_two_days_later(sit: Sit, desk: Desk) -> None:
    first = sit("--now", MORNING, rows=60)
    told(first, PASSPORT)
    person = Person(desk, first, RENEWED)
    while (step := person.answer(MOST_QUESTIONS)).kind == "check":
        person.look(step)
    while not step.wait_h:
        first.type("could_not")
        step = person.answer(MOST_QUESTIONS)
    shown = first.type("waiting")
    pending = desk.advice(person.case_id).pending
    assert [wait.step for wait in pending] == [step.step]
    assert moment(pending[0].usual, "en").split()[1] in shown

    second = sit("--now", "2026-11-27T09:00:00Z")
    assert say("en", "go_on_with_it") in second.text
    again = second.type("1")
    assert step.title in again
    assert say("en", "over_refused") in again
    ended = second.type("1")
    assert second.end() == 0
    assert "•" in ended
    assert desk.case(person.case_id).closed.outcome == "solved"


def test_lock_says_stop_and_until_when(sit: Sit, desk: Desk) -> None:
    then = datetime.fromisoformat(MORNING)
    morning = replace(desk, clock=lambda: then)
    case = morning.open("", "this_week", "en")
    morning.answer(case, "locked_notice", "yes")
    shown = sit("--case", case, "--now", MORNING).text
    [stop] = [stop for stop in morning.advice(case).stop if stop.until]
    assert shown.index(say("en", "stop")) < shown.index(stop.text[:30])
    assert moment(stop.until, "en").split()[2] in shown


def test_refused_card_another_route_and_paid(sit: Sit, desk: Desk) -> None:
    terminal = sit("--now", MORNING)
    told(terminal, CARD, situation="1")
    case = desk.list()[0].case_id
    routes = [route.route for route in desk.advice(case).routes]
    assert terminal.type("w").count("\n   1  ") == 1
    shown = terminal.type("2")
    assert say("en", "route_not_tried") in shown
    assert say("en", "put_right") in terminal.type("worked")
    terminal.type("3")
    assert terminal.end() == 0
    assert desk.case(case).tried[routes[1]].worked
    assert desk.case(case).closed.outcome == "solved"


# --- what else may happen


def test_first_screen_fits_thirty_rows(sit: Sit) -> None:
    terminal = sit("--now", MORNING)
    shown = told(terminal, PASSPORT)
    screen = shown[shown.rindex("\n> ") + 1 :]
    assert keys("en") in screen
    assert len(screen.splitlines()) <= 31


def test_refusal_shows_the_official_way_and_can_be_taken_back(sit: Sit, desk: Desk) -> None:
    terminal = sit()
    shown = told(terminal, REFUSED)
    advice = desk.advice(desk.list()[0].case_id)
    assert " ".join(advice.refusal.way.split()[:5]) in " ".join(shown.split())
    assert say("en", "routes") not in shown
    terminal.type("1", "card refused", "")
    assert desk.advice(desk.list()[0].case_id).refusal is None


def test_unknown_trouble_comes_to_a_human(sit: Sit, desk: Desk) -> None:
    terminal = sit(rows=60)
    told(terminal, "The moon is purple")
    person = Person(desk, terminal, {"closest": "none"})
    terminal.type("none", "d", "d")
    shown = terminal.type("h")
    contact = person.advice().contact
    assert contact.title in shown
    assert all(sentence.zh[:10] in shown for sentence in contact.sentences)
    assert all(" ".join(item.split()[:3]) in " ".join(shown.split()) for item in contact.ready)


def test_back_takes_back_one_answer_after_the_other_and_then_the_telling(sit: Sit, desk: Desk) -> None:
    terminal = sit()
    told(terminal, CARD)
    case = desk.list()[0].case_id
    terminal.type("1", "d")
    assert len(desk.case(case).live) == 4
    terminal.type("b")
    terminal.type("back")
    assert len(desk.case(case).live) == 2
    assert say("en", "back_telling") in terminal.type("b")
    terminal.type("")
    assert len(desk.case(case).live) == 1
    assert say("en", "nothing_to_undo") in terminal.type("b")


def test_telling_more_with_a_key_and_with_a_sentence(sit: Sit, desk: Desk) -> None:
    terminal = sit()
    told(terminal, "card refused")
    terminal.type("t", "I use a VPN", "")
    terminal.type("my passport was renewed last week")
    texts = [event.text for event in desk.case(desk.list()[0].case_id).live if isinstance(event, Told)]
    assert texts == ["card refused", "I use a VPN", "my passport was renewed last week"]


def test_what_was_understood_can_be_corrected(sit: Sit, desk: Desk) -> None:
    terminal = sit()
    told(terminal, CARD)
    case = desk.list()[0].case_id
    number = [item.finding for item in desk.advice(case).understood].index("card_kind") + 1
    terminal.type("u", str(number), "mainland")
    assert desk.case(case).answers["card_kind"].value == "mainland"


def test_wrong_keys_and_empty_input_are_borne(sit: Sit, desk: Desk) -> None:
    terminal = sit("--situation", "today")
    terminal.type("card refused", "")
    case = desk.list()[0].case_id
    for wrong in ("", "99", "0", "-1", "x", "²²", "1.5", "4111111111111111"):
        assert say("en", "not_a_choice") in terminal.type(wrong)
    assert len(desk.case(case).live) == 2
    for key in ("?", "m", "s"):
        assert keys("en") in terminal.type(key)
    terminal.type("１")
    assert len(desk.case(case).live) == 3


def test_nothing_told_begins_with_questions(sit: Sit, desk: Desk) -> None:
    terminal = sit()
    assert say("en", "nothing_told") in told(terminal)
    assert keys("en") in terminal.text


def test_an_empty_line_inside_a_paste_does_not_end_it(sit: Sit, desk: Desk) -> None:
    terminal = sit("--situation", "today", more={"TERM": "dumb"})
    terminal.press(b"first line\n\n1\nlast line\n")
    terminal.type("")
    [told_event] = [event for event in desk.case(desk.list()[0].case_id).live if isinstance(event, Told)]
    assert told_event.text.split() == ["first", "line", "1", "last", "line"]


@pytest.mark.parametrize(("key", "code"), [(b"\x03", 130), (b"\x04", 0), (b"q\n", 0)])
def test_leaving_keeps_the_case_and_says_how_to_go_on(sit: Sit, desk: Desk, key: bytes, code: int) -> None:
    terminal = sit()
    told(terminal, "card refused")
    case = desk.list()[0].case_id
    assert case in terminal.press(key)
    assert terminal.end() == code
    assert "Traceback" not in terminal.text


def test_leaving_before_anything_was_told_keeps_nothing(sit: Sit, desk: Desk) -> None:
    terminal = sit()
    terminal.press(b"\x04")
    assert terminal.end() == 0
    assert desk.list() == ()


def test_being_killed_loses_no_answer(sit: Sit, desk: Desk) -> None:
    terminal = sit()
    told(terminal, CARD)
    terminal.type("1", "d")
    case = desk.list()[0].case_id
    answers = desk.case(case).answers
    terminal.kill()
    desk.store.close()
    assert desk.case(case).answers == answers
    again = sit("--case", case[:8])
    assert keys("en") in again.text


def test_two_terminals_at_one_case_lose_nothing(sit: Sit, desk: Desk) -> None:
    one = sit()
    told(one, CARD)
    case = desk.list()[0].case_id
    other = sit("--case", case)
    one.type("1")
    other.type("2")
    one.type("t", "words of the first", "")
    other.type("t", "words of the other", "")
    texts = [event.text for event in desk.case(case).live if isinstance(event, Told)]
    assert {"words of the first", "words of the other"} <= set(texts)
    assert len(desk.case(case).live) == 6


def test_card_number_is_gone_and_said_to_be(sit: Sit, program: Program) -> None:
    terminal = sit()
    shown = told(terminal, "my card 4111 1111 1111 1111 is refused")
    assert say("en", "hidden", what="").rstrip(".") in shown
    files = program.database.parent.glob(f"{program.database.name}*")
    assert b"1111 1111" not in b"".join(path.read_bytes() for path in files)


@pytest.mark.parametrize(("locale", "language"), [("zh_CN.UTF-8", "zh-Hans"), ("ja_JP.UTF-8", "ja")])
def test_in_their_own_language_on_a_narrow_screen(sit: Sit, desk: Desk, locale: str, language: str) -> None:
    terminal = sit(more={"LANG": locale}, columns=60)
    shown = told(terminal, "护照换新了，付款失败")
    assert keys(language) in shown
    assert desk.case(desk.list()[0].case_id).language == language
    rows = [row for row in terminal.text.splitlines() if not row.startswith("> ")]
    assert max(width_of(row) for row in rows) <= 60


def test_no_colour_where_it_is_not_wanted(sit: Sit) -> None:
    assert re.search(r"\x1b\[[0-9;]*m", _raw(sit("--now", MORNING)))
    assert not re.search(r"\x1b\[[0-9;]*m", _raw(sit("--now", MORNING, more={"NO_COLOR": "1"})))


def _raw(terminal: Terminal) -> str:
    told(terminal, "card refused")
    return terminal.raw


def test_closed_case_is_opened_again_or_left(sit: Sit, desk: Desk) -> None:
    terminal = sit()
    told(terminal, "card refused")
    case = desk.list()[0].case_id
    terminal.type("q")
    desk.close(case, "given_up")
    left = sit("--case", "last")
    left.type("2")
    assert left.end() == 0
    opened = sit("--case", "last")
    opened.type("1")
    assert desk.case(case).closed is None
    assert keys("en") in opened.text
