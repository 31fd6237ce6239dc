"""The pretend phone on the page: every screen in every language, wrong addresses, and nothing kept."""

from __future__ import annotations

import html
import random
import re
from urllib.parse import urlsplit

import pytest
from html_pages import HtmlPage
from starlette.testclient import TestClient

from jiesuo.interfaces.phrasing import say
from jiesuo.interfaces.settings import LANGUAGES
from jiesuo.interfaces.web.app import create
from jiesuo.interfaces.web.guard import Guard, Limits, names_of
from jiesuo.interfaces.web.pace import Pace
from jiesuo.interfaces.web.site import Site
from jiesuo.services.desk import Desk
from jiesuo.services.practice import CASES, MOST_MOVES, USUAL_SEED, Practice
from jiesuo.services.practice_places import PLACES

OPEN = Limits(Pace(1e9, 1e9), Pace(1e9, 1e9))
STEPS = 12


@pytest.fixture
def page(desk: Desk) -> TestClient:
    guarded = Guard(create(Site(desk)), names_of(["127.0.0.1"]), OPEN)
    return TestClient(guarded, base_url="http://127.0.0.1", follow_redirects=False)


def start(case: str) -> str:
    return Practice(case, USUAL_SEED[case]).saved


def links(text: str) -> list[str]:
    return [html.unescape(link) for link in re.findall(r'<a [^>]*href="([^"]+)"', text)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_every_screen_says_that_it_is_pretend_and_is_sound(
    page: TestClient, case: str, language: str
) -> None:
    for name in ("", *(f"/at/{place}" for place in PLACES)):
        shown = page.get(f"/{language}/practise/{start(case)}{name}")
        assert shown.status_code == 200
        assert say(language, "practise_pretend") in shown.text
        assert "练习" in shown.text
        assert list(HtmlPage(shown.text).faults()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_walk_by_chance_on_the_phone_meets_no_fault(page: TestClient, language: str) -> None:
    draw = random.Random(language)
    at = f"/{language}/practise/lot"
    at = page.get(at).headers["location"]
    for _ in range(STEPS):
        shown = page.get(at)
        assert shown.status_code == 200, at
        assert list(HtmlPage(shown.text).faults()) == []
        inside = [link for link in links(shown.text) if link.startswith(f"/{language}/practise/drawn")]
        at = urlsplit(draw.choice(inside)).path


def test_a_wrong_move_is_said_at_once_and_in_the_comment(page: TestClient) -> None:
    game = start("lock_after_vpn") + "~try_again"
    for shown in (page.get(f"/en/practise/{game}"), page.get(f"/en/practise/{game}/comment")):
        assert "The lock got longer" in shown.text
    assert "Do not log in again" in page.get(f"/en/practise/{game}").text


@pytest.mark.parametrize(
    "wrong",
    ["x", "drawn", "drawn~1~fly", "drawn~x", "drawn~1" + "~wait" * (MOST_MOVES + 1), "drawn~1/at/moon"],
)
def test_what_is_no_game_is_not_found(page: TestClient, wrong: str) -> None:
    shown = page.get(f"/en/practise/{wrong}")
    assert shown.status_code == 404
    assert say("en", "practise_pretend") not in shown.text


def test_a_full_game_can_only_be_ended(page: TestClient) -> None:
    full = Practice("overseas_card_refused", 2, ("wait",) * MOST_MOVES)
    shown = page.get(f"/en/practise/{full.saved}")
    assert say("en", "practise_no_moves_left") in shown.text
    assert all(link.count("~wait") <= MOST_MOVES for link in links(shown.text))
    assert page.get(f"/en/practise/{full.saved}/comment").status_code == 200
    for place in PLACES:
        inside = page.get(f"/en/practise/{full.saved}/at/{place}")
        assert all(
            page.get(urlsplit(link).path).status_code == 200 for link in links(inside.text) if "~" in link
        )


def test_a_place_that_this_person_has_not_is_the_home_screen(page: TestClient) -> None:
    shown = page.get(f"/en/practise/{start('lock_after_vpn')}/at/shop_order")
    assert say("en", "practise_home") in shown.text


def test_a_game_is_kept_nowhere(page: TestClient, desk: Desk) -> None:
    page.get(f"/en/practise/{start('renewed_passport')}~visit_branch/comment")
    assert list(desk.list()) == []


def test_the_start_page_offers_it(page: TestClient) -> None:
    for language in LANGUAGES:
        assert f"/{language}/practise" in links(page.get(f"/{language}/").text)
        shown = page.get(f"/{language}/practise")
        assert all(f"/{language}/practise/{start(case)}" in links(shown.text) for case in CASES)


def test_the_same_game_in_another_language_stays_at_its_place(page: TestClient) -> None:
    at = f"{start('renewed_passport')}~look_at_identity/at/wallet_identity"
    assert f"/ja/practise/{at}" in links(page.get(f"/en/practise/{at}").text)
