"""How belief and memory grow with the pack: causes 20 to 160, findings 40 to 320, sets of at most three.

python benchmarks/growth.py          CPU milliseconds, each size in a process of its own, one thread

Bound, from the research on troubleshooting (K=3, ten answers): with likelihood rows kept .04 ms at 45 causes
and 2.1 ms at 160, without rows .63 and 46 ms; the sets themselves grow with the third power of the causes.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import resource
import sys
from collections.abc import Callable
from dataclasses import astuple, dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import process_time

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "support"), str(ROOT / "benchmarks")]

from posterior import drawn_answers, sparse_pack

from jiesuo.core.belief import fold, observe
from jiesuo.core.model import CHECK, build

SIZES = ((20, 40), (40, 80), (80, 160), (160, 320))
CASES, ROUNDS = 10, 3
HEAVIEST = 300
"""Sets that the planner looks ahead with, whatever the size."""


@dataclass(frozen=True)
class Row:
    """CPU milliseconds (medians) and MiB of one size."""

    causes: int
    findings: int
    sets: int
    build: float
    first_answers: float
    ten_answers: float
    one_answer: float
    heaviest: float
    memory: float


def cpu(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return (process_time() - begun) * 1e3


def measured(size: tuple[int, int]) -> Row:
    pack = sparse_pack(1, *size)
    answers = [drawn_answers(pack, case) for case in range(CASES)]
    built = median(cpu(lambda: build(pack)) for _ in range(ROUNDS))
    model = build(pack)
    first = median(cpu(lambda a=a: fold(build(pack), CHECK, a).marginals()) for a in answers[:ROUNDS]) - built
    for given in answers:
        fold(model, CHECK, given)
    again = [min(cpu(lambda a=a: fold(model, CHECK, a).marginals()) for _ in range(ROUNDS)) for a in answers]
    belief = fold(model, CHECK, answers[0])
    last = answers[1][-1]
    one = min(cpu(lambda: observe(belief, last).marginals()) for _ in range(CASES))
    heavy = min(cpu(lambda: belief.heaviest(HEAVIEST)) for _ in range(CASES))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Row(*size, model.hypotheses.count, built, first, median(again), one, heavy, most)


def main() -> None:
    names = ("causes", "findings", "sets", "build", "first ten", "ten answers", "one more", "heaviest", "MiB")
    print(" ".join(f"{name:>12}" for name in names))
    for size in SIZES:
        with get_context("spawn").Pool(1) as pool:
            row = pool.apply(measured, (size,))
        print(" ".join(f"{v:12.2f}" if isinstance(v, float) else f"{v:12}" for v in astuple(row)))


if __name__ == "__main__":
    main()
