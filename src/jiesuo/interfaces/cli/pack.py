"""`jiesuo pack`: check a pack, run its examples, show what is in it, fit its reader, write schemas."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from jiesuo.core.model import build, mass_cut_off
from jiesuo.errors import InputError
from jiesuo.interfaces import chosen
from jiesuo.knowledge import catalog, schema
from jiesuo.knowledge.checked import written
from jiesuo.knowledge.lint import run
from jiesuo.knowledge.pack import Pack
from jiesuo.knowledge.record import Record
from jiesuo.readers import own_words, train_words
from jiesuo.services import check

FOLDER = click.argument("folder", type=click.Path(path_type=Path), required=False)


@click.group()
def pack() -> None:
    """What jiesuo knows: check it, test it, look at it."""


@pack.command()
@FOLDER
def lint(folder: Path | None) -> None:
    """All faults of a pack at once, each with file, line and path. Exit code 1 if there is an error."""
    place = _place(folder)
    today = datetime.now(UTC).date()
    complaints = [*run.lint(place, today), *check.complaints(place)]
    for complaint in complaints:
        click.echo(complaint)
    errors = run.errors(complaints)
    click.echo(f"{len(errors)} errors, {len(complaints) - len(errors)} warnings", err=True)
    raise SystemExit(1 if errors else 0)


@pack.command()
@FOLDER
def test(folder: Path | None) -> None:
    """Run the pack's own examples. Exit code 1 if one does not hold."""
    place = _place(folder)
    results = check.examples(place)
    for result in results:
        click.echo(
            f"{'ok  ' if result.holds else 'FAIL'} {result.name}{'' if result.holds else ': ' + result.why}"
        )
    failed = sum(not result.holds for result in results)
    click.echo(f"{len(results) - failed} passed, {failed} failed", err=True)
    raise SystemExit(1 if failed or not results else 0)


@pack.command()
@click.argument("kind", required=False)
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def show(kind: str | None, name: str | None, as_json: bool) -> None:
    """An overview; the ids of a KIND (causes, findings, steps, routes ...); or one of them whole."""
    known = catalog.open_by_id(say=chosen.progress)
    if kind is None:
        click.echo(json.dumps(_overview(known), indent=2) if as_json else _lines(_overview(known)))
        return
    records = _records(known, kind)
    if name is None:
        click.echo(json.dumps(list(records)) if as_json else "\n".join(records))
        return
    if name not in records:
        raise InputError(
            f"There is no {name!r} among the {kind}.", f"List them with: jiesuo pack show {kind}"
        )
    click.echo(json.dumps(written(records[name]), indent=2, ensure_ascii=False))


def _overview(known: Pack) -> dict[str, Any]:
    model = build(known)
    kinds = (
        "causes",
        "findings",
        "steps",
        "routes",
        "holds",
        "messages",
        "paths",
        "phrases",
        "rules",
        "myths",
    )
    return {
        "id": known.header.id,
        "version": known.header.version,
        "reviewed_on": known.header.reviewed_on.isoformat(),
        "languages": known.header.languages,
        **{kind: len(getattr(known, kind)) for kind in (*kinds, "refusals", "sources")},
        "sets_of_causes": model.hypotheses.count,
        "prior_sum": round(float(model.priors.sum()), 4),
        "mass_cut_off": float(f"{mass_cut_off(model):.3g}"),
    }


def _lines(facts: dict[str, Any]) -> str:
    return "\n".join(
        f"{key}: {', '.join(value) if isinstance(value, list) else value}" for key, value in facts.items()
    )


def _records(known: Pack, kind: str) -> dict[str, Record]:
    records = getattr(known, kind, None)
    if not isinstance(records, dict) or kind == "words":
        raise InputError(
            f"There is no kind {kind!r}.", "Kinds: causes, findings, steps, routes, holds, messages ..."
        )
    return records


@pack.command()
@FOLDER
def fit(folder: Path | None) -> None:
    """Fit the reader of own words on the pack's tellings (needs the extra dev)."""
    tellings = _place(folder) / "tellings"
    table = train_words.fit(train_words.read_corpus(tellings))
    own_words.save(table, tellings, train_words.fingerprint(tellings))
    click.echo(f"{len(table.grams)} n-grams, {len(table.heads)} heads", err=True)


@pack.command("schema")
@click.argument("target", type=click.Path(path_type=Path))
def write_schema(target: Path) -> None:
    """Write JSON Schemas for editors into a folder."""
    for path in schema.write_schemas(target):
        click.echo(path)


def _place(folder: Path | None) -> Path:
    return folder or catalog.find().folder
