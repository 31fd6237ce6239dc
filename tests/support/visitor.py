"""Somebody who goes through the page in a browser, and finds things by what they are called."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response

from jiesuo.core.evidence import UNKNOWN
from jiesuo.interfaces.web.site import say
from jiesuo.knowledge.pack import Pack
from jiesuo.services.recognition import CLOSEST
from jiesuo.services.wording import wording

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
PATIENCE_MS = 15_000
MOST_QUESTIONS = 25

OPEN_AROUND = "e => { for (let d = e; (d = d.parentElement?.closest('details')); ) d.open = true; }"


@dataclass(eq=False)
class Visitor:
    """A person with one tab. `scripts`: whether their browser runs scripts."""

    page: Page
    address: str
    language: str
    pack: Pack
    scripts: bool = True
    asked: list[str] = field(default_factory=list)

    def open(self, path: str = "") -> Response | None:
        """Go to a path behind the language; the start page by default."""
        return self.page.goto(f"{self.address}/{self.language}/{path}")

    def move_to(self, address: str) -> None:
        """Open the page that is shown at another address of the same cases."""
        path = self.path
        self.address = address
        self.page.goto(f"{address}{path}")

    def say(self, key: str, **slots: object) -> str:
        return say(self.language, key, **slots)

    def text(self, *place: str) -> str:
        """A text of the pack."""
        return wording(self.pack, self.language).text(*place)

    # --- where they are

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def case_path(self) -> str:
        """The case's path without the language."""
        found = re.search(r"case/[0-9a-f]{32}", self.page.url)
        assert found, f"{self.page.url} is not a page of a case"
        return found.group()

    @property
    def place(self) -> str:
        """What follows the secret: "" is the first page, "ask/closest" a question."""
        return self.page.url.partition(self.case_path)[2].lstrip("/").partition("?")[0]

    @property
    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    @property
    def shown(self) -> str:
        return self.page.get_by_role("main").inner_text()

    @property
    def step(self) -> str:
        """The step that the page advises, by the address of its report; empty if there is none."""
        links = self.page.get_by_role("link", name=self.say("how_it_went"), exact=True)
        looks = self.page.get_by_role("link", name=self.say("i_looked"), exact=True)
        found = (links.or_(looks)).first
        return (found.get_attribute("href") or "").rpartition("/")[2] if found.count() else ""

    # --- what they do

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    def go(self, by: Locator) -> None:
        """Tap something that leads to another page, and wait for that."""
        with self.page.expect_navigation():
            by.first.click()

    def press(self, key: str) -> None:
        self.go(self.button(self.say(key)))

    def follow(self, key: str) -> None:
        self.go(self.link(self.say(key)))

    def back(self) -> None:
        """The page's own way back."""
        self.go(self.page.get_by_role("main").get_by_role("link", name=self.say("back"), exact=True))

    def tell(self, text: str) -> None:
        """Write something into the page's one field, and send it."""
        self.page.get_by_role("textbox").fill(text)
        self.press("go_on")

    def fill(self, fields: Mapping[str, str]) -> None:
        """Fill fields by their names, and send their form."""
        for name, text in fields.items():
            found = self.page.locator(f'[name="{name}"]').first
            found.evaluate(OPEN_AROUND)
            found.fill(text)
        self.go(self.page.locator("form").filter(has=found).get_by_role("button").last)

    def answer(self, value: str) -> None:
        """Answer the question on the page with a value of its finding."""
        finding = self.place.removeprefix("ask/")
        self.asked.append(finding)
        if finding == CLOSEST:
            self._tap(value)
        elif value == UNKNOWN:
            self.press("dont_know")
        else:
            self.go(self.button(self.text("findings", finding, "values", value)))

    def _tap(self, slug: str) -> None:
        """The situation of a cause with this slug; none of them where it is not among those shown."""
        causes = [cause for cause in self.pack.causes if self.pack.slug(cause) == slug]
        shown = [self.button(self.text("causes", cause, "situation")) for cause in causes]
        fitting = [button for button in shown if button.count()]
        self.go(fitting[0] if fitting else self.button(self.text("recognition", "none")))

    def answer_truly(self, truth: Mapping[str, str], situation: str = "this_week") -> None:
        """Answer what is asked, by what is true, until it is not a question any more."""
        for _ in range(MOST_QUESTIONS):
            if self.place == "situation":
                self.go(self.button(self.text("situations", situation, "title")))
            elif self.place.startswith("ask/"):
                self.answer(truth.get(self.place.removeprefix("ask/"), UNKNOWN))
            else:
                return
        raise AssertionError(f"Still asking after {MOST_QUESTIONS} questions: {self.asked}")

    def report(self, end: str) -> None:
        """Tell how the advised step ended."""
        self.follow("how_it_went")
        self.press(f"outcome_{end}")

    def saved(self, key: str) -> bytes:
        """The file behind a link."""
        with self.page.expect_download() as waited:
            self.link(self.say(key)).first.click()
        return waited.value.path().read_bytes()


@contextmanager
def visit(
    browser: Browser,
    address: str,
    pack: Pack,
    language: str = "en",
    *,
    scripts: bool = True,
    size: Mapping[str, int] = PHONE,
    dark: bool = False,
    **more: object,
) -> Iterator[Visitor]:
    """A visitor whose browser asks nobody but the page, and meets no fault in it."""
    context = browser.new_context(
        viewport=dict(size),
        java_script_enabled=scripts,
        locale=language,
        color_scheme="dark" if dark else "light",
        timezone_id="Asia/Shanghai",
        **more,
    )
    context.set_default_timeout(PATIENCE_MS)
    watched = Watched(context)
    visitor = Visitor(context.new_page(), address, language, pack, scripts)
    try:
        yield visitor
    finally:
        context.close()
    watched.check({address, visitor.address})


class Watched:
    """What a browser asked for, and what it complained of."""

    def __init__(self, context: BrowserContext) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("console", lambda said: self._heard(said.type, said.text))
        context.on("weberror", lambda fault: self.complaints.append(str(fault.error)))

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text:
            self.complaints.append(text)

    def check(self, addresses: Collection[str]) -> None:
        home = (*(f"{address}/" for address in addresses), "data:")
        abroad = [url for url in self.asked if not url.startswith(home)]
        assert not abroad, f"Another host was asked: {abroad}"
        assert not self.complaints, self.complaints
