"""The page as an ASGI application: its rooms, and what is said when something goes wrong."""

from __future__ import annotations

import mimetypes

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from jiesuo.errors import Conflict, Full, InputError, JiesuoError, Locked, NotFound, ReadOnly
from jiesuo.interfaces.settings import LANGUAGES
from jiesuo.interfaces.web import comparing, doing, keeping, shell, showing, telling, way
from jiesuo.interfaces.web.site import HERE, Site
from jiesuo.interfaces.web.upload import Reading

STATUS: dict[type[JiesuoError], int] = {
    NotFound: 404,
    InputError: 400,
    Conflict: 409,
    Locked: 503,
    ReadOnly: 503,
    Full: 507,
}
FOR_EVER = "public, max-age=31536000, immutable"


def create(site: Site) -> FastAPI:
    """The application for a site."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.site = site
    app.state.reading = Reading()
    for room in (shell, way, telling, doing, keeping, comparing, showing):
        app.include_router(room.room)
    app.add_api_route("/", first_page, response_class=RedirectResponse)
    app.add_api_route("/healthz", health, response_class=PlainTextResponse)
    app.add_api_route("/static/{mark}/{name}", static)
    app.add_exception_handler(JiesuoError, trouble)
    app.add_exception_handler(RequestValidationError, not_usable)
    app.add_exception_handler(HTTPException, not_here)
    app.add_exception_handler(Exception, fault)
    app.add_middleware(GZipMiddleware, minimum_size=800)
    return app


def first_page(request: Request) -> RedirectResponse:
    """The start page in the first language of the browser that we speak."""
    return RedirectResponse(f"/{wanted_language(request)}/", 303)


def health(request: Request) -> PlainTextResponse:
    """Whether cases can be read; raises StoreError otherwise."""
    request.app.state.site.desk.list()
    return PlainTextResponse("ok\n")


def static(mark: str, name: str) -> Response:
    """A style, script or picture; its address changes with its content."""
    files = {file.name: file for file in (HERE / "static").iterdir()}
    if name not in files:
        raise NotFound("There is no such file here.")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(files[name].read_bytes(), media_type=kind, headers={"cache-control": FOR_EVER})


def wanted_language(request: Request) -> str:
    """The first language of Accept-Language that we have, else English."""
    for item in request.headers.get("accept-language", "").split(","):
        short = item.split(";")[0].strip().lower().split("-")[0]
        for language in LANGUAGES:
            if short == language.split("-")[0]:
                return language
    return "en"


def language_of(request: Request) -> str:
    """The language in the address, else the browser's."""
    first = request.url.path.split("/")[1]
    return first if first in LANGUAGES else wanted_language(request)


def trouble(request: Request, error: Exception) -> HTMLResponse:
    """A trouble that has a name: what is wrong and what to do next."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    key = {404: "trouble_missing", 400: "trouble_input", 409: "trouble_busy", 503: "trouble_busy"}
    return _say(request, status, key.get(status, "trouble_store"))


def not_usable(request: Request, error: Exception) -> HTMLResponse:
    """A form without what it needs, or an address that we do not have."""
    places = {str(fault["loc"][0]) for fault in getattr(error, "errors", list)()}
    return _say(request, *((404, "trouble_missing") if "path" in places else (400, "trouble_input")))


def not_here(request: Request, error: Exception) -> HTMLResponse:
    status = getattr(error, "status_code", 404)
    return _say(request, status, "trouble_missing" if status == 404 else "trouble_input")


def fault(request: Request, error: Exception) -> HTMLResponse:
    """Our own fault, without the message, which may quote what somebody typed."""
    return _say(request, 500, "trouble_fault")


def _say(request: Request, status: int, key: str) -> HTMLResponse:
    site: Site = request.app.state.site
    return site.render(request, language_of(request), "trouble.html", status, what=key)
