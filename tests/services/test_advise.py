"""The product on one page, held to what it promises."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone
from functools import partial
from typing import Any

import pytest
from cases import NOON, answered, case_of, later, opened, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiesuo.core.case import Closed, Event, RouteTried, StepFinished, StepStarted, Undone, fold
from jiesuo.core.holds import running
from jiesuo.core.model import Model
from jiesuo.core.problem import FAST
from jiesuo.knowledge import catalog
from jiesuo.services import describe, describe_step
from jiesuo.services.advise import Manner, advise, view_of
from jiesuo.services.choose import Pick
from jiesuo.services.desk import Desk
from jiesuo.services.intake import Readers
from jiesuo.services.wording import wording
from jiesuo.store.memory import MemoryStore

QUICK = Manner(settings=FAST)
NO_READERS: Any = None
FINDINGS = {name: f.values for name, f in catalog.open_by_id().findings.items() if f.ask}
ANSWERS = st.dictionaries(st.sampled_from(sorted(FINDINGS)), st.integers(0, 6), max_size=6).map(
    lambda drawn: {name: FINDINGS[name][place % len(FINDINGS[name])] for name, place in drawn.items()}
)
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOW
@given(answers=ANSWERS, situation=st.sampled_from(["at_the_till", "today", "this_week", "no_hurry"]))
def test_nothing_forbidden_is_advised(model: Model, answers: dict[str, str], situation: str) -> None:
    case = case_of(model, answers, situation)
    advice = advise(model, case, NOON, QUICK)
    holds = running(model.pack, case, NOON)
    next_now = () if advice.next.not_before else (advice.next.step,)
    for name in (*next_now, *(route.route for route in advice.routes)):
        doing = model.pack.steps.get(name) or model.pack.routes.get(name)
        if doing is not None:
            assert not any(hold.forbids_doing(name, doing.tags) for hold in holds), name


BLOCKED = {"issuer_log": "blocked_as_suspicious", "fails_at": "paying", "money_taken": "no"}


@pytest.mark.parametrize(
    ("answers", "contact"),
    [
        ({**BLOCKED, "card_kind": "overseas"}, "card_issuer"),
        (
            {"bank_has_old_passport": "yes", "card_kind": "mainland", "passport_renewed": "yes"},
            "bank_hotline",
        ),
        (BLOCKED, None),  # Which bank it is, is not known.
        ({"identity_status": "not_verified", "card_kind": "overseas"}, None),
    ],
)
def test_the_bank_is_named_beside_the_app_where_it_is_the_banks(
    model: Model, answers: dict[str, str], contact: str | None
) -> None:
    advice = advise(model, case_of(model, answers), NOON, QUICK)
    assert (advice.bank_contact.id if advice.bank_contact else None) == contact
    assert advice.contact.id == "alipay_support"


@SLOW
@given(answers=ANSWERS)
def test_chances_are_chances_and_at_most_three_causes_are_shown(
    model: Model, answers: dict[str, str]
) -> None:
    advice = advise(model, case_of(model, answers), NOON, QUICK)
    chances = [cause.probability for cause in advice.causes]
    assert len(chances) <= 3
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= chance <= 1 for chance in chances)
    assert len({cause.slug for cause in advice.causes}) == len(chances)


@SLOW
@given(answers=ANSWERS)
def test_the_same_case_always_gets_the_same_advice(model: Model, answers: dict[str, str]) -> None:
    case = case_of(model, answers)
    assert advise(model, case, NOON, QUICK) == advise(model, case, NOON, QUICK)


@SLOW
@given(answers=ANSWERS.filter(bool))
def test_taken_back_is_never_said(model: Model, answers: dict[str, str]) -> None:
    *kept, last = answers.items()
    events = [opened(model), *answered(model, dict(kept))]
    undone = [*events, *answered(model, dict([last])), Undone(len(events), at=NOON)]
    assert advise(model, fold(undone), NOON, QUICK) == advise(model, fold(events), NOON, QUICK)


def asked_of_who_knows_nothing(model: Model, events: list[Event], most: int) -> list[str]:
    """The questions of an interview, each answered with "I don't know", until something is to be done."""
    asked: list[str] = []
    while len(asked) < most:
        following = advise(model, fold(events), NOON, Manner(interactive=True, settings=FAST)).next
        if following.kind != "ask":
            break
        asked.append(following.step)
        events = [*events, *answered(model, {following.step: "unknown"})]
    return asked


def test_a_question_is_not_asked_again_after_i_do_not_know(model: Model) -> None:
    asked = asked_of_who_knows_nothing(model, [opened(model, goal="pay")], 6)
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("taken", ["unclear", "yes"])
def test_no_second_payment_while_the_first_may_be_taken(model: Model, taken: str) -> None:
    case = case_of(model, {"money_taken": taken, "card_kind": "overseas", "fails_at": "paying"})
    advice = advise(model, case, NOON)
    assert "no_second_payment" in {stop.id for stop in advice.stop}
    paying = {name for name, route in model.pack.routes.items() if "pays" in route.tags}
    assert paying.isdisjoint(route.route for route in advice.routes)
    assert advice.next.step not in paying


def test_a_lock_stops_log_ins_for_an_hour_and_not_longer(model: Model) -> None:
    case = case_of(model, {"locked_notice": "yes", "many_attempts": "yes", "platform": "taobao"})
    stop = {stop.id: stop for stop in advise(model, case, NOON).stop}["no_log_in_while_locked"]
    assert stop.until == later(1)
    assert "no_log_in_while_locked" in {s.id for s in advise(model, case, later(0.99)).stop}
    assert "no_log_in_while_locked" not in {s.id for s in advise(model, case, later(1.01)).stop}


def test_every_attempt_starts_the_hour_anew(model: Model) -> None:
    events = [
        *case_of(model, {"locked_notice": "yes"}).events,
        RouteTried("password_log_in", False, at=later(0.5)),
    ]
    stop = {stop.id: stop for stop in advise(model, fold(events), later(0.6)).stop}
    assert stop["no_log_in_while_locked"].until == later(1.5)


def test_a_review_under_way_is_waited_for_and_never_restarted(model: Model) -> None:
    events = [
        *case_of(
            model, {"passport_renewed": "yes", "card_kind": "mainland", "bank_has_old_passport": "no"}
        ).events,
        StepStarted("update_passport_in_alipay", at=later(1)),
    ]
    advice = advise(model, fold(events), later(2))
    waiting = {wait.step: wait for wait in advice.pending}["update_passport_in_alipay"]
    assert waiting.begun == later(1)
    assert waiting.earliest < waiting.usual < waiting.latest
    assert "uploads_document" not in getattr(model.pack.steps.get(advice.next.step), "tags", [])
    assert advice.next.step != "update_passport_in_alipay"


def test_the_end_of_a_review_is_told_in_the_zone_that_is_asked_for(model: Model) -> None:
    words, verified = wording(model.pack, "en"), {"passport_renewed": "yes", "upload_state": "under_review"}
    begun = StepStarted("update_passport_in_alipay", at=later(1))
    view = view_of(model, fold([*case_of(model, verified).events, begun]), later(2))
    wait = describe_step.next_step(view, words, Pick("wait"))
    line = partial(describe.now_line, view, words, None, (), wait, ())
    assert "2026-11-27 01:00 UTC" in line(UTC)
    assert "2026-11-27 09:00 China" in line(timezone(timedelta(hours=8), "China"))


def test_the_unlock_check_follows_when_the_vpn_is_off(model: Model) -> None:
    locked = {"locked_notice": "yes", "vpn_on": "yes", "platform": "taobao", "number_reachable": "yes"}
    off = StepFinished("turn_off_vpn", "no_change", at=later(1))
    advice = advise(model, fold([*case_of(model, locked).events, off]), later(2))
    assert "vpn_on" not in {item.finding for item in advice.understood}
    assert "self_unlock" not in {blocked.step for blocked in advice.next.blocked}


@pytest.mark.parametrize("situation", ["at_the_till", "today"])
@pytest.mark.parametrize("place", ["visiting_mainland", "living_in_mainland"])
def test_the_first_line_names_the_way_that_is_advised(model: Model, situation: str, place: str) -> None:
    answers = {"card_kind": "overseas", "fails_at": "paying", "paid_for": "shop_counter", "money_taken": "no"}
    answers |= {"issuer_log": "blocked_as_suspicious", "place": place}
    advice = advise(model, case_of(model, answers, situation), NOON)
    assert (advice.next.kind == "try") == (advice.next.title in advice.now)


def test_what_hardly_anybody_has_is_offered_last(model: Model) -> None:
    """A foreign card cannot fill the wallet's balance, so that most visitors have nothing in it."""
    said = {"card_kind": "overseas", "fails_at": "paying", "paid_for": "shop_counter"}
    ways = [route.route for route in advise(model, case_of(model, said), NOON).routes]
    assert ways[0] == "cash"
    assert "wallet_balance" not in ways[:3]
    filled = case_of(model, said | {"has_balance": "yes"})
    assert "wallet_balance" in [route.route for route in advise(model, filled, NOON).routes[:2]]


