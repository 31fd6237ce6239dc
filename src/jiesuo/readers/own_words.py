"""What somebody tells in their own words -> what it sounds like, and the findings it states.

Character n-grams weighted by a table that was fitted on told situations (`train_words.py`): one score for
each cause, one for saying nothing of it, one for each finding's value, one for each step done in vain.
N-grams are not independent, so scores are tempered on tellings kept apart before they count as evidence.
Passing over a finding is better than claiming one that was not said: a claim fills an answer that is then
not asked.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiesuo.core.evidence import Observation

Floats = NDArray[np.float64]

CAUSE, FINDING, TRIED = "cause", "finding", "tried"
NOTHING = "nothing_said"
"""Slug of the tellings that do not speak of the cause, and name of the head that tells them from others."""
CLAIMED_FROM = 0.75
"""Calibrated chance from which a finding counts as stated."""
SAYS_NOTHING = 0.13
"""Share of tellings that do not speak of the cause at all: 22 of 168 real cases are too thin for a fair
diagnosis (research, case-statistics.md)."""
ALWAYS_EVEN = 0.05
"""Chance that a telling says nothing although it seems to, so that none rules a cause out. A judgement."""
SHORTEST = 30
"""Known n-grams below which a text says nothing."""

FEWEST_WORDS, KNOWN_SHARE = 6, 0.5
"""A text of at least so many words is in a language we read if this share of them is known."""
FACTS, WEIGHTS = "reader.json", "reader.npy"
"""Files of a fitted table."""

_LETTERS_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_QUOTED = re.compile(
    '["\u201c\u201d\u300c\u300e]([^"\u201c\u201d\u300c-\u300f]{4,200})["\u201d\u201c\u300d\u300f]'
)
"""What the screen or somebody else said, between quotation marks."""
_CLAUSE_END = re.compile(r"(?<=[.!?;:\n。！？；，、,])\s*")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of the text, and the n-grams in it."""

    text: str
    grams: frozenset[str]


@dataclass(frozen=True, eq=False)
class WordTable:
    """The fitted weights.

    `weights` (grams, heads) int8 times `scale` (heads,), plus `bias` (heads,), give logits; heads are named
    `cause:<slug>`, `finding:<id>=<value>` and `tried:<step>`; `nothing_said` is there if the tellings of the
    fit had such ones.
    """

    grams: dict[str, int]
    heads: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: Floats
    bias: Floats
    temperature: float
    """Divides the logits of the causes and of `nothing_said`."""
    shift: float
    """Added to the tempered logit of `nothing_said`, for its share of all tellings."""
    slope: float
    offset: float
    """Calibrated logit of a statement: slope · logit + offset."""

    @cached_property
    def cause_heads(self) -> dict[str, int]:
        return self._heads(CAUSE)

    @cached_property
    def statement_heads(self) -> dict[str, int]:
        kinds = (f"{FINDING}:", f"{TRIED}:")
        return {head: i for i, head in enumerate(self.heads) if head.startswith(kinds)}

    @cached_property
    def nothing_head(self) -> int | None:
        """Place of the head for tellings that do not speak of the cause."""
        return self.heads.index(NOTHING) if NOTHING in self.heads else None

    def _heads(self, kind: str) -> dict[str, int]:
        start = f"{kind}:"
        return {head[len(start) :]: i for i, head in enumerate(self.heads) if head.startswith(start)}

    def logits(self, grams: Iterable[str]) -> Floats:
        """Raw scores (heads,) of a bag of n-grams, scaled by the root of its size."""
        rows = [self.grams[gram] for gram in grams if gram in self.grams]
        if not rows:
            return self.bias.copy()
        total = self.weights[rows].sum(axis=0, dtype=np.float64)
        return np.asarray(total * self.scale / np.sqrt(len(rows)) + self.bias)


@dataclass(frozen=True, slots=True)
class Heard:
    """All that a telling says: observations, and the steps that it says were done in vain."""

    observations: tuple[Observation, ...]
    tried: tuple[tuple[str, str], ...]
    """(step, the words that say so)."""


