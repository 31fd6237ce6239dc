"""Whether what a step or route needs is there: yes, no, or not known yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from jiesuo.knowledge.pack import Conditions, Needs

Met = Literal["yes", "no", "unknown"]
DONE = "step:"
OR = "|"
"""Between values of one need, any of which will do."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known about the person: answers (finding -> value), and the steps that worked."""

    answers: Mapping[str, str]
    done: frozenset[str] = frozenset()

    def has(self, item: str) -> Met:
        """Whether `finding=value`, `finding=value|value` or `step:<id>` holds."""
        if item.startswith(DONE):
            return "yes" if item.removeprefix(DONE) in self.done else "no"
        finding, _, value = item.partition("=")
        if finding not in self.answers:
            return "unknown"
        return "yes" if self.answers[finding] in value.split(OR) else "no"


@dataclass(frozen=True, slots=True)
class Judged:
    """Needs judged: items that are surely not as they must be, and items that are still to be asked."""

    missing: tuple[str, ...]
    unknown: tuple[str, ...]


def judge(needs: Needs, standing: Standing) -> Judged:
    """Judge needs against what is known. Items of `none` count the other way round."""
    met = {item: standing.has(item) for item in (*needs.all, *needs.none, *needs.any)}
    missing = [item for item in needs.all if met[item] == "no"]
    missing += [item for item in needs.none if met[item] == "yes"]
    unknown = [item for item in (*needs.all, *needs.none) if met[item] == "unknown"]
    if needs.any and all(met[item] != "yes" for item in needs.any):
        alternatives = [item for item in needs.any if met[item] == "unknown"]
        unknown += _joined(alternatives)
        missing += [] if alternatives else list(needs.any)
    return Judged(tuple(missing), tuple(unknown))


def _joined(alternatives: list[str]) -> list[str]:
    """Alternatives of the first finding among them, as one item; any of its values will do."""
    if not alternatives:
        return []
    finding = alternatives[0].partition("=")[0]
    values = [item.partition("=")[2] for item in alternatives if item.partition("=")[0] == finding]
    return [f"{finding}={OR.join(values)}"]


def fulfilled(conditions: Conditions, answers: Mapping[str, str]) -> bool:
    """Whether any of the conditions holds; False when there are none."""
    return any(answers.get(finding) in values for finding, values in conditions.items())


def met_conditions(conditions: Conditions, answers: Mapping[str, str]) -> Iterable[str]:
    """Findings whose condition holds, in the order of the pack."""
    return (finding for finding, values in conditions.items() if answers.get(finding) in values)
