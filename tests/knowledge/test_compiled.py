"""The compiled file: used only while it fits, never needed, and no different from the sources."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesuo.errors import InputError, PackError
from jiesuo.knowledge import compiled
from jiesuo.knowledge.checked import checked, written
from jiesuo.knowledge.compiled import cache_file, compile_pack, fingerprint, open_pack
from jiesuo.knowledge.load import load
from jiesuo.knowledge.pack import Spread


@pytest.fixture
def forbid_yaml(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def refuse(folder: Path) -> None:
        raise AssertionError(f"{folder} was read again")

    return lambda: monkeypatch.setattr(compiled, "_load", refuse)


def test_the_second_opening_reads_no_yaml(pack_folder: Path, forbid_yaml: Callable[[], None]) -> None:
    lines: list[str] = []
    first = open_pack(pack_folder, lines.append)
    forbid_yaml()
    assert open_pack(pack_folder, lines.append) == first == load(pack_folder)
    assert len(lines) == 1


def test_a_file_beside_the_pack_is_enough(
    pack_folder: Path, cache_home: Path, forbid_yaml: Callable[[], None]
) -> None:
    (pack_folder / compiled.NAME).write_bytes(compile_pack(pack_folder))
    expected = load(pack_folder)
    forbid_yaml()
    assert open_pack(pack_folder) == expected
    assert not cache_home.exists()


@pytest.mark.parametrize("name", ["causes.yaml", "words/en.yaml", "words/zh-Hans/causes.yaml"])
def test_any_change_of_a_source_makes_it_stale(pack_folder: Path, name: str) -> None:
    before = fingerprint(pack_folder)
    file = pack_folder / name
    file.write_text(file.read_text() + "# looked at again\n")
    assert fingerprint(pack_folder) != before


def test_a_change_is_seen_in_the_next_opening(pack_folder: Path) -> None:
    open_pack(pack_folder)
    file = pack_folder / "causes.yaml"
    file.write_text(file.read_text().replace("prior: 2", "prior: 7"))
    assert open_pack(pack_folder).causes["card_expired"].prior == 7


def test_files_that_are_no_part_of_the_pack_do_not_count(pack_folder: Path) -> None:
    before = fingerprint(pack_folder)
    (pack_folder / "CHANGES.md").write_text("new")
    (pack_folder / "examples").mkdir()
    (pack_folder / "examples" / "one.yaml").write_text("a: 1")
    assert fingerprint(pack_folder) == before


@pytest.mark.parametrize("damage", [b"", b"no line", b"\n", b"{half a file"])
def test_a_damaged_file_is_made_anew(pack_folder: Path, damage: bytes) -> None:
    expected = open_pack(pack_folder)
    cached = cache_file(pack_folder)
    assert cached is not None
    whole = cached.read_bytes()
    cached.write_bytes(whole.partition(b"\n")[0] + b"\n" + damage)
    assert open_pack(pack_folder) == expected
    assert cached.read_bytes() == whole


def test_no_place_for_the_cache_is_no_error(pack_folder: Path, cache_home: Path) -> None:
    cache_home.write_text("a file where the folder would be")
    assert open_pack(pack_folder) == load(pack_folder)


def test_a_full_disk_leaves_nothing_behind(
    pack_folder: Path, cache_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    assert open_pack(pack_folder) == load(pack_folder)
    assert list((cache_home / "jiesuo").iterdir()) == []


def test_no_home_is_no_error(pack_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setenv("XDG_CACHE_HOME", "relative/is/ignored")
    monkeypatch.setattr(Path, "home", homeless)
    assert cache_file(pack_folder) is None
    assert open_pack(pack_folder) == load(pack_folder)


def test_a_folder_that_is_none_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no pack"):
        open_pack(tmp_path / "nowhere")


def test_a_faulty_pack_is_not_compiled(pack_folder: Path) -> None:
    (pack_folder / "situations.yaml").unlink()
    with pytest.raises(PackError):
        compile_pack(pack_folder)


@given(st.lists(st.integers(0, 10**8), min_size=3, max_size=3))
def test_every_length_of_time_survives_json(seconds: list[int]) -> None:
    """pydantic writes durations in its own way; the pack's reader of durations must take them back."""
    least, usual, most = (timedelta(seconds=s) for s in sorted(seconds))
    spread = Spread(least=least, usual=usual, most=most)
    assert checked(Spread, written(spread)) == spread
