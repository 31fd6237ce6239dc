"""Packs drawn at random: real ones in form, with invented ids and numbers."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from jiesuo.knowledge.pack import Cause, Finding, Header, Message, Pack, Route, Situation, Strength

Kinds = tuple[str, ...]
ALL_KINDS: Kinds = ("yes_no", "ordered", "choice", "context")
_VALUES = ("calm", "odd", "bad", "worst")
_LINKS = 5
"""Findings that a cause shows, on average."""


def random_pack(
    seed: int,
    causes: int,
    findings: int,
    kinds: Kinds = ALL_KINDS,
    *,
    links: float = _LINKS,
    messages: int = 2,
    routes: int = 2,
) -> Pack:
    """A pack of so many causes and findings; the same seed gives the same pack."""
    draw = random.Random(seed)
    cause_ids = [f"cause_{index:03}" for index in range(causes)]
    finding_ids = {f"finding_{index:03}": kinds[index % len(kinds)] for index in range(findings)}
    made = {name: _finding(draw, kind) for name, kind in finding_ids.items()}
    route_ids = [f"way_{index}" for index in range(routes)]
    return Pack(
        header=_header(draw),
        causes={name: _cause(draw, made, route_ids, links) for name in cause_ids},
        findings=made,
        steps={},
        routes={name: Route(goals=["pay"], effort=1, leak=draw.uniform(0.02, 0.2)) for name in route_ids},
        holds={},
        messages={f"text_{index}": _message(draw, cause_ids) for index in range(messages)},
        situations={"today": Situation(minute=1, hour=5, money=1, unrepaired=20, support=200)},
    )


def _header(draw: random.Random) -> Header:
    return Header(
        id="random",
        version="2026-01-01",
        languages=["en"],
        goals=["pay", "check"],
        reviewed_on=date(2026, 1, 1),
        prior_sum=0.35,
        support="human",
        something_else=draw.uniform(0.2, 1.0),
    )


def _finding(draw: random.Random, kind: str) -> Finding:
    if kind == "yes_no":
        return Finding(kind="yes_no", group="g", leak=draw.uniform(0.01, 0.1))
    values = list(_VALUES[: draw.choice((2, 3, 4))])
    body: dict[str, Any] = {"kind": kind, "group": "g", "values": values}
    if kind == "context":
        body["base"] = {value: draw.uniform(0.1, 1) for value in values}
    else:
        body["leak"] = {value: draw.uniform(0.01, 0.1) for value in values[1:]}
    return Finding(**body)


def _cause(draw: random.Random, findings: dict[str, Finding], routes: list[str], links: float) -> Cause:
    chance = min(1.0, links / max(len(findings), 1))
    linked = {name: finding for name, finding in findings.items() if draw.random() < chance}
    return Cause(
        area="a",
        who="you",
        prior=draw.uniform(0.2, 3),
        shows={name: _shown(draw, f) for name, f in linked.items() if f.kind != "context"},
        when={name: _factors(draw, f) for name, f in linked.items() if f.kind == "context"},
        blocks={route: draw.uniform(0.1, 0.95) for route in routes if draw.random() < 0.6},
    )


def _shown(draw: random.Random, finding: Finding) -> float | dict[str, float]:
    if finding.kind == "yes_no":
        return draw.uniform(0.2, 0.95)
    share = draw.uniform(0.3, 0.95)
    first, second = draw.sample(finding.values, 2)
    return {first: share * 0.7, second: share * 0.3}


def _factors(draw: random.Random, finding: Finding) -> dict[str, float]:
    return {draw.choice(finding.values): draw.choice((0.2, 0.5, 2.0, 5.0))}


def _message(draw: random.Random, causes: list[str]) -> Message:
    meant = draw.sample(causes, min(3, len(causes)))
    strengths: tuple[Strength, ...] = ("settles", "strong", "weak")
    means = {cause: draw.uniform(0.1, 1) for cause in meant}
    return Message(texts=["x"], means=means, strength=draw.choice(strengths))
