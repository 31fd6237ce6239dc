"""Records of a pack from what an author wrote, and back: the only place where a record is checked."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from jiesuo.knowledge.record import Record

R = TypeVar("R", bound=Record)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def checked(kind: type[R], raw: object) -> R:
    """The record that was written as plain values. Raises pydantic.ValidationError with every fault."""
    record: R = _adapter(cast(Any, kind)).validate_python(raw)
    return record


def written(record: Record, leave_out_defaults: bool = False) -> dict[str, Any]:
    """The record as plain JSON values, which `checked` takes back."""
    body: dict[str, Any] = _adapter(cast(Any, type(record))).dump_python(
        record, mode="json", exclude_defaults=leave_out_defaults
    )
    return body
