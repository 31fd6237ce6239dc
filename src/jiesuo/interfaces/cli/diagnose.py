"""`jiesuo diagnose`: one telling in, one advice out; or a telling a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import IO, Any

import click

from jiesuo.core.problem import FAST
from jiesuo.errors import InputError
from jiesuo.interfaces import settings as environment
from jiesuo.interfaces import wire, wiring
from jiesuo.interfaces.cli import show
from jiesuo.interfaces.phrasing import say
from jiesuo.services.advise import Manner
from jiesuo.services.desk import Desk

PROGRESS_EVERY = 50
MASS = Manner(settings=FAST)


@click.command()
@click.argument("text", required=False)
@click.option("--say", "said", multiple=True, metavar="FINDING=VALUE", help="An answer; may be repeated.")
@click.option("--situation", default="this_week", help="at_the_till, today, this_week or no_hurry.")
@click.option("--goal", default="", help="pay, log_in, verify, add_card, receive, unlock or check.")
@click.option("--lang", type=click.Choice(environment.LANGUAGES), help="Language of what is shown.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object (docs/json.md).")
@click.option(
    "--lines", metavar="FILE", help="A telling a line (- is stdin); one JSON object a line comes out."
)
@click.option("--keep", is_flag=True, help="Keep the case, to go on with later.")
@click.option("--now", metavar="TIME", help="Take this as the present time (ISO 8601).")
def diagnose(
    text: str | None,
    said: tuple[str, ...],
    situation: str,
    goal: str,
    lang: str | None,
    as_json: bool,
    lines: str | None,
    keep: bool,
    now: str | None,
) -> None:
    """Say what a telling or a message on the screen means, and what to do next. TEXT - reads stdin."""
    settings = environment.read()
    language = lang or settings.language
    answers = [answer_pair(item) for item in said]
    if lines is not None:
        _each_line(lines, answers, situation, goal, language, now)
        return
    told = _text(text, answers)
    desk = wiring.desk(settings, now) if keep else wiring.passing_desk(now)
    case_id = desk.open(goal, situation, language)
    _hear(desk, case_id, told, answers, language)
    advice = desk.advice(case_id)
    if as_json:
        click.echo(json.dumps(wire.advice_json(advice), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(show.whole(advice)), color=settings.colour and sys.stdout.isatty())
    if keep:
        click.echo(say(language, "kept", case=case_id), err=True)


def answer_pair(item: str) -> tuple[str, str]:
    """`finding=value` taken apart; raises InputError."""
    finding, sign, value = item.partition("=")
    if not sign:
        raise InputError(f"{item!r} is not an answer.", "Write it as finding=value, for example vpn_on=yes.")
    return finding.strip(), value.strip()


def _text(text: str | None, answers: Sequence[tuple[str, str]]) -> str:
    if text == "-" or (text is None and not answers and not sys.stdin.isatty()):
        return decoded(sys.stdin.buffer.read())
    if text is None and not answers:
        raise InputError("Nothing was told.", "Write what goes wrong, or use - to read it from stdin.")
    return text or ""


def decoded(raw: bytes) -> str:
    """Bytes as text: UTF-8, or what can be read of it."""
    return raw.decode("utf-8", errors="replace")


def _hear(desk: Desk, case_id: str, told: str, answers: Sequence[tuple[str, str]], language: str) -> None:
    if told.strip():
        heard = desk.tell(case_id, told)
        if heard.hidden:
            click.echo(say(language, "hidden", what=", ".join(h.token for h in heard.hidden)), err=True)
        if heard.cut_off:
            click.echo(say(language, "cut_off"), err=True)
    for finding, value in answers:
        desk.answer(case_id, finding, value)


def _each_line(
    source: str, answers: Sequence[tuple[str, str]], situation: str, goal: str, language: str, now: str | None
) -> None:
    desk = wiring.passing_desk(now)
    for number, line in enumerate(_lines(source), 1):
        case_id = desk.open(goal, situation, language)
        click.echo(json.dumps(_answered(desk, case_id, line, answers), ensure_ascii=False))
        desk.forget(case_id)
        if number % PROGRESS_EVERY == 0:
            click.echo(f"{number} ...", err=True)


def _answered(desk: Desk, case_id: str, line: str, answers: Sequence[tuple[str, str]]) -> dict[str, Any]:
    if line.strip():
        desk.tell(case_id, line)
    for finding, value in answers:
        desk.answer(case_id, finding, value)
    return wire.advice_json(desk.advice(case_id, MASS))


def _lines(source: str) -> Iterator[str]:
    if source == "-":
        yield from _stripped(sys.stdin.buffer)
        return
    try:
        with open(source, "rb") as file:
            yield from _stripped(file)
    except OSError as fault:
        raise InputError(f"{source} cannot be read: {fault.strerror}.", "Name a file that exists.") from fault


def _stripped(file: IO[bytes]) -> Iterator[str]:
    return (decoded(line).rstrip("\r\n") for line in file)
