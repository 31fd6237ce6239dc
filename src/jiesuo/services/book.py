"""The pack as a book to read in: its things as links, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from jiesuo.knowledge.pack import Message, Pack, Sourced
from jiesuo.services.wording import Wording, wording

Kind = Literal["cause", "message", "code", "step", "route"]
KINDS: tuple[Kind, ...] = ("cause", "message", "code", "step", "route")


@dataclass(frozen=True, slots=True)
class Link:
    """Something with a page of its own; `language`: that of a message's text; `system`: that of a code."""

    kind: Kind
    id: str
    title: str
    note: str = ""
    language: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Links that belong together, under a heading or the id of one."""

    name: str
    links: tuple[Link, ...]


@dataclass(frozen=True, eq=False)
class Book:
    """A pack opened in one language."""

    pack: Pack
    words: Wording

    def cause(self, name: str) -> Link:
        text = self.words.text
        return Link("cause", name, text("causes", name, "title") or name, text("causes", name, "situation"))

    def step(self, name: str) -> Link:
        return Link("step", name, self.words.text("steps", name, "title") or name)

    def route(self, name: str) -> Link:
        return Link("route", name, self.words.text("routes", name, "title") or name)

    def message(self, name: str) -> Link:
        """A text of the screen by its own words, a code by its letters."""
        known = self.pack.messages[name]
        if known.code:
            causes = [self.cause(cause).title for cause in likeliest(known)[:1]]
            return Link("code", name, known.code, "".join(causes), system=known.system or "")
        meaning = self.words.text("messages", name, "meaning")
        return Link("message", name, known.texts[0], meaning, known.language)

    def has(self, kind: Kind, name: str) -> bool:
        """Whether there is a page of that kind and id."""
        if kind in ("message", "code"):
            known = self.pack.messages.get(name)
            return known is not None and bool(known.code) == (kind == "code")
        tables: dict[str, Mapping[str, Sourced]] = {
            "cause": self.pack.causes,
            "step": self.pack.steps,
            "route": self.pack.routes,
        }
        return name in tables[kind]

    def link(self, kind: Kind, name: str) -> Link:
        make = {"cause": self.cause, "step": self.step, "route": self.route}
        return make.get(kind, self.message)(name)

    def links(self, kind: Kind, names: Iterable[str]) -> tuple[Link, ...]:
        return tuple(self.link(kind, name) for name in names)


def open_book(pack: Pack, language: str) -> Book:
    return Book(pack, wording(pack, language))


def likeliest(message: Message) -> list[str]:
    """The causes that a message speaks for, most share first."""
    return sorted(message.means, key=lambda cause: (-message.means[cause], cause))


def causes_by_area(book: Book) -> list[Group]:
    """All causes, in the pack's order of areas."""
    areas = dict.fromkeys(cause.area for cause in book.pack.causes.values())
    return [
        Group(
            book.words.text("areas", area) or area,
            book.links("cause", (name for name, cause in book.pack.causes.items() if cause.area == area)),
        )
        for area in areas
    ]


def messages_by_area(book: Book) -> list[Group]:
    """All texts of the screen by the area of their likeliest cause; those without one under no name."""
    held: dict[str, list[str]] = {}
    for name, message in book.pack.messages.items():
        if not message.code:
            area = book.pack.causes[likeliest(message)[0]].area if message.means else ""
            held.setdefault(book.words.text("areas", area) or area, []).append(name)
    order = [group.name for group in causes_by_area(book)] + [""]
    return [Group(name, book.links("message", held[name])) for name in order if name in held]


def codes_by_system(book: Book) -> list[Group]:
    """All codes; the groups are named by the id of their system."""
    held: dict[str, list[str]] = {}
    for name, message in book.pack.messages.items():
        if message.code:
            held.setdefault(message.system or "", []).append(name)
    return [Group(system, book.links("code", names)) for system, names in held.items()]


def steps_by_kind(book: Book) -> list[Group]:
    """All steps; the groups are named by the kind of step."""
    kinds = dict.fromkeys(step.kind for step in book.pack.steps.values())
    return [
        Group(kind, book.links("step", (n for n, step in book.pack.steps.items() if step.kind == kind)))
        for kind in kinds
    ]


def routes_by_goal(book: Book) -> list[Group]:
    """All ways, each under its first goal."""
    goals = dict.fromkeys(route.goals[0] for route in book.pack.routes.values())
    return [
        Group(
            book.words.text("goals", goal) or goal,
            book.links("route", (n for n, route in book.pack.routes.items() if route.goals[0] == goal)),
        )
        for goal in goals
    ]
