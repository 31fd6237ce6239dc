"""Say in one sentence how two stored names differ, in English and in simplified Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from jiesuo.readers.name_kinds import Kind, SamePerson

_LONGEST_SHOWN = 60
"""Characters of a name that a sentence repeats."""

_WORDS: Mapping[Kind, tuple[str, str]] = {
    "case": ("capital letters", "大小写"),
    "spacing": ("spaces or signs between the words", "空格或标点"),
    "order": ("the order of the words", "词的先后顺序"),
    "middle_name": ("a name that only one of them has", "其中一个多出的名字"),
    "initial": ("a name cut down to its first letter", "只写首字母的名字"),
    "diacritics": ("accents on letters", "字母上的符号（如 ü、é）"),
    "script": ("the writing system", "所用的文字"),
    "transliteration": ("the way the name is spelled in Latin letters", "拉丁字母的拼写方式"),
    "truncated": ("an end that was cut off", "末尾被截断的部分"),
    "width": ("full-width letters", "全角字符"),
    "lookalike": ("a letter or digit that only looks the same", "外形相近但不同的字符"),
    "typo": ("a letter that may be a typing mistake", "可能打错的字母"),
    "surname_changed": ("the family name", "姓氏"),
    "nickname": ("a short form of the name", "名字的简称或昵称"),
    "title": ("a title such as Mr, Dr or Jr", "称谓或后缀（如 Mr、Dr、Jr）"),
    "other": ("words that do not match", "对不上的部分"),
}
_FRAMES: Mapping[SamePerson, tuple[str, str]] = {
    "yes": (
        "{a} and {b} are the same name, written differently in: {kinds}.",
        "{a} 与 {b} 是同一个姓名，只是写法不同：{kinds}。",
    ),
    "likely": (
        "{a} and {b} are almost surely the same person, but a bank that compares letter by letter may "
        "refuse; they differ in: {kinds}.",
        "{a} 与 {b} 几乎可以肯定是同一个人，但逐字比对的银行可能不通过；不同之处：{kinds}。",
    ),
    "unclear": (
        "{a} and {b} may or may not be the same person, so check both against the passport; "
        "they differ in: {kinds}.",
        "仅凭 {a} 与 {b} 无法确定是否为同一个人，请对照护照核实；不同之处：{kinds}。",
    ),
    "no": (
        "As they are written, {a} and {b} are two different names; they differ in: {kinds}.",
        "按现在的写法，{a} 与 {b} 是两个不同的姓名；不同之处：{kinds}。",
    ),
}
_EQUAL = ("Both are exactly the same: {a}.", "两者完全相同：{a}。")


def sentence(a: str, b: str, same: SamePerson, kinds: tuple[Kind, ...]) -> dict[str, str]:
    """One sentence per language, with both names in quotes, shortened when very long."""
    english, chinese = _FRAMES[same] if kinds else _EQUAL
    words_en = ", ".join(_WORDS[kind][0] for kind in kinds)
    words_zh = "、".join(_WORDS[kind][1] for kind in kinds)
    return {
        "en": english.format(a=f'"{_shown(a)}"', b=f'"{_shown(b)}"', kinds=words_en),
        "zh-Hans": chinese.format(a=f"“{_shown(a)}”", b=f"“{_shown(b)}”", kinds=words_zh),
    }


def _shown(name: str) -> str:
    return name if len(name) <= _LONGEST_SHOWN else name[: _LONGEST_SHOWN - 1] + "…"
