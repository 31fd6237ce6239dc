"""The small language in which a pack's author writes cue phrases, and its way into regexes.

    …        a gap inside the clause          ……      a gap inside the sentence
    a|b      two phrases, counted apart
    (a|b)    either                           (a|b)?  or nothing; also x? for one letter
    *        any ending of the word           #       a number, in digits or Chinese numerals
    <bank>   a word list of the same file     ^ ~     first sign: see `Firmness`

Every repetition is bounded, so matching takes time in proportion to the text. Patterns are turned into
regexes only when the text holds their words: a cold start pays for the few cues that may be there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, lru_cache

from jiesuo.errors import InputError
from jiesuo.readers.cue_text import CLAUSE_ENDS, SENTENCE_ENDS, plain

Groups = tuple[tuple[str, ...], ...]
WordLists = Mapping[str, str]
"""Name of a word list -> its alternatives, written as a pattern."""

GAPS = {"en": (45, 110), "zh-Hans": (14, 45), "ja": (18, 50)}
"""Most characters that a gap may pass over: inside the clause, inside the sentence."""
WIDEST_GAPS = (45, 110)
FIRST_NOT_LATIN = "\u2e80"
KEY = 2
"""Letters by which a word is looked up."""
MOST_STRINGS = 96
"""Strings of neighbouring pieces that are still multiplied out."""
MOST_REPEATS = 4
NESTED_LISTS = 4

_TOKEN = re.compile(r"…+|!.|[()|?*#]|[^…()|?*#!]+")
_SPECIAL = re.compile(r"[()<>…?*#!]")
_TOP = re.compile(r"!.|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)[?*]?|<[a-z_]+>[?*]?|[^()<>…?*#!|]+\??")
_PHRASE = re.compile(r"(?:[^()|]+|\((?:[^()]+|\((?:[^()]+|\([^()]*\))*\))*\))+")
_SPACED_GAP = re.compile(r" *(…+) *")
_NUMBER = r"(?:\d[\d·]*|[一二两三四五六七八九十百千万几数]+)"
_STARTS = r"(?:(?<![a-z0-9])|(?![a-z0-9]))"
_ENDS = r"(?:(?![a-z])|(?<![a-z]))"
_NAME = re.compile(r"<([a-z_]+)>")


class Firmness(Enum):
    """How far the words around a cue can take it back."""

    PLAIN = ""
    """A negation turns it round; a question, a condition or a demand drops it."""
    FIRM = "^"
    """A negation nearby speaks of something else: "can't upload my new passport"."""
    MENTION = "~"
    """Being mentioned suffices: "can I pay at Taobao?" is about Taobao."""


MARKS = "".join(firmness.value for firmness in Firmness)


@dataclass(frozen=True)
class Pattern:
    """One cue phrase of one language."""

    written: str
    language: str
    firmness: Firmness
    source: str
    """Regex text; its capturing groups are the gaps."""
    required: tuple[tuple[str, ...], ...] = field(repr=False)
    """Groups of literals: a text without one of each cannot match."""

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.source)

    @cached_property
    def anchor(self) -> tuple[str, ...]:
        """The group of literals that is hardest to meet by chance."""
        return max(self.required, key=_rarity)

    def possible(self, text: str) -> bool:
        return all(any(literal in text for literal in group) for group in self.required)


def phrases(written: str) -> list[str]:
    """Split what is written on one line into its phrases; the sign before the first holds for all."""
    mark = written[:1] if written[:1] in MARKS else ""
    body = written[len(mark) :]
    parts = _PHRASE.findall(body) if "(" in body else body.split("|")
    return [mark + part for part in parts] if mark else parts


def is_plain(line: str) -> bool:
    """Whether there is nothing but words on a line."""
    return _SPECIAL.search(line) is None


def glance(phrase: str, lists: Mapping[str, tuple[str, ...]]) -> Groups:
    """Groups of literals: a plain text without one of each is not worth parsing the plain phrase for.

    Cheap and incomplete on purpose: most phrases of a pack have nothing to do with a given text.
    """
    body = phrase.lstrip(MARKS)
    if is_plain(body):
        return ((body,),)
    return tuple(filter(None, (_mandatory(piece, lists) for piece in _TOP.findall(body))))


def _mandatory(piece: str, lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What one of which must be there for a piece of a phrase; nothing when that is not plain to see."""
    if piece[0] == "!" or piece[-2:] in (")?", ")*", ">?", ">*"):
        return ()
    if piece[0] == "<":
        return lists.get(piece[1:-1], ())
    if piece[0] == "(":
        return tuple(piece[1:-1].split("|")) if is_plain(piece[1:-1]) else ()
    word = (piece[:-2] if piece[-1] == "?" else piece).strip()
    return (word,) if word else ()


def parse(written: str, language: str, lists: WordLists) -> Pattern:
    """Read a cue phrase; raises InputError when it is malformed or has no words to find it by."""
    firmness = next((f for f in Firmness if f.value and written.startswith(f.value)), Firmness.PLAIN)
    bare = plain(written[len(firmness.value) :].strip())
    if is_plain(bare) and _usable((bare,)):
        return Pattern(written, language, firmness, f"{_STARTS}{_escaped(bare)}{_ENDS}", ((bare,),))
    body = _SPACED_GAP.sub(r"\1", _expand(bare, lists, written))
    piece = _Parser(body, GAPS.get(language, WIDEST_GAPS), written).whole()
    if not piece.needs():
        raise InputError(
            f"The cue '{written}' has no word that must be there.", "Add a word of two letters or more."
        )
    return Pattern(written, language, firmness, f"{_STARTS}(?:{piece.source}){_ENDS}", piece.needs())


