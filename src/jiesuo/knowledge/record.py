"""What all records of a pack share, and marks of their types for who checks them.

Speaks pydantic's protocol, but needs no pydantic: a compiled pack is opened without it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, ClassVar, dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Record:
    """Base of everything in a pack: a frozen dataclass made by keywords, equal by value; no unknown key.

    Its methods are written once, and not generated for each of three dozen classes: that would take longer
    than opening a compiled pack.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    def __init_subclass__(cls) -> None:
        dataclass(init=False, repr=False, eq=False, kw_only=True)(cls)

    def __init__(self, **given: Any) -> None:
        """Values are taken as they are; `checked` checks. Raises TypeError for a missing or unknown name."""
        held = vars(self)
        for part in fields(self):
            held[part.name] = given.pop(part.name) if part.name in given else _default(self, part)
        if given:
            raise TypeError(f"{type(self).__name__} has no {', '.join(given)}")
        self.__post_init__()

    def __post_init__(self) -> None:
        """Raises ValueError when values that are right alone do not go together."""

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"{name} of a {type(self).__name__} stays as it is")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"{name} of a {type(self).__name__} stays")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __repr__(self) -> str:
        held = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({held})"


def _default(record: Record, part: Field[Any]) -> Any:
    if part.default_factory is not MISSING:
        return part.default_factory()
    if part.default is MISSING:
        raise TypeError(f"{type(record).__name__} needs {part.name}")
    return part.default


class WrittenAs:
    """Mark of a type: how an author may write it, turned by `parse` into what the field holds."""

    def __init__(self, parse: Callable[[object], object]) -> None:
        self.parse = parse

    def __get_pydantic_core_schema__(self, held: Any, schema_of: Callable[[Any], Any]) -> dict[str, Any]:
        parse = {"type": "no-info", "function": self.parse}
        return {"type": "function-before", "function": parse, "schema": schema_of(held)}


class Within:
    """Mark of a number: its limits, named as pydantic names them (gt, ge, lt, le)."""

    def __init__(self, **limits: float) -> None:
        self.limits = limits

    def __get_pydantic_core_schema__(self, held: Any, schema_of: Callable[[Any], Any]) -> dict[str, Any]:
        return {**schema_of(held), **self.limits}
