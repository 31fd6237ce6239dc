"""What a pack is: frozen records, one class for each kind of knowledge, and no logic.

The same classes say what an author may write (`checked.py` reports every wrong key and value with its path)
and carry a compiled pack. Texts that people read are not here but in `words/<lang>.yaml`, by id.
"""

from __future__ import annotations

import re
from dataclasses import field
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from jiesuo.knowledge.record import Record, Within, WrittenAs

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


def parse_items(value: object) -> object:
    """Turn one item into a list of it."""
    return value if isinstance(value, list) else [value]


def parse_fix(value: object) -> object:
    """Turn a bare chance into a fix that says nothing else."""
    return value if isinstance(value, dict | Fix) else {"p": value}


Probability = Annotated[float, Within(ge=0, le=1), WrittenAs(parse_probability)]
Duration = Annotated[timedelta, WrittenAs(parse_duration)]
Value = Annotated[str, WrittenAs(parse_text)]
Conditions = dict[str, Annotated[list[Value], WrittenAs(parse_items)]]
"""Finding -> the values that fulfil the condition (one value may stand without a list)."""

Who = Literal["you", "bank", "wallet", "shop", "payee", "carrier", "nobody"]
Goal = Literal["pay", "log_in", "verify", "add_card", "receive", "unlock", "check"]
Retry = Literal["now", "after_fix", "later", "never"]
Strength = Literal["settles", "strong", "weak"]
Calendar = Literal["bank_cn", "support", "always"]


class Sourced(Record):
    """Knowledge that comes from somewhere."""

    sources: list[str] = field(default_factory=list)
    disputed: list[str] = field(default_factory=list)
    """Sources that say otherwise."""
    note: str | None = None
    review_by: date | None = None


class Cause(Sourced):
    """Something that has to change for the thing to work."""

    area: str
    who: Who
    slug: str | None = None
    """The coarser id of the research that this cause refines; its own id when empty."""
    prior: Annotated[float, Within(gt=0)]
    """Relative weight, a judgement; scaled over the pack."""
    when: dict[str, dict[Value, float]] = field(default_factory=dict)
    """Context finding -> value -> how many times more (or less) common the cause is there."""
    goals: list[Goal] = field(default_factory=list)
    """Goals that it breaks."""
    shows: dict[str, Probability | dict[Value, Probability]] = field(default_factory=dict)
    blocks: dict[str, Probability] = field(default_factory=dict)
    fooled_by: list[str] = field(default_factory=list)
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
    only_if: Conditions = field(default_factory=dict)
    unless: Conditions = field(default_factory=dict)
    """Not asked where any of these is known: nobody without a wallet is asked what it shows."""
    goals: list[Goal] = field(default_factory=list)
    """Asked only under these goals; all when empty."""


class Finding(Sourced):
    """Something observable, with two or more values.

    kind `yes_no`: noisy-OR, values yes and no. `ordered`: noisy-MAX, values from harmless to worst.
    `choice`: each present cause, or the leak, is equally likely to be the one described.
    `context`: causes nothing, but causes are more or less common under it (`Cause.when`).
    """

    kind: Literal["yes_no", "ordered", "choice", "context"]
    values: list[Value] = field(default_factory=lambda: ["yes", "no"])
    leak: Probability | dict[Value, Probability] = 0.03
    base: dict[Value, float] = field(default_factory=dict)
    """Context findings: share of each value, a judgement."""
    group: str
    ask: Ask | None = None
    where: str | None = None
    """Menu path (paths.yaml) on which the answer can be seen."""
    expires_after: Duration | None = None

    def __post_init__(self) -> None:
        """Raises ValueError when the values do not fit the kind."""
        if self.kind == "yes_no" and self.values != ["yes", "no"]:
            raise ValueError("a yes_no finding has the values yes and no; use choice or ordered for others")
        if self.kind != "yes_no" and len(self.values) < 2:
            raise ValueError("needs at least two values")


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

    all: list[str] = field(default_factory=list)
    any: list[str] = field(default_factory=list)
    none: list[str] = field(default_factory=list)


class Fix(Record):
    """How likely a step mends a cause."""

    p: Probability
    leaves: str | None = None
    """The cause that remains instead: the next stage of a chain."""
    unless: Conditions = field(default_factory=dict)


class After(Record):
    """A step that has to follow."""

    step: str
    when: Conditions = field(default_factory=dict)


class Outcome(Record):
    """What a step may end in besides `worked` and `no_change`, and what that shows."""

    sets: dict[str, Value] = field(default_factory=dict)


