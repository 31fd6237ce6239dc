"""`jiesuo practise` with its moves piped in: three languages, a wrong move, and the comment."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from player import Terminal
from program import Call, Program

from jiesuo.interfaces import phrasing, practising
from jiesuo.interfaces.settings import LANGUAGES
from jiesuo.services.practice import CASES, DRAWN, Practice, play
from jiesuo.services.practice_places import APPS, PLACES, TRY
from jiesuo.services.world_steps import OUTCOMES
from jiesuo.world.numbers import GUIDE, load
from jiesuo.world.person import Goal
from jiesuo.world.world import DOINGS, HAPPENS

NUMBERS = load(GUIDE)
GOALS = Goal.__args__  # type: ignore[attr-defined]
HARM = ("lock_grew", "lock_came", "review_restarted", "paid_twice", "logged_out")
WORLD = Path(__file__).parents[2] / "src" / "jiesuo" / "world"
VPN, UNLOCK = "Turn the VPN off", "Unlock the account"


def number_of(shown: str, move: str) -> str:
    """The number in front of a move."""
    found = re.search(rf"^ *(\d+)  {re.escape(move)}", shown, re.MULTILINE)
    assert found, move
    return found[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_id_of_the_world_has_words(language: str) -> None:
    own = phrasing.words(language)
    keys = [f"do_{move}" for move in DOINGS] + [f"do_{TRY}_{goal}" for goal in GOALS]
    keys += [f"place_{name}" for name in PLACES] + [f"app_{app}" for app in APPS]
    keys += [f"like_{app}" for app in APPS] + [f"out_{outcome}" for outcome in OUTCOMES]
    keys += [f"harm_{harm}" for harm in HARM] + [f"case_{case}" for case in CASES]
    keys += [f"wish_{goal}" for goal in GOALS]
    assert [key for key in keys if not own.get(f"practise_{key}")] == []
    for due in HAPPENS:
        name = "staff" if due.endswith("_staff_answer") else due.removesuffix("_answer")
        assert {f"practise_news_{name}", f"practise_news_{name}_good"} & set(own), due


def test_every_harm_of_the_mechanism_is_among_the_words() -> None:
    texts = "".join(file.read_text("utf-8") for file in WORLD.glob("*.py"))
    assert set(re.findall(r'harm\.append\("(\w+)"\)', texts)) == set(HARM)


def test_the_lock_played_to_the_end_with_a_wrong_move(call: Call) -> None:
    first = call("practise", "--case", "lock_after_vpn", "--lang", "en")
    assert first.code == 0
    assert "nothing here is real" in first.out
    log_in, vpn = number_of(first.out, "Log in again"), number_of(first.out, VPN)
    unlock = number_of(first.out, UNLOCK)
    moves = [log_in, "h", vpn, unlock, unlock, unlock, log_in]
    said = call("practise", "--case", "lock_after_vpn", "--lang", "en", stdin="\n".join(moves).encode())
    assert said.code == 0, said.err
    assert "Do not log in again" in said.out
    assert said.out.count("The lock got longer") == 2, "when it happens, and in the comment"
    assert "It works!" in said.out
    assert "What was wrong: " in said.out
    assert "The best way: " in said.out
    assert "jiesuo practise --case lock_after_vpn --seed 10" in said.out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_whatever_is_typed_the_game_ends_with_a_comment(call: Call, case: str, language: str) -> None:
    typed = "\n".join(["", "m", "0", "999", "x" * 3000, "é", "１", "h", "1", "2", "e"]).encode()
    said = call("practise", "--case", case, "--lang", language, stdin=typed)
    assert said.code == 0, said.err
    assert phrasing.say(language, "practise_comment_title") in said.out
    assert "{" not in said.out
    assert "practise_" not in said.out
    assert "Traceback" not in said.err


def test_the_same_seed_is_the_same_person(call: Call) -> None:
    once, again, other = (call("practise", "--seed", seed, "--lang", "en").out for seed in ("5", "5", "6"))
    assert once == again != other


@pytest.mark.parametrize(
    "wrong", [("--seed", "-1"), ("--seed", "x"), ("--case", "nobody"), ("--seed", "1" * 20)]
)
def test_wrong_options_are_said_in_a_sentence(call: Call, wrong: tuple[str, str]) -> None:
    said = call("practise", *wrong)
    assert said.code == 2
    assert "Error" in said.err
    assert "Traceback" not in said.err


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        Practice,
        st.just(DRAWN),
        st.integers(0, 500),
        st.lists(st.sampled_from(sorted(DOINGS)), max_size=8).map(tuple),
    ),
    st.sampled_from(LANGUAGES),
)
def test_whatever_a_screen_shows_and_whatever_happens_has_words(practice: Practice, language: str) -> None:
    played = play(NUMBERS, practice, language)
    for place in PLACES.values():
        for screen in place.shows:
            shown = list(practising.facts(language, played, screen))
            assert all(field.own and value.own for field, value in shown)
    for before, entry in zip((None, *played.entries), played.entries, strict=False):
        assert practising.outcome(language, entry, bool(before and before.reached))
        assert practising.lasted(language, entry)
        assert all(practising.news(language, due) for due in entry.news)
        assert all(practising.told(language, f"harm_{harm}") for harm in entry.harm)


def test_words_are_short_enough_for_a_button() -> None:
    for language in LANGUAGES:
        own = json.loads((Path(phrasing.__file__).with_name("words") / f"{language}.json").read_text("utf-8"))
        long = {key: text for key, text in own.items() if key.startswith("practise_do_") and len(text) > 48}
        assert long == {}


def test_ctrl_c_says_how_to_meet_the_same_person(program: Program) -> None:
    somebody = Terminal(program, "practise", "--case", "lock_after_vpn", "--lang", "en")
    shown = somebody.press(b"\x03")
    assert "jiesuo practise --case lock_after_vpn --seed 10" in shown
    assert "Traceback" not in shown
    assert somebody.end() == 130
