"""Where a claim comes from, and who says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jiesuo.knowledge.pack import Pack, Sourced
from jiesuo.services.advice import Citation

JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True)
class Backing:
    """Both sides of a claim."""

    sources: tuple[Citation, ...]
    against: tuple[Citation, ...]
    only_one: bool
    """No second independent family of sources says so."""
    judged: bool
    """No source says so: it is a judgement of the pack's makers."""


def citations(pack: Pack, claim: Sourced) -> Iterator[Citation]:
    """The sources of a claim, then those that dispute it."""
    one = len(_families(pack, claim)) < 2
    for name in (*claim.sources, *claim.disputed):
        if name in pack.sources:
            source = pack.sources[name]
            yield Citation(
                name, source.title, source.url, source.kind, source.as_of, bool(claim.disputed), one
            )


def backing(pack: Pack, claim: Sourced) -> Backing:
    """The sources of a claim, those that say otherwise, and how independent they are."""
    cited = tuple(citations(pack, claim))
    saying = tuple(source for source in cited if source.id in claim.sources)
    return Backing(
        sources=saying,
        against=tuple(source for source in cited if source.id not in claim.sources),
        only_one=len(_families(pack, claim)) < 2,
        judged=all(source.kind == JUDGEMENT for source in saying),
    )


def _families(pack: Pack, claim: Sourced) -> set[str]:
    return {pack.sources[name].family or name for name in claim.sources if name in pack.sources}
