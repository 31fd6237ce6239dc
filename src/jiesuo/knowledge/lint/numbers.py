"""Numbers: ranges, orders and sums that the classes alone do not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from math import isfinite

from jiesuo.knowledge.lint.fault import Fault, Rule
from jiesuo.knowledge.lint.references import doings
from jiesuo.knowledge.nodes import Place
from jiesuo.knowledge.pack import PROBABILITY_WORDS, Pack, Spread
from jiesuo.knowledge.record import Record

_ROUNDING = 1e-6
_RATES = ("minute", "hour", "money", "support")
_JUDGED = ("judgement",)
_SCALE = frozenset(PROBABILITY_WORDS.values())


def finite(pack: Pack) -> Iterator[Fault]:
    """No number is infinite or not a number."""
    return (
        Fault(place, f"{number} is no number") for place, number in _numbers((), pack) if not isfinite(number)
    )


def _numbers(place: Place, value: object) -> Iterator[tuple[Place, float]]:
    if isinstance(value, float):
        yield place, value
    elif isinstance(value, Record):
        for part in fields(value):
            if part.name != "words":
                yield from _numbers((*place, part.name), getattr(value, part.name))
    elif isinstance(value, dict):
        for key, held in value.items():
            yield from _numbers((*place, key), held)
    elif isinstance(value, list):
        for i, held in enumerate(value):
            yield from _numbers((*place, i), held)


def not_negative(pack: Pack) -> Iterator[Fault]:
    """Time and money cost something or nothing; an action of the person always takes effort."""
    for place, name, number in _costs(pack):
        if number < 0:
            yield Fault((*place, name), f"{number} is less than nothing", "0 or more")
        elif number == 0 and name == "effort" and not _is_wait(pack, place):
            yield Fault(
                (*place, name), "no effort at all would make it free to repeat", "minutes, more than 0"
            )


def _costs(pack: Pack) -> Iterator[tuple[Place, str, float]]:
    for name, finding in pack.findings.items():
        if finding.ask is not None:
            yield ("findings", name, "ask"), "effort", finding.ask.effort
    for name, situation in pack.situations.items():
        yield ("situations", name), "unrepaired", situation.unrepaired
        yield ("situations", name), "later", situation.later
    for place, doing in doings(pack):
        yield place, "effort", doing.effort
        yield place, "risk", doing.risk
        yield from (
            ((*place, "money"), part, getattr(doing.money, part)) for part in ("fixed", "percent", "above")
        )


def spreads_ordered(pack: Pack) -> Iterator[Fault]:
    """least ≤ usual ≤ most, and none below zero."""
    for place, wait in _waits(pack):
        if not timedelta(0) <= wait.least <= wait.usual <= wait.most:
            yield Fault((*place, "wait"), "the three times are not in order", "least ≤ usual ≤ most")


def _is_wait(pack: Pack, place: Place) -> bool:
    return place[0] == "steps" and pack.steps[str(place[1])].kind == "wait"


def _waits(pack: Pack) -> Iterator[tuple[Place, Spread]]:
    return ((place, doing.wait) for place, doing in doings(pack) if doing.wait is not None)


def shares_fit(pack: Pack) -> Iterator[Fault]:
    """The shares of one finding's values are of one whole."""
    for place, shares in _distributions(pack):
        if sum(shares.values()) > 1 + _ROUNDING:
            yield Fault(place, f"the shares add up to {sum(shares.values()):.3g}", "1 at most")


def _distributions(pack: Pack) -> Iterator[tuple[Place, dict[str, float]]]:
    for name, finding in pack.findings.items():
        if isinstance(finding.leak, dict):
            yield ("findings", name, "leak"), finding.leak
    for name, cause in pack.causes.items():
        for shown, shares in cause.shows.items():
            if isinstance(shares, dict):
                yield ("causes", name, "shows", shown), shares


def weights_positive(pack: Pack) -> Iterator[Fault]:
    """Factors, base shares and weights are above zero: a zero would forbid what merely has not been seen."""
    for place, weight in _weights(pack):
        if weight <= 0:
            yield Fault(place, f"{weight} is not above 0", "a number above 0")


