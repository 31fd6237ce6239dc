"""Every place of a pack that names another record, and every place that names a value of a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import NamedTuple

from jiesuo.knowledge.nodes import Place
from jiesuo.knowledge.pack import Conditions, Needs, Pack, Route, Sourced, Step
from jiesuo.knowledge.record import Record

STEP = "step:"
"""Begins an item of `needs` that is a step done before."""
ANY_OF = "|"
"""Between values of one item of `needs`, any of which will do."""


class Reference(NamedTuple):
    place: Place
    kind: str
    """Which table of ids it must be in."""
    id: str


class Claim(NamedTuple):
    """That a finding has, or may have, a value."""

    place: Place
    finding: str
    value: str
    condition: bool = False
    """Conditions may also ask for pseudo-findings (`route.<id>`) and for "I don't know"."""


def references(pack: Pack) -> Iterator[Reference]:
    """All references by id, apart from the values of findings."""
    for table in (_header, _causes, _findings, _steps, _routes, _holds, _others, _sources):
        yield from table(pack)
    for claim in claims(pack):
        yield Reference(claim.place, "observables" if claim.condition else "findings", claim.finding)


def claims(pack: Pack) -> Iterator[Claim]:
    """All pairs of a finding and a value of it."""
    for table in (_header_claims, _cause_claims, _finding_claims, _step_claims, _route_claims, _other_claims):
        yield from table(pack)


def doings(pack: Pack) -> list[tuple[Place, Step | Route]]:
    """All steps and routes: what has needs, tags, effort and cost."""
    steps: list[tuple[Place, Step | Route]] = [(("steps", name), step) for name, step in pack.steps.items()]
    return [*steps, *((("routes", name), route) for name, route in pack.routes.items())]


def need_items(place: Place, needs: Needs) -> Iterator[tuple[Place, str]]:
    for name, items in (("all", needs.all), ("any", needs.any), ("none", needs.none)):
        for i, item in enumerate(items):
            yield (*place, "needs", name, i), item


def sourced(pack: Pack) -> Iterator[tuple[Place, Sourced]]:
    """Every record that cites sources, with its place."""
    for part in (*(part.name for part in fields(pack)), "holders"):
        table = pack.records.holders if part == "holders" else getattr(pack, part)
        if isinstance(table, dict):
            base: Place = ("records", "holders") if part == "holders" else (part,)
            yield from (
                ((*base, name), record) for name, record in table.items() if isinstance(record, Sourced)
            )
    yield from ((("records", "pairs", i), pair) for i, pair in enumerate(pack.records.pairs))
    if pack.survey is not None:
        yield ("survey",), pack.survey


def _each(place: Place, kind: str, ids: Iterable[str | None]) -> Iterator[Reference]:
    return (Reference((*place, i), kind, name) for i, name in enumerate(ids) if name is not None)


def _fields(place: Place, record: Record, **kinds: str) -> Iterator[Reference]:
    """References in fields that hold one id, a list of ids, or a mapping by id."""
    for field, kind in kinds.items():
        held = getattr(record, field)
        if isinstance(held, dict):
            yield from (Reference((*place, field, name), kind, name) for name in held)
        elif isinstance(held, str):
            yield Reference((*place, field), kind, held)
        else:
            yield from _each((*place, field), kind, held or ())


def _header(pack: Pack) -> Iterator[Reference]:
    yield from _fields(("header",), pack.header, support="steps")
    for field, kind in (("goal_from", "goals"), ("support_when", "steps"), ("bank_when", "steps")):
        for finding, chosen in getattr(pack.header, field).items():
            for value, name in chosen.items():
                yield Reference(("header", field, finding, value), kind, name)


def _causes(pack: Pack) -> Iterator[Reference]:
    for name, cause in pack.causes.items():
        yield from _fields(("causes", name), cause, blocks="routes", fooled_by="causes", goals="goals")


def _findings(pack: Pack) -> Iterator[Reference]:
    for name, finding in pack.findings.items():
        yield from _fields(("findings", name), finding, where="paths")
        if finding.ask is not None:
            yield from _fields(("findings", name, "ask"), finding.ask, goals="goals")


def _steps(pack: Pack) -> Iterator[Reference]:
    for name, step in pack.steps.items():
        place: Place = ("steps", name)
        yield from _fields(place, step, fixes="causes", reveals="findings", goals="goals")
        yield from _fields(place, step, path="paths", phrases="phrases", contact="contacts")
        for cause, fix in step.fixes.items():
            yield from _fields((*place, "fixes", cause), fix, leaves="causes")
        for i, after in enumerate(step.after):
            yield Reference((*place, "after", i, "step"), "steps", after.step)
        yield from _needed_steps(place, step.needs)


def _needed_steps(place: Place, needs: Needs) -> Iterator[Reference]:
    for where, item in need_items(place, needs):
        if item.startswith(STEP):
            yield Reference(where, "steps", item.removeprefix(STEP))


def _routes(pack: Pack) -> Iterator[Reference]:
    for name, route in pack.routes.items():
        place: Place = ("routes", name)
        yield from _fields(place, route, goals="goals", path="paths", phrases="phrases")
        yield from _needed_steps(place, route.needs)
        for i, limit in enumerate(route.limits):
            yield from _fields((*place, "limits", i), limit, sources="sources")


def _holds(pack: Pack) -> Iterator[Reference]:
    for name, hold in pack.holds.items():
        yield from _fields(
            ("holds", name), hold, supposed_with="causes", forbids="tags", allows="steps_and_routes"
        )
    for name, budget in pack.tries.items():
        yield from _fields(("tries", name), budget, tag="tags")


def _others(pack: Pack) -> Iterator[Reference]:
    for name, message in pack.messages.items():
        yield from _fields(("messages", name), message, means="causes")
    for name, contact in pack.contacts.items():
        yield from _fields(("contacts", name), contact, inside="paths")
    for name, rule in pack.rules.items():
        yield from _fields(("rules", name), rule, step="steps")
    for name, worked in pack.worked.items():
        yield from _fields(("worked", name), worked, steps="steps", routes="routes")
    for name, refusal in pack.refusals.items():
        yield from _fields(("refusals", name), refusal, official_step="steps")
    for name, holder in pack.records.holders.items():
        yield from _fields(("records", "holders", name), holder, step="steps")
        for attribute, step in holder.steps.items():
            yield Reference(("records", "holders", name, "steps", attribute), "steps", step)
    for i, pair in enumerate(pack.records.pairs):
        yield from _fields(("records", "pairs", i), pair, a="holders", b="holders")


def _sources(pack: Pack) -> Iterator[Reference]:
    for place, record in sourced(pack):
        yield from _fields(place, record, sources="sources", disputed="sources")


def _conditions(place: Place, conditions: Conditions) -> Iterator[Claim]:
    for finding, values in conditions.items():
        yield from (Claim((*place, finding, i), finding, value, True) for i, value in enumerate(values))


def _settings(place: Place, values: dict[str, str]) -> Iterator[Claim]:
    return (Claim((*place, finding), finding, value) for finding, value in values.items())


def _needed_values(place: Place, needs: Needs) -> Iterator[Claim]:
    for where, item in need_items(place, needs):
        if not item.startswith(STEP):
            finding, _, values = item.partition("=")
            yield from (Claim(where, finding, value, True) for value in values.split(ANY_OF))


def _header_claims(pack: Pack) -> Iterator[Claim]:
    for field in ("goal_from", "support_when", "bank_when"):
        for finding, chosen in getattr(pack.header, field).items():
            yield from (Claim(("header", field, finding, value), finding, value) for value in chosen)


def _cause_claims(pack: Pack) -> Iterator[Claim]:
    for name, cause in pack.causes.items():
        for finding, factors in cause.when.items():
            yield from (Claim(("causes", name, "when", finding, v), finding, v) for v in factors)
        for finding, shown in cause.shows.items():
            values = shown if isinstance(shown, dict) else ("yes",)
            yield from (Claim(("causes", name, "shows", finding, v), finding, v) for v in values)


def _finding_claims(pack: Pack) -> Iterator[Claim]:
    for name, finding in pack.findings.items():
        leak = finding.leak if isinstance(finding.leak, dict) else {}
        yield from (Claim(("findings", name, "leak", value), name, value) for value in leak)
        yield from (Claim(("findings", name, "base", value), name, value) for value in finding.base)
        if finding.ask is not None:
            yield from _conditions(("findings", name, "ask", "only_if"), finding.ask.only_if)
            yield from _conditions(("findings", name, "ask", "unless"), finding.ask.unless)


def _step_claims(pack: Pack) -> Iterator[Claim]:
    for name, step in pack.steps.items():
        place: Place = ("steps", name)
        yield from _settings((*place, "gives"), step.gives)
        yield from _conditions((*place, "done_when"), step.done_when)
        yield from _needed_values(place, step.needs)
        for outcome, shown in step.outcomes.items():
            yield from _settings((*place, "outcomes", outcome, "sets"), shown.sets)
        for cause, fix in step.fixes.items():
            yield from _conditions((*place, "fixes", cause, "unless"), fix.unless)
        for i, after in enumerate(step.after):
            yield from _conditions((*place, "after", i, "when"), after.when)


def _route_claims(pack: Pack) -> Iterator[Claim]:
    for name, route in pack.routes.items():
        yield from _needed_values(("routes", name), route.needs)


def _other_claims(pack: Pack) -> Iterator[Claim]:
    for name, hold in pack.holds.items():
        yield from _conditions(("holds", name, "starts_on"), hold.starts_on)
        yield from _conditions(("holds", name, "until"), hold.until)
    for name, message in pack.messages.items():
        yield from _settings(("messages", name, "answers"), message.answers)
    for name, phrase in pack.phrases.items():
        yield from _conditions(("phrases", name, "when"), phrase.when)
    for name, rule in pack.rules.items():
        yield from _conditions(("rules", name, "when"), rule.when)
    for i, pair in enumerate(pack.records.pairs):
        if pair.finding is not None:
            yield Claim(("records", "pairs", i, "finding"), pair.finding, pair.value)
        yield from _conditions(("records", "pairs", i, "when"), pair.when)
