"""What the words around a cue do to it: turn it round, or take it back because it was only wondered about.

In English and Chinese a negation stands before what it denies, in Japanese after it; all of it inside the
clause. The windows are short on purpose: the further away a negation, the likelier it denies something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from jiesuo.readers.cue_patterns import Firmness
from jiesuo.readers.cue_text import clause_after, clause_before


class Verdict(Enum):
    STANDS = "stands"
    DENIED = "denied"
    DROPPED = "dropped"


_EN_NEGATION = re.compile(
    r"\b(?:no|not|never|without|none|neither|nor|cannot|hardly)\b|n't\b|\bdont\b|\bwont\b|\bcant\b"
)
_EN_BREAK = re.compile(
    r"\b(?:and|but|because|since|so|although|though|while|when|where|until|unless|after|before|as)\b"
)
_EN_REACH = 4
"""Words that may stand between an English negation and what it denies."""
_EN_WONDERED = re.compile(
    r"\b(?:if|whether|(?:should|shall|must|can|could|would|may|do) (?:i|we)|(?:can|could) (?:one|you)"
    r"|(?:could|would|does) it|would a|does one|might|is it (?:because|possible)|is there|how (?:do|can|to)"
    r"|what about|thinking (?:of|about)|want(?:ed)? to|plan(?:ning)? to|going to|before i|in case|unless"
    r"|instead of)\b"
)
_EN_ASKED = re.compile(
    r"\b(?:(?:ask(?:s|ed)?|wants?|told|tells?|needs?|have|has|requires?|advise[sd]?)(?: \w+){0,2} to"
    r"|must|please|let(?: \w+)?) $"
)

_ZH_NOT_A_NEGATION = re.compile(
    r"没想到|没办法|没事|没问题|没过|没多久|不过|不但|不仅|不久|不小心|不管|不得不|不知|不同|不止|不断|差不多|对不起|不好意思|别人|别的"
    r"|别家|特别|分别|级别|性别|识别|区别|无论|无痕|未来|无法|不了|不让|不能|不可以|不支持|不给|不是本人"
)
_ZH_NEGATION = re.compile(r"[没不未无非别甭]")
_ZH_REACH = 5
_ZH_WONDERED = re.compile(
    r"如果|要是|假如|万一|要不要|是否|能不能|可不可以|可以不可以|该不该|是不是得|会不会|难道|打算|准备|想要?(?!不到)|还是得|有没有必要|除非|或者"
)
_ZH_ASKED = re.compile(r"(?:让|叫|要|请|建议|要求|需要|必须|提示|说要|得)(?:我|你|您|先|去|再|重新|他|她)*$")
_ZH_QUESTION_END = re.compile(r"(?:吗|么|呢)$")

_JA_NEGATION = re.compile(r"ない|ません|なかった|なし\b|無し|ず(?:に|、|$)|ぬ|じゃな|ではな|ゼロ")
_JA_NOT_A_NEGATION = re.compile(
    r"かもしれ(?:ない|ません)|しか(?:な|ありませ)|なければなら|ないといけ|なくなっ|なくなり|間違いな|違いあり|だけで(?:は)?な|問題(?:は)?(?:ない|なし|あり)"
)
_JA_BREAK = re.compile(
    r"のに|ので|けど|けれど|から(?!は)|ため|たら|ても|でも|際に|とき|時に|後|あと|ところ|が、|し、|て(?![いおなまるはき])|、|ると|だと"
)
_JA_REACH = 9
_JA_WONDERED_AFTER = re.compile(
    r"べき|でしょうか|ますか|ですか|のか(?!も)|かな|なら|れば|もいい|ほうがいい|方がいい|たい(?:です|の|と)|つもり|予定|方法|必要"
)
_JA_WONDERED_BEFORE = re.compile(r"もし|仮に")
_JA_ASKED_AFTER = re.compile(
    r"^\w{0,3}(?:するよう|してくだ|しろ|せよ|ように|よう言|を求め|を要求|が必要|しなければ|を勧め)"
)
_JA_WHY = re.compile(r"なぜ|どうして|何が|どこ")


def judge(
    language: str, firmness: Firmness, sentence: str, span: tuple[int, int], gaps: Sequence[str]
) -> Verdict:
    """What becomes of a cue at `span` of a plain sentence; `gaps` are words inside it that no cue named."""
    if firmness is Firmness.MENTION:
        return Verdict.STANDS
    before, after = clause_before(sentence, span[0]), clause_after(sentence, span[1])
    wondered, denied = _JUDGES.get(language, _JUDGES["en"])
    if wondered(before, after, sentence):
        return Verdict.DROPPED
    if firmness is Firmness.PLAIN and denied(before, after, " ".join(gaps)):
        return Verdict.DENIED
    return Verdict.STANDS


def _en_wondered(before: str, after: str, sentence: str) -> bool:
    near = _after_break(before)
    return bool(_EN_WONDERED.search(before[-60:]) or _EN_ASKED.search(near))


def _en_denied(before: str, after: str, gaps: str) -> bool:
    near = " ".join(_after_break(before).split()[-_EN_REACH:])
    return bool(_EN_NEGATION.search(near) or _EN_NEGATION.search(gaps))


def _after_break(before: str) -> str:
    return _EN_BREAK.split(before)[-1]


def _zh_wondered(before: str, after: str, sentence: str) -> bool:
    return bool(
        _ZH_WONDERED.search(before[-12:]) or _ZH_ASKED.search(before) or _ZH_QUESTION_END.search(after[-1:])
    )


def _zh_denied(before: str, after: str, gaps: str) -> bool:
    near = _ZH_NOT_A_NEGATION.sub("…", before)[-_ZH_REACH:]
    return bool(_ZH_NEGATION.search(near) or _ZH_NEGATION.search(_ZH_NOT_A_NEGATION.sub("…", gaps)))


def _ja_wondered(before: str, after: str, sentence: str) -> bool:
    if _JA_WONDERED_BEFORE.search(before) or _JA_ASKED_AFTER.search(after):
        return True
    return bool(_JA_WONDERED_AFTER.search(after[:14]) and not _JA_WHY.search(sentence))


def _ja_denied(before: str, after: str, gaps: str) -> bool:
    near = _JA_BREAK.split(_JA_NOT_A_NEGATION.sub("…", after), maxsplit=1)[0][:_JA_REACH]
    return bool(_JA_NEGATION.search(near) or _JA_NEGATION.search(_JA_NOT_A_NEGATION.sub("…", gaps)))


_JUDGES = {
    "en": (_en_wondered, _en_denied),
    "zh-Hans": (_zh_wondered, _zh_denied),
    "ja": (_ja_wondered, _ja_denied),
}
