"""What was read from a paper, as lines: a passport's zone, the check of a picture, a screenshot."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from jiesuo.interfaces.cli.terminal import printable
from jiesuo.interfaces.phrasing import HOURS_A_DAY, length, say, words
from jiesuo.knowledge.pack import Pack
from jiesuo.readers.mrz import Passport, Problem
from jiesuo.readers.photo import Check
from jiesuo.readers.screenshot import Screenshot
from jiesuo.services.papers import SHOWN_FIELDS
from jiesuo.services.wording import wording

Lines = Iterator[str]


def passport(found: Passport, language: str) -> Lines:
    """Whether the zone can be trusted, what it holds, and what to look at again."""
    yield say(language, "passport_valid" if found.valid else "passport_invalid")
    for name in SHOWN_FIELDS if found.valid else ():
        if found.fields.get(name):
            yield f"  {field(name, language)}: {found.fields[name]}"
    if found.valid and found.expires_in_days is not None and found.expires_in_days >= 0:
        left = length(found.expires_in_days * HOURS_A_DAY, language)
        yield f"  {say(language, 'passport_days', length=left)}"
    for repair in found.repaired if found.valid else ():
        slots = {"field": field(repair.field, language), "read": repair.read, "meant": repair.meant}
        yield f"  • {say(language, 'zone_repaired', **slots)}"
    yield from (f"  • {_problem(problem, language)}" for problem in found.problems)


def _problem(problem: Problem, language: str) -> str:
    slots = {"field": field(problem.field, language), "line": problem.line, "length": problem.length}
    return say(language, f"zone_{problem.id}", **slots)


def field(name: str, language: str) -> str:
    """The name of a field of the zone, or of the one that a check digit covers."""
    plain = name.removesuffix("_check").removesuffix("_date").removesuffix("_2").removeprefix("document_")
    return words(language).get(f"field_{plain}", name)


def photo(found: Check, language: str) -> Lines:
    """Whether a picture will do, and what to do about it."""
    yield say(language, "photo_usable" if found.usable else "photo_not_usable")
    yield from (f"  • {say(language, f'photo_{problem}')}" for problem in found.problems)


def copy_offer(file: Path, language: str) -> str:
    """How to get a copy without place and other metadata."""
    command = f"jiesuo photo {shlex.quote(str(file))} --copy copy.jpg"
    return say(language, "photo_offer_copy", command=command)


def what_to_do(language: str) -> dict[str, str]:
    """What to do about each problem of a picture, by its id."""
    start = "photo_"
    return {key.removeprefix(start): text for key, text in words(language).items() if key.startswith(start)}


def screenshot(found: Screenshot, pack: Pack, language: str) -> Lines:
    """The lines that were read, and what the message among them means."""
    yield from (f"  {printable(line)}" for line in found.lines)
    for seen in found.observations:
        yield f"✓ “{printable(seen.quote)}”: {message(pack, seen.finding, language)}"
    if found.observations:
        return
    if found.is_unreadable:
        yield say(language, "screen_unreadable")
    else:
        yield say(language, "screen_wrong_unknown" if found.is_error_screen else "screen_no_error")


def message(pack: Pack, finding: str, language: str) -> str:
    """What a message or code of the pack means."""
    name = finding.partition(".")[2]
    return wording(pack, language).text("messages", name, "meaning") or finding
