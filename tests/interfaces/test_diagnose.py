from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from program import Call

from jiesuo.core.model import Model
from jiesuo.interfaces import wire
from jiesuo.interfaces.cli import diagnose
from jiesuo.services.intake import Readers

SCHEMAS = Path(__file__).parents[2] / "docs" / "json-schema"
KEYS = [
    *("schema", "pack", "goal", "situation", "refusal", "stop", "now", "routes"),
    *("next", "pending", "causes", "sure", "understood", "contact", "bank_contact", "sources"),
]
TELLINGS = (
    "I renewed my passport, now Alipay says 身份信息不一致 and I cannot pay",
    "淘宝账号被锁，登录时开了VPN",
    "Visaカードが使えません。付款失败",
    "Can I rent somebody's verified account?",
    "The moon is purple",
)


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((SCHEMAS / name).read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


ADVICE = validator("advice-1.json")


def advice_of(call: Call, *arguments: str, stdin: bytes = b"") -> dict[str, Any]:
    said = call("diagnose", "--json", *arguments, stdin=stdin)
    assert said.code == 0, said.err
    found: dict[str, Any] = json.loads(said.out)
    ADVICE.validate(found)
    return found


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ja"])
@pytest.mark.parametrize("telling", TELLINGS)
def test_json_is_as_documented(call: Call, telling: str, language: str) -> None:
    found = advice_of(call, telling, "--lang", language)
    assert list(found) == KEYS
    chances = [cause["probability"] for cause in found["causes"]]
    assert chances == sorted(chances, reverse=True)
    assert all(item["quote"] in telling for item in found["understood"])


def test_what_a_sentence_to_show_means_is_said_in_the_language(call: Call) -> None:
    sentence = advice_of(call, TELLINGS[2])["contact"]["sentences"][0]
    shown = {language: call("diagnose", TELLINGS[2], "--lang", language).out for language in ("en", "ja")}
    assert sentence["zh"] in shown["en"]
    assert sentence["en"] in shown["en"]
    assert sentence["en"] not in shown["ja"]
    assert sentence["ja"] in shown["ja"]


def test_schema_notices_a_missing_and_a_new_key(call: Call) -> None:
    found = advice_of(call, TELLINGS[0])
    for key in KEYS:
        assert not ADVICE.is_valid({name: value for name, value in found.items() if name != key})
    assert not ADVICE.is_valid({**found, "more": 1})
    found["next"]["more"] = 1
    assert not ADVICE.is_valid(found)


def test_an_answer_is_understood_and_not_asked_again(call: Call) -> None:
    found = advice_of(call, "card refused", "--say", "money_taken=no", "--say", "vpn_on=unknown")
    assert {"finding": "money_taken", "value": "no"}.items() <= next(
        item for item in found["understood"] if item["finding"] == "money_taken"
    ).items()
    assert found["next"]["step"] not in ("money_taken", "vpn_on")


def test_goal_and_situation_are_kept(call: Call) -> None:
    found = advice_of(call, "help", "--goal", "unlock", "--situation", "at_the_till")
    assert (found["goal"], found["situation"]) == ("unlock", "at_the_till")


def test_refusal_gives_no_causes_routes_or_step(call: Call) -> None:
    found = advice_of(call, TELLINGS[3])
    assert found["refusal"]["id"]
    assert found["refusal"]["way"]
    assert (found["causes"], found["routes"], found["next"]["kind"]) == ([], [], "none")


def test_text_from_stdin_is_the_same_telling(call: Call) -> None:
    telling = TELLINGS[0]
    assert advice_of(call, "-", "--now", "2026-11-25T12:00Z", stdin=telling.encode()) == advice_of(
        call, telling, "--now", "2026-11-25T12:00Z"
    )


def test_text_for_people_stands_on_stdout_alone(call: Call) -> None:
    said = call("diagnose", TELLINGS[0])
    assert said.code == 0
    assert said.err == ""
    assert "\x1b" not in said.out


def test_a_question_says_how_it_is_answered(call: Call) -> None:
    found = advice_of(call, "The moon is purple")
    assert found["next"]["kind"] == "ask"
    said = call("diagnose", "The moon is purple")
    assert f"--say {found['next']['step']}=" in said.out


def test_keeping_names_the_case_on_stderr(call: Call) -> None:
    said = call("diagnose", "card refused", "--keep", "--json")
    json.loads(said.out)
    [case] = json.loads(call("case", "list", "--json").out)
    assert case["case"] in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("diagnose", ""),
        ("diagnose", "-"),
        ("diagnose", "x", "--say", "vpn_on"),
        ("diagnose", "x", "--say", "vpn_on=perhaps"),
        ("diagnose", "x", "--say", "no_such_finding=yes"),
        ("diagnose", "x", "--goal", "fly"),
        ("diagnose", "x", "--situation", "soon"),
        ("diagnose", "x", "--lang", "fr"),
        ("diagnose", "x", "--now", "noon"),
        ("diagnose", "--lines", "no/such/file"),
        ("diagnose", "--nonsense"),
        ("nonsense",),
    ],
)
def test_what_cannot_be_used_is_said_on_stderr(call: Call, arguments: tuple[str, ...]) -> None:
    said = call(*arguments)
    assert said.code == 2
    assert said.out == ""
    assert said.err.strip()
    assert "Traceback" not in said.err


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S", "Z", "Cc", "Cf"]), max_size=300)
)
def test_any_text_gets_an_answer(call: Call, text: str) -> None:
    said = call("diagnose", "-", "--json", stdin=text.encode())
    if not text.strip():
        assert said.code == 2
        return
    assert said.code == 0
    ADVICE.validate(json.loads(said.out))


