"""Say in one sentence how two stored names differ, in English, simplified Chinese and Japanese."""

from __future__ import annotations

from collections.abc import Mapping

from jiesuo.readers.name_kinds import Kind, SamePerson

_QUOTES = {"en": ('"', '"'), "zh-Hans": ("“", "”"), "ja": ("「", "」")}
_COMMAS = (", ", "、", "、")
_LONGEST_SHOWN = 60
"""Characters of a name that a sentence repeats."""

_WORDS: Mapping[Kind, tuple[str, str, str]] = {
    "case": ("capital letters", "大小写", "大文字と小文字"),
    "spacing": ("spaces or signs between the words", "空格或标点", "空白や記号"),
    "order": ("the order of the words", "词的先后顺序", "語の順"),
    "middle_name": ("a name that only one of them has", "其中一个多出的名字", "片方だけにある名"),
    "initial": ("a name cut down to its first letter", "只写首字母的名字", "頭文字だけの名"),
    "diacritics": ("accents on letters", "字母上的符号（如 ü、é）", "文字の上の記号"),
    "script": ("the writing system", "所用的文字", "文字の種類"),
    "transliteration": (
        "the way the name is spelled in Latin letters",
        "拉丁字母的拼写方式",
        "ローマ字のつづり方",
    ),
    "truncated": ("an end that was cut off", "末尾被截断的部分", "途中で切れた終わり"),
    "width": ("full-width letters", "全角字符", "全角文字"),
    "lookalike": ("a letter or digit that only looks the same", "外形相近但不同的字符", "形の似た別の文字"),
    "typo": ("a letter that may be a typing mistake", "可能打错的字母", "打ち間違いかもしれない文字"),
    "surname_changed": ("the family name", "姓氏", "姓"),
    "nickname": ("a short form of the name", "名字的简称或昵称", "名の略し方"),
    "title": ("a title such as Mr, Dr or Jr", "称谓或后缀（如 Mr、Dr、Jr）", "敬称（Mr、Dr、Jr など）"),
    "other": ("words that do not match", "对不上的部分", "合わない語"),
}
_FRAMES: Mapping[SamePerson, tuple[str, str, str]] = {
    "yes": (
        "{a} and {b} are the same name, written differently in: {kinds}.",
        "{a} 与 {b} 是同一个姓名，只是写法不同：{kinds}。",
        "{a} と {b} は同じ名前で、書き方だけが違います：{kinds}。",
    ),
    "likely": (
        "{a} and {b} are almost surely the same person, but a bank that compares letter by letter may "
        "refuse; they differ in: {kinds}.",
        "{a} 与 {b} 几乎可以肯定是同一个人，但逐字比对的银行可能不通过；不同之处：{kinds}。",
        "{a} と {b} はほぼ同じ人ですが、一字ずつ比べる銀行では通らないことがあります。違い：{kinds}。",
    ),
    "unclear": (
        "{a} and {b} may or may not be the same person, so check both against the passport; "
        "they differ in: {kinds}.",
        "仅凭 {a} 与 {b} 无法确定是否为同一个人，请对照护照核实；不同之处：{kinds}。",
        "{a} と {b} が同じ人かは、これだけでは分かりません。旅券と見比べてください。違い：{kinds}。",
    ),
    "no": (
        "As they are written, {a} and {b} are two different names; they differ in: {kinds}.",
        "按现在的写法，{a} 与 {b} 是两个不同的姓名；不同之处：{kinds}。",
        "この書き方では、{a} と {b} は別の名前です。違い：{kinds}。",
    ),
}
_EQUAL = ("Both are exactly the same: {a}.", "两者完全相同：{a}。", "どちらもまったく同じです：{a}。")


def sentence(a: str, b: str, same: SamePerson, kinds: tuple[Kind, ...]) -> dict[str, str]:
    """One sentence per language, with both names in quotes, shortened when very long."""
    frames = _FRAMES[same] if kinds else _EQUAL
    return {
        language: frame.format(
            a=_quoted(a, language), b=_quoted(b, language), kinds=comma.join(_WORDS[k][place] for k in kinds)
        )
        for place, (language, comma, frame) in enumerate(zip(_QUOTES, _COMMAS, frames, strict=True))
    }


def _quoted(name: str, language: str) -> str:
    left, right = _QUOTES[language]
    return f"{left}{_shown(name)}{right}"


def _shown(name: str) -> str:
    return name if len(name) <= _LONGEST_SHOWN else name[: _LONGEST_SHOWN - 1] + "…"
