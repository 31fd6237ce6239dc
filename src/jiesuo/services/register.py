"""The register of the pack's book: which pages have which words, in every language, and how telling each is.

Words of scripts with spaces are matched with their forms and typing errors by rapidfuzz; scripts without
spaces by pairs of letters. A page is found by the share of the query's weight that it covers, each word
weighing the logarithm of how few pages have it (inverse document frequency).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import log

from rapidfuzz import fuzz, process

from jiesuo.knowledge.pack import Pack
from jiesuo.services.book import Kind

COVERED_FROM = 0.5
"""Share of the query's weight that a page must cover; a judgement."""
LIKE_FROM = 80.0
"""Likeness in percent from which a word may be another's form, or a typing error."""
LIKE_COUNTS = 0.8
"""How much a like word counts beside the word itself."""
SHORTEST_LIKE = 4
MOST_LIKE = 12
TITLE_COUNTS = 0.3
"""Extra weight of what stands in a title."""
ACROSS_COUNTS = 0.25
"""How much a pair of letters counts that no page has: it may lie across two words."""
MOST_WORDS = 40
"""Different words up to which a text is a search; a longer one is a telling."""

_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_ENDINGS = re.compile(r"[\u3040-\u309f]+")
"""Pairs of hiragana are endings and particles, which stand in every sentence."""
_WORD = re.compile(r"[^\W_]+")
_PARTS: tuple[tuple[Kind, str, tuple[str, ...]], ...] = (
    ("cause", "causes", ("situation", "explain")),
    ("message", "messages", ("meaning",)),
    ("step", "steps", ("why",)),
    ("route", "routes", ("limits",)),
)

Page = tuple[Kind, str]


@dataclass(frozen=True, eq=False)
class Register:
    """Word -> the pages that have it, and those that have it in the title."""

    pages: dict[str, frozenset[Page]]
    titles: dict[str, frozenset[Page]]
    size: int

    def find(self, text: str, most: int) -> list[Page]:
        """The pages that cover most of a search, best first; none for a longer text."""
        asked = words_of(text)
        if not asked or len(asked) > MOST_WORDS:
            return []
        whole = sum(self._weight(word) for word in asked)
        covered, score = self._covered(asked)
        kept = [page for page, weight in covered.items() if weight >= COVERED_FROM * whole]
        return sorted(kept, key=lambda page: (-score[page], page))[:most]

    def _covered(self, asked: frozenset[str]) -> tuple[dict[Page, float], dict[Page, float]]:
        """Weight that each page covers, and the same with titles counting more."""
        covered: dict[Page, float] = defaultdict(float)
        score: dict[Page, float] = defaultdict(float)
        for word in sorted(asked):
            for page, (share, titled) in self._matches(word).items():
                covered[page] += share * self._weight(word)
                score[page] += (share + TITLE_COUNTS * titled) * self._weight(word)
        return covered, score

    def _matches(self, word: str) -> dict[Page, tuple[float, float]]:
        """Pages with a word or one like it: (how like, how like in the title)."""
        found: dict[Page, tuple[float, float]] = {}
        for known, likeness in self._like(word):
            for page in self.pages[known]:
                share, titled = found.get(page, (0.0, 0.0))
                in_title = likeness if page in self.titles.get(known, ()) else 0.0
                found[page] = max(share, likeness), max(titled, in_title)
        return found

    def _like(self, word: str) -> Iterator[tuple[str, float]]:
        if word in self.pages:
            yield word, 1.0
        if len(word) < SHORTEST_LIKE:
            return
        near = process.extract(
            word, self.pages.keys(), scorer=fuzz.ratio, score_cutoff=LIKE_FROM, limit=MOST_LIKE
        )
        for known, likeness, _ in near:
            yield known, LIKE_COUNTS * likeness / 100
        for known in self.pages:
            if known.startswith(word) and known != word:
                yield known, LIKE_COUNTS

    def _weight(self, word: str) -> float:
        held = self.pages.get(word)
        if held:
            return log(1 + self.size / len(held))
        near = [len(self.pages[known]) for known, _ in self._like(word)]
        if near:
            return log(1 + self.size / max(near))
        return log(1 + self.size) * (ACROSS_COUNTS if _WITHOUT_SPACES.match(word) else 1.0)


def words_of(text: str) -> frozenset[str]:
    """Lower-case words, and pairs of letters where a script has no spaces."""
    plain = unicodedata.normalize("NFKC", text).lower()
    pairs = (run[i : i + 2] for run in _WITHOUT_SPACES.findall(plain) for i in range(max(1, len(run) - 1)))
    telling = (pair for pair in pairs if not _ENDINGS.fullmatch(pair))
    return frozenset((*telling, *_WORD.findall(_WITHOUT_SPACES.sub(" ", plain))))


def register_of(pack: Pack) -> Register:
    """The register of a pack."""
    pages: dict[str, set[Page]] = defaultdict(set)
    titles: dict[str, set[Page]] = defaultdict(set)
    size = 0
    for page, title, text in _texts(pack):
        size += 1
        for word in words_of(title):
            titles[word].add(page)
        for word in words_of(f"{title}\n{text}"):
            pages[word].add(page)
    return Register(_frozen(pages), _frozen(titles), size)


def _frozen(held: dict[str, set[Page]]) -> dict[str, frozenset[Page]]:
    return {word: frozenset(pages) for word, pages in held.items()}


def _texts(pack: Pack) -> Iterator[tuple[Page, str, str]]:
    """Each page but those of codes, with its titles and its other texts in every language."""
    for kind, part, fields in _PARTS:
        for name, record in getattr(pack, part).items():
            if kind == "message" and record.code:
                continue
            entries = [words.get(part, {}).get(name, {}) for words in pack.words.values()]
            titles = [str(entry.get("title", "")) for entry in entries]
            titles += record.texts if kind == "message" else ()
            others = [str(entry.get(field, "")) for entry in entries for field in fields]
            others += [] if kind == "message" else [name.replace("_", " ")]
            yield (kind, name), "\n".join(titles), "\n".join(others)
