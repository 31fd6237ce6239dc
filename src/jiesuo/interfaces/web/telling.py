"""Telling more, and correcting what was understood."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from jiesuo.core.case import Told
from jiesuo.interfaces.web.site import Look, OwnWords, TheCase
from jiesuo.readers.redact import redact
from jiesuo.services.advice import Understood
from jiesuo.services.beside import has_question

room = APIRouter()

AFTER = "after"
"""Why somebody tells more: a step or way has ended, and the screen or the staff said something."""


@room.get("/{language}/case/{secret}/tell", response_class=HTMLResponse)
def more(look: TheCase, why: str = "") -> HTMLResponse:
    """A field for own words, or for what the screen said after a step."""
    return _field(look, why)


@room.post("/{language}/case/{secret}/tell")
def tell(
    look: TheCase, text: OwnWords = "", version: Annotated[int, Form()] = 0, why: Annotated[str, Form()] = ""
) -> Response:
    """Read and keep a telling; the same one sent twice counts once."""
    if not text.strip():
        return _field(look, why, 422)
    if not _told_already(look, version, text):
        look.desk.tell(look.case_id, text)
    return look.go()


def _field(look: Look, why: str, status: int = 200) -> HTMLResponse:
    heading = "what_they_said" if why == AFTER else "tell_more"
    return look.show("tell.html", status, heading=heading, why=why, nothing=status != 200)


def _told_already(look: Look, version: int, text: str) -> bool:
    last = look.case.live[-1]
    return version < len(look.case.events) and isinstance(last, Told) and last.text == redact(text).text


@room.get("/{language}/case/{secret}/understood", response_class=HTMLResponse)
def understood(look: TheCase) -> HTMLResponse:
    """Each thing that was understood, with its words; each can be corrected or removed."""
    said = look.advice.understood
    asked = {item.finding for item in said if has_question(look.site.pack, item.finding)}
    return look.show("understood.html", said=_by_quote(said), asked=asked, back=look.at())


def _by_quote(said: tuple[Understood, ...]) -> dict[str, list[Understood]]:
    found: dict[str, list[Understood]] = {}
    for item in said:
        found.setdefault(item.quote, []).append(item)
    return found


@room.post("/{language}/case/{secret}/remove")
def remove(look: TheCase, event: Annotated[int, Form()], finding: Annotated[str, Form()]) -> RedirectResponse:
    """Take one reading back; what was told or done beside it stays."""
    if event in look.case.live_indices:
        if isinstance(look.case.events[event], Told):
            look.desk.correct(look.case_id, event, finding)
        else:
            look.desk.undo(look.case_id, event)
    return look.go("understood")


@room.post("/{language}/case/{secret}/undo")
def undo(look: TheCase, event: Annotated[int, Form()]) -> RedirectResponse:
    """Take a whole event back, with what the tool concluded from it."""
    if event in look.case.live_indices and event > 0:
        for place in (event, *_drawn_from(look, event)):
            look.desk.undo(look.case_id, place)
    return look.go("history")


def _drawn_from(look: Look, event: int) -> list[int]:
    """Places of the tool's own events that directly follow an event."""
    found: list[int] = []
    for place in range(event + 1, len(look.case.events)):
        if look.case.events[place].actor != "tool":
            break
        if place in look.case.live_indices:
            found.append(place)
    return found