def read(text: str, table: WordTable) -> Heard:
    """Read a telling (already redacted); says nothing when too little of it is known."""
    clauses = split(text)
    grams = _together(clauses)
    if not _enough(grams, table) or not _in_a_known_language(grams, table):
        return Heard((), ())
    logits = table.logits(grams)
    statements = _statements(logits, table, clauses)
    findings = tuple(seen for seen in statements if isinstance(seen, Observation))
    tried = tuple(seen for seen in statements if not isinstance(seen, Observation))
    return Heard((_telling(_weighed(text, logits, table), table, clauses), *findings), tried)


def _weighed(text: str, logits: Floats, table: WordTable) -> dict[str, float]:
    """Log-weights of the slugs (natural log, up to a constant): quotations speak beside what is around them.

    In one bag a short text of the screen would drown in what is told around it.
    """
    quotations = [_together(split(part)) for part in _QUOTED.findall(text)]
    quoted = [grams for grams in quotations if _enough(grams, table)]
    if not quoted:
        return cause_weights(logits, table)
    around = _together(split(_QUOTED.sub(" ", text)))
    parts = [*quoted, around] if _enough(around, table) else quoted
    weights = [cause_weights(table.logits(grams), table) for grams in parts]
    return {slug: sum(part[slug] for part in weights) for slug in weights[0]}


def _together(clauses: Iterable[Clause]) -> frozenset[str]:
    return frozenset().union(*(clause.grams for clause in clauses))


def _enough(grams: frozenset[str], table: WordTable) -> bool:
    return sum(gram in table.grams for gram in grams) >= SHORTEST


def _in_a_known_language(grams: frozenset[str], table: WordTable) -> bool:
    """Whether most words are known; letters alone match in any language that shares them."""
    words = [gram for gram in grams if gram.startswith("=") and " " not in gram]
    asian = any(_LETTERS_WITHOUT_SPACES.fullmatch(gram) and gram in table.grams for gram in grams)
    known = sum(word in table.grams for word in words)
    return asian or len(words) < FEWEST_WORDS or known >= KNOWN_SHARE * len(words)


def split(text: str) -> tuple[Clause, ...]:
    """Cut a text into clauses at punctuation, each with its n-grams."""
    parts = (part.strip() for part in _CLAUSE_END.split(text))
    return tuple(Clause(part, frozenset(ngrams(part))) for part in parts if part)


def ngrams(text: str) -> set[str]:
    """Pieces of 1 to 4 letters in scripts without spaces; else words, pairs of words and 3 to 5 letters."""
    plain = unicodedata.normalize("NFKC", text).lower()
    found = {piece for run in _LETTERS_WITHOUT_SPACES.findall(plain) for piece in _pieces(run, (1, 2, 3, 4))}
    words = _WORD.findall(_LETTERS_WITHOUT_SPACES.sub(" ", plain))
    found.update(f"={word}" for word in words)
    found.update(f"={first} {second}" for first, second in pairwise(words))
    for word in words:
        found.update(_pieces(f" {word} ", (3, 4, 5)))
    return found


def _pieces(run: str, lengths: Iterable[int]) -> Iterator[str]:
    return (run[i : i + n] for n in lengths for i in range(len(run) - n + 1))


def cause_weights(logits: Floats, table: WordTable) -> dict[str, float]:
    """Tempered log-probabilities of the slugs (natural log); the fit saw all of them equally often."""
    return dict(zip(table.cause_heads, weigh(logits, table).tolist(), strict=True))


def weigh(logits: Floats, table: WordTable) -> Floats:
    """Log-probabilities (natural log; ..., causes) of logits (..., heads).

    Mixed with even ones by the chance that the telling does not speak of its cause at all.
    """
    causes = list(table.cause_heads.values())
    nothing = says_nothing(logits, table)[..., None]
    spoken = _shares(logits[..., causes] / table.temperature)
    return np.asarray(np.log((1 - nothing) * spoken + nothing / len(causes)))


