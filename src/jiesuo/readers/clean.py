"""Make text comparable: one form for each character, and a way back to what the person typed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_MARKS = "\u0300-\u036f\u1160-\u11ff\u3099\u309a\uff9e\uff9f"
_MOST_MARKS = 8
"""Marks kept on one letter; normalising a long pile of them costs the square of its height."""
_MARKED = re.compile(f"(?s:.)[{_MARKS}]{{1,{_MOST_MARKS}}}")
_UNCHANGED = re.compile("[\n -~\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff]*")
_INVISIBLE = re.compile(f"[{_MARKS}\u034f\u115f\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LINE_ENDS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
_BLANKS = frozenset("\t\u2800")
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u00b7\u2022")
_LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαρικν",
    "ABESIJKMHOPCTYXaesijopcyxhdqwABEZHIKMNOPTYXoapikv",
)
_WORD = re.compile("[A-Za-z\u0370-\u052f]+")
_NOT_LATIN = re.compile("[\u0370-\u052f]")

Offsets = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Cleaned text; character i of `text` stands for `original[starts[i]:ends[i]]`."""

    original: str
    text: str
    starts: Offsets
    ends: Offsets

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the non-empty `text[start:end]` lies in the original, without hidden marks at its edges."""
        return int(self.starts[start]), int(self.ends[end - 1])

    def wide_span(self, start: int, end: int) -> tuple[int, int]:
        """The same with the hidden marks that touch the edges."""
        first = int(self.ends[start - 1]) if start else 0
        last = int(self.starts[end]) if end < len(self.text) else len(self.original)
        return first, last

    def quote(self, start: int, end: int) -> str:
        """The person's own characters behind the non-empty `text[start:end]`."""
        first, last = self.span(start, end)
        return self.original[first:last]


def clean(text: str) -> Cleaned:
    """Fold width, digits, spaces, dashes and look-alike letters; drop control, bidi and zero-width marks.

    The forms are those of Unicode NFKC, and Latin for words in letters that look Latin. Line ends stay, each
    as one line feed. Time grows linearly with the text.
    """
    composed, starts, ends = _compose(text)
    settled, widths = _settle_all(composed)
    if widths is not None:
        starts, ends = np.repeat(starts, widths), np.repeat(ends, widths)
    return Cleaned(text, _latinise(settled), starts, ends)


def _compose(text: str) -> tuple[str, Offsets, Offsets]:
    """Join letters with the marks that follow them; the arrays say where each character came from."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in _MARKED.finditer(text):
        joined = _join(match.group())
        pieces += (text[at : match.start()], joined)
        starts.extend(range(at, match.start()))
        ends.extend(range(at + 1, match.start() + 1))
        starts.extend([match.start()] * len(joined))
        ends.extend([match.end()] * len(joined))
        at = match.end()
    rest = np.arange(at, len(text), dtype=np.int32)
    if not pieces:
        return text, rest, rest + 1
    pieces.append(text[at:])
    return "".join(pieces), _with_rest(starts, rest), _with_rest(ends, rest + 1)


def _with_rest(offsets: list[int], rest: Offsets) -> Offsets:
    return np.concatenate([np.array(offsets, dtype=np.int32), rest])


@lru_cache(maxsize=4096)
def _join(cluster: str) -> str:
    return "" if _INVISIBLE.match(cluster) else unicodedata.normalize("NFKC", cluster)


def _settle_all(text: str) -> tuple[str, NDArray[np.int64] | None]:
    """Replace each character by its settled form; widths (characters,) are None when nothing changes."""
    unchanged = _UNCHANGED.match(text)
    if unchanged is not None and unchanged.end() == len(text):
        return text, None
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    distinct, which = np.unique(codes, return_inverse=True)
    forms = {int(code): _settle(chr(code)) for code in distinct}
    widths = np.array([len(form) for form in forms.values()])
    return text.translate(forms), widths[which]


@lru_cache(maxsize=4096)
def _settle(character: str) -> str:
    """The form of a character that is compared; empty for what cannot be seen."""
    if character in _LINE_ENDS:
        return "\n"
    if character in _BLANKS:
        return " "
    if _INVISIBLE.match(character) or unicodedata.category(character) in ("Cc", "Cf", "Cs"):
        return ""
    return "".join(map(_settle_part, unicodedata.normalize("NFKC", character)))


def _settle_part(character: str) -> str:
    if character in _DASHES:
        return "-"
    if unicodedata.category(character) == "Zs":
        return " "
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _latinise(text: str) -> str:
    """Write a word in Latin letters when each of its letters is Latin or looks so; the length stays."""
    if _NOT_LATIN.search(text) is None:
        return text
    return _WORD.sub(lambda match: _latin_word(match.group()), text)


def _latin_word(word: str) -> str:
    written = word.translate(_LOOK_ALIKES)
    return written if written.isascii() else word
