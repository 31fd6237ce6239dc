"""What a person gets to see of an action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["done", "tried", "looked", "refused", "asked", "could_not", "waiting"]
"""done: one can see that it is so now; tried: done, and nothing shows whether it helped; asked: something
else was asked for; waiting: somebody will answer."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How an action ended, and what the screen or somebody said."""

    outcome: Outcome
    reason: str = ""
    """The mechanism's own; the person sees the text."""
    text: str = ""


DONE, TRIED, LOOKED = Seen("done"), Seen("tried"), Seen("looked")
COULD_NOT, REFUSED, WAITING, ASKED = Seen("could_not"), Seen("refused"), Seen("waiting"), Seen("asked")
