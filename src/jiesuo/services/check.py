"""What a pack promises, tried out with the model: causes that can be told apart, and its own examples.

An example is a file of `examples/`: what is told -> what must, and must not, follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from jiesuo.core.case import Opened, Told, fold
from jiesuo.core.model import Model, build
from jiesuo.errors import Complaint, JiesuoError
from jiesuo.knowledge.load import load, read
from jiesuo.services.advice import Advice
from jiesuo.services.advise import advise
from jiesuo.services.consult import answer_to, events_of
from jiesuo.services.intake import Readers, hear, readers_of

APART = 0.05
"""Least difference in the chance of some value by which two causes count as told apart."""
EXAMPLE_KEYS = (
    "told",
    "say",
    "goal",
    "situation",
    "first",
    "among_causes",
    "next",
    "plan",
    "not_next",
    "routes",
    "routes_not",
    "stops",
    "stops_not",
    "refuses",
    "understands",
    "understands_not",
    "sources",
    "note",
)


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    holds: bool
    why: str


def complaints(folder: Path) -> list[Complaint]:
    """Pairs of causes that no question, message or route tells apart; none for a pack that does not load."""
    pack = read(folder).pack
    return [] if pack is None else list(_twins(build(pack)))


def _twins(model: Model) -> Iterator[Complaint]:
    profiles = _profiles(model)
    for one, other in combinations(range(len(model.causes) - 1), 2):
        if np.abs(profiles[one] - profiles[other]).max() < APART:
            pair = f"{model.causes[one]} and {model.causes[other]}"
            yield Complaint(
                "causes.yaml", 1, pair, "nothing tells these two causes apart", "a finding that does"
            )


def _profiles(model: Model) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Chance of every answer and route under each cause alone (causes, values)."""
    alone = np.array([model.place_of_set((cause,)) for cause in model.causes], dtype=np.intp)
    findings = [name for name, finding in model.pack.findings.items() if finding.ask]
    routes = [f"route.{route}" for route in model.pack.routes]
    return np.vstack([model.table(name, alone) for name in (*findings, *routes)]).T


def examples(folder: Path) -> list[Result]:
    """Run every example of a pack. Raises PackError when the pack does not load."""
    pack = load(folder)
    model, readers = build(pack), readers_of(pack, folder)
    results = []
    for file in sorted((folder / "examples").glob("*.yaml")):
        for name, example in yaml.safe_load(file.read_text("utf-8")).items():
            results.append(_tried(f"{file.stem}/{name}", example, model, readers))
    return results


def _tried(name: str, example: dict[str, Any], model: Model, readers: Readers) -> Result:
    unknown = set(example) - set(EXAMPLE_KEYS)
    if unknown:
        return Result(name, False, f"unknown keys {sorted(unknown)}; allowed: {', '.join(EXAMPLE_KEYS)}")
    try:
        faults = list(_faults(example, _advice(example, model, readers)))
    except JiesuoError as error:
        faults = [str(error)]
    return Result(name, not faults, "; ".join(faults))


def _advice(example: dict[str, Any], model: Model, readers: Readers) -> Advice:
    at = datetime.now(UTC)
    header = model.pack.header
    opened = Opened(
        header.id, header.version, example.get("goal", ""), example.get("situation", "this_week"), "en", at=at
    )
    heard = events_of(hear(example.get("told", ""), readers), at) if example.get("told") else []
    said = [Told((answer_to(model, f, str(v)),), at=at) for f, v in example.get("say", {}).items()]
    return advise(model, fold([opened, *heard, *said]), at)


def _faults(example: dict[str, Any], advice: Advice) -> Iterator[str]:
    causes = [cause.id for cause in advice.causes] + [cause.slug for cause in advice.causes]
    first = {causes[0], advice.causes[0].slug} if advice.causes else set()
    understood = {f"{item.finding}={item.value}" for item in advice.understood}
    if "first" in example and first.isdisjoint(_list(example["first"])):
        yield f"first is {first}, not {example['first']}"
    if "among_causes" in example and set(causes).isdisjoint(_list(example["among_causes"])):
        yield f"causes are {causes}, none of {example['among_causes']}"
    yield from _step_faults(example, advice)
    yield from _hold_faults(example, advice)
    refused = advice.refusal.id if advice.refusal else False
    if "refuses" in example and refused not in _list(example["refuses"]):
        yield f"refusal is {refused}, not {example['refuses']}"
    yield from (
        f"not understood: {item}" for item in _list(example.get("understands", [])) if item not in understood
    )
    yield from (
        f"understood: {item}" for item in _list(example.get("understands_not", [])) if item in understood
    )


def _hold_faults(example: dict[str, Any], advice: Advice) -> Iterator[str]:
    running = {stop.id for stop in advice.stop}
    yield from (f"does not stop: {h}" for h in _list(example.get("stops", [])) if h not in running)
    yield from (f"stops: {h}" for h in _list(example.get("stops_not", [])) if h in running)


def _step_faults(example: dict[str, Any], advice: Advice) -> Iterator[str]:
    step, plan = advice.next.step, [planned.step for planned in advice.next.plan]
    if "next" in example and step not in _list(example["next"]):
        yield f"next is {step}, not {example['next']}"
    if step in _list(example.get("not_next", [])):
        yield f"next is {step}"
    wanted = _list(example.get("plan", []))
    if [item for item in (step, *plan) if item in wanted] != wanted:
        yield f"plan is {[step, *plan]}, without {wanted} in this order"
    routes = {route.route for route in advice.routes}
    if not routes.issuperset(_list(example.get("routes", []))):
        yield f"routes are {sorted(routes)}, without {example['routes']}"
    yield from (f"route: {route}" for route in _list(example.get("routes_not", [])) if route in routes)


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
