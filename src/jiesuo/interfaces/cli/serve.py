"""`jiesuo serve`: the page, on this machine or on the home network."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import click

from jiesuo.errors import InputError, MissingExtra
from jiesuo.interfaces import settings as environment
from jiesuo.interfaces.cli.flags import NOW
from jiesuo.interfaces.cli.lazily import load

WEB = "jiesuo.interfaces.web"
PARTS = ("fastapi", "uvicorn", "jinja2", "python_multipart", "segno", "icalendar", "cryptography")
PICTURES = ("rapidocr", "onnxruntime", "PIL")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 for all in your home network.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8642, show_default=True, help="0 takes a free one."
)
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.option("--certificate", metavar="FILE", help="Certificate (PEM) for --host; without it one is made.")
@click.option("--key", metavar="FILE", help="Key (PEM) of the certificate.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes that share the work; 2 for some hundred people.",
)
@NOW
def serve(
    host: str,
    port: int,
    no_open: bool,
    certificate: str | None,
    key: str | None,
    workers: int,
    now: str | None,
) -> None:
    """Serve the page. The first line printed is its link; Ctrl-C ends it."""
    if any(find_spec(part) is None for part in PARTS):
        raise MissingExtra("The page needs the extra `web`.", "Add it with: pip install 'jiesuo[web]'")
    if bool(certificate) != bool(key):
        raise InputError("A certificate and its key belong together.", "Give --certificate and --key.")
    settings = environment.read()
    place = load(f"{WEB}.server:Place")(host, port, workers=workers)
    bound = load(f"{WEB}.server:listen")(place)
    if place.shared or certificate:
        place = load(f"{WEB}.server:with_certificate")(place, settings, certificate, key)
    desk = load("jiesuo.interfaces.wiring:desk")(settings, now, runs=True)
    desk.list()
    uploads = all(find_spec(part) is not None for part in PICTURES)
    load(f"{WEB}.server:serve")(desk, place, bound, uploads, not no_open and _has_screen())


def _has_screen() -> bool:
    """Whether a browser can be opened here: not without a display, nor over a remote shell."""
    if os.environ.get("SSH_CONNECTION"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
