"""`jiesuo case`: look at kept cases, add to them, take back, close, forget, export."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from jiesuo.core.case import to_dict
from jiesuo.errors import InputError
from jiesuo.interfaces import settings as environment
from jiesuo.interfaces import wire, wiring
from jiesuo.interfaces.cli import show
from jiesuo.interfaces.cli.diagnose import answer_pair, decoded
from jiesuo.interfaces.phrasing import say
from jiesuo.services.desk import Desk
from jiesuo.store.base import Summary

NOW = click.option("--now", metavar="TIME", help="Take this as the present time (ISO 8601).")
JSON = click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
ID = click.argument("case_id")


@click.group()
def case() -> None:
    """Cases that were kept on this computer."""


@case.command("list")
@JSON
def list_cases(as_json: bool) -> None:
    """All cases, the latest first."""
    settings = environment.read()
    found = wiring.desk(settings).list()
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


@case.command("show")
@ID
@JSON
@NOW
def show_case(case_id: str, as_json: bool, now: str | None) -> None:
    """The advice of a case as it stands."""
    settings = environment.read()
    advice = wiring.desk(settings, now).advice(case_id)
    if as_json:
        click.echo(json.dumps(wire.advice_json(advice), ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(show.whole(advice)), color=settings.colour and sys.stdout.isatty())


@case.command()
@ID
@click.argument("text", required=False)
@click.option("--say", "said", multiple=True, metavar="FINDING=VALUE", help="An answer; may be repeated.")
@click.option("--step", help="A step or route that was done; with --outcome.")
@click.option("--outcome", help="worked, no_change, could_not, refused, asked_for_something_else or waiting.")
@NOW
def tell(
    case_id: str,
    text: str | None,
    said: tuple[str, ...],
    step: str | None,
    outcome: str | None,
    now: str | None,
) -> None:
    """Add to a case: words or a message, answers, or how a step went."""
    desk = wiring.desk(environment.read(), now)
    answers = [answer_pair(item) for item in said]
    _check(text, answers, step, outcome)
    if text:
        desk.tell(case_id, decoded(sys.stdin.buffer.read()) if text == "-" else text)
    for finding, value in answers:
        desk.answer(case_id, finding, value)
    if step and outcome:
        desk.report(case_id, step, outcome)
    _say_next(desk, case_id)


def _check(text: str | None, answers: list[tuple[str, str]], step: str | None, outcome: str | None) -> None:
    if bool(step) != bool(outcome):
        raise InputError("A step and its outcome belong together.", "Give both --step and --outcome.")
    if not (text or answers or step):
        raise InputError("Nothing was told.", "Give a text, --say, or --step with --outcome.")


def _say_next(desk: Desk, case_id: str) -> None:
    advice = desk.advice(case_id)
    click.echo("\n".join([*show.stop(advice), *show.now(advice), *show.following(advice, advice.next)]))


@case.command()
@ID
@click.argument("event", type=int, required=False)
def undo(case_id: str, event: int | None) -> None:
    """Take back an event (a number of `export`), the latest by default."""
    settings = environment.read()
    taken = wiring.desk(settings).undo(case_id, event)
    click.echo(say(settings.language, "went_back", what=to_dict(taken)["kind"]), err=True)


@case.command()
@ID
@click.argument("outcome", type=click.Choice(["solved", "handed_over", "given_up"]))
def close(case_id: str, outcome: str) -> None:
    """End a case."""
    wiring.desk(environment.read()).close(case_id, outcome)


@case.command()
@ID
def forget(case_id: str) -> None:
    """Erase a case for good."""
    settings = environment.read()
    wiring.desk(settings).forget(case_id)
    click.echo(say(settings.language, "forgotten", case=case_id), err=True)


@case.command()
@ID
def export(case_id: str) -> None:
    """All events of a case as JSON, numbered as `undo` counts them."""
    kept = wiring.desk(environment.read()).case(case_id)
    events = [{"event": place, **to_dict(event)} for place, event in enumerate(kept.events)]
    click.echo(json.dumps({"case": case_id, "events": events}, ensure_ascii=False, indent=2))
