"""The numbers of a world: one YAML file, each number with a source or `assumed`.

A file has the groups `chances`, `minutes`, `hours`, `money`, `counts`, `weights`, `rates`, `screens` and
`words`. Every number is wanted and none else is taken: all complaints come at once, each with its line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from random import Random
from typing import Any

import yaml

from jiesuo.errors import Complaint, InputError
from jiesuo.world.named import Chances, Counts, Hours, Minutes, Rates, Spread, Yuan

WORLDS = Path(__file__).parent / "worlds"
GUIDE = WORLDS / "guide.yaml"
LEAST, MOST = 1e-4, 1 - 1e-4
"""Chances that a disturbed world may have."""


@dataclass(frozen=True)
class Numbers:
    """Everything that a world is made with."""

    id: str
    chances: Chances
    minutes: Minutes
    hours: Hours
    money: Yuan
    counts: Counts
    faults: Mapping[str, float]
    """Relative weight of each fault."""
    people: Mapping[str, Mapping[str, float]]
    """Relative weights of what people are like."""
    rates: Mapping[str, Rates]
    screens: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Reason -> language -> texts that the screen may show for it."""
    tellings: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    remarks: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


def load(path: Path = GUIDE) -> Numbers:
    """Read a world's numbers; raises InputError with every complaint, each with file and line."""
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise InputError(
            f"{path} cannot be read as a world: {fault}.", "Name a YAML file in UTF-8."
        ) from fault
    reading = _Reading(path.name)
    numbers = reading.numbers(node)
    if numbers is None or reading.complaints:
        listing = "\n".join(str(complaint) for complaint in reading.complaints)
        raise InputError(
            f"The world has {len(reading.complaints)} fault(s):\n{listing}", f"Compare it with {GUIDE}."
        )
    return numbers


@dataclass
class _Reading:
    """One pass over the nodes of a file."""

    file: str
    complaints: list[Complaint] = field(default_factory=list)

    def numbers(self, top: yaml.Node | None) -> Numbers | None:
        if not isinstance(top, yaml.MappingNode):
            self._complain(top, "", "the file is not a mapping of groups")
            return None
        groups = self._entries(top, "")
        wanted = {part.name for part in fields(Numbers)}
        self._names(top, "", wanted, set(groups))
        if wanted - set(groups):
            return None
        return Numbers(
            id=str(groups["id"].value),
            chances=Chances(**self._group(groups["chances"], "chances", Chances, _chance)),
            minutes=Minutes(**self._group(groups["minutes"], "minutes", Minutes, _amount)),
            hours=Hours(**self._group(groups["hours"], "hours", Hours, _spread)),
            money=Yuan(**self._group(groups["money"], "money", Yuan, _amount)),
            counts=Counts(**self._group(groups["counts"], "counts", Counts, _amount)),
            faults=self._weights(groups["faults"], "faults"),
            people={
                name: self._weights(node, f"people.{name}")
                for name, node in self._entries(groups["people"], "people").items()
            },
            rates=self._rates(groups["rates"]),
            screens=self._texts(groups["screens"], "screens"),
            tellings=self._texts(groups["tellings"], "tellings"),
            remarks=self._texts(groups["remarks"], "remarks"),
        )

    def _group(
        self, node: yaml.Node, path: str, record: type, read: Callable[[Mapping[str, Any]], Any]
    ) -> dict[str, Any]:
        """The numbers of one group, as arguments of its record; NaN for those that cannot be read."""
        entries = self._entries(node, path)
        wanted = {part.name for part in fields(record)}
        self._names(node, path, wanted, set(entries))
        found: dict[str, Any] = dict.fromkeys(wanted, math.nan)
        for name in wanted & set(entries):
            found[name] = self._number(entries[name], f"{path}.{name}", read)
        return found

    def _number(self, node: yaml.Node, path: str, read: Callable[[Mapping[str, Any]], Any]) -> Any:
        given = {key: value.value for key, value in self._entries(node, path).items()}
        if not given.pop("source", ""):
            self._complain(node, path, "has no source", "the id of a fact, or assumed")
        try:
            return read({key: float(value) for key, value in given.items()})
        except (TypeError, ValueError, KeyError) as fault:
            self._complain(node, path, f"is no such number ({fault})", READABLE[read])
            return math.nan

    def _weights(self, node: yaml.Node, path: str) -> dict[str, float]:
        entries = self._entries(node, path)
        if not entries.pop("source", None):
            self._complain(node, path, "has no source", "the id of a fact, or assumed")
        return {name: self._weight(value, f"{path}.{name}") for name, value in entries.items()}

    def _weight(self, node: yaml.Node, path: str) -> float:
        try:
            weight = float(node.value)
        except (TypeError, ValueError):
            weight = -1.0
        if not 0 <= weight < math.inf:
            self._complain(node, path, "is no weight", "a number from 0")
        return weight

    def _rates(self, node: yaml.Node) -> dict[str, Rates]:
        entries = self._entries(node, "rates")
        return {
            name: Rates(**self._group(value, f"rates.{name}", Rates, _amount))
            for name, value in entries.items()
        }

    def _texts(self, node: yaml.Node, path: str) -> dict[str, dict[str, tuple[str, ...]]]:
        return {
            name: {
                language: self._lines(texts, f"{path}.{name}.{language}")
                for language, texts in self._entries(one, f"{path}.{name}").items()
            }
            for name, one in self._entries(node, path).items()
        }

    def _lines(self, node: yaml.Node, path: str) -> tuple[str, ...]:
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self._complain(node, path, "is no list of texts")
            return ()
        return tuple(str(item.value) for item in node.value)

    def _entries(self, node: yaml.Node, path: str) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self._complain(node, path, "is not a mapping")
            return {}
        return {str(key.value): value for key, value in node.value}

    def _names(self, node: yaml.Node, path: str, wanted: set[str], given: set[str]) -> None:
        for name in sorted(wanted - given):
            self._complain(node, f"{path}.{name}".strip("."), "is missing")
        for name in sorted(given - wanted):
            self._complain(node, f"{path}.{name}".strip("."), "is not known", ", ".join(sorted(wanted)))

    def _complain(self, node: yaml.Node | None, path: str, what: str, allowed: str = "") -> None:
        line = node.start_mark.line + 1 if node is not None else 1
        self.complaints.append(Complaint(self.file, line, path, what, allowed))


