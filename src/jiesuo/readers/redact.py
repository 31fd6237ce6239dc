"""Take personal numbers and secrets out of a text before anything is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from jiesuo.readers.clean import Cleaned, clean
from jiesuo.readers.secret_shapes import Found, Kind, find_shapes
from jiesuo.readers.secret_words import find_told


@dataclass(frozen=True, slots=True)
class Hidden:
    """One secret that was taken out, and the token that stands for it."""

    kind: Kind
    token: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without its secrets, and what was hidden, in the order of first appearance."""

    text: str
    hidden: tuple[Hidden, ...]


def redact(text: str) -> Redacted:
    """Replace card, document and phone numbers, mails, codes and passwords by tokens such as [card 1].

    The same secret gets the same token within one text. Doubt hides rather than keeps. Nothing is raised,
    whatever the text holds, and time grows linearly with it.
    """
    cleaned = clean(text)
    secrets = _merge([*find_told(cleaned.text), *find_shapes(cleaned.text)])
    return _replace(cleaned, secrets)


def _merge(found: list[Found]) -> list[Found]:
    """Join finds that overlap; the one that was found first names the kind."""
    ranked = sorted(enumerate(found), key=lambda item: item[1].start)
    merged: list[tuple[int, Found]] = []
    for rank, secret in ranked:
        if merged and secret.start < merged[-1][1].end:
            merged[-1] = _joined(merged[-1], (rank, secret))
        else:
            merged.append((rank, secret))
    return [secret for _, secret in merged]


def _joined(a: tuple[int, Found], b: tuple[int, Found]) -> tuple[int, Found]:
    rank, named = min(a, b, key=lambda item: item[0])
    return rank, Found(min(a[1].start, b[1].start), max(a[1].end, b[1].end), named.kind)


def _replace(cleaned: Cleaned, secrets: Iterable[Found]) -> Redacted:
    tokens: dict[tuple[Kind, str], str] = {}
    counts: dict[Kind, int] = defaultdict(int)
    pieces: list[str] = []
    at = 0
    for start, end, kind in secrets:
        key = kind, _same(cleaned.text[start:end])
        if key not in tokens:
            counts[kind] += 1
            tokens[key] = f"[{kind} {counts[kind]}]"
        first, last = cleaned.wide_span(start, end)
        pieces += (cleaned.original[at:first], tokens[key])
        at = last
    pieces.append(cleaned.original[at:])
    return Redacted("".join(pieces), tuple(Hidden(kind, token) for (kind, _), token in tokens.items()))


def _same(secret: str) -> str:
    """What two ways of writing one secret have in common."""
    return "".join(c for c in secret if c.isalnum()).casefold() or secret
