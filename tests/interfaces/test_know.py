"""The pages to read in: every one of them, in every language, and the search."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from jiesuo.interfaces.settings import LANGUAGES
from jiesuo.interfaces.web.app import create
from jiesuo.interfaces.web.guard import Guard, Limits, names_of
from jiesuo.interfaces.web.knowing import FOR_AN_HOUR
from jiesuo.interfaces.web.pace import Pace
from jiesuo.interfaces.web.site import HERE, Site
from jiesuo.services.desk import Desk

MESSAGE = "为了您的账户和资金安全，此账户的支付功能已暂时禁用"
PLACES = ("", "/messages", "/codes", "/steps", "/routes", "/worse", "/others", "/before")
OPEN = Limits(Pace(1e9, 1e9), Pace(1e9, 1e9))
VOID = {"meta", "link", "input", "br", "path", "rect"}


@pytest.fixture
def page(desk: Desk) -> TestClient:
    guarded = Guard(create(Site(desk)), names_of(["127.0.0.1"]), OPEN)
    return TestClient(guarded, base_url="http://127.0.0.1", follow_redirects=False)


class Outline(HTMLParser):
    """Headings in their order, links, forms, and what is not closed or not allowed."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "a":
            self.links.append(given.get("href") or "")
        self.ids += [given["id"] or ""] if "id" in given else []
        # The page's one style is in the head; the policy knows it by its hash (test_guard).
        stray = tag == "style" and self.open[-1:] != ["head"]
        if "style" in given or stray or (tag == "script" and "src" not in given):
            self.faults.append(f"inline {tag}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.faults.append(f"</{tag}> closes something else")


def outline(text: str) -> Outline:
    read = Outline()
    read.feed(text)
    return read


def addresses(desk: Desk) -> list[str]:
    """Every page, without its language."""
    pack = desk.model.pack
    made = [f"/know{place}" for place in PLACES] + ["/about"]
    for kind, part in (("cause", pack.causes), ("step", pack.steps), ("route", pack.routes)):
        made += [f"/know/{kind}/{name}" for name in part]
    made += [f"/know/{'code' if m.code else 'message'}/{name}" for name, m in pack.messages.items()]
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there_sound_and_leads_on(page: TestClient, desk: Desk, language: str) -> None:
    known = {f"/{language}{address}" for address in addresses(desk)}
    linked: set[str] = set()
    for address in sorted(known):
        answer = page.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["cache-control"] == FOR_AN_HOUR
        read = outline(answer.text)
        assert read.headings.count(1) == 1, address
        assert read.headings[0] == 1, address
        steps = zip(read.headings, read.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), (address, read.headings)
        assert not read.faults, (address, read.faults)
        assert len(read.ids) == len(set(read.ids)), address
        assert f'<html lang="{language}"' in answer.text
        linked |= {link for link in read.links if link.startswith("/")}
    others = {link for link in linked if "/know" not in link and "/about" not in link}
    here = {link.partition("#")[0] for link in linked - others if link.startswith(f"/{language}/")}
    assert here == known, "each page is linked, and no link leads nowhere"
    assert all(page.get(link).status_code == 200 for link in others)


def test_a_foreign_text_says_its_language(page: TestClient) -> None:
    shown = page.get("/en/know/message/tb_pay_disabled").text
    assert '<h1 class="quoted" lang="zh-Hans">' in shown
    assert 'lang="zh-Hans"' not in page.get("/zh-Hans/know/message/tb_pay_disabled").text.split("<main")[1]
    assert 'class="zh" lang="zh-Hans"' in page.get("/ja/know/step/visit_bank_branch").text


def test_no_english_is_left_unmarked_in_other_languages(page: TestClient, desk: Desk) -> None:
    """Four English words in a row are English: sources' titles and texts of a screen, each marked so."""
    english = re.compile(r"[A-Za-z]{3,}( [A-Za-z']{2,}){3,}")
    marked = re.compile(r'<(\w+)[^>]* lang="en"[^>]*>.*?</\1>', re.DOTALL)
    own = [address for address in addresses(desk) if "/code/" not in address]
    for address in (f"/{language}{address}" for language in ("zh-Hans", "ja") for address in own):
        shown = marked.sub("", page.get(address).text.split("<main")[1].split("</main>")[0])
        found = english.search(re.sub("<[^>]+>", " | ", shown))
        assert found is None, (address, found)


def test_chinese_words_in_an_english_text_say_so(page: TestClient) -> None:
    english = page.get("/en/know/step/ask_alipay_human").text.split("<ol")[1].split("</ol>")[0]
    assert 'My customer service (<span lang="zh-Hans">我的客服</span>)' in english


def test_both_sides_and_the_age_of_a_dispute_are_shown(page: TestClient, desk: Desk) -> None:
    shown = page.get("/en/know/cause/passport_expired").text
    claim = desk.model.pack.causes["passport_expired"]
    assert claim.disputed
    for name in (*claim.sources, *claim.disputed):
        source = desk.model.pack.sources[name]
        assert source.url is None or html.escape(source.url) in shown
    assert "They say otherwise" in shown
    assert str(desk.model.pack.header.reviewed_on) in shown


@pytest.mark.parametrize(
    "address", ["/en/know/cause/nothing", "/en/know/nothing", "/en/know/code/tb_crowded", "/xx/know"]
)
def test_what_is_not_there_is_said(page: TestClient, address: str) -> None:
    answer = page.get(address)
    assert answer.status_code == 404
    assert "<h1" in answer.text


def searched(page: TestClient, text: str, language: str = "en") -> str:
    answer = page.post(f"/{language}/know/search", data={"text": text})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    read = outline(answer.text)
    assert not read.faults
    assert read.headings.count(1) == 1
    return answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pasted_message_finds_its_page(page: TestClient, language: str) -> None:
    shown = searched(page, f"Taobao shows:\n{MESSAGE}", language)
    assert f'href="/{language}/know/message/tb_pay_disabled"' in shown


def test_a_code_finds_its_pages_and_says_whose_it_is(page: TestClient, desk: Desk) -> None:
    shown = searched(page, "do_not_honor")
    meant = [name for name, m in desk.model.pack.messages.items() if (m.code or "").lower() == "do_not_honor"]
    assert len(meant) == 2
    assert all(f'href="/en/know/code/{name}"' in shown for name in meant)
    assert "Antom (Alipay+ abroad) · " in shown
    assert "Stripe · " in shown


def test_own_words_find_a_cause(page: TestClient) -> None:
    assert "/know/cause/passport_renewed_stale" in searched(page, "renewed passport")


def test_what_is_refused_shows_the_official_way_and_no_more(page: TestClient, desk: Desk) -> None:
    refusal = desk.model.pack.refusals["bypass_checks"]
    shown = searched(page, refusal.examples[0])
    assert "The official way" in shown
    assert "Start a case with this text" not in shown


def test_nothing_found_offers_a_case_with_the_text(page: TestClient, desk: Desk) -> None:
    shown = searched(page, "how to bake bread")
    assert "Nothing found" in shown
    value = re.search(r'name="text" value="([^"]*)"', shown)
    assert value is not None
    assert not desk.list(), "looking up opens no case"
    answer = page.post("/en/start", data={"text": html.unescape(value[1])})
    assert answer.status_code == 303
    assert len(desk.list()) == 1


def test_nothing_typed_is_said(page: TestClient) -> None:
    assert "Paste a message" in searched(page, "  ")
    assert page.post("/en/know/search").status_code == 200


def test_no_search_is_in_an_address(page: TestClient) -> None:
    """The language switch of a result is a plain read, which goes back to the box."""
    assert page.get("/ja/know/search").headers["location"] == "/ja/know"
    assert 'method="post" action="/en/know/search"' in page.get("/en/know").text
    assert "passport" not in page.get("/en/know?text=passport").text.split("<form")[1].split("</form>")[0]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "</textarea><b>x</b>"]
)
def test_what_was_typed_is_only_ever_text(page: TestClient, text: str) -> None:
    shown = searched(page, text)
    box = shown.split('spellcheck="false">\n')[1].split("</textarea>")[0]
    kept = re.search(r'name="text" value="([^"]*)"', shown)
    assert html.unescape(box) == text
    assert kept is not None
    assert html.unescape(kept[1]) == text
    assert "<img" not in shown
    assert "<b>" not in shown
    assert shown.count("<script") == 1


