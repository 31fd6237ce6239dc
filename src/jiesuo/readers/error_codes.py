"""Find machine codes in a text: distinctive ones anywhere, bare numbers only where called an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jiesuo.readers.message_index import KnownCode, MessageIndex, code_key

_TOKEN = re.compile(
    r"(?<![A-Za-z0-9_.])-?[A-Za-z0-9](?:[A-Za-z0-9_=\-]|\.(?=[A-Za-z0-9])|:(?=[:A-Za-z0-9]))*"
)
_SPLIT = re.compile(r"::?|=")
_REACH = 40
_GAP = (
    r"(?:[\s:#=\-(\"'“「『]|\b(?:is|was|code|number|no\.?)(?![a-z])|的|是|为|了|返回|は|が|码|コード){0,8}$"
)
_ERROR_BEFORE = re.compile(
    r"(?:\berrors?|\berr(?:code|or code)?|\bcode|\brefused with|\bdeclined with|\breturn(?:s|ed)"
    r"|错误|报错|代码|返回码|响应码|应答码|状态码|エラー)" + _GAP
)
_ERROR_AFTER = re.compile(r"^[\"'”」』)]? ?(?:\berror|错误|报错|エラー)")
_OTHER_CODE = re.compile(
    r"(?:qr|zip|post(?:al)?|area|dress|country|dial\w*|promo|discount|invit\w*|source|bar|verification|security|sms"
    r"|login|street|building|door|gate)[ \-]?code"
    + _GAP
    + r"|(?:国家|地区|城市|股票|邮政|商户|机构|产品)代码"
    + _GAP
)
_UNIT_AFTER = re.compile(
    r"^ ?(?:元|块|万|次|个|位|天|号|月|年|分|秒|小时|人|円|回|番|%|yuan|rmb|cny|usd|eur|dollars|euros|times"
    r"|days|hours|minutes|people|metres|dishes|years)"
)
_SYSTEM_BETWEEN = (
    r"(?:[\s:#=\-]|\b(?:code|response|result|refusal|reason|decline|returned|gave)\b|返回){0,6}$"
)
_NEARBY = 80
_DEFAULT_SYSTEM = "iso_8583"
"""The shared numbering of card networks: what a bare two-character code means when no system is named."""


class CodeFound(NamedTuple):
    start: int
    end: int
    known: KnownCode


def find_codes(text: str, index: MessageIndex) -> Iterator[CodeFound]:
    """Every code in the cleaned text that counts, one meaning for each place."""
    lower = text.lower() if text.isascii() else "".join(c.lower() if c.isascii() else c for c in text)
    for match in _TOKEN.finditer(text):
        for start, end in _candidates(text, match.start(), match.end()):
            entries = index.codes.get(code_key(text[start:end]))
            if entries and (known := _meaning(entries, lower, start, end)):
                yield CodeFound(start, end, known)
                break


def _candidates(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The token, without its last sign, and its parts around : and =, longest first."""
    trimmed = start + len(text[start:end].rstrip(".:=-"))
    yield start, trimmed
    if text[start] == "-":
        yield start + 1, trimmed
    cuts = [match.span() for match in _SPLIT.finditer(text, start, trimmed)][:8]
    for left, _ in reversed(cuts):
        yield start, left
    for _, right in cuts:
        yield right, trimmed


def _meaning(entries: tuple[KnownCode, ...], lower: str, start: int, end: int) -> KnownCode | None:
    """The entry that is meant here, or None where the characters are no code."""
    named = [entry for entry in entries if _is_named(entry, lower, start, end)]
    if entries[0].distinctive:
        return named[0] if named and entries[0].system else entries[0]
    if _UNIT_AFTER.match(lower[end : end + 12]):
        return None
    if _called_error(lower, start, end):
        return next(iter(named or _unnamed(entries, lower[start:end])), None)
    beside = [entry for entry in named if _beside(entry, lower, start, end)]
    return beside[0] if beside else None


def _unnamed(entries: tuple[KnownCode, ...], code: str) -> list[KnownCode]:
    """What is meant when no system is named: the card networks' own code, or the only one so long."""
    shared = [entry for entry in entries if entry.system == _DEFAULT_SYSTEM]
    return shared or (list(entries) if len(entries) == 1 and len(code) > 2 else [])


def _called_error(lower: str, start: int, end: int) -> bool:
    before = lower[max(0, start - _REACH) : start]
    if _OTHER_CODE.search(before):
        return False
    return _ERROR_BEFORE.search(before) is not None or _ERROR_AFTER.match(lower[end : end + 12]) is not None


def _is_named(entry: KnownCode, lower: str, start: int, end: int) -> bool:
    around = lower[max(0, start - _NEARBY) : start] + " " + lower[end : end + _NEARBY]
    return any(name in around for name in entry.names)


def _beside(entry: KnownCode, lower: str, start: int, end: int) -> bool:
    """Whether the system's name stands right before a code that is too odd to be an amount."""
    code = lower[start:end]
    if len(code) < 2 or code.endswith("00"):
        return False
    before = lower[max(0, start - _REACH) : start]
    names = "|".join(map(re.escape, entry.names))
    return bool(entry.names) and re.search(rf"(?:{names})\w*{_SYSTEM_BETWEEN}", before) is not None
