"""The first page after the start: what each choice says, and what comes before any question."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from jiesuo.core.model import Model
from jiesuo.interfaces.web.app import create
from jiesuo.interfaces.web.guard import Guard, names_of
from jiesuo.interfaces.web.site import Site, say
from jiesuo.interfaces.web.way import CHOICES, NO_WALLET, SCAM
from jiesuo.services.desk import Desk
from jiesuo.services.intake import Readers
from jiesuo.services.wording import wording
from jiesuo.store.sqlite import SqliteStore

LANGUAGES = ["en", "zh-Hans", "ja"]


class Visitor:
    """A browser without scripts."""

    def __init__(self, database: Path, known: tuple[Model, Readers]) -> None:
        guard = Guard(create(Site(Desk(SqliteStore(database), *known))), names_of([]))
        self.client = TestClient(guard, base_url="http://127.0.0.1:8642")
        self.pack = known[0].pack

    def begin(self, want: str = "", text: str = "", language: str = "en") -> str:
        """The first page."""
        self.first = self.client.post(f"/{language}/start", data={"want": want, "text": text})
        return unescape(self.first.text)

    def onward(self) -> str:
        """Where "go on" leads."""
        return str(self.client.get(f"{self.first.url.path}/next").url.path)


@pytest.fixture
def visitor(tmp_path: Path, known: tuple[Model, Readers]) -> Visitor:
    return Visitor(tmp_path / "cases.sqlite", known)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lock_that_was_tapped_stops_log_ins_at_once(visitor: Visitor, language: str) -> None:
    page, words = visitor.begin("unlock", language=language), wording(visitor.pack, language)
    assert words.text("holds", "no_log_in_while_locked", "text") in page
    assert words.text("routes", "trusted_device_log_in", "title") not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_asked_for_a_code_is_told_to_stop_and_then_what_to_do(visitor: Visitor, language: str) -> None:
    page, words = visitor.begin(SCAM, language=language), wording(visitor.pack, language)
    assert words.text("holds", "no_codes_to_anyone", "text") in page
    assert 'id="ways"' not in page
    assert visitor.onward().endswith("/advice")


@pytest.mark.parametrize("want", [*CHOICES, NO_WALLET, SCAM, "check"])
def test_what_a_choice_says_is_not_asked_again(visitor: Visitor, want: str) -> None:
    for language in LANGUAGES:
        assert say(language, f"want_{want}") in unescape(visitor.client.get(f"/{language}/").text)
    visitor.begin(want)
    told = {
        "pay": "fails_at",
        "unlock": "locked_notice",
        "log_in": "fails_at",
        "add_card": "fails_at",
        NO_WALLET: "has_wallet",
    }
    if want in told:
        given = visitor.client.get(f"{visitor.first.url.path}/ask/{told[want]}").text
        assert say("en", "your_answer") in given


@pytest.mark.parametrize(("want", "warned"), [("pay", True), (NO_WALLET, False), ("log_in", False)])
def test_bills_are_looked_at_before_one_pays_again(visitor: Visitor, want: str, warned: bool) -> None:
    assert ("处理中" in visitor.begin(want)) is warned


def test_words_in_which_nothing_is_found_are_owned_up_to(visitor: Visitor) -> None:
    assert say("en", "not_recognised") in visitor.begin(text="qwertz uiopü")
    assert say("en", "not_recognised") not in visitor.begin(text="My foreign Visa card is refused")
    assert say("en", "not_recognised") not in visitor.begin("pay")
