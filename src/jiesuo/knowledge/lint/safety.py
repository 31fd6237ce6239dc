"""Safety: no text advises what the tool refuses, and refusals do what they say.

The patterns catch an author's slip. They are no proof that a text is safe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jiesuo.knowledge.lint.fault import Fault, Rule
from jiesuo.knowledge.lint.words import texts
from jiesuo.knowledge.nodes import Place
from jiesuo.knowledge.pack import Contact, Pack, Refusal
from jiesuo.knowledge.refusal import refuses

_ADVICE = ("steps", "routes", "rules", "contacts", "needs", "tries", "holds", "refusals")
"""Kinds of text that tell a person what to do. Questions, situations and myths may name a trick."""

FORBIDDEN: tuple[tuple[str, str], ...] = (
    (
        r"\b(use|using|try|turn on|switch on|connect (to|through)) (a |your |another )?(vpn|proxy)\b",
        "a VPN to hide",
    ),
    (r"(使用|打开|开启|连接|换个?|用)\s*(VPN|代理|梯子)", "a VPN to hide"),
    (r"(VPN|プロキシ)(を(使(?!うと)|オン|入れ|替え|変え)|に(つな|替え|変え)|で)", "a VPN to hide"),
    (
        r"\b(fake|change|spoof|hide) (your )?(gps|location|ip)\b|(伪造|隐藏|修改)(定位|位置|IP)",
        "hiding the place",
    ),
    (r"(位置|場所|GPS|IP)(情報|アドレス)?を(隠|偽|変え|ごまか)", "hiding the place"),
    (
        r"\bsplit\b.{0,30}\b(payment|amount|order|sum)|(拆分|分拆|分成几笔|分几次).{0,6}(付|支付|金额|订单)",
        "splitting",
    ),
    (r"(支払い|金額|注文|お金)を.{0,8}(分け|分割)|回に分けて", "splitting"),
    (
        r"\b(smaller|several|many) (payments|parts) .{0,30}\b(limit|check)|绕(过|开)(限额|风控|验证)",
        "getting under limits",
    ),
    (r"(上限|限度|制限)を(避け|逃れ|すり抜け|くぐ|回避)", "getting under limits"),
    (
        r"\b(borrow|rent|buy|lend)\b.{0,25}\b(account|number|sim|passport|identity)\b",
        "somebody else's account",
    ),
    (r"(借用?|租用?|购?买)(别人|他人|朋友)?的?(账号|账户|身份证?|护照|实名)", "somebody else's account"),
    (
        r"(他人|(ほか|他|別)の人|友人|友達|家族|知り合い)の(アカウント|番号|身分証|パスポート|名義|顔)(を|で)"
        r"|(アカウント|身分証|パスポート|番号)を(借り|買っ|買い|買う)",
        "somebody else's account",
    ),
    (r"\b(edit|photoshop|retouch|alter)\b.{0,25}\b(photo|passport|document|scan)", "edited papers"),
    (r"(修图|P图|PS一下|修改)(证件|护照|照片)", "edited papers"),
    (r"(写真|画像|書類|身分証|パスポート)を(加工|修整|編集|書き換え|描き直)", "edited papers"),
    (
        r"\b(bypass|trick|fool|get (a)?round)\b.{0,25}\b(face|liveness|check|verification|risk)",
        "beating a check",
    ),
    (r"(绕过|骗过|破解)(人脸|验证|风控|审核)", "beating a check"),
    (r"(確認|認証|審査|検査)を(すり抜け|だま|ごまか|突破|避け)", "beating a check"),
    (
        r"\b(send|tell|give|share|read)\b.{0,20}\b(the|your|sms|verification|security) (code|password|pin)\b",
        "sharing a code",
    ),
    (r"(告诉|发给|提供)(别人|他人|客服|朋友).{0,4}(验证码|密码)", "sharing a code"),
    (r"(コード|パスワード|暗証番号)を.{0,8}(教え|伝え|渡|送)", "sharing a code"),
    (r"\bshare (your )?screen\b|共享屏幕|画面を?共有(し|を)", "sharing the screen"),
)
"""Pattern -> what it would advise."""

_NEGATION = re.compile(
    r"\b(not|never|no|don'?t|without|avoid|off|stop|refuse|cannot|can'?t|instead|nobody|neither|unless|beware)\b"
    r"|不|勿|别(?!人)|禁|关闭|关掉|断开|避免|拒绝|停止|没有|切忌"
    r"|ない|なく|ません|ずに|せず|やめ|止め|オフ|切(る|り|っ)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?;。！？；\n]+")
_PHONE = re.compile(
    r"(?<![\d-])(?:\+\d[\d ()-]{7,}\d|(?:400|800)[- ]?\d{3,4}[- ]?\d{3,4}|1\d{10}|95\d{3,4})(?![\d-])"
)
_TRUSTED = ("official",)


def advice(pack: Pack) -> Iterator[Fault]:
    """No text for a person advises what the tool refuses (a sentence that forbids it may name it)."""
    for place, text in _spoken(pack):
        for sentence in _SENTENCE.findall(text):
            trick = forbidden_in(sentence)
            if trick is not None:
                yield Fault(place, f"advises {trick}: {sentence.strip()!r}", "what the tool does not refuse")


def forbidden_in(sentence: str) -> str | None:
    """What a sentence advises that the tool refuses; None when nothing, or when it forbids it itself."""
    if _NEGATION.search(sentence):
        return None
    return next((trick for pattern, trick in FORBIDDEN if re.search(pattern, sentence, re.IGNORECASE)), None)


def numbers_verified(pack: Pack) -> Iterator[Fault]:
    """No phone number that only one source has, unless that is the holder's own."""
    for name, contact in pack.contacts.items():
        if contact.number is not None and not _trusted(pack, contact):
            what = "a number that one source alone has"
            yield Fault(("contacts", name, "number"), what, "an official source, or sources of two families")


