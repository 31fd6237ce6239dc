"""A JSON Schema for each file of a pack, so that an editor completes keys and marks faults while typing."""

from __future__ import annotations

import json
from inspect import cleandoc
from pathlib import Path
from typing import Any, get_type_hints

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from jiesuo.knowledge import layout, pack
from jiesuo.knowledge.pack import Pack, Words

SUFFIX = ".schema.json"


class _AsWritten(GenerateJsonSchema):
    """The schema of what an author may write, which is more than what the fields hold."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        held = super().function_before_schema(schema)
        function = schema["function"]["function"]
        if function is pack.parse_probability:
            return {"anyOf": [held, {"enum": list(pack.PROBABILITY_WORDS)}]}
        if function is pack.parse_text:
            return {"anyOf": [held, {"type": "boolean"}]}
        if function is pack.parse_duration:
            return {"type": "string", "pattern": "^P[0-9TYMWDHS]+$"}
        return {"anyOf": [held, _short_form(held)]}

    def get_default_value(self, schema: core_schema.WithDefaultSchema) -> Any:
        """An empty list or mapping is a default as good as any."""
        make = schema.get("default_factory")
        return make() if make else super().get_default_value(schema)  # type: ignore[call-arg]

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        """With the purpose of the record, which pydantic leaves out for a plain dataclass."""
        made = super().dataclass_schema(schema)
        return {**made, "description": cleandoc(schema["cls"].__doc__ or "")}


def _short_form(held: JsonSchemaValue) -> JsonSchemaValue:
    """One item may stand for a list of it, and a probability for a record that begins with one."""
    if held.get("type") == "array":
        items: JsonSchemaValue = held["items"]
        return items
    return {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"enum": list(pack.PROBABILITY_WORDS)}]}


def schemas() -> dict[str, dict[str, Any]]:
    """File name inside a pack -> JSON Schema of that file; `words.yaml` stands for every words file."""
    made = {file: _schema(_declared(part)) for file, part in layout.WHOLE.items()}
    for file, parts in layout.SHARED.items():
        made[file] = _shared_schema(parts)
    return {**made, f"{layout.WORDS}.yaml": _schema(Words)}


def write_schemas(folder: Path) -> list[Path]:
    """Write `<stem>.schema.json` for each file into the folder, and say which."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in schemas().items():
        file = folder / f"{Path(name).stem}{SUFFIX}"
        file.write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(file)
    return written


def _declared(part: str) -> Any:
    return get_type_hints(Pack, include_extras=True)[part]


def _schema(declared: Any) -> dict[str, Any]:
    schema = TypeAdapter(declared).json_schema(schema_generator=_AsWritten)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema}


def _shared_schema(parts: tuple[str, ...]) -> dict[str, Any]:
    made = {part: _schema(_declared(part)) for part in parts}
    for schema in made.values():
        schema.pop("$schema")
    defs = {name: found for schema in made.values() for name, found in schema.pop("$defs", {}).items()}
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "type": "object",
        "additionalProperties": False,
        "properties": made,
        "$defs": defs,
    }
