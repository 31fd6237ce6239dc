"""What keeps it from happening again: the pack's rules for before and after."""

from __future__ import annotations

from jiesuo.knowledge.pack import Pack
from jiesuo.services.wording import wording


def prevention(pack: Pack, language: str, moment: str = "afterwards") -> tuple[str, ...]:
    """The rules of a moment (`afterwards`, `before_purchase`, `anytime`), in words."""
    words = wording(pack, language)
    texts = (words.text("rules", name, "text") for name, rule in pack.rules.items() if rule.moment == moment)
    return tuple(text for text in texts if text)
