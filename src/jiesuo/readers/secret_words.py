"""Secrets that show by the words beside them: codes, passwords, document and phone numbers.

Works on cleaned text. The value must follow its word directly, or with small words between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiesuo.readers.secret_shapes import Found

_UPPER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_OPEN = r"""[\s"'“”‘’「『（(]"""
_UNIT = (
    r"(?!\d|\s?(?:次|位|秒|分|小时|天|个|回|桁|年|月"
    r"|times?\b|digits?\b|attempts?\b|min|hour|days?\b|years?\b))"
)
_NO_UNIT = re.compile(_UNIT)
_SMALL = (
    rf"(?:{_OPEN}|[:=#\-]|(?:is|was|it's|number|arrived|came|i got|i entered|i typed|says?|of)\b"
    r"|[就也]?是|为|為|收到|写的|输入|输|的|了|は|が|を|番号)"
)
_CODE_WORDS = (
    r"(?:verification|security|sms|one[ \-]time|login|log-in|confirmation|authentication|auth) ?codes?\b"
    r"|\botp\b|\bcvv2?(?![a-z])|\bcvc2?(?![a-z])|\bcvn2?(?![a-z])|\bpin(?: code)?(?![a-z])"
    r"|\bcode (?:they|he|she|it|you|alipay|taobao) (?:sent|gave|texted)(?: me)?\b|\bcode i (?:got|received)\b"
    r"|\b(?:enter(?:ed)?|digit|typed|text(?:ed)?|message) (?:the )?code\b"
    r"|验证码|驗證碼|校验码|动态口令|动态密码|动态码|安全码|认证码|确认码"
    r"|暗証番号|認証コード|確認コード|認証番号|セキュリティコード|ワンタイム(?:パスワード|コード)"
)
_CODE_AFTER = re.compile(rf"(?:{_CODE_WORDS}){_SMALL}{{0,6}}+((?:[a-z]-)?\d(?:[ \-]?\d){{2,7}}+){_UNIT}")
_CODE_BEFORE = re.compile(
    r"(?<![\d.])(\d{4,8}) ?(?:is|was|是|为|が|は) ?"
    r"(?:my|your|the|您的|你的|我的|本次|alipay|taobao|login|sms|支付宝|淘宝|短信| ){0,6}+"
    rf"(?:{_CODE_WORDS}|password|密码|パスワード)"
)
_SHORT_CODE = re.compile(r"cv|security|安全|セキュリティ")
"""Card check codes have three digits; the others at least four."""

_PASSWORD_WORD = r"(?:\bpass(?:word|code|wd|phrase)|\bpwd|密码|密碼|パスワード)"
_TELLS = (
    r"(?:'s\b| ?(?:->?|[:=]|\b(?:is|was|used to be|i used?|should be|set as)\b|[就也还]?是"
    r"|[设改换]?[为為成]了?|は|が|を)| to\b)"
)
_VALUE = r"(?!\[[a-z]+ \d+\])([!-~]{3,64})(?![!-~])"
_PASSWORD_TOLD = re.compile(rf"{_PASSWORD_WORD}({_TELLS}){_OPEN}{{0,3}}+{_VALUE}")
_PASSWORD_BESIDE = re.compile(rf"{_PASSWORD_WORD}{_OPEN}{{0,3}}+(?![:=]){_VALUE}")
_EDGE = """.,;:!?)'"”」』"""
_STATE = re.compile(
    r".*(?:ed|ing|ly|ible|able|en)$|(?:in|un)?(?:correct|valid|safe|secure|known)$|(?:a|an|as|at|all|also|always|bad"
    r"|both|case|different|easy|empty|false|fine|for|from|gone|good|hard|in|just|long|lost|my|never|new|no|not"
    r"|nothing|now|ok|okay|old|on|one|only|out|pass|required|reset|right|same|set|short|so|something|still|strong"
    r"|that|the|there|this|too|true|up|very|weak|what|with|wrong|yes)$",
    re.I,
)
_CLAUSE_END = re.compile(r"\s*(?:$|[.,;!?)，。；！？、\n]|and\b|but\b)", re.I)

_NUMBER_NAMED = (
    r"(?:\s|[:：#(（「]|\b(?:number|no\.?|num|is|was|card)(?![a-z])|号码?|號碼?|番号|是|为|為|は|の)"
)
_PASSPORT_WORDS = r"(?:passports?|护照|護照|パスポート|旅券)"
_ID_WORDS = (
    r"(?:身份证|身分證|身份證|证件|identity card|national id|\bid(?= (?:number|no|card))"
    r"|residence permit|在留カード)"
)
_TOKEN = r"([a-z0-9][a-z0-9\-]{4,18}+)(?![a-z0-9_.])"
_PASSPORT_AFTER = re.compile(rf"{_PASSPORT_WORDS}{_NUMBER_NAMED}{{1,6}}+{_TOKEN}")
_ID_AFTER = re.compile(rf"{_ID_WORDS}{_NUMBER_NAMED}{{1,6}}+{_TOKEN}")
_LEAST_DIGITS = 6

_PHONE_WORDS = r"(?:phone|mobile|\bcell|\btel\b|whatsapp|手机|手機|电话|電話|携帯)"
_PHONE_NAMED = rf"(?:{_NUMBER_NAMED}|\.|\b(?:german|uk|us|at|my|me)\b|预留)"
_PHONE_AFTER = re.compile(
    rf"{_PHONE_WORDS}{_PHONE_NAMED}{{0,6}}+((?<!\d)\(?\d(?:[ \-().]{{0,2}}\d){{7,14}}+)(?!\d)"
)
_TOLL_FREE = re.compile(r"[48]00[ \-]?\d{3}[ \-]?\d{4}$")
_DATE = re.compile(r"(?:19|20)\d\d[\-./ ]?[01]?\d[\-./ ]?[0-3]?\d(?!\d)")


def find_told(text: str) -> Iterator[Found]:
    """Every secret that a word beside it gives away; the finds may overlap."""
    lower = text.translate(_UPPER)
    yield from _codes(lower)
    yield from _passwords(text, lower)
    yield from _documents(lower)
    yield from _phones(lower)


def _codes(lower: str) -> Iterator[Found]:
    for match in _CODE_AFTER.finditer(lower):
        digits = sum(c.isdigit() for c in match.group(1))
        if digits > 3 or _SHORT_CODE.match(match.group()):
            yield Found(*match.span(1), "code")
    for match in _CODE_BEFORE.finditer(lower):
        yield Found(*match.span(1), "code")


def _passwords(text: str, lower: str) -> Iterator[Found]:
    for match in _PASSWORD_TOLD.finditer(lower):
        start, end = _trimmed(lower, *match.span(2))
        if _is_password(text, start, end, match.group(1).strip()):
            yield Found(start, end, "password")
    for match in _PASSWORD_BESIDE.finditer(lower):
        start, end = _trimmed(lower, *match.span(1))
        if end - start >= _LEAST_DIGITS and any(c.isdigit() for c in lower[start:end]):
            yield Found(start, end, "password")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The value without the punctuation that ends the sentence."""
    return start, start + len(text[start:end].rstrip(_EDGE))


def _is_password(text: str, start: int, end: int, told_by: str) -> bool:
    """A value with a digit inside, or a plain word that cannot be a state such as "wrong"."""
    value = text[start:end]
    if len(value) < 3 or (value.isdigit() and _NO_UNIT.match(text, end) is None):
        return False
    if not value.isalpha():
        return any(c.isdigit() for c in value) or told_by in (":", "=")
    if _STATE.match(value) or told_by in ("to", "-", "->"):
        return False
    return told_by in (":", "=") or _CLAUSE_END.match(text, end) is not None


def _documents(lower: str) -> Iterator[Found]:
    for match in _PASSPORT_AFTER.finditer(lower):
        if _is_document(match.group(1)):
            yield Found(*match.span(1), "passport")
    for match in _ID_AFTER.finditer(lower):
        if _is_document(match.group(1)):
            yield Found(*match.span(1), "id")


def _is_document(token: str) -> bool:
    digits = sum(c.isdigit() for c in token)
    return digits >= _LEAST_DIGITS and _DATE.match(token) is None


def _phones(lower: str) -> Iterator[Found]:
    for match in _PHONE_AFTER.finditer(lower):
        number = match.group(1)
        if _TOLL_FREE.match(number) is None and _DATE.match(number) is None:
            yield Found(*match.span(1), "phone")
