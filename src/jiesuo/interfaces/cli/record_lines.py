"""A report on records as lines: what agrees, what to look up next, what to change in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jiesuo.core.alignment import Errand
from jiesuo.core.records import Cell, Compared, Difference
from jiesuo.interfaces.cli.terminal import printable
from jiesuo.interfaces.phrasing import length, say
from jiesuo.knowledge.pack import Pack
from jiesuo.services.records import Report
from jiesuo.services.wording import Wording, wording

MARKS = {"agree": "✓", "differs": "✗", "unknown": "?"}
Lines = Iterator[str]


@dataclass(frozen=True)
class Teller:
    """Puts records into words of one language."""

    pack: Pack
    language: str

    @property
    def words(self) -> Wording:
        return wording(self.pack, self.language)

    def say(self, key: str, **slots: object) -> str:
        return say(self.language, f"records_{key}", **slots)

    def holder(self, name: str) -> str:
        return self.words.text("holders", name, "title") or name

    def attribute(self, name: str) -> str:
        return self.words.text("attributes", name, "title") or name

    def cell(self, cell: Cell) -> str:
        return self.say("change", holder=self.holder(cell[0]), attribute=self.attribute(cell[1]))

    def where(self, cell: Cell) -> list[str]:
        """Where an entry stands and how to write it down."""
        found = [self.words.text("holders", cell[0], "look"), self.words.text("attributes", cell[1], "how")]
        return [line for line in found if line]

    def whole(self, report: Report) -> Lines:
        yield from self.pairs(report)
        yield from self.plan(report)
        yield from self.unsettled(report)
        yield from self.worth_looking_up(report)

    def pairs(self, report: Report) -> Lines:
        looked = [one for one in report.pairs if one.state != "unknown" or _both_known(one, report)]
        if looked:
            yield self.say("pairs")
        for one in looked:
            yield self.pair(one)
        missing = len(report.pairs) - len(looked)
        if missing:
            yield f"  {self.say('open', count=missing)}"
        yield ""

    def pair(self, one: Compared) -> str:
        """One pair, with the letters that differ."""
        key = "alone" if one.pair.a == one.pair.b else "pair"
        slots = {"a": self.holder(one.pair.a), "b": self.holder(one.pair.b)}
        title = self.say(key, attribute=self.attribute(one.pair.attribute), **slots)
        state = self.say("unclear" if one.state == "unknown" else one.state)
        told = "; ".join(map(self.difference, one.verdict.differences))
        return f"  {MARKS[one.state]} {self.say('result', pair=title, result=told or state)}"

    def difference(self, found: Difference) -> str:
        kind = say(self.language, f"diff_{found.kind}")
        if not (found.a or found.b):
            return kind
        return f"{kind} ({printable(found.a) or '–'} / {printable(found.b) or '–'})"

    def plan(self, report: Report) -> Lines:
        if not report.plan.errands:
            yield from [self.say("nothing"), ""] if report.known else []
            return
        yield self.say("plan")
        for number, errand in enumerate(report.plan.errands, 1):
            yield f"  {number}  {self.words.text('steps', errand.visit.step, 'title')}"
            yield from (f"       {line}" for line in self.errand(errand, report))
        hours = length(report.plan.hours, self.language)
        yield f"  {self.say('total', minutes=f'{report.plan.minutes:g}', hours=hours)}"
        yield f"  {self.say('no_trying')}"
        yield ""

    def errand(self, errand: Errand, report: Report) -> Lines:
        """What a visit changes, costs, comes after, needs and ends."""
        yield from self.changed(errand)
        if errand.after:
            yield self.say("after", holders=", ".join(map(self.holder, errand.after)))
        yield from self.costs(errand)
        for item in report.ask_first[errand.visit.step]:
            why = self.words.text("needs", item)
            if why:
                yield self.say("first", why=why)
        ends = [self.say(f"ends_{what}") for what in self.pack.steps[errand.visit.step].ends]
        if ends:
            yield self.say("ends", what=", ".join(ends))

    def changed(self, errand: Errand) -> Lines:
        like, holder = dict(errand.like), self.holder(errand.visit.holder)
        for attribute in errand.attributes:
            key = "like" if attribute in like else "change"
            slots = {"like": self.holder(like[attribute])} if attribute in like else {}
            yield self.say(key, holder=holder, attribute=self.attribute(attribute), **slots)

    def costs(self, errand: Errand) -> Lines:
        visit = errand.visit
        yield say(self.language, "effort", minutes=f"{errand.minutes:g}")
        if visit.hours:
            yield self.say("wait", usual=length(visit.hours, self.language))
        fixed = self.pack.steps[visit.step].money.fixed
        if fixed:
            yield say(self.language, "cost", amount=f"{fixed:g}")

    def unsettled(self, report: Report) -> Lines:
        if report.left:
            yield self.say("left")
            yield from map(self.pair, report.left)
        for one in report.blocked:
            title = self.words.text("steps", one.step, "title")
            missing = " ".join(self.words.text("needs", item) or item for item in one.missing)
            yield f"  {self.say('blocked', title=title, missing=missing)}"
        yield ""

    def worth_looking_up(self, report: Report) -> Lines:
        if report.next_cell:
            yield self.say("next")
            yield f"  {self.cell(report.next_cell)}"
            yield from (f"     {line}" for line in self.where(report.next_cell))


def _both_known(one: Compared, report: Report) -> bool:
    return {(one.pair.a, one.pair.attribute), (one.pair.b, one.pair.attribute)} <= report.known
