"""The person's terminal: lines fitted to its width, one line read at a time."""

from __future__ import annotations

import contextlib
import re
import select
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from typing import Any

import click

NARROWEST, WIDEST = 30, 100
"""Columns: narrower than this nothing fits, wider than this lines are hard to read."""
MORE_WITHIN = 0.05
"""Seconds within which further lines belong to the same paste."""

NOT_A_NUMBER = -1

_ANSI = r"\x1b\[[0-9;]*m"
_LEAD = re.compile(rf"(?:{_ANSI})*\s*(?:{_ANSI})*(?:(?:[•✓✋⏳▶]|\d+\.?)\s+)?")
_WIDE = r"[\u3000-\u303f\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]"
_MAY_NOT_BEGIN = r"[，。、：；！？）」』》”’…〉】·ー]"
_MAY_NOT_END = r"[（「『《“‘〈【]"
_PIECE = re.compile(
    rf"{_ANSI}|\s+|{_MAY_NOT_END}*(?:(?!{_MAY_NOT_END}){_WIDE}){_MAY_NOT_BEGIN}{{0,3}}"
    rf"|(?:(?!{_WIDE}|\x1b\[)\S)+{_MAY_NOT_BEGIN}{{0,3}}|\S"
)
_UNSEEN = {"Cc", "Cf", "Cs"}


def width_of(text: str) -> int:
    """Columns that a text takes: two for a wide character, none for marks and colour codes."""
    return sum(_columns(letter) for letter in re.sub(_ANSI, "", text))


def _columns(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def printable(text: str) -> str:
    """Somebody's words without what could move the cursor or turn the direction of writing."""
    return "".join(" " if unicodedata.category(letter) in _UNSEEN else letter for letter in text)


def fitted(line: str, width: int) -> Iterator[str]:
    """A line broken to a width; what follows the first line stands under its text."""
    lead = _LEAD.match(line)
    start = lead.group() if lead else ""
    hanging = " " * min(width_of(start), width // 3)
    row = start
    for piece in _PIECE.findall(line[len(start) :]):
        if width_of(row) + width_of(piece.rstrip()) > width and width_of(row) > len(hanging):
            yield row.rstrip()
            row = hanging + piece.lstrip()
        else:
            row += piece
    yield row.rstrip()


class Ended(click.exceptions.Exit):
    """Nobody types any more: the wish to stop, and no fault."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """Width in columns (None: lines stay whole), height in rows, and whether it may have colour."""

    width: int | None
    height: int
    colour: bool

    def fit(self, lines: Iterable[str]) -> list[str]:
        """The lines as they will be shown."""
        if self.width is None:
            return list(lines)
        return [row for line in lines for row in fitted(line, self.width)]

    def write(self, lines: Iterable[str]) -> None:
        """Show lines, with no two empty ones together."""
        rows = self.fit(lines)
        rows = [row for before, row in pairwise(["-", *rows]) if row or before]
        if rows:
            click.echo("\n".join(rows), color=self.colour)


def of_output(colour: bool) -> Terminal:
    """What stands behind stdout: a terminal with its size, or a file or program that gets whole lines."""
    if sys.stdout is None or not sys.stdout.isatty():
        return Terminal(None, 1000, False)
    columns, rows = shutil.get_terminal_size()
    return Terminal(max(NARROWEST, min(WIDEST, columns - 1)), rows, colour)


def is_interactive() -> bool:
    """Whether somebody can be asked; a closed stdin is nobody."""
    return sys.stdin is not None and sys.stdin.isatty()


def prepare() -> None:
    """Make lines editable where the system can, and let no strange byte end the talk."""
    # Without it a terminal cuts a pasted line after 4,095 bytes.
    with contextlib.suppress(ImportError):
        import_module("readline")
    with contextlib.suppress(AttributeError, ValueError):
        _lenient(sys.stdin)


def _lenient(stream: Any) -> None:
    stream.reconfigure(errors="replace")


def typed(prompt: str) -> str:
    """One line from the person; raises Ended at the end of input."""
    try:
        return input(prompt).strip()
    except (EOFError, RuntimeError) as end:
        raise Ended(0) from end


def number(prompt: str, count: int) -> int | None:
    """Place from a list of `count`; None for a bare Enter, NOT_A_NUMBER for anything that is not in it."""
    said = unicodedata.normalize("NFKC", typed(prompt)).strip()
    if not said:
        return None
    fits = said.isdecimal() and len(said) < 4 and 1 <= int(said) <= count
    return int(said) - 1 if fits else NOT_A_NUMBER


def paragraph(prompt: str) -> str:
    """Lines up to an empty one that ends the typing; an empty line inside a paste does not end it."""
    lines: list[str] = []
    while True:
        line = typed(prompt)
        if line or (lines and _more_waits()):
            lines.append(line)
        else:
            return "\n".join(lines).strip()


def _more_waits() -> bool:
    try:
        return bool(select.select([sys.stdin], [], [], MORE_WITHIN)[0])
    except (OSError, ValueError):
        return False
