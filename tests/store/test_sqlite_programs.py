"""Several programs at one file, and programs that die in the middle."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from jiesuo.errors import Conflict, JiesuoError
from jiesuo.store.sqlite import SqliteStore

CASE = "c" * 26
AT = "2025-03-01T09:00:00+00:00"
WRITER = Path(__file__).with_name("writer.py")


def start(file: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(WRITER), str(file), CASE, name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_programs_that_begin_a_file_together_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "cases.sqlite"
    names = ["one", "two", "three"]
    programs = [start(file, name, 30) for name in names]
    outputs = [program.communicate(timeout=30)[0].split() for program in programs]
    acknowledged = sorted(int(version) for output in outputs for version in output)
    assert acknowledged == list(range(2, 92))
    events = SqliteStore(file).read(CASE)[1]
    for name in names:
        assert [each["n"] for each in events if each["who"] == name] == list(range(30))


def test_a_killed_program_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    file = tmp_path / "cases.sqlite"
    chance = random.Random(7)
    store = SqliteStore(file)
    expected = ["first"]
    for turn in range(25):
        acknowledged = _killed_after(start(file, str(turn), 0), chance.uniform(0, 0.08))
        version, events = store.read(CASE)
        names = [each["who"] for each in events]
        # The last one may have been kept without its acknowledgement having got out.
        assert max(acknowledged) <= version <= max(acknowledged) + 1
        expected += [str(turn)] * (version - len(expected))
        assert names == expected
        if turn % 3 == 0:
            # So that some deaths leave a log that only the next program recovers.
            store.close()


def _killed_after(program: subprocess.Popen[str], seconds: float) -> list[int]:
    assert program.stdout is not None
    first = program.stdout.readline()
    time.sleep(seconds)
    program.kill()
    rest = program.communicate()[0]
    # The very last line may be cut off in the middle.
    return [int(first), *(int(line) for line in rest.split("\n")[:-1])]


def test_threads_that_begin_a_file_together_all_succeed(tmp_path: Path) -> None:
    faults: list[JiesuoError] = []
    gate = threading.Barrier(6)

    def begin(number: int) -> None:
        store = SqliteStore(tmp_path / "new" / "cases.sqlite")
        gate.wait()
        try:
            store.create(f"{number}" * 26, [{"at": AT}])
        except JiesuoError as error:
            faults.append(error)
        store.close()

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(SqliteStore(tmp_path / "new" / "cases.sqlite").list()) == 6


def test_threads_of_one_store_take_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> int:
        time.sleep(0.02)
        return 0

    monkeypatch.setattr("jiesuo.store.sqlite._checksum", slow)
    store = SqliteStore(tmp_path / "cases.sqlite")
    store.list()
    threads = [threading.Thread(target=store.create, args=(name * 26, [{"at": AT}])) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.list()) == 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_parent_and_child_both_go_on_after_a_fork(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "cases.sqlite")
    store.create(CASE, [{"at": AT, "who": "first"}])
    child = os.fork()
    if child == 0:
        # Whatever happens, the child must not go on as a second test run.
        with contextlib.suppress(BaseException):
            _append_some(store, "child")
            os._exit(0)
        os._exit(1)
    _append_some(store, "parent")
    assert os.waitpid(child, 0)[1] == 0
    events = SqliteStore(tmp_path / "cases.sqlite").read(CASE)[1]
    assert Counter(each["who"] for each in events) == {"first": 1, "parent": 25, "child": 25}


def _append_some(store: SqliteStore, who: str) -> None:
    left = 25
    while left:
        with contextlib.suppress(Conflict):
            store.append(CASE, store.read(CASE)[0], [{"at": AT, "who": who}])
            left -= 1
