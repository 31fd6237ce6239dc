"""The page as its users have it: `jiesuo serve` as a process of its own, with a file of cases of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from program import Program

MORNING, TWO_DAYS_LATER = "2026-11-25T08:00:00Z", "2026-11-27T09:00:00Z"


@dataclass(frozen=True)
class Served:
    """A running page. `link` is what it printed, with a slash at its end."""

    program: Program
    link: str
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return self.link.rstrip("/")

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()


Serve = Callable[..., Served]


def serve(program: Program, now: str = "", port: int = 0) -> Served:
    """Start the page and wait for its link; `now` is the time (ISO 8601) at which its clock starts."""
    clock = ("--now", now) if now else ()
    process = program.start(["serve", "--no-open", "--port", str(port), *clock])
    assert process.stdout is not None
    link = process.stdout.readline().decode().strip()
    if not link:
        assert process.stderr is not None
        raise AssertionError(f"The page did not start: {process.stderr.read().decode()}")
    return Served(program, link, process)
