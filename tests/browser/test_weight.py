"""What a page costs on a bad line, counted in the browser on the wire."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
import tour
from playwright.sync_api import Browser, Page
from served import Served
from visitor import Visitor, visit

from jiesuo.interfaces.settings import LANGUAGES
from jiesuo.knowledge.pack import Pack

WEIGHED = LANGUAGES if os.environ.get("JIESUO_ALL_WAYS") else ("en",)
MOST_BYTES_OF_A_PAGE = 60_000
MOST_BYTES_TO_HELP = 100_000
FEW_TAPS = 3


def counted(page: Page) -> Callable[[], int]:
    """Bytes received from now on, headers and all, with nothing from the browser's own store."""
    wire = page.context.new_cdp_session(page)
    received = [0]

    def add(event: dict[str, float]) -> None:
        received[0] += int(event["encodedDataLength"])

    wire.on("Network.loadingFinished", add)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    return lambda: received[0]


@pytest.mark.parametrize("language", WEIGHED)
def test_no_page_is_heavy(browser: Browser, served: Served, pack: Pack, language: str) -> None:
    weights, before = {}, 0
    with visit(browser, served.address, pack, language, service_workers="block") as visitor:
        weight = counted(visitor.page)
        for name, path in tour.pages(served.address).items():
            visitor.open(path)
            weights[name], before = weight() - before, weight()
    heavy = {name: weight for name, weight in weights.items() if weight > MOST_BYTES_OF_A_PAGE}
    assert heavy == {}
    assert min(weights.values()) > 2_000, "nothing was counted"


WAYS_IN = {
    "a lock told": lambda visitor: visitor.tell(tour.LOCKED),
    "a passport told": lambda visitor: visitor.tell(tour.RENEWED),
    "a payment chosen": lambda visitor: visitor.press("want_pay"),
    "a lock chosen": lambda visitor: visitor.press("want_unlock"),
    "a card chosen": lambda visitor: visitor.press("want_add_card"),
    "nothing broken": lambda visitor: visitor.press("want_check"),
}


@pytest.mark.parametrize("way", WAYS_IN)
def test_help_comes_before_any_question_and_costs_little(
    browser: Browser, served: Served, pack: Pack, way: str
) -> None:
    with visit(browser, served.address, pack, service_workers="block") as visitor:
        weight = counted(visitor.page)
        visitor.open()
        WAYS_IN[way](visitor)
        taps = 2 if way.endswith("told") else 1
        assert taps <= FEW_TAPS
        assert visitor.place == "", "the first page after the start"
        assert help_on(visitor), visitor.shown
        assert weight() <= MOST_BYTES_TO_HELP


def help_on(visitor: Visitor) -> bool:
    """Whether the page says to stop, names a way meanwhile, or lists what to check first."""
    main = visitor.page.get_by_role("main")
    heads = [visitor.say(key) for key in ("stop_head", "ways_head", "bridge_head")]
    found = any(main.get_by_role("region", name=head).count() for head in heads)
    return found or main.get_by_role("checkbox").count() > 0