def _trusted(pack: Pack, contact: Contact) -> bool:
    found = [pack.sources[name] for name in contact.sources if name in pack.sources]
    return any(s.kind in _TRUSTED for s in found) or len({s.family or s.title for s in found}) > 1


def numbers_from_contacts(pack: Pack) -> Iterator[Fault]:
    """Texts show no phone number that is not one of the verified contacts."""
    known = {_digits(contact.number) for contact in pack.contacts.values() if contact.number}
    for place, text in _spoken(pack):
        for number in _PHONE.findall(text):
            if _digits(number) not in known:
                yield Fault(place, f"the number {number} is none of contacts.yaml", "a verified contact")


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def refusals_match(pack: Pack) -> Iterator[Fault]:
    """A refusal's patterns are readable, catch its examples and let its counter-examples pass."""
    for name, refusal in pack.refusals.items():
        place: Place = ("refusals", name)
        unreadable = list(_unreadable(place, refusal))
        yield from unreadable or _misjudged(place, refusal)


def _unreadable(place: Place, refusal: Refusal) -> Iterator[Fault]:
    for field in ("patterns", "unless"):
        for i, pattern in enumerate(getattr(refusal, field)):
            try:
                re.compile(pattern)
            except re.error as error:
                yield Fault((*place, field, i), f"no regular expression: {error}")


def _misjudged(place: Place, refusal: Refusal) -> Iterator[Fault]:
    if not refusal.examples or not refusal.counter_examples:
        yield Fault(place, "not shown to work", "examples and counter_examples", "warning")
    for i, example in enumerate(refusal.examples):
        if not refuses(refusal, example):
            yield Fault((*place, "examples", i), f"not refused: {example!r}", "a pattern that matches")
    for i, example in enumerate(refusal.counter_examples):
        if refuses(refusal, example):
            yield Fault(
                (*place, "counter_examples", i), f"refused: {example!r}", "a narrower pattern, or unless"
            )


def _spoken(pack: Pack) -> Iterator[tuple[Place, str]]:
    for place, text, value in texts(pack):
        if text.kind in _ADVICE:
            yield from _strings(place, value)
    for name, phrase in pack.phrases.items():
        yield ("phrases", name, "zh"), phrase.zh
        yield ("phrases", name, "en"), phrase.en
        yield ("phrases", name, "ja"), phrase.ja


def _strings(place: Place, value: Any) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _strings((*place, i), item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings((*place, key), item)


RULES: tuple[Rule, ...] = (advice, numbers_verified, numbers_from_contacts, refusals_match)
