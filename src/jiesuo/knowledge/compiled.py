"""A pack in one JSON file, so that a start does not read and check thousands of lines of YAML.

A wheel carries `compiled.json` beside the pack; a checkout makes it on first use in the user's cache folder.
Either is used only while its fingerprint is that of the sources, so a stale one does no harm.

The file has two lines: the fingerprint, then the pack.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from importlib import import_module
from pathlib import Path

from pydantic import ValidationError

from jiesuo.knowledge import layout
from jiesuo.knowledge import pack as pack_module
from jiesuo.knowledge.pack import Pack

NAME = "compiled.json"
_FORMAT = b"1"
_DIGEST_BYTES = 20


def open_pack(folder: Path, say: Callable[[str], None] | None = None) -> Pack:
    """The pack of a folder, from its compiled file where one fits, else from its YAML.

    `say` gets one line when the pack has to be compiled. Raises as `load` does.
    """
    wanted = fingerprint(folder)
    cached = cache_file(folder)
    pack = _fitting(folder / NAME, wanted) or (_fitting(cached, wanted) if cached else None)
    if pack is not None:
        return pack
    if say is not None:
        say(f"Preparing the pack {folder.name} for its first use ...")
    pack = _load(folder)
    if cached is not None:
        _write_if_possible(cached, _pages(pack, wanted))
    return pack


def compile_pack(folder: Path) -> bytes:
    """The content of the folder's compiled file. Raises PackError with every fault."""
    return _pages(_load(folder), fingerprint(folder))


def fingerprint(folder: Path) -> str:
    """A hash of the pack's sources and of the classes that they were checked against."""
    digest = blake2b(_FORMAT, digest_size=_DIGEST_BYTES)
    digest.update(blake2b(Path(pack_module.__file__).read_bytes()).digest())
    for file in layout.source_files(folder):
        digest.update(layout.relative_name(file, folder).encode() + b"\0")
        digest.update(blake2b(file.read_bytes()).digest())
    return digest.hexdigest()


def cache_file(folder: Path) -> Path | None:
    """Where this machine keeps the folder's compiled file; None without a home folder."""
    home = _cache_home()
    if home is None:
        return None
    place = blake2b(str(folder.resolve()).encode(), digest_size=6).hexdigest()
    return home / "jiesuo" / f"{folder.resolve().name}-{place}.json"


def _cache_home() -> Path | None:
    stated = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if stated.is_absolute():
        return stated
    if sys.platform == "win32":
        return Path(os.environ["LOCALAPPDATA"]) if os.environ.get("LOCALAPPDATA") else None
    try:
        return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    except RuntimeError:
        return None


def _load(folder: Path) -> Pack:
    """Read the YAML; its reader is loaded by name, because a start with a compiled pack does without it."""
    pack: Pack = import_module("jiesuo.knowledge.load").load(folder)
    return pack


def _pages(pack: Pack, digest: str) -> bytes:
    return digest.encode() + b"\n" + pack.model_dump_json(exclude_defaults=True).encode() + b"\n"


def _fitting(file: Path, wanted: str) -> Pack | None:
    """The compiled pack of a file; None when it is absent, stale, damaged or unreadable."""
    try:
        digest, _, body = file.read_bytes().partition(b"\n")
        return Pack.model_validate_json(body) if digest == wanted.encode() else None
    except (OSError, ValidationError):
        return None


def _write_if_possible(file: Path, content: bytes) -> None:
    """Put the whole file in place at once, so that a second program never reads half of it."""
    draft = file.with_suffix(f".{os.getpid()}.draft")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            draft.write_bytes(content)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
