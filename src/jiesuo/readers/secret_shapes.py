"""Secrets that show by their own shape: card, document and phone numbers, mail addresses, passport lines.

Works on cleaned text. When in doubt it finds: hiding a harmless long number costs less than keeping a card.
Check digits: ISO/IEC 7812 (cards), GB 11643 (resident identity), ICAO 9303 (shape of passport lines).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

Kind = Literal["card", "id", "passport", "phone", "mail", "code", "password", "number"]


class Found(NamedTuple):
    """A secret at `text[start:end]` of the cleaned text."""

    start: int
    end: int
    kind: Kind


_GAP = r"[ \-._\n]{1,3}"
_LONG_NUMBER = re.compile(r"(?<!\d)(?<!\d\.)\d{12,}(?!\d)")
_GROUPED_NUMBER = re.compile(
    rf"(?<!\d)(?=(\d{{4}}(?:{_GAP}\d{{4}}){{2,3}}(?:{_GAP}\d{{1,4}})?"
    rf"|\d{{4}}{_GAP}\d{{6}}{_GAP}\d{{4,5}}|\d{{6}}{_GAP}\d{{13}}|\d{{8}}{_GAP}\d{{8}})(?!\d))"
)
_SINGLE_DIGITS = re.compile(rf"(?<![\w.,])\d(?:{_GAP}\d){{11,}}+(?![\w,])")
_ANY_GROUPS = re.compile(r"(?<!\d)\d(?:[ \-._\n]{0,3}\d){12,18}+(?!\d)")
_RESIDENT_ID = re.compile(rf"(?<!\d)(\d{{6}})(?:{_GAP})?(\d{{8}})(?:{_GAP})?(\d{{3}}[\dXx])(?![0-9A-Za-z])")
_MAINLAND_MOBILE = re.compile(r"(?<![\d.])(?:(?:\+|00)?86[ \-]{0,2})?1[3-9]\d(?:[ \-]{0,2}\d{4}){2}(?!\d)")
_ABROAD = re.compile(r"(?<![\w+])\+\d(?:[ \-().]{0,3}\d){6,14}+(?!\d)")
_JAPANESE_MOBILE = re.compile(r"(?<!\d)0[5789]0-?\d{4}-?\d{4}(?!\d)")
_AMERICAN = re.compile(r"(?<![\d\-])(?!400|800)(?:\(\d{3}\) ?|\d{3}[\-.])\d{3}[\-.]\d{4}(?![\d\-])")
_MAIL = re.compile(r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]++@[A-Za-z0-9\-]++(?:\.[A-Za-z0-9\-]++)++")
_PASSPORT = re.compile(r"(?<![A-Za-z0-9_.\-])(?:[A-Z]{1,2}\d{7,9}|[A-Z]\d{7}[A-Z])(?![A-Za-z0-9_])")
_PASSPORT_LINE = re.compile(r"[A-Z0-9<]++(?: ?<[A-Z0-9<]*+)*+")
_PASSPORT_CORE = re.compile(r"[A-Z0-9<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}|\d{7}[MFX<]\d{7}[A-Z<]{3}")
_SHORTEST_LINE = 20

_CARD_WORD = re.compile(r"card|visa|master|amex|卡|カード|账号|帐号", re.I)
_ORDER_WORD = re.compile(r"order|trade|transaction|tracking|订单|訂單|单号|流水|注文", re.I)
_ID_WORD = re.compile(r"身份证|身分證|身份證|证件|マイナンバー|\bid\b|identity", re.I)
_REACH = 24
"""Characters before a number in which a word still speaks of it."""
_ID_LENGTHS = (12, 15, 18)
_CARD_DIGITS = range(12, 20)
_ISSUER = re.compile(r"3|4|5|6|2[2-7]|8[16]|9")
_DOUBLED = {str(d): sum(divmod(2 * d, 10)) for d in range(10)}
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_NOT_DIGITS = re.compile(r"\D+")


def find_shapes(text: str) -> Iterator[Found]:
    """Every secret that its shape gives away; the finds may overlap."""
    for finder in _FINDERS:
        yield from finder(text)


def passes_luhn(digits: str) -> bool:
    """Whether the last digit fits the others (ISO/IEC 7812, annex B)."""
    return (sum(map(int, digits[::-2])) + sum(_DOUBLED[d] for d in digits[-2::-2])) % 10 == 0


def is_resident_id(number: str) -> bool:
    """Whether 18 characters have the check digit of a mainland resident's identity number (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11] == number[17].upper()