def says_nothing(logits: Floats, table: WordTable) -> Floats:
    """Chance (...) that a telling does not speak of its cause; their share if the fit saw none."""
    if table.nothing_head is None:
        return np.full(logits.shape[:-1], SAYS_NOTHING)
    tempered = logits[..., [*table.cause_heads.values(), table.nothing_head]] / table.temperature
    tempered[..., -1] += table.shift
    return np.asarray(ALWAYS_EVEN + (1 - ALWAYS_EVEN) * _shares(tempered)[..., -1])


def _shares(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def chances(logits: Floats, table: WordTable) -> Floats:
    """Calibrated chances (heads,) that each statement was made; meaningless for causes."""
    calibrated: Floats = 1 / (1 + np.exp(-(table.slope * logits + table.offset)))
    return calibrated


def _telling(weights: Mapping[str, float], table: WordTable, clauses: Sequence[Clause]) -> Observation:
    likeliest = max(weights, key=lambda slug: (weights[slug], slug))
    return Observation(
        finding="telling",
        value="heard",
        source="words",
        quote=_best_clause(table, table.cause_heads[likeliest], clauses),
        weights=tuple(weights.items()),
    )


def _statements(
    logits: Floats, table: WordTable, clauses: Sequence[Clause]
) -> list[Observation | tuple[str, str]]:
    chance = chances(logits, table)
    best: dict[str, tuple[float, int, str]] = {}
    for head, place in table.statement_heads.items():
        kind, _, rest = head.partition(":")
        finding, _, value = rest.partition("=")
        key = f"{kind}:{finding}"
        if chance[place] >= CLAIMED_FROM and chance[place] > best.get(key, (0.0,))[0]:
            best[key] = (float(chance[place]), place, value)
    return [_statement(key, *found, table=table, clauses=clauses) for key, found in sorted(best.items())]


def _statement(
    key: str, chance: float, place: int, value: str, *, table: WordTable, clauses: Sequence[Clause]
) -> Observation | tuple[str, str]:
    kind, _, name = key.partition(":")
    quote = _best_clause(table, place, clauses)
    if kind == TRIED:
        return name, quote
    return Observation(name, value, source="words", quote=quote, reliability=chance)


def _best_clause(table: WordTable, head: int, clauses: Sequence[Clause]) -> str:
    """The clause that speaks most for a head."""

    def speaks(clause: Clause) -> int:
        rows = [table.grams[gram] for gram in clause.grams if gram in table.grams]
        return int(table.weights[rows, head].sum(dtype=np.int64)) if rows else -(10**6)

    return max(clauses, key=speaks).text


def save(table: WordTable, folder: Path, corpus: str) -> None:
    """Write a table and the fingerprint of the corpus that it was fitted on, as two files."""
    facts = {
        "corpus": corpus,
        "temperature": table.temperature,
        "shift": table.shift,
        "slope": table.slope,
        "offset": table.offset,
        "heads": table.heads,
        "scale": [float(f"{scale:.6g}") for scale in table.scale],
        "bias": [float(f"{bias:.6g}") for bias in table.bias],
        "grams": sorted(table.grams, key=table.grams.__getitem__),
    }
    (folder / FACTS).write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    np.save(folder / WEIGHTS, table.weights)


def load(folder: Path) -> WordTable:
    """Read what `save` wrote; weights are read from the file as they are needed."""
    facts = _facts(folder)
    return WordTable(
        grams=dict(zip(facts["grams"], range(len(facts["grams"])), strict=True)),
        heads=tuple(facts["heads"]),
        weights=np.load(folder / WEIGHTS, mmap_mode="r", allow_pickle=False),
        scale=np.array(facts["scale"]),
        bias=np.array(facts["bias"]),
        temperature=facts["temperature"],
        shift=facts["shift"],
        slope=facts["slope"],
        offset=facts["offset"],
    )


def is_fitted(folder: Path) -> bool:
    """Whether a folder holds a fitted table."""
    return (folder / FACTS).is_file() and (folder / WEIGHTS).is_file()


def corpus_of(folder: Path) -> str:
    """Fingerprint of the corpus that a saved table was fitted on."""
    return str(_facts(folder)["corpus"])


def _facts(folder: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((folder / FACTS).read_bytes())
    return facts
