"""The page after something was done: what it keeps, and what it says of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from jiesuo.core.facts import UNTRIED
from jiesuo.core.model import Model
from jiesuo.interfaces.web import links
from jiesuo.interfaces.web.app import create
from jiesuo.interfaces.web.site import Site
from jiesuo.services.desk import Desk
from jiesuo.services.intake import Readers
from jiesuo.services.wording import wording
from jiesuo.store.sqlite import SqliteStore

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


class Page:
    """A browser without scripts at one case; the clock stands still unless it is moved on."""

    def __init__(self, database: Path, known: tuple[Model, Readers]) -> None:
        self.now = NOW
        self.desk = Desk(SqliteStore(database), *known, clock=lambda: self.now)
        self.client = TestClient(create(Site(self.desk)), base_url="http://127.0.0.1")
        self.secret = links.new_secret()
        self.case_id = self.desk.open("pay", "this_week", "en", links.id_of(self.secret))

    def get(self, rest: str) -> str:
        answer = self.client.get(f"/en/case/{self.secret}/{rest}")
        assert answer.status_code == 200
        return unescape(answer.text)

    def post(self, rest: str, **fields: str) -> None:
        assert self.client.post(f"/en/case/{self.secret}/{rest}", data=fields).status_code == 200

    @property
    def is_closed(self) -> bool:
        return self.desk.case(self.case_id).closed is not None


@pytest.fixture
def page(tmp_path: Path, known: tuple[Model, Readers]) -> Page:
    return Page(tmp_path / "cases.sqlite", known)


def test_a_case_is_opened_again_as_often_as_it_was_closed(page: Page) -> None:
    for _ in range(3):
        page.post("close", end="solved")
        assert page.is_closed
        page.post("reopen")
        assert not page.is_closed


def test_two_closings_at_once_are_taken_back_together(page: Page) -> None:
    page.desk.close(page.case_id, "solved")
    page.desk.close(page.case_id, "handed_over")
    page.post("reopen")
    assert not page.is_closed


@pytest.mark.parametrize("end", ["worked", "failed", "could_not"])
def test_a_way_is_named_however_it_ended(page: Page, end: str) -> None:
    way = next(iter(page.desk.model.pack.routes))
    page.desk.report(page.case_id, way, end)
    title = wording(page.desk.model.pack, "en").text("routes", way, "title")
    assert title
    for place in ("human", "history"):
        assert title in page.get(place)


def test_who_has_failed_three_times_is_not_sent_to_try_again(page: Page) -> None:
    untried = f'value="{UNTRIED}"'
    for step in ("clear_cache", "update_app", "turn_off_adblock"):
        assert untried not in page.get(f"went/{step}")
        page.post("report", step=step, end="no_change")
        page.now += timedelta(hours=1)
    assert untried in page.get("went/turn_off_vpn")
    assert untried not in page.get("went/call_issuer")
    address = f"/en/case/{page.secret}/report"
    worked = {"step": "switch_on_online_use", "end": "worked"}
    assert (
        not page.client.post(address, data=worked, follow_redirects=False)
        .headers["location"]
        .endswith("/again")
    )
    page.now += timedelta(days=1)
    assert (
        page.client.post(address, data=worked, follow_redirects=False).headers["location"].endswith("/again")
    )
