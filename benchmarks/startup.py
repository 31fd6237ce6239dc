"""How long the program takes to start, against its bars, and where the time goes.

python benchmarks/startup.py            the table (set OMP_NUM_THREADS=1)
python benchmarks/startup.py imports    the dearest imports of `jiesuo diagnose`

Bars: `jiesuo --version` within 150 ms; a cold `diagnose` within five times `import numpy`.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TIMES = 15
VERSION_BAR_MS = 150
COLD_BAR = 5
TELLING = "I renewed my passport, now Alipay says 身份信息不一致 and I cannot pay"
PROGRAM = (sys.executable, "-c", "from jiesuo.interfaces.cli.main import run; run()")
SHOWN_IMPORTS = 20
LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|(\s+)(\S+)")


@dataclass(frozen=True)
class Run:
    name: str
    command: Sequence[str]


RUNS = (
    Run("python -c pass", (sys.executable, "-c", "pass")),
    Run("import numpy", (sys.executable, "-c", "import numpy")),
    Run("jiesuo --version", (*PROGRAM, "--version")),
    Run("jiesuo --help", (*PROGRAM, "--help")),
    Run("jiesuo diagnose", (*PROGRAM, "diagnose", TELLING, "--json")),
    Run("jiesuo case list", (*PROGRAM, "case", "list")),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "XDG_CACHE_HOME": folder,
            "JIESUO_DB": os.path.join(folder, "cases.sqlite"),
        }
        first = milliseconds(RUNS[4], environment)
        if sys.argv[1:] == ["imports"]:
            imports(environment)
        else:
            table(environment, first)


def table(environment: dict[str, str], first: float) -> None:
    """Medians of interleaved runs, so that a busy moment strikes all alike."""
    taken: dict[str, list[float]] = {run.name: [] for run in RUNS}
    for _ in range(TIMES):
        for run in RUNS:
            taken[run.name].append(milliseconds(run, environment))
    median = {name: statistics.median(times) for name, times in taken.items()}
    print(f"{'':28}{'median ms':>10}{'best ms':>10}{'x numpy':>9}")
    for name, times in taken.items():
        print(
            f"{name:28}{median[name]:>10.0f}{min(times):>10.0f}{median[name] / median['import numpy']:>9.1f}"
        )
    print(f"{'diagnose, pack not compiled':28}{first:>10.0f}")
    print(f"{'a line of --lines':28}{per_line(environment):>10.1f}")
    print(f"\n--version: {verdict(median['jiesuo --version'], VERSION_BAR_MS)}")
    print(f"diagnose:  {verdict(median['jiesuo diagnose'], COLD_BAR * median['import numpy'])}")


def verdict(found: float, bar: float) -> str:
    return f"{found:.0f} ms of {bar:.0f} ms allowed: {'holds' if found <= bar else 'FAILS'}"


def milliseconds(run: Run, environment: dict[str, str], stdin: bytes = b"") -> float:
    begun = time.perf_counter()
    subprocess.run(run.command, env=environment, input=stdin, capture_output=True, check=True)
    return (time.perf_counter() - begun) * 1000


def per_line(environment: dict[str, str], few: int = 10, many: int = 60) -> float:
    """Milliseconds that one more line costs."""
    lines = Run("lines", (*PROGRAM, "diagnose", "--lines", "-"))
    one = f"{TELLING}\n".encode()
    short, long = (milliseconds(lines, environment, one * count) for count in (few, many))
    return (long - short) / (many - few)


def imports(environment: dict[str, str]) -> None:
    """Cumulative time of the dearest imports, nested as they were made."""
    command = [sys.executable, "-X", "importtime", *RUNS[4].command[1:]]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found = sorted(measured(ended.stderr), reverse=True)
    for total, own, name in found[:SHOWN_IMPORTS]:
        print(f"{total / 1000:>8.1f} ms in all {own / 1000:>8.1f} ms own  {name}")


def measured(report: str) -> Iterator[tuple[int, int, str]]:
    for own, total, _, name in LINE.findall(report):
        yield int(total), int(own), name


if __name__ == "__main__":
    main()