class Step(Sourced):
    """Something to do. Questions are not listed: each finding with `ask` is one, each route is a try."""

    kind: Literal["check", "repair", "wait", "contact"]
    fixes: dict[str, Annotated[Fix, WrittenAs(parse_fix)]] = field(default_factory=dict)
    reveals: list[str] = field(default_factory=list)
    effort: float
    """Minutes of the person."""
    wait: Spread | None = None
    money: Money = field(default_factory=Money)
    risk: float = 0
    """Expected harm in CNY, a judgement."""
    needs: Needs = field(default_factory=Needs)
    goals: list[Goal] = field(default_factory=list)
    after_goal: bool = False
    """Only once the goal is reached: it puts what was a way round in place of what is broken."""
    tags: list[str] = field(default_factory=list)
    after: list[After] = field(default_factory=list)
    ends: list[Literal["session", "trusted_device", "card_link", "pending_review"]] = field(
        default_factory=list
    )
    gives: dict[str, Value] = field(default_factory=dict)
    starts: str | None = None
    """The review or other wait that runs in the background once it is done."""
    again: Duration | None = None
    """After which time it may be done again whatever came of it, twice that the next time, and so on; None:
    only where luck was missing."""
    calendar: Calendar = "always"
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    done_when: Conditions = field(default_factory=dict)
    path: str | None = None
    phrases: list[str] = field(default_factory=list)
    contact: str | None = None


class Limit(Record):
    """How much of something a route allows."""

    what: str
    max: float
    unit: str
    disputed: bool = False
    sources: list[str] = field(default_factory=list)


class Route(Sourced):
    """One way to reach a goal, whatever the causes leave open."""

    goals: list[Goal]
    needs: Needs = field(default_factory=Needs)
    limits: list[Limit] = field(default_factory=list)
    effort: float
    wait: Spread | None = None
    money: Money = field(default_factory=Money)
    risk: float = 0
    leak: Probability
    """Chance that it fails for no reason we know."""
    tags: list[str] = field(default_factory=list)
    excludes: list[str] = field(default_factory=list)
    refund_to: str | None = None
    path: str | None = None
    phrases: list[str] = field(default_factory=list)
    main: bool = False
    """The way that is broken; it is not offered as its own way round."""


class Hold(Sourced):
    """A ban that an observation starts."""

    starts_on: Conditions
    supposed_with: str | None = None
    """A cause with which, once it is likely, the same is not advised before anybody has told of it."""
    forbids: list[str]
    allows: list[str] = field(default_factory=list)
    """Steps and routes that stay open all the same."""
    lasts: Duration | None = None
    since: Literal["telling", "last_attempt"] = "telling"
    until: Conditions = field(default_factory=dict)
    first: str | None = None
    """The step that comes before all others while it runs."""
    ask_first: bool = False
    """Whether what starts it is asked before what it forbids is done for the first time."""
    confidence: Literal["high", "medium", "low"]


class Tries(Sourced):
    """A budget of attempts of one tag, or of failures in a row."""

    tag: str
    counts: Literal["attempts", "failures"] = "attempts"
    """`failures`: what failed, and what was done and changed nothing, since one tried again to see that.
    They are in a row while less than `per` lies between them, and the ban lasts as long after the last."""
    max: int
    per: Duration
    confidence: Literal["high", "medium", "low"]


class Message(Sourced):
    """A text or code on a screen or in a log."""

    texts: list[str] = field(default_factory=list)
    code: str | None = None
    system: str | None = None
    language: str = "zh"
    shown_where: str | None = None
    literal: bool = True
    generic: bool = False
    """Counts only when quoted or on a line of its own."""
    means: dict[str, float] = field(default_factory=dict)
    """Cause -> share of the explanation."""
    strength: Strength = "weak"
    answers: dict[str, Value] = field(default_factory=dict)
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
    alternatives: list[str] = field(default_factory=list)


class Phrase(Sourced):
    """A sentence to show or paste: Chinese, pinyin, and what it means, with slots in braces."""

    zh: str
    pinyin: str
    en: str
    ja: str
    for_whom: Literal["bank", "wallet_support", "shop_support", "counter", "friend", "carrier", "issuer"]
    when: Conditions = field(default_factory=dict)
    """Of these one must have been told before it is offered; none for a sentence that always fits."""


class Source(Record):
    """Where a claim can be read again."""

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
    when: Conditions = field(default_factory=dict)
    step: str | None = None


class Myth(Sourced):
    """What guides say that is wrong; the correction is in the words."""


Ending = Literal["repair", "switch", "workaround", "wait"]


