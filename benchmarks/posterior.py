"""How long the chances of all causes take after ten new answers: ours, two libraries', a rules engine's.

The libraries compute with the whole network, ours with sets of at most three causes: the last column says
how far apart that leaves the answers. Every program runs in a process of its own, on one core.
Run: python benchmarks/posterior.py
"""

from __future__ import annotations

import argparse
import logging
import os
import platform
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "support")]
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import clips
import numpy as np
import pyagrum
from pgmpy.factors.discrete import TabularCPD
from pgmpy.inference import VariableElimination
from pgmpy.models import DiscreteBayesianNetwork
from random_packs import random_pack

from jiesuo.core.belief import fold
from jiesuo.core.evidence import Observation
from jiesuo.core.model import CHECK, build
from jiesuo.knowledge.checked import checked, written
from jiesuo.knowledge.pack import Pack

agrum: Any = pyagrum
"""Its functions have no types."""

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

SIZES = ((45, 90), (60, 140))
ANSWERS, YES = 10, 4
FAN_IN = 5
"""Most causes of a finding: a table of the libraries grows with 2 to the power of it."""
ROUNDS = 5
NEGLIGIBLE = 1e-7
"""Prior weight of something_else here: it is linked to every finding, so the libraries do without it."""

Answers = tuple[Observation, ...]
Ready = Callable[[Answers], Callable[[], Sequence[float]]]
"""Takes a case's answers and gives what is timed."""


@dataclass(frozen=True)
class Result:
    """Of one program: median ms a case, MiB that its process grew by, probabilities (cases, causes)."""

    milliseconds: float
    mebibytes: float
    probabilities: list[list[float]]


def sparse_pack(seed: int, causes: int, findings: int) -> Pack:
    """A random pack whose findings are all yes_no, each with two to `FAN_IN` causes."""
    draw = random.Random(seed)
    raw = written(random_pack(seed, causes, findings, ("yes_no",), links=0, messages=0, routes=0))
    raw["header"]["something_else"] = NEGLIGIBLE
    for finding in raw["findings"]:
        for cause in draw.sample(list(raw["causes"]), draw.randint(2, FAN_IN)):
            raw["causes"][cause]["shows"][finding] = draw.uniform(0.2, 0.95)
    return checked(Pack, raw)


def drawn_answers(pack: Pack, seed: int) -> Answers:
    """Ten answers, four of them yes, two of which one cause explains."""
    draw = random.Random(seed)
    cause = draw.choice([record for record in pack.causes.values() if len(record.shows) >= 2])
    explained = draw.sample(list(cause.shows), 2)
    others = draw.sample([name for name in pack.findings if name not in explained], ANSWERS - 2)
    values = ["yes"] * YES + ["no"] * (ANSWERS - YES)
    return tuple(Observation(f, v) for f, v in zip([*explained, *others], values, strict=True))


def links(pack: Pack, finding: str) -> dict[str, float]:
    """Causes of a finding with their chance to bring it about."""
    stated = {cause: record.shows.get(finding) for cause, record in pack.causes.items()}
    return {cause: p for cause, p in stated.items() if isinstance(p, float)}


def table(pack: Pack, finding: str) -> list[tuple[dict[str, int], float]]:
    """P(yes) under each state of the causes of a finding."""
    linked, leak = links(pack, finding), pack.findings[finding].leak
    assert isinstance(leak, float)
    rows = []
    for here in product((0, 1), repeat=len(linked)):
        spared = np.prod([1 - h * p for h, p in zip(here, linked.values(), strict=True)])
        rows.append((dict(zip(linked, here, strict=True)), float(1 - (1 - leak) * spared)))
    return rows


def states(answers: Answers) -> dict[str, int]:
    return {seen.finding: int(seen.value == "yes") for seen in answers}


def ours(pack: Pack) -> Ready:
    """One model for all cases, as in a running program: likelihood rows stay."""
    model = build(pack)
    return lambda answers: lambda: fold(model, CHECK, answers).marginals().tolist()[:-1]


def ours_cold(pack: Pack) -> Ready:
    """A model that has answered nothing yet, as in a call of the command line; building is not timed."""

    def ready(answers: Answers) -> Callable[[], Sequence[float]]:
        model = build(pack)
        return lambda: fold(model, CHECK, answers).marginals().tolist()[:-1]

    return ready


def agrum_network(pack: Pack) -> Any:
    model, net = build(pack), agrum.BayesNet()
    for name in [*pack.causes, *pack.findings]:
        net.add(agrum.LabelizedVariable(name, name, 2))
    for cause, prior in zip(pack.causes, model.priors.tolist(), strict=False):
        net.cpt(cause).fillWith([1 - prior, prior])
    for finding in pack.findings:
        for cause in links(pack, finding):
            net.addArc(cause, finding)
        for here, yes in table(pack, finding):
            net.cpt(finding)[here] = [1 - yes, yes]
    return net


def agrum_engine(engine_class: str) -> Callable[[Pack], Ready]:
    """One engine for all cases, which keeps what it can between them."""

    def prepare(pack: Pack) -> Ready:
        engine = getattr(agrum, engine_class)(agrum_network(pack))
        # Without targets it would build a join tree of all findings, which does not end.
        engine.setTargets(set(pack.causes))

        def timed(evidence: dict[str, int]) -> Sequence[float]:
            engine.setEvidence(evidence)
            engine.makeInference()
            return [float(engine.posterior(cause)[1]) for cause in pack.causes]

        return lambda answers: lambda: timed(states(answers))

    return prepare


