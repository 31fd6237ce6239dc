"""Where each field of a machine-readable zone stands, and what its check digits cover.

As in ICAO Doc 9303, parts 3 to 7.

A zone is handled as one string: its lines of exactly `width` characters, joined without a break.
"""

from __future__ import annotations

from dataclasses import dataclass

ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")
_VALUES = {**{str(digit): digit for digit in range(10)}, "<": 0} | {
    chr(ord("A") + place): 10 + place for place in range(26)
}
_WEIGHTS = (7, 3, 1)


@dataclass(frozen=True, slots=True)
class Field:
    """A stretch `start:end` of the joined zone.

    `kind` says what may stand there: `a` letters, `d` digits, `b` digits of a date (each of these but
    `d` also fillers), `n` letters, digits and fillers, `x` the same but never repaired, `s` a sex, `c` a
    check digit, `o` a check digit or a filler.
    """

    name: str
    start: int
    end: int
    kind: str

    def of(self, zone: str) -> str:
        return zone[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Layout:
    """One format: its fields by name, and the fields that each check digit covers, in their order."""

    name: str
    lines: int
    width: int
    fields: dict[str, Field]
    checks: dict[str, tuple[str, ...]]

    def text(self, zone: str, field: str) -> str:
        return self.fields[field].of(zone)

    def covered(self, zone: str, check: str) -> str:
        return "".join(self.text(zone, field) for field in self.checks[check])


def _layout(name: str, lines: int, width: int, rows: str, composite: str = "") -> Layout:
    """Lay out fields written as `name:length:kind`; a field `x_check` is the check digit of `x`."""
    fields: dict[str, Field] = {}
    at = 0
    for row in rows.split():
        field, length, kind = row.split(":")
        fields[field] = Field(field, at, at + int(length), kind)
        at += int(length)
    if at != lines * width:
        raise ValueError(f"the fields of {name} fill {at} places")
    checks: dict[str, tuple[str, ...]] = {}
    checks |= {check: (check.removesuffix("_check"),) for check in fields if check.endswith("_check")}
    if composite:
        checks["composite"] = tuple(composite.split())
    return Layout(name, lines, width, fields, checks)


_DATES = "birth:6:b birth_check:1:c sex:1:s expiry:6:d expiry_check:1:c"
_LINE_2 = f"number:9:n number_check:1:o nationality:3:a {_DATES}"
_COVERED = "number number_check birth birth_check expiry expiry_check"
LAYOUTS = (
    _layout(
        "TD3",
        2,
        44,
        f"code:2:x issuer:3:a name:39:a {_LINE_2} optional:14:n optional_check:1:o composite:1:c",
        f"{_COVERED} optional optional_check",
    ),
    _layout(
        "TD2",
        2,
        36,
        f"code:2:x issuer:3:a name:31:a {_LINE_2} optional:7:n composite:1:c",
        f"{_COVERED} optional",
    ),
    _layout(
        "TD1",
        3,
        30,
        f"code:2:x issuer:3:a number:9:n number_check:1:o optional:15:n "
        f"{_DATES} nationality:3:a optional_2:11:n composite:1:c name:30:a",
        "number number_check optional birth birth_check expiry expiry_check optional_2",
    ),
    _layout("MRV-A", 2, 44, f"code:2:x issuer:3:a name:39:a {_LINE_2} optional:16:n"),
    _layout("MRV-B", 2, 36, f"code:2:x issuer:3:a name:31:a {_LINE_2} optional:8:n"),
)
LENGTHS = {layout.lines * layout.width: layout for layout in LAYOUTS if not layout.name.startswith("MRV")}
"""Characters of the joined zone -> its format, visas left aside."""
WIDTHS = frozenset(layout.width for layout in LAYOUTS)
"""Characters that a line can have."""
_VISAS = {88: LAYOUTS[3], 72: LAYOUTS[4]}
_FIRST_LETTERS = {"TD3": "P", "TD2": "PIAC", "TD1": "PIAC"}


def layout_of(zone: str) -> Layout | None:
    """The format of a joined zone, by its length and first letter; None when there is none like it."""
    if zone.startswith("V"):
        return _VISAS.get(len(zone))
    layout = LENGTHS.get(len(zone))
    return layout if layout and zone[0] in _FIRST_LETTERS[layout.name] else None


def check_digit(text: str) -> str:
    """The check digit over characters of the alphabet: weights 7, 3, 1, modulo 10 (Doc 9303-3, 4.9)."""
    return str(sum(_WEIGHTS[place % 3] * _VALUES[char] for place, char in enumerate(text)) % 10)


def number_and_check(layout: Layout, zone: str) -> tuple[str, str]:
    """The document number and its check digit, also where a long number runs on in the optional field."""
    number, check = layout.text(zone, "number"), layout.text(zone, "number_check")
    if check != "<" or layout.name not in ("TD1", "TD2"):
        return number, check
    rest = layout.text(zone, "optional").partition("<")[0]
    return (number + rest[:-1], rest[-1]) if rest else (number, check)


def failed_checks(layout: Layout, zone: str) -> list[str]:
    """The names of the check digits that do not hold."""
    return [check for check in layout.checks if not _holds(layout, zone, check)]


def _holds(layout: Layout, zone: str, check: str) -> bool:
    if check == "number_check":
        number, digit = number_and_check(layout, zone)
        return check_digit(number) == digit
    covered, digit = layout.covered(zone, check), layout.text(zone, check)
    if digit == "<":
        return check == "optional_check" and not covered.strip("<")
    return check_digit(covered) == digit
