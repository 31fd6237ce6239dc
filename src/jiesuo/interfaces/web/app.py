"""The page as an ASGI application: its rooms, and what is said when something goes wrong."""

from __future__ import annotations

import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from jiesuo.errors import (
    Conflict,
    Full,
    InputError,
    JiesuoError,
    Locked,
    NotFound,
    ReadOnly,
    StoreError,
)
from jiesuo.interfaces.web import comparing, doing, keeping, knowing, pretending, shell, showing, telling, way
from jiesuo.interfaces.web.guard import READING
from jiesuo.interfaces.web.site import HERE, Lang, Site
from jiesuo.interfaces.web.tongue import language_of, wanted
from jiesuo.interfaces.web.upload import Reading

UNKEPT = (500, "trouble_store")
TROUBLES: dict[type[JiesuoError], tuple[int, str]] = {
    NotFound: (404, "trouble_missing"),
    InputError: (400, "trouble_input"),
    Conflict: (409, "trouble_busy"),
    Locked: (503, "trouble_busy"),
    ReadOnly: (503, "trouble_store"),
    Full: (507, "trouble_store"),
}
AT_ONCE = 4
"""Pages computed at a time: one interpreter gains nothing by more, and all would be late together."""
SQUEEZE = 5
"""gzip level: 9 costs three times as much for a hundredth less."""
NOBODY = "0" * 32
"""The id of no case: an id is drawn at random."""
FOR_EVER = "public, max-age=31536000, immutable"


def create(site: Site) -> FastAPI:
    """The application for a site."""
    app = FastAPI(
        openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=_few_at_once
    )
    app.state.site = site
    app.state.reading = Reading()
    for room in (shell, way, telling, doing, keeping, comparing, showing, knowing, pretending):
        app.include_router(room.room)
    app.add_api_route("/", first_page, response_class=RedirectResponse)
    app.add_api_route("/healthz", health, response_class=PlainTextResponse)
    app.add_api_route("/static/{mark}/{name}", static)
    app.add_api_route("/{language}", language_page, response_class=RedirectResponse)
    app.add_exception_handler(JiesuoError, trouble)
    app.add_exception_handler(RequestValidationError, not_usable)
    app.add_exception_handler(HTTPException, not_here)
    app.add_exception_handler(Exception, fault)
    app.add_middleware(GZipMiddleware, minimum_size=800, compresslevel=SQUEEZE)
    return app


@asynccontextmanager
async def _few_at_once(_: FastAPI) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = AT_ONCE
    yield


def first_page(request: Request) -> RedirectResponse:
    """The start page in the first language of the browser that we speak."""
    return RedirectResponse(f"/{wanted(_accepted(request))}/", 303)


def language_page(language: Lang) -> RedirectResponse:
    """The start page, for an address typed without its slash."""
    return RedirectResponse(f"/{language}/", 303)


def health(request: Request) -> PlainTextResponse:
    """Whether a case could be written now: as far as can be told without writing."""
    desk = request.app.state.site.desk
    try:
        desk.store.append(NOBODY, 0, ())
    except NotFound:
        return PlainTextResponse("ok\n")
    except StoreError as error:
        return PlainTextResponse(f"the file of cases: {type(error).__name__.lower()}\n", 503)
    raise AssertionError("a case of nobody")


def static(mark: str, name: str) -> Response:
    """A style, script or picture; its address changes with its content."""
    files = _files()
    if name not in files:
        raise NotFound("There is no such file here.")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.endswith("+xml"):
        kind += "; charset=utf-8"
    return Response(files[name], media_type=kind, headers={"cache-control": FOR_EVER})


@cache
def _files() -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (HERE / "static").iterdir()}


def _accepted(request: Request) -> str:
    return request.headers.get("accept-language", "")


def trouble(request: Request, error: Exception) -> HTMLResponse:
    """A trouble that has a name: what is wrong and what to do next."""
    status, key = next((said for kind, said in TROUBLES.items() if isinstance(error, kind)), UNKEPT)
    return _say(request, status, key)


def not_usable(request: Request, error: Exception) -> HTMLResponse:
    """A form without what it needs, or an address that we do not have."""
    faults: list[Any] = getattr(error, "errors", list)()
    if any(fault["loc"][0] == "path" for fault in faults):
        return _say(request, 404, "trouble_missing")
    if any(fault["type"] in ("too_long", "string_too_long") for fault in faults):
        return _say(request, 413, "trouble_long")
    return _say(request, 400, "trouble_input")


def not_here(request: Request, error: Exception) -> Response:
    """No such page. A form's address opened without its form, as by a restored tab, leads to its page."""
    status = getattr(error, "status_code", 404)
    if status == 405 and request.method in READING:
        return RedirectResponse(request.url.path.rpartition("/")[0] or "/", 303)
    return _say(request, status, "trouble_missing" if status == 404 else "trouble_input")


def fault(request: Request, error: Exception) -> HTMLResponse:
    """Our own fault, without the message, which may quote what somebody typed."""
    return _say(request, 500, "trouble_fault")


def _say(request: Request, status: int, key: str) -> HTMLResponse:
    site: Site = request.app.state.site
    return site.render(
        request, language_of(request.url.path, _accepted(request)), "trouble.html", status, what=key
    )
