"""Which packs are found, and which of them is preferred."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from jiesuo.errors import InputError
from jiesuo.knowledge.catalog import SEARCH_PATH, entries, find, open_by_id


def _pack(root: Path, source: Path, version: str, folder: str) -> Path:
    copy = Path(shutil.copytree(source, root / folder))
    header = copy / "pack.yaml"
    header.write_text(header.read_text().replace('"2026.11"', f'"{version}"'))
    return copy


def test_a_search_path_adds_packs(pack_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SEARCH_PATH, str(pack_folder.parent))
    assert find("minimal").folder == pack_folder
    assert open_by_id("minimal").header.id == "minimal"


def test_a_folder_of_the_path_may_be_a_pack_itself(
    pack_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SEARCH_PATH, str(pack_folder))
    assert find("minimal").version == "2026.11"


def test_the_newest_version_is_preferred_and_an_old_one_can_be_had(
    pack_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "several"
    for i, version in enumerate(["2026.9", "2026.10", "2025.12"]):
        _pack(root, pack_folder, version, f"folder{i}")
    monkeypatch.setenv(SEARCH_PATH, str(root))
    assert find("minimal").version == "2026.10"
    assert find("minimal", "2025.12").folder == root / "folder2"


def test_the_first_folder_of_the_path_wins(
    pack_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = _pack(tmp_path / "first", pack_folder, "2020.1", "minimal")
    monkeypatch.setenv(SEARCH_PATH, os.pathsep.join([str(old.parent), str(pack_folder)]))
    assert find("minimal").folder == old


def test_an_unknown_pack_is_refused_with_those_that_exist(
    pack_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SEARCH_PATH, str(pack_folder))
    with pytest.raises(InputError, match=r"no pack other 3; found: minimal 2026\.11"):
        find("other", "3")


def test_a_path_that_does_not_exist_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SEARCH_PATH, str(tmp_path / "nowhere"))
    assert all(tmp_path not in entry.folder.parents for entry in entries())
