"""The papers in hand, read from the command line: typed lines, and files that are no picture."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from jiesuo.errors import InputError
from jiesuo.interfaces.cli.case_talk import show_case
from jiesuo.interfaces.cli.diagnose import diagnose
from jiesuo.interfaces.cli.papers import passport, photo, screenshot
from jiesuo.interfaces.cli.records import records
from jiesuo.interfaces.phrasing import words
from jiesuo.readers.photo import PROBLEMS

# The specimen of ICAO Doc 9303-4.
SPECIMEN = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


def test_typed_lines_are_read() -> None:
    found = json.loads(CliRunner().invoke(passport, ["--mrz", SPECIMEN, "--json"]).stdout)
    assert (found["schema"], found["valid"], found["type"]) == ("jiesuo.passport/1", True, "TD3")
    assert found["fields"]["surname"] == "ERIKSSON"
    assert found["expires_in_days"] < 0


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ja"])
def test_a_wrong_check_digit_is_told(language: str) -> None:
    wrong = SPECIMEN.replace("L898902C36", "L898902C37")
    result = CliRunner().invoke(passport, ["--mrz", wrong, "--lang", language])
    assert result.exit_code == 0
    assert "L898902C3" not in result.stdout
    assert "check_failed" not in result.stdout


def test_one_of_file_and_lines_is_needed() -> None:
    assert isinstance(CliRunner().invoke(passport, []).exception, InputError)


@pytest.mark.parametrize("command", [photo, screenshot, passport])
@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 50, b"%PDF-1.7 no picture", b"<svg></svg>", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_picture_gets_a_sentence(command: object, content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "thing.png"
    file.write_bytes(content)
    result = CliRunner().invoke(command, [str(file)])  # type: ignore[arg-type]
    assert isinstance(result.exception, InputError)
    assert result.exception.what


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ja"])
def test_every_problem_of_a_picture_says_what_to_do(language: str) -> None:
    assert all(f"photo_{problem}" in words(language) for problem in PROBLEMS)


def test_the_result_goes_to_the_case_and_no_value_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIESUO_DB", str(tmp_path / "cases.sqlite"))
    run = CliRunner().invoke
    run(diagnose, ["my payment fails", "--keep", "--lang", "en"])
    entries = tmp_path / "records.yaml"
    entries.write_text("bank: {name: ERIKSSON ANNA}\nalipay: {name: ANNA M ERIKSSON}\n", "utf-8")
    assert run(passport, ["--mrz", SPECIMEN, "--case", "last"]).exit_code == 0
    assert run(records, [str(entries), "--case", "last", "--say", "card_kind=mainland"]).exit_code == 0
    advice = json.loads(run(show_case, ["last", "--json"]).stdout)
    told = {(item["finding"], item["value"]) for item in advice["understood"]}
    assert {("passport_expired", "yes"), ("name_differs_at_bank", "yes")} <= told
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("cases.sqlite*"))
    assert b"ERIKSSON" not in kept.upper()
    assert b"L898902C3" not in kept
