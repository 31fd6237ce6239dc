"""What a pack is: frozen records, one class for each kind of knowledge, and no logic.

The same classes check a pack that an author writes (every wrong key and value is reported with its path)
and carry a compiled one. Texts that people read are not here but in `words/<lang>.yaml`, by id.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

PROBABILITY_WORDS = {
    "almost_always": 0.97,
    "usually": 0.85,
    "often": 0.6,
    "sometimes": 0.3,
    "seldom": 0.1,
    "rarely": 0.03,
    "never": 0.001,
}
"""The scale of judgements; a number instead of a word needs a source."""

_DURATION = re.compile(
    r"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$"
)
_DURATION_DAYS = (365, 30, 7, 1)
_DURATION_SECONDS = (3600, 60, 1)


def parse_probability(value: object) -> object:
    """Turn a word of the scale into its number; anything else goes on to be checked as a number."""
    if isinstance(value, str):
        if value not in PROBABILITY_WORDS:
            raise ValueError(f"allowed: a number from 0 to 1, or {', '.join(PROBABILITY_WORDS)}")
        return PROBABILITY_WORDS[value]
    return value


def parse_duration(value: object) -> object:
    """Turn an ISO 8601 duration such as PT24H or P3D into a timedelta (a year is 365 days, a month 30)."""
    if not isinstance(value, str):
        return value
    match = _DURATION.match(value)
    if match is None or value.endswith(("P", "T")):
        raise ValueError("allowed: an ISO 8601 duration such as PT30M, PT24H, P3D or P2Y")
    numbers = [int(group or 0) for group in match.groups()]
    days = sum(n * size for n, size in zip(numbers[:4], _DURATION_DAYS, strict=True))
    seconds = sum(n * size for n, size in zip(numbers[4:], _DURATION_SECONDS, strict=True))
    return timedelta(days=days, seconds=seconds)


def parse_text(value: object) -> object:
    """Turn YAML's yes and no back into the words the author wrote."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


Probability = Annotated[float, BeforeValidator(parse_probability), Field(ge=0, le=1)]
Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Value = Annotated[str, BeforeValidator(parse_text)]
Conditions = dict[str, Annotated[list[Value], BeforeValidator(lambda v: v if isinstance(v, list) else [v])]]
"""Finding -> the values that fulfil the condition (one value may stand without a list)."""

Who = Literal["you", "bank", "wallet", "shop", "payee", "carrier", "nobody"]
Goal = Literal["pay", "log_in", "verify", "add_card", "receive", "unlock", "check"]
Retry = Literal["now", "after_fix", "later", "never"]
Strength = Literal["settles", "strong", "weak"]
Calendar = Literal["bank_cn", "support", "always"]


class Record(BaseModel):
    """Base of everything in a pack: frozen, and no unknown key."""

    # Checks are built when something is checked: a compiled pack is opened without them.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Sourced(Record):
    sources: list[str] = []
    disputed: list[str] = []
    """Sources that say otherwise."""
    note: str | None = None
    review_by: date | None = None


class Cause(Sourced):
    """Something that has to change for the thing to work."""

    area: str
    who: Who
    slug: str | None = None
    """The coarser id of the research that this cause refines; its own id when empty."""
    prior: Annotated[float, Field(gt=0)]
    """Relative weight, a judgement; scaled over the pack."""
    when: dict[str, dict[Value, float]] = {}
    """Context finding -> value -> how many times more (or less) common the cause is there."""
    goals: list[Goal] = []
    """Goals that it breaks."""
    shows: dict[str, Probability | dict[Value, Probability]] = {}
    blocks: dict[str, Probability] = {}
    fooled_by: list[str] = []
    """Causes that look alike; each pair names a finding that tells them apart in `note` or is separable."""


class Ask(Record):
    """How a question is put to a person."""

    effort: float
    """Minutes."""
    reliability: Probability
    unknown: Probability = 0.12
    """Chance that a person cannot answer; the default is a judgement."""
    early: int | None = None
    """Rank among the questions that come before all others."""
    only_if: Conditions = {}
    goals: list[Goal] = []
    """Asked only under these goals; all when empty."""


