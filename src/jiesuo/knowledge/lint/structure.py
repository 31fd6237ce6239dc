"""Ids and references: everything that is named exists, and fits where it is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from jiesuo.knowledge.lint.fault import Fault, Rule, listing
from jiesuo.knowledge.lint.references import STEP, claims, doings, need_items, references
from jiesuo.knowledge.nodes import Place
from jiesuo.knowledge.pack import Pack

_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_FOREIGN_ID = re.compile(r"[A-Za-z0-9]+([._:-]+[A-Za-z0-9]+)*")
_RESERVED = ("something_else", "none", "unknown")
_UNKNOWN = "unknown"
_PSEUDO_VALUES = {"message": ["seen"], "code": ["seen"], "route": ["failed", "worked"]}
_SNAKE_CASE_PARTS = (
    *("causes", "findings", "steps", "routes", "holds", "tries", "paths"),
    *("phrases", "rules", "myths", "worked", "refusals", "contacts", "situations"),
)


def ids(pack: Pack) -> Iterator[Fault]:
    """Ids are snake_case; those of messages and sources may carry somebody else's spelling."""
    for part in _SNAKE_CASE_PARTS:
        for name in getattr(pack, part):
            if not _ID.fullmatch(name):
                yield Fault((part, name), f"{name!r} is no id", "lower case words joined by _")
            elif name in _RESERVED:
                yield Fault((part, name), f"{name} has a meaning of its own", "another id")
    for part in ("messages", "sources"):
        for name in getattr(pack, part):
            if not _FOREIGN_ID.fullmatch(name):
                yield Fault((part, name), f"{name!r} is no id", "letters and digits joined by . _ : or -")


def known(pack: Pack) -> Iterator[Fault]:
    """Whatever is referred to exists."""
    tables = {kind: sorted(_table(pack, kind)) for kind in {r.kind for r in references(pack)}}
    for place, kind, name in references(pack):
        if name not in tables[kind]:
            near = get_close_matches(name, tables[kind], n=3) or tables[kind]
            yield Fault(place, f"{name!r} is none of the {kind.replace('_', ' ')}", listing(near))


def _table(pack: Pack, kind: str) -> set[str]:
    if kind == "goals":
        return set(pack.header.goals)
    if kind == "holders":
        return set(pack.records.holders)
    if kind == "tags":
        return {tag for _, doing in doings(pack) for tag in doing.tags}
    if kind == "steps_and_routes":
        return {*pack.steps, *pack.routes}
    if kind == "observables":
        return set(observables(pack))
    table: dict[str, Any] = getattr(pack, kind)
    return set(table)


def observables(pack: Pack) -> dict[str, list[str]]:
    """All that a condition may ask for: the findings and the pseudo-findings, with their values."""
    found = {name: finding.values for name, finding in pack.findings.items()}
    for name, message in pack.messages.items():
        kind = "code" if message.code else "message"
        found[f"{kind}.{name}"] = _PSEUDO_VALUES[kind]
    found |= {f"route.{name}": _PSEUDO_VALUES["route"] for name in pack.routes}
    found |= {f"step.{name}": ["worked", "no_change", *step.outcomes] for name, step in pack.steps.items()}
    return found


def values(pack: Pack) -> Iterator[Fault]:
    """Whatever value is named, the finding has it."""
    allowed = observables(pack)
    for place, finding, value, condition in claims(pack):
        if finding in allowed and value not in allowed[finding] and not (condition and value == _UNKNOWN):
            yield Fault(place, f"{finding} has no value {value!r}", ", ".join(allowed[finding]))


def needs_readable(pack: Pack) -> Iterator[Fault]:
    """An item of `needs` is `finding=value` or `step:<id>`."""
    for place, doing in doings(pack):
        for where, item in need_items(place, doing.needs):
            if "=" not in item and not item.startswith(STEP):
                yield Fault(where, f"{item!r} says no value", "finding=value, or step:<id>")


def when_is_context(pack: Pack) -> Iterator[Fault]:
    """Only a context finding makes a cause more or less common, and no cause shows itself in one."""
    for name, cause in pack.causes.items():
        for finding in cause.when:
            if finding in pack.findings and pack.findings[finding].kind != "context":
                what = f"{finding} is no context finding"
                yield Fault(("causes", name, "when", finding), what, "`shows`, or a finding of kind context")
        for finding in cause.shows:
            if finding in pack.findings and pack.findings[finding].kind == "context":
                what = f"{finding} is a context finding, which no cause brings about"
                yield Fault(("causes", name, "shows", finding), what, "`when`")


def shows_fits_kind(pack: Pack) -> Iterator[Fault]:
    """A plain number is the chance of `yes`; other findings say it for each value."""
    for name, cause in pack.causes.items():
        for finding, shown in cause.shows.items():
            kind = pack.findings[finding].kind if finding in pack.findings else None
            place: Place = ("causes", name, "shows", finding)
            if kind in ("choice", "ordered") and not isinstance(shown, dict):
                values = ", ".join(pack.findings[finding].values)
                yield Fault(place, f"{finding} is a {kind}, so one number does not say of what", values)
            if kind == "yes_no" and isinstance(shown, dict) and set(shown) != {"yes"}:
                yield Fault(place, f"{finding} is a yes_no finding", "the chance of yes alone")


def leak_fits_kind(pack: Pack) -> Iterator[Fault]:
    """The same for the leak; `base` is for context findings alone, and complete."""
    for name, finding in pack.findings.items():
        place: Place = ("findings", name)
        if finding.kind == "yes_no" and isinstance(finding.leak, dict):
            yield Fault((*place, "leak"), "a yes_no finding leaks one number", "the chance of yes")
        if finding.kind in ("choice", "ordered") and not isinstance(finding.leak, dict):
            yield Fault(
                (*place, "leak"), f"a {finding.kind} finding says its leak by value", listing(finding.values)
            )
        if finding.kind == "context" and set(finding.base) != set(finding.values):
            yield Fault(
                (*place, "base"), "a context finding has a share for each value", listing(finding.values)
            )
        if finding.kind != "context" and finding.base:
            yield Fault((*place, "base"), "only a context finding has base shares", "leak")


def records_agree(pack: Pack) -> Iterator[Fault]:
    """Both holders of a pair have the attribute that is compared."""
    for i, pair in enumerate(pack.records.pairs):
        for side in ("a", "b"):
            holder = pack.records.holders.get(getattr(pair, side))
            if holder is not None and pair.attribute not in holder.attributes:
                what = f"{getattr(pair, side)} has no attribute {pair.attribute}"
                yield Fault(("records", "pairs", i, "attribute"), what, listing(holder.attributes))


def codes_have_codes(pack: Pack) -> Iterator[Fault]:
    """A message has a text or a code to be known by, and a code says whose it is."""
    for name, message in pack.messages.items():
        if not message.texts and not message.code:
            yield Fault(("messages", name), "nothing to know it by", "texts, or code with system")
        if message.code and not message.system:
            yield Fault(("messages", name, "code"), "a bare code fits many systems", "system")


def quality_reasoned(pack: Pack) -> Iterator[Fault]:
    """What is not done says why; what is done says how it is checked or seen."""
    for name, promise in pack.quality.items():
        if promise.state == "exempt" and not promise.reason:
            yield Fault(("quality", name), "exempt without a reason", "reason")


RULES: tuple[Rule, ...] = (
    ids,
    known,
    values,
    needs_readable,
    when_is_context,
    shows_fits_kind,
    leak_fits_kind,
    records_agree,
    codes_have_codes,
    quality_reasoned,
)