def test_an_old_passport_at_a_chinese_bank_does_not_concern_a_foreign_card(model: Model) -> None:
    answers = {"card_kind": "overseas", "passport_renewed": "yes", "alipay_shows_old_passport": "yes"}
    answers |= {"has_passport_at_hand": "yes", "fails_at": "linking_card", "has_wallet": "yes"}
    advice = advise(model, case_of(model, answers), NOON, Manner(interactive=True))
    assert advice.next.step != "bank_has_old_passport"


RENEWED = {
    "passport_renewed": "yes",
    "card_kind": "mainland",
    "place": "living_in_mainland",
    "bank_has_old_passport": "yes",
    "alipay_shows_old_passport": "yes",
    "fails_at": "paying",
    "has_branch_nearby": "yes",
    "has_passport_at_hand": "yes",
}
"""A mainland card, a new passport that neither bank nor wallet has, and a branch nearby."""


def test_bank_before_wallet_before_card(model: Model) -> None:
    advice = advise(model, case_of(model, RENEWED), NOON)
    assert advice.next.step == "visit_bank_branch"
    order = [step.step for step in advice.next.plan]
    assert order.index("update_passport_in_alipay") < order.index("readd_card")
    assert "no_card_again_before_bank" in {stop.id for stop in advice.stop}


