"""A pack's folder → a frozen Pack, or all complaints at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from jiesuo.errors import Complaint, InputError, PackError
from jiesuo.knowledge.checked import checked
from jiesuo.knowledge.clues import clues_of
from jiesuo.knowledge.explain import faults
from jiesuo.knowledge.gather import Gathered, Origins, file_of, gather
from jiesuo.knowledge.layout import REQUIRED
from jiesuo.knowledge.nodes import Place
from jiesuo.knowledge.pack import Pack


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a folder gave: the pack, unless there are errors; the origins for further complaints."""

    pack: Pack | None
    origins: Origins
    complaints: tuple[Complaint, ...]


def load(folder: Path) -> Pack:
    """The pack of a folder; warnings are passed over.

    Raises PackError with every fault, and InputError when the folder is no pack at all.
    """
    reading = read(folder)
    if reading.pack is None:
        raise PackError([c for c in reading.complaints if c.level == "error"])
    return reading.pack


def read(folder: Path) -> Reading:
    """Read a folder without raising for faults of the pack."""
    if not (folder / REQUIRED[0]).is_file():
        raise InputError(f"{folder} holds no pack.", f"A pack is a folder with a {REQUIRED[0]}.")
    gathered = gather(folder)
    pack, complaints = _checked(gathered)
    complaints = sorted({*gathered.complaints, *complaints}, key=lambda c: (c.file, c.line, c.path))
    if any(complaint.level == "error" for complaint in complaints):
        pack = None
    return Reading(pack, gathered.origins, tuple(complaints))


def _checked(gathered: Gathered) -> tuple[Pack | None, list[Complaint]]:
    try:
        pack = checked(Pack, gathered.raw)
    except ValidationError as error:
        found = [fault for fault in faults(error, gathered.raw) if not _already_said(fault[0], gathered)]
        return None, [gathered.origins.complaint(*fault) for fault in found]
    return replace(pack, clues=clues_of(pack.refusals)), []


def _already_said(place: Place, gathered: Gathered) -> bool:
    """The file that ought to hold the place is absent or unreadable, which has its own complaint."""
    found = gathered.origins.find(place)
    document = found[0] if found else gathered.origins.documents.get(file_of(place))
    return document is None or (document.data is None and bool(document.complaints))
