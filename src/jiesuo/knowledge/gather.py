"""All files of a pack's folder → one raw mapping, and where each part of it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from jiesuo.errors import Complaint
from jiesuo.knowledge import layout
from jiesuo.knowledge.nodes import Document, Place, parse


@dataclass(slots=True)
class Origins:
    """For each place in the raw pack: the file, and the place in that file."""

    documents: dict[str, Document] = field(default_factory=dict)
    roots: dict[Place, tuple[Document, Place]] = field(default_factory=dict)
    """Place in the pack -> its document and the place there; what lies deeper follows from it."""

    def find(self, place: Place) -> tuple[Document, Place] | None:
        """Document and place of what is at (or nearest around) a place of the pack."""
        for cut in range(len(place), 0, -1):
            if place[:cut] in self.roots:
                document, root = self.roots[place[:cut]]
                return document, root + place[cut:]
        return None

    def complaint(
        self, place: Place, what: str, allowed: str = "", level: Literal["error", "warning"] = "error"
    ) -> Complaint:
        """A complaint about a place of the pack, with file, line and the path inside the file."""
        document, inside = self.find(place) or (Document(file_of(place)), place)
        path = ".".join(str(key) for key in inside)
        return Complaint(document.file, document.line(inside), path, what, allowed, level)


def file_of(place: Place) -> str:
    """The file that ought to hold a place of the pack."""
    part = str(place[0]) if place else ""
    whole = [file for file, held in layout.WHOLE.items() if held == part]
    shared = [file for file, parts in layout.SHARED.items() if part in parts]
    words = [f"{layout.WORDS}/{'.'.join(map(str, place[1:2]))}.yaml"] if part == layout.WORDS else []
    return (whole + shared + words + ["pack.yaml"])[0]


@dataclass(slots=True)
class Gathered:
    raw: dict[str, Any] = field(default_factory=dict)
    origins: Origins = field(default_factory=Origins)
    complaints: list[Complaint] = field(default_factory=list)

    def add(self, document: Document) -> None:
        """Take one file's content into the raw pack."""
        self.origins.documents[document.file] = document
        self.complaints += document.complaints
        language = layout.language_of(document.file)
        if language is not None:
            whole = Document(f"{layout.WORDS}/{language}.yaml")
            self.origins.roots.setdefault((layout.WORDS, language), (whole, ()))
            self._merge(document, (), (layout.WORDS, language), layout.MERGED_BY_KIND_AND_ID)
        elif document.file in layout.WHOLE:
            self._merge(document, (), (layout.WHOLE[document.file],), int(document.file != "pack.yaml"))
        elif document.file in layout.SHARED:
            self._add_shared(document, layout.SHARED[document.file])
        else:
            self._complain(document, (), "no part of a pack has this file name", _file_names())

    def _add_shared(self, document: Document, parts: tuple[str, ...]) -> None:
        if not self._is_mapping(document, (), document.data):
            return
        for key in document.data or {}:
            if key in parts:
                self._merge(document, (key,), (key,), 1)
            else:
                self._complain(document, (key,), "unknown key", ", ".join(parts))

    def _merge(self, document: Document, inside: Place, target: Place, depth: int) -> None:
        """Take the value at `inside` as (part of) `target`, entry by entry for `depth` levels."""
        value = _at(document.data, inside)
        if depth == 0:
            self._put(document, inside, target, value)
            return
        if not self._is_mapping(document, inside, value):
            return
        self._holder(target)
        self.origins.roots.setdefault(target, (document, inside))
        for key in value or {}:
            self._merge(document, (*inside, key), (*target, key), depth - 1)

    def _put(self, document: Document, inside: Place, target: Place, value: Any) -> None:
        holder = self._holder(target[:-1])
        if target[-1] in holder:
            first, place = self.origins.roots[target]
            self._complain(document, inside, f"written twice, first in {first.file}:{first.line(place)}")
            return
        holder[str(target[-1])] = value
        self.origins.roots[target] = (document, inside)

    def _holder(self, place: Place) -> dict[str, Any]:
        holder = self.raw
        for key in place:
            holder = holder.setdefault(str(key), {})
        return holder

    def _is_mapping(self, document: Document, inside: Place, value: Any) -> bool:
        if value is not None and not isinstance(value, dict):
            self._complain(document, inside, "not a mapping", "key: value lines")
            return False
        return True

    def _complain(self, document: Document, inside: Place, what: str, allowed: str = "") -> None:
        path = ".".join(str(key) for key in inside)
        self.complaints.append(Complaint(document.file, document.line(inside), path, what, allowed))


def _at(data: Any, place: Place) -> Any:
    for key in place:
        data = data[key]
    return data


def _file_names() -> str:
    return ", ".join([*layout.WHOLE, *layout.SHARED, f"{layout.WORDS}/<language>.yaml"])


def gather(folder: Path) -> Gathered:
    """Read every YAML file of the pack's folder that belongs into the Pack."""
    gathered = Gathered()
    for document in _documents(folder):
        gathered.add(document)
    gathered.complaints += [
        Complaint(name, 1, "", "the pack has no such file, and needs one")
        for name in layout.REQUIRED
        if name not in gathered.origins.documents
    ]
    return gathered


def _documents(folder: Path) -> Iterator[Document]:
    for file in layout.source_files(folder):
        name = layout.relative_name(file, folder)
        try:
            yield parse(file.read_text(encoding="utf-8-sig"), name)
        except UnicodeDecodeError as error:
            yield Document(name, complaints=[Complaint(name, 1, "", f"not UTF-8 at byte {error.start}")])
