"""Knowledge without a network, in a real browser: what was read is kept, a case never."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from served import Serve

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
def visit(browser: Browser, serve_at: Serve) -> Iterator[tuple[BrowserContext, str]]:
    """A browser that remembers nothing, and the address of a running page."""
    context = browser.new_context()
    yield context, serve_at().address
    context.close()


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
