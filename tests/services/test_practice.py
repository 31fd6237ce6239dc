"""A practice game: folded from its text alone, judged by the mechanism, on a phone that offers every move."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiesuo.core.model import Model, build
from jiesuo.errors import InputError, NotFound
from jiesuo.knowledge import catalog
from jiesuo.services import oracle
from jiesuo.services.intake import Readers, readers_of
from jiesuo.services.practice import (
    CASES,
    DRAWN,
    LONGEST_TEXT,
    MOST_MOVES,
    USUAL_SEED,
    Practice,
    load,
    play,
)
from jiesuo.services.practice_advice import hint
from jiesuo.services.practice_comment import best_way, comment
from jiesuo.services.practice_places import ELSEWHERE, PLACES, TRY, WAIT, open_moves, open_places, place_of
from jiesuo.services.practice_screens import rows
from jiesuo.world.numbers import GUIDE, Numbers
from jiesuo.world.numbers import load as load_world
from jiesuo.world.world import DOINGS, World

MOVES = st.lists(st.sampled_from(sorted(DOINGS)), max_size=12).map(tuple)
SEEDS = st.integers(0, 300)
GAMES = st.builds(Practice, st.just(DRAWN), SEEDS, MOVES)
NUMBERS = load_world(GUIDE)


@pytest.fixture(scope="module")
def known() -> tuple[Model, Readers]:
    pack = catalog.open_by_id()
    return build(pack), readers_of(pack, catalog.find().folder)


@pytest.fixture(scope="module")
def numbers() -> Numbers:
    return NUMBERS


# --- what is kept -------------------------------------------------------------------------------------------


@given(GAMES)
def test_a_game_is_its_text(practice: Practice) -> None:
    assert load(practice.saved) == practice
    assert len(practice.saved) <= LONGEST_TEXT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "drawn",
        "drawn~",
        "drawn~-1",
        "drawn~1~",
        "drawn~1~fly",
        "drawn~1~wait~",
        "nobody~1",
        "drawn~1234567890",
        "drawn~١",
        "drawn~1\n",
        "drawn~1" + "~wait" * (MOST_MOVES + 1),
        "drawn~1~" + "w" * LONGEST_TEXT,
    ],
)
def test_what_is_no_game_is_not_found(text: str) -> None:
    if text == "drawn~1~":
        assert load(text).moves == ()
        return
    with pytest.raises(NotFound):
        load(text)


def test_nobody_can_make_a_move_that_does_not_exist() -> None:
    with pytest.raises(InputError):
        Practice(DRAWN, 1).then("fly")
    with pytest.raises(InputError):
        Practice("nobody", 1)


@settings(max_examples=25, deadline=None)
@given(GAMES, st.sampled_from(("en", "zh-Hans", "ja")))
def test_folding_again_gives_the_same_whatever_the_language(practice: Practice, language: str) -> None:
    first, again = play(NUMBERS, practice, "en"), play(NUMBERS, practice, language)
    assert first.entries == again.entries
    assert (first.cost, first.state.now, first.state.harm) == (again.cost, again.state.now, again.state.harm)


@settings(max_examples=25, deadline=None)
@given(GAMES)
def test_a_game_is_the_world_played_by_hand(practice: Practice) -> None:
    """The same moves in the world itself cost the same, end the same and harm the same."""
    played = play(NUMBERS, practice)
    world = World(NUMBERS)
    world.reset(played.seed)
    steps = [world.step(move) for move in practice.moves]
    assert [step.seen.outcome for step in steps] == [entry.outcome for entry in played.entries]
    assert [step.now for step in steps] == [entry.ended for entry in played.entries]
    assert world.state.harm == [harm for entry in played.entries for harm in entry.harm] == played.state.harm
    assert world.state.spent == played.state.spent


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("seed", range(6))
def test_a_named_case_has_its_fault_and_no_other(case: str, seed: int) -> None:
    played = play(NUMBERS, Practice(case, seed))
    assert played.state.faults == CASES[case].faults
    assert not played.world.reached


# --- the phone ----------------------------------------------------------------------------------------------


def test_every_move_of_the_world_has_a_place() -> None:
    placed = {move for place in PLACES.values() for move in (*place.moves, place.look) if move}
    assert placed | ELSEWHERE == set(DOINGS)
    assert not placed & ELSEWHERE


def test_every_menu_path_is_in_the_pack(known: tuple[Model, Readers]) -> None:
    assert {place.path for place in PLACES.values() if place.path} <= set(known[0].pack.paths)


@settings(max_examples=40, deadline=None)
@given(GAMES)
def test_the_wish_can_always_be_tried_in_one_place(practice: Practice) -> None:
    state = play(NUMBERS, practice).state
    assert sum(TRY in open_moves(state, name) for name, _ in open_places(state)) == 1
    assert place_of(state, TRY)


@settings(max_examples=40, deadline=None)
@given(GAMES)
def test_every_row_of_a_screen_is_filled_and_none_says_when_a_review_ends(practice: Practice) -> None:
    state = play(NUMBERS, practice).state
    shown = [row for _, place in open_places(state) for screen in place.shows for row in rows(state, screen)]
    assert all(field and value for field, value in shown)
    assert "until" not in dict(shown)


# --- the comment --------------------------------------------------------------------------------------------


def test_a_log_in_at_a_fresh_lock_is_called_harm_at_its_own_move(known: tuple[Model, Readers]) -> None:
    start = Practice("lock_after_vpn", USUAL_SEED["lock_after_vpn"])
    found = comment(*known, NUMBERS, start.then("look_at_bills").then(TRY), "en")
    assert found.worse == ((1, "lock_grew"),)
    assert found.first == TRY
    assert not found.agreed
    assert found.causes == ("account_locked_new_location_vpn",)


def test_papers_during_a_review_are_called_harm(known: tuple[Model, Readers]) -> None:
    start = Practice("renewed_passport", USUAL_SEED["renewed_passport"], ("visit_branch", "update_passport"))
    assert play(NUMBERS, start).state.wallet.review is not None
    found = comment(*known, NUMBERS, start.then("update_passport"), "en")
    assert found.worse == ((2, "review_restarted"),)


def test_nothing_done_is_commented_too(known: tuple[Model, Readers]) -> None:
    found = comment(*known, NUMBERS, Practice("overseas_card_refused", 16), "ja")
    assert found.done.entries == ()
    assert found.worse == ()
    assert found.first == ""
    assert not found.done.reached
    assert not found.agreed


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("seed", range(3))
def test_the_best_way_is_the_oracles_or_cheaper_and_can_be_walked(case: str, seed: int) -> None:
    start = Practice(case, seed)
    best = best_way(NUMBERS, start, "en")
    found = oracle.solve(NUMBERS, play(NUMBERS, start).seed, CASES[case].faults, CASES[case].goal)
    assert best.cost <= found.cost + 1e-6
    walked = play(NUMBERS, Practice(case, seed, tuple(entry.move for entry in best.entries)))
    assert walked.cost == best.cost
    assert walked.world.reached == best.reached


# --- jiesuo beside it ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ja"])
@pytest.mark.parametrize("case", CASES)
def test_who_does_what_jiesuo_says_gets_there_and_harms_nothing(
    known: tuple[Model, Readers], case: str, language: str
) -> None:
    practice = Practice(case, USUAL_SEED[case])
    for _ in range(9):
        played = play(NUMBERS, practice, language)
        if played.world.reached:
            break
        said = hint(*known, NUMBERS, practice, language)
        assert said.move == WAIT or said.move in (
            *open_moves(played.state, said.place),
            PLACES[said.place].look,
        )
        practice = practice.then(said.move)
    assert played.world.reached, practice.moves
    assert played.state.harm == []


def test_a_hint_stops_who_stands_before_a_lock(known: tuple[Model, Readers]) -> None:
    said = hint(*known, NUMBERS, Practice("lock_after_vpn", USUAL_SEED["lock_after_vpn"], (TRY,)), "en")
    assert said.advice.stop
    assert said.move != TRY
