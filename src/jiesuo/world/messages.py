"""The text on the screen: one for several reasons, several for one, the same for the same person."""

from __future__ import annotations

from jiesuo.world.state import State

HANGS = ("app_hangs", "page_broken")
"""Nothing is shown: the screen does not get that far."""


def text(state: State, reason: str) -> str:
    """What is shown for a reason; empty where the screen just hangs or somebody only speaks."""
    if reason in HANGS:
        return ""
    screens = state.numbers.screens
    key = _key(state, reason)
    specific = screens.get(key)
    vague = state.luck.fixed(f"vague {reason}") < state.numbers.chances.screen_is_vague
    anything = screens[f"any_{state.person.goal}"]
    chosen = anything if specific is None or (vague and not key.startswith("staff")) else specific
    texts = chosen.get(_language(state), chosen["en"])
    return texts[int(state.luck.fixed(f"text {reason}") * len(texts))]


def _key(state: State, reason: str) -> str:
    """Locks look by what is shut, not by why; an approval that fails looks like a refusal."""
    if not reason.startswith("locked."):
        return reason.partition(".")[0]
    held = state.shop.lock or state.wallet.lock
    return f"locked_{held.where}" if held else "locked_alipay_payment"


def _language(state: State) -> str:
    """The language of the app: the person's own where the app has it, else English."""
    return "zh" if state.person.language == "zh" else "en"
