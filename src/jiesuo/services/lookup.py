"""Look something up in the pack: a pasted message, a code, or words, told apart without asking.

What was typed is redacted before anything else, and nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log

from jiesuo.readers import error_text, own_words, safety
from jiesuo.readers.message_index import code_key
from jiesuo.readers.redact import Hidden, redact
from jiesuo.services.book import Book, Link, open_book
from jiesuo.services.intake import LONGEST, Readers
from jiesuo.services.lessons import Lesson, refusals
from jiesuo.services.register import Register, register_of, words_of

MOST_NAMED = 8
MOST_ALIKE = 3
TELLING_FROM = 0.15
"""Chance of a cause by the reader of own words from which it is shown; a judgement."""
FEWEST_TOLD = 5
"""Words from which a text is read as a telling; fewer are just searched for."""
LONGEST_CODE = 40
"""Characters up to which a text may be nothing but a code."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a text led to, each kind of finding by itself, best first."""

    text: str
    """What was typed, without its secrets."""
    hidden: tuple[Hidden, ...]
    cut_off: bool
    refused: tuple[Lesson, ...]
    """What is asked for and not helped with; nothing else is looked up then."""
    read: tuple[Link, ...]
    """Messages and codes that stand in it."""
    sounds_like: tuple[Link, ...]
    """Causes that a telling like this speaks of."""
    named: tuple[Link, ...]
    """Pages that have its words."""

    @property
    def nothing(self) -> bool:
        return not (self.refused or self.read or self.sounds_like or self.named)


def look_up(raw: str, readers: Readers, language: str) -> Found:
    """Find what a text is about; never raises, whatever the text is."""
    redacted = redact(raw[:LONGEST])
    text = redacted.text.replace("\0", " ").strip()
    book = open_book(readers.pack, language)
    refused = _refused(text, readers, book)
    read = () if refused else tuple(_read(text, readers, book))
    # A message says more than the words around it, and its own words are nobody's telling.
    alone = not (refused or read)
    sounds_like = tuple(_sounds_like(text, readers, book)) if alone else ()
    named = tuple(_named(text, readers, book, sounds_like)) if alone else ()
    return Found(text, redacted.hidden, len(raw) > LONGEST, refused, read, sounds_like, named)


def _refused(text: str, readers: Readers, book: Book) -> tuple[Lesson, ...]:
    hits = {hit.id for hit in safety.read(text, readers.refusals)}
    return tuple(lesson for lesson in refusals(book) if lesson.id in hits)


def _read(text: str, readers: Readers, book: Book) -> Iterator[Link]:
    """Messages and codes in the text; a code that stands alone in all its meanings."""
    found = [seen.observation.finding for seen in error_text.read(text, readers.messages)]
    if len(text) <= LONGEST_CODE:
        found += [known.finding for known in readers.messages.codes.get(code_key(text), ())]
    for finding in dict.fromkeys(found):
        yield book.message(finding.partition(".")[2])


def _sounds_like(text: str, readers: Readers, book: Book) -> Iterator[Link]:
    """The causes of the likeliest slugs; the first cause of a slug stands for it."""
    if readers.words is None or len(words_of(text)) < FEWEST_TOLD:
        return
    heard = own_words.read(text, readers.words).observations
    chances = dict(next((seen.weights for seen in heard if seen.finding == "telling"), ()))
    first = {book.pack.slug(cause): cause for cause in reversed(book.pack.causes)}
    likely = sorted(chances, key=lambda slug: (-chances[slug], slug))[:MOST_ALIKE]
    for slug in likely:
        if slug in first and chances[slug] >= log(TELLING_FROM):
            yield book.cause(first[slug])


def _named(text: str, readers: Readers, book: Book, shown: tuple[Link, ...]) -> Iterator[Link]:
    for kind, name in _register(readers).find(text, MOST_NAMED):
        link = book.link(kind, name)
        if link not in shown:
            yield link


@lru_cache(maxsize=4)
def _register(readers: Readers) -> Register:
    """Made once for a pack: its readers are the same object as long as it is open."""
    return register_of(readers.pack)
