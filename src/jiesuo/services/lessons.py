"""What is worth knowing before anything is wrong: what makes it worse, what to do before, what worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiesuo.knowledge.pack import Sourced, Survey
from jiesuo.services.book import Book, Link
from jiesuo.services.citing import Backing, backing
from jiesuo.services.options import hours

MOMENTS = ("before_purchase", "anytime", "afterwards")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A claim, ban or rule; `more`: the correction, the reason or the official way."""

    id: str
    text: str
    more: str
    step: Link | None
    backing: Backing


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that worked, in how many cases, and how long it took where that is known."""

    id: str
    title: str
    cases: int
    foreigners: int
    timed: int
    took_h: tuple[float, float, float] | None
    """Least, median and most hours."""
    links: tuple[Link, ...]
    advised: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """What worked for others, most cases first, and how it was counted."""

    cases: int
    pages: int
    confirmed: int
    foreigners: int
    counted_on: date
    ended: tuple[tuple[str, int], ...]
    timed: int
    took_h: tuple[float, float, float]
    worked: tuple[Counted, ...]
    cannot: tuple[str, ...]
    """What the counts cannot tell."""
    backing: Backing


def myths(book: Book) -> tuple[Lesson, ...]:
    """What guides say that is wrong, with the correction."""
    return tuple(
        _lesson(book, "myths", name, known, "claim", "truth") for name, known in book.pack.myths.items()
    )


def bans(book: Book) -> tuple[Lesson, ...]:
    """What to leave alone for a time, with the reason."""
    return tuple(
        _lesson(book, "holds", name, known, "text", "why") for name, known in book.pack.holds.items()
    )


def budgets(book: Book) -> tuple[Lesson, ...]:
    """How often something may be tried."""
    return tuple(
        _lesson(book, "tries", name, known, "text", "why") for name, known in book.pack.tries.items()
    )


def refusals(book: Book) -> tuple[Lesson, ...]:
    """What is not helped with, and the official way instead."""
    return tuple(
        _lesson(book, "refusals", name, known, "text", "way", known.official_step)
        for name, known in book.pack.refusals.items()
    )


def rules(book: Book, moment: str) -> tuple[Lesson, ...]:
    """What is good to do at a moment: one of MOMENTS."""
    return tuple(
        _lesson(book, "rules", name, rule, "text", "", rule.step)
        for name, rule in book.pack.rules.items()
        if rule.moment == moment
    )


def _lesson(
    book: Book, kind: str, name: str, known: Sourced, field: str, more: str, step: str | None = None
) -> Lesson:
    text = book.words.text
    return Lesson(
        name,
        text(kind, name, field),
        text(kind, name, more) if more else "",
        book.step(step) if step else None,
        backing(book.pack, known),
    )


def counts(book: Book) -> Counts | None:
    """What worked for others; None where the pack has counted nothing."""
    survey = book.pack.survey
    return _counts(book, survey) if survey else None


def _counts(book: Book, survey: Survey) -> Counts:
    took = hours(survey.took)
    assert took is not None, "a survey's times are no option"
    worked = (_counted(book, name) for name in book.pack.worked)
    return Counts(
        cases=survey.cases,
        pages=survey.pages,
        confirmed=survey.confirmed,
        foreigners=survey.foreigners,
        counted_on=survey.counted_on,
        ended=tuple(survey.ended.items()),
        timed=survey.timed,
        took_h=took,
        worked=tuple(sorted(worked, key=lambda found: -found.cases)),
        cannot=book.words.lines("survey", "cannot"),
        backing=backing(book.pack, survey),
    )


def _counted(book: Book, name: str) -> Counted:
    known = book.pack.worked[name]
    return Counted(
        id=name,
        title=book.words.text("worked", name, "title") or name,
        cases=known.cases,
        foreigners=known.foreigners,
        timed=known.timed,
        took_h=hours(known.took),
        links=(*book.links("step", known.steps), *book.links("route", known.routes)),
        advised=known.advised,
    )