def only_digits(text: str) -> str:
    """The digits of a number that is written in groups."""
    return _NOT_DIGITS.sub("", text)


def _speaks(word: re.Pattern[str], text: str, start: int) -> bool:
    return word.search(text, max(0, start - _REACH), start) is not None


def _long_numbers(text: str) -> Iterator[Found]:
    for match in _LONG_NUMBER.finditer(text):
        yield Found(match.start(), match.end(), _kind_of_number(match.group(), text, match.start()))


def _kind_of_number(digits: str, text: str, start: int) -> Kind:
    near_card = _speaks(_CARD_WORD, text, start)
    if len(digits) in _ID_LENGTHS and _speaks(_ID_WORD, text, start):
        return "id"
    if len(digits) not in _CARD_DIGITS:
        return "number"
    if near_card and len(digits) > _CARD_DIGITS.start:
        return "card"
    return "card" if passes_luhn(digits) and not _speaks(_ORDER_WORD, text, start) else "number"


def _grouped_cards(text: str) -> Iterator[Found]:
    free = 0
    for match in _GROUPED_NUMBER.finditer(text):
        if match.start() >= free and (end := _card_end(text, *match.span(1))):
            free = end
            yield Found(match.start(), end, "card")


def _card_end(text: str, start: int, end: int) -> int:
    """Where the card that begins at `start` ends, with or without its last group; 0 when there is none."""
    while end > start and _ISSUER.match(text, start):
        digits = only_digits(text[start:end])
        if len(digits) < _CARD_DIGITS.start:
            return 0
        if passes_luhn(digits):
            return end
        end = start + len(re.sub(rf"{_GAP}\d+$", "", text[start:end])) if len(digits) > 16 else 0
    return 0


def _spelled_numbers(text: str) -> Iterator[Found]:
    for match in _SINGLE_DIGITS.finditer(text):
        digits = only_digits(match.group())
        kind: Kind = "card" if len(digits) in _CARD_DIGITS and passes_luhn(digits) else "number"
        yield Found(match.start(), match.end(), kind)


def _oddly_grouped_cards(text: str) -> Iterator[Found]:
    for match in _ANY_GROUPS.finditer(text):
        if _speaks(_CARD_WORD, text, match.start()) or _is_odd_card(match.group()):
            yield Found(match.start(), match.end(), "card")


def _is_odd_card(number: str) -> bool:
    """Whether an unusual grouping, of groups too long for a date, holds a card number."""
    short = any(len(group) < 3 for group in _NOT_DIGITS.split(number))
    grouped = not number.isdigit() and not short
    return grouped and _ISSUER.match(number) is not None and passes_luhn(only_digits(number))


def _resident_ids(text: str) -> Iterator[Found]:
    for match in _RESIDENT_ID.finditer(text):
        if is_resident_id("".join(match.groups())):
            yield Found(match.start(), match.end(), "id")


def _passport_lines(text: str) -> Iterator[Found]:
    for match in _PASSPORT_LINE.finditer(text):
        line = match.group()
        if len(line) >= _SHORTEST_LINE and ("<<" in line or _PASSPORT_CORE.search(line)):
            yield Found(match.start(), match.end(), "passport")


def _matches(pattern: re.Pattern[str], kind: Kind) -> Callable[[str], Iterator[Found]]:
    return lambda text: (Found(match.start(), match.end(), kind) for match in pattern.finditer(text))


_FINDERS: tuple[Callable[[str], Iterator[Found]], ...] = (
    _matches(_MAIL, "mail"),
    _passport_lines,
    _resident_ids,
    _matches(_MAINLAND_MOBILE, "phone"),
    _matches(_ABROAD, "phone"),
    _grouped_cards,
    _spelled_numbers,
    _oddly_grouped_cards,
    _long_numbers,
    _matches(_JAPANESE_MOBILE, "phone"),
    _matches(_AMERICAN, "phone"),
    _matches(_PASSPORT, "passport"),
)
"""In the order of preference: where finds overlap, the earlier finder names the kind."""
