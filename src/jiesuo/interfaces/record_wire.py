"""Records and names as JSON. Values are not repeated, except the letters that differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from jiesuo.core.alignment import Errand, Plan
from jiesuo.core.evidence import Observation
from jiesuo.core.records import Cell, Compared
from jiesuo.knowledge.pack import Step
from jiesuo.readers.names import Comparison
from jiesuo.services.records import Report, changes

LANGUAGES = ("en", "zh-Hans")
"""Languages of the sentence about two names, of which programs can count on two."""
RECORDS, NAMES = "jiesuo.records/1", "jiesuo.names/1"


def names_json(found: Comparison) -> dict[str, Any]:
    """A comparison of two names."""
    return {
        "schema": NAMES,
        "same_person": found.same_person,
        "differences": list(found.differences),
        "parts": [{"a": part.a, "b": part.b, "kinds": list(part.kinds)} for part in found.parts],
        "sentence": {language: found.sentence[language] for language in LANGUAGES},
    }


def records_json(report: Report, steps: Mapping[str, Step]) -> dict[str, Any]:
    """A report: the keys of the matrix, and `visits`, `left`, `blocked` and `total` for whoever plans."""
    plan = report.plan
    return {
        "schema": RECORDS,
        "cells": [{**_cell(cell), "known": cell in report.known} for cell in report.cells],
        "pairs": [_pair(one) for one in report.pairs],
        "next_cell": _cell(report.next_cell) if report.next_cell else None,
        "plan": [_change(errand, attribute) for errand, attribute in changes(plan)],
        "visits": [_visit(errand, steps[errand.visit.step], report) for errand in plan.errands],
        "total": _total(plan, steps),
        "left": [_pair(one) for one in report.left],
        "blocked": [asdict(one) for one in report.blocked],
        "observations": [_observation(seen) for seen in report.observations],
    }


def _total(plan: Plan, steps: Mapping[str, Step]) -> dict[str, float]:
    """The plan's sums; `weighed_cny` is what it was chosen by: effort, waiting, money and risk together."""
    return {
        "effort_min": plan.minutes,
        "hours": round(plan.hours, 2),
        "cost_cny": sum(steps[errand.visit.step].money.fixed for errand in plan.errands),
        "weighed_cny": round(plan.cost, 2),
    }


def _cell(cell: Cell) -> dict[str, str]:
    return {"holder": cell[0], "attribute": cell[1]}


def _pair(one: Compared) -> dict[str, Any]:
    return {
        "a": one.pair.a,
        "b": one.pair.b,
        "attribute": one.pair.attribute,
        "how": one.pair.how,
        "state": one.state,
        "differences": [asdict(difference) for difference in one.verdict.differences],
    }


def _change(errand: Errand, attribute: str) -> dict[str, Any]:
    return {
        "holder": errand.visit.holder,
        "attribute": attribute or None,
        "step": errand.visit.step,
        "after": list(errand.after),
        "like": dict(errand.like).get(attribute),
    }


def _visit(errand: Errand, step: Step, report: Report) -> dict[str, Any]:
    visit = errand.visit
    return {
        "holder": visit.holder,
        "step": visit.step,
        "effort_min": errand.minutes,
        "wait_h": visit.hours,
        "cost_cny": step.money.fixed,
        "ask_first": list(report.ask_first[visit.step]),
        "ends": list(step.ends),
    }


def _observation(seen: Observation) -> dict[str, Any]:
    return {
        "finding": seen.finding,
        "value": seen.value,
        "source": seen.source,
        "reliability": seen.reliability,
    }
