"""Raw words -> what was understood: personal data out first, then each reader in its order.

One span of text counts once: a screen message before a code, both before the words around them. What a
message settles fills an answer but is not counted a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jiesuo.core.evidence import Observation
from jiesuo.knowledge.pack import Message, Pack
from jiesuo.readers import cue_weights, cues, error_text, message_index, own_words, safety
from jiesuo.readers.redact import Hidden, redact

LONGEST = 20_000
"""Characters that are read; what follows is cut off, and said so."""
IMPLIED_BY_MESSAGE = 0.9
TRIED = "tried:"
COUNTS = "cue_reliability.json"
TRIED_FROM = 0.7
"""Reliability from which a step that was said to be done in vain counts as done."""


@dataclass(frozen=True, eq=False)
class Readers:
    """Everything that reads text, made once for a pack."""

    pack: Pack
    messages: message_index.MessageIndex
    words: own_words.WordTable | None
    cues: cues.CueTable
    refusals: safety.Refusals


@dataclass(frozen=True, slots=True)
class Heard:
    """What a text says: redacted, read, and what was hidden or left unread."""

    text: str
    observations: tuple[Observation, ...]
    tried: tuple[str, ...]
    hidden: tuple[Hidden, ...]
    cut_off: bool


def hear(raw: str, readers: Readers) -> Heard:
    """Read somebody's words or a pasted message; never raises, whatever the text is."""
    redacted = redact(raw[:LONGEST])
    text = redacted.text
    read = error_text.read(text, readers.messages)
    seen = tuple(reading.observation for reading in read)
    rest = _without(text, [reading.span for reading in read])
    words = own_words.read(rest, readers.words) if readers.words else own_words.Heard((), ())
    cued = cues.read(rest, readers.cues)
    told = (*_stated(cued), *words.observations)
    return Heard(
        text,
        tuple(_once((*_refused(text, readers), *_settled(readers.pack, seen), *told, *seen))),
        _tried(cued, words, readers.pack),
        redacted.hidden,
        len(raw) > LONGEST,
    )


def shown(seen: Sequence[Observation], pack: Pack) -> tuple[Observation, ...]:
    """What a screenshot shows, with the answers that its messages settle."""
    return tuple(_once((*_settled(pack, seen), *seen)))


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with the messages blanked, so that their words are not read again."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)


def _settled(pack: Pack, seen: Iterable[Observation]) -> Iterator[Observation]:
    """Answers that a message gives beside being evidence itself."""
    for message in seen:
        known: Message = pack.messages[message.finding.partition(".")[2]]
        for finding, value in known.answers.items():
            yield Observation(finding, value, "message", message.quote, IMPLIED_BY_MESSAGE, implied=True)


def _refused(text: str, readers: Readers) -> Iterator[Observation]:
    """What is asked for and not helped with."""
    for hit in safety.read(text, readers.refusals):
        yield Observation(f"refusal.{hit.id}", "asked", source="words", quote=hit.quote)


def _stated(cued: Iterable[cues.Cue]) -> Iterator[Observation]:
    for cue in cued:
        if not cue.name.startswith(TRIED):
            yield Observation(cue.name, cue.value, "words", cue.quote, cue.reliability)


def _tried(cued: Iterable[cues.Cue], words: own_words.Heard, pack: Pack) -> tuple[str, ...]:
    """Steps that are said to have been done in vain, each once."""
    named = [
        cue.name.removeprefix(TRIED)
        for cue in cued
        if cue.name.startswith(TRIED) and cue.reliability >= TRIED_FROM
    ]
    named += [step for step, _ in words.tried]
    return tuple(dict.fromkeys(step for step in named if step in pack.steps))


def _once(found: Iterable[Observation]) -> Iterator[Observation]:
    """The first observation of each finding."""
    kept: dict[str, Observation] = {}
    for seen in found:
        kept.setdefault(seen.finding, seen)
    return iter(kept.values())


def readers_of(pack: Pack, folder: Path) -> Readers:
    """The readers of a pack; without a fitted table own words are read by cues alone."""
    tellings = folder / "tellings"
    return Readers(
        pack,
        message_index.build(pack.messages),
        own_words.load(tellings) if own_words.is_fitted(tellings) else None,
        cues.compile_cues(pack.cues, _counted(folder / COUNTS)),
        safety.Refusals(pack.refusals, pack.clues),
    )


def _counted(file: Path) -> cue_weights.Weights | None:
    """How far each cue phrase can be trusted, where somebody has counted."""
    return cue_weights.load_weights(file) if file.is_file() else None
