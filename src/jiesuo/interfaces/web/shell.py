"""What makes the page installable: manifest, worker, icons; and the empty page of the quick exit."""

from __future__ import annotations

import hashlib
import json
from functools import cache

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from jiesuo.interfaces.web.site import HERE, Lang, TheSite, say, static_address

room = APIRouter()

FOR_A_DAY = "public, max-age=86400"
EMPTY = '<!doctype html><html lang="en"><meta charset="utf-8"><title>New tab</title><body></body></html>'


@room.get("/{language}/manifest.webmanifest")
def manifest(language: Lang) -> JSONResponse:
    """The page as an app on the home screen."""
    icons = [
        {"src": static_address("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        *(
            {"src": static_address(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
            for size in (192, 512)
        ),
        {
            "src": static_address("icon-maskable.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    about = {
        "id": "/",
        "name": "jiesuo 解锁",
        "short_name": "jiesuo",
        "description": say(language, "start_lead"),
        "lang": language,
        "dir": say(language, "direction"),
        "start_url": f"/{language}/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f4ee",
        "theme_color": "#0c5a5e",
        "icons": icons,
    }
    return JSONResponse(about, media_type="application/manifest+json", headers={"cache-control": FOR_A_DAY})


@room.get("/worker.js")
def worker(site: TheSite) -> Response:
    """The service worker, with the addresses of what it keeps; at the root, so that it serves all pages."""
    kept = [static_address(name) for name in ("page.js", "icon.svg")]
    script = (HERE / "worker.js").read_text("utf-8").replace("[/* kept */]", json.dumps(kept))
    script = script.replace("/* mark */", _mark(site.pack.header.version, *kept))
    return Response(script, media_type="text/javascript", headers={"cache-control": "no-cache"})


@cache
def _mark(*parts: str) -> str:
    """Changes with all that is kept: the pages' words, their templates, the pack, style and script."""
    texts = sorted([*HERE.glob("words/*.json"), *HERE.glob("templates/*.html")])
    contents = [*(part.encode() for part in parts), *(file.read_bytes() for file in texts)]
    return hashlib.sha256(b"\0".join(contents)).hexdigest()[:16]


@room.get("/quiet", response_class=HTMLResponse)
def quiet() -> HTMLResponse:
    """An empty page: nothing on it tells what was here."""
    return HTMLResponse(EMPTY)


@room.get("/{language}/offline", response_class=HTMLResponse)
def offline(request: Request, language: Lang, site: TheSite) -> HTMLResponse:
    """What the worker shows when there is no network and nothing kept."""
    return site.render(request, language, "offline.html")
