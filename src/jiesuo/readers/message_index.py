"""The texts and codes of a pack, laid out for reading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jiesuo.knowledge.pack import Message
from jiesuo.readers.clean import clean

_IN_WORD = r"(?<=[A-Za-z])[01](?=[A-Za-z01])|(?<![0-9])[01](?=[A-Za-z])"
_MASK = r"\[[a-z]+ \d+\]|\{\w*\}|\*{2,}|(?<![A-Za-z])[Xx]{3,}(?![A-Za-z])|\d+(?:[.,]\d+)*"
_PART = re.compile(rf"{_IN_WORD}|({_MASK})|[^\W\d_]")
_FORMS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZLl01己巳末丕帐賬帳銀異狀態戶餘額證認實單訂買賣轉請試輸錯誤驗碼號聯絡網統開關閉權風險凍結掛註銷發過無處資訊與對應該滿種機構協議"
    "簽約綁係檢複雜務後擇換際護續繼點擊決補臨時暫連線監門據規為達寶現變動數寫準備進還選擋內員條類",
    "abcdefghijkimnopqrstuvwxyziioi已已未不账账账银异状态户余额证认实单订买卖转请试输错误验码号联络网统开关闭权风险冻结挂注销发过无处资讯与对应该满种机构协议"
    "签约绑系检复杂务后择换际护续继点击决补临时暂连线监门据规为达宝现变动数写准备进还选挡内员条类",
)
"""Small letters; i, l and 1, o and 0 within words as one; traditional characters as simplified ones."""
_CODE_FORMS = str.maketrans("abcdefghijklmnopqrstuvwxyzILO", "ABCDEFGH1JK1MN0PQRSTUVWXYZ110")
_CODE_SHAPE = re.compile(r"[A-Za-z0-9_.:=\-]*[A-Za-z0-9]")
_SENTENCE_END = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+")
_LEAST_OF_A_PART = 14
"""Folded characters from which a single sentence of a text is taken for it."""
_SHORT_HAN = 5
_SHORT_WORDS = 4
_SYSTEM_OTHER_NAMES = {
    "alipay": ("支付宝",),
    "taobao": ("淘宝",),
    "unionpay": ("银联", "云闪付"),
    "iso": ("8583",),
}
_NO_NAME = frozenset(
    {
        "open",
        "platform",
        "transfer",
        "com",
        "mac",
        "three",
        "ds",
        "gateway",
        "action",
        "code",
        "acp",
        "client",
        "sdk",
        "mtop",
        "quickpay",
        "bank",
        "identity",
        "check",
        "csc",
        "ipay",
        "cloud",
        "decline",
        "refusal",
        "reason",
        "unverified",
        "web",
        "claim",
        "8583",
    }
)


@dataclass(frozen=True, slots=True)
class KnownText:
    """A text in folded form; one with `shown_only` counts only where a screen is plainly quoted."""

    key: str
    finding: str
    shown_only: bool


@dataclass(frozen=True, slots=True)
class KnownCode:
    finding: str
    code: str
    system: str
    names: tuple[str, ...]
    """Lower-case words that name the system."""
    distinctive: bool
    """Counts anywhere as a whole token; others only beside a word for error or their system."""


@dataclass(frozen=True, slots=True)
class MessageIndex:
    """Texts in the order of the pack, codes by their `code_key`, and the texts that hold each gram."""

    texts: tuple[KnownText, ...]
    codes: dict[str, tuple[KnownCode, ...]]
    grams: dict[str, tuple[int, ...]]
    longest: int
    """Folded characters of the longest text."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Lower-case letters, each number or masked run as one #; character i came from `starts[i]:ends[i]`."""

    text: str
    starts: list[int]
    ends: list[int]


def fold(cleaned: str) -> Folded:
    """Drop spaces, line ends and punctuation, which people change when they copy a message."""
    parts = [(match.start(), match.end(), match.lastindex) for match in _PART.finditer(cleaned)]
    forms = cleaned.translate(_FORMS)
    text = "".join("#" if masked else forms[start] for start, _, masked in parts)
    return Folded(text, [start for start, _, _ in parts], [end for _, end, _ in parts])


