"""`jiesuo diagnose`: one telling in, one advice out; or a telling a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, TypedDict

import click

from jiesuo.core.evidence import UNKNOWN
from jiesuo.core.problem import FAST
from jiesuo.errors import InputError, JiesuoError
from jiesuo.interfaces import chosen, wire
from jiesuo.interfaces import settings as environment
from jiesuo.interfaces.cli import show, terminal
from jiesuo.interfaces.cli.flags import JSON, LANG, NOW
from jiesuo.interfaces.cli.lazily import load
from jiesuo.interfaces.phrasing import say
from jiesuo.services.advice import Advice
from jiesuo.services.advise import Manner
from jiesuo.services.clock import Clock
from jiesuo.services.consult import consult
from jiesuo.services.intake import Heard

KEPT = "jiesuo.interfaces.cli.keeping:kept"
PROGRESS_EVERY = 50
MASS = Manner(settings=FAST)
LONGEST_LINE = 1_000_000
"""Bytes of a line that are looked at; the rest of a longer one is passed over."""
NOTHING_TOLD = ("Nothing was told.", "Write what goes wrong, or use - to read it from stdin.")


class Wishes(TypedDict):
    goal: str
    situation: str
    language: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What goes for every telling of a call."""

    answers: tuple[tuple[str, str], ...]
    situation: str
    goal: str
    language: str

    @property
    def wishes(self) -> Wishes:
        return {"goal": self.goal, "situation": self.situation, "language": self.language}


@click.command()
@click.argument("text", required=False)
@click.option("--say", "said", multiple=True, metavar="FINDING=VALUE", help="An answer; may be repeated.")
@click.option("--situation", default="this_week", help="at_the_till, today, this_week or no_hurry.")
@click.option("--goal", default="", help="pay, log_in, verify, add_card, receive, unlock or check.")
@LANG
@JSON
@click.option(
    "--lines", metavar="FILE", help="A telling a line (- is stdin); one JSON object a line comes out."
)
@click.option("--keep", is_flag=True, help="Keep the case, to go on with later.")
@NOW
@click.pass_context
def diagnose(
    ctx: click.Context,
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
    asked = Asked(tuple(answer_pair(item) for item in said), situation, goal, lang or settings.language)
    clock = chosen.clock_of(now)
    if lines is not None:
        ctx.exit(_each_line(lines, asked, clock))
    told = _text(text, asked)
    if keep:
        case_id, advice = load(KEPT)(told, asked, settings, now)
    else:
        case_id, advice = None, _passing(told, asked, clock)
    if as_json:
        click.echo(json.dumps(wire.advice_json(advice), ensure_ascii=False, indent=2))
    else:
        terminal.of_output(settings.colour).write([*show.whole(advice), *answer_with(advice)])
    if case_id:
        click.echo(say(asked.language, "kept", case=case_id), err=True)


def answer_pair(item: str) -> tuple[str, str]:
    """`finding=value` taken apart; raises InputError."""
    finding, sign, value = item.partition("=")
    if not sign:
        raise InputError(f"{item!r} is not an answer.", "Write it as finding=value, for example vpn_on=yes.")
    return finding.strip(), value.strip()


def answer_with(advice: Advice) -> show.Lines:
    """How the question is answered from the command line."""
    if advice.next.kind == "ask" and not advice.refusal:
        values = "|".join([*(answer.value for answer in advice.next.answers), UNKNOWN])
        yield ""
        yield say(advice.language, "answer_with", command=f"--say {advice.next.step}={values}")


def given(text: str) -> str:
    """A text from the command line or stdin; raises InputError when it is empty."""
    told = piped() if text == "-" else decoded(text.encode("utf-8", "surrogateescape"))
    if not told.strip():
        raise InputError(*NOTHING_TOLD)
    return told


def piped() -> str:
    """All of stdin; nothing when it is closed."""
    return decoded(sys.stdin.buffer.read()) if sys.stdin is not None else ""


def decoded(raw: bytes) -> str:
    """Bytes as text: UTF-8, or what can be read of it."""
    return raw.decode("utf-8", errors="replace")


def note_of(heard: Heard, asked: Asked) -> None:
    """Say on stderr what was hidden, and what was left unread."""
    if heard.hidden:
        hidden = ", ".join(token.token for token in heard.hidden)
        click.echo(say(asked.language, "hidden", what=hidden), err=True)
    if heard.cut_off:
        click.echo(say(asked.language, "cut_off"), err=True)


def _text(text: str | None, asked: Asked) -> str:
    if text is not None:
        return given(text)
    if asked.answers:
        return ""
    return given("" if terminal.is_interactive() else "-")


def _passing(told: str, asked: Asked, clock: Clock) -> Advice:
    """The advice on a telling that is not kept; notes go to stderr."""
    model, readers = chosen.model_and_readers()
    consultation = consult(model, readers, clock(), told, asked.answers, **asked.wishes)
    if consultation.heard:
        note_of(consultation.heard, asked)
    return consultation.advice


def _each_line(source: str, asked: Asked, clock: Clock) -> int:
    """One object for each line, in order; 1 if one of them is an error, else 0."""
    model, readers = chosen.model_and_readers()
    failed = 0
    for number, line in enumerate(_lines(source), 1):
        try:
            advice = consult(model, readers, clock(), line, asked.answers, manner=MASS, **asked.wishes).advice
            answer = wire.advice_json(advice)
        except JiesuoError as error:
            answer = wire.error_json(error)
        failed += answer["schema"] == wire.ERROR_SCHEMA
        click.echo(json.dumps(answer, ensure_ascii=False))
        if number % PROGRESS_EVERY == 0:
            click.echo(f"{number} ...", err=True)
    return 1 if failed else 0


def _lines(source: str) -> Iterator[str]:
    if source == "-":
        yield from _stripped(sys.stdin.buffer) if sys.stdin is not None else ()
        return
    try:
        with open(source, "rb") as file:
            yield from _stripped(file)
    except OSError as fault:
        raise InputError(f"{source} cannot be read: {fault.strerror}.", "Name a file that exists.") from fault


def _stripped(file: IO[bytes]) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE):
        end = line
        while not end.endswith(b"\n") and (end := file.readline(LONGEST_LINE)):
            pass
        yield decoded(line).rstrip("\r\n")