def _expand(body: str, lists: WordLists, written: str) -> str:
    """Replace word lists by their alternatives; lists may name others, a few levels deep."""
    for _ in range(NESTED_LISTS):
        if "<" not in body:
            return body
        body = _NAME.sub(lambda found: f"({_listed(found[1], lists, written)})", body)
    raise InputError(
        f"The word lists of the cue '{written}' name each other in a circle.", "Write one of them out."
    )


def _listed(name: str, lists: WordLists, written: str) -> str:
    if name not in lists:
        raise InputError(
            f"The cue '{written}' names the unknown word list <{name}>.", "Define it in the same language."
        )
    return lists[name]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a pattern: its regex, the strings it stands for (when few), and what a text must hold."""

    source: str
    strings: tuple[str, ...] | None
    required: tuple[tuple[str, ...], ...] = ()

    def needs(self) -> tuple[tuple[str, ...], ...]:
        return self.required if self.strings is None else _usable(self.strings)


class _Parser:
    """Recursive descent over the tokens of one pattern."""

    def __init__(self, body: str, gaps: tuple[int, int], written: str) -> None:
        self.tokens = _TOKEN.findall(body)
        self.place = 0
        self.gaps = gaps
        self.written = written

    def whole(self) -> _Piece:
        piece = self._alternatives()
        if self.place < len(self.tokens):
            raise InputError(f"The cue '{self.written}' has a bracket too many.", "Close each bracket once.")
        return piece

    def _alternatives(self) -> _Piece:
        branches = [self._sequence()]
        while self._peek() == "|":
            self.place += 1
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else _either(branches)

    def _sequence(self) -> _Piece:
        pieces = []
        while (token := self._peek()) not in ("", "|", ")"):
            self.place += 1
            pieces.append(self._piece(token))
        return _in_a_row(pieces)

    def _piece(self, token: str) -> _Piece:
        if token == "(":
            return self._bracket()
        if token[0] == "…":
            return self._gap(len(token))
        if token[0] == "!":
            return _Piece(f"(?!{_escaped(token[1])})", ("",))
        if token in "*#":
            return _Piece("[a-z]*" if token == "*" else _NUMBER, None)
        if token == "?":
            raise InputError(
                f"The cue '{self.written}' has a '?' after nothing.", "Put it after a letter or a bracket."
            )
        return self._literal(token)

    def _bracket(self) -> _Piece:
        inner = self._alternatives()
        if self._peek() != ")":
            raise InputError(f"The cue '{self.written}' has an open bracket.", "Close each bracket once.")
        self.place += 1
        grouped = _Piece(f"(?:{inner.source})", inner.strings, inner.required)
        return self._perhaps(grouped)

    def _gap(self, dots: int) -> _Piece:
        ends, longest = (CLAUSE_ENDS, self.gaps[0]) if dots == 1 else (SENTENCE_ENDS, self.gaps[1])
        return _Piece(f"{_ENDS}([^{ends}]{{0,{longest}}}?){_STARTS}", None)

    def _literal(self, text: str) -> _Piece:
        if self._peek() != "?":
            return _Piece(_escaped(text), (text,))
        last = self._perhaps(_Piece(_escaped(text[-1]), (text[-1],)))
        return _in_a_row([_Piece(_escaped(text[:-1]), (text[:-1],)), last])

    def _perhaps(self, piece: _Piece) -> _Piece:
        sign = self._peek()
        if sign == "?" or (sign == "*" and piece.source.endswith(")")):
            self.place += 1
        if sign == "*" and piece.source.endswith(")"):
            return _Piece(f"{piece.source}{{0,{MOST_REPEATS}}}", None)
        strings = None if piece.strings is None else (*piece.strings, "")
        return _Piece(f"{piece.source}?", strings) if sign == "?" else piece

    def _peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""


@lru_cache(maxsize=4096)
def _escaped(text: str) -> str:
    return re.escape(text)


def _in_a_row(pieces: list[_Piece]) -> _Piece:
    """Join neighbours; as long as there are few, all strings that they make together are kept."""
    source = "".join(piece.source for piece in pieces)
    required: list[tuple[str, ...]] = []
    run: tuple[str, ...] = ("",)
    unbroken = True
    for piece in pieces:
        if piece.strings is not None and len(run) * len(piece.strings) <= MOST_STRINGS:
            run = tuple(head + tail for head in run for tail in piece.strings)
            continue
        unbroken = False
        required += _usable(run)
        run = ("",) if piece.strings is None else piece.strings
        required += piece.required
    return _Piece(source, run) if unbroken else _Piece(source, None, (*required, *_usable(run)))


def _either(branches: list[_Piece]) -> _Piece:
    """Join alternatives: a text must hold one literal of each branch."""
    source = "|".join(branch.source for branch in branches)
    sets = [branch.strings for branch in branches]
    if all(strings is not None for strings in sets):
        return _Piece(source, tuple(string for strings in sets for string in strings or ()))
    needs = [branch.needs() for branch in branches]
    if not all(needs):
        return _Piece(source, None)
    chosen = (max(need, key=_rarity) for need in needs)
    return _Piece(source, None, (tuple(literal for group in chosen for literal in group),))


def _usable(strings: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The group when each of its literals is long enough to look up, else nothing."""
    return (strings,) if strings and all(map(_telling, strings)) else ()


def _telling(literal: str) -> bool:
    """A single Chinese character is a word; a single Latin letter is not."""
    return len(literal) >= KEY or literal >= FIRST_NOT_LATIN


def _rarity(group: tuple[str, ...]) -> tuple[float, int]:
    return min(map(_weight, group)), -len(group)


def _weight(literal: str) -> float:
    """A Chinese character tells about as much as two or three Latin letters."""
    return len(literal) * (1.0 if literal[:1] < FIRST_NOT_LATIN else 2.5)
