"""What pydantic found wrong → complaints in the author's terms: place, fault, and what would be allowed."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator
from dataclasses import fields
from difflib import get_close_matches
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from jiesuo.knowledge.nodes import Place
from jiesuo.knowledge.pack import Pack
from jiesuo.knowledge.record import Record

Fault: TypeAlias = tuple[Place, str, str]
"""Place in the pack, what is wrong, what is allowed."""

_UNKNOWN_KEY = "unexpected_keyword_argument"
_QUOTES = " (put quotes around it if it is text)"


def faults(error: ValidationError, raw: dict[str, Any]) -> list[Fault]:
    """One fault for each place, in the order of the pack; alternatives that all failed become one."""
    merged: dict[Place, list[tuple[str, str]]] = {}
    for detail in error.errors(include_url=False):
        place = _place(detail, raw)
        merged.setdefault(place, []).append((_what(detail), _allowed(detail, place)))
    return [(place, *_together(said)) for place, said in merged.items()]


def _together(said: list[tuple[str, str]]) -> tuple[str, str]:
    return _joined(what for what, _ in said), _joined(allowed for _, allowed in said)


def _joined(texts: Iterable[str]) -> str:
    return "; or ".join(text for text in dict.fromkeys(texts) if text)


def _place(detail: ErrorDetails, raw: Any) -> Place:
    """The error's location without pydantic's names of union members."""
    place: Place = ()
    key: Any
    for key in detail["loc"]:
        if (isinstance(raw, dict) and key in raw) or (isinstance(raw, list) and isinstance(key, int)):
            raw = raw[key]
            place = (*place, key)
    return (*place, detail["loc"][-1]) if detail["type"] == "missing" else place


def _what(detail: ErrorDetails) -> str:
    kind, given = detail["type"], detail["input"]
    if kind == "missing":
        return "missing"
    if kind == _UNKNOWN_KEY:
        return "unknown key"
    if kind == "dataclass_type":
        return (
            f"{_shown(given)}input should be a valid dictionary or instance of {detail['ctx']['class_name']}"
        )
    message = detail["msg"].removeprefix("Value error, ")
    quotes = _QUOTES if kind == "string_type" and isinstance(given, int | float | bool) else ""
    return f"{_shown(given)}{message[:1].lower()}{message[1:]}{quotes}"


def _shown(given: Any) -> str:
    return f"{given!r}: " if isinstance(given, str | int | float | bool) else ""


def _allowed(detail: ErrorDetails, place: Place) -> str:
    if detail["type"] != _UNKNOWN_KEY:
        return ""
    keys = sorted({field.name for record in _records(Pack, place[:-1]) for field in fields(record)})
    near = get_close_matches(str(place[-1]), keys, n=1)
    return ", ".join(keys) + (f"; did you mean {near[0]}?" if near else "")


def _records(declared: Any, place: Place) -> Iterator[type[Record]]:
    """The record classes that may stand at a place, found by walking down the declared types."""
    if isinstance(declared, type) and issubclass(declared, Record):
        yield from _within(declared, place)
        return
    origin, arguments = get_origin(declared), get_args(declared)
    if origin is Annotated:
        yield from _records(arguments[0], place)
    elif origin in (Union, types.UnionType):
        for member in arguments:
            yield from _records(member, place)
    elif origin in (dict, list, tuple) and place:
        yield from _records(arguments[-1], place[1:])


def _within(record: type[Record], place: Place) -> Iterator[type[Record]]:
    if not place:
        yield record
    elif declared := get_type_hints(record).get(str(place[0])):
        yield from _records(declared, place[1:])
