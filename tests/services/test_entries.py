"""The pack as a book: pages agree with the pack and with each other."""

from __future__ import annotations

import pytest

from jiesuo.core.model import Model
from jiesuo.errors import NotFound
from jiesuo.knowledge.pack import Pack, Sourced
from jiesuo.services import book as shelf
from jiesuo.services.book import KINDS, Book, Kind, open_book
from jiesuo.services.citing import backing
from jiesuo.services.entries import CauseEntry, DeedEntry, MessageEntry, cause_entry, entry, step_entry

LANGUAGES = ("en", "zh-Hans", "ja")


@pytest.fixture(scope="module")
def pack(model: Model) -> Pack:
    return model.pack


@pytest.fixture(scope="module")
def book(pack: Pack) -> Book:
    return open_book(pack, "en")


def names(pack: Pack, kind: Kind) -> list[str]:
    if kind in ("message", "code"):
        return [name for name, known in pack.messages.items() if bool(known.code) == (kind == "code")]
    return list(getattr(pack, f"{kind}s"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_a_page_of_its_kind(pack: Pack, language: str) -> None:
    kinds = {"cause": CauseEntry, "message": MessageEntry, "code": MessageEntry}
    for kind in KINDS:
        for name in names(pack, kind):
            found = entry(open_book(pack, language), kind, name)
            assert isinstance(found, kinds.get(kind, DeedEntry))
            assert found.link.kind == kind
            assert found.link.id == name
            assert found.link.title


@pytest.mark.parametrize(
    ("kind", "name"),
    [("cause", "nonsense"), ("step", "identity_unverified"), ("code", "tb_pay_disabled"), ("message", "")],
)
def test_what_is_not_there_is_said(book: Book, kind: Kind, name: str) -> None:
    with pytest.raises(NotFound):
        entry(book, kind, name)


def test_a_step_helps_against_what_it_is_said_to_help_against(book: Book, pack: Pack) -> None:
    from_causes = {
        (cause, help_.link.id, help_.chance)
        for cause in pack.causes
        for help_ in cause_entry(book, cause).helps
    }
    from_steps = {
        (cause.id, step, chance) for step in pack.steps for cause, chance in step_entry(book, step).helps
    }
    assert from_causes == from_steps
    assert from_causes == {
        (cause, name, fix.p) for name, step in pack.steps.items() for cause, fix in step.fixes.items()
    }


def test_what_helps_most_comes_first(book: Book, pack: Pack) -> None:
    for name in pack.causes:
        chances = [help_.chance for help_ in cause_entry(book, name).helps]
        assert chances == sorted(chances, reverse=True)


def test_who_is_taken_for_another_is_named_on_both_pages(book: Book, pack: Pack) -> None:
    alike = {name: {other.link.id for other in cause_entry(book, name).alike} for name in pack.causes}
    for name, others in alike.items():
        assert set(pack.causes[name].fooled_by) <= others
        assert all(name in alike[other] for other in others)


def test_a_question_tells_two_causes_apart_by_at_least_two_in_five(book: Book, pack: Pack) -> None:
    asked = {book.words.text("findings", name, "question"): name for name in pack.findings}
    told = [
        (name, other) for name in pack.causes for other in cause_entry(book, name).alike if other.question
    ]
    assert told
    for name, other in told:
        one, two = (pack.causes[c].shows[asked[other.question]] for c in (name, other.link.id))
        one, two = ({"yes": c} if isinstance(c, float) else c for c in (one, two))
        assert max(abs(one.get(v, 0) - two.get(v, 0)) for v in {*one, *two}) >= 0.4


def test_no_way_is_called_open_that_is_banned_or_mostly_closed(book: Book, pack: Pack) -> None:
    for name in pack.causes:
        for way in cause_entry(book, name).open_ways:
            assert pack.causes[name].blocks.get(way.id, 0) <= 0.15
            assert not pack.routes[way.id].main
    # Whoever is talking to a fraud, or has a stranger in the account, is sent to no payment.
    for name in ("scam_fake_service", "account_taken_over"):
        assert not [way for way in cause_entry(book, name).open_ways if "pays" in pack.routes[way.id].tags]


def test_what_to_leave_alone_is_on_the_page(book: Book) -> None:
    text = book.words.text("holds", "no_card_again_before_bank", "text")
    assert text in {ban.text for ban in cause_entry(book, "passport_renewed_stale").bans}
    assert text in {ban.text for ban in step_entry(book, "readd_card").bans}
    assert text not in {ban.text for ban in step_entry(book, "link_other_network_card").bans}


def test_shares_of_a_message_are_those_of_its_causes_and_add_up(book: Book, pack: Pack) -> None:
    for name, message in pack.messages.items():
        found = entry(book, "code" if message.code else "message", name)
        assert isinstance(found, MessageEntry)
        assert {meaning.link.id for meaning in found.means} == set(message.means)
        if found.means:
            assert sum(meaning.share for meaning in found.means) == pytest.approx(1)
            assert [m.share for m in found.means] == sorted((m.share for m in found.means), reverse=True)


def test_both_sides_of_a_claim_are_cited(pack: Pack) -> None:
    claims: list[Sourced] = [*pack.causes.values(), *pack.steps.values(), *pack.myths.values()]
    for claim in claims:
        found = backing(pack, claim)
        assert [source.id for source in found.sources] == claim.sources
        assert [source.id for source in found.against] == claim.disputed
        families = {pack.sources[name].family for name in claim.sources}
        assert found.only_one == (len(families) == 1)
        assert found.judged == (set(claim.sources) == {"judgement"})


def test_every_shelf_holds_each_thing_once(pack: Pack, book: Book) -> None:
    shelves: dict[Kind, list[shelf.Group]] = {
        "cause": shelf.causes_by_area(book),
        "message": shelf.messages_by_area(book),
        "code": shelf.codes_by_system(book),
        "step": shelf.steps_by_kind(book),
        "route": shelf.routes_by_goal(book),
    }
    for kind, groups in shelves.items():
        held = [link.id for group in groups for link in group.links]
        assert sorted(held) == sorted(names(pack, kind))
