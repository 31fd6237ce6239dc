"""Papers on the page: read in memory, shown once; what cannot be read gets a sentence."""

from __future__ import annotations

import random
import re
import tempfile
import zlib
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path
from time import sleep

import anyio
import drawing
import numpy as np
import pages
import pytest
import screens
from anyio import to_thread
from PIL import Image
from starlette.testclient import TestClient

from jiesuo.core.model import Model
from jiesuo.interfaces.phrasing import say as shared
from jiesuo.interfaces.web import links, upload
from jiesuo.interfaces.web.app import create
from jiesuo.interfaces.web.guard import PICTURE_BYTES, Guard, names_of
from jiesuo.interfaces.web.offers import sends_picture
from jiesuo.interfaces.web.site import Site, say, words
from jiesuo.readers import ocr
from jiesuo.readers.mrz import read as read_zone
from jiesuo.readers.picture import REASONS
from jiesuo.services.desk import Desk
from jiesuo.services.intake import Readers
from jiesuo.store.sqlite import SqliteStore

HOME = "http://127.0.0.1:8642"
LANGUAGES = ["en", "zh-Hans", "ja"]
PAPERS = ["screenshot", "passport", "photo"]
# The specimen of ICAO Doc 9303-4.
SPECIMEN = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
DISABLED = (
    "为了您的账户和资金安全，此账户的支付功能已暂时禁用。在继续付款之前，请点击查看解决方案尝试申请解除限制。"
)


class Page:
    """A browser without scripts, at a page that takes pictures."""

    def __init__(self, database: Path, known: tuple[Model, Readers], uploads: bool = True) -> None:
        self.database = database
        self.desk = Desk(SqliteStore(database), *known)
        self.app = create(Site(self.desk, uploads=uploads))
        self.client = TestClient(
            Guard(self.app, names_of(["jiesuo.test"])), base_url=HOME, raise_server_exceptions=False
        )
        self.secret = links.new_secret()
        self.desk.open("pay", "this_week", "en", links.id_of(self.secret))

    def at(self, rest: str, language: str = "en") -> str:
        return f"/{language}/case/{self.secret}/{rest}"

    def answers(self) -> dict[str, str]:
        case = self.desk.case(links.id_of(self.secret))
        return {name: seen.value for name, seen in case.answers.items()}

    def kept(self) -> bytes:
        files = [file for file in self.database.parent.rglob("*") if file.is_file()]
        return b"".join(file.read_bytes() for file in files)


@pytest.fixture
def page(tmp_path: Path, known: tuple[Model, Readers], monkeypatch: pytest.MonkeyPatch) -> Page:
    """Temporary files go below the folder that is searched."""
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    return Page(tmp_path / "cases.sqlite", known)


