"""Count how often each cue phrase is right on a pack's tellings; run by authors: see `COMMAND`.

Fold 0 stays apart for reports. Retellings of one situation count once, and the first right situation of a
phrase is not counted: it is probably the one that its author had in mind.

What matters for safety is rare in tellings: ten situations of a scam leave little of a phrase's count but its
false hits. So a pack may add single sentences, right ones and harmless ones that are like them (`SENTENCES`).
They are labelled for the statements that one of them makes and are counted for these alone; how common a
statement is (`share`) is counted on tellings only.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from jiesuo.readers.cue_index import TRIED, Written
from jiesuo.readers.cue_weights import Weights, load_weights, save_weights
from jiesuo.readers.cues import Cue, CueTable, compile_cues, hear, read
from jiesuo.readers.train_words import Telling, fingerprint, read_corpus

COMMAND = "python -m jiesuo.readers.measure_cues <pack folder>"
CUES, WEIGHTS, TELLINGS, SENTENCES = "cues.yaml", "cue_reliability.json", "tellings", "sentences"
RARE = 5
"""Situations below which a phrase says more about its statement's phrases in general than about itself."""
PRIOR_HITS = 3.0
PRIOR_RARE_HITS = 4.0
"""Imagined hits at the typical rate that are added before dividing."""

Counts = dict[str, dict[str, tuple[int, int]]]
"""Statement -> phrase -> (situations in which it was heard, those in which it was right)."""


@dataclass(frozen=True, slots=True)
class Score:
    """Statements claimed and made: right ones, wrong ones, and those passed over."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)


def load_cues(path: Path) -> Written:
    """Read cue phrases as text, so that yes and no stay words."""
    written: Written = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    return written


def read_sentences(folder: Path) -> list[Telling]:
    """The sentences of a pack, each a situation of its own; none where there is no such folder."""
    found = read_corpus(folder / SENTENCES) if (folder / SENTENCES).is_dir() else []
    return [replace(sentence, situation=str(number)) for number, sentence in enumerate(found)]


def measure(table: CueTable, tellings: Sequence[Telling], sentences: Sequence[Telling] = ()) -> Weights:
    """Weights counted on tellings whose findings are known and on sentences labelled for a few of them."""
    counts = _counts(table, tellings, sentences)
    overall = _rate(counts.values(), 0.5)
    typical = {said: _rate([phrases], overall) for said, phrases in counts.items()}
    made = Counter(said for telling in tellings for said in statements(telling))
    return Weights(
        {said: _rounded((made[said] + 0.5) / (len(tellings) + 1)) for said in counts},
        {said: _rounded(rate) for said, rate in typical.items()},
        {said: _shrunk(phrases, typical[said]) for said, phrases in counts.items()},
    )


def score(table: CueTable, tellings: Iterable[Telling], claimed_from: float) -> dict[str, Score]:
    """How well `read` does, for each statement."""
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for telling in tellings:
        made = statements(telling)
        claimed = {cue.statement for cue in read(telling.text, table, claimed_from)}
        for said in made | claimed:
            tallies[said][_outcome(said in claimed, said in made)] += 1
    return {said: Score(tally["right"], tally["wrong"], tally["missed"]) for said, tally in tallies.items()}


def total(scores: Iterable[Score]) -> Score:
    """All statements together."""
    kept = list(scores)
    return Score(sum(s.right for s in kept), sum(s.wrong for s in kept), sum(s.missed for s in kept))


def statements(telling: Telling) -> set[str]:
    """What a telling is labelled to say, under the headings of cues."""
    said = {f"{finding}={value}" for finding, value in telling.findings.items()}
    return said | {f"{TRIED}={step}" for step in telling.tried}


def main(folder: Path) -> None:
    """Count on folds 1 to 4, write the weights, and report on fold 0."""
    tellings = [telling for telling in read_corpus(folder / TELLINGS) if telling.slug]
    written = load_cues(folder / CUES)
    counted = [telling for telling in tellings if telling.fold != 0]
    weights = measure(compile_cues(written), counted, read_sentences(folder))
    save_weights(weights, folder / WEIGHTS, fingerprint(folder / TELLINGS), COMMAND)
    table = compile_cues(written, load_weights(folder / WEIGHTS))
    _report(table, [telling for telling in tellings if telling.fold == 0])


def _outcome(claimed: bool, made: bool) -> str:
    if not claimed:
        return "missed"
    return "right" if made else "wrong"


def _counts(table: CueTable, tellings: Sequence[Telling], sentences: Sequence[Telling]) -> Counts:
    heard: dict[str, dict[str, dict[tuple[str, str], bool]]] = defaultdict(lambda: defaultdict(dict))
    for telling, cue in _hits(table, tellings, sentences):
        situation = (telling.slug, telling.situation)
        earlier = heard[cue.statement][cue.cue].get(situation, False)
        heard[cue.statement][cue.cue][situation] = earlier or cue.statement in statements(telling)
    return {
        said: {phrase: _without_the_first(found) for phrase, found in by_phrase.items()}
        for said, by_phrase in heard.items()
    }


def _hits(
    table: CueTable, tellings: Sequence[Telling], sentences: Sequence[Telling]
) -> Iterator[tuple[Telling, Cue]]:
    """Every cue in a telling; in a sentence those for statements that sentences are labelled for."""
    judged = {said for sentence in sentences for said in statements(sentence)}
    for telling in tellings:
        yield from ((telling, cue) for cue in hear(telling.text, table))
    for sentence in sentences:
        yield from ((sentence, cue) for cue in hear(sentence.text, table) if cue.statement in judged)


def _without_the_first(situations: dict[tuple[str, str], bool]) -> tuple[int, int]:
    right = sum(situations.values())
    return len(situations) - min(right, 1), max(right - 1, 0)


def _rate(groups: Iterable[dict[str, tuple[int, int]]], expected: float) -> float:
    rare = [count for group in groups for count in group.values() if count[0] < RARE]
    right, heard = sum(count[1] for count in rare), sum(count[0] for count in rare)
    return (right + PRIOR_RARE_HITS * expected) / (heard + PRIOR_RARE_HITS)


def _shrunk(phrases: dict[str, tuple[int, int]], typical: float) -> dict[str, float]:
    return {
        phrase: _rounded((right + PRIOR_HITS * typical) / (heard + PRIOR_HITS))
        for phrase, (heard, right) in sorted(phrases.items())
    }


def _rounded(share: float) -> float:
    return round(share, 3)


def _report(table: CueTable, tellings: Sequence[Telling]) -> None:
    for claimed_from in (0.5, 0.6, 0.7, 0.8):
        for language in (*sorted({telling.lang for telling in tellings}), "all"):
            kept = [telling for telling in tellings if language in (telling.lang, "all")]
            whole = total(score(table, kept, claimed_from).values())
            print(f"{claimed_from} {language:8} precision {whole.precision:.3f} recall {whole.recall:.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
