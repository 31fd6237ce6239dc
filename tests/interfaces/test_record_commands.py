from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jiesuo.core.model import Model
from jiesuo.errors import InputError
from jiesuo.interfaces import chosen, phrasing
from jiesuo.interfaces.cli import terminal
from jiesuo.interfaces.cli.names import names
from jiesuo.interfaces.cli.records import records
from jiesuo.readers.name_kinds import KINDS
from jiesuo.services.intake import Readers

CSV = """holder,attribute,value
passport,document_number,E99887766
passport,document_expiry,2031-05-20
bank,document_number,D11223344
alipay,document_number,E99887766
"""
NOW = ("--now", "2026-11-25")


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch, known: tuple[Model, Readers]) -> None:
    monkeypatch.setattr(chosen, "model_and_readers", lambda: known)


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(records, [*arguments, *NOW], input=stdin)


def test_json_has_the_keys_of_the_issue() -> None:
    said = json.loads(run("-", "--json", stdin=CSV).stdout)
    assert {"cells", "pairs", "next_cell", "plan", "observations"} <= set(said)
    assert said["schema"] == "jiesuo.records/1"
    assert [(c["holder"], c["attribute"], c["step"], c["after"]) for c in said["plan"]] == [
        ("bank", "document_number", "visit_bank_branch", []),
        ("card_link", None, "readd_card", ["bank"]),
    ]
    assert {p["state"] for p in said["pairs"]} == {"agree", "differs", "unknown"}
    assert {"finding", "value", "source", "reliability"} == set(said["observations"][0])


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ja"])
def test_the_text_names_the_pair_the_letters_and_the_order(language: str) -> None:
    said = run("-", "--lang", language, stdin=CSV).stdout
    assert "D11223344" in said
    assert "✗" in said
    assert phrasing.say(language, "records_no_trying") in said


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ja"])
def test_every_kind_of_difference_and_end_has_words(language: str) -> None:
    ends = ("session", "trusted_device", "card_link", "pending_review")
    keys = [*(f"diff_{kind}" for kind in (*KINDS, "expired")), *(f"records_ends_{end}" for end in ends)]
    assert all(phrasing.say(language, key) for key in keys)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert isinstance(run(str(tmp_path / "none.yaml")).exception, InputError)
    assert isinstance(run(str(tmp_path)).exception, InputError)


def test_without_a_person_there_is_nobody_to_ask() -> None:
    fault = run().exception
    assert isinstance(fault, InputError)
    assert "nobody" in fault.what


def test_a_wrong_answer_is_refused() -> None:
    assert isinstance(run("-", "--say", "card_kind=golden", stdin=CSV).exception, InputError)


def talk(monkeypatch: pytest.MonkeyPatch, lines: Iterable[str]) -> str:
    waiting = iter(lines)

    def typed(_: str) -> str:
        try:
            return next(waiting)
        except StopIteration:
            raise terminal.Ended(0) from None

    monkeypatch.setattr(terminal, "is_interactive", lambda: True)
    monkeypatch.setattr(terminal, "typed", typed)
    return run("--say", "card_kind=mainland", "--say", "platform=alipay").stdout


def test_entries_are_asked_for_and_settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    said = talk(monkeypatch, ["soon", "2031-05-20", "", "q"])
    assert "This is not a date." in said
    assert said.count("End date of the passport: Your passport: agree") == 2
    assert phrasing.say("en", "records_nothing") in said


def test_the_talk_ends_with_the_input(monkeypatch: pytest.MonkeyPatch) -> None:
    assert phrasing.say("en", "records_intro") in talk(monkeypatch, [])


def test_an_entry_can_be_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    said = talk(monkeypatch, ["b", "2020-05-20", "b", "2031-05-20", "q"])
    assert "End date of the passport: Your passport: past its end date" in said
    assert said.rstrip().count("End date of the passport: Your passport: agree") == 2
    assert said.count("Year, month, day") >= 3


def test_passing_every_question_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = iter([""] * 100)
    said = talk(monkeypatch, asked)
    assert len(list(asked)) > 70
    assert phrasing.say("en", "records_next") not in said


def test_two_names() -> None:
    said = json.loads(CliRunner().invoke(names, ["QUILL JANE", "Jane Quill", "--json"]).stdout)
    assert set(said) == {"schema", "same_person", "differences", "parts", "sentence"}
    assert said["same_person"] == "yes"
    assert said["differences"] == ["case", "order"]
    assert set(said["sentence"]) == {"en", "zh-Hans"}


def test_a_pair_a_line_gives_an_object_a_line() -> None:
    pairs = [("QUILL JANE", "QUILL JANE"), ("李 小明", "LI XIAOMING")]
    lines = "".join(json.dumps({"a": a, "b": b}) + "\n" for a, b in pairs)
    said = CliRunner().invoke(names, ["--lines", "-"], input=lines).stdout.splitlines()
    assert [json.loads(line)["schema"] for line in said] == ["jiesuo.names/1"] * 2


@pytest.mark.parametrize(
    "line",
    [
        "QUILL",
        '{"a": "QUILL"}',
        "[" * 9000,
        '{"a": "QUILL", "b": 1}',
        '{"a": "QUILL", "b": " "}',
        "Q" * 25_000,
        "",
    ],
)
def test_a_bad_line_is_told_by_number_alone_and_the_others_are_answered(line: str) -> None:
    good = '{"a": "x", "b": "y"}\n'
    result = CliRunner().invoke(names, ["--lines", "-"], input=f"{good}{line}\n{good}")
    said = [json.loads(row) for row in result.stdout.splitlines()]
    assert [row["schema"] for row in said] == ["jiesuo.names/1", "jiesuo.error/1", "jiesuo.names/1"]
    assert "Line 2" in said[1]["what"]
    assert "QUILL" not in json.dumps(said[1])
    assert result.exit_code == 1


@pytest.mark.parametrize("pair", [["QUILL", ""], [" ", "QUILL"]])
def test_an_empty_name_is_not_compared(pair: list[str]) -> None:
    assert isinstance(CliRunner().invoke(names, pair).exception, InputError)


def test_names_move_nothing_on_the_screen() -> None:
    assert "\x1b" not in CliRunner().invoke(names, ["QUILL\x1b[2J", "QUILL"]).stdout


def test_one_name_is_not_enough() -> None:
    assert isinstance(CliRunner().invoke(names, ["QUILL"]).exception, InputError)