def test_secrets_are_not_shown_again(page: TestClient) -> None:
    shown = searched(page, "card 4111 1111 1111 1111 declined")
    assert "1111" not in shown
    assert "were dropped" in shown


@pytest.mark.parametrize(
    "text", ["护照 passport パスポート " * 1500, "\0", "a\0b", "\ud83d\ude00" * 40, "é" * 20_000]
)
def test_odd_texts_are_answered(page: TestClient, text: str) -> None:
    shown = searched(page, text.encode("utf-16", "surrogatepass").decode("utf-16"))
    assert "\0" not in shown


def test_what_is_too_long_is_refused(page: TestClient) -> None:
    assert page.post("/en/know/search", data={"text": "x" * 300_000}).status_code == 413


def test_a_search_from_another_site_is_refused(page: TestClient) -> None:
    answer = page.post("/en/know/search", data={"text": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_the_counts_are_shown_with_what_they_cannot_tell(page: TestClient) -> None:
    shown = page.get("/en/know/others").text
    assert "76 of 168" in shown
    assert shown.count('class="bar"') == 16
    assert "What these numbers cannot tell" in shown
    assert "We do not advise it" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_there_in_every_language_with_the_same_slots(language: str) -> None:
    english, other = (
        json.loads((Path(HERE) / "words" / f"{name}.json").read_bytes()) for name in ("en", language)
    )
    mine = [key for key in english if key.startswith(("know_", "about_"))]
    assert mine == [key for key in other if key.startswith(("know_", "about_"))]
    for key in mine:
        assert set(re.findall(r"\{\w+\}", english[key])) == set(re.findall(r"\{\w+\}", other[key])), key
        assert other[key].strip()
    if language != "en":
        same = {key for key in mine if english[key] == other[key]}
        assert same <= {key for key in mine if key.startswith("know_system_")}, same
