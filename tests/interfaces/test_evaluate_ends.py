"""However a long evaluation ends, nothing of it goes on, and it says nothing where nobody reads along."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from program import Program

from jiesuo.interfaces.cli.main import INTERRUPTED

LONG = ("evaluate", "world", "--people", "10000", "--policy", "guide", "--policy", "jiesuo", "--jobs", "2")
PROCESSES = 3
"""Two that play, and one of Python's own that counts what they share."""
PATIENCE = 40
"""Seconds for what takes three on a machine with nothing else to do."""


def test_ctrl_c_ends_it_without_a_word(program: Program) -> None:
    run = begun(program)
    # A terminal tells all processes of the command.
    for process in (*children(run), run.pid):
        os.kill(process, signal.SIGINT)
    out, err = run.communicate(timeout=PATIENCE)
    assert (run.returncode, out, err.strip()) == (INTERRUPTED, b"", b"")


def test_who_plays_goes_with_who_called(program: Program) -> None:
    run = begun(program)
    run.kill()
    # Whoever is left holds the pipes open.
    out, _ = run.communicate(timeout=PATIENCE)
    assert not out


def test_no_bar_where_nobody_looks(program: Program) -> None:
    run = program("evaluate", "world", "--people", "2", "--policy", "guide", "--jobs", "1")
    assert (run.returncode, run.stderr) == (0, b"")
    assert run.stdout.startswith(b"2 people, seed 1, world guide")


def begun(program: Program) -> subprocess.Popen[bytes]:
    """The long evaluation, once others play for it."""
    run, end = program.start(LONG), time.monotonic() + PATIENCE
    while len(children(run)) < PROCESSES:
        assert time.monotonic() < end
        time.sleep(0.1)
    time.sleep(0.5)
    return run


def children(run: subprocess.Popen[bytes]) -> list[int]:
    return [int(child) for child in Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()]
