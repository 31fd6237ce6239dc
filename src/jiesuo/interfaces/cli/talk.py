"""What the parts of the interview share: the case, the terminal, and what was shown before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from jiesuo.interfaces import kept
from jiesuo.interfaces.cli import show
from jiesuo.interfaces.cli.terminal import Terminal
from jiesuo.interfaces.phrasing import say
from jiesuo.services.advice import Advice, MenuPath, Next
from jiesuo.services.advise import INTERVIEW
from jiesuo.services.desk import Desk
from jiesuo.services.papers import Paper
from jiesuo.services.wording import wording

Part = Callable[[Advice], show.Lines]


class Leave(Exception):
    """The person stops here."""


class Afresh(Exception):
    """Something was taken back, told or tried: look at the case anew."""


class Ways(Exception):
    """The person wants to see the ways round."""


@dataclass(slots=True)
class Memory:
    """What stands on the screen already: parts of the advice by name, and the last menu path."""

    parts: dict[Part, list[str]] = field(default_factory=dict)
    path: MenuPath | None = None
    paper: tuple[Paper | None, str] = (None, "")
    """The paper that answers what is being asked, if one does, and the finding that is asked."""


@dataclass(frozen=True, eq=False)
class Talk:
    """One case in one terminal."""

    desk: Desk
    case_id: str
    language: str
    terminal: Terminal
    memory: Memory = field(default_factory=Memory)

    def say(self, key: str, **slots: object) -> None:
        self.write([self.text(key, **slots)])

    def text(self, key: str, **slots: object) -> str:
        return say(self.language, key, **slots)

    def write(self, lines: Iterable[str]) -> None:
        self.terminal.write(lines)

    def advice(self) -> Advice:
        return kept.advice_in(self.desk, self.case_id, self.language, INTERVIEW)

    def show(self, advice: Advice, *parts: Part) -> None:
        """Show parts of an advice; a part that reads as it did last time is not shown again."""
        for part in parts:
            lines = list(part(advice))
            if lines != self.memory.parts.get(part):
                self.write(lines)
            self.memory.parts[part] = lines

    def without_known_path(self, step: Next) -> Next:
        """The step without its menu path, where that was the last one shown."""
        known = step.path is not None and step.path == self.memory.path
        self.memory.path = step.path
        return replace(step, path=None) if known else step

    def offer(self, paper: Paper | None, finding: str = "") -> list[str]:
        """The line that offers a paper, which the key p then takes; none where no paper helps."""
        self.memory.paper = paper, finding
        return [f"   {self.text('paper_instead', what=self.text(f'paper_{paper}'))}"] if paper else []

    def rows(self, advice: Advice, *parts: Part) -> int:
        """Rows that the parts take on the screen."""
        return sum(len(self.terminal.fit(part(advice))) for part in parts)

    def word(self, kind: str, name: str, fieldname: str = "title") -> str:
        """A text of the pack in the person's language."""
        return self.pack_text(kind, name, fieldname) or name

    def pack_text(self, *place: str) -> str:
        return wording(self.desk.model.pack, self.language).text(*place)
