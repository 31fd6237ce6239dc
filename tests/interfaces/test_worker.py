"""The page on a home screen and without a network, in a real browser: knowledge is kept, a case never."""

from __future__ import annotations

import json
import shutil
import signal
import struct
from collections.abc import Iterator

import pytest
from asking_page import Asker
from playwright.sync_api import BrowserContext, Page, sync_playwright
from program import Program

from jiesuo.core.model import Model
from jiesuo.interfaces.web.app import create
from jiesuo.interfaces.web.guard import Guard, names_of
from jiesuo.interfaces.web.site import Site
from jiesuo.services.desk import Desk
from jiesuo.services.intake import Readers
from jiesuo.store.memory import MemoryStore

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
]
ALL_KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys())
      found.push([request.url, await (await cache.match(request)).text()]);
  }
  return found;
}"""
READY = (
    "async () => { await navigator.serviceWorker.ready; await new Promise((done) => setTimeout(done, 500)); }"
)


@pytest.fixture
def asker(known: tuple[Model, Readers]) -> Asker:
    return Asker(Guard(create(Site(Desk(MemoryStore(), *known))), names_of([])))


@pytest.fixture
def visit(program: Program, known: object) -> Iterator[tuple[BrowserContext, str]]:
    """A fresh browser, and the address of a running page."""
    chromium = shutil.which("chromium")
    assert chromium, "There is no chromium. Install it with: .ci/system-needs"
    server = program.start(["serve", "--no-open", "--port", "0"])
    assert server.stdout
    address = server.stdout.readline().decode().strip().rstrip("/")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser.new_context(), address
        browser.close()
    server.send_signal(signal.SIGKILL)
    server.communicate()


def kept(page: Page) -> dict[str, str]:
    return dict(page.evaluate(ALL_KEPT))


def test_knowledge_is_read_offline_and_no_case_is_ever_kept(visit: tuple[BrowserContext, str]) -> None:
    context, address = visit
    page = context.new_page()
    page.goto(f"{address}/en/know")
    page.evaluate(READY)
    first = page.locator("main a[href*='/know/cause/']").first.get_attribute("href")
    assert first
    title = page.goto(f"{address}{first}") and page.locator("h1").inner_text()
    page.goto(f"{address}/en/know?q=SCARLETMACAW")
    page.goto(f"{address}/en/")
    page.fill("#text", "SCARLETMACAW I renewed my passport and now Alipay says verification failed")
    page.locator("form button.button").click()
    page.wait_for_url("**/case/**")
    case = page.url
    for place in ("", "/advice", "/history", "/keep", "/understood"):
        assert page.goto(case + place)
    held = kept(page)
    assert {f"{address}/en/know", f"{address}{first}", f"{address}/en/", f"{address}/ja/offline"} <= set(held)
    assert not [url for url in held if "/case/" in url or "/view/" in url or "?" in url]
    secret = case.rpartition("/")[2]
    assert not [url for url, text in held.items() if "SCARLETMACAW" in text or secret in text]

    context.set_offline(True)
    page.goto(f"{address}/en/know")
    assert page.locator("h1").count() == 1
    assert "No connection" not in page.inner_text("main")
    page.goto(f"{address}{first}")
    assert page.locator("h1").inner_text() == title
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") != "block"
    for path, says in (("", "No connection"), ("/advice", "No connection")):
        page.goto(case + path)
        assert says in page.inner_text("main")
        assert "SCARLETMACAW" not in page.content()
    page.goto(case.replace("/en/", "/ja/"))
    assert page.locator("html").get_attribute("lang") == "ja"
    context.set_offline(False)
    page.goto(case)
    assert "No connection" not in page.inner_text("main")


def test_the_first_visit_keeps_the_page_it_began_with(visit: tuple[BrowserContext, str]) -> None:
    context, address = visit
    page = context.new_page()
    page.goto(f"{address}/zh-Hans/know")
    page.evaluate(READY)
    context.set_offline(True)
    page.reload()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.locator("main a[href*='/know/cause/']").count() > 5


def test_the_manifest_can_be_installed(asker: Asker) -> None:
    for language in ("en", "zh-Hans", "ja"):
        got = asker.get(f"/{language}/manifest.webmanifest")
        assert got.header("content-type") == "application/manifest+json"
        about = json.loads(got.text)
        assert about["start_url"] == f"/{language}/"
        assert about["lang"] == language
        assert asker.get(about["start_url"]).status == 200
        sizes = set()
        for icon in about["icons"]:
            picture = asker.get(icon["src"])
            assert picture.header("content-type").startswith(icon["type"])
            if icon["type"] == "image/png":
                width, height = struct.unpack(">II", picture.body[16:24])
                assert icon["sizes"] == f"{width}x{height}"
                sizes.add((width, icon.get("purpose", "any")))
        assert {(192, "any"), (512, "any"), (512, "maskable")} <= sizes


def test_the_worker_changes_with_what_it_keeps(asker: Asker) -> None:
    got = asker.get("/worker.js")
    assert got.header("content-type").startswith("text/javascript")
    assert got.header("cache-control") == "no-cache"
    assert "/*" not in got.text
    assert got.text == asker.get("/worker.js").text


def test_the_quiet_page_tells_nothing(asker: Asker) -> None:
    got = asker.get("/quiet")
    assert "jiesuo" not in got.text
    assert "case" not in got.text