def file_of(image: Image.Image, kind: str = "PNG", **more: object) -> bytes:
    made = BytesIO()
    image.save(made, kind, **more)
    return made.getvalue()


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def bomb() -> bytes:
    """A PNG of a few kilobytes that says it has 60,000 x 60,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    side = (60_000).to_bytes(4, "big")
    head = chunk(b"IHDR", side + side + bytes([8, 2, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1_000_000))) + chunk(b"IEND", b"")


def frames() -> bytes:
    first, second = (Image.new("RGB", (300, 200), colour) for colour in ("white", "black"))
    return file_of(first, "GIF", save_all=True, append_images=[second])


SMALL = file_of(Image.new("RGB", (40, 40), "white"), "JPEG")
BAD = {
    "empty": b"",
    "damaged": SMALL[: len(SMALL) // 2],
    "pdf": b"%PDF-1.7\n1 0 obj",
    "drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "film": b"\x00\x00\x00\x18ftypheic" + bytes(30),
    "unknown": b"MZ" + bytes(2000),
    "pixels": bomb(),
}


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("reason", BAD)
def test_what_is_no_picture_gets_a_sentence(page: Page, paper: str, reason: str) -> None:
    for place in (page.at(paper), f"/en/papers/{paper}"):
        answer = page.client.post(place, files={"picture": ("thing.png", BAD[reason], "image/png")})
        assert answer.status_code == 422
        assert say("en", f"papers_why_{reason}") in text_of(answer.text)
        assert 'role="alert"' in answer.text
    assert page.answers() == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words(language: str) -> None:
    reasons = {*REASONS, "none", "busy", "slow", "broken"}
    assert all(words(language)[f"papers_why_{reason}"] for reason in reasons)


def test_forms_that_hold_no_picture(page: Page) -> None:
    send = page.client.post
    none = send(page.at("photo"), files={"picture": ("", b"", "application/octet-stream")})
    assert (none.status_code, say("en", "papers_why_none") in text_of(none.text)) == (422, True)
    for content, kind in (
        (b"x=1", "application/x-www-form-urlencoded"),
        (b"--q\r\nno", "multipart/form-data"),
    ):
        broken = send(page.at("photo"), content=content, headers={"content-type": kind})
        assert broken.status_code in (400, 422)
        assert "papers_why" not in broken.text
        assert 'role="alert"' in broken.text
    two = send(page.at("photo"), files=[("picture", ("a", SMALL)), ("picture", ("b", SMALL))])
    assert two.status_code == 400


def test_too_large_is_refused_before_it_is_read(page: Page) -> None:
    large = bytes(PICTURE_BYTES + 1)
    assert page.client.post(page.at("photo"), files={"picture": ("a.jpg", large)}).status_code == 413


def test_a_picture_never_touches_the_disk(
    page: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def spilled(self: object) -> None:
        raise AssertionError("a picture was written to a temporary file")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", spilled)
    noise = np.random.default_rng(5).integers(0, 256, (900, 1100, 3), dtype=np.uint8)
    sent = file_of(Image.fromarray(noise))
    assert len(sent) > 2_000_000
    answer = page.client.post(
        page.at("photo"), data={"do": "copy"}, files={"picture": ("QUILLFEATHER.png", sent, "image/png")}
    )
    assert answer.status_code == 200
    kept = page.kept()
    assert kept
    assert not [start for start in range(0, len(sent) - 64, 50_000) if sent[start : start + 64] in kept]
    assert b"QUILLFEATHER" not in kept
    assert "QUILLFEATHER" not in caplog.text
    assert list(Path(tempfile.gettempdir()).iterdir()) == []


def test_a_clean_copy_has_the_picture_alone(page: Page) -> None:
    image = Image.new("RGB", (120, 90), (200, 30, 30))
    exif = Image.Exif()
    exif[0x010F] = "QUILLFEATHER CAMERAS"
    answer = page.client.post(
        page.at("photo"),
        data={"do": "copy"},
        files={"picture": ("a.jpg", file_of(image, "JPEG", exif=exif), "image/jpeg")},
    )
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "no-store"
    copy = Image.open(BytesIO(answer.content))
    assert (copy.size, len(copy.getexif())) == ((120, 90), 0)
    assert b"QUILLFEATHER" not in answer.content


def test_a_screenshot_is_read_and_counts_only_when_it_is_used(page: Page) -> None:
    assert drawing.fonts_are_here(), "the fonts to draw with are missing: run .ci/system-needs"
    sent = file_of(screens.taken(screens.of_message(DISABLED, random.Random(3)), 0))
    answer = page.client.post(page.at("screenshot"), files={"picture": ("a.png", sent, "image/png")})
    assert answer.status_code == 200
    assert page.answers() == {}
    text = unescape(re.search(r'name="text" value="([^"]*)"', answer.text).group(1))  # type: ignore[union-attr]
    used = page.client.post(page.at("screenshot/use"), data={"text": text}, follow_redirects=False)
    assert used.status_code == 303
    found = {name for name in page.answers() if name.startswith("message.")}
    assert found
    messages = page.desk.readers.pack.messages
    settled = {key: told for name in found for key, told in messages[name.partition(".")[2]].answers.items()}
    assert settled
    assert settled.items() <= page.answers().items()
    page.client.post(page.at("screenshot/use"), data={"text": text})
    told = [event for event in page.desk.case(links.id_of(page.secret)).events if event.actor == "tool"]
    assert len(told) == 1
    opened = page.client.post("/en/papers/screenshot/use", data={"text": text}, follow_redirects=False)
    secret = opened.headers["location"].rsplit("/", 1)[1]
    assert found <= set(page.desk.case(links.id_of(secret)).answers)


def test_a_moving_picture_counts_by_its_first_frame(page: Page) -> None:
    answer = page.client.post(page.at("screenshot"), files={"picture": ("a.gif", frames(), "image/gif")})
    assert answer.status_code == 200
    assert say("en", "papers_moving") in text_of(answer.text)
    assert shared("en", "screen_no_error") in text_of(answer.text)


def test_a_passport_is_shown_once_and_the_case_learns_only_whether_it_is_good(page: Page) -> None:
    today = date(2026, 11, 25)
    joined, image = pages.page(random.Random(4), today)
    zone = read_zone(joined, page.desk.clock().date())
    assert zone.valid
    number = zone.fields["number"]
    sent = file_of(image.resize((1600, round(1600 * image.height / image.width))), "JPEG", quality=92)
    answer = page.client.post(page.at("passport"), files={"picture": ("a.jpg", sent, "image/jpeg")})
    assert answer.status_code == 200
    assert shared("en", "passport_valid") in text_of(answer.text)
    assert all(zone.fields[name] in text_of(answer.text) for name in ("surname", "number", "expiry_date"))
    assert set(page.answers()) == {"passport_expired"}
    assert number.encode() not in page.kept()
    assert number not in page.client.get(page.at("passport")).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_photo_is_checked_and_the_page_says_what_to_do(page: Page, language: str) -> None:
    files = {"picture": ("a.jpg", SMALL, "image/jpeg")}
    answer = page.client.post(page.at("photo", language), data={"do": "check"}, files=files)
    assert answer.status_code == 200
    assert shared(language, "photo_not_usable") in text_of(answer.text)
    assert shared(language, "photo_too_small") in text_of(answer.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("uploads", [True, False])
def test_typed_lines_work_with_and_without_uploads(
    tmp_path: Path, known: tuple[Model, Readers], language: str, uploads: bool
) -> None:
    page = Page(tmp_path / "cases.sqlite", known, uploads)
    for place in (page.at("passport/typed", language), f"/{language}/papers/passport/typed"):
        answer = page.client.post(place, data={"lines": SPECIMEN})
        assert shared(language, "zone_expired") in text_of(answer.text)
        assert "L898902C3" in answer.text
    assert page.answers() == {"passport_expired": "yes"}
    assert b"L898902C3" not in page.kept()
    wrong = page.client.post(
        page.at("passport/typed", language), data={"lines": SPECIMEN.replace("2C36", "2C37")}
    )
    assert say(language, "papers_field_number") in text_of(wrong.text)
    assert shared(language, "passport_invalid") in text_of(wrong.text)


def test_what_the_zone_says_can_be_laid_beside_other_records(page: Page) -> None:
    answer = page.client.post(page.at("passport/typed"), data={"lines": SPECIMEN}).text
    told = dict(re.findall(r'type="hidden" name="(passport\.\w+)" value="([^"]*)"', answer))
    assert told["passport.name"] == "ERIKSSON ANNA MARIA"
    bank = {"bank.name": "ERIKSSON ANNA", "alipay.document_number": told["passport.document_number"]}
    beside = page.client.post(page.at("records"), data={**told, **bank})
    assert beside.status_code == 200
    assert page.answers()["alipay_shows_old_passport"] == "no"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_the_part_the_page_says_how_to_add_it(
    tmp_path: Path, known: tuple[Model, Readers], language: str
) -> None:
    page = Page(tmp_path / "cases.sqlite", known, uploads=False)
    for place in (f"/{language}/papers", page.at("screenshot", language), page.at("photo", language)):
        shown = page.client.get(place).text
        assert "pip install 'jiesuo[photo]'" in unescape(shown)
        assert '<input type="file"' not in shown
    sent = page.client.post(page.at("photo"), files={"picture": ("a.jpg", SMALL)})
    assert sent.status_code == 404


def test_no_picture_is_taken_over_a_line_that_others_can_read(page: Page) -> None:
    other = TestClient(page.client.app, base_url="http://jiesuo.test")
    shown = other.get("/en/papers/photo").text
    assert '<input type="file"' not in shown
    assert say("en", "papers_unsafe") in text_of(shown)
    assert other.post("/en/papers/photo", files={"picture": ("a.jpg", SMALL)}).status_code == 404
    safe = TestClient(page.client.app, base_url="https://jiesuo.test")
    assert '<input type="file"' in safe.get("/en/papers/photo").text


def test_a_busy_reader_says_so_and_is_free_again(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    reading: upload.Reading = page.app.state.reading
    files = {"picture": ("a.jpg", SMALL, "image/jpeg")}
    monkeypatch.setattr(upload, "WAITS", 0.05)
    with reading.lock:
        busy = page.client.post(page.at("photo"), files=files)
    assert (busy.status_code, say("en", "papers_why_busy") in text_of(busy.text)) == (503, True)
    reading.present = upload.MOST_AT_ONCE
    assert page.client.post(page.at("photo"), files=files).status_code == 503
    reading.present = 0
    assert page.client.post(page.at("photo"), files=files).status_code == 200
    assert reading.present == 0


def test_a_long_reading_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "READ_WITHIN", 0.05)
    reading = upload.Reading()
    with pytest.raises(upload.NotTaken) as told:
        anyio.run(reading.read, lambda: sleep(0.4))
    assert told.value.reason == "slow"


def test_waiting_pictures_leave_the_other_pages_their_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "WAITS", 0.5)
    reading = upload.Reading()

    async def work() -> None:
        to_thread.current_default_thread_limiter().total_tokens = 1
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(reading.read, lambda: sleep(0.1))
            await anyio.sleep(0.02)
            with anyio.fail_after(0.1):
                await to_thread.run_sync(lambda: None)

    anyio.run(work)


def test_one_picture_is_read_at_a_time() -> None:
    reading, seen = upload.Reading(), []

    def work() -> None:
        seen.append(reading.lock.locked())
        sleep(0.02)

    async def both() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(reading.read, work)

    anyio.run(both)
    assert seen == [True] * 3
    assert not reading.lock.locked()


def test_papers_of_a_case_that_is_not_there(page: Page) -> None:
    for paper in PAPERS:
        assert page.client.get(f"/en/case/{'0' * 32}/{paper}").status_code == 404
        sent = page.client.post(f"/en/case/{'0' * 32}/{paper}", files={"picture": ("a.jpg", SMALL)})
        assert sent.status_code == 404


def test_a_question_offers_a_screenshot_only_where_it_can_be_read(
    page: Page, tmp_path: Path, known: tuple[Model, Readers]
) -> None:
    without = Page(tmp_path / "others.sqlite", known, uploads=False)
    for finding in ("closest", "locked_notice"):
        assert page.at("screenshot") in page.client.get(page.at(f"ask/{finding}")).text
        assert without.at("screenshot") not in without.client.get(without.at(f"ask/{finding}")).text
    assert page.at("screenshot") not in page.client.get(page.at("ask/platform")).text


def test_papers_are_a_tap_from_the_advice_and_a_photo_is_checked_before_it_is_sent(
    page: Page, tmp_path: Path, known: tuple[Model, Readers]
) -> None:
    assert page.at("papers") in page.client.get(page.at("advice")).text
    chooser = page.client.get(page.at("papers")).text
    assert all(page.at(paper) in chooser for paper in (*PAPERS, "records"))
    without = Page(tmp_path / "others.sqlite", known, uploads=False)
    assert sends_picture(page.app.state.site, "update_passport_in_alipay")
    assert not sends_picture(page.app.state.site, "visit_bank_branch")
    assert not sends_picture(without.app.state.site, "update_passport_in_alipay")


def test_the_engine_is_here() -> None:
    assert ocr.is_installed(), "pip install 'jiesuo[photo]'"