def grams(key: str) -> set[str]:
    """Pairs of Han or kana, triples where Latin letters begin."""
    return {key[i : i + (3 if key[i].isascii() else 2)] for i in range(len(key) - 1)}


def build(messages: Mapping[str, Message]) -> MessageIndex:
    """Lay out the messages of a pack; fast enough to be done at each start."""
    texts: list[KnownText] = []
    parts: list[KnownText] = []
    codes: dict[str, list[KnownCode]] = {}
    for name, message in messages.items():
        finding = f"code.{name}" if message.code else f"message.{name}"
        for text in message.texts:
            if is_code(text):
                codes.setdefault(code_key(text), []).append(_known_code(finding, text, message))
            elif known := _known_text(finding, text, message):
                texts.append(known)
                parts += _sentences(finding, text, message)
        if message.code:
            codes.setdefault(code_key(message.code), []).append(_known_code(finding, message.code, message))
    texts += _of_one_message(parts, texts)
    return MessageIndex(
        texts=tuple(texts),
        codes={code: tuple(sorted(known, key=_text_first)) for code, known in codes.items()},
        grams=_invert(texts),
        longest=max((len(text.key) for text in texts), default=0),
    )


def code_key(code: str) -> str:
    """Capitals, with the letters that are read as digits (I, L, O) as digits."""
    return code.translate(_CODE_FORMS)


def is_code(text: str) -> bool:
    """Whether a text is a machine's token rather than words."""
    return _CODE_SHAPE.fullmatch(text) is not None and not text.isalpha()


def is_short(cleaned: str) -> bool:
    """Whether a text is so short that people write it as their own words."""
    if cleaned.isascii():
        return len(cleaned.split()) <= _SHORT_WORDS
    return sum(c.isalnum() for c in cleaned) <= _SHORT_HAN


def _known_text(finding: str, text: str, message: Message) -> KnownText | None:
    cleaned = clean(text).text
    key = fold(cleaned).text
    if not key.strip("#"):
        return None
    return KnownText(key, finding, message.generic or is_short(cleaned))


def _sentences(finding: str, text: str, message: Message) -> Iterator[KnownText]:
    """The sentences of a text of several: people copy the one that matters to them."""
    found = [sentence for sentence in _SENTENCE_END.split(text) if sentence.strip()]
    for sentence in found if len(found) > 1 else ():
        known = _known_text(finding, sentence, message)
        if known is not None and not known.shown_only and len(known.key) >= _LEAST_OF_A_PART:
            yield known


def _of_one_message(parts: Sequence[KnownText], texts: Sequence[KnownText]) -> list[KnownText]:
    """The parts that no other message has in it."""
    return [
        part
        for part in parts
        if not any(part.key in text.key for text in texts if text.finding != part.finding)
    ]


def _known_code(finding: str, code: str, message: Message) -> KnownCode:
    system = message.system or ""
    return KnownCode(finding, code, system, system_names(system), _is_distinctive(code))


def _text_first(known: KnownCode) -> bool:
    """A message on the screen goes before a row of a code table."""
    return known.finding.startswith("code.")


@lru_cache(maxsize=256)
def system_names(system: str) -> tuple[str, ...]:
    """The words by which people name a system, from its id."""
    words = [word for word in system.split("_") if word and word not in _NO_NAME]
    return (*words, *(other for word in words for other in _SYSTEM_OTHER_NAMES.get(word, ())))


def _is_distinctive(code: str) -> bool:
    letters, digits = sum(c.isalpha() for c in code), sum(c.isdigit() for c in code)
    joined = "_" in code or "." in code
    return "=" in code or code.count(".") > 1 or (letters and joined) or (letters > 1 and digits > 2) or False


def _invert(texts: list[KnownText]) -> dict[str, tuple[int, ...]]:
    holders: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        for gram in grams(text.key):
            holders.setdefault(gram, []).append(number)
    return {gram: tuple(numbers) for gram, numbers in holders.items()}
