"""One page of the pack's book: a cause, a message or code, a step or a way, with what it is linked to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jiesuo.errors import NotFound
from jiesuo.knowledge.pack import Finding, Message, Money, Needs, Sourced, Step
from jiesuo.services.advice import Contact, MenuPath, Sentence
from jiesuo.services.book import Book, Kind, Link, likeliest
from jiesuo.services.citing import Backing, backing
from jiesuo.services.describe_step import menu_path, sentences
from jiesuo.services.options import hours

SHOWS_FROM = 0.5
"""Chance from which a cause is said to bring something about, or a message to speak for a cause."""
CLOSED_FROM = 0.6
"""Chance from which a cause is said to close a way."""
OPEN_UP_TO = 0.15
"""Chance up to which a way is said to stay open under a cause."""
APART_FROM = 0.4
"""Difference of two chances from which a question is said to tell two causes apart."""
FIRST_DO = "step:"


@dataclass(frozen=True, slots=True)
class Help:
    """A step with what it costs and how often it helps (linear)."""

    link: Link
    chance: float
    effort_min: float
    wait_h: tuple[float, float, float] | None
    money: Money
    then: Link | None = None
    """The cause that may remain, as the next stage."""


@dataclass(frozen=True, slots=True)
class Ban:
    """Something to leave alone."""

    text: str
    why: str
    backing: Backing


@dataclass(frozen=True, slots=True)
class Alike:
    """A cause that is easily taken for this one, and the question that tells them apart."""

    link: Link
    question: str


@dataclass(frozen=True, slots=True)
class CauseEntry:
    link: Link
    explain: str
    who_text: str
    area: str
    goals: tuple[str, ...]
    helps: tuple[Help, ...]
    open_ways: tuple[Link, ...]
    bans: tuple[Ban, ...]
    messages: tuple[Link, ...]
    codes: tuple[Link, ...]
    alike: tuple[Alike, ...]
    backing: Backing


@dataclass(frozen=True, slots=True)
class Meaning:
    """A cause that a message speaks for, and its share among them (linear)."""

    link: Link
    share: float


@dataclass(frozen=True, slots=True)
class MessageEntry:
    link: Link
    texts: tuple[str, ...]
    language: str
    literal: bool
    code: str
    system: str
    where: str
    meaning: str
    who_text: str
    retry: str
    strength: str
    means: tuple[Meaning, ...]
    tells: tuple[tuple[str, str], ...]
    """(label, value) of what it settles by itself."""
    backing: Backing


@dataclass(frozen=True, slots=True)
class DeedEntry:
    """A step or a way: how it is done and what it costs."""

    link: Link
    why: str
    lines: tuple[str, ...]
    ready: tuple[str, ...]
    done: str
    careful: str
    limits: str
    effort_min: float
    wait_h: tuple[float, float, float] | None
    money: Money
    needs: tuple[str, ...]
    first: tuple[Link, ...]
    """Steps that come before it."""
    helps: tuple[tuple[Link, float], ...]
    """Causes that a step puts right, and the chance that it does (linear)."""
    tells: tuple[str, ...]
    """Labels of what can be seen there."""
    ends: tuple[str, ...]
    closed_by: tuple[Link, ...]
    """Causes that close a way."""
    refund_to: str
    bans: tuple[Ban, ...]
    """What forbids it for a time."""
    contact: Contact | None
    """The human that a step leads to."""
    path: MenuPath | None
    sentences: tuple[Sentence, ...]
    backing: Backing


Entry = CauseEntry | MessageEntry | DeedEntry


def entry(book: Book, kind: Kind, name: str) -> Entry:
    """The page of a thing; raises NotFound."""
    if not book.has(kind, name):
        raise NotFound(f"The pack has no {kind} {name!r}.", "Look it up in the list.")
    if kind == "cause":
        return cause_entry(book, name)
    if kind == "step":
        return step_entry(book, name)
    return route_entry(book, name) if kind == "route" else message_entry(book, name)


def cause_entry(book: Book, name: str) -> CauseEntry:
    cause, text = book.pack.causes[name], book.words.text
    pointing = [n for n in book.pack.messages if book.pack.messages[n].means.get(name, 0) >= SHOWS_FROM]
    pointing.sort(key=lambda n: -book.pack.messages[n].means[name])
    links = book.links("message", pointing)
    return CauseEntry(
        link=book.cause(name),
        explain=text("causes", name, "explain"),
        who_text=text("who", cause.who),
        area=text("areas", cause.area) or cause.area,
        goals=tuple(text("goals", goal) or goal for goal in cause.goals),
        helps=tuple(sorted(_helps(book, name), key=lambda found: (-found.chance, found.effort_min))),
        open_ways=tuple(_open_ways(book, name)),
        bans=tuple(_bans_of_cause(book, name)),
        messages=tuple(link for link in links if link.kind == "message"),
        codes=tuple(link for link in links if link.kind == "code"),
        alike=tuple(_alike(book, name)),
        backing=backing(book.pack, cause),
    )


def _helps(book: Book, cause: str) -> Iterator[Help]:
    for name, step in book.pack.steps.items():
        fix = step.fixes.get(cause)
        if fix is not None:
            then = book.cause(fix.leaves) if fix.leaves else None
            yield Help(book.step(name), fix.p, step.effort, hours(step.wait), step.money, then)


def _open_ways(book: Book, cause: str) -> Iterator[Link]:
    """Ways to one of the cause's goals that it seldom closes, and that no ban on its signs forbids."""
    known = book.pack.causes[cause]
    holds = [book.pack.holds[name] for name in _holds_of(book, cause)]
    for name, route in book.pack.routes.items():
        closed = route.main or known.blocks.get(name, 0) > OPEN_UP_TO
        banned = any(set(route.tags) & set(hold.forbids) and name not in hold.allows for hold in holds)
        if set(route.goals) & set(known.goals) and not closed and not banned:
            yield book.route(name)


