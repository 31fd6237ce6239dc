"""A pack in one file, so that a start does not read and check thousands of lines of YAML.

A wheel carries `compiled.pack` beside the pack; a checkout makes it on first use in the user's cache folder.
Either is used only while its fingerprint is that of the sources, so a stale one does no harm.

The file has the fingerprint, a checksum, and the pack as a pickle of which only records of packs, dates and
lengths of time are opened. JSON would have to be checked again, which takes four times as long.
"""

from __future__ import annotations

import copyreg
import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from hashlib import blake2b
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from jiesuo.knowledge import layout
from jiesuo.knowledge import pack as pack_module
from jiesuo.knowledge.pack import Pack
from jiesuo.knowledge.record import Record

NAME = "compiled.pack"
_FORMAT = b"3"
_PLAIN: dict[tuple[str, str], Any] = {
    ("datetime", "date"): date,
    ("datetime", "timedelta"): timedelta,
    ("copyreg", "__newobj__"): copyreg.__newobj__,  # type: ignore[attr-defined]
    ("builtins", "set"): set,
}
"""What a compiled pack may hold beside its records."""
_MADE_BY = ("record.py", "pack.py", "clues.py")
"""Modules whose change may change what a compiled pack holds."""
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
    """A hash of the pack's sources and of the code that made records of them."""
    digest = blake2b(_FORMAT, digest_size=_DIGEST_BYTES)
    for module in _MADE_BY:
        digest.update(blake2b(Path(pack_module.__file__).with_name(module).read_bytes()).digest())
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
    return home / "jiesuo" / f"{folder.resolve().name}-{place}.pack"


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
    body = pickle.dumps(pack, protocol=5)
    return b"\n".join((digest.encode(), _checksum(body), body))


def _checksum(body: bytes) -> bytes:
    return blake2b(body, digest_size=_DIGEST_BYTES).hexdigest().encode()


def _fitting(file: Path, wanted: str) -> Pack | None:
    """The compiled pack of a file; None when it is absent, stale, damaged or unreadable."""
    try:
        digest, checksum, body = file.read_bytes().split(b"\n", 2)
        if digest != wanted.encode() or checksum != _checksum(body):
            return None
        pack = _OnlyPacks(BytesIO(body)).load()
    except (OSError, ValueError, pickle.UnpicklingError):
        return None
    return pack if isinstance(pack, Pack) else None


class _OnlyPacks(pickle.Unpickler):
    """Opens records of packs, dates and lengths of time, and nothing else: a forged file can run no code."""

    def find_class(self, module: str, name: str) -> Any:
        known = getattr(pack_module, name, None)
        if module == pack_module.__name__ and isinstance(known, type) and issubclass(known, Record):
            return known
        if (module, name) in _PLAIN:
            return _PLAIN[module, name]
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a pack")


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
