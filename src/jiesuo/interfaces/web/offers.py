"""What answers a question better than memory: a screenshot, the passport, or both entries side by side."""

from __future__ import annotations

from jiesuo.interfaces.web.site import Site
from jiesuo.knowledge.pack import Finding, Pack
from jiesuo.services.recognition import CLOSEST
from jiesuo.services.records import NOT_EXPIRED

UPLOADS = "uploads_document"
"""The tag of steps in which a picture of a paper is sent to a review."""
AS_LONG_AS_A_SCREENSHOT = 0.5
"""Minutes that a question takes from which a screenshot is no more trouble: a judgement."""


def offer(site: Site, finding: str) -> str:
    """The page of a case that answers a question best: records, passport, screenshot; empty for none."""
    pairs = [pair for pair in site.pack.records.pairs if pair.finding == finding and pair.value == "yes"]
    if any(pair.how == NOT_EXPIRED for pair in pairs):
        return "passport"
    if pairs:
        return "records"
    return "screenshot" if site.uploads and _is_on_a_screen(site.pack, finding) else ""


def sends_picture(site: Site, step: str) -> bool:
    """Whether a step sends a picture that can be checked here before."""
    known = site.pack.steps.get(step)
    return site.uploads and known is not None and UPLOADS in known.tags


def _is_on_a_screen(pack: Pack, finding: str) -> bool:
    """Whether the message on the screen settles it."""
    if finding == CLOSEST:
        return True
    settled = any(finding in message.answers for message in pack.messages.values())
    return settled and _takes(pack.findings[finding]) >= AS_LONG_AS_A_SCREENSHOT


def _takes(finding: Finding) -> float:
    return finding.ask.effort if finding.ask else 0.0
