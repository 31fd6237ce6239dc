"""The schemas for editors allow what the loader allows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from jiesuo.knowledge.layout import SHARED, WHOLE
from jiesuo.knowledge.nodes import parse
from jiesuo.knowledge.schema import schemas, write_schemas

FILES = [*WHOLE, *SHARED]


def _faults(file: str, data: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(schemas()[file])
    return [error.json_path for error in validator.iter_errors(data)]


@pytest.mark.parametrize("file", FILES)
def test_the_minimal_pack_fits(file: str, pack_folder: Path) -> None:
    data = parse((pack_folder / file).read_text(encoding="utf-8"), file).data
    assert _faults(file, data) == []


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("causes.yaml", "often", "mostly"),
        ("causes.yaml", "who: you", "who: me"),
        ("steps.yaml", "reveals:", "reveal:"),
        ("steps.yaml", "usual: P1D", "usual: one day"),
        ("holds.yaml", "tries:", "trys:"),
        ("situations.yaml", "minute: 5", "minute: five"),
    ],
)
def test_a_mistake_is_marked(file: str, before: str, after: str, pack_folder: Path) -> None:
    text = (pack_folder / file).read_text(encoding="utf-8")
    assert before in text
    assert _faults(file, parse(text.replace(before, after), file).data)


def test_each_file_is_written_as_json(tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "schema")
    assert {file.name for file in written} >= {"causes.schema.json", "holds.schema.json", "words.schema.json"}
    assert all(json.loads(file.read_text())["$schema"] for file in written)
    assert yaml.safe_load(written[0].read_text())
