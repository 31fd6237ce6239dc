"""The museum of broken packs: each small change to the minimal pack brings its complaint, at its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from jiesuo.knowledge.lint.run import RULES, lint, rule_name

EXHIBITS = sorted((Path(__file__).parents[1] / "broken_packs").glob("*.yaml"))
TODAY = date(2026, 11, 20)


def _exhibit(file: Path) -> dict[str, Any]:
    """Keys: mistake (a sentence), changes (to files), complaint (file, line, words that it says, level)."""
    read: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return read


def _change(file: Path, change: dict[str, Any]) -> None:
    if change.get("delete"):
        file.unlink()
        return
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    if "replace" in change:
        assert text.count(change["replace"]) == 1, f"{file.name} has not just one {change['replace']!r}"
        text = text.replace(change["replace"], change["with"])
    else:
        text = change.get("create", text + change.get("append", ""))
    file.write_text(text, encoding=change.get("encoding", "utf-8"))


def test_the_minimal_pack_is_without_fault(pack_folder: Path) -> None:
    assert lint(pack_folder, TODAY) == []


@pytest.mark.parametrize("file", EXHIBITS, ids=lambda file: file.stem)
def test_the_mistake_is_named_at_its_place(file: Path, pack_folder: Path) -> None:
    exhibit = _exhibit(file)
    for change in exhibit["changes"]:
        _change(pack_folder / change["file"], change)
    found = lint(pack_folder, TODAY)
    wanted = exhibit["complaint"]
    places = {(c.file, c.line, c.level) for c in found if all(word in str(c) for word in wanted["says"])}
    assert (wanted["file"], wanted["line"], wanted.get("level", "error")) in places, "\n".join(
        map(str, found)
    )


def test_every_rule_has_an_exhibit() -> None:
    said = {word for file in EXHIBITS for word in _exhibit(file)["complaint"]["says"]}
    assert {*map(rule_name, RULES), "sources.overdue"} - said == set()
