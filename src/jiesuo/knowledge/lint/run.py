"""All rules over one pack's folder → every complaint, sorted by file and line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from jiesuo.errors import Complaint
from jiesuo.knowledge.gather import Origins
from jiesuo.knowledge.lint import numbers, reach, safety, sources, structure, words
from jiesuo.knowledge.lint.fault import Fault, Rule
from jiesuo.knowledge.load import read
from jiesuo.knowledge.pack import Pack

RULES: tuple[Rule, ...] = (
    *structure.RULES,
    *numbers.RULES,
    *sources.RULES,
    *words.RULES,
    *safety.RULES,
    *reach.RULES,
)


def lint(folder: Path, today: date) -> list[Complaint]:
    """Everything wrong with a pack: what keeps it from loading or, if nothing does, what the rules find."""
    reading = read(folder)
    found = list(reading.complaints)
    if reading.pack is not None:
        found += lint_pack(reading.pack, reading.origins, today)
    return sorted(found, key=lambda complaint: (complaint.file, complaint.line, complaint.path))


def lint_pack(pack: Pack, origins: Origins, today: date) -> list[Complaint]:
    """What the rules find; `today` decides what is due for review."""
    found = [_complaint(rule_name(rule), fault, origins) for rule in RULES for fault in rule(pack)]
    overdue = (_complaint("sources.overdue", fault, origins) for fault in sources.overdue(pack, today))
    return [*found, *overdue]


def errors(complaints: Iterable[Complaint]) -> list[Complaint]:
    """Those that keep a pack from being released."""
    return [complaint for complaint in complaints if complaint.level == "error"]


def rule_name(rule: Rule) -> str:
    """`structure.known`: the rule's module and function."""
    return f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}"


def _complaint(name: str, fault: Fault, origins: Origins) -> Complaint:
    return origins.complaint(fault.place, f"{fault.what} [{name}]", fault.allowed, fault.level)
