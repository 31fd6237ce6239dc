"""What must not be done now: holds that observations start, and budgets of tries that are used up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from jiesuo.core.case import Case
from jiesuo.core.facts import Facts, facts_of
from jiesuo.core.needs import met_conditions
from jiesuo.core.tries import attempts, used_up
from jiesuo.knowledge.pack import Hold, Pack


@dataclass(frozen=True, slots=True)
class Running:
    """A hold in force. `until` None: until its finding changes."""

    id: str
    forbids: frozenset[str]
    allows: frozenset[str]
    until: datetime | None

    def forbids_doing(self, name: str, tags: list[str]) -> bool:
        return name not in self.allows and not self.forbids.isdisjoint(tags)


def running(pack: Pack, case: Case, now: datetime) -> tuple[Running, ...]:
    """Holds and used-up budgets in force, in the order of the pack."""
    facts = facts_of(pack, case)
    holds = (_hold(pack, name, hold, case, facts, now) for name, hold in pack.holds.items())
    spent = (
        Running(name, frozenset({pack.tries[name].tag}), frozenset(), until)
        for name, until in used_up(pack, case, now)
    )
    return (*(hold for hold in holds if hold is not None), *spent)


def _hold(pack: Pack, name: str, hold: Hold, case: Case, facts: Facts, now: datetime) -> Running | None:
    begun = max((facts.since[f] for f in met_conditions(hold.starts_on, facts.values)), default=None)
    if begun is None or _over(hold, facts, begun):
        return None
    until = None
    if hold.lasts is not None:
        until = _since(pack, hold, case, case.events[begun].at) + hold.lasts
        if now >= until:
            return None
    return Running(name, frozenset(hold.forbids), frozenset(hold.allows), until)


def _over(hold: Hold, facts: Facts, begun: int) -> bool:
    """Whether what ends the hold was learned with or after what started it."""
    return any(facts.since[finding] >= begun for finding in met_conditions(hold.until, facts.values))


def _since(pack: Pack, hold: Hold, case: Case, begun: datetime) -> datetime:
    """The last attempt of what the hold forbids, or the telling if there was none after it."""
    if hold.since == "telling":
        return begun
    made = [at for at, tags in attempts(pack, case) if not set(hold.forbids).isdisjoint(tags)]
    return max([begun, *made])


def waits_left(begun: datetime, length: timedelta, now: datetime) -> timedelta:
    """Time until something begun earlier is over; never negative."""
    return max(begun + length - now, timedelta(0))
