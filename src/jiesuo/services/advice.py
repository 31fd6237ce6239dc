"""What is said to the person now: plain records, with ids, numbers and the texts of one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

NextKind = Literal["ask", "check", "repair", "try", "wait", "contact", "none"]
Sureness = Literal["yes", "fairly", "no"]


@dataclass(frozen=True, slots=True)
class Refusal:
    id: str
    text: str
    way: str
    """The owner's official way back."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Something not to do now; `until` None: until the finding that started it changes."""

    id: str
    text: str
    why: str
    until: datetime | None
    confidence: str


@dataclass(frozen=True, slots=True)
class MenuPath:
    id: str
    app: str
    labels: tuple[tuple[str, str], ...]
    """(English, Chinese) of each level."""
    as_of: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something to show or paste, and what it means."""

    id: str
    zh: str
    pinyin: str
    en: str
    ja: str

    def meaning(self, language: str) -> str:
        """What it says, for a reader of a language: in English for one who reads the sentence itself."""
        return self.ja if language == "ja" else self.en


@dataclass(frozen=True, slots=True)
class Answer:
    value: str
    text: str
    then: str = ""
    """Likeliest cause after this answer, by title, where it differs from now."""


@dataclass(frozen=True, slots=True)
class Planned:
    step: str
    title: str
    after: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """A step that would help, and what it lacks."""

    step: str
    title: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Next:
    """The next step: what, why this, why now, what it costs and how to tell that it worked."""

    step: str
    kind: NextKind
    title: str
    why: str
    chance: float | None
    """Chance that it helps (of a question: None)."""
    effort_min: float
    wait_h: tuple[float, float, float] | None
    """Least, usual and most hours."""
    cost_cny: float
    not_before: datetime | None = None
    """When it can be done, if not now."""
    do: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
    done: str = ""
    careful: str = ""
    answers: tuple[Answer, ...] = ()
    path: MenuPath | None = None
    sentences: tuple[Sentence, ...] = ()
    ask_first: tuple[str, ...] = ()
    """Findings that decide whether the step is possible and are not known yet."""
    reveals: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    """Recognition question: the slugs offered."""
    plan: tuple[Planned, ...] = ()
    """What follows if nothing new is learned."""
    blocked: tuple[Blocked, ...] = ()
    """Where only a human is left: what would help, and why it cannot be done. This step breaks the circle."""


@dataclass(frozen=True, slots=True)
class OpenRoute:
    """A way to reach the goal that the present causes leave open."""

    route: str
    title: str
    chance: float
    effort_min: float
    wait_h: tuple[float, float, float] | None
    cost_cny: float
    how: tuple[str, ...]
    limits: str
    ask_first: tuple[str, ...]
    path: MenuPath | None
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    step: str
    title: str
    begun: datetime
    earliest: datetime
    usual: datetime
    latest: datetime
    careful: str


@dataclass(frozen=True, slots=True)
class LikelyCause:
    id: str
    slug: str
    title: str
    explain: str
    probability: float
    who: str
    who_text: str
    speaks_for: tuple[str, ...]
    """Quotes of the observations that raise it whatever the order."""
    speaks_against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    event: int
    """Place of the event in the case, to take it back."""
    finding: str
    value: str
    text: str
    quote: str
    source: str
    reliability: float


@dataclass(frozen=True, slots=True)
class Contact:
    id: str
    title: str
    how: str
    number: str | None
    ready: tuple[str, ...]
    path: MenuPath | None
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    id: str
    title: str
    url: str | None
    kind: str
    as_of: str
    disputed: bool
    only_one: bool
    """No second independent family of sources says so."""


@dataclass(frozen=True, slots=True)
class Advice:
    """All that is said now, in the order in which it is shown."""

    pack: str
    pack_version: str
    language: str
    goal: str
    situation: str
    refusal: Refusal | None
    stop: tuple[Stop, ...]
    now: str
    routes: tuple[OpenRoute, ...]
    next: Next
    pending: tuple[Waiting, ...]
    causes: tuple[LikelyCause, ...]
    sure: Sureness
    understood: tuple[Understood, ...]
    contact: Contact
    bank_contact: Contact | None
    """The bank's own people, where it looks as if the bank can fix it."""
    sources: tuple[Citation, ...]
