"""`jiesuo case list`, `forget` and `export`: what needs the file of the cases alone, and no pack."""

from __future__ import annotations

import json
from typing import Any

import click

from jiesuo.interfaces import settings as environment
from jiesuo.interfaces import shelf
from jiesuo.interfaces.phrasing import say
from jiesuo.store.base import Summary


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def list_cases(as_json: bool) -> None:
    """All cases, the latest first."""
    settings = environment.read()
    found = shelf.store_of(settings).list()
    if as_json:
        click.echo(json.dumps([_summary(item) for item in found]))
    elif not found:
        click.echo(say(settings.language, "no_cases"), err=True)
    for item in () if as_json else found:
        click.echo(f"{item.case_id}  {item.updated_at}  {item.version}")


def _summary(item: Summary) -> dict[str, Any]:
    return {
        "case": item.case_id,
        "version": item.version,
        "opened": item.opened_at,
        "updated": item.updated_at,
    }


@click.command()
@click.argument("case_id", metavar="ID")
def forget(case_id: str) -> None:
    """Erase a case for good; here the whole id is needed."""
    settings = environment.read()
    shelf.store_of(settings).forget(case_id)
    click.echo(say(settings.language, "forgotten", case=case_id), err=True)


@click.command()
@click.argument("case_id", metavar="ID")
def export(case_id: str) -> None:
    """All events of a case as JSON, numbered as `undo` counts them."""
    store = shelf.store_of(environment.read())
    known = shelf.find(store, case_id)
    events = [{"event": place, **event} for place, event in enumerate(store.read(known)[1])]
    click.echo(json.dumps({"case": known, "events": events}, ensure_ascii=False, indent=2))
