"""Whether a stretch of text is plainly what a screen showed: quoted, on its own line, or after "it says"."""

from __future__ import annotations

import re
from collections.abc import Iterator

_QUOTED = re.compile(
    r"“([^“”]{1,200})”|「([^「」]{1,200})」|『([^『』]{1,200})』|\"([^\"\n]{1,200})\"|【([^【】]{1,200})】"
    r"|《([^》\n]{1,200})》|«([^»\n]{1,200})»|‘([^’\n]{1,200})’|(?<![A-Za-z])'([^'\n]{1,200})'(?![A-Za-z])"
)
_REACH = 30
_LINE_REACH = 100
_SAYS = re.compile(
    r"(?:\b(?:says?|saying|shows?|showed|showing|displays?|reads|reading|message|errors?|pop-?up|notice|warning"
    r"|status|reason|result|label|banner)|(?:said|told me|got|get|see|saw) ?:"
    r"|提示|显示|顯示|弹出|弹窗|报错|跳出|写着|出现|状态"
    r"|表示|メッセージ|エラー|ポップアップ|原因)(?:了|我|是|为|は|が|:|,| that| me| is| was|\s|-)*$",
    re.I,
)
_SAID_AFTER = re.compile(
    r"^[\s,，.。!！]*(?:と(?:表示|出|いう(?:表示|エラー|メッセージ))|って出|が表示|が出|的?提示|的?字样|(?:error|message)\b"
    r"|(?:pop(?:s|ped)? up|appear(?:s|ed)?|came up|shows? up|showed up)\b)",
    re.I,
)


def quoted_segments(text: str) -> Iterator[tuple[int, int]]:
    """Each stretch between quote marks, without the marks."""
    for match in _QUOTED.finditer(text):
        yield match.span(match.lastindex or 0)


def widen_to_lines(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole lines on which a stretch begins and ends, as far as they can matter."""
    first, last = (
        text.rfind("\n", max(0, start - _LINE_REACH), start),
        text.find("\n", end, end + _LINE_REACH),
    )
    return (
        max(0, start - _LINE_REACH) if first < 0 else first + 1,
        min(len(text), end + _LINE_REACH) if last < 0 else last,
    )


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Each line that is not empty."""
    for match in re.finditer(r"[^\n]+", text):
        yield match.span()


def runs_of_lines(text: str, most: int) -> Iterator[tuple[int, int]]:
    """Each run of one to `most` lines that follow each other."""
    places = list(lines(text))
    for count in range(1, most + 1):
        for first, last in zip(places, places[count - 1 :], strict=False):
            yield first[0], last[1]


def follows_display_word(text: str, start: int, end: int) -> bool:
    """Whether a word such as "shows" or 提示 stands right before the stretch, or と表示 right after it."""
    before = text[max(0, start - _REACH) : start]
    said_after = _SAID_AFTER.match(text[end : end + _REACH])
    return _SAYS.search(before) is not None or said_after is not None
