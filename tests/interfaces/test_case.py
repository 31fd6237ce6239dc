from __future__ import annotations

import json
from typing import Any

import pytest
from program import Call

NOON = "2026-11-25T12:00:00Z"


@pytest.fixture
def case(call: Call) -> str:
    assert call("diagnose", "my card was refused", "--keep", "--now", NOON).code == 0
    [only] = json.loads(call("case", "list", "--json").out)
    return str(only["case"])


def events(call: Call, case: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(call("case", "export", case).out)["events"]
    return found


def test_list_shows_the_latest_first(call: Call, case: str) -> None:
    call("diagnose", "account locked", "--keep")
    listed = json.loads(call("case", "list", "--json").out)
    assert [item["case"] for item in listed][1] == case
    assert call("case", "list").out.splitlines()[1].startswith(case)


def test_empty_list_is_said_on_stderr(call: Call) -> None:
    said = call("case", "list")
    assert (said.code, said.out) == (0, "")
    assert said.err


def test_a_case_is_found_by_its_beginning_and_as_the_last(call: Call, case: str) -> None:
    whole = call("case", "show", case, "--json", "--now", NOON).out
    assert call("case", "show", case[:6], "--json", "--now", NOON).out == whole
    assert call("case", "show", "last", "--json", "--now", NOON).out == whole


@pytest.mark.parametrize("typed", ["abc", "zzzzzz", "", "last"])
def test_no_such_case(call: Call, typed: str) -> None:
    said = call("case", "show", typed)
    assert (said.code, said.out) == (1, "")
    assert said.err


def test_telling_more_and_taking_it_back(call: Call, case: str) -> None:
    before = json.loads(call("case", "show", case, "--json", "--now", NOON).out)
    said = call("case", "tell", case, "now it says 身份信息不一致", "--now", NOON)
    assert said.code == 0
    assert said.out.strip()
    assert json.loads(call("case", "show", case, "--json", "--now", NOON).out) != before
    assert call("case", "undo", case).code == 0
    assert json.loads(call("case", "show", case, "--json", "--now", NOON).out) == before


def test_undo_takes_back_what_was_concluded_too(call: Call, case: str) -> None:
    step = "update_passport_in_alipay"
    call("case", "tell", case, "--step", step, "--outcome", "waiting", "--now", NOON)
    assert json.loads(call("case", "show", case, "--json", "--now", NOON).out)["pending"]
    call("case", "undo", case)
    shown = json.loads(call("case", "show", case, "--json", "--now", NOON).out)
    assert not shown["pending"]
    assert not shown["stop"]


def test_undo_stops_at_the_opening(call: Call, case: str) -> None:
    assert call("case", "undo", case).code == 0
    said = call("case", "undo", case)
    assert said.code == 2
    assert said.err


def test_undo_by_number(call: Call, case: str) -> None:
    call("case", "tell", case, "--say", "vpn_on=yes", "--say", "money_taken=no")
    number = next(e["event"] for e in events(call, case) if "vpn_on" in json.dumps(e))
    assert call("case", "undo", case, str(number)).code == 0
    understood = json.loads(call("case", "show", case, "--json").out)["understood"]
    assert "money_taken" in [item["finding"] for item in understood]
    assert "vpn_on" not in [item["finding"] for item in understood]


def test_waiting_shows_until_when(call: Call, case: str) -> None:
    call("case", "tell", case, "--step", "update_passport_in_alipay", "--outcome", "waiting", "--now", NOON)
    [pending] = json.loads(call("case", "show", case, "--json", "--now", NOON).out)["pending"]
    assert pending["begun"] < pending["earliest"] <= pending["usual"] <= pending["latest"]


@pytest.mark.parametrize("end", ["solved", "handed_over", "given_up"])
def test_closing(call: Call, case: str, end: str) -> None:
    assert call("case", "close", case, end).code == 0
    assert json.loads(call("case", "show", case, "--json").out)["next"]["kind"] == "none"


def test_another_language_for_reading_changes_nothing_kept(call: Call, case: str) -> None:
    kept = events(call, case)
    english = json.loads(call("case", "show", case, "--json", "--now", NOON).out)
    chinese = json.loads(call("case", "show", case, "--json", "--lang", "zh-Hans", "--now", NOON).out)
    assert english["now"] != chinese["now"]
    assert [c["id"] for c in english["causes"]] == [c["id"] for c in chinese["causes"]]
    assert events(call, case) == kept


def test_export_numbers_all_events(call: Call, case: str) -> None:
    found = events(call, case)
    assert [event["event"] for event in found] == list(range(len(found)))
    assert found[0]["kind"] == "opened"


def test_forgetting_needs_the_whole_id(call: Call, case: str) -> None:
    assert call("case", "forget", case[:8]).code == 1
    assert call("case", "forget", case).code == 0
    assert json.loads(call("case", "list", "--json").out) == []
    assert call("case", "show", case).code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--step", "turn_off_vpn"),
        ("--outcome", "worked"),
        ("--step", "turn_off_vpn", "--outcome", "splendid"),
        ("--step", "no_such_step", "--outcome", "worked"),
        ("text", "--say", "vpn_on=perhaps"),
    ],
)
def test_what_cannot_be_told_changes_nothing(call: Call, case: str, arguments: tuple[str, ...]) -> None:
    kept = events(call, case)
    assert call("case", "tell", case, *arguments).code == 2
    assert events(call, case) == kept
