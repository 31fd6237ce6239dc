"""Somebody at a terminal: types, reads, and answers as a person whose truth is known.

What comes next is looked up in the file of the cases, so that no test hangs on the wording of a pack.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping

from program import PROGRAM, Program

from jiesuo.core.evidence import UNKNOWN
from jiesuo.interfaces import kept
from jiesuo.services.advice import Advice, Next
from jiesuo.services.advise import INTERVIEW
from jiesuo.services.desk import Desk

WAITING = re.compile(rb"(: |> )(\x1b\[[0-9;?]*[a-zA-Z])*$")
"""A prompt at the end of what was written."""
PATIENCE = 20.0
CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Terminal:
    """A program behind a pseudo-terminal of a certain size."""

    def __init__(self, program: Program, *arguments: str, columns: int = 80, rows: int = 30) -> None:
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execve(PROGRAM[0], [*PROGRAM, *arguments], program.environment)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._seen = b""
        self._status: int | None = None
        self.read()

    def type(self, *lines: str) -> str:
        """Type lines, each after the program has asked, and return what came after the first."""
        start = len(self._seen)
        for line in lines:
            os.write(self._fd, line.encode() + b"\n")
            self.read()
        return self._text(self._seen[start:])

    def press(self, key: bytes) -> str:
        start = len(self._seen)
        os.write(self._fd, key)
        self.read()
        return self._text(self._seen[start:])

    def read(self) -> None:
        """Read until it asks something or has ended."""
        start, end = len(self._seen), time.monotonic() + PATIENCE
        while time.monotonic() < end:
            ready, _, _ = select.select([self._fd], [], [], 0.02)
            if ready and not self._more():
                return
            if not ready and WAITING.search(self._seen[start:]):
                return
        raise AssertionError(f"The program neither asks nor ends: {self.text[-500:]}")

    def _more(self) -> bool:
        try:
            found = os.read(self._fd, 65536)
        except OSError:
            return False
        self._seen += found
        return bool(found)

    @property
    def text(self) -> str:
        return self._text(self._seen)

    @property
    def raw(self) -> str:
        return self._seen.decode(errors="replace")

    def _text(self, seen: bytes) -> str:
        return CODES.sub("", seen.decode(errors="replace")).replace("\r", "")

    def end(self) -> int:
        """Exit code of the program, which must have ended by itself."""
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(_waited(self.pid))
            os.close(self._fd)
        return self._status

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self._fd)


def _waited(pid: int) -> int:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return status
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    raise AssertionError("The program did not end.")


class Person:
    """Answers questions by what is true; what they have not thought of they do not know."""

    def __init__(self, desk: Desk, terminal: Terminal, truth: Mapping[str, str]) -> None:
        self.desk, self.terminal, self.truth = desk, terminal, truth
        self.asked: list[str] = []

    @property
    def case_id(self) -> str:
        return self.desk.list()[0].case_id

    def advice(self) -> Advice:
        return kept.advice_in(self.desk, self.case_id, "en", INTERVIEW)

    def answer(self, most: int) -> Next:
        """Answer until something is to be done, and return it."""
        for _ in range(most):
            step = self.advice().next
            if step.kind != "ask":
                return step
            self._reply(step)
        raise AssertionError(f"Still asking after {most} questions: {self.asked}")

    def look(self, step: Next) -> None:
        """Answer what a look reveals."""
        for finding in step.reveals:
            self._reply(kept.question_in(self.desk, self.case_id, "en", finding))

    def _reply(self, step: Next) -> None:
        self.asked.append(step.step)
        value = self.truth.get(step.step, UNKNOWN)
        known = value in [answer.value for answer in step.answers]
        self.terminal.type(value if known else "d")
