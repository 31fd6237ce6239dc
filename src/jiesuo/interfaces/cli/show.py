"""An advice as lines for a terminal, in the order in which a person in trouble needs it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import click

from jiesuo.interfaces.cli.terminal import printable
from jiesuo.interfaces.phrasing import frequency, length, moment, say, tenths
from jiesuo.services.advice import (
    Advice,
    Contact,
    LikelyCause,
    MenuPath,
    Next,
    OpenRoute,
    Sentence,
    Understood,
)

Lines = Iterator[str]
COLOURS = {"stop": "red", "now": "cyan", "next": "green"}
FEW_ROUTES = 2
FEW_SOURCES = 5
FEW_MEANINGS = 4
LONGEST_QUOTE = 90
UNKNOWN_DATE = "unknown"


def whole(advice: Advice) -> Lines:
    """Everything."""
    if advice.refusal:
        yield from refusal(advice)
        yield from contact(advice, advice.contact)
        return
    yield from stop(advice)
    yield from now(advice)
    yield from routes(advice)
    yield from following(advice, advice.next)
    yield from pending(advice)
    yield from causes(advice)
    yield from understood(advice)
    yield from contact(advice, advice.contact)
    yield from bank(advice)
    yield from sources(advice)


def refusal(advice: Advice) -> Lines:
    if advice.refusal:
        yield from _heading(advice, "refused", "stop")
        yield f"  {advice.refusal.text}"
        yield f"  {say(advice.language, 'official')}: {advice.refusal.way}"


def stop(advice: Advice) -> Lines:
    if not advice.stop:
        return
    yield from _heading(advice, "stop", "stop")
    for hold in advice.stop:
        until = (
            f" ({say(advice.language, 'until', when=moment(hold.until, advice.language))})"
            if hold.until
            else ""
        )
        yield f"  ✋ {hold.text}{until}"
        if hold.why:
            yield f"     {hold.why}"


def now(advice: Advice) -> Lines:
    if advice.now:
        yield from _heading(advice, "now", "now")
        yield f"  {advice.now}"


def routes(advice: Advice) -> Lines:
    if not advice.routes:
        return
    yield from _heading(advice, "routes")
    for route in advice.routes:
        yield f"  • {_route(advice, route)}"
        if route.limits:
            yield f"      {route.limits}"


def few_routes(advice: Advice) -> Lines:
    """The best ways round, a line each; the rest is a key away."""
    if not advice.routes:
        return
    yield from _heading(advice, "routes")
    yield from (f"  • {_route(advice, route)}" for route in advice.routes[:FEW_ROUTES])
    yield f"    {say(advice.language, 'more_routes', count=len(advice.routes))}"


def numbered_routes(advice: Advice) -> Lines:
    """All ways round, to choose from."""
    yield from _heading(advice, "routes")
    for number, route in enumerate(advice.routes, 1):
        yield f"   {number}  {_route(advice, route)}"
        if route.limits:
            yield f"      {route.limits}"


def _route(advice: Advice, route: OpenRoute) -> str:
    language = advice.language
    facts = [frequency(route.chance, language), say(language, "effort", minutes=_number(route.effort_min))]
    facts.append(
        say(language, "cost", amount=_number(route.cost_cny)) if route.cost_cny else say(language, "free")
    )
    return f"{route.title} ({'; '.join(facts)})"


def following(advice: Advice, step: Next) -> Lines:
    """The next step, or the question."""
    if step.kind == "none":
        return
    yield from _heading(advice, "next", "next")
    yield from question(advice, step) if step.kind == "ask" else deed(advice, step)


def question(advice: Advice, step: Next) -> Lines:
    yield f"  {click.style(step.title, bold=True)}"
    if step.why:
        yield f"     {say(advice.language, 'why')}: {step.why}"
    yield from _path(advice, step.path)
    for number, answer in enumerate(step.answers, 1):
        yield f"   {number}  {answer.text}"
    if step.plan:
        yield f"     {say(advice.language, 'leads_to')}: {' → '.join(planned.title for planned in step.plan)}"


def deed(advice: Advice, step: Next) -> Lines:
    language = advice.language
    yield f"  ▶ {click.style(step.title, bold=True)}"
    if step.why:
        yield f"     {say(language, 'why')}: {step.why}"
    if step.not_before:
        yield f"     ⏳ {say(language, 'not_before', when=moment(step.not_before, language))}"
    yield f"     {'; '.join(_facts(language, step))}"
    yield from (f"     {number}. {line}" for number, line in enumerate(step.do, 1))
    yield from _path(advice, step.path)
    if step.ready:
        yield f"     {say(language, 'ready')}: {'; '.join(step.ready)}"
    if step.careful:
        yield f"     {say(language, 'careful')}: {step.careful}"
    if step.done:
        yield f"     {say(language, 'done_when')}: {step.done}"
    yield from _sentences(advice, step.sentences)
    if step.plan:
        yield f"     {say(language, 'afterwards')}: {' → '.join(planned.title for planned in step.plan)}"
    if step.blocked:
        yield f"     {say(language, 'blocked')}"
        yield from (f"     • {other.title}: {other.why_not}" for other in step.blocked)


def _facts(language: str, step: Next) -> Lines:
    yield say(language, "effort", minutes=_number(step.effort_min))
    if step.wait_h:
        least, usual, most = (length(hours, language) for hours in step.wait_h)
        yield say(language, "wait", least=least, usual=usual, most=most)
    if step.cost_cny:
        yield say(language, "cost", amount=_number(step.cost_cny))
    if step.chance is not None:
        yield say(language, "chance", tenths=tenths(step.chance))


def pending(advice: Advice) -> Lines:
    if not advice.pending:
        return
    yield from _heading(advice, "pending")
    for wait in advice.pending:
        times = {name: moment(getattr(wait, name), advice.language) for name in ("begun", "usual", "latest")}
        key = "pending_line" if wait.usual > wait.begun else "pending_open"
        yield f"  ⏳ {say(advice.language, key, title=wait.title, **times)}"
        if wait.careful:
            yield f"     {wait.careful}"


def look_again(advice: Advice) -> Lines:
    """When to come back to what is running, one line each."""
    for wait in advice.pending:
        if wait.usual == wait.begun:
            continue
        times = {name: moment(getattr(wait, name), advice.language) for name in ("usual", "latest")}
        yield f"  {say(advice.language, 'look_again', **times)}"


def causes(advice: Advice) -> Lines:
    if not advice.causes:
        return
    yield from _heading(advice, "causes")
    if advice.sure == "no":
        yield f"  {say(advice.language, 'not_sure')}"
    for cause in advice.causes:
        yield from _cause(advice, cause)


def _cause(advice: Advice, cause: LikelyCause) -> Lines:
    yield f"  • {cause.title} ({frequency(cause.probability, advice.language)})"
    yield f"      {cause.explain}"
    for key, quotes in (("for", cause.speaks_for), ("against", cause.speaks_against)):
        if quotes:
            shown = " / ".join(f"“{_shortened(quote)}”" for quote in quotes)
            yield f"      {say(advice.language, key)}: {shown}"


def consequences(advice: Advice) -> Lines:
    """What an answer to the present question would change."""
    turning = [answer for answer in advice.next.answers if answer.then]
    if turning:
        yield from _heading(advice, "would_change")
    for answer in turning:
        yield f"  • {say(advice.language, 'what_next_if', answer=answer.text, cause=answer.then)}"


def understood(advice: Advice) -> Lines:
    """What was understood, each under the words it was read from."""
    if not advice.understood:
        return
    yield from _heading(advice, "understood")
    for quote in dict.fromkeys(item.quote for item in advice.understood):
        if quote:
            yield f"  “{_shortened(quote)}”"
        yield from (f"  ✓ {_meaning(item)}" for item in advice.understood if item.quote == quote)


def numbered_understood(advice: Advice) -> Lines:
    """The same as a list to choose from."""
    yield from _heading(advice, "understood")
    for number, item in enumerate(advice.understood, 1):
        quote = f" (“{_shortened(item.quote)}”)" if item.quote else ""
        yield f"   {number}  {_meaning(item)}{quote}"


def understood_shortly(advice: Advice) -> Lines:
    """In one line, for the first screen."""
    yield ""
    if advice.understood:
        what = " · ".join(meanings(advice)[:FEW_MEANINGS])
        what += " · …" if len(advice.understood) > FEW_MEANINGS else ""
        yield say(advice.language, "understood_short", what=what)
    else:
        yield say(advice.language, "understood_nothing")


def meanings(advice: Advice) -> list[str]:
    return [_meaning(item) for item in advice.understood]


def _meaning(item: Understood) -> str:
    return item.text or item.finding


def _shortened(quote: str) -> str:
    plain = " ".join(printable(quote).split())
    return plain if len(plain) <= LONGEST_QUOTE else f"{plain[:LONGEST_QUOTE].rstrip()} …"


def contact(advice: Advice, human: Contact) -> Lines:
    yield from _heading(advice, "contact")
    yield from _human(advice, human)


def bank(advice: Advice) -> Lines:
    """The bank's own people, beneath the way to a human that is always there."""
    if advice.bank_contact:
        yield from _human(advice, advice.bank_contact)


