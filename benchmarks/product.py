"""The real pack: observe, next step, whole advice, memory. One run, one thread: OMP_NUM_THREADS=1.

OMP_NUM_THREADS=1 python benchmarks/product.py
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import random
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np

from jiesuo.core.belief import fold as fold_belief
from jiesuo.core.case import Case, Event, Opened, Told, fold
from jiesuo.core.model import Model, build
from jiesuo.core.planner import FAST, INSTANT, PERSON, plan
from jiesuo.knowledge import catalog
from jiesuo.services.advise import ONE_SHOT, advise, view_of
from jiesuo.services.consult import answer_to
from jiesuo.services.options import problem

CASES, ANSWERS = 60, 6
NOW = datetime(2026, 11, 25, tzinfo=UTC)


def random_case(model: Model, seed: int) -> Case:
    """A case with a few answers drawn from one cause and the leaks, as the model has them."""
    draw = random.Random(seed)
    cause = draw.choice(model.causes)
    alone = np.array([model.place_of_set((cause,))], dtype=np.intp)
    findings = draw.sample([n for n, f in model.pack.findings.items() if f.ask], ANSWERS)
    events: list[Event] = [Opened(model.pack.header.id, "1", "", "this_week", "en", at=NOW)]
    for name in findings:
        chances = model.table(name, alone)[:, 0]
        value = draw.choices(model.kind(name).values, chances.tolist())[0]
        events.append(Told((answer_to(model, name, value),), at=NOW))
    return fold(events)


def cpu(work: Callable[[], object]) -> float:
    """CPU milliseconds of one call."""
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1e3


def row(name: str, times: list[float]) -> None:
    print(f"{name:38}{np.median(times):10.2f}{np.percentile(times, 99):10.2f}")


def main() -> None:
    model = build(catalog.open_by_id())
    cases = [random_case(model, seed) for seed in range(CASES)]
    for case in cases[:5]:
        advise(model, case, NOW, ONE_SHOT)
    views = [view_of(model, case, NOW) for case in cases]
    problems = [problem(view) for view in views]
    print(
        f"{len(model.causes)} causes, {model.hypotheses.count} sets, {len(problems[0].questions)} questions, "
        f"{len(problems[0].actions)} actions; {CASES} cases, CPU ms"
    )
    print(f"{'':38}{'median':>10}{'p99':>10}")
    observations = [
        [seen for event in c.events if isinstance(event, Told) for seen in event.observations] for c in cases
    ]
    row(
        "belief after six answers",
        [cpu(lambda o=o: fold_belief(model, "", o).marginals()) for o in observations],
    )
    row("options", [cpu(lambda v=v: problem(v)) for v in views])
    for name, settings in (("depth 3", PERSON), ("two-step", FAST), ("one-step", INSTANT)):
        row(f"next step, {name}", [cpu(lambda p=p, s=settings: plan(p, s)) for p in problems])
    row(
        "whole advice, explained and worded",
        [cpu(lambda c=c: advise(model, c, NOW, ONE_SHOT)) for c in cases],
    )
    print(f"memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