@pytest.mark.parametrize(
    "raw",
    [
        bytes(range(256)) * 8,
        b"\0" * 100,
        "\u202ecard\u202c refused \u200f\u2066x\u2069".encode(),
        "💳🚫😡 付款失败 👨‍👩‍👧".encode(),
        b"card refused " + b"\xff\xfe" * 50,
    ],
    ids=["binary", "nul", "right-to-left", "emoji", "broken"],
)
def test_strange_bytes_get_an_answer_that_moves_no_cursor(call: Call, raw: bytes) -> None:
    advice_of(call, "-", stdin=raw)
    shown = call("diagnose", "-", stdin=raw).out
    assert not set(shown) & {"\x1b", "\0", "\u202e", "\u2066", "\x07", "\x08"}


def test_a_megabyte_is_cut_off_and_said_so(call: Call) -> None:
    said = call("diagnose", "-", "--json", stdin=b"my card was refused " * 52_500)
    assert said.code == 0
    assert "20,000" in said.err
    ADVICE.validate(json.loads(said.out))


# --- a telling a line


def test_lines_keep_their_order_and_their_count(
    call: Call, tmp_path: Path, known: tuple[Model, Readers]
) -> None:
    message = next(message for message in known[0].pack.messages.values() if message.texts)
    lines = ["card refused", "", message.texts[0], "x" * 30_000, "last without an end"]
    file = tmp_path / "tellings.txt"
    file.write_bytes("\n".join(lines).encode())
    said = call("diagnose", "--lines", str(file))
    assert said.code == 0
    found = [json.loads(line) for line in said.out.splitlines()]
    assert len(found) == len(lines)
    for line, advice in zip(lines, found, strict=True):
        ADVICE.validate(advice)
        assert all(item["quote"] in line for item in advice["understood"])
    assert found[2]["understood"]


def test_lines_from_stdin_stand_bytes_and_dos_ends(call: Call) -> None:
    said = call("diagnose", "--lines", "-", stdin=b"card refused\r\n\xff\xfe\0\r\n\x80\nlocked")
    assert said.code == 0
    assert [json.loads(line)["schema"] for line in said.out.splitlines()] == [wire.SCHEMA] * 4


def test_each_line_is_its_own_case(call: Call) -> None:
    alone = call("diagnose", "--lines", "-", "--now", "2026-11-25T12:00Z", stdin="付款失败 VPN\n".encode())
    after = call(
        "diagnose", "--lines", "-", "--now", "2026-11-25T12:00Z", stdin="锁 passport\n付款失败 VPN".encode()
    )
    assert alone.out.splitlines() == after.out.splitlines()[1:]
    assert json.loads(call("case", "list", "--json").out) == []


def test_a_line_that_cannot_be_answered_leaves_its_place(call: Call) -> None:
    said = call("diagnose", "--lines", "-", "--say", "vpn_on=perhaps", stdin=b"one\ntwo\n")
    assert said.code == 1
    for line in said.out.splitlines():
        validator("error-1.json").validate(json.loads(line))
    assert len(said.out.splitlines()) == 2


def test_progress_goes_to_stderr(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnose, "PROGRESS_EVERY", 2)
    said = call("diagnose", "--lines", "-", stdin=b"x\n" * 5)
    assert len(said.out.splitlines()) == 5
    assert [line.split()[0] for line in said.err.splitlines()] == ["2", "4"]
