"""JSON as programs get it, and the one table from error to exit code. Described in docs/json.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from jiesuo.errors import InputError, JiesuoError, MissingExtra, PackError, StoreError
from jiesuo.services.advice import Advice

SCHEMA = "jiesuo.advice/1"
ERROR_SCHEMA = "jiesuo.error/1"

EXIT_CODES: dict[type[JiesuoError], int] = {
    InputError: 2,
    MissingExtra: 1,
    PackError: 1,
    StoreError: 1,
}


def exit_code(error: JiesuoError) -> int:
    """Exit code of an error: 2 for what was typed, 1 for what is wrong elsewhere."""
    return next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), 1)


def error_json(error: JiesuoError) -> dict[str, Any]:
    """An error as plain JSON values: what is wrong and what to do next."""
    return {"schema": ERROR_SCHEMA, "what": error.what, "next_step": error.next_step}


def advice_json(advice: Advice) -> dict[str, Any]:
    """An advice as plain JSON values; the keys are those of docs/json.md."""
    whole: dict[str, Any] = _plain(asdict(advice))
    whole["pack"] = {"id": whole.pop("pack"), "version": whole.pop("pack_version")}
    whole["next"]["wait_h"] = _usual(advice.next.wait_h)
    whole["next"]["wait_range_h"] = _plain(advice.next.wait_h)
    return {"schema": SCHEMA, "pack": whole.pop("pack"), **{key: whole[key] for key in KEYS}}


KEYS = (
    "goal",
    "situation",
    "refusal",
    "stop",
    "now",
    "routes",
    "next",
    "pending",
    "causes",
    "sure",
    "understood",
    "contact",
    "bank_contact",
    "sources",
)


def _usual(wait: tuple[float, float, float] | None) -> float:
    return wait[1] if wait else 0.0


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
