"""`jiesuo records`: lay the records side by side, from a file or typed one after another."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import click

from jiesuo.core.records import Cell
from jiesuo.errors import InputError
from jiesuo.interfaces import chosen, wiring
from jiesuo.interfaces import settings as environment
from jiesuo.interfaces.cli import terminal
from jiesuo.interfaces.cli.diagnose import answer_pair
from jiesuo.interfaces.cli.flags import JSON, LANG, NOW
from jiesuo.interfaces.cli.record_lines import Teller
from jiesuo.interfaces.record_wire import records_json
from jiesuo.interfaces.shelf import find
from jiesuo.services.consult import answer_to
from jiesuo.services.record_files import LARGEST, read
from jiesuo.services.record_values import checked
from jiesuo.services.records import Background, Report, background, examine

DONE, BACK = "q", "b"


@click.command()
@click.argument("file", required=False)
@click.option(
    "--say", "said", multiple=True, metavar="FINDING=VALUE", help="An answer, as card_kind=mainland."
)
@click.option("--situation", default="this_week", help="at_the_till, today, this_week or no_hurry.")
@LANG
@JSON
@NOW
@click.option("--case", "case_id", metavar="ID", help="Tell the results, not the entries, to a kept case.")
def records(
    file: str | None,
    said: tuple[str, ...],
    situation: str,
    lang: str | None,
    as_json: bool,
    now: str | None,
    case_id: str | None,
) -> None:
    """Find which records disagree, and the cheapest order to put them right.

    FILE is YAML (holder, below it attribute: value) or CSV with the columns holder,attribute,value; - reads
    stdin. Without FILE each entry is asked for. No entry is kept.
    """
    settings = environment.read()
    model, readers = chosen.model_and_readers()
    answers = dict(answer_pair(item) for item in said)
    for finding, value in answers.items():
        answer_to(model, finding, value)
    clock = chosen.clock_of(now)
    desk = wiring.desk_with(model, readers, settings, clock) if case_id else None
    known = find(desk.store, case_id) if desk and case_id else None
    screen = terminal.of_output(settings.colour)
    teller = Teller(model.pack, lang or settings.language)
    if file is None:
        if as_json:
            raise InputError("--json needs a file.", "Name a file, or - for stdin.")
        answers = asked_first(teller, screen, answers)
    back = background(model, answers, situation, clock().date())
    report = _from_file(file, back) if file is not None else Talk(teller, screen, back).report()
    if desk and known:
        desk.observe(known, report.observations)
    if as_json:
        click.echo(json.dumps(records_json(report, model.pack.steps), ensure_ascii=False, indent=2))
    else:
        screen.write(teller.whole(report))


def _from_file(file: str, back: Background) -> Report:
    return examine(back, read(_bytes(file), back.pack.records))


def _bytes(file: str) -> bytes:
    """At most one byte more than is allowed, so that nothing large is read."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        with open(file, "rb") as source:
            return source.read(LARGEST + 1)
    except OSError as fault:
        raise InputError(f"{file} cannot be read: {fault.strerror}.", "Name a file that exists.") from fault


def asked_first(teller: Teller, screen: terminal.Terminal, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers that decide which records matter."""
    if not terminal.is_interactive():
        raise InputError("There is nobody to ask.", "Name a file, or - for stdin.")
    terminal.prepare()
    found = dict(answers)
    for finding in dict.fromkeys(f for pair in teller.pack.records.pairs for f in pair.when):
        if finding not in found:
            value = _chosen(teller, screen, finding)
            found.update({finding: value} if value else {})
    return found


def _chosen(teller: Teller, screen: terminal.Terminal, finding: str) -> str | None:
    values = teller.pack.findings[finding].values
    texts = [teller.words.text("findings", finding, "values", value) or value for value in values]
    question = teller.words.text("findings", finding, "question")
    screen.write(["", question, *(f"   {place}  {text}" for place, text in enumerate(texts, 1))])
    with suppress(terminal.Ended):
        place = terminal.number("> ", len(values))
        return values[place] if place is not None and place >= 0 else None
    return None


@dataclass
class Talk:
    """Asks for the entry that is worth most, until there is none or the person has had enough."""

    teller: Teller
    screen: terminal.Terminal
    back: Background
    entries: dict[Cell, str] = field(default_factory=dict, repr=False)
    passed: set[Cell] = field(default_factory=set)
    asked: list[Cell] = field(default_factory=list)
    """The cells that were told or passed, in their order."""
    again: Cell | None = None

    def report(self) -> Report:
        self.screen.write(["", self.teller.say("intro"), self.teller.say("keys")])
        report = examine(self.back, self.entries)
        with suppress(terminal.Ended):
            while (cell := self.again or report.next_cell) and self._ask(cell):
                report = self._compared(report)
        return report

    def _ask(self, cell: Cell) -> bool:
        """Whether to go on."""
        where = (f"   {line}" for line in self.teller.where(cell))
        self.screen.write(["", self.teller.cell(cell), *where])
        said = terminal.typed("> ")
        self.again = None
        if said.casefold() == BACK:
            self._go_back(cell)
        elif said.casefold() != DONE:
            self._take(cell, said)
        return said.casefold() != DONE

    def _go_back(self, cell: Cell) -> None:
        """Forget the last entry and ask for it again."""
        self.again = self.asked.pop() if self.asked else cell
        self.entries.pop(self.again, None)
        self.passed.discard(self.again)

    def _take(self, cell: Cell, said: str) -> None:
        try:
            if said:
                self.entries[cell] = checked(cell[1], said)
            else:
                self.passed.add(cell)
            self.asked.append(cell)
        except InputError as fault:
            self.screen.write([f"{fault.what} {fault.next_step}"])

    def _compared(self, before: Report) -> Report:
        """The report with the new entry; what it settles is shown at once."""
        report = examine(self.back, self.entries, self.passed)
        known = {id(one.pair) for one in before.pairs if one.state != "unknown"}
        new = [one for one in report.pairs if one.state != "unknown" and id(one.pair) not in known]
        self.screen.write([self.teller.pair(one) for one in new])
        return report
