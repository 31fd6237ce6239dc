"""Everything that can go wrong, as one tree.

JiesuoError
├── InputError            what was typed or given cannot be used
├── PackError             a pack has faults: all of them, each with file, line and path
├── MissingExtra          an optional part is not installed
└── StoreError            where cases rest
    ├── NotFound          no such case
    ├── Conflict          somebody else wrote to the case meanwhile
    ├── Locked            another program holds the file; trying again may help
    ├── ReadOnly          the file or its folder cannot be written
    ├── Full              no room left
    └── Corrupt           the file is damaged or not ours
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


class JiesuoError(Exception):
    """What is wrong, and what to do next."""

    def __init__(self, what: str, next_step: str = "") -> None:
        super().__init__(f"{what} {next_step}".strip())
        self.what = what
        self.next_step = next_step


class InputError(JiesuoError):
    pass


class MissingExtra(JiesuoError):
    """An optional part is not installed; `next_step` has the command that adds it."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One fault of a pack: where it is, what is wrong, and what would be allowed."""

    file: str
    line: int
    path: str
    what: str
    allowed: str = ""
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        allowed = f" (allowed: {self.allowed})" if self.allowed else ""
        warning = "warning: " if self.level == "warning" else ""
        return f"{self.file}:{self.line}: {self.path}: {warning}{self.what}{allowed}"


class PackError(JiesuoError):
    """All faults of a pack at once."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        listing = "\n".join(str(complaint) for complaint in complaints)
        super().__init__(
            f"The pack has {len(complaints)} fault(s):\n{listing}", "Mend them and run the lint again."
        )
        self.complaints = tuple(complaints)


class StoreError(JiesuoError):
    pass


class NotFound(StoreError):
    pass


class Conflict(StoreError):
    pass


class Locked(StoreError):
    pass


class ReadOnly(StoreError):
    pass


class Full(StoreError):
    pass


class Corrupt(StoreError):
    pass
