"""Each page for everybody: axe, keyboard, small screens, large text, and the ways a system may show it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import product

import pytest
import tour
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from served import Served
from visitor import DESKTOP, PHONE, Visitor, visit

from jiesuo.interfaces.settings import LANGUAGES
from jiesuo.knowledge.pack import Pack

ALL = bool(os.environ.get("JIESUO_ALL_WAYS"))
READ_BY_AXE = tuple(product(LANGUAGES, ("phone", "desktop"))) if ALL else (("en", "phone"),)
"""Languages and screens in which axe reads every page; in a quick run the colours alone are read twice."""
SMALL = {"width": 320, "height": 640}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'button, .choice, .button, .small, nav a, footer a, summary')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
  .map(e => e.textContent.trim())"""


@pytest.fixture(scope="module")
def places(served: Served) -> dict[str, str]:
    return tour.pages(served.address)


@pytest.fixture(scope="module")
def axe() -> Axe:
    return Axe()


def each(visitor: Visitor, places: dict[str, str]) -> Iterator[str]:
    """Open one page after the other, with those that only a mistake shows."""
    for name, path in places.items():
        answer = visitor.open(path)
        assert answer is not None
        assert answer.status == (404 if name == "trouble" else 200), name
        yield name
    visitor.open()
    visitor.press("go_on")
    yield "start with a mistake"
    visitor.open(places["tell"])
    visitor.press("go_on")
    yield "tell with a mistake"
    for name, (path, fields) in tour.FILLED.items():
        visitor.open(path.format(stale=tour.case_of(places)))
        visitor.fill(fields)
        yield name


def violations(axe: Axe, page: Page, rules: list[str]) -> list[str]:
    """What axe objects to, by all its rules or by some."""
    options = {"runOnly": rules} if rules else None
    found = axe.run(page, options=options).response["violations"]
    return [f"{fault['id']}: {node['html'][:100]}" for fault in found for node in fault["nodes"]]


@pytest.mark.parametrize(("language", "size"), READ_BY_AXE)
def test_axe_finds_nothing_in_either_theme(
    browser: Browser, served: Served, pack: Pack, places: dict[str, str], axe: Axe, language: str, size: str
) -> None:
    found: dict[str, list[str]] = {}
    screen = PHONE if size == "phone" else DESKTOP
    with visit(browser, served.address, pack, language, size=screen, reduced_motion="reduce") as visitor:
        for name in each(visitor, places):
            for theme, rules in (("light", []), ("dark", [] if ALL else ["color-contrast"])):
                visitor.page.emulate_media(color_scheme=theme)
                found[f"{name}, {theme}"] = violations(axe, visitor.page, rules)
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wider_than_a_small_screen_even_in_large_letters(
    browser: Browser, served: Served, pack: Pack, places: dict[str, str], language: str
) -> None:
    wide: dict[str, int] = {}
    with visit(browser, served.address, pack, language, size=SMALL) as visitor:
        for name in each(visitor, places):
            for letters, direction in (("100%", "ltr"), ("200%", "ltr"), ("100%", "rtl")):
                visitor.page.evaluate(
                    "([size, dir]) => { document.documentElement.style.fontSize = size;"
                    " document.documentElement.dir = dir; }",
                    [letters if letters != "100%" else "", direction],
                )
                wide[f"{name}, {letters}, {direction}"] = visitor.page.evaluate(TOO_WIDE)
    assert {name: pixels for name, pixels in wide.items() if pixels > 0} == {}


def test_what_is_tapped_is_large_enough_for_a_thumb(
    browser: Browser, served: Served, pack: Pack, places: dict[str, str]
) -> None:
    with visit(browser, served.address, pack) as visitor:
        small = {name: visitor.page.evaluate(SMALL_TARGETS) for name in each(visitor, places)}
    assert {name: found for name, found in small.items() if found} == {}


def test_forced_colours_still_motion_and_print_show_every_page(
    browser: Browser, served: Served, pack: Pack, places: dict[str, str]
) -> None:
    with visit(
        browser, served.address, pack, forced_colors="active", reduced_motion="reduce", contrast="more"
    ) as visitor:
        for name in each(visitor, places):
            for medium in ("print", "screen"):
                visitor.page.emulate_media(media=medium)
                assert visitor.page.get_by_role("heading", level=1).count() == 1, (name, medium)


def test_the_way_to_the_first_question_needs_no_pointer(browser: Browser, served: Served, pack: Pack) -> None:
    with visit(browser, served.address, pack) as visitor:
        visitor.open()
        keys = visitor.page.keyboard
        keys.press("Tab")
        skip = visitor.link(visitor.say("skip"))
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        keys.press("Enter")
        expect(visitor.page.get_by_role("main")).to_be_focused()
        reach(visitor, visitor.say("want_unlock"))
        with visitor.page.expect_navigation():
            keys.press("Enter")
        assert visitor.place == ""
        reach(visitor, visitor.say("go_on"))
        with visitor.page.expect_navigation():
            keys.press("Enter")
        assert visitor.place.startswith(("ask/", "situation"))
        first = visitor.page.get_by_role("group").get_by_role("button").first
        reach(visitor, first.inner_text())
        with visitor.page.expect_navigation():
            keys.press("Space")


def reach(visitor: Visitor, name: str, most: int = 40) -> None:
    """Go on with the Tab key until something by that name is in focus, and is seen to be."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        focus = visitor.page.locator(":focus")
        outline = focus.evaluate("e => getComputedStyle(e).outlineStyle + getComputedStyle(e).outlineWidth")
        assert outline == "solid3px", f"{focus.inner_text()} does not show that it has the focus"
        if focus.inner_text().strip() == name.strip():
            expect(focus).to_be_in_viewport()
            return
    raise AssertionError(f"{name} is not reached with the keyboard")
