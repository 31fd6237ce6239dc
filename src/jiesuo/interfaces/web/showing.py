"""Papers in hand: a screenshot, a passport page, a photo for a review. Read in memory, shown once, not kept.

Each page stands within a case and, under `papers`, without one. The case is told results only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from jiesuo.core.evidence import Observation
from jiesuo.errors import NotFound
from jiesuo.interfaces.web import links
from jiesuo.interfaces.web.comparing import observe
from jiesuo.interfaces.web.site import Lang, Look, Site, look
from jiesuo.interfaces.web.upload import NotTaken, Reading, Upload, taken
from jiesuo.interfaces.web.way import USUAL_SITUATION
from jiesuo.readers import error_text, mrz, ocr, passport_page, picture, screenshot
from jiesuo.readers import photo as photo_check
from jiesuo.readers.redact import redact
from jiesuo.services.describe import meaning
from jiesuo.services.intake import LONGEST, shown
from jiesuo.services.papers import SHOWN_FIELDS
from jiesuo.services.record_values import DATES
from jiesuo.services.wording import wording

room = APIRouter()

LOOPBACK = ("127.0.0.1", "localhost", "::1")
AS_ENTRY = {
    "document_number": "number",
    "document_expiry": "expiry_date",
    "birth_date": "birth_date",
    "nationality": "nationality",
}
"""Entry of a record -> field of the zone."""
COPY_NAME = "passport-clean.jpg"

_HAN = re.compile("[\u4e00-\u9fff]")

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Place:
    """Where a paper is shown: within a case, or without one."""

    request: Request
    language: str
    site: Site
    look: Look | None

    @property
    def takes_pictures(self) -> bool:
        """Whether the part that reads is there, and the line is one that nobody listens in on."""
        url = self.request.url
        return self.site.uploads and (url.scheme == "https" or url.hostname in LOOPBACK)

    def to(self, *parts: str) -> str:
        """The address of a paper's page here."""
        return self.look.at(*parts) if self.look else "/".join((f"/{self.language}/papers", *parts))

    def show(self, template: str, status: int = 200, **facts: Any) -> HTMLResponse:
        facts = {
            "fault": "",
            "found": None,
            "moving": False,
            "takes_pictures": self.takes_pictures,
            "to": self.to,
            "back": self.look.at("papers") if self.look else f"/{self.language}/papers",
            **facts,
        }
        if self.look:
            return self.look.show(template, status, **facts)
        return self.site.render(self.request, self.language, template, status, **facts)

    async def read(self, work: Callable[[Upload], T]) -> tuple[T | None, str, int]:
        """What reading the picture that was sent gave; else why it was not read, and the status for that."""
        if not self.takes_pictures:
            raise NotFound("Pictures are not taken here.")
        reading: Reading = self.request.app.state.reading
        try:
            with reading.place():
                upload = await taken(self.request)
                return await reading.read(lambda: work(upload)), "", 200
        except NotTaken as trouble:
            return None, trouble.reason, trouble.status
        except picture.NotRead as trouble:
            return None, trouble.reason, 422

    def tell(self, seen: tuple[Observation, ...]) -> Look:
        """Tell the case what was seen; without a case, open one."""
        found = self.look or self._opened()
        observe(found, seen)
        return found.afresh()

    def _opened(self) -> Look:
        found = Look(self.site, self.request, self.language, links.new_secret())
        self.site.desk.open("", USUAL_SITUATION, self.language, found.case_id)
        return found


def place(request: Request, language: Lang) -> Place:
    """The place of an address; raises NotFound where its case is not there."""
    secret = request.path_params.get("secret")
    within = look(request, language, secret) if secret else None
    if within:
        within.desk.case(within.case_id)
    return Place(request, language, request.app.state.site, within)


Here = Annotated[Place, Depends(place)]


@room.get("/{language}/papers", response_class=HTMLResponse)
@room.get("/{language}/case/{secret}/papers", response_class=HTMLResponse)
def papers(here: Here) -> HTMLResponse:
    """Which paper is at hand."""
    return here.show("papers.html", back=here.look.at("advice") if here.look else f"/{here.language}/")


# --- a screenshot
@dataclass(frozen=True)
class Message:
    """What was seen on a screen, and what it means."""

    quote: str
    means: str

    @property
    def language(self) -> str:
        return "zh-Hans" if _HAN.search(self.quote) else "en"


@room.get("/{language}/papers/screenshot", response_class=HTMLResponse)
@room.get("/{language}/case/{secret}/screenshot", response_class=HTMLResponse)
def ask_for_screenshot(here: Here) -> HTMLResponse:
    return here.show("screenshot.html")


@room.post("/{language}/papers/screenshot", response_class=HTMLResponse)
@room.post("/{language}/case/{secret}/screenshot", response_class=HTMLResponse)
async def read_screenshot(here: Here) -> HTMLResponse:
    """The lines, without personal numbers, and the messages in them; nothing is told to the case yet."""

    def work(upload: Upload) -> tuple[screenshot.Screenshot, bool]:
        seen = picture.open_picture(upload.data)
        recognised = ocr.engine().read(seen.pixels)
        return screenshot.read(recognised, here.site.desk.readers.messages), seen.moving

    read, fault, status = await here.read(work)
    if read is None:
        return await run_in_threadpool(here.show, "screenshot.html", status, fault=fault)
    return await run_in_threadpool(_screen, here, *read)