def _human(advice: Advice, human: Contact) -> Lines:
    number = f" {human.number}" if human.number else ""
    yield f"  {human.title}{number}: {human.how}".removesuffix(": ")
    if human.ready:
        yield f"     {say(advice.language, 'ready')}: {'; '.join(human.ready)}"
    yield from _path(advice, human.path)
    yield from _sentences(advice, human.sentences)


def sources(advice: Advice) -> Lines:
    if not advice.sources:
        return
    yield from _heading(advice, "sources")
    for source in advice.sources[:FEW_SOURCES]:
        marks = [source.kind] if source.as_of == UNKNOWN_DATE else [source.kind, source.as_of]
        marks += [say(advice.language, "disputed")] if source.disputed else []
        marks += [say(advice.language, "single_source")] if source.only_one else []
        yield f"  • {source.title} ({', '.join(marks)}) {source.url or ''}".rstrip()
    if len(advice.sources) > FEW_SOURCES:
        left = len(advice.sources) - FEW_SOURCES
        yield f"  {say(advice.language, 'show_more', count=left, command='--json')}"


def _path(advice: Advice, path: MenuPath | None) -> Lines:
    if path is not None:
        steps = " › ".join(_label(english, chinese) for english, chinese in path.labels)
        yield f"     {say(advice.language, 'you_see_it')}: {path.app}: {steps}"
        key = "as_of_unknown" if path.as_of == UNKNOWN_DATE else "as_of"
        yield f"       ({say(advice.language, key, when=path.as_of)})"


def _label(english: str, chinese: str) -> str:
    return f"{english} {chinese}".strip()


def _sentences(advice: Advice, sentences: Iterable[Sentence]) -> Lines:
    for place, sentence in enumerate(sentences):
        if place == 0:
            yield f"     {say(advice.language, 'say_or_show')}:"
        said = (sentence.zh, sentence.pinyin, sentence.meaning(advice.language))
        yield from (f"       {_open_slots(text)}" for text in said)


def _open_slots(text: str) -> str:
    """A slot to be filled in by hand as a gap."""
    return re.sub(r"\{\w+\}", "____", text)


def _heading(advice: Advice, key: str, colour: str | None = None) -> Lines:
    yield ""
    yield click.style(say(advice.language, key), bold=True, fg=COLOURS.get(colour or ""))


def _number(value: float) -> str:
    return f"{value:g}" if value < 1 else f"{value:.0f}"