def _chance(given: Mapping[str, float]) -> float:
    (name,) = given
    if name != "p" or not 0 <= given["p"] <= 1:
        raise ValueError(f"{dict(given)}")
    return given["p"]


def _amount(given: Mapping[str, float]) -> float:
    (name,) = given
    if name != "is" or not 0 <= given["is"] < math.inf:
        raise ValueError(f"{dict(given)}")
    return given["is"]


def _spread(given: Mapping[str, float]) -> Spread:
    spread = Spread(**given)
    if not 0 <= spread.least <= spread.usual <= spread.most < math.inf:
        raise ValueError(f"{dict(given)}")
    return spread


READABLE: Mapping[Callable[[Mapping[str, float]], Any], str] = {
    _chance: "{p: from 0 to 1, source: ...}",
    _amount: "{is: a number from 0, source: ...}",
    _spread: "{least: , usual: , most: hours that do not fall, source: ...}",
}


def disturbed(numbers: Numbers, seed: int, unheard: float = 0.0) -> Numbers:
    """Another world of the same kind: every rate and time off by a factor of up to e.

    Times are multiplied, chances moved in their odds, weights of faults multiplied; each by its own
    exp(u), u uniform from -1 to 1. `unheard`: share of people whose trouble no guide knows.
    """
    draw = Random(f"disturbed/{seed}")

    def factor() -> float:
        return math.exp(draw.uniform(-1, 1))

    return replace(
        numbers,
        id=f"{numbers.id}~{seed}",
        chances=replace(
            numbers.chances,
            **{
                **{name: _odds_times(p, factor()) for name, p in _values(numbers.chances)},
                "unknown_fault": unheard,
            },
        ),
        minutes=replace(numbers.minutes, **{n: m * factor() for n, m in _values(numbers.minutes)}),
        hours=replace(numbers.hours, **{n: h.times(factor()) for n, h in _values(numbers.hours)}),
        faults={name: weight * factor() for name, weight in numbers.faults.items()},
    )


def _values(record: Any) -> Iterator[tuple[str, Any]]:
    return ((part.name, getattr(record, part.name)) for part in fields(record))


def _odds_times(p: float, factor: float) -> float:
    if p in (0.0, 1.0):
        return p
    odds = p / (1 - p) * factor
    return min(max(odds / (1 + odds), LEAST), MOST)