def _weights(pack: Pack) -> Iterator[tuple[Place, float]]:
    for name, cause in pack.causes.items():
        for finding, factors in cause.when.items():
            yield from ((("causes", name, "when", finding, v), factor) for v, factor in factors.items())
    for name, finding_ in pack.findings.items():
        yield from ((("findings", name, "base", v), share) for v, share in finding_.base.items())
    for name, message in pack.messages.items():
        yield from ((("messages", name, "means", c), share) for c, share in message.means.items())
    for name, situation in pack.situations.items():
        yield from ((("situations", name, rate), getattr(situation, rate)) for rate in _RATES)
    for name, route in pack.routes.items():
        yield from ((("routes", name, "limits", i, "max"), limit.max) for i, limit in enumerate(route.limits))


def bans_last(pack: Pack) -> Iterator[Fault]:
    """A hold lasts for some time, a budget allows at least one try in some time."""
    for name, hold in pack.holds.items():
        if hold.lasts is not None and hold.lasts <= timedelta(0):
            yield Fault(("holds", name, "lasts"), "lasts no time", "a duration such as PT1H")
        if hold.lasts is None and not hold.until:
            yield Fault(("holds", name), "never ends", "lasts, or until")
    for name, budget in pack.tries.items():
        if budget.max < 1 or budget.per <= timedelta(0):
            yield Fault(("tries", name), "allows no try", "max of 1 or more, per such as P1D")


def answers_reliable(pack: Pack) -> Iterator[Fault]:
    """An answer that is wrong as often as right is no evidence, so the question is not worth asking."""
    for name, finding in pack.findings.items():
        if finding.ask is not None and not 0.5 < finding.ask.reliability <= 0.995:
            what = f"reliability {finding.ask.reliability}"
            yield Fault(("findings", name, "ask", "reliability"), what, "above 0.5, and no more than 0.995")


def ranks_differ(pack: Pack) -> Iterator[Fault]:
    """No two questions have the same early rank."""
    first: dict[int, str] = {}
    for name, finding in pack.findings.items():
        rank = finding.ask.early if finding.ask else None
        if rank is not None and first.setdefault(rank, name) != name:
            yield Fault(
                ("findings", name, "ask", "early"), f"rank {rank} is that of {first[rank]}", "another rank"
            )


def certainties(pack: Pack) -> Iterator[Fault]:
    """Nothing that a cause does is certain: write the word of the scale, or a number between."""
    for place, chance in _chances(pack):
        if chance in (0, 1):
            yield Fault(place, f"{chance:g} is certainty", "almost_always or never", "warning")


def judged_on_the_scale(pack: Pack) -> Iterator[Fault]:
    """A chance off the scale of words is a figure, and a figure has a source that is more than judgement."""
    for name, cause in pack.causes.items():
        kinds = {pack.sources[s].kind for s in cause.sources if s in pack.sources}
        if kinds <= set(_JUDGED):
            for finding, chance in cause.shows.items():
                if isinstance(chance, float) and chance not in _SCALE:
                    what = f"{chance:g} is off the scale and only judged"
                    words = ", ".join(PROBABILITY_WORDS)
                    yield Fault(("causes", name, "shows", finding), what, words, "warning")


def _chances(pack: Pack) -> Iterator[tuple[Place, float]]:
    for name, cause in pack.causes.items():
        yield from ((("causes", name, "blocks", route), p) for route, p in cause.blocks.items())
        yield from ((("causes", name, "shows", f), p) for f, p in cause.shows.items() if isinstance(p, float))
    for name, step in pack.steps.items():
        yield from ((("steps", name, "fixes", c), fix.p) for c, fix in step.fixes.items())
    for name, finding in pack.findings.items():
        if isinstance(finding.leak, float):
            yield ("findings", name, "leak"), finding.leak


def counts_add_up(pack: Pack) -> Iterator[Fault]:
    """What worked adds up to the confirmed cases of the survey, and no part is above its whole."""
    for name, worked in pack.worked.items():
        if worked.cases < max(worked.foreigners, worked.timed):
            yield Fault(("worked", name, "cases"), "fewer cases than a part of them", "the whole")
    if pack.survey is None:
        return
    whole = pack.survey.confirmed
    for place, total in ((("worked",), _cases(pack)), (("survey", "ended"), sum(pack.survey.ended.values()))):
        if total != whole:
            yield Fault(place, f"adds up to {total}, but the survey has {whole} confirmed", str(whole))


def _cases(pack: Pack) -> int:
    return sum(worked.cases for worked in pack.worked.values())


RULES: tuple[Rule, ...] = (
    finite,
    not_negative,
    spreads_ordered,
    shares_fit,
    weights_positive,
    bans_last,
    answers_reliable,
    ranks_differ,
    certainties,
    judged_on_the_scale,
    counts_add_up,
)
