"""A case over days and devices: its time line, links, calendar files, and its end for good."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from jiesuo.errors import NotFound
from jiesuo.interfaces.kept import done_so_far
from jiesuo.interfaces.web import calendar, links
from jiesuo.interfaces.web.pictures import bars, time_line
from jiesuo.interfaces.web.site import Lang, Look, TheCase, TheSite, say
from jiesuo.services.prevention import prevention

room = APIRouter()

ICS = "text/calendar; charset=utf-8"
CHECK_AGAIN = timedelta(days=180)
"""When the calendar reminds of the records after a case is solved: a judgement, twice a year."""


@room.get("/{language}/case/{secret}/history", response_class=HTMLResponse)
def history(look: TheCase) -> HTMLResponse:
    """The case as a time line; each event can be taken back."""
    return look.show("history.html", moments=time_line(look), now=look.desk.clock(), back=look.at("advice"))


@room.get("/{language}/case/{secret}/keep", response_class=HTMLResponse)
def keep(look: TheCase) -> HTMLResponse:
    """Links: to go on elsewhere, and for a helper who sees no values."""
    mine = look.site.address + look.at() + look.site.invite()
    helper = f"{look.site.address}/{look.language}/view/{look.case_id}{look.site.invite()}"
    return look.show("keep.html", mine=mine, helper=helper, code=qr(mine), back=look.at("advice"))


def qr(text: str) -> Markup:
    """A QR code as an inline picture that takes the colours of the page."""
    svg = segno.make(text, error="m").svg_inline(
        scale=4, border=4, svgclass="qr", lineclass=None, omitsize=True
    )
    return Markup(svg)


@room.get("/{language}/view/{case_id}", response_class=HTMLResponse)
def view(request: Request, language: Lang, site: TheSite, case_id: str) -> HTMLResponse:
    """What a helper sees: what it may be and what is next, without the person's words."""
    if not links.is_secret(case_id):
        raise NotFound("There is no such case here.")
    found = _Viewed(site, request, language, case_id)
    return site.render(
        request,
        language,
        "view.html",
        advice=found.advice,
        bars=bars(found),
        done=done_so_far(found.case, found.words),
        case=found.case,
        at=None,
    )


class _Viewed(Look):
    """A look with the id alone, which opens nothing else."""

    @property
    def case_id(self) -> str:
        return self.secret


@room.get("/{language}/case/{secret}/wait.ics")
def wait_file(look: TheCase) -> Response:
    """A calendar file: when to look again, for each thing that runs."""
    entries = [
        calendar.Entry(
            f"{look.case_id} {wait.step} {name}", at, say(look.language, key, what=wait.title), wait.careful
        )
        for wait in look.advice.pending
        if wait.usual > wait.begun
        for name, at, key in (("usual", wait.usual, "ics_look"), ("latest", wait.latest, "ics_late"))
    ]
    return Response(calendar.written(entries, look.desk.clock()), media_type=ICS)


@room.get("/{language}/case/{secret}/prevent.ics")
def prevention_file(look: TheCase) -> Response:
    """A calendar file: look over the records in half a year."""
    now = look.desk.clock()
    text = "\n".join(prevention(look.site.pack, look.language))
    title = say(look.language, "ics_prevent")
    entry = calendar.Entry(f"{look.case_id} prevent", now + CHECK_AGAIN, title, text)
    return Response(calendar.written([entry], now), media_type=ICS)


@room.get("/{language}/case/{secret}/wipe", response_class=HTMLResponse)
def ask_to_wipe(look: TheCase) -> HTMLResponse:
    return look.show("wipe.html", opened=look.case.opened.at, back=look.at("advice"))


@room.post("/{language}/case/{secret}/wipe")
def wipe(look: TheCase, sure: Annotated[str, Form()] = "") -> RedirectResponse:
    """Erase the case for good."""
    if sure != "yes":
        return look.go("wipe")
    look.desk.forget(look.case_id)
    return RedirectResponse(f"/{look.language}/wiped", 303)


@room.get("/{language}/wiped", response_class=HTMLResponse)
def wiped(request: Request, language: Lang, site: TheSite) -> HTMLResponse:
    return site.render(request, language, "wiped.html")