class Survey(Sourced):
    """How the ends in `worked` were counted: people's reports on public pages, no sample of all people."""

    cases: Annotated[int, Within(gt=0)]
    """All reports that were gathered."""
    pages: Annotated[int, Within(gt=0)]
    confirmed: Annotated[int, Within(gt=0)]
    """Those that say what worked in the end."""
    foreigners: int
    """Confirmed ones of foreigners and people overseas."""
    counted_on: date
    ended: dict[Ending, int]
    timed: int
    """Confirmed ones of which the time to the fix is known."""
    took: Spread


class Worked(Sourced):
    """One thing that worked, and in how many of the confirmed reports of the survey."""

    cases: Annotated[int, Within(gt=0)]
    foreigners: int = 0
    """Those among them of foreigners and people overseas."""
    timed: int = 0
    took: Spread | None = None
    """Least, median and longest time to the fix, where it is known."""
    steps: list[str] = field(default_factory=list)
    routes: list[str] = field(default_factory=list)
    advised: bool = True
    """False: it is counted because it happened, and jiesuo does not advise it."""


class Refusal(Sourced):
    """A wish that is refused: any pattern that matches, unless an exception does."""

    patterns: list[str]
    unless: list[str] = field(default_factory=list)
    official_step: str | None = None
    examples: list[str] = field(default_factory=list)
    counter_examples: list[str] = field(default_factory=list)


class Contact(Sourced):
    """A verified way to a human."""

    inside: str | None = None
    """Menu path (paths.yaml) that leads there; none for what is printed on a card or met at a counter."""
    number: str | None = None
    hours: str | None = None
    languages: list[str] = field(default_factory=list)


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
    urgent: Duration | None = None
    """How long the hurry lasts; always unless said."""
    later: float = 0.0
    """CNY per hour after that."""


class RecordPair(Sourced):
    """Two holders whose entries for one attribute must agree."""

    a: str
    b: str
    attribute: str
    how: Literal["exact", "same_person", "equal", "not_expired"]
    when: Conditions = field(default_factory=dict)
    finding: str | None = None
    """What a difference shows; without it the pair is compared and put right, but is no evidence."""
    value: Value = "yes"


class Holder(Sourced):
    """Who holds entries about the person, and what changes them."""

    step: str | None = None
    """The step that changes this holder's entries; none: they stay as they are."""
    steps: dict[str, str] = field(default_factory=dict)
    """Attribute -> the step instead, where another one changes it."""
    order: int
    attributes: list[str]


class Records(Record):
    """Who holds a record of the person, and which have to agree."""

    holders: dict[str, Holder] = field(default_factory=dict)
    pairs: list[RecordPair] = field(default_factory=list)


class Promise(Record):
    """Whether a promise of quality is kept."""

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
    prior_sum: Annotated[float, Within(gt=0, lt=1)] = 0.35
    something_else: Annotated[float, Within(gt=0)]
    """Prior weight of a cause that the pack does not know."""
    goal_from: dict[str, dict[Value, Goal]] = field(default_factory=dict)
    """Finding -> value -> the goal that it tells, where the person did not say one."""
    support: str
    """Step that leads to a human when nothing better is left."""
    support_when: dict[str, dict[Value, str]] = field(default_factory=dict)
    """Finding -> value -> the step instead."""
    bank_when: dict[str, dict[Value, str]] = field(default_factory=dict)
    """Finding -> value -> the step that leads to the bank's own people."""
    now_for_hold: dict[str, str] = field(default_factory=dict)
    """Hold -> the line (words, `now`) that comes before all others while it runs."""


Clues = list[list[str]]
"""Short texts, of each list of which a text has one wherever a pattern is found in it, whatever the case."""

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
    tries: dict[str, Tries] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)
    phrases: dict[str, Phrase] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    myths: dict[str, Myth] = field(default_factory=dict)
    survey: Survey | None = None
    worked: dict[str, Worked] = field(default_factory=dict)
    refusals: dict[str, Refusal] = field(default_factory=dict)
    clues: dict[str, Clues] = field(default_factory=dict)
    """Pattern of a refusal -> its clues; no file states them, the loader finds them (knowledge/clues.py)."""
    contacts: dict[str, Contact] = field(default_factory=dict)
    situations: dict[str, Situation]
    sources: dict[str, Source] = field(default_factory=dict)
    records: Records = field(default_factory=Records)
    cues: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """`finding=value` or `tried=step` -> language -> phrases that say so (readers/cues.py)."""
    quality: dict[str, Promise] = field(default_factory=dict)
    words: dict[str, Words] = field(default_factory=dict)

    def slug(self, cause: str) -> str:
        """The research slug that a cause refines, or its own id."""
        return self.causes[cause].slug or cause
