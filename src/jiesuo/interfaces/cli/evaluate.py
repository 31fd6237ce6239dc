"""`jiesuo evaluate`: measure the tool on told cases."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from jiesuo.interfaces import chosen
from jiesuo.services import evaluate as service

COLUMNS = (
    "n",
    "top1",
    "top3",
    "top1_strict",
    "top3_strict",
    "harmful",
    "brier",
    "brier_base",
    "questions_median",
)


@click.group()
def evaluate() -> None:
    """Measure how good the reading and the questions are."""


@evaluate.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--answers", "answers_file", type=click.Path(path_type=Path), help="Blind answers (JSONL).")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
def cases(file: Path, answers_file: Path | None, as_json: bool) -> None:
    """Told cases whose cause is known, from words alone and, with answers, in the interview."""
    told = service.read_cases(file)
    answers = service.read_answers(answers_file) if answers_file else {}
    model, readers = chosen.model_and_readers()
    modes = len(service.MODES) if answers else 1
    with click.progressbar(length=len(told) * modes, file=sys.stderr) as bar:
        scores = service.evaluate(told, answers, model, readers, lambda: bar.update(1))
    found = service.report(scores)
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for mode, groups in found["modes"].items():
        click.echo(f"\n{mode}")
        click.echo(f"{'':22}" + "".join(f"{column:>12.12}" for column in COLUMNS))
        for group, row in groups.items():
            click.echo(f"{group:22.22}" + "".join(f"{_cell(row[column]):>12}" for column in COLUMNS))
    _intervals(found)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _intervals(found: dict[str, Any]) -> None:
    click.echo("\ncore, 95 % intervals (Wilson)")
    for mode, groups in found["modes"].items():
        row = groups.get("core")
        if row:
            spans = (service.interval(row[key], row["n"]) for key in ("top1", "top3"))
            texts = (f"{low:.2f}-{high:.2f}" for low, high in spans)
            click.echo(
                f"{mode:26}"
                + "  ".join(f"{key} {text}" for key, text in zip(("top1", "top3"), texts, strict=True))
            )
