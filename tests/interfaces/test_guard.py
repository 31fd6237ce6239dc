"""What an attacker tries on the page; what every answer carries."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import own_loop
import pytest
from asking_page import HERE, Asker, Got

from jiesuo.core.case import Told
from jiesuo.core.model import Model, build
from jiesuo.interfaces.web import guard as guarding
from jiesuo.interfaces.web import links
from jiesuo.interfaces.web.app import create
from jiesuo.interfaces.web.guard import COOKIE, Guard, Limits, names_of
from jiesuo.interfaces.web.keys import Keys
from jiesuo.interfaces.web.pace import Meter, Pace
from jiesuo.interfaces.web.site import Site
from jiesuo.services.advise import INTERVIEW
from jiesuo.services.desk import Desk
from jiesuo.services.intake import LONGEST, Readers
from jiesuo.store.memory import MemoryStore

PAGES = Path(guarding.__file__).parent
SCRIPT = "<script>alert(1)</script>"
BREAKING = f"\"'>{SCRIPT}<img src=x onerror=alert(2)>{{{{7*7}}}}"
TELLING = "I renewed my passport and now Alipay says identity verification failed"
QUICK = Limits(Pace(1e6, 1e6), Pace(1e6, 1e6))


@pytest.fixture
def desk(known: tuple[Model, Readers]) -> Desk:
    return Desk(MemoryStore(), *known)


@pytest.fixture
def guard(desk: Desk) -> Guard:
    return Guard(create(Site(desk)), names_of([]), QUICK)


@pytest.fixture
def asker(guard: Guard) -> Asker:
    return Asker(guard)


class BrokenStore(MemoryStore):
    """A store whose trouble quotes what somebody typed."""

    def read(self, case_id: str) -> tuple[int, list[dict[str, object]]]:
        raise RuntimeError("S3CRET typed by somebody")


# What every answer carries


def every_kind(asker: Asker) -> Iterator[tuple[str, Got]]:
    case = asker.open(TELLING)
    script = re.search(r'src="(/static/[^"]+\.js)"', asker.get("/en/").text)
    assert script
    yield "start", asker.get("/en/")
    yield "first page", asker.get("/")
    yield "a case", asker.get(case)
    yield "next", asker.get(f"{case}/next")
    yield "script", asker.get(script[1])
    yield "manifest", asker.get("/en/manifest.webmanifest")
    yield "worker", asker.get("/worker.js")
    yield "calendar", asker.get(f"{case}/prevent.ics")
    yield "health", asker.get("/healthz")
    yield "no page", asker.get("/nothing")
    yield "no case", asker.get(f"/en/case/{links.new_secret()}")
    yield "no file", asker.get("/static/x/y")
    yield "half a form", asker.post(f"{case}/undo")
    yield "nothing chosen", asker.post("/en/start")
    yield "a verb", asker.ask("DELETE", case)
    yield "a page's verb", asker.post(case)
    yield "other name", Asker(asker.guard, host="evil.example").get("/en/")
    yield "other site", asker.post("/en/start", {"want": "pay"}, sec_fetch_site="cross-site")
    yield "too long", asker.post("/en/start", {"text": "x" * 600_000})
    yield "long text", asker.post("/en/start", {"text": "x" * (LONGEST + 1)})
    yield "packed", asker.post("/en/start", {"want": "pay"}, content_encoding="gzip")
    yield "no path", asker.get("en")
    yield "slash missing", asker.get("/en")
    yield "wiped", asker.post(f"{case}/wipe", {"sure": "yes"})


STATUS = {
    "start": 200,
    "first page": 303,
    "a case": 200,
    "next": 303,
    "script": 200,
    "manifest": 200,
    "worker": 200,
    "calendar": 200,
    "health": 200,
    "no page": 404,
    "no case": 404,
    "no file": 404,
    "half a form": 400,
    "nothing chosen": 422,
    "a verb": 405,
    "a page's verb": 405,
    "other name": 421,
    "other site": 403,
    "too long": 413,
    "long text": 413,
    "packed": 415,
    "no path": 400,
    "slash missing": 303,
    "wiped": 303,
}


def test_every_answer_carries_every_header(asker: Asker) -> None:
    for name, got in every_kind(asker):
        assert got.status == STATUS[name], name
        for header, value in guarding.ALWAYS:
            assert got.header(header.decode()) == value.decode(), name
        kept = got.header("cache-control")
        open_to_all = name in ("script", "manifest", "worker")
        assert (kept != "no-store") if open_to_all else (kept == "no-store"), name
        assert got.all("set-cookie") == [], name
        assert not got.header("server"), name


def test_limited_and_broken_answers_carry_them_too(known: tuple[Model, Readers]) -> None:
    desk = Desk(BrokenStore(), *known)
    few = Limits(Pace(2, 0.1), Pace(1, 0.1))
    asker = Asker(Guard(create(Site(desk)), names_of([]), few))
    seen = {}
    for path in (f"/en/case/{links.new_secret()}", "/en/", "/en/"):
        got = asker.get(path)
        seen[got.status] = got
    assert set(seen) == {500, 200, 429}
    for got in seen.values():
        assert all(got.header(name.decode()) == value.decode() for name, value in guarding.ALWAYS)


def test_the_policy_lets_nothing_inline_and_nobody_else() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in guarding.POLICY.split(";"))
    assert (
        rules["object-src"]
        == rules["default-src"]
        == rules["base-uri"]
        == rules["frame-ancestors"]
        == "'none'"
    )
    assert rules["script-src"] == rules["form-action"] == "'self'"
    assert re.fullmatch("'sha256-[A-Za-z0-9+/]{43}='", rules["style-src"])
    assert not re.search(r"unsafe|\*|https?:", guarding.POLICY)


@pytest.mark.parametrize("file", sorted(PAGES.glob("templates/*.html")), ids=lambda file: file.name)
def test_no_template_needs_what_the_policy_forbids(file: Path) -> None:
    text = file.read_text("utf-8")
    # The one style of every page is let in by its hash.
    text = text.replace("<style>{{ style }}</style>", "")
    assert not re.search(r"<style|\sstyle=|<script(?! src=)|\son\w+=|javascript:|\|\s*safe", text)


# Other sites


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"sec_fetch_site": "same-origin"}, 303),
        ({"sec_fetch_site": "same-origin", "origin": f"http://{HERE}"}, 303),
        ({"origin": f"http://{HERE}"}, 303),
        ({"sec_fetch_site": "none"}, 303),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"sec_fetch_site": "same-origin", "origin": "http://evil.example"}, 403),
        ({"sec_fetch_site": "SAME-ORIGIN"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"origin": f"http://{HERE}.evil.example"}, 403),
        ({"origin": f"http://evil.example@{HERE}"}, 403),
        ({"origin": "http://[::1"}, 403),
    ],
)
def test_a_form_counts_only_from_this_page(
    asker: Asker, desk: Desk, headers: dict[str, str], status: int
) -> None:
    assert asker.post("/en/start", {"want": "pay"}, **headers).status == status
    assert len(desk.list()) == (status == 303)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8642", "localhost:8642", "LOCALHOST", "[::1]:8642"])
def test_own_names_are_answered(guard: Guard, host: str) -> None:
    assert Asker(guard, host=host).get("/en/").status == 200


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:8642",
        "evil.example@127.0.0.1",
        "[::1",
        "0.0.0.0",
        "127.0.0.1\xa0",
        "127.0.0.1/../evil",
        "127.0.0.1, evil.example",
    ],
)
def test_a_name_that_was_bent_to_this_machine_is_refused(guard: Guard, host: str) -> None:
    got = Asker(guard, host=host).get("/en/")
    assert got.status == 421
    assert "evil" not in got.text


# Keys


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def locked(desk: Desk, keys: Keys) -> Asker:
    return Asker(Guard(create(Site(desk)), names_of([]), QUICK, keys, secure=True))


def test_without_a_key_nothing_is_shown(locked: Asker) -> None:
    for path in (
        "/",
        "/en/",
        "/worker.js",
        f"/en/case/{links.new_secret()}",
        "/static/x/page.css",
        "/en/?key=",
    ):
        assert locked.get(path).status == 401
    assert locked.post("/en/start", {"want": "pay"}).status == 401
    assert locked.get("/healthz").status == 200


def test_a_key_opens_once_and_leaves_the_address(locked: Asker, keys: Keys) -> None:
    link = f"/en/tell?key={keys.new()}&why=after"
    assert locked.ask("HEAD", link).status == 401
    first = locked.get(link)
    assert (first.status, first.where) == (303, "/en/tell?why=after")
    cookie = first.header("set-cookie")
    assert cookie.startswith("__Host-")
    assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert keys.new().split("=")[0] not in cookie
    assert locked.get(link).status == 401
    session = cookie.split(";")[0]
    assert locked.get("/en/", cookie=session).status == 200
    assert locked.get("/en/", cookie=session).header("strict-transport-security")


def test_a_key_is_left_for_the_device_it_was_made_for(locked: Asker, keys: Keys) -> None:
    session = f"{COOKIE}={keys.session()}"
    link = f"/en/?key={keys.new()}"
    assert locked.get(link, cookie=session).where == "/en/"
    assert locked.get(link).header("set-cookie")


def test_a_form_with_a_key_opens_nothing(locked: Asker, keys: Keys) -> None:
    assert locked.post(f"/en/start?key={keys.new()}", {"want": "pay"}).status == 401


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example", "///evil.example", "/%0d%0aX: y"])
def test_a_key_leads_nowhere_else(locked: Asker, keys: Keys, path: str) -> None:
    where = locked.get(f"{path}?key={keys.new()}").where
    assert re.match(r"/[^/\\]", where)
    assert "\r" not in where
    assert "\n" not in where


def test_a_session_is_no_key_and_a_key_no_session(locked: Asker, keys: Keys) -> None:
    assert locked.get(f"/en/?key={keys.session()}").status == 401
    assert locked.get("/en/", cookie=f"{COOKIE}={keys.new()}").status == 401
    for forged in ("", "x", "é", "A" * 43, Keys().session(), keys.session()[:-3] + "AAA"):
        assert locked.get("/en/", cookie=f"{COOKIE}={forged}").status == 401


def test_keys_and_sessions_end() -> None:
    at = [0.0]
    keys = Keys(lambda: at[0])
    key, session = keys.new(60), keys.session()
    at[0] = 59.0
    assert keys.is_session(session)
    at[0] = 61.0
    assert not keys.spend(key)
    at[0] = 8 * 24 * 3600.0
    assert not keys.is_session(session)


def test_old_keys_are_void_when_very_many_were_made() -> None:
    keys = Keys()
    first, second = keys.new(), keys.new()
    for _ in range(5000):
        last = keys.new()
    assert not keys.spend(first)
    assert not keys.spend(second)
    assert keys.spend(last)


# Guesses and floods


def test_ten_thousand_guessed_links_open_nothing_and_shut_out_nobody(desk: Desk) -> None:
    guard = Guard(create(Site(desk)), names_of([]), Limits(requests=Pace(1e6, 1e6)))
    honest, guesser = Asker(guard, "198.51.100.1"), Asker(guard, "203.0.113.9")
    beside = Asker(guard, "203.0.113.9")
    case = beside.open(TELLING)

    async def guess() -> list[Got]:
        paths = [f"/en/case/{secrets.token_hex(16)}" for _ in range(5000)]
        paths += [f"/en/view/{secrets.token_hex(16)}" for _ in range(4990)]
        paths += [f"/en/case/{text}" for text in ("x", "..", "'", "a" * 500, "0" * 32, "%00", "*", "é")]
        return [await guesser.asked("GET", path) for path in paths]

    got = own_loop.run(guess())
    assert {answer.status for answer in got} == {404, 429}
    assert sum(answer.status == 404 for answer in got) < 30
    last = got[-1]
    assert last.status == 429
    assert int(last.header("retry-after")) >= 1
    # Neither another address nor, at the same one, a case that was opened there is shut out.
    assert honest.get(honest.open(TELLING)).status == 200
    assert beside.get(case).status == 200
    assert beside.get(beside.open()).status == 200
    assert guesser.get("/en/").status == 200


def test_an_empty_form_does_not_make_a_guess_known(desk: Desk) -> None:
    guard = Guard(create(Site(desk)), names_of([]), Limits(misses=Pace(3, 0.001)))
    guesser = Asker(guard)
    statuses = []
    for _ in range(8):
        link = f"/en/case/{secrets.token_hex(16)}"
        guesser.post(f"{link}/wipe")
        statuses.append(guesser.get(link).status)
    assert statuses == [404] * 3 + [429] * 5


def test_a_missing_picture_counts_as_no_guess(desk: Desk) -> None:
    asker = Asker(Guard(create(Site(desk)), names_of([]), Limits(misses=Pace(3, 0.001))))
    case = asker.open(TELLING)
    for _ in range(10):
        assert asker.get("/favicon.ico").status == 404
        assert asker.get(f"{case}/way/none").status == 404
    assert asker.get(f"/en/case/{links.new_secret()}").status == 404


def test_a_flood_from_one_address_leaves_the_others_alone(desk: Desk) -> None:
    guard = Guard(create(Site(desk)), names_of([]), Limits(requests=Pace(50, 0.01)))
    flood = Asker(guard, "203.0.113.9")
    statuses = [flood.get("/quiet").status for _ in range(80)]
    assert statuses == [200] * 50 + [429] * 30
    assert Asker(guard, "198.51.100.1").get("/quiet").status == 200


def test_two_hundred_people_behind_one_address_are_not_a_flood() -> None:
    """Each takes a step every ten seconds for ten minutes: a form, where it leads, the page; at first, style
    and script as well."""
    now = [0.0]
    meter = Meter(Limits().requests, lambda: now[0])
    assert all(meter.count("nat") for _ in range(200 * 5))
    for second in range(600):
        now[0] = second + 1.0
        assert all(meter.count("nat") for _ in range(200 * 3 // 10))


def test_memory_of_addresses_is_bounded() -> None:
    meter = Meter(Pace(1, 1))
    for number in range(30_000):
        meter.count(str(number))
    assert len(meter.left) == 10_000


def test_many_addresses_of_one_household_are_one(desk: Desk) -> None:
    guard = Guard(create(Site(desk)), names_of([]), Limits(requests=Pace(10, 0.01)))
    statuses = [Asker(guard, f"2001:db8:1:2::{number:x}").get("/quiet").status for number in range(1, 20)]
    assert statuses == [200] * 10 + [429] * 9
    assert Asker(guard, "2001:db8:1:3::1").get("/quiet").status == 200
    assert Asker(guard, "fe80::1%eth0").get("/quiet").status == 200


def test_forms_on_their_way_keep_nobody_out(desk: Desk) -> None:
    guard = Guard(create(Site(desk)), names_of([]), replace(QUICK, at_once=3))
    slow, quick = Asker(guard, "203.0.113.9"), Asker(guard)

    async def together() -> Got:
        waiting = [
            asyncio.ensure_future(slow.asked("POST", "/en/start", body=iter([b"want="]))) for _ in range(50)
        ]
        await asyncio.sleep(0.05)
        got = await quick.asked("GET", "/en/")
        for one in waiting:
            one.cancel()
        return got

    assert own_loop.run(together()).status == 200


def test_what_cannot_be_done_now_is_sent_away(desk: Desk) -> None:
    guard = Guard(create(Site(desk)), names_of([]), replace(QUICK, at_once=5))
    asker = Asker(guard)

    async def together() -> list[int]:
        got = await asyncio.gather(*(asker.asked("GET", "/en/") for _ in range(12)))
        return [one.status for one in got]

    statuses = own_loop.run(together())
    assert statuses.count(200) >= 5
    assert set(statuses) == {200, 503}
    assert asker.get("/en/").status == 200


# Bodies


def endless(piece: bytes) -> Iterator[bytes]:
    while True:
        yield piece


def test_a_body_without_end_is_cut_off_in_bounded_memory(guard: Guard) -> None:
    asker = Asker(guard)
    asker.get("/en/")
    tracemalloc.start()
    got = asker.ask("POST", "/en/start", body=endless(b"text=" + b"a" * 60_000))
    photo = asker.ask("POST", "/en/photo", body=endless(b"a" * 1_000_000))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert got.status == photo.status == 413
    assert got.header("connection") == "close"
    assert most < guarding.PICTURE.most * 2
    assert all(room.left == allowed.together for allowed, room in guard._rooms.items())


def test_many_large_bodies_share_one_room(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard._rooms[guarding.TYPED], "left", 1000)
    asker = Asker(guard)
    assert asker.post("/en/start", {"text": "x" * 2000}).status == 503
    assert asker.post("/en/start", {"want": "pay"}).status == 303
    assert guard._rooms[guarding.TYPED].left == 1000


@pytest.mark.parametrize("length", ["99999999999", "-1", "1e9", "0x10", "", "9" * 5000, "١٢"])
def test_a_false_length_is_refused(asker: Asker, length: str) -> None:
    got = asker.ask("POST", "/en/start", headers={"content_length": length.encode().decode("latin-1")})
    assert got.status == 413


def test_a_body_that_trickles_is_not_awaited(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    hasty = replace(guarding.TYPED, within=0.05)
    monkeypatch.setattr(guarding, "TYPED", hasty)
    guard._rooms[hasty] = guard._rooms.popitem()[1]
    got = Asker(guard).ask("POST", "/en/start", body=iter([b"want="]))
    assert got.status == 408
    assert got.header("connection") == "close"


def test_a_hundred_thousand_fields_do_no_harm(asker: Asker, desk: Desk) -> None:
    begun = time.process_time()
    body = b"&".join([b"a"] * 100_000)
    got = asker.ask(
        "POST", "/en/start", body=[body], more=[("content-type", "application/x-www-form-urlencoded")]
    )
    assert got.status in (400, 422)
    assert time.process_time() - begun < 3
    assert desk.list() == ()


def test_parts_within_parts_do_no_harm(asker: Asker, desk: Desk) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: multipart/mixed\r\n\r\n'
    kind = [("content-type", "multipart/form-data; boundary=x")]
    begun = time.process_time()
    for body in (
        part * 2000 + b"--x--\r\n",
        part * 2000,
        b"--x\r\n" + b"A: b\r\n" * 30_000,
        b"\xff" * 200_000,
        b"",
    ):
        assert asker.ask("POST", "/en/start", body=[body], more=kind).status in (400, 422)
    strange = [("content-type", "multipart/form-data; boundary=" + "x" * 5000)]
    assert asker.ask("POST", "/en/start", body=[part], more=strange).status in (400, 422)
    assert (
        asker.ask("POST", "/en/start", body=[part], more=[("content-type", "multipart/form-data")]).status
        == 400
    )
    assert time.process_time() - begun < 5
    assert desk.list() == ()


def test_a_telling_as_long_as_it_may_be_is_read(asker: Asker) -> None:
    assert asker.post("/en/start", {"text": "a\r\n" * (LONGEST // 2)}).status == 303


# Paths and verbs


@pytest.mark.parametrize(
    "method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "X" * 100]
)
def test_other_verbs_are_refused(asker: Asker, method: str) -> None:
    got = asker.ask(method, "/en/")
    assert got.status == 405
    assert got.header("allow") == "GET, HEAD, POST"


def test_head_is_get_without_doing_anything_else(asker: Asker) -> None:
    assert asker.ask("HEAD", "/en/").status == 200
    assert asker.ask("HEAD", "/nothing").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/static/../guard.py",
        "/static/x/../../guard.py",
        "/static/x/..%2f..%2fguard.py",
        "/static/%2e%2e/guard.py",
        "/static/x/%2e%2e%2fwords%2fen.json",
        "/static/x/page.css%00.png",
        "/static/x//etc/passwd",
        "/static//etc/passwd",
        "/en/case/../../etc/passwd",
        "/en/%00",
        "/%c0%ae%c0%ae/",
        "/..%5c..%5cguard.py",
        "//evil.example/%2e%2e",
        "/en/../../..",
    ],
)
def test_path_tricks_find_nothing(asker: Asker, path: str) -> None:
    got = asker.get(path)
    assert got.status == 404
    assert "from __future__" not in got.text
    assert "root:" not in got.text


def test_addresses_and_heads_have_an_end(asker: Asker) -> None:
    assert asker.get("/en/case/" + "a" * 5000).status == 414
    assert asker.get("/en/?" + "a" * 5000).status == 414
    assert asker.get("/en/", cookie="a" * 40_000).status == 431


def test_a_place_is_no_path(asker: Asker) -> None:
    for path in ("*", "http://evil.example/", "en/", ""):
        assert asker.get(path).status == 400


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "//evil.example/", "/\\evil.example/", "/en//evil.example/", "/https://evil.example/"],
)
def test_no_link_or_redirect_leads_elsewhere(asker: Asker, path: str) -> None:
    got = asker.get(path)
    where = got.where
    assert not where or re.match(rf"(http://{HERE})?/", where)
    assert not re.match(r"//|/\\", where)
    assert not re.search(r'(href|action|src)="(//|/\\|\w+:)', got.text)


# Scripts in what is typed, and in the pack


def all_pages(asker: Asker, case: str, most: int = 60) -> str:
    """The pages of a case, read to the end of its links or to so many."""
    seen: dict[str, str] = {}
    waiting = [case, f"{case}/advice", f"{case}/next", f"{case}/tell", f"{case}/tell?why=after"]
    while waiting:
        path = waiting.pop()
        if path in seen or len(seen) > most:
            continue
        got = asker.get(path)
        assert got.status in (200, 303), (path, got.status)
        seen[path] = got.text
        if got.where:
            waiting.append(got.where)
        waiting += [
            link for link in re.findall(r'href="([^"#]+)"', got.text) if f"/case/{case[-32:]}" in link
        ]
    assert len(seen) > 8
    return "\n".join(seen.values())


def harmless(text: str) -> None:
    assert SCRIPT not in text
    assert "<img src=x" not in text
    assert not re.search(r'"\'>', text)
    assert "49" not in re.findall(r"onerror=alert\(2\)&gt;(..)", text)


def test_scripts_in_every_field_stay_text(asker: Asker, desk: Desk) -> None:
    case = asker.open(f"{BREAKING} {TELLING} {BREAKING}", want=BREAKING)
    fields = (
        "text",
        "want",
        "situation",
        "finding",
        "value",
        "offered",
        "was",
        "step",
        "end",
        "version",
        "event",
        "sure",
    )
    for action in (
        "tell",
        "situation",
        "answer",
        "begin",
        "report",
        "looked",
        "close",
        "reopen",
        "remove",
        "undo",
        "wipe",
    ):
        got = asker.post(f"{case}/{action}", dict.fromkeys(fields, BREAKING))
        assert got.status in (303, 400, 404, 422), action
        harmless(got.text)
        assert BREAKING not in got.where
    for value in (BREAKING, "none", "unknown"):
        got = asker.post(f"{case}/answer", {"finding": "closest", "value": value, "offered": f"{BREAKING},x"})
        assert got.status == 400
    harmless(all_pages(asker, case))
    assert any(
        isinstance(event, Told) and SCRIPT in event.text for event in desk.case(desk.list()[0].case_id).events
    )


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ja"])
def test_scripts_in_addresses_and_headers_stay_text(asker: Asker, language: str) -> None:
    case = asker.open(TELLING, language=language)
    packed = "".join(f"%{byte:02x}" for byte in BREAKING.encode())
    for place in ("ask", "way", "went", "card", ""):
        harmless(asker.get(f"{case}/{place}/{packed}").text)
    for path in (
        f"/{language}/{packed}",
        f"/{packed}",
        f"/{language}/tell?why={packed}",
        f"/{packed}/case/{packed}",
    ):
        harmless(asker.get(path, accept_language=BREAKING, referer=BREAKING, user_agent=BREAKING).text)


def test_scripts_in_the_pack_stay_text(known: tuple[Model, Readers]) -> None:
    pack = known[0].pack

    def poisoned(text: object) -> object:
        if isinstance(text, str):
            return f"{text}{BREAKING}".replace("{{7*7}}", "")
        if isinstance(text, dict):
            return {key: poisoned(value) for key, value in text.items()}
        return [poisoned(item) for item in text] if isinstance(text, list | tuple) else text

    titles = {name: replace(source, title=poisoned(source.title)) for name, source in pack.sources.items()}
    poisoned_pack = replace(pack, words=poisoned(pack.words), sources=titles)
    desk = Desk(MemoryStore(), build(poisoned_pack), known[1])
    asker = Asker(Guard(create(Site(desk)), names_of([]), QUICK))
    for telling in (TELLING, "My Taobao account is locked after I logged in with a VPN"):
        text = all_pages(asker, asker.open(telling))
        harmless(text)
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize(
    "text",
    [
        "\u202eevil\u202c",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        "a\x00b\x1b[31m",
        "\ufeff" * 50,
        "é" * 3000 + "\u0301" * 3000,
    ],
    ids=["direction", "half a pair", "controls", "marks", "accents"],
)
def test_strange_letters_are_kept_and_shown(asker: Asker, text: str) -> None:
    case = asker.open(f"{text} {TELLING}")
    all_pages(asker, case, 15)


def test_a_helper_sees_no_word_that_was_told_and_can_change_nothing(asker: Asker) -> None:
    case = asker.open(f"SCARLETMACAW {TELLING}")
    asker.post(f"{case}/tell", {"text": f"BLUEHERON {TELLING}"})
    view = f"/en/view/{links.id_of(case[-32:])}"
    for language in ("en", "zh-Hans", "ja"):
        got = asker.get(view.replace("en", language, 1))
        assert got.status == 200
        assert not re.search("SCARLETMACAW|BLUEHERON|renewed my passport and now", got.text)
        assert case[-32:] not in got.text
        assert "<form" not in got.text
    assert asker.get(f"/en/case/{view[-32:]}").status == 404
    assert asker.post(f"/en/case/{view[-32:]}/tell", {"text": "x"}).status == 404
    assert asker.post(view, {"text": "x"}).status == 405


def test_a_field_sent_twice_or_unasked_changes_nothing_else(asker: Asker, desk: Desk) -> None:
    case = asker.open(want="pay")
    unasked = [
        ("situation", "today"),
        ("goal", "check"),
        ("case_id", "x"),
        ("at", "2001-01-01"),
        ("actor", "tool"),
    ]
    assert asker.post(f"{case}/situation", [("situation", "no_hurry"), *unasked]).status == 303
    kept = desk.case(links.id_of(case[-32:]))
    assert kept.goal == "pay"
    assert kept.situation in ("no_hurry", "today")
    assert kept.events[-1].actor == "person"
    assert kept.events[-1].at.year > 2001


def test_what_comes_next_is_the_same_whether_it_was_kept_or_not(desk: Desk) -> None:
    kept, fresh = Site(desk), Site(desk)
    asker = Asker(Guard(create(kept), names_of([]), QUICK))
    other = Asker(Guard(create(fresh), names_of([]), QUICK))
    case = asker.open(TELLING)
    for _ in range(12):
        where = asker.get(f"{case}/next").where
        fresh.picks.found.clear()
        assert other.get(f"{case}/next").where == where
        assert asker.get(f"{case}/advice").text == other.get(f"{case}/advice").text
        form = asker.get(where).text
        if "/answer" not in form:
            break
        finding = re.search(r'name="finding" value="([^"]+)"', form)
        value = re.search(r'name="value" value="([^"]+)"', form)
        offered = re.search(r'name="offered" value="([^"]+)"', form)
        assert finding
        assert value
        fields = {"finding": finding[1], "value": value[1], "offered": offered[1] if offered else ""}
        assert asker.post(f"{case}/answer", fields).status == 303
    assert kept.picks.found


# Two at once, and the end


def test_two_forms_at_once_lose_nothing(asker: Asker, desk: Desk) -> None:
    case = asker.open(TELLING)
    tellings = [f"number {number} and nothing else" for number in range(24)]

    async def together() -> list[Got]:
        form = [("content-type", "application/x-www-form-urlencoded")]
        bodies = [f"text={text}".replace(" ", "+").encode() for text in tellings]
        return await asyncio.gather(
            *(asker.asked("POST", f"{case}/tell", body=[body], more=form) for body in bodies)
        )

    got = own_loop.run(together())
    said = {event.text for event in desk.case(links.id_of(case[-32:])).events if isinstance(event, Told)}
    kept = [text for text, answer in zip(tellings, got, strict=True) if answer.status == 303]
    assert {answer.status for answer in got} <= {303, 409}
    assert set(kept) <= said
    assert len(said & set(tellings)) == len(kept)
    assert len(kept) >= 12


def test_a_fault_says_its_kind_and_place_and_nothing_typed(
    known: tuple[Model, Readers], capfd: pytest.CaptureFixture[str]
) -> None:
    asker = Asker(Guard(create(Site(Desk(BrokenStore(), *known))), names_of([]), QUICK))
    got = asker.get(f"/ja/case/{links.new_secret()}/advice")
    said = capfd.readouterr()
    assert got.status == 500
    assert "S3CRET" not in got.text + said.out + said.err
    assert re.fullmatch(r"A fault in jiesuo: RuntimeError at test_guard\.py:\d+\.\n", said.err)


def test_a_fault_of_the_guard_itself_is_a_page(guard: Guard, capfd: pytest.CaptureFixture[str]) -> None:
    async def broken(*_: object) -> None:
        raise ValueError("S3CRET")

    got = Asker(replace(guard, app=broken)).get("/zh-Hans/")
    assert got.status == 500
    assert "故障" in got.text
    assert "S3CRET" not in capfd.readouterr().err


def test_the_guard_speaks_the_language_of_the_page(guard: Guard) -> None:
    asker = Asker(guard)
    assert "别的网站" in asker.post("/zh-Hans/start", origin="null").text
    assert "別のサイト" in asker.post("/ja/start", origin="null").text
    assert "另" not in Asker(guard, host="x").get("/").text
    assert 'lang="ja"' in Asker(guard, host="x").get("/", accept_language="ja").text


def test_the_page_says_until_when_something_rests(asker: Asker, desk: Desk) -> None:
    """Nothing can be done any more but to look at the bill again: from when is said."""
    case = asker.open(want="pay")
    case_id = links.id_of(case[-32:])
    desk.wish(case_id, situation="no_hurry")
    desk.answer(case_id, "money_taken", "unclear")
    for _ in range(90):
        step = desk.advice(case_id, INTERVIEW).next
        if step.not_before is not None:
            break
        if step.kind == "ask":
            desk.answer(case_id, step.step, "unknown", step.offered)
        else:
            desk.report(case_id, step.step, "looked" if step.kind == "check" else "could_not")
    assert step.not_before is not None
    shown = asker.get(f"{case}/advice").text
    assert f'<time datetime="{step.not_before:%Y-%m-%dT%H:%M}' in shown


def test_who_told_in_own_words_says_what_it_is_about(asker: Asker, desk: Desk) -> None:
    case = asker.open(TELLING, want="")
    assert 'name="goal"' in asker.get(f"{case}/situation").text
    asker.post(f"{case}/situation", {"situation": "today", "goal": "add_card"})
    assert desk.case(links.id_of(case[-32:])).goal == "add_card"
    asker.post(f"{case}/situation", {"situation": "today", "goal": "no_goal"})
    assert desk.case(links.id_of(case[-32:])).goal == "add_card"
