"""Which packs there are: those that come with the package, and those of folders on a search path."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jiesuo.errors import InputError
from jiesuo.knowledge.compiled import open_pack
from jiesuo.knowledge.pack import Pack

DEFAULT = "taobao-alipay"
SEARCH_PATH = "JIESUO_PACKS"
"""Environment variable with folders, each a pack or a folder of packs; they win over the package's own."""

_HEADER = "pack.yaml"
_LINE = r"^{key}:[ \t]*[\"']?([^\"'#\s]+)"


@dataclass(frozen=True, slots=True)
class Entry:
    """A pack that can be opened."""

    id: str
    version: str
    folder: Path


def entries() -> list[Entry]:
    """All packs, the preferred first: search path before package, newest version first in each folder."""
    return [entry for root in _roots() for entry in _in_root(root)]


def find(pack_id: str = DEFAULT, version: str | None = None) -> Entry:
    """The preferred pack of an id, of any version or of just that one.

    Raises InputError, which names the packs that there are.
    """
    known = entries()
    for entry in known:
        if entry.id == pack_id and version in (None, entry.version):
            return entry
    wanted = pack_id if version is None else f"{pack_id} {version}"
    listing = ", ".join(f"{entry.id} {entry.version}" for entry in known) or "none"
    raise InputError(f"There is no pack {wanted}; found: {listing}.", f"{SEARCH_PATH} may name more folders.")


def open_by_id(
    pack_id: str = DEFAULT, version: str | None = None, say: Callable[[str], None] | None = None
) -> Pack:
    """The pack of an id, compiled where possible; `say` gets a line when compiling takes a moment."""
    return open_pack(find(pack_id, version).folder, say)


def _roots() -> list[Path]:
    stated = [Path(part) for part in os.environ.get(SEARCH_PATH, "").split(os.pathsep) if part]
    return [*stated, Path(__file__).parents[1] / "packs"]


def _in_root(root: Path) -> list[Entry]:
    if (root / _HEADER).is_file():
        return [_entry(root)]
    folders = sorted(path.parent for path in root.glob(f"*/{_HEADER}"))
    return sorted((_entry(folder) for folder in folders), key=_newest_first, reverse=True)


def _entry(folder: Path) -> Entry:
    """Id and version are read off their lines, so that a faulty pack can be listed and looked at as well."""
    text = (folder / _HEADER).read_text(encoding="utf-8", errors="replace")
    return Entry(_line(text, "id") or folder.name, _line(text, "version") or "?", folder)


def _line(text: str, key: str) -> str | None:
    match = re.search(_LINE.format(key=key), text, re.MULTILINE)
    return match[1] if match else None


def _newest_first(entry: Entry) -> tuple[list[int], str]:
    return [int(number) for number in re.findall(r"\d+", entry.version)], entry.version
