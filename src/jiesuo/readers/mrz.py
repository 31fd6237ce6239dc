"""Read the machine-readable zone of a passport, identity card or visa, typed or recognised from a picture.

It would rather refuse than be wrong: check digits, dates and the form of the name must hold, repairs must be
the only ones possible (`mrz_repair`). Names, states and the sex have no check digit, so the person confirms
them. Nothing is kept: the values go to the caller alone and stay out of every representation of the result.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from jiesuo.core.evidence import Observation
from jiesuo.readers.mrz_fields import (
    birth_of,
    expiry_of,
    is_state,
    meaning,
    name_is_clear,
    name_may_be_cut,
    six_months_after,
)
from jiesuo.readers.mrz_layout import WIDTHS, Layout, failed_checks, layout_of
from jiesuo.readers.mrz_lines import attempts, zones
from jiesuo.readers.mrz_repair import Misfit, Repair, differences, fitted, least_swapped

_RELIABILITY = 0.99
_UNPROVEN = ("name", "issuer", "nationality")
"""Fields without a check digit: a digit there is put right as a letter, and the person has to look at it."""
_READS = 20_000
"""Characters of a text that are looked at."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the way (or should be known), at which field; `length` is that of line number `line`."""

    id: str
    field: str = ""
    line: int = 0
    length: int = 0

    def to_json(self) -> dict[str, str | int]:
        return {key: value for key, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Passport:
    """What the zone says; `fields` are facts only if `valid`, otherwise what was read as it was read."""

    valid: bool
    type: str | None = None
    fields: dict[str, str] = field(default_factory=dict, repr=False)
    repaired: tuple[Repair, ...] = field(default=(), repr=False)
    expires_in_days: int | None = None
    problems: tuple[Problem, ...] = ()

    def to_json(self) -> dict[str, object]:
        return {
            "valid": self.valid,
            "type": self.type,
            "fields": dict(self.fields),
            "repaired": [asdict(repair) for repair in self.repaired],
            "expires_in_days": self.expires_in_days,
            "problems": [problem.to_json() for problem in self.problems],
        }


def read(text: str, today: date) -> Passport:
    """The zone in a text, typed or recognised; line breaks, spaces and small letters do not matter.

    Of several possible zones the one with the fewest repairs counts; two that differ are refused. Nothing is
    raised, whatever the text holds.
    """
    found = [_read_zone(zone, today) for zone in zones(text[:_READS])]
    valid = sorted((each for each in found if each.valid), key=lambda each: len(each.repaired))
    if valid:
        return valid[0] if _is_alone(valid) else Passport(False, problems=(Problem("ambiguous"),))
    return min(found, key=lambda each: len(each.problems)) if found else _nothing(text[:_READS])


def observations(passport: Passport) -> list[Observation]:
    """What a valid passport settles, without any value of it: whether it has expired."""
    if not passport.valid or passport.expires_in_days is None:
        return []
    if not passport.fields["document_code"].startswith("P"):
        return []
    expired = "yes" if passport.expires_in_days < 0 else "no"
    return [Observation("passport_expired", expired, "passport", reliability=_RELIABILITY)]


def _is_alone(valid: list[Passport]) -> bool:
    rivals = [each for each in valid if len(each.repaired) == len(valid[0].repaired)]
    return all(each.fields == valid[0].fields for each in rivals)


def _nothing(text: str) -> Passport:
    """Why no zone was found: lines of a wrong length, a line that is missing, or none at all."""
    lines = [
        Problem("wrong_length", line=place, length=len(line)) for place, line in enumerate(attempts(text), 1)
    ]
    wrong = [line for line in lines if line.length not in WIDTHS]
    if len(lines) == 1 and not wrong:
        return Passport(False, problems=(Problem("missing_line"),))
    return Passport(False, problems=tuple(wrong or lines) or (Problem("no_zone"),))


def _read_zone(zone: str, today: date) -> Passport:
    layout = layout_of(zone)
    assert layout is not None
    fit = fitted(layout, zone)
    if isinstance(fit, Misfit):
        return Passport(False, layout.name, problems=(Problem("impossible_character", fit.field),))
    if any(_impossible(layout, fit, today)):
        return _refused(layout, fit, today)
    readings = least_swapped(layout, fit, lambda zone: not failed_checks(layout, zone))
    if len(readings) != 1:
        return _refused(layout, fit, today, several=len(readings) > 1)
    return _accepted(layout, readings[0], differences(layout, zone, readings[0]), today)


def _impossible(layout: Layout, zone: str, today: date) -> Iterator[Problem]:
    """What no check digit tells but cannot be."""
    if birth_of(layout.text(zone, "birth"), today) is None:
        yield Problem("impossible_date", "birth")
    if expiry_of(layout.text(zone, "expiry"), today) is None:
        yield Problem("impossible_date", "expiry")
    if not layout.text(zone, "number").strip("<"):
        yield Problem("empty", "number")
    if not name_is_clear(layout.text(zone, "name")):
        yield Problem("name_unclear", "name")


def _refused(layout: Layout, zone: str, today: date, *, several: bool = False) -> Passport:
    failed = [Problem("check_failed", check.removesuffix("_check")) for check in failed_checks(layout, zone)]
    ambiguous = [Problem("ambiguous")] if several else []
    problems = (*ambiguous, *failed, *_impossible(layout, zone, today))
    return Passport(False, layout.name, meaning(layout, zone, today), problems=problems)


def _accepted(layout: Layout, zone: str, repaired: tuple[Repair, ...], today: date) -> Passport:
    expiry = expiry_of(layout.text(zone, "expiry"), today)
    assert expiry is not None
    passport = Passport(True, layout.name, meaning(layout, zone, today), repaired, (expiry - today).days)
    doubts = [Problem("unproven_repair", name) for name in _UNPROVEN if _is_repaired(name, repaired)]
    return replace(passport, problems=(*doubts, *_worth_knowing(layout, zone, expiry, today)))


def _is_repaired(name: str, repaired: tuple[Repair, ...]) -> bool:
    return any(repair.field == name for repair in repaired)


def _worth_knowing(layout: Layout, zone: str, expiry: date, today: date) -> Iterator[Problem]:
    if expiry < today:
        yield Problem("expired", "expiry")
    elif expiry < six_months_after(today):
        yield Problem("under_six_months", "expiry")
    if name_may_be_cut(layout.text(zone, "name")):
        yield Problem("name_may_be_cut", "name")
    for state in ("issuer", "nationality"):
        if not is_state(layout.text(zone, state)):
            yield Problem("unknown_state", state)
