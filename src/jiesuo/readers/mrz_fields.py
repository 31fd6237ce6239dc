"""What the fields of a machine-readable zone mean: dates with their century, names, states."""

from __future__ import annotations

import re
from datetime import date

from jiesuo.readers.mrz_layout import Layout, number_and_check
from jiesuo.readers.mrz_states import STATES

_EXPIRES_AHEAD = 50
"""Years an expiry may lie ahead; a later one is taken for the century before."""
_MISREAD = re.compile(r"([A-Z])\1{3}|[CEKLS]{8}")
"""What fillers become when they are taken for letters."""


def expiry_of(written: str, today: date) -> date | None:
    """The date of an expiry written YYMMDD: the latest century not 50 years ahead; None if impossible."""
    return _latest(written, date(today.year + _EXPIRES_AHEAD, 12, 31))


def birth_of(written: str, today: date) -> str | None:
    """A birth date written YYMMDD, as YYYY-MM-DD, or as far as it is known; None if impossible.

    The century is the latest that does not lie ahead. Unknown parts are fillers (Doc 9303-3, 4.8).
    """
    year, month, day = written[:2], written[2:4], written[4:]
    if "<" not in written:
        born = _latest(written, today)
        return born.isoformat() if born else None
    if day != "<<" or (month != "<<" and not _is_month(month)):
        return None
    if year == "<<":
        return "" if month == "<<" else None
    return _part_of(year, month, today) if year.isdigit() else None


def _part_of(year: str, month: str, today: date) -> str:
    century = 2000 if 2000 + int(year) <= today.year else 1900
    known = f"{century + int(year)}"
    return known if month == "<<" else f"{known}-{month}"


def _is_month(written: str) -> bool:
    return written.isdigit() and 1 <= int(written) <= 12


def _latest(written: str, latest: date) -> date | None:
    for century in (2000, 1900):
        found = _real(century + int(written[:2]), int(written[2:4]), int(written[4:]))
        if found and found <= latest:
            return found
    return None


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def six_months_after(today: date) -> date:
    """The same day six months on, or the last day of that month."""
    year, month = today.year + (today.month + 5) // 12, (today.month + 5) % 12 + 1
    days = range(today.day, 27, -1) if today.day > 28 else (today.day,)
    return next(found for day in days if (found := _real(year, month, day)))


def names_of(field: str) -> tuple[str, str]:
    """Surname and given names as the zone holds them, its fillers as spaces."""
    surname, _, given = field.rstrip("<").partition("<<")
    return surname.replace("<", " "), given.replace("<", " ")


def name_is_clear(field: str) -> bool:
    """Whether a name field has the only form there is: surname, perhaps given names, then only fillers.

    Letters after that, or one letter over and over, are fillers that were misread.
    """
    parts = field.rstrip("<").split("<<")
    whole = all(part and part == part.strip("<") for part in parts)
    return len(parts) <= 2 and whole and not _MISREAD.search(field)


def name_may_be_cut(field: str) -> bool:
    """Whether the name reaches the end of its field, so that a part may be missing (Doc 9303-3, 4.6)."""
    return not field.endswith("<")


def is_state(code: str) -> bool:
    return code.rstrip("<") in STATES


def meaning(layout: Layout, zone: str, today: date) -> dict[str, str]:
    """All fields in words: dates as YYYY-MM-DD, the rest as the zone holds it without fillers at the end."""
    surname, given = names_of(layout.text(zone, "name"))
    expiry = expiry_of(layout.text(zone, "expiry"), today)
    optional = [layout.text(zone, name) for name in ("optional", "optional_2") if name in layout.fields]
    return {
        "document_code": layout.text(zone, "code").rstrip("<"),
        "issuer": layout.text(zone, "issuer").rstrip("<"),
        "surname": surname,
        "given_names": given,
        "number": number_and_check(layout, zone)[0].rstrip("<"),
        "nationality": layout.text(zone, "nationality").rstrip("<"),
        "birth_date": birth_of(layout.text(zone, "birth"), today) or "",
        "sex": layout.text(zone, "sex").replace("<", "X"),
        "expiry_date": expiry.isoformat() if expiry else "",
        "optional": " ".join(text.strip("<") for text in optional).strip(),
    }
