"""What answers a question better than memory: a screenshot, the passport, or both entries side by side."""

from __future__ import annotations

from jiesuo.interfaces.web.site import Site
from jiesuo.knowledge.pack import Finding, Pack
from jiesuo.services.papers import paper_before, paper_for
from jiesuo.services.recognition import CLOSEST

AS_LONG_AS_A_SCREENSHOT = 0.5
"""Minutes that a question takes from which a screenshot is no more trouble: a judgement."""


def offer(site: Site, finding: str) -> str:
    """The page of a case that answers a question best: records, passport, screenshot; empty for none."""
    paper = paper_for(site.pack, finding)
    if paper in ("names", "records"):
        return "records"
    if paper == "passport":
        return paper
    return "screenshot" if site.uploads and _is_on_a_screen(site.pack, finding) else ""


def sends_picture(site: Site, step: str) -> bool:
    """Whether a step sends a picture that can be checked here before."""
    return site.uploads and paper_before(site.pack, step) == "photo"


def _is_on_a_screen(pack: Pack, finding: str) -> bool:
    """Whether the message on the screen settles it."""
    if finding == CLOSEST:
        return True
    settled = any(finding in message.answers for message in pack.messages.values())
    return settled and _takes(pack.findings[finding]) >= AS_LONG_AS_A_SCREENSHOT


def _takes(finding: Finding) -> float:
    return finding.ask.effort if finding.ask else 0.0
