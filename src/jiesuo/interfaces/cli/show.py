"""An advice as lines for a terminal, in the order in which a person in trouble needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from jiesuo.interfaces.phrasing import frequency, length, moment, say
from jiesuo.services.advice import Advice, Contact, LikelyCause, MenuPath, Next, OpenRoute, Sentence

Lines = Iterator[str]
COLOURS = {"stop": "red", "now": "cyan", "next": "green"}


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
        yield from _route(advice, route)


def _route(advice: Advice, route: OpenRoute) -> Lines:
    language = advice.language
    facts = [frequency(route.chance, language), say(language, "effort", minutes=_number(route.effort_min))]
    facts.append(
        say(language, "cost", amount=_number(route.cost_cny)) if route.cost_cny else say(language, "free")
    )
    yield f"  • {route.title} ({'; '.join(facts)})"
    if route.limits:
        yield f"      {route.limits}"


def following(advice: Advice, step: Next) -> Lines:
    """The next step, or the question."""
    if step.kind == "none":
        return
    if step.kind == "ask":
        yield from _heading(advice, "next", "next")
        yield from question(advice, step)
    else:
        yield from _heading(advice, "next", "next")
        yield from deed(advice, step)


def question(advice: Advice, step: Next) -> Lines:
    yield f"  {step.title}"
    if step.why:
        yield f"     {say(advice.language, 'why')}: {step.why}"
    yield from _path(advice, step.path)
    for number, answer in enumerate(step.answers, 1):
        yield f"   {number}  {answer.text}"


def deed(advice: Advice, step: Next) -> Lines:
    language = advice.language
    yield f"  ▶ {click.style(step.title, bold=True)}"
    if step.why:
        yield f"     {say(language, 'why')}: {step.why}"
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


def _facts(language: str, step: Next) -> Lines:
    yield say(language, "effort", minutes=_number(step.effort_min))
    if step.wait_h:
        least, usual, most = (length(hours, language) for hours in step.wait_h)
        yield say(language, "wait", least=least, usual=usual, most=most)
    if step.cost_cny:
        yield say(language, "cost", amount=_number(step.cost_cny))
    if step.chance is not None:
        yield say(language, "chance", tenths=max(1, min(9, round(step.chance * 10))))


def pending(advice: Advice) -> Lines:
    if not advice.pending:
        return
    yield from _heading(advice, "pending")
    for wait in advice.pending:
        times = {name: moment(getattr(wait, name), advice.language) for name in ("begun", "usual", "latest")}
        yield f"  ⏳ {say(advice.language, 'pending_line', title=wait.title, **times)}"
        if wait.careful:
            yield f"     {wait.careful}"


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
            yield f"      {say(advice.language, key)}: {' / '.join(f'“{quote}”' for quote in quotes)}"


def understood(advice: Advice) -> Lines:
    if not advice.understood:
        return
    yield from _heading(advice, "understood")
    for item in advice.understood:
        quote = f"  “{item.quote}”" if item.quote else ""
        yield f"  ✓ {item.text or item.finding}{quote}"


def contact(advice: Advice, human: Contact) -> Lines:
    yield from _heading(advice, "contact")
    number = f" {human.number}" if human.number else ""
    yield f"  {human.title}{number}: {human.how}"
    if human.ready:
        yield f"     {say(advice.language, 'ready')}: {'; '.join(human.ready)}"
    yield from _path(advice, human.path)
    yield from _sentences(advice, human.sentences)


def sources(advice: Advice) -> Lines:
    if not advice.sources:
        return
    yield from _heading(advice, "sources")
    for source in advice.sources:
        marks = [source.kind, source.as_of]
        marks += [say(advice.language, "disputed")] if source.disputed else []
        marks += [say(advice.language, "single_source")] if source.only_one else []
        yield f"  {source.title} ({', '.join(marks)}) {source.url or ''}".rstrip()


def _path(advice: Advice, path: MenuPath | None) -> Lines:
    if path is not None:
        steps = " › ".join(_label(english, chinese) for english, chinese in path.labels)
        yield f"     {say(advice.language, 'you_see_it')}: {path.app}: {steps}"
        yield f"       ({say(advice.language, 'as_of', when=path.as_of)})"


def _label(english: str, chinese: str) -> str:
    return f"{english} {chinese}".strip()


def _sentences(advice: Advice, sentences: Iterable[Sentence]) -> Lines:
    for place, sentence in enumerate(sentences):
        if place == 0:
            yield f"     {say(advice.language, 'say_or_show')}:"
        yield f"       {sentence.zh}"
        yield f"       {sentence.pinyin}"
        yield f"       {sentence.en}"


def _heading(advice: Advice, key: str, colour: str | None = None) -> Lines:
    yield ""
    yield click.style(say(advice.language, key), bold=True, fg=COLOURS.get(colour or ""))


def _number(value: float) -> str:
    return f"{value:g}" if value < 1 else f"{value:.0f}"
