"""The page after something was done: what it keeps, and what it says of it."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

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
    """A browser without scripts at one case, while the clock stands still."""

    def __init__(self, database: Path, known: tuple[Model, Readers]) -> None:
        self.desk = Desk(SqliteStore(database), *known, clock=lambda: NOW)
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
