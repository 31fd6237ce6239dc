"""`jiesuo` alone: the interview in the terminal. Text piped in is diagnosed at once instead.

One thing at a time: stop, now and a way round come first, then a question or a step, then how it went.
Every answer is kept the moment it is given, so that nothing is lost when the window closes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import click

from jiesuo.core.case import Undone
from jiesuo.core.evidence import UNKNOWN
from jiesuo.errors import InputError
from jiesuo.interfaces import settings as environment
from jiesuo.interfaces import wiring
from jiesuo.interfaces.cli import diagnose, show
from jiesuo.interfaces.phrasing import say
from jiesuo.services.advice import Advice, Next
from jiesuo.services.advise import INTERVIEW
from jiesuo.services.desk import Desk
from jiesuo.services.prevention import prevention

OUTCOMES = (
    "solved",
    "worked",
    "no_change",
    "could_not",
    "refused",
    "asked_for_something_else",
    "waiting",
)
ROUTE_OUTCOMES = ("worked", "failed")
USUAL_SITUATION = "this_week"
KEYS = ("d", "b", "m", "t", "q")


@dataclass(frozen=True, eq=False)
class Talk:
    """One case in one terminal."""

    desk: Desk
    case_id: str
    language: str
    colour: bool

    def say(self, key: str, **slots: object) -> None:
        click.echo(say(self.language, key, **slots))

    def show(self, *parts: Callable[[Advice], show.Lines]) -> Advice:
        advice = self.desk.advice(self.case_id, INTERVIEW)
        for part in parts:
            self.lines(list(part(advice)))
        return advice

    def lines(self, lines: Sequence[str]) -> None:
        if lines:
            click.echo("\n".join(lines), color=self.colour)


@click.command()
@click.option("--lang", type=click.Choice(environment.LANGUAGES))
@click.option("--case", "case_id")
@click.option("--situation")
@click.pass_context
def interview(ctx: click.Context, lang: str | None, case_id: str | None, situation: str | None) -> None:
    """Tell what goes wrong, answer a few questions, and be led to the way out."""
    if not sys.stdin.isatty() and case_id is None:
        ctx.invoke(diagnose.diagnose, text="-", lang=lang, situation=situation or USUAL_SITUATION)
        return
    settings = environment.read()
    desk = wiring.desk(settings)
    colour = settings.colour and sys.stdout.isatty()
    language = lang or (desk.case(case_id).language if case_id else settings.language)
    talk = Talk(desk, case_id or _begin(desk, language, situation), language, colour)
    if not case_id:
        _listen(talk, "tell")
    _lead(talk)


def _begin(desk: Desk, language: str, situation: str | None) -> str:
    click.echo(say(language, "welcome"))
    click.echo(say(language, "never"))
    return desk.open("", situation or _situation(desk, language), language)


def _situation(desk: Desk, language: str) -> str:
    names = list(desk.model.pack.situations)
    texts = desk.model.pack.words.get(language, {}).get("situations", {})
    click.echo(f"\n{say(language, 'situation')}")
    for number, name in enumerate(names, 1):
        click.echo(f"   {number}  {texts.get(name, {}).get('title', name)}")
    typed = _typed(language)
    return names[int(typed) - 1] if typed.isdigit() and 1 <= int(typed) <= len(names) else USUAL_SITUATION


def _listen(talk: Talk, key: str) -> None:
    """Take in what is told, up to an empty line."""
    click.echo()
    talk.say(key)
    lines: list[str] = []
    while (line := _typed(talk.language, "> ")) != "":
        lines.append(line)
    if not lines:
        talk.say("nothing_told")
        return
    heard = talk.desk.tell(talk.case_id, "\n".join(lines))
    if heard.hidden:
        talk.say("hidden", what=", ".join(hidden.token for hidden in heard.hidden))
    talk.show(show.refusal, show.stop, show.now, show.routes, show.understood)


def _lead(talk: Talk) -> None:
    """Question or step, until it is solved, handed over, waiting, or the person stops."""
    while True:
        advice = talk.desk.advice(talk.case_id, INTERVIEW)
        if advice.refusal or advice.next.kind == "none":
            talk.lines(list(show.contact(advice, advice.contact)))
            return
        going_on = _ask(talk, advice) if advice.next.kind == "ask" else _guide(talk, advice)
        if not going_on:
            talk.say("kept", case=talk.case_id)
            return


def _ask(talk: Talk, advice: Advice) -> bool:
    step = advice.next
    talk.lines(["", *show.question(advice, step)])
    talk.say("keys")
    while True:
        typed = _typed(talk.language).lower()
        if typed.isdigit() and 1 <= int(typed) <= len(step.answers):
            return _answered(talk, step, step.answers[int(typed) - 1].value)
        if typed == "d":
            return _answered(talk, step, UNKNOWN)
        if typed in KEYS:
            return _key(talk, typed)
        talk.say("not_a_choice")


def _answered(talk: Talk, step: Next, value: str) -> bool:
    before = {hold.id for hold in talk.desk.advice(talk.case_id).stop}
    talk.desk.answer(talk.case_id, step.step, value, step.offered)
    if {hold.id for hold in talk.desk.advice(talk.case_id).stop} - before:
        talk.show(show.stop, show.now)
    return True


def _key(talk: Talk, key: str) -> bool:
    """Back, what it may be, tell more, or stop here."""
    if key == "b":
        _back(talk)
    elif key == "m":
        talk.show(show.causes)
    elif key == "t":
        _listen(talk, "tell_more")
    return key != "q"


def _back(talk: Talk) -> None:
    try:
        taken = talk.desk.undo(talk.case_id)
    except InputError:
        talk.say("nothing_to_undo")
        return
    if not isinstance(taken, Undone):
        talk.say("went_back", what=_name(taken))


def _name(event: object) -> str:
    return str(getattr(event, "text", "") or getattr(event, "step", "") or _first_finding(event))


def _first_finding(event: object) -> str:
    observations = getattr(event, "observations", ())
    return observations[0].finding if observations else type(event).__name__


def _guide(talk: Talk, advice: Advice) -> bool:
    """Show a step and take in how it went."""
    step = advice.next
    talk.lines([*show.now(advice), *show.pending(advice), *show.following(advice, step)])
    if step.kind == "check":
        return _looked(talk, step)
    outcomes = ROUTE_OUTCOMES if step.kind == "try" else OUTCOMES
    outcome = _outcome(talk, "route_" if step.kind == "try" else "outcome_", outcomes)
    if outcome in KEYS:
        return _key(talk, outcome)
    return _went(talk, step, outcome)


def _looked(talk: Talk, step: Next) -> bool:
    """After a look: what was seen, one question after the other."""
    for finding in step.reveals:
        shown = talk.desk.model.pack.findings.get(finding)
        if shown is None or shown.ask is None:
            continue
        if not _ask_finding(talk, finding):
            return False
    talk.desk.report(talk.case_id, step.step, "no_change")
    return True


def _ask_finding(talk: Talk, finding: str) -> bool:
    advice = talk.desk.advice(talk.case_id)
    return _ask(talk, replace(advice, next=talk.desk.question(talk.case_id, finding)))


def _outcome(talk: Talk, prefix: str, outcomes: Sequence[str]) -> str:
    click.echo()
    talk.say("outcome")
    for number, outcome in enumerate(outcomes, 1):
        click.echo(f"   {number}  {say(talk.language, prefix + outcome)}")
    talk.say("keys")
    while True:
        typed = _typed(talk.language).lower()
        if typed.isdigit() and 1 <= int(typed) <= len(outcomes):
            return outcomes[int(typed) - 1]
        if typed in KEYS and typed != "d":
            return typed
        talk.say("not_a_choice")


def _went(talk: Talk, step: Next, outcome: str) -> bool:
    if outcome == "solved" or (step.kind == "try" and outcome == "worked"):
        return _solved(talk, step)
    talk.desk.report(talk.case_id, step.step, outcome)
    if outcome == "waiting":
        talk.show(show.pending)
        talk.say("waiting_kept", case=talk.case_id)
        return False
    return True


def _solved(talk: Talk, step: Next) -> bool:
    talk.desk.report(talk.case_id, step.step, "worked")
    talk.desk.close(talk.case_id, "solved")
    talk.say("repair_too" if step.kind == "try" else "solved")
    for rule in prevention(talk.desk.model.pack, talk.language):
        click.echo(f"  • {rule}")
    return False


def _typed(language: str, prompt: str = "") -> str:
    """One line from the person; the end of input is the wish to stop."""
    try:
        return input(prompt or f"{say(language, 'answer')}: ").strip()
    except EOFError as end:
        raise click.Abort from end
