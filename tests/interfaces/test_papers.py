"""The papers in hand, read from the command line: typed lines, and files that are no picture."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import ExifTags, Image

from jiesuo.errors import InputError
from jiesuo.interfaces.cli import papers
from jiesuo.interfaces.cli.case_talk import show_case
from jiesuo.interfaces.cli.diagnose import diagnose
from jiesuo.interfaces.cli.names import names
from jiesuo.interfaces.cli.paper_lines import SHOWN_FIELDS, field
from jiesuo.interfaces.cli.papers import passport, photo, screenshot
from jiesuo.interfaces.cli.records import records
from jiesuo.interfaces.phrasing import say, words
from jiesuo.readers.mrz_layout import LAYOUTS
from jiesuo.readers.photo import PROBLEMS, Check

# The specimen of ICAO Doc 9303-4.
SPECIMEN = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


def test_typed_lines_are_read() -> None:
    found = json.loads(CliRunner().invoke(passport, ["--mrz", SPECIMEN, "--json"]).stdout)
    assert (found["schema"], found["valid"], found["type"]) == ("jiesuo.passport/1", True, "TD3")
    assert found["fields"]["surname"] == "ERIKSSON"
    assert found["expires_in_days"] < 0


@pytest.mark.parametrize("form", ["-", "\\n", " ", ""])
def test_the_lines_can_be_typed_in_several_ways(form: str) -> None:
    typed = "-" if form == "-" else SPECIMEN.replace("\n", form)
    said = CliRunner().invoke(passport, ["--mrz", typed, "--json"], input=SPECIMEN).stdout
    assert json.loads(said)["valid"]


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


@pytest.fixture
def usable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check of pictures is tested elsewhere."""
    monkeypatch.setattr(papers, "checked", lambda file, today: Check(()))


def with_traces(folder: Path) -> Path:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "INVENTED PHONE"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    file = folder / "page.jpg"
    Image.new("RGB", (60, 40), "green").save(file, exif=exif.tobytes(), comment=b"48.8584 north")
    return file


@pytest.mark.usefixtures("usable")
def test_a_copy_is_offered_and_holds_no_trace(tmp_path: Path) -> None:
    file, copy = with_traces(tmp_path), tmp_path / "copy.jpg"
    assert "--copy" in CliRunner().invoke(photo, [str(file)]).stdout
    result = CliRunner().invoke(photo, [str(file), "--copy", str(copy)])
    assert result.exit_code == 0
    assert copy.name in result.stdout.replace("\n", "")
    for trace in (b"Exif", b"INVENTED", b"48.8584"):
        assert trace in file.read_bytes()
        assert trace not in copy.read_bytes()


@pytest.mark.usefixtures("usable")
@pytest.mark.parametrize("name", ["page.jpg", "there.jpg", "copy.png", "copy", "nowhere/copy.jpg"])
def test_a_copy_overwrites_nothing_and_is_named_as_what_it_is(tmp_path: Path, name: str) -> None:
    file = with_traces(tmp_path)
    (tmp_path / "there.jpg").write_bytes(b"mine")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    fault = CliRunner().invoke(photo, [str(file), "--copy", str(tmp_path / name)]).exception
    assert isinstance(fault, InputError)
    assert fault.next_step
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("faults", [(), ("glare",)])
def test_the_fault_of_a_picture_goes_to_the_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: tuple[str, ...]
) -> None:
    monkeypatch.setenv("JIESUO_DB", str(tmp_path / "cases.sqlite"))
    monkeypatch.setattr(papers, "checked", lambda file, today: Check(faults))
    run = CliRunner().invoke
    run(diagnose, ["my passport photo was refused", "--keep", "--lang", "en"])
    assert run(photo, [str(with_traces(tmp_path)), "--case", "last"]).exit_code == 0
    advice = json.loads(run(show_case, ["last", "--json"]).stdout)
    told = {item["finding"]: item["value"] for item in advice["understood"]}
    assert told["photo_faulty"] == ("yes" if faults else "no")


def test_names_go_to_the_case_as_what_they_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIESUO_DB", str(tmp_path / "cases.sqlite"))
    run = CliRunner().invoke
    run(diagnose, ["my payment fails", "--keep", "--lang", "en"])
    pair = ["QUILL JANE", "JANE QUILL"]
    for wrong in (
        ["--case", "last"],
        ["--between", "bank,alipay"],
        ["--case", "last", "--between", "moon,sun"],
    ):
        assert isinstance(run(names, [*pair, *wrong]).exception, InputError)
    assert run(names, [*pair, "--between", "bank,alipay", "--case", "last"]).exit_code == 0
    advice = json.loads(run(show_case, ["last", "--json"]).stdout)
    assert ("name_differs_at_bank", "yes") in {(i["finding"], i["value"]) for i in advice["understood"]}


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ja"])
def test_a_repair_and_each_field_are_told_in_words(language: str) -> None:
    said = CliRunner().invoke(
        passport, ["--mrz", SPECIMEN.replace("L898902C3", "L8989O2C3"), "--lang", language]
    )
    assert "O" in said.stdout
    assert not re.search(r"[a-z]+_[a-z]+", said.stdout)
    assert say(language, "field_birth") in said.stdout
    repaired = say(language, "zone_repaired", field=say(language, "field_number"), read="O", meant="0")
    assert repaired in said.stdout.replace("\n", "")


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ja"])
def test_every_field_of_every_kind_of_paper_has_a_name(language: str) -> None:
    layouts = {name for layout in LAYOUTS for name in layout.fields} | {"composite"}
    assert not [
        name for name in {*layouts, *SHOWN_FIELDS} if field(name, language) == name and language != "en"
    ]
    assert not [name for name in {*layouts, *SHOWN_FIELDS} if "_" in field(name, language)]