class Finding(Sourced):
    """Something observable, with two or more values.

    kind `yes_no`: noisy-OR, values yes and no. `ordered`: noisy-MAX, values from harmless to worst.
    `choice`: each present cause, or the leak, is equally likely to be the one described.
    `context`: causes nothing, but causes are more or less common under it (`Cause.when`).
    """

    kind: Literal["yes_no", "ordered", "choice", "context"]
    values: list[Value] = ["yes", "no"]
    leak: Probability | dict[Value, Probability] = 0.03
    base: dict[Value, float] = {}
    """Context findings: share of each value, a judgement."""
    group: str
    ask: Ask | None = None
    where: str | None = None
    """Menu path (paths.yaml) on which the answer can be seen."""
    expires_after: Duration | None = None

    @model_validator(mode="after")
    def _values_fit_kind(self) -> Finding:
        if self.kind == "yes_no" and self.values != ["yes", "no"]:
            raise ValueError("a yes_no finding has the values yes and no; use choice or ordered for others")
        if self.kind != "yes_no" and len(self.values) < 2:
            raise ValueError("needs at least two values")
        return self


class Spread(Record):
    """A length of time with its usual value and its limits."""

    least: Duration
    usual: Duration
    most: Duration


class Money(Record):
    """CNY: a fixed part, and a percentage of the whole amount once that is above a limit."""

    fixed: float = 0
    percent: float = 0
    above: float = 0


class Needs(Record):
    """What must be true or at hand; each item is `finding=value`, or `step:<id>` for a step done before."""

    all: list[str] = []
    any: list[str] = []
    none: list[str] = []


class Fix(Record):
    p: Probability
    leaves: str | None = None
    """The cause that remains instead: the next stage of a chain."""
    unless: Conditions = {}


class After(Record):
    step: str
    when: Conditions = {}


class Outcome(Record):
    """What a step may end in besides `worked` and `no_change`, and what that shows."""

    sets: dict[str, Value] = {}


class Step(Sourced):
    """Something to do. Questions are not listed: each finding with `ask` is one, each route is a try."""

    kind: Literal["check", "repair", "wait", "contact"]
    fixes: dict[
        str, Annotated[Fix, BeforeValidator(lambda v: v if isinstance(v, (dict, Fix)) else {"p": v})]
    ] = {}
    reveals: list[str] = []
    effort: float
    """Minutes of the person."""
    wait: Spread | None = None
    money: Money = Money()
    risk: float = 0
    """Expected harm in CNY, a judgement."""
    needs: Needs = Needs()
    goals: list[Goal] = []
    tags: list[str] = []
    after: list[After] = []
    ends: list[Literal["session", "trusted_device", "card_link", "pending_review"]] = []
    gives: dict[str, Value] = {}
    starts: str | None = None
    """The review or other wait that runs in the background once it is done."""
    calendar: Calendar = "always"
    outcomes: dict[str, Outcome] = {}
    done_when: Conditions = {}
    path: str | None = None
    phrases: list[str] = []
    contact: str | None = None


class Limit(Record):
    what: str
    max: float
    unit: str
    disputed: bool = False
    sources: list[str] = []


class Route(Sourced):
    """One way to reach a goal, whatever the causes leave open."""

    goals: list[Goal]
    needs: Needs = Needs()
    limits: list[Limit] = []
    effort: float
    wait: Spread | None = None
    money: Money = Money()
    risk: float = 0
    leak: Probability
    """Chance that it fails for no reason we know."""
    tags: list[str] = []
    excludes: list[str] = []
    refund_to: str | None = None
    path: str | None = None
    phrases: list[str] = []
    main: bool = False
    """The way that is broken; it is not offered as its own way round."""


class Hold(Sourced):
    """A ban that an observation starts."""

    starts_on: Conditions
    forbids: list[str]
    allows: list[str] = []
    """Steps and routes that stay open all the same."""
    lasts: Duration | None = None
    since: Literal["telling", "last_attempt"] = "telling"
    until: Conditions = {}
    first: str | None = None
    """The step that comes before all others while it runs."""
    confidence: Literal["high", "medium", "low"]


class Tries(Sourced):
    """A budget of attempts of one tag."""

    tag: str
    max: int
    per: Duration
    confidence: Literal["high", "medium", "low"]


class Message(Sourced):
    """A text or code on a screen or in a log."""

    texts: list[str] = []
    code: str | None = None
    system: str | None = None
    language: str = "zh"
    shown_where: str | None = None
    literal: bool = True
    generic: bool = False
    """Counts only when quoted or on a line of its own."""
    means: dict[str, float] = {}
    """Cause -> share of the explanation."""
    strength: Strength = "weak"
    answers: dict[str, Value] = {}
    """Findings that the message settles; filled in, not counted a second time."""
    who: Who | None = None
    retry: Retry | None = None


class Path(Sourced):
    """A menu path, with the labels of both languages side by side."""

    app: str
    labels: list[tuple[str, str]]
    """(English, Chinese) for each level."""
    seen: Literal["en", "zh", "both", "none"]
    as_of: str
    alternatives: list[str] = []


