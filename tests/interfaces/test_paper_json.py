"""Names, passport, photo, screenshot and records as programs get them: as the schemas say, key for key."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import drawing
import jsonschema
import pages
import pytest
import screens
from program import Call

from jiesuo.readers.name_kinds import KINDS
from jiesuo.readers.photo import PROBLEMS

DOCS = Path(__file__).parents[2] / "docs"
SCHEMAS = DOCS / "json-schema"
KINDS_OF_ANSWER = {
    "names": ["same_person", "differences", "parts", "sentence"],
    "passport": ["valid", "type", "fields", "repaired", "expires_in_days", "problems"],
    "photo": ["usable", "problems"],
    "screenshot": ["lines", "recognised", "is_error_screen"],
    "records": [
        *("cells", "pairs", "next_cell", "plan", "visits", "total", "left", "blocked", "observations"),
    ],
}
FIRST, SECOND = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
NAMES = [
    ("QUILL JANE", "Jane O. Quill"),
    ("李小明", "LI XIAOMING"),
    ("Jane", "Jane"),
    ("Jane", "Grove Peter"),
]
ZONES = [
    f"{FIRST}\n{SECOND}",
    f"{FIRST}\n{SECOND.replace('L8989O2C3', 'L898902C3')}",
    f"{FIRST}\n{SECOND.replace('C36', 'C37')}",
    FIRST,
    "nothing",
    "",
]
FULL = """passport: {name: QUILL JANE, document_number: E99887766, document_expiry: 2031-05-20}
alipay: {name: QUILL JANE, document_number: D11223344, document_expiry: 2026-12-20, phone: "13900001234"}
bank: {name: JANE QUILL, document_number: D11223344}
taobao: {name: GROVE PETER}
"""
RECORDS = ["bank: {name: Jane}\n", FULL, "passport: {document_expiry: 2020-01-01}\n"]


def schema_of(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{name}-1.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema


def held(name: str, said: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said)
    jsonschema.Draft202012Validator(schema_of(name)).validate(found)
    assert list(found) == ["schema", *KINDS_OF_ANSWER[name]]
    assert found["schema"] == f"jiesuo.{name}/1"
    return found


@pytest.mark.parametrize("name", KINDS_OF_ANSWER)
def test_page_and_schema_name_every_key(name: str) -> None:
    keys = ["schema", *KINDS_OF_ANSWER[name]]
    schema = schema_of(name)
    assert list(schema["properties"]) == keys == schema["required"]
    page = (DOCS / "json.md").read_text("utf-8").split(f"### `jiesuo {name} ")[1].split("\n###")[0]
    assert all(f"| `{key}` |" in page for key in keys)


def test_schemas_know_every_kind_and_problem() -> None:
    names, photo = schema_of("names")["properties"], schema_of("photo")["properties"]
    assert names["differences"]["items"]["enum"] == list(KINDS)
    assert photo["problems"]["items"]["properties"]["id"]["enum"] == list(PROBLEMS)


@pytest.mark.parametrize("pair", NAMES)
def test_names(call: Call, pair: tuple[str, str]) -> None:
    one = held("names", call("names", *pair, "--json").out)
    line = json.dumps(dict(zip("ab", pair, strict=True))).encode()
    assert held("names", call("names", "--lines", "-", stdin=line).out) == one


@pytest.mark.parametrize("zone", ZONES)
def test_passport_typed(call: Call, zone: str) -> None:
    held("passport", call("passport", "--mrz", zone, "--json").out)


@pytest.mark.parametrize("now", ["2012-04-15", "2012-04-16"])
def test_days_are_counted_to_the_last_day(call: Call, now: str) -> None:
    found = held("passport", call("passport", "--mrz", ZONES[0], "--json", "--now", now).out)
    assert found["expires_in_days"] == (date(2012, 4, 15) - date.fromisoformat(now)).days


@pytest.mark.parametrize("entries", RECORDS)
def test_records(call: Call, entries: str) -> None:
    held("records", call("records", "-", "--json", stdin=entries.encode()).out)


def test_pictures(call: Call, tmp_path: Path) -> None:
    assert drawing.fonts_are_here(), "the fonts to draw with are missing: run .ci/system-needs"
    page, tiny, screen = (str(tmp_path / name) for name in ("page.jpg", "tiny.png", "screen.jpg"))
    rng = random.Random(8)
    drawn = pages.page(rng, date(2026, 11, 25))[1]
    pages.DAMAGED["clean"](drawn, rng).save(page)
    drawn.resize((60, 40)).save(tiny)
    screens.taken(screens.UNRELATED[0], 0).save(screen)
    assert held("passport", call("passport", page, "--json").out)["valid"]
    assert held("photo", call("photo", page, "--json").out)["usable"]
    bad = held("photo", call("photo", tiny, "--json", "--lang", "zh-Hans").out)
    assert {problem["id"] for problem in bad["problems"]} == {"too_small"}
    assert not held("screenshot", call("screenshot", screen, "--json").out)["is_error_screen"]