def _holds_of(book: Book, cause: str) -> Iterator[str]:
    """The bans that start on what the cause brings about."""
    shown = book.pack.causes[cause].shows
    for name, hold in book.pack.holds.items():
        if any(_brings(shown.get(f), v) for f, values in hold.starts_on.items() for v in values):
            yield name


def _bans_of_cause(book: Book, cause: str) -> Iterator[Ban]:
    """Bans that start on what the cause brings about, and budgets of the steps against it."""
    for name in _holds_of(book, cause):
        yield _ban(book, "holds", name, book.pack.holds[name])
    tags = {tag for step in book.pack.steps.values() if cause in step.fixes for tag in step.tags}
    yield from _budgets(book, tags)


def _brings(shown: float | dict[str, float] | None, value: str) -> bool:
    if isinstance(shown, dict):
        return shown.get(value, 0) >= SHOWS_FROM
    return shown is not None and value == "yes" and shown >= SHOWS_FROM


def _budgets(book: Book, tags: set[str]) -> Iterator[Ban]:
    return (_ban(book, "tries", name, b) for name, b in book.pack.tries.items() if b.tag in tags)


def _ban(book: Book, kind: str, name: str, claim: Sourced) -> Ban:
    text = book.words.text
    return Ban(text(kind, name, "text"), text(kind, name, "why"), backing(book.pack, claim))


def _alike(book: Book, name: str) -> Iterator[Alike]:
    causes = book.pack.causes
    others = [*causes[name].fooled_by, *(other for other in causes if name in causes[other].fooled_by)]
    for other in dict.fromkeys(others):
        yield Alike(book.cause(other), _telling_question(book, name, other))


def _telling_question(book: Book, one: str, other: str) -> str:
    """The question whose answer differs most between two causes; empty where none differs enough."""
    differing = {
        name: _difference(finding, book.pack.causes[one].shows[name], book.pack.causes[other].shows[name])
        for name, finding in book.pack.findings.items()
        if finding.ask and name in book.pack.causes[one].shows and name in book.pack.causes[other].shows
    }
    best = max(differing, key=lambda name: (differing[name], name), default="")
    return book.words.text("findings", best, "question") if differing.get(best, 0) >= APART_FROM else ""


def _difference(finding: Finding, one: float | dict[str, float], other: float | dict[str, float]) -> float:
    """The largest difference of the chances of one value."""
    return max(abs(_chance(one, value) - _chance(other, value)) for value in finding.values)


def _chance(shown: float | dict[str, float], value: str) -> float:
    if isinstance(shown, dict):
        return shown.get(value, 0.0)
    return shown if value == "yes" else 1 - shown


def message_entry(book: Book, name: str) -> MessageEntry:
    message, text = book.pack.messages[name], book.words.text
    return MessageEntry(
        link=book.message(name),
        texts=tuple(message.texts),
        language=message.language,
        literal=message.literal,
        code=message.code or "",
        system=message.system or "",
        where=message.shown_where or "",
        meaning=text("messages", name, "meaning"),
        who_text=text("who", message.who) if message.who else "",
        retry=message.retry or "",
        strength=message.strength,
        means=tuple(_meanings(book, message)),
        tells=tuple(_settled(book, message)),
        backing=backing(book.pack, message),
    )


