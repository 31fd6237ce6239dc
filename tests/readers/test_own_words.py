"""The reader of own words: what it says of a text, and that its table is that of the pack's tellings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiesuo.knowledge import catalog
from jiesuo.readers import own_words, train_words
from jiesuo.readers.own_words import WordTable

TELLINGS = catalog.find().folder / "tellings"


@pytest.fixture(scope="module")
def table() -> WordTable:
    return own_words.load(TELLINGS)


def likeliest(text: str, table: WordTable) -> list[str]:
    weights = own_words.cause_weights(table.logits(own_words.ngrams(text)), table)
    return sorted(weights, key=weights.__getitem__, reverse=True)[:3]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        (
            "The face scan fails every time although the light is good and my glasses are off",
            "face_scan_failed",
        ),
        ("我的手机号已经停机了，登录验证码收不到，换号又要旧号的验证码", "lost_phone_number"),
        (
            "パスポートを更新したのに、アリペイには古い番号のままで、支払いができません",
            "passport_renewed_stale",
        ),
        (
            "The ad blocker is on and the checkout stays blank; on mobile data it works",
            "adblock_or_dns_filter",
        ),
    ],
)
def test_plain_tellings_point_to_their_cause(text: str, slug: str, table: WordTable) -> None:
    assert slug in likeliest(text, table)


AROUND = "My order cannot be paid, it is refused. I have been travelling. I use a foreign credit card."


@pytest.mark.parametrize("said", ['It says "Network error".', "It says \u201cNetwork error\u201d."])
def test_what_is_quoted_does_not_drown_in_the_words_around_it(said: str, table: WordTable) -> None:
    """Each part counts as if it stood alone, so that a short text of the screen keeps its weight."""
    told = dict(own_words.read(f"{AROUND} {said}", table).observations[0].weights)
    alone = own_words.cause_weights(table.logits(own_words.ngrams("Network error")), table)
    assert max(told, key=told.__getitem__) == max(alone, key=alone.__getitem__)


def test_words_without_a_quotation_are_read_as_one(table: WordTable) -> None:
    told = dict(own_words.read(AROUND, table).observations[0].weights)
    assert told == pytest.approx(own_words.cause_weights(table.logits(_grams(AROUND)), table))


def _grams(text: str) -> frozenset[str]:
    return frozenset().union(*(clause.grams for clause in own_words.split(text)))


def test_weights_are_log_chances(table: WordTable) -> None:
    weights = own_words.cause_weights(table.logits(own_words.ngrams("my card was refused")), table)
    assert np.exp(list(weights.values())).sum() == pytest.approx(1)


@given(st.text(max_size=300))
@settings(max_examples=50, deadline=None)
def test_no_telling_rules_a_cause_out(text: str) -> None:
    """However sure the words sound, they may not have been about the cause at all."""
    table = own_words.load(TELLINGS)
    weights = own_words.cause_weights(table.logits(own_words.ngrams(text)), table)
    assert min(weights.values()) >= np.log(own_words.ALWAYS_EVEN / len(weights)) - 1e-9


@pytest.mark.parametrize(
    "text",
    [
        "Good morning, my payment is not going through and I cannot tell why. I was at a pharmacy in Harbin.",
        "你好，我在哈尔滨的药店想用支付宝付钱，可是没有成功，请问是哪里不对？",
        "おはようございます。ハルビンの薬局でアリペイの支払いができません。どうすればいいですか。",
    ],
)
def test_who_does_not_speak_of_the_cause_is_not_said_to_have(text: str, table: WordTable) -> None:
    logits = table.logits(own_words.ngrams(text))
    assert own_words.says_nothing(logits, table) > own_words.SAYS_NOTHING
    assert max(own_words.cause_weights(logits, table).values()) < np.log(0.3)


def test_the_surest_tellings_rule_no_cause_out(table: WordTable) -> None:
    least = np.log(own_words.ALWAYS_EVEN / len(table.cause_heads)) - 1e-9
    for telling in train_words.read_corpus(TELLINGS)[::40]:
        weights = own_words.cause_weights(table.logits(own_words.ngrams(telling.text)), table)
        assert min(weights.values()) >= least


def test_nothing_said_is_no_cause_and_no_statement(table: WordTable) -> None:
    assert own_words.NOTHING not in table.cause_heads
    assert table.nothing_head is not None
    assert table.nothing_head not in (*table.cause_heads.values(), *table.statement_heads.values())


def test_too_little_text_says_nothing(table: WordTable) -> None:
    assert own_words.read("hi", table).observations == ()


@pytest.mark.parametrize(
    "text",
    [
        "Meine Kreditkarte wird beim Bezahlen immer abgelehnt und die Bank sagt, dass alles in Ordnung sei",
        "Il mio conto è bloccato da ieri e non riesco più ad entrare, nemmeno con il telefono vecchio",
        "Mi tarjeta fue rechazada en la tienda y el banco dice que no ve ningún intento de pago",
    ],
)
def test_a_language_that_is_not_read_says_nothing(text: str, table: WordTable) -> None:
    assert own_words.read(text, table).observations == ()


def test_every_quote_is_a_clause_of_the_text(table: WordTable) -> None:
    text = "I moved to Shanghai last year. My Visa is refused when I pay at Taobao, and the bank saw nothing."
    heard = own_words.read(text, table)
    assert heard.observations
    assert all(seen.quote in text for seen in heard.observations)


def test_a_table_comes_back_as_it_was_saved(table: WordTable, tmp_path: Path) -> None:
    own_words.save(table, tmp_path, "mark")
    again = own_words.load(tmp_path)
    assert again.heads == table.heads
    assert again.grams == table.grams
    assert np.array_equal(again.weights, table.weights)
    assert own_words.corpus_of(tmp_path) == "mark"


def test_the_kept_table_was_fitted_on_the_kept_tellings() -> None:
    """When this is red: make fit."""
    assert own_words.corpus_of(TELLINGS) == train_words.fingerprint(TELLINGS)


def test_retellings_stay_on_one_side_of_the_split() -> None:
    folds: dict[tuple[str, str], set[int]] = {}
    for telling in train_words.read_corpus(TELLINGS):
        folds.setdefault((telling.slug, telling.situation), set()).add(telling.fold)
    assert all(len(found) == 1 for found in folds.values())


def test_slugs_of_the_tellings_are_those_of_causes_but_for_the_vague_ones() -> None:
    pack = catalog.open_by_id()
    known = {*map(pack.slug, pack.causes), own_words.NOTHING}
    assert {telling.slug for telling in train_words.read_corpus(TELLINGS)} <= known


def test_labels_of_the_tellings_are_findings_and_steps_of_the_pack() -> None:
    pack = catalog.open_by_id()
    for telling in train_words.read_corpus(TELLINGS):
        assert all(value in pack.findings[finding].values for finding, value in telling.findings.items())


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_ngrams(text: str) -> None:
    assert all(gram.strip() for gram in own_words.ngrams(text))


def disasters() -> list[train_words.Telling]:
    """Three causes with words of their own."""
    words = {
        "fire": ["flame", "smoke", "heat", "ash"],
        "flood": ["water", "wave", "rain", "mud"],
        "quake": ["shaking", "rubble", "crack", "tremor"],
    }
    return [
        train_words.Telling(f"there was {a} and {b} near {place}", "en", slug, f"{n}", {"at": place}, ())
        for slug, own in words.items()
        for n, (a, b) in enumerate((a, b) for a in own for b in own if a != b)
        for place in ("home", "work")
    ]


def vague_ones() -> list[train_words.Telling]:
    """Tellings that could be of any of the three."""
    how = ["bad", "awful", "sudden", "terrible", "strange", "loud"]
    return [
        train_words.Telling(
            f"it was {a} and {b} near {place}", "en", own_words.NOTHING, f"{n}", {"at": place}, ()
        )
        for n, (a, b) in enumerate((a, b) for a in how for b in how if a != b)
        for place in ("home", "work")
    ]


def test_a_small_corpus_can_be_fitted_and_its_causes_told_apart() -> None:
    """The fit must separate tellings it has not seen."""
    table = train_words.fit(disasters())
    assert likeliest("smoke and heat near the road", table)[0] == "fire"
    assert likeliest("rain and water near the road", table)[0] == "flood"
    assert table.nothing_head is None


def test_vague_tellings_are_learned_to_say_nothing() -> None:
    """An unseen vague telling claims next to nothing; one with a cause's words still claims its cause."""
    table = train_words.fit([*disasters(), *vague_ones()])
    vague = table.logits(own_words.ngrams("it was loud and strange near the road"))
    spoken = table.logits(own_words.ngrams("there was smoke and heat near the road"))
    assert own_words.says_nothing(vague, table) > 0.5 > own_words.says_nothing(spoken, table)
    assert likeliest("smoke and heat near the road", table)[0] == "fire"
    assert set(table.cause_heads) == {"fire", "flood", "quake"}


def test_the_mean_chance_of_saying_nothing_is_its_share() -> None:
    tellings = [*disasters(), *vague_ones()]
    apart = [telling for telling in tellings if telling.fold == 0]
    weights = train_words.fit_weights([telling for telling in tellings if telling.fold != 0])
    table = train_words.calibrate(weights, apart)
    chance = own_words.says_nothing(np.array([table.logits(own_words.ngrams(t.text)) for t in apart]), table)
    vague = np.array([telling.slug == own_words.NOTHING for telling in apart])
    share = own_words.SAYS_NOTHING
    assert (1 - share) * chance[~vague].mean() + share * chance[vague].mean() == pytest.approx(share)
