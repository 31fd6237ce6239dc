"""What can go wrong around the program: a sentence each, the right exit code, nothing lost."""

from __future__ import annotations

import json
import os
import re
import resource
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from program import Call, Program, Said

from jiesuo.core.case import Told
from jiesuo.interfaces import shelf
from jiesuo.interfaces.cli import diagnose, main
from jiesuo.services.desk import Desk
from jiesuo.store.sqlite import SqliteStore

CARD, PASSPORT = "4111 1111 1111 1111", "E12345678"
SECRETS = (b"4111", b"1111111", b"12345678", b"hunter2secret")


def keep(call: Call, text: str = "my card was refused") -> str:
    assert call("diagnose", text, "--keep").code == 0
    return str(json.loads(call("case", "list", "--json").out)[0]["case"])


def is_a_sentence(said: Said, code: int) -> None:
    assert said.code == code
    assert said.out == ""
    assert re.search(r"[.。]$", said.err.strip())
    assert "Traceback" not in said.err


def bytes_of(database: Path) -> bytes:
    return b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))


def test_card_and_passport_numbers_never_reach_the_disk(program: Program) -> None:
    telling = f"My card {CARD} is refused, passport {PASSPORT}, password: hunter2secret"
    told = program("diagnose", telling, "--keep")
    assert told.returncode == 0
    program("case", "tell", "last", f"again {CARD} and {PASSPORT}")
    kept = bytes_of(program.database)
    assert b"is refused" in kept
    for secret in SECRETS:
        assert secret not in kept
        assert secret not in told.stdout + told.stderr


def test_locked_file(call: Call, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    case = keep(call)
    monkeypatch.setattr(shelf, "SqliteStore", partial(SqliteStore, patience=0.1))
    other = sqlite3.connect(program.database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    is_a_sentence(call("case", "tell", case, "more words"), 1)
    other.execute("ROLLBACK")
    other.close()
    assert call("case", "tell", case, "more words").code == 0


@pytest.mark.parametrize(
    "content", [b"not a database at all" * 50, b"\0" * 5000, b"SQLite format 3\0" + b"\xff" * 2000]
)
def test_file_that_is_not_ours(call: Call, program: Program, content: bytes) -> None:
    program.database.write_bytes(content)
    is_a_sentence(call("diagnose", "card refused", "--keep"), 1)
    is_a_sentence(call("case", "list"), 1)
    assert program.database.read_bytes() == content


def test_damaged_file(call: Call, program: Program) -> None:
    case = keep(call, "my card was refused " * 400)
    SqliteStore(program.database).close()
    damaged = bytearray(program.database.read_bytes())
    for side in program.database.parent.glob(f"{program.database.name}-*"):
        side.unlink()
    damaged[4096:] = b"\x55" * len(damaged[4096:])
    program.database.write_bytes(bytes(damaged))
    is_a_sentence(call("case", "show", case), 1)


def test_folder_that_cannot_be_made(
    call: Call, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("JIESUO_DB", str(tmp_path / "file" / "cases.sqlite"))
    is_a_sentence(call("diagnose", "card refused", "--keep"), 1)


@pytest.fixture
def readable_by_all() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="needs the rights of files")
def test_file_that_is_only_to_be_read(
    call: Call, readable_by_all: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = readable_by_all / "cases.sqlite"
    monkeypatch.setenv("JIESUO_DB", str(database))
    keep(call)
    before = bytes_of(database)
    database.chmod(0o444)
    readable_by_all.chmod(0o555)
    with somebody_else():
        is_a_sentence(call("diagnose", "card refused", "--keep"), 1)
    readable_by_all.chmod(0o755)
    assert bytes_of(database) == before


@contextmanager
def somebody_else() -> Iterator[None]:
    """Rights do not bind the system's owner, who becomes nobody for a moment."""
    owner = os.geteuid() == 0
    if owner:
        os.seteuid(65534)
    try:
        yield
    finally:
        if owner:
            os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_full_disk_keeps_what_was_there(program: Program, desk: Desk) -> None:
    assert program("diagnose", "card refused", "--keep").returncode == 0
    case = desk.list()[0].case_id
    before = desk.case(case).events
    size = program.database.stat().st_size

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 512, size + 512))

    full = program("case", "tell", case, "words " * 3000, before=small_disk)
    is_a_sentence(Said(full.returncode, full.stdout.decode(), full.stderr.decode()), 1)
    assert desk.case(case).events == before


def test_two_programs_tell_one_case_at_once(program: Program, desk: Desk) -> None:
    assert program("diagnose", "card refused", "--keep").returncode == 0
    case = desk.list()[0].case_id
    texts = [f"word number {name}" for name in ("one", "two", "three", "four")]
    running = [program.start(["case", "tell", case, text]) for text in texts]
    for process in running:
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
    told = [event.text for event in desk.case(case).live if isinstance(event, Told)]
    assert set(texts) <= set(told)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("diagnose", "card refused"), 0), (("diagnose", "-"), 2), ((), 2), (("case", "list"), 0)],
)
def test_closed_stdin(program: Program, arguments: tuple[str, ...], code: int) -> None:
    ended = program(*arguments, before=partial(os.close, 0))
    assert ended.returncode == code, ended.stderr
    assert b"Traceback" not in ended.stderr


def test_text_piped_in_is_diagnosed(program: Program) -> None:
    ended = program(stdin="付款失败，请更换支付方式".encode())
    assert ended.returncode == 0
    assert ended.stdout.strip()
    assert program.database.exists() is False


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_takes_nothing(program: Program) -> None:
    def full_output() -> None:
        os.dup2(os.open("/dev/full", os.O_WRONLY), 1)

    ended = program("diagnose", "card refused", before=full_output)
    assert ended.returncode == 1
    assert b"Traceback" not in ended.stderr
    assert b"Exception" not in ended.stderr


def test_reader_that_goes_away(program: Program) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ended = program("diagnose", "card refused", before=partial(os.dup2, writing, 1))
    assert ended.stderr == b""


def test_output_that_knows_ascii_only(program: Program) -> None:
    plain = replace(program, more={"PYTHONIOENCODING": "ascii", "LANG": "C"})
    ended = plain("diagnose", "付款失败 VPN", "--lang", "zh-Hans")
    assert ended.returncode == 0, ended.stderr


def test_no_home_folder(program: Program, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JIESUO_DB")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(Path, "home", _nobody)
    assert call("diagnose", "card refused").code == 0
    is_a_sentence(call("case", "list"), 2)


def _nobody() -> Path:
    raise RuntimeError("Could not determine home directory.")


def test_a_fault_of_ours_is_a_sentence_that_quotes_nothing(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnose, "answer_with", _faulty)
    said = call("diagnose", "my secret words")
    assert said.code == main.TROUBLE
    assert "ZeroDivisionError" in said.err
    assert "secret" not in said.err


def _faulty(_: object) -> Callable[[], None]:
    raise ZeroDivisionError("secret")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(call: Call, shell: str) -> None:
    said = call("completion", shell)
    assert said.code == 0
    assert "_JIESUO_COMPLETE" in said.out


def test_completion_offers_commands(program: Program) -> None:
    asking = {"_JIESUO_COMPLETE": "bash_complete", "COMP_WORDS": "jiesuo ca", "COMP_CWORD": "1"}
    ended = replace(program, more=asking)()
    assert b"case" in ended.stdout


def test_version(program: Program) -> None:
    ended = program("--version")
    assert ended.returncode == 0
    assert re.fullmatch(rb"jiesuo \d+\.\d+\.\d+\n", ended.stdout)
