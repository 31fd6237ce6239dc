"""Where the user's cases rest. Apart from the wiring, so that a look at the shelf needs no pack."""

from __future__ import annotations

from collections.abc import Sequence

from jiesuo.errors import InputError, NotFound
from jiesuo.interfaces.settings import Settings
from jiesuo.store.base import Store
from jiesuo.store.sqlite import SqliteStore

SHORTEST = 4
"""Letters of an id that may stand for the whole."""
LATEST = "last"


def store_of(settings: Settings) -> Store:
    """The user's own file of cases; raises InputError where no folder is known."""
    if settings.database is None:
        raise InputError("There is no home folder to keep cases in.", "Name a file in JIESUO_DB.")
    return SqliteStore(settings.database)


def find(store: Store, typed: str) -> str:
    """The id of the case that is meant: the whole id, a beginning that only one has, or `last`."""
    known = [item.case_id for item in store.list()]
    if typed in known:
        return typed
    if typed == LATEST and known:
        return known[0]
    return _only(typed, [case_id for case_id in known if case_id.startswith(typed)])


def _only(typed: str, fitting: Sequence[str]) -> str:
    if len(typed) < SHORTEST or not fitting:
        raise NotFound(f"There is no case {typed!r} here.", "List them with: jiesuo case list")
    if len(fitting) > 1:
        raise InputError(f"{len(fitting)} cases begin with {typed!r}.", "Type more of the id.")
    return fitting[0]