def _screen(here: Place, found: screenshot.Screenshot, moving: bool) -> HTMLResponse:
    messages = [Message(seen.quote, _meaning(here, seen)) for seen in found.observations]
    return here.show("screenshot.html", found=found, messages=messages, moving=moving)


def _meaning(here: Place, seen: Observation) -> str:
    name = seen.finding.partition(".")[2]
    return wording(here.site.pack, here.language).text("messages", name, "meaning")


@room.post("/{language}/papers/screenshot/use")
@room.post("/{language}/case/{secret}/screenshot/use")
def use_screenshot(here: Here, text: Annotated[str, Form()] = "") -> RedirectResponse:
    """Tell the case the messages in lines that were read, and what they settle; the lines are not kept."""
    index = here.site.desk.readers.messages
    plain = redact(text[:LONGEST].replace("\r\n", "\n")).text
    seen = [replace(reading.observation, source="screenshot") for reading in error_text.read(plain, index)]
    return here.tell(shown(seen, here.site.pack)).go()


# --- a passport
@room.get("/{language}/papers/passport", response_class=HTMLResponse)
@room.get("/{language}/case/{secret}/passport", response_class=HTMLResponse)
def ask_for_passport(here: Here) -> HTMLResponse:
    return here.show("passport.html")


@room.post("/{language}/papers/passport", response_class=HTMLResponse)
@room.post("/{language}/case/{secret}/passport", response_class=HTMLResponse)
async def read_passport(here: Here) -> HTMLResponse:
    """What the two lines on a picture say, shown in this answer alone."""

    def work(upload: Upload) -> tuple[mrz.Passport, bool]:
        seen = picture.open_picture(upload.data)
        page = passport_page.read(seen.pixels, ocr.engine(), here.site.desk.clock().date())
        return page.passport, seen.moving

    read, fault, status = await here.read(work)
    if read is None:
        return await run_in_threadpool(here.show, "passport.html", status, fault=fault)
    return await run_in_threadpool(_passport, here, *read)


@room.post("/{language}/papers/passport/typed", response_class=HTMLResponse)
@room.post("/{language}/case/{secret}/passport/typed", response_class=HTMLResponse)
def type_passport(here: Here, lines: Annotated[str, Form()] = "") -> HTMLResponse:
    """The same from typed lines."""
    found = mrz.read(lines, here.site.desk.clock().date())
    return _passport(here, found, typed="" if found.valid else lines)


def _passport(here: Place, found: mrz.Passport, moving: bool = False, typed: str = "") -> HTMLResponse:
    seen = tuple(mrz.observations(found))
    if here.look and seen:
        here.tell(seen)
    return here.show(
        "passport.html",
        found=found,
        moving=moving,
        typed=typed,
        fields=_shown(found.fields) if found.valid else {},
        entries=_entries(found.fields) if found.valid else {},
        told=[meaning(here.look.view, here.look.words, one) for one in seen] if here.look else [],
        good=found.valid and not {"expired", "under_six_months"} & {one.id for one in found.problems},
    )


def _shown(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: fields[name] for name in SHOWN_FIELDS if fields.get(name)}


def _entries(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields as entries of the passport's holder, to be laid beside other records."""
    name = f"{fields['surname']} {fields['given_names']}".strip()
    named = {"name": name} | {entry: fields[source] for entry, source in AS_ENTRY.items()}
    known = (entry for entry, value in named.items() if value and not _is_partial_date(entry, value))
    return {entry: named[entry] for entry in known}


def _is_partial_date(entry: str, value: str) -> bool:
    """Whether it is a date of birth of which only the year, or year and month, are known."""
    return entry in DATES and len(value) < len("YYYY-MM-DD")


# --- a photo for a review
@room.get("/{language}/papers/photo", response_class=HTMLResponse)
@room.get("/{language}/case/{secret}/photo", response_class=HTMLResponse)
def ask_for_photo(here: Here) -> HTMLResponse:
    return here.show("photo.html")


@room.post("/{language}/papers/photo")
@room.post("/{language}/case/{secret}/photo")
async def check_photo(here: Here) -> Response:
    """Whether the picture will do; or, if that was pressed, the same picture without metadata."""

    def work(upload: Upload) -> photo_check.Check | bytes:
        if upload.do == "copy":
            return picture.clean_copy(upload.data)
        seen = picture.open_picture(upload.data)
        page = passport_page.read(seen.pixels, ocr.engine(), here.site.desk.clock().date())
        return photo_check.check(page, (seen.width, seen.height))

    found, fault, status = await here.read(work)
    if isinstance(found, bytes):
        named = {"content-disposition": f'attachment; filename="{COPY_NAME}"'}
        return Response(found, media_type="image/jpeg", headers=named)
    return await run_in_threadpool(here.show, "photo.html", status, found=found, fault=fault)
