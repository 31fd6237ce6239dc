"""The installed program as a process of its own, in a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PROGRAM = (sys.executable, "-c", "from jiesuo.interfaces.cli.main import run; run()")
SOURCE = str(Path(__file__).parents[2] / "src")
LONGEST = 60


@dataclass(frozen=True)
class Said:
    """What a call of the command line came to."""

    code: int
    out: str
    err: str


Call = Callable[..., Said]


@dataclass(frozen=True)
class Program:
    """Runs jiesuo with one file of cases; the compiled pack is shared by all."""

    database: Path
    cache: Path
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        ours = {
            "JIESUO_DB": str(self.database),
            "XDG_CACHE_HOME": str(self.cache),
            "PYTHONPATH": SOURCE,
            "OMP_NUM_THREADS": "1",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "TERM": "xterm",
        }
        return {**kept, **ours, **self.more}

    def __call__(
        self, *arguments: str, stdin: bytes | None = b"", before: Callable[[], None] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run to the end; `stdin` None leaves it closed."""
        return subprocess.run(
            [*PROGRAM, *arguments],
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            env=self.environment,
            timeout=LONGEST,
            preexec_fn=before,
            check=False,
        )

    def start(self, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*PROGRAM, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment,
        )
