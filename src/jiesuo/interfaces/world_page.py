"""The figures of an evaluation in the world as one page: tables, and pictures of the same numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from jiesuo.interfaces.drawing import curve, dots, ranges
from jiesuo.services.game import Score
from jiesuo.services.policies import ORACLE
from jiesuo.services.world_report import OURS, costs_of

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111}"
    "svg{max-width:100%;height:auto;font:13px system-ui,sans-serif}"
    "table{border-collapse:collapse}th,td{padding:.2rem .7rem;text-align:right;border-bottom:1px solid #ddd}"
    "th:first-child,td:first-child{text-align:left}"
)
COLUMNS = {
    "cost_mean": "mean cost, CNY",
    "minutes_mean": "minutes",
    "hours_to_goal_mean": "hours to the goal",
    "hours_to_repair_mean": "hours to repair",
    "solved": "solved",
    "harmful": "harmful acts",
    "steps_mean": "steps",
    "questions_mean": "questions",
}


def page(found: Mapping[str, Any], details: Mapping[str, Any], scores: Mapping[str, Sequence[Score]]) -> str:
    """One HTML page without scripts; nothing in it comes from elsewhere."""
    parts = [
        f"<h1>{found['people']} pretend people in the world “{escape(str(found['world']))}”</h1>",
        f"<p>Seed {found['seed']}. Costs in CNY by each person's own rates, hours of waiting included.</p>",
        _policies(found),
        "<h2>What it cost, by policy</h2>",
        "<p>Line: from the cheapest tenth to the dearest tenth. Box: the middle half. Ring: the middle one. "
        "Dot: the mean.</p>",
        ranges("Distribution of cost by policy", dict(_ranges(scores))),
        *_causes(details),
        *_calibration(found, details),
    ]
    body = "\n".join(parts)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>jiesuo in a pretend world</title><style>{STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )


def _policies(found: Mapping[str, Any]) -> str:
    rows = ([name, *(_figure(row[column]) for column in COLUMNS)] for name, row in found["policies"].items())
    ratios = (
        [pair, f"{row['ratio']:.2f}", f"{row['ci'][0]:.2f} to {row['ci'][1]:.2f}"]
        for pair, row in found["paired"].items()
    )
    return _table(["policy", *COLUMNS.values()], rows) + _table(["ratio of mean costs", "", "95 %"], ratios)


def _ranges(
    scores: Mapping[str, Sequence[Score]],
) -> Iterable[tuple[str, tuple[float, float, float, float, float, float]]]:
    for name, games in scores.items():
        costs = costs_of(games)
        low, quarter, half, three, high = (float(q) for q in np.quantile(costs, (0.1, 0.25, 0.5, 0.75, 0.9)))
        yield name, (low, quarter, half, three, high, float(costs.mean()))


def _causes(details: Mapping[str, Any]) -> Iterable[str]:
    """Cost by cause, against the oracle; the causes where most is lost first."""
    causes = details["causes"]
    names = [name for name in (OURS, ORACLE) if all(name in row for row in causes.values())]
    rows = {cause: [row[name]["cost_mean"] for name in names] for cause, row in causes.items()}
    ordered = dict(sorted(rows.items(), key=lambda one: min(one[1], default=0) - max(one[1], default=0)))
    if names:
        yield "<h2>What it cost, by cause</h2>"
        yield dots("Mean cost by cause", ordered, names)


def _calibration(found: Mapping[str, Any], details: Mapping[str, Any]) -> Iterable[str]:
    if found["ece"] is not None:
        points = [(stated, true, number) for stated, true, number in details["calibration"]]
        yield "<h2>Stated chances, and what came true</h2>"
        yield f"<p>Expected calibration error: {found['ece']:.3f}.</p>"
        yield curve("Calibration of stated chances", points)
        rows = ([f"{stated:.2f}", f"{true:.2f}", str(number)] for stated, true, number in points)
        yield _table(["stated", "came true", "times"], rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    cells = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"


def _figure(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
