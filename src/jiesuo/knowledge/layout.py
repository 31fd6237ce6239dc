"""Which file of a pack's folder holds which part of the Pack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

WHOLE = {
    "pack.yaml": "header",
    "causes.yaml": "causes",
    "findings.yaml": "findings",
    "steps.yaml": "steps",
    "routes.yaml": "routes",
    "messages.yaml": "messages",
    "codes.yaml": "messages",
    "paths.yaml": "paths",
    "phrases.yaml": "phrases",
    "safety.yaml": "refusals",
    "contacts.yaml": "contacts",
    "situations.yaml": "situations",
    "sources.yaml": "sources",
    "records.yaml": "records",
    "cues.yaml": "cues",
    "quality.yaml": "quality",
}
"""File whose top level is one part of the pack. Two files of one part are merged by id."""

SHARED = {
    "holds.yaml": ("holds", "tries"),
    "rules.yaml": ("rules", "myths"),
    "outcomes.yaml": ("survey", "worked"),
}
"""File whose top level has one key for each of several parts."""

REQUIRED = (
    "pack.yaml",
    "causes.yaml",
    "findings.yaml",
    "steps.yaml",
    "routes.yaml",
    "holds.yaml",
    "situations.yaml",
)

WORDS = "words"
"""Folder with `<language>.yaml`, or `<language>/<part>.yaml` for large ones, or both."""

MERGED_BY_KIND_AND_ID = 2
"""Parts of one language's words may share a kind, but not an id within it."""


def source_files(folder: Path) -> list[Path]:
    """All YAML files of the folder that go into the Pack (or should), in a fixed order."""
    return sorted([*_yaml_files(folder), *_words_files(folder / WORDS)])


def _yaml_files(folder: Path) -> Iterator[Path]:
    return (file for file in _inside(folder) if file.suffix in {".yaml", ".yml"} and file.is_file())


def _words_files(folder: Path) -> Iterator[Path]:
    yield from _yaml_files(folder)
    for language in _inside(folder):
        yield from _yaml_files(language)


def _inside(folder: Path) -> Iterator[Path]:
    return folder.iterdir() if folder.is_dir() else iter(())


def relative_name(file: Path, folder: Path) -> str:
    """The file's name inside the pack with forward slashes: `causes.yaml`, `words/en/steps.yaml`."""
    return file.relative_to(folder).as_posix()


def language_of(name: str) -> str | None:
    """The language of a words file, or None for any other file."""
    first, _, rest = name.partition("/")
    return rest.partition("/")[0].removesuffix(".yaml") if first == WORDS and rest else None
