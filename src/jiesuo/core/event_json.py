"""Events as plain JSON values, as they are kept, and back.

Apart from the case, because a telling that is not kept needs no checking library.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from jiesuo.core.case import (
    Closed,
    Event,
    Noted,
    Opened,
    RouteTried,
    StepFinished,
    StepStarted,
    Told,
    Undone,
    Wished,
)
from jiesuo.errors import InputError

SCHEMA = 1
"""Number of the written form; a reader refuses a higher one."""

_KINDS: dict[str, type[Event]] = {
    "opened": Opened,
    "wished": Wished,
    "told": Told,
    "step_started": StepStarted,
    "step_finished": StepFinished,
    "route_tried": RouteTried,
    "undone": Undone,
    "noted": Noted,
    "closed": Closed,
}
_NAMES = {cls: kind for kind, cls in _KINDS.items()}


@cache
def _adapter(kind: str) -> TypeAdapter[Event]:
    """Writer and reader of one kind of event; made when the first of its kind is written or read."""
    return TypeAdapter(_KINDS[kind])


def to_dict(event: Event) -> dict[str, Any]:
    """Write an event as plain JSON values, with its kind and the number of the written form."""
    kind = _NAMES[type(event)]
    body: dict[str, Any] = _adapter(kind).dump_python(event, mode="json")
    return {"kind": kind, "schema": SCHEMA, **body}


def from_dict(written: dict[str, Any]) -> Event:
    """Read what `to_dict` wrote; raises InputError for a newer form, an unknown kind or a wrong field."""
    body = dict(written)
    kind, schema = body.pop("kind", None), body.pop("schema", None)
    if not isinstance(schema, int) or schema > SCHEMA:
        raise InputError(f"This event has form {schema}, and I know forms up to {SCHEMA}.", "Update jiesuo.")
    if kind not in _KINDS:
        raise InputError(f"There is no event of the kind {kind!r}.", f"Allowed: {', '.join(_KINDS)}.")
    return _read(kind, body)


def _read(kind: str, body: dict[str, Any]) -> Event:
    try:
        return _adapter(kind).validate_python(body)
    except ValidationError as fault:
        places = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors())
        raise InputError(f"This {kind} event cannot be read: {places}.", "Look at these fields.") from fault
