"""The pack to read in: search, causes, messages, steps, ways, what makes it worse, what worked, about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from jiesuo import __version__
from jiesuo.errors import NotFound
from jiesuo.interfaces.web.site import Lang, Site, TheSite
from jiesuo.services import book, lessons
from jiesuo.services.book import Book, Group, Kind, open_book
from jiesuo.services.entries import entry
from jiesuo.services.lookup import look_up

room = APIRouter()

FOR_AN_HOUR = "public, max-age=3600"
"""Nothing of a case is on these pages, so that the browser and the worker may keep them."""
ListName = Literal["messages", "codes", "steps", "routes"]
GROUPED: dict[ListName, Callable[[Book], list[Group]]] = {
    "messages": book.messages_by_area,
    "codes": book.codes_by_system,
    "steps": book.steps_by_kind,
    "routes": book.routes_by_goal,
}
TEMPLATES: dict[Kind, str] = {
    "cause": "know_cause.html",
    "message": "know_message.html",
    "code": "know_message.html",
    "step": "know_deed.html",
    "route": "know_deed.html",
}


@room.get("/{language}/know", response_class=HTMLResponse)
def index(request: Request, language: Lang, site: TheSite) -> HTMLResponse:
    """The search box, the causes by area, and the ways to everything else."""
    areas = book.causes_by_area(open_book(site.pack, language))
    return _kept(request, language, site, "know.html", areas=areas, back=f"/{language}/")


@room.post("/{language}/know/search", response_class=HTMLResponse)
def search(
    request: Request, language: Lang, site: TheSite, text: Annotated[str, Form()] = ""
) -> HTMLResponse:
    """What a text leads to; it is sent in the body, shown once and kept nowhere."""
    found = look_up(text, site.desk.readers, language)
    return site.render(request, language, "know_found.html", found=found, back=f"/{language}/know")


@room.get("/{language}/know/search")
def search_again(language: Lang) -> RedirectResponse:
    """A search cannot be read a second time: what was typed is in no address."""
    return RedirectResponse(f"/{language}/know", 303)


@room.get("/{language}/know/before", response_class=HTMLResponse)
def before(request: Request, language: Lang, site: TheSite) -> HTMLResponse:
    """What to do before a purchase, always, and afterwards."""
    opened = open_book(site.pack, language)
    rules = [(moment, lessons.rules(opened, moment)) for moment in lessons.MOMENTS]
    return _kept(request, language, site, "know_before.html", rules=rules)


@room.get("/{language}/know/worse", response_class=HTMLResponse)
def worse(request: Request, language: Lang, site: TheSite) -> HTMLResponse:
    """What people try that makes it worse, and what to do instead."""
    opened = open_book(site.pack, language)
    return _kept(
        request,
        language,
        site,
        "know_worse.html",
        myths=lessons.myths(opened),
        bans=lessons.bans(opened),
        budgets=lessons.budgets(opened),
        refusals=lessons.refusals(opened),
    )


@room.get("/{language}/know/others", response_class=HTMLResponse)
def others(request: Request, language: Lang, site: TheSite) -> HTMLResponse:
    """What worked for others, counted."""
    counts = lessons.counts(open_book(site.pack, language))
    if counts is None:
        raise NotFound("Nothing has been counted for this pack.")
    return _kept(request, language, site, "know_others.html", counts=counts)


@room.get("/{language}/know/{listed}", response_class=HTMLResponse)
def full_list(request: Request, language: Lang, site: TheSite, listed: ListName) -> HTMLResponse:
    """All texts of the screen, codes, steps or ways."""
    groups = GROUPED[listed](open_book(site.pack, language))
    return _kept(request, language, site, "know_list.html", listed=listed, groups=groups)


@room.get("/{language}/know/{kind}/{name}", response_class=HTMLResponse)
def page(request: Request, language: Lang, site: TheSite, kind: Kind, name: str) -> HTMLResponse:
    """One cause, message, code, step or way."""
    found = entry(open_book(site.pack, language), kind, name)
    return _kept(request, language, site, TEMPLATES[kind], entry=found)


@room.get("/{language}/about", response_class=HTMLResponse)
def about(request: Request, language: Lang, site: TheSite) -> HTMLResponse:
    """What this is, what it keeps, and how far it can be trusted."""
    return _kept(request, language, site, "about.html", back=f"/{language}/", version=__version__)


def _kept(request: Request, language: Lang, site: Site, template: str, **facts: Any) -> HTMLResponse:
    given = {"back": f"/{language}/know", "pack": site.pack.header, **facts}
    shown = site.render(request, language, template, **given)
    shown.headers["cache-control"] = FOR_AN_HOUR
    return shown