class Phrase(Sourced):
    """A sentence to show or paste: Chinese, pinyin and English with slots in braces."""

    zh: str
    pinyin: str
    en: str
    for_whom: Literal["bank", "wallet_support", "shop_support", "counter", "friend", "carrier", "issuer"]


class Source(Record):
    title: str
    url: str | None = None
    unaddressed: str | None = None
    """Why nobody can be sent there, where there is no url."""
    kind: Literal["official", "community", "first_hand", "guide", "seed", "news", "judgement"]
    family: str | None = None
    as_of: str
    read_on: date


class Rule(Sourced):
    """Advice before a purchase or afterwards."""

    moment: Literal["before_purchase", "afterwards", "anytime"]
    every: Duration | None = None
    since: str | None = None
    when: Conditions = {}
    step: str | None = None


class Myth(Sourced):
    """What guides say that is wrong; the correction is in the words."""


class Refusal(Sourced):
    """A wish that is refused: any pattern that matches, unless an exception does."""

    patterns: list[str]
    unless: list[str] = []
    official_step: str | None = None
    examples: list[str] = []
    counter_examples: list[str] = []


class Contact(Sourced):
    """A verified way to a human."""

    inside: str | None = None
    """Menu path (paths.yaml) that leads there; none for what is printed on a card or met at a counter."""
    number: str | None = None
    hours: str | None = None
    languages: list[str] = []


class Situation(Record):
    """What time and money are worth to the person now."""

    minute: float
    """CNY per minute of effort."""
    hour: float
    """CNY per hour until the goal is reached."""
    money: float
    """CNY per CNY spent."""
    unrepaired: float
    """CNY: what it costs to leave the cause in place once the goal is reached another way."""
    support: float
    """CNY: what handing over to human support costs all in all."""


class RecordPair(Sourced):
    """Two holders whose entries for one attribute must agree."""

    a: str
    b: str
    attribute: str
    how: Literal["exact", "same_person", "equal", "not_expired"]
    when: Conditions = {}
    finding: str | None = None
    """What a difference shows; without it the pair is compared and put right, but is no evidence."""
    value: Value = "yes"


class Holder(Sourced):
    step: str | None = None
    """The step that changes this holder's entries; none: they stay as they are."""
    steps: dict[str, str] = {}
    """Attribute -> the step instead, where another one changes it."""
    order: int
    attributes: list[str]


class Records(Record):
    holders: dict[str, Holder] = {}
    pairs: list[RecordPair] = []


class Promise(Record):
    state: Literal["done", "todo", "exempt"]
    reason: str | None = None
    check: str | None = None


class Header(Record):
    """pack.yaml"""

    id: str
    version: str
    languages: list[str]
    goals: list[Goal]
    reviewed_on: date
    prior_sum: Annotated[float, Field(gt=0, lt=1)] = 0.35
    something_else: Annotated[float, Field(gt=0)]
    """Prior weight of a cause that the pack does not know."""
    goal_from: dict[str, dict[Value, Goal]] = {}
    """Finding -> value -> the goal that it tells, where the person did not say one."""
    support: str
    """Step that leads to a human when nothing better is left."""
    support_when: dict[str, dict[Value, str]] = {}
    """Finding -> value -> the step instead."""
    now_for_hold: dict[str, str] = {}
    """Hold -> the line (words, `now`) that comes before all others while it runs."""


Words = dict[str, Any]
"""Nested texts of one language: kind -> id -> field -> text."""


class Pack(Record):
    """All knowledge about one family of platforms."""

    header: Header
    causes: dict[str, Cause]
    findings: dict[str, Finding]
    steps: dict[str, Step]
    routes: dict[str, Route]
    holds: dict[str, Hold]
    tries: dict[str, Tries] = {}
    messages: dict[str, Message] = {}
    paths: dict[str, Path] = {}
    phrases: dict[str, Phrase] = {}
    rules: dict[str, Rule] = {}
    myths: dict[str, Myth] = {}
    refusals: dict[str, Refusal] = {}
    contacts: dict[str, Contact] = {}
    situations: dict[str, Situation]
    sources: dict[str, Source] = {}
    records: Records = Records()
    cues: dict[str, dict[str, list[str]]] = {}
    """`finding=value` or `tried=step` -> language -> phrases that say so (readers/cues.py)."""
    quality: dict[str, Promise] = {}
    words: dict[str, Words] = {}

    def slug(self, cause: str) -> str:
        """The research slug that a cause refines, or its own id."""
        return self.causes[cause].slug or cause
