"""What worked for others is what was counted, and everything else of the pack is told once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jiesuo.core.model import Model
from jiesuo.knowledge.pack import Pack
from jiesuo.services.book import open_book
from jiesuo.services.lessons import MOMENTS, bans, budgets, counts, myths, refusals, rules

# Typed off the table "Fixes that worked" of the case statistics of November 2026: all, foreigners.
COUNTED = {
    "filter_off": (13, 2),
    "bank_counter": (12, 12),
    "other_payer_or_cash": (11, 9),
    "the_other_wallet": (6, 5),
    "right_app": (6, 2),
    "verification_done": (6, 6),
    "second_card": (4, 3),
    "as_the_form_wants": (3, 3),
    "mainland_account": (3, 3),
    "vpn_off": (3, 0),
    "logged_in_by_hand": (2, 0),
    "older_user_vouched": (2, 2),
    "service_changed": (2, 2),
    "wrong_account_unbound": (1, 1),
    "second_number": (1, 1),
    "automation_off": (1, 0),
}


@pytest.fixture(scope="module")
def pack(model: Model) -> Pack:
    return model.pack


def test_counts_are_those_of_the_research(pack: Pack) -> None:
    found = counts(open_book(pack, "en"))
    assert found is not None
    assert {one.id: (one.cases, one.foreigners) for one in found.worked} == COUNTED
    assert (found.cases, found.pages, found.confirmed, found.foreigners) == (168, 156, 76, 51)
    assert dict(found.ended) == {"repair": 51, "switch": 12, "workaround": 11, "wait": 2}
    assert sum(one.foreigners for one in found.worked) == found.foreigners
    assert sum(one.timed for one in found.worked) == found.timed == 46


def test_most_cases_come_first(pack: Pack) -> None:
    found = counts(open_book(pack, "en"))
    assert found is not None
    assert [one.cases for one in found.worked] == sorted((one.cases for one in found.worked), reverse=True)


def test_what_breaks_a_rule_is_counted_but_not_advised(pack: Pack) -> None:
    found = counts(open_book(pack, "en"))
    assert found is not None
    not_advised = {one.id for one in found.worked if not one.advised}
    assert not_advised == {"older_user_vouched", "second_number"}
    assert not [one for one in found.worked if not one.advised and one.links]


def test_a_pack_that_counted_nothing_says_nothing(pack: Pack) -> None:
    assert counts(open_book(replace(pack, survey=None), "en")) is None


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ja"])
def test_everything_is_told_in_words(pack: Pack, language: str) -> None:
    book = open_book(pack, language)
    told = [*myths(book), *bans(book), *refusals(book)]
    assert all(lesson.text and lesson.more for lesson in told)
    assert len(told) == len(pack.myths) + len(pack.holds) + len(pack.refusals)
    assert [lesson.id for lesson in budgets(book)] == list(pack.tries)
    ruled = [lesson.id for moment in MOMENTS for lesson in rules(book, moment)]
    assert sorted(ruled) == sorted(pack.rules)
