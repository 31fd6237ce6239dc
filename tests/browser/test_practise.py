"""The pretend phone in a real browser: three cases to the end with a wrong move in each, read by axe."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from served import Served
from visitor import DESKTOP, PHONE, Visitor, visit

from jiesuo.interfaces.phrasing import say
from jiesuo.interfaces.settings import LANGUAGES
from jiesuo.knowledge.pack import Pack
from jiesuo.services.practice_places import PLACES

Move = tuple[str, str]
"""A place of the phone ("" where one is) and what is pressed there; "open": nothing more than opening it."""
TRY_LOG_IN, TRY_PAY = "try_again_log_in", "try_again_pay"
CASES: dict[str, tuple[tuple[Move, ...], str]] = {
    "renewed_passport": (
        (
            ("wallet_identity", "open"),
            ("bank_branch", "visit_branch"),
            ("wallet_identity", "update_passport"),
            ("", "update_passport"),
            ("", "wait"),
            ("shop_order", TRY_PAY),
        ),
        "review_restarted",
    ),
    "lock_after_vpn": (
        (
            ("shop_log_in", TRY_LOG_IN),
            ("wallet_safety", "open"),
            ("phone_network", "vpn_off"),
            ("shop_log_in", "unlock_oneself"),
            ("", "unlock_oneself"),
            ("", TRY_LOG_IN),
        ),
        "lock_grew",
    ),
    "overseas_card_refused": (
        (
            ("shop_order", TRY_PAY),
            *(4 * (("", TRY_PAY),)),
            ("bank_app", "open"),
            ("bank_talk", "call_issuer"),
            ("", "wait"),
            ("shop_order", TRY_PAY),
        ),
        "lock_came",
    ),
}
"""Each case's moves with a wrong one, and the harm that it does."""
WAYS = (("en", True, PHONE), ("zh-Hans", False, PHONE), ("ja", True, DESKTOP))


@dataclass
class Player:
    """Somebody who presses what they see on the pretend phone."""

    visitor: Visitor
    axe: Axe
    faults: list[str] = field(default_factory=list)

    def say(self, key: str) -> str:
        return say(self.visitor.language, f"practise_{key}")

    def press(self, key: str) -> None:
        phone = self.visitor.page.get_by_role("region", name=self.say_here())
        self.visitor.go(phone.get_by_role("link").filter(has_text=self.say(key)))
        self.check()

    def say_here(self) -> str:
        """The heading of the screen that is shown."""
        return self.visitor.page.locator("#screen").inner_text().replace("\n", " ").strip()

    def home(self) -> None:
        if self.visitor.page.get_by_role("link", name=self.say("home")).count():
            self.visitor.go(self.visitor.page.get_by_role("link", name=self.say("home")))

    def play(self, moves: tuple[Move, ...]) -> None:
        for place, move in moves:
            if place:
                self.home()
                self.visitor.go(self.visitor.page.locator(f'.press[href*="/at/{place}"]'))
                self.check()
            if move != "open":
                self.press(f"do_{move}")

    def check(self) -> None:
        """Every screen is marked as pretend, and axe finds nothing in either theme."""
        page = self.visitor.page
        assert self.say("pretend") in page.locator(".phone").inner_text()
        for theme in ("light", "dark") if self.visitor.scripts else ():
            page.emulate_media(color_scheme=theme)
            found = self.axe.run(page).response["violations"]
            self.faults += [f"{page.url} {theme} {one['id']}" for one in found]


@pytest.fixture(scope="module")
def axe() -> Axe:
    return Axe()


@pytest.mark.parametrize(("language", "scripts", "size"), WAYS, ids=lambda value: str(value)[:9])
@pytest.mark.parametrize("case", CASES)
def test_a_case_played_to_the_end_with_a_wrong_move(
    browser: Browser,
    served: Served,
    pack: Pack,
    axe: Axe,
    case: str,
    language: str,
    scripts: bool,
    size: dict[str, int],
) -> None:
    moves, harm = CASES[case]
    # Still motion: axe would read a colour on its way from one theme to the other.
    with visit(
        browser, served.address, pack, language, scripts=scripts, size=size, reduced_motion="reduce"
    ) as visitor:
        player = Player(visitor, axe)
        visitor.open("practise")
        visitor.go(visitor.link(player.say(f"case_{case}")))
        player.check()
        player.play(moves)
        assert player.say("out_reached") in visitor.shown, "the last move reaches the wish"
        visitor.go(visitor.link(player.say("finish")))
        assert visitor.heading == player.say("comment_title")
        assert player.say(f"harm_{harm}") in visitor.shown
        assert player.say("was_wrong") in visitor.shown
        if scripts:
            player.faults += [one["id"] for one in axe.run(visitor.page).response["violations"]]
        visitor.go(visitor.link(player.say("restart")))
        assert player.say("before") in visitor.shown
        assert player.faults == []


def test_back_takes_a_move_back_and_a_reload_repeats_none(
    browser: Browser, served: Served, pack: Pack
) -> None:
    with visit(browser, served.address, pack) as visitor:
        player = Player(visitor, Axe())
        visitor.open("practise/lock_after_vpn~10")
        player.play((("shop_log_in", TRY_LOG_IN),))
        once = visitor.page.locator(".bar-foot").inner_text()
        visitor.page.reload()
        assert visitor.page.locator(".bar-foot").inner_text() == once
        assert player.say("harm_lock_grew") in visitor.shown
        visitor.page.go_back()
        assert player.say("harm_lock_grew") not in visitor.shown


def test_every_language_names_every_place_once() -> None:
    for language in LANGUAGES:
        shown = [(place.app, say(language, f"practise_place_{name}")) for name, place in PLACES.items()]
        assert len(set(shown)) == len(shown)