def _meanings(book: Book, message: Message) -> Iterator[Meaning]:
    whole = sum(message.means.values())
    return (Meaning(book.cause(name), message.means[name] / whole) for name in likeliest(message))


def _settled(book: Book, message: Message) -> Iterator[tuple[str, str]]:
    text = book.words.text
    for finding, value in message.answers.items():
        label, said = text("findings", finding, "label"), text("findings", finding, "values", value)
        if label and said:
            yield label, said


def step_entry(book: Book, name: str) -> DeedEntry:
    step, text = book.pack.steps[name], book.words.text
    fixed = sorted(step.fixes, key=lambda cause: (-step.fixes[cause].p, cause))
    return DeedEntry(
        link=book.step(name),
        why=text("steps", name, "why"),
        lines=book.words.lines("steps", name, "do"),
        ready=book.words.lines("steps", name, "ready"),
        done=text("steps", name, "done"),
        careful=text("steps", name, "careful"),
        limits="",
        effort_min=step.effort,
        wait_h=hours(step.wait),
        money=step.money,
        needs=tuple(_needs(book, step.needs)),
        first=book.links("step", _before(step.needs, (after.step for after in step.after))),
        helps=tuple((book.cause(cause), step.fixes[cause].p) for cause in fixed),
        tells=tuple(filter(None, (text("findings", finding, "label") for finding in step.reveals))),
        ends=tuple(step.ends),
        closed_by=(),
        refund_to="",
        bans=tuple(_bans_of_deed(book, name, step.tags)),
        contact=_contact(book, name, step),
        path=menu_path(book, step.path),
        sentences=sentences(book, step.phrases),
        backing=backing(book.pack, step),
    )


def _contact(book: Book, name: str, step: Step) -> Contact | None:
    """The human behind a step; path and what to have ready only where the step has none of its own."""
    if step.contact not in book.pack.contacts:
        return None
    text, known = book.words.text, book.pack.contacts[step.contact]
    own_ready = book.words.lines("steps", name, "ready")
    return Contact(
        id=step.contact,
        title=text("contacts", step.contact, "title"),
        how=text("contacts", step.contact, "how"),
        number=known.number,
        ready=() if own_ready else book.words.lines("contacts", step.contact, "ready"),
        path=None if step.path else menu_path(book, known.inside),
        sentences=(),
    )


def route_entry(book: Book, name: str) -> DeedEntry:
    route, text = book.pack.routes[name], book.words.text
    closing = [n for n, cause in book.pack.causes.items() if cause.blocks.get(name, 0) >= CLOSED_FROM]
    return DeedEntry(
        link=book.route(name),
        why=text("routes", name, "why"),
        lines=book.words.lines("routes", name, "how"),
        ready=(),
        done="",
        careful=text("routes", name, "careful"),
        limits=text("routes", name, "limits"),
        effort_min=route.effort,
        wait_h=hours(route.wait),
        money=route.money,
        needs=tuple(_needs(book, route.needs)),
        first=book.links("step", _before(route.needs, ())),
        helps=(),
        tells=(),
        ends=(),
        closed_by=book.links("cause", closing),
        refund_to=route.refund_to or "",
        bans=tuple(_bans_of_deed(book, name, route.tags)),
        contact=None,
        path=menu_path(book, route.path),
        sentences=sentences(book, route.phrases),
        backing=backing(book.pack, route),
    )


def _needs(book: Book, needs: Needs) -> Iterator[str]:
    """Why it is not possible without each thing, in words."""
    items = dict.fromkeys((*needs.all, *needs.any, *needs.none))
    return filter(None, (book.words.text("needs", item) for item in items))


def _before(needs: Needs, after: Iterable[str]) -> Iterator[str]:
    named = (item.removeprefix(FIRST_DO) for item in (*needs.all, *needs.any) if item.startswith(FIRST_DO))
    return iter(dict.fromkeys((*named, *after)))


def _bans_of_deed(book: Book, name: str, tags: Iterable[str]) -> Iterator[Ban]:
    """What forbids a step or way for a time, and how often it may be tried."""
    held = set(tags)
    for hold_id, hold in book.pack.holds.items():
        if held & set(hold.forbids) and name not in hold.allows:
            yield _ban(book, "holds", hold_id, hold)
    yield from _budgets(book, held)
