"""Walks by chance through the whole page, with no browser: what is met that is wrong.

python benchmarks/walks.py            300 walks of 25 steps
python benchmarks/walks.py 1000 40    more and longer ones
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from httpx2 import Client
from program import Program
from served import serve
from walker import Walker

from jiesuo.interfaces.settings import LANGUAGES

SECRET = re.compile(r"[0-9a-f]{32}|http://[^/]+")


def main(walks: int = 300, steps: int = 25) -> None:
    with tempfile.TemporaryDirectory() as folder:
        served = serve(Program(Path(folder) / "cases.sqlite", Path(folder) / "cache"))
        try:
            report(served.address, walks, steps)
        finally:
            served.stop()


def report(address: str, walks: int, steps: int) -> None:
    faults: Counter[str] = Counter()
    pages, begun = 0, time.perf_counter()
    for seed in range(walks):
        with Client(base_url=address, follow_redirects=True, timeout=30) as client:
            walker = Walker(client, random.Random(seed), LANGUAGES[seed % len(LANGUAGES)])
            walker.walk(steps)
        pages += walker.pages
        faults.update({SECRET.sub("…", fault) for fault in walker.faults})
    print(f"{walks} walks, {pages} pages in {time.perf_counter() - begun:.0f} s: {len(faults)} faults")
    for fault, count in faults.most_common():
        print(f"{count:>6}  {fault}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