def test_the_chain_is_walked_to_its_end(model: Model) -> None:
    """Bank, wallet, card: each step opens the next, and the hold on the card ends with the bank's word."""
    events = list(case_of(model, RENEWED | {"worked_before": "yes"}).events)
    walked = []
    for hour, _ in enumerate(range(3), 1):
        step = advise(model, fold(events), later(hour)).next.step
        walked.append(step)
        events.append(StepFinished(step, "worked", at=later(hour)))
    assert walked == ["visit_bank_branch", "update_passport_in_alipay", "readd_card"]
    assert advise(model, fold(events), later(9)).stop == ()


def test_a_review_that_came_through_is_over(model: Model) -> None:
    desk = Desk(MemoryStore(), model, NO_READERS, lambda: later(1))
    answers = RENEWED | {"bank_has_old_passport": "no", "card_active_at_bank": "yes"}
    events = [*case_of(model, answers).events, *desk._finished("update_passport_in_alipay", "waiting")]
    assert "no_new_upload_while_reviewed" in {stop.id for stop in advise(model, fold(events), later(2)).stop}
    events.append(StepFinished("update_passport_in_alipay", "worked", at=later(37)))
    advice = advise(model, fold(events), later(37))
    assert (advice.stop, advice.next.step) == ((), "readd_card")
    assert not {"upload_state", "alipay_shows_old_passport"} & {item.finding for item in advice.understood}


def test_i_do_not_know_lifts_no_hold(model: Model) -> None:
    said = {"asked_for_secret": "yes"}
    events = [*case_of(model, said).events, *answered(model, {"asked_for_secret": "unknown"}, later(1))]
    before, after = (advise(model, case, later(2)) for case in (case_of(model, said), fold(events)))
    assert "no_codes_to_anyone" in {stop.id for stop in after.stop}
    assert [c.probability for c in after.causes] == [c.probability for c in before.causes]


def test_what_ends_a_hold_must_come_after_what_starts_it(model: Model) -> None:
    case = case_of(model, {"money_taken": "no", "payment_waits_for_pin": "yes"})
    assert "no_other_payment_while_one_waits" in {stop.id for stop in advise(model, case, NOON).stop}


def test_a_refused_photo_stays_evidence(model: Model) -> None:
    case = case_of(model, {"upload_state": "refused", "fails_at": "verifying", "has_passport_at_hand": "yes"})
    again = [
        *case.events,
        *Desk(MemoryStore(), model, NO_READERS, lambda: later(1))._finished("retake_photo", "refused"),
    ]
    chance = {c.slug: c.probability for c in advise(model, fold(again), later(1)).causes}
    assert chance["document_photo_rejected"] > 0.3


@pytest.mark.parametrize(
    ("answer", "first"),
    [
        ({"asked_for_secret": "yes"}, "stop_and_report_scam"),
        ({"strange_activity": "yes"}, "secure_account"),
        ({"money_taken": "unclear", "fails_at": "paying"}, "check_bill"),
    ],
)
def test_safety_comes_first(model: Model, answer: dict[str, str], first: str) -> None:
    for manner in (Manner(), Manner(interactive=True)):
        assert advise(model, case_of(model, answer), NOON, manner).next.step == first


