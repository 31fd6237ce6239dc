"""`jiesuo evaluate`: measure the tool on told cases."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import click

from jiesuo.interfaces import chosen, world_page
from jiesuo.services import evaluate as service
from jiesuo.services import tournament, world_report
from jiesuo.services.game import Score
from jiesuo.services.policies import NAMES
from jiesuo.world.numbers import GUIDE

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
    with _bar(len(told) * modes) as bar:
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


def _bar(length: int) -> AbstractContextManager[Any]:
    """How far it is, on a screen; elsewhere nothing, not even an empty line."""
    return click.progressbar(length=length, file=sys.stderr, hidden=not sys.stderr.isatty())


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


@evaluate.command()
@click.option("--people", default=500, show_default=True, help="How many people play.")
@click.option("--seed", default=1, show_default=True, help="Which people: the same number, the same people.")
@click.option("--policy", "policies", multiple=True, help=f"Who advises; all by default: {', '.join(NAMES)}.")
@click.option(
    "--world", "world_file", type=click.Path(path_type=Path), default=GUIDE, help="Another world's YAML."
)
@click.option(
    "--family", is_flag=True, help="20 disturbed worlds, one person in ten with unheard-of trouble."
)
@click.option("--jobs", type=int, help="Processes; as many as there are cores by default.")
@click.option("--details", is_flag=True, help="Also by cause, situation and goal, harm and calibration.")
@click.option(
    "--page", type=click.Path(path_type=Path, dir_okay=False), help="Also write a page with pictures."
)
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
def world(
    people: int,
    seed: int,
    policies: tuple[str, ...],
    world_file: Path,
    family: bool,
    jobs: int | None,
    details: bool,
    page: Path | None,
    as_json: bool,
) -> None:
    """Pretend people with pretend trouble: what each way of advising costs them."""
    entry = tournament.Entry(people, seed, policies or NAMES, world_file, family)
    with _bar(people) as bar:
        played = tournament.run(entry, jobs or os.cpu_count() or 1, lambda: bar.update(1))
    scores = tournament.by_policy(played)
    found = world_report.report(world_file.stem + ("~" if family else ""), seed, scores)
    more = world_report.details(scores) if details or page else {}
    if page:
        page.write_text(world_page.page(found, more, scores), "utf-8")
    if details:
        found |= more
    if as_json:
        click.echo(json.dumps(found, indent=2))
    else:
        _world_table(found, scores)


WORLD_COLUMNS = (
    "cost_mean",
    "minutes_mean",
    "hours_to_goal_mean",
    "solved",
    "harmful",
    "steps_mean",
    "questions_mean",
)


def _world_table(found: Mapping[str, Any], scores: Mapping[str, Sequence[Score]]) -> None:
    click.echo(f"{found['people']} people, seed {found['seed']}, world {found['world']}; costs in CNY")
    click.echo(f"{'':18}" + "".join(f"{column.removesuffix('_mean'):>15}" for column in WORLD_COLUMNS))
    for name, row in found["policies"].items():
        click.echo(f"{name:18}" + "".join(f"{_cell(row[column]):>15}" for column in WORLD_COLUMNS))
    for pair, row in found["paired"].items():
        click.echo(f"{pair:26} cost ratio {row['ratio']:.3f} ({row['ci'][0]:.3f} to {row['ci'][1]:.3f})")
    if found["ece"] is not None:
        click.echo(f"expected calibration error of stated chances: {found['ece']:.3f}")
