"""The language of an answer, where the address does not say it."""

from __future__ import annotations

from jiesuo.interfaces.settings import LANGUAGES


def wanted(accepted: str) -> str:
    """The first language of an Accept-Language header that we have, else English."""
    for item in accepted.split(","):
        short = item.split(";")[0].strip().lower().split("-")[0]
        for language in LANGUAGES:
            if short == language.split("-")[0]:
                return language
    return "en"


def language_of(path: str, accepted: str) -> str:
    """The language in the address, else the browser's."""
    first = path.removeprefix("/").split("/")[0]
    return first if first in LANGUAGES else wanted(accepted)
