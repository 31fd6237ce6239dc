"""Sources: no claim without one, none unknown or unused, none past its day of review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jiesuo.knowledge.lint.fault import Fault, Rule
from jiesuo.knowledge.lint.references import references, sourced
from jiesuo.knowledge.pack import Pack

_CITED = (
    *("causes", "steps", "routes", "holds", "tries", "messages"),
    *("contacts", "refusals", "rules", "myths", "worked"),
)
_ADDRESSED = ("official", "community", "first_hand", "news")


def cited(pack: Pack) -> Iterator[Fault]:
    """Every claim about the world cites a source, if only the judgement of the pack's authors."""
    for part in _CITED:
        for name, record in getattr(pack, part).items():
            if not record.sources:
                yield Fault((part, name), "no source", "sources: [id of sources.yaml, ...]")


def used(pack: Pack) -> Iterator[Fault]:
    """Every source is cited somewhere."""
    cited_ids = {reference.id for reference in references(pack) if reference.kind == "sources"}
    for name in pack.sources:
        if name not in cited_ids:
            yield Fault(("sources", name), "never cited", "cite it, or leave it out", "warning")


def addressed(pack: Pack) -> Iterator[Fault]:
    """A source that others could read says where it is, or why not."""
    for name, source in pack.sources.items():
        if source.kind in _ADDRESSED and source.url is None and not source.unaddressed:
            yield Fault(("sources", name), f"{source.kind}, but no url", "url, or unaddressed", "warning")


def disputes_differ(pack: Pack) -> Iterator[Fault]:
    """The same source cannot both support and dispute a claim."""
    for place, record in sourced(pack):
        for name in set(record.sources) & set(record.disputed):
            yield Fault((*place, "disputed"), f"{name} is cited on both sides", "one side", "warning")


def overdue(pack: Pack, today: date) -> Iterator[Fault]:
    """What should have been looked at again by today."""
    for place, record in sourced(pack):
        if record.review_by is not None and record.review_by < today:
            what = f"was to be reviewed by {record.review_by}"
            yield Fault((*place, "review_by"), what, "look again, then a later date", "warning")


RULES: tuple[Rule, ...] = (cited, used, addressed, disputes_differ)
