"""`jiesuo case show`, `tell`, `undo` and `close`: a kept case and what it comes to."""

from __future__ import annotations

import json

import click

from jiesuo.core.event_json import to_dict
from jiesuo.errors import InputError
from jiesuo.interfaces import kept, shelf, wire, wiring
from jiesuo.interfaces import settings as environment
from jiesuo.interfaces.cli import show, terminal
from jiesuo.interfaces.cli.diagnose import answer_pair, answer_with, given
from jiesuo.interfaces.cli.flags import LANG, NOW
from jiesuo.interfaces.phrasing import say
from jiesuo.services.consult import answer_to
from jiesuo.services.desk import Desk

ID = click.argument("case_id", metavar="ID")


@click.command("show")
@ID
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
@LANG
@NOW
def show_case(case_id: str, as_json: bool, lang: str | None, now: str | None) -> None:
    """The advice of a case as it stands."""
    settings = environment.read()
    desk = wiring.desk(settings, now)
    known = shelf.find(desk.store, case_id)
    advice = kept.advice_in(desk, known, lang or desk.case(known).language)
    if as_json:
        click.echo(json.dumps(wire.advice_json(advice), ensure_ascii=False, indent=2))
        return
    terminal.of_output(settings.colour).write([*show.whole(advice), *answer_with(advice)])


@click.command()
@ID
@click.argument("text", required=False)
@click.option("--say", "said", multiple=True, metavar="FINDING=VALUE", help="An answer; may be repeated.")
@click.option("--step", help="A step or route that was done; with --outcome.")
@click.option(
    "--outcome", help="worked, no_change, untried, could_not, refused, asked_for_something_else or waiting."
)
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
    answers = [answer_pair(item) for item in said]
    _check(text, answers, step, outcome)
    told = given(text) if text else ""
    settings = environment.read()
    desk = wiring.desk(settings, now)
    known = shelf.find(desk.store, case_id)
    for finding, value in answers:
        answer_to(desk.model, finding, value)
    if told:
        heard = desk.tell(known, told)
        if heard.hidden:
            hidden = ", ".join(token.token for token in heard.hidden)
            click.echo(say(settings.language, "hidden", what=hidden), err=True)
    for finding, value in answers:
        desk.answer(known, finding, value)
    if step and outcome:
        desk.report(known, step, outcome)
    _say_next(desk, known, settings.colour)


def _check(text: str | None, answers: list[tuple[str, str]], step: str | None, outcome: str | None) -> None:
    if bool(step) != bool(outcome):
        raise InputError("A step and its outcome belong together.", "Give both --step and --outcome.")
    if not (text or answers or step):
        raise InputError("Nothing was told.", "Give a text, --say, or --step with --outcome.")


def _say_next(desk: Desk, case_id: str, colour: bool) -> None:
    advice = desk.advice(case_id)
    parts = (show.refusal, show.stop, show.now)
    lines = [line for part in parts for line in part(advice)]
    lines += [*show.following(advice, advice.next), *answer_with(advice)]
    terminal.of_output(colour).write(lines)


@click.command()
@ID
@click.argument("event", type=int, required=False)
def undo(case_id: str, event: int | None) -> None:
    """Take back an event (a number of `export`), the latest by default."""
    settings = environment.read()
    desk = wiring.desk(settings)
    known = shelf.find(desk.store, case_id)
    taken = kept.take_back(desk, known) if event is None else desk.undo(known, event)
    click.echo(say(settings.language, "went_back", what=to_dict(taken)["kind"]), err=True)


@click.command()
@ID
@click.argument("outcome", type=click.Choice(["solved", "handed_over", "given_up"]))
def close(case_id: str, outcome: str) -> None:
    """End a case."""
    desk = wiring.desk(environment.read())
    desk.close(shelf.find(desk.store, case_id), outcome)
