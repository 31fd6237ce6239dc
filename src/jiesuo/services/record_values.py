"""Whether two entries agree, by the kind of entry: names, numbers, phones, dates and countries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from difflib import SequenceMatcher

from jiesuo.core.records import Difference, Judge, State, Verdict
from jiesuo.errors import InputError
from jiesuo.knowledge.pack import RecordPair
from jiesuo.readers.names import Comparison, SamePerson
from jiesuo.readers.names import compare as compare_names
from jiesuo.readers.redact import redact

NAME = "name"
DATES = ("document_expiry", "birth_date")
PHONE = "phone"
NATIONALITY = "nationality"
LEAST_PHONE = 8
"""Digits that two numbers must share at the end when only one has a country code."""
COUNTRY_CODE = 3
"""Digits of a country code at most."""

AGREE = Verdict("agree")
UNKNOWN = Verdict("unknown")
_SAME: dict[str, dict[SamePerson, State]] = {
    "same_person": {"yes": "agree", "likely": "agree", "unclear": "unknown", "no": "differs"},
    "equal": {"yes": "agree", "likely": "differs", "unclear": "differs", "no": "differs"},
}
_DATE = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?")
_CODE = re.compile(r"[A-Z]{1,3}")
_TWINS = str.maketrans("OIQ", "010")
"""Letters that look like digits, brought to one of them."""
_HIDDEN = "•"


def judge_on(today: date) -> Judge:
    """The judge of the pack's pairs; `today` decides what has expired."""

    def judge(pair: RecordPair, a: str, b: str) -> Verdict:
        if pair.how == "not_expired":
            return _not_expired(a, today)
        if pair.attribute == NAME:
            return _names(pair, a, b)
        return _READINGS.get(pair.attribute, _numbers)(a, b)

    return judge


def checked(attribute: str, entry: str) -> str:
    """An entry trimmed; raises InputError for no date, a card number as a name, or nothing at all."""
    if attribute == NAME and any(hidden.kind == "card" for hidden in redact(entry).hidden):
        raise InputError("This is a card number, not a name.", "Never type it here; it is not needed.")
    if attribute in DATES:
        as_date(entry)
    elif not (_digits(entry) if attribute == PHONE else _letters(entry)):
        raise InputError("There is nothing here to compare.", "Copy the entry, or leave it out.")
    return entry.strip()


def as_date(entry: str) -> date:
    """A date with its year first; raises InputError, and does not repeat what was typed."""
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", entry).strip())
    try:
        if found is not None:
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise InputError("This is not a date.", "Write year, month, day: 2031-05-20.")


def _not_expired(entry: str, today: date) -> Verdict:
    """A paper is good up to and including its last day."""
    if as_date(entry) >= today:
        return AGREE
    return Verdict("differs", (Difference("expired"),))


def _names(pair: RecordPair, a: str, b: str) -> Verdict:
    same = a.strip() == b.strip()
    if same or pair.how == "exact":
        return AGREE if same else Verdict("differs", differing_parts(compare_names(a, b)))
    found = compare_names(a, b)
    state = _SAME[pair.how][found.same_person]
    return Verdict(state, () if state == "agree" else differing_parts(found))


def differing_parts(found: Comparison) -> tuple[Difference, ...]:
    """The parts that differ, by kind; a kind that no part shows, such as the order, stands alone."""
    parts = [Difference(kind, part.a, part.b) for part in found.parts for kind in part.kinds]
    shown = {difference.kind for difference in parts}
    whole = [Difference(kind) for kind in found.differences if kind not in shown]
    return (*parts, *whole) or (Difference("other"),)


def _numbers(a: str, b: str) -> Verdict:
    a, b = _letters(a), _letters(b)
    return AGREE if a == b else _differs(a, b)


def _letters(entry: str) -> str:
    """Letters and digits alone, capital and half-width."""
    plain = unicodedata.normalize("NFKC", entry).upper()
    return "".join(letter for letter in plain if letter.isalnum())


def _phones(a: str, b: str) -> Verdict:
    a, b = _digits(a), _digits(b)
    long, short = (a, b) if len(a) >= len(b) else (b, a)
    coded = len(short) >= LEAST_PHONE and len(long) - len(short) <= COUNTRY_CODE and long.endswith(short)
    return AGREE if coded or a == b else _differs(a, b)


def _digits(entry: str) -> str:
    """The digits without the zeros that stand for "abroad" or "another town"."""
    plain = unicodedata.normalize("NFKC", entry).replace("(0)", "")
    return "".join(letter for letter in plain if letter.isdecimal()).lstrip("0")


def _dates(a: str, b: str) -> Verdict:
    first, second = as_date(a), as_date(b)
    return AGREE if first == second else _differs(first.isoformat(), second.isoformat())


def _nationalities(a: str, b: str) -> Verdict:
    """Two codes of one length can differ; a code and a country's name cannot be told apart here."""
    a, b = _letters(a), _letters(b)
    if a == b:
        return AGREE
    codes = _CODE.fullmatch(a) and _CODE.fullmatch(b) and len(a) == len(b)
    return _differs(a, b) if codes else UNKNOWN


_READINGS: dict[str, Callable[[str, str], Verdict]] = {
    PHONE: _phones,
    NATIONALITY: _nationalities,
    **dict.fromkeys(DATES, _dates),
}


def _differs(a: str, b: str) -> Verdict:
    return Verdict("differs", (Difference(_kind(a, b), *_apart(a, b)),))


def _kind(a: str, b: str) -> str:
    """`lookalike` (O for 0), `typo` (one letter, or two swapped), or `other`, which a new paper is."""
    if a.translate(_TWINS) == b.translate(_TWINS):
        return "lookalike"
    wrong = [place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
    if len(a) == len(b):
        swapped = len(wrong) == 2 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]
        swapped = swapped and wrong[1] - wrong[0] == 1
        return "typo" if len(wrong) == 1 or swapped else "other"
    long, short = (a, b) if len(a) > len(b) else (b, a)
    left_out = any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
    return "typo" if left_out else "other"


def _apart(a: str, b: str) -> tuple[str, str]:
    """Both entries with the letters and digits that they share hidden."""
    left, right = "", ""
    for step, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        left += _hidden(a[i:j]) if step == "equal" else a[i:j]
        right += _hidden(b[k:m]) if step == "equal" else b[k:m]
    return left, right


def _hidden(text: str) -> str:
    return "".join(_HIDDEN if letter.isalnum() else letter for letter in text)
