"""Nothing of a picture, a name or a number stays: not among the cases, not in a log, nowhere at home."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import drawing
import pages
import pytest
import screens
from player import Terminal
from program import Program

from jiesuo.services.desk import Desk

TODAY = date(2026, 11, 25)
PIECE = 24
"""Bytes of a picture that are looked for; so many do not stand elsewhere by chance."""
ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
ENTRIES = {
    "passport": {"name": "QUILLFEATHER JANE OLIVIA", "document_number": "E99887766"},
    "alipay": {"name": "QUILLFEATHER JANE OLIVIA", "phone": "13900001234", "document_number": "D11223344"},
    "bank": {"name": "JANE QUILLFEATHER", "phone": "13900005678", "document_number": "D11223344"},
}
SECRETS = (
    *("ERIKSSON", "ANNA MARIA", "ANNA<MARIA", "L898902C3", "ZE184226B", "740812", "1974-08-12"),
    *("QUILLFEATHER", "OLIVIA", "E99887766", "D11223344", "13900001234", "13900005678"),
    *("GROVEWOOD", "张先生"),
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of its own, where anything that a part writes would be found."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def watched(program: Program, home: Path) -> Program:
    more = {"HOME": str(home), "TMPDIR": str(home), "XDG_STATE_HOME": str(home / "state")}
    return replace(program, database=home / "cases.sqlite", more=more)


@pytest.fixture
def case(watched: Program, home: Path) -> str:
    assert watched("diagnose", "my payment fails", "--keep", "--lang", "en").returncode == 0
    return "last"


def remains(home: Path) -> bytes:
    """All bytes below home, of the database and its journals above all."""
    found = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    assert b"SQLite format 3" in found
    return found


def assert_no_secret(*places: bytes) -> None:
    for place in places:
        text = place.decode("utf-8", "ignore").upper()
        assert not [secret for secret in SECRETS if secret.upper() in text]


def pieces(picture: bytes) -> Iterator[bytes]:
    """Pieces from all over a picture's file, past its head, which all pictures share."""
    starts = range(700, len(picture) - PIECE, max(1, len(picture) // 40))
    return (picture[start : start + PIECE] for start in starts)


def assert_no_piece(picture: bytes, *places: bytes) -> None:
    assert not [piece for piece in pieces(picture) if any(piece in place for place in places)]


def names(_: Path) -> list[str]:
    return ["names", "QUILLFEATHER JANE OLIVIA", "Jane Quillfeather", "--between", "bank,alipay"]


def passport(_: Path) -> list[str]:
    return ["passport", "--mrz", ZONE]


def records(folder: Path) -> list[str]:
    lines = [f"{h}:\n" + "".join(f"  {a}: '{v}'\n" for a, v in held.items()) for h, held in ENTRIES.items()]
    file = folder / "records.yaml"
    file.write_text("".join(lines), "utf-8")
    return ["records", str(file), "--say", "card_kind=mainland"]


@pytest.mark.parametrize("arguments", [names, passport, records])
@pytest.mark.parametrize("more", [[], ["--json"]], ids=["text", "json"])
def test_what_was_typed_stays_nowhere(
    watched: Program,
    home: Path,
    tmp_path: Path,
    case: str,
    arguments: Callable[[Path], list[str]],
    more: list[str],
) -> None:
    before = remains(home)
    said = watched(*arguments(tmp_path), "--case", case, *more)
    assert said.returncode == 0, said.stderr
    assert remains(home) != before
    assert_no_secret(remains(home), said.stderr)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page, and a screen with a person's name beside a message of the pack."""
    assert drawing.fonts_are_here(), "the fonts to draw with are missing: run .ci/system-needs"
    folder = tmp_path_factory.mktemp("drawn")
    rng = random.Random(8)
    pages.DAMAGED["clean"](pages.page(rng, TODAY)[1], rng).save(folder / "page.jpg")
    screen = drawing.Screen(
        "此账户的支付功能已暂时禁用", "收银台", "page", ("确定",), ("收款人 张先生", "GROVEWOOD PETER")
    )
    screens.taken(screen, 0).save(folder / "screen.jpg")
    return folder


@pytest.mark.parametrize("command", ["passport", "photo", "screenshot"])
def test_what_was_shown_stays_nowhere(
    watched: Program, home: Path, case: str, drawn: Path, command: str
) -> None:
    file = drawn / ("screen.jpg" if command == "screenshot" else "page.jpg")
    before = remains(home)
    said = watched(command, str(file), "--case", case)
    assert said.returncode == 0, said.stderr
    assert remains(home) != before
    assert_no_secret(remains(home), said.stderr)
    assert_no_piece(file.read_bytes(), remains(home), said.stderr, said.stdout)
    if command == "passport":
        values = re.findall(r": ([A-Z0-9 -]{4,})$", said.stdout.decode(), re.MULTILINE)
        assert len(values) > 3
        assert not [value for value in values if value.encode() in remains(home) + said.stderr]


def test_a_name_in_the_interview_stays_nowhere(watched: Program, home: Path, desk: Desk) -> None:
    case_id = replace(desk, store=type(desk.store)(watched.database)).open("", "this_week", "en")
    terminal = Terminal(watched, "--case", case_id, rows=50)
    try:
        menu = terminal.type("p")
        place = re.search(r"(\d)  compare the two names", menu)
        assert place
        said = terminal.type(place[1], "1", "QUILLFEATHER JANE OLIVIA", "Jane Quillfeather")
        assert "QUILLFEATHER" in said
        terminal.type("q")
    finally:
        if terminal._status is None:
            terminal.kill()
    assert b"name_differs" in remains(home)
    assert_no_secret(remains(home))