def pgmpy_elimination(pack: Pack) -> Ready:
    logging.getLogger("pgmpy").setLevel(logging.ERROR)
    engine, causes = VariableElimination(pgmpy_network(pack)), list(pack.causes)

    def timed(evidence: dict[str, int]) -> Sequence[float]:
        # One cause at a time: asked for several, it makes their whole joint table.
        factors = [engine.query([cause], evidence=evidence, show_progress=False) for cause in causes]
        return [float(factor.values[1]) for factor in factors]

    return lambda answers: lambda: timed(states(answers))


def pgmpy_network(pack: Pack) -> Any:
    model = build(pack)
    net = DiscreteBayesianNetwork([(c, f) for f in pack.findings for c in links(pack, f)])
    net.add_nodes_from(pack.causes)
    for cause, prior in zip(pack.causes, model.priors.tolist(), strict=False):
        net.add_cpds(TabularCPD(cause, 2, [[1 - prior], [prior]]))
    for finding in pack.findings:
        parents, yes = list(links(pack, finding)), [chance for _, chance in table(pack, finding)]
        net.add_cpds(TabularCPD(finding, 2, [[1 - p for p in yes], yes], parents, [2] * len(parents)))
    return net


def rules(pack: Pack) -> Ready:
    """A rules engine with certainty factors (Shortliffe and Buchanan 1975): a rule for each link and answer.

    It gives no probabilities: the last column shows how far its certainties are from them.
    """
    engine = clips.Environment()
    engine.build("(deftemplate seen (slot finding (type SYMBOL)) (slot value (type SYMBOL)))")
    for cause in pack.causes:
        engine.build(f"(defglobal ?*{cause}* = 0.0)")
    for finding in pack.findings:
        for cause, p in links(pack, finding).items():
            more = f"(+ ?*{cause}* (* {p} (- 1 ?*{cause}*)))"
            less = f"(* ?*{cause}* {1 - p})"
            for value, certainty in (("yes", more), ("no", less)):
                engine.build(
                    f"(defrule {cause}-{finding}-{value} (seen (finding {finding}) (value {value})) "
                    f"=> (bind ?*{cause}* {certainty}))"
                )
    template = engine.find_template("seen")
    certainties = [engine.find_global(cause) for cause in pack.causes]

    def timed(evidence: dict[str, int]) -> Sequence[float]:
        engine.reset()
        for finding, yes in evidence.items():
            template.assert_fact(finding=clips.Symbol(finding), value=clips.Symbol("yes" if yes else "no"))
        engine.run()
        return [float(known.value) for known in certainties]

    return lambda answers: lambda: timed(states(answers))


PROGRAMS: dict[str, Callable[[Pack], Ready]] = {
    "jiesuo": ours,
    "jiesuo, first call": ours_cold,
    "pyAgrum ShaferShenoy": agrum_engine("ShaferShenoyInference"),
    "pyAgrum Lazy": agrum_engine("LazyPropagation"),
    "pgmpy VariableElimination": pgmpy_elimination,
    "CLIPS, certainty factors": rules,
}
EXACT = "pyAgrum ShaferShenoy"


def peak() -> float:
    """Most memory the process has had, MiB; 0 where the system does not say."""
    if resource is None:
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def measured(program: str, size: tuple[int, int], seed: int, cases: int, rounds: int) -> Result:
    """Time one program: the least of the rounds for each case, the median over the cases."""
    pack = sparse_pack(seed, *size)
    answers = [drawn_answers(pack, case) for case in range(cases)]
    before = peak()
    ready = PROGRAMS[program](pack)
    found = [list(ready(one)()) for one in answers]
    times = [[seconds(ready(one)) for one in answers] for _ in range(rounds)]
    return Result(1e3 * median(min(case) for case in zip(*times, strict=True)), peak() - before, found)


def seconds(timed: Callable[[], object]) -> float:
    start = perf_counter()
    timed()
    return perf_counter() - start


def compare(size: tuple[int, int], seed: int, cases: int, rounds: int) -> dict[str, Result]:
    """Every program on the same cases, each in a fresh process."""
    results = {}
    for program in PROGRAMS:
        with get_context("spawn").Pool(1) as pool:
            results[program] = pool.apply(measured, (program, size, seed, cases, rounds))
    return results


def show(size: tuple[int, int], results: dict[str, Result]) -> None:
    exact, fastest = np.array(results[EXACT].probabilities), results["jiesuo"].milliseconds
    print(f"\n{size[0]} causes, {size[1]} findings, {ANSWERS} answers ({YES} yes)")
    print(f"{'':28}{'ms':>9}{'x ours':>9}{'MiB':>8}  largest difference from exact")
    for program, result in results.items():
        worst = float(np.abs(np.array(result.probabilities) - exact).max())
        ratio = result.milliseconds / fastest
        print(
            f"{program:28}{result.milliseconds:9.3f}{ratio:9.1f}{result.mebibytes:8.1f}  {worst:.1e}",
            flush=True,
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=20)
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    packages = " ".join(f"{name} {version(name)}" for name in ("numpy", "pyagrum", "pgmpy", "clipspy"))
    print(f"Python {platform.python_version()} {packages}, {platform.machine()}, one core", flush=True)
    for size in SIZES:
        show(size, compare(size, given.seed, given.cases, given.rounds))


if __name__ == "__main__":
    main()