def test_what_safety_calls_for_is_not_weighed_by_its_chance(model: Model) -> None:
    assert advise(model, case_of(model, {"asked_for_secret": "yes"}), NOON).next.chance is None


def test_who_has_no_wallet_is_not_asked_what_it_shows(model: Model) -> None:
    events = [opened(model, goal="pay"), *answered(model, {"has_wallet": "no", "passport_renewed": "yes"})]
    asked = asked_of_who_knows_nothing(model, events, 12)
    assert asked
    assert set(asked).isdisjoint({"money_taken", "identity_status", "alipay_shows_old_passport"})


def test_what_could_not_be_done_is_offered_again_the_next_day(model: Model) -> None:
    answers = {"issuer_log": "blocked_as_suspicious", "card_kind": "overseas", "fails_at": "paying"}
    events = [*case_of(model, answers).events, StepFinished("call_issuer", "could_not", at=later(1))]
    assert advise(model, fold(events), later(2)).next.step != "call_issuer"
    assert advise(model, fold(events), later(26)).next.step == "call_issuer"


def test_a_step_done_in_vain_is_not_advised_again(model: Model) -> None:
    answers = {"issuer_log": "blocked_as_suspicious", "card_kind": "overseas", "fails_at": "paying"}
    case = case_of(model, answers)
    first = advise(model, case, NOON).next
    assert first.step == "call_issuer"
    events = [*case.events, StepFinished("call_issuer", "no_change", at=later(1))]
    assert advise(model, fold(events), later(1)).next.step != "call_issuer"


def test_urgency_changes_the_order(model: Model) -> None:
    answers = {
        "card_kind": "overseas",
        "fails_at": "paying",
        "paid_for": "shop_counter",
        "has_cash": "yes",
        "place": "visiting_mainland",
        "issuer_log": "blocked_as_suspicious",
    }
    assert advise(model, case_of(model, answers, "at_the_till"), NOON).next.step == "cash"
    assert advise(model, case_of(model, answers, "no_hurry"), NOON).next.step == "call_issuer"


def test_what_lacks_one_thing_is_reached_through_the_step_that_gives_it(model: Model) -> None:
    answers = {"pin_wrong_too_often": "yes", "number_reachable": "no", "has_passport_at_hand": "yes"}
    advice = advise(model, case_of(model, answers), NOON)
    reached = [advice.next.step, *(planned.step for planned in advice.next.plan)]
    assert "reset_payment_password" not in reached[:1]


def test_a_refusal_gives_no_advice_but_the_official_way(model: Model, readers: Readers) -> None:
    advice = advise(model, told(model, readers, "Can I use my wife's account with the SIM I bought?"), NOON)
    assert advice.refusal is not None
    assert advice.refusal.way
    assert (advice.routes, advice.causes, advice.next.kind) == ((), (), "none")


def test_a_closed_case_needs_nothing(model: Model) -> None:
    events = [*case_of(model, {"vpn_on": "yes"}).events, Closed("solved", at=later(1))]
    assert advise(model, fold(events), later(1)).next.kind == "none"


def test_every_claim_of_the_advice_has_a_source(model: Model) -> None:
    advice = advise(model, case_of(model, {"issuer_log": "declined", "card_kind": "overseas"}), NOON)
    assert {source.id for source in advice.sources} <= set(model.pack.sources)
    assert advice.sources


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ja"])
def test_texts_are_there_in_every_language(model: Model, language: str) -> None:
    case = fold([opened(model, language=language), *answered(model, {"locked_notice": "yes"})])
    advice = advise(model, case, NOON)
    assert all(stop.text for stop in advice.stop)
    assert all(cause.title and cause.explain for cause in advice.causes)
    assert advice.now
    assert advice.next.title


@pytest.mark.parametrize(("platform", "sentence"), [("alipay", "restricted"), ("taobao", "restricted")])
def test_a_sentence_about_a_lock_is_offered_only_when_one_was_told(
    model: Model, platform: str, sentence: str
) -> None:
    fails = {"platform": platform, "fails_at": "paying"}
    locked = {**fails, "locked_notice": "yes"}
    unlocked, told_locked = (
        advise(model, case_of(model, answers), NOON, QUICK).contact.sentences for answers in (fails, locked)
    )
    assert unlocked
    assert not any(sentence in offered.en for offered in unlocked)
    assert any(sentence in offered.en for offered in told_locked)
