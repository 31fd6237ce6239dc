"""The web server behind `jiesuo serve`: its sockets, its certificate, and the link that it prints."""

from __future__ import annotations

import secrets
import socket
import sys
import webbrowser
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn

from jiesuo.errors import InputError
from jiesuo.interfaces.settings import Settings
from jiesuo.interfaces.web.app import create
from jiesuo.interfaces.web.certificate import Certificate, own
from jiesuo.interfaces.web.guard import Guard, Limits, names_of
from jiesuo.interfaces.web.site import Site
from jiesuo.services.desk import Desk

LOOPBACK = "127.0.0.1"
BACKLOG = 512


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page is served. `certificate` is there wherever others can reach it."""

    host: str = LOOPBACK
    port: int = 8642
    certificate: Certificate | None = None

    @property
    def shared(self) -> bool:
        return self.host not in (LOOPBACK, "localhost", "::1")


def listen(place: Place) -> socket.socket:
    """The socket, bound; raises InputError when the port or the address cannot be had."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((place.host, place.port))
    except (OSError, OverflowError) as error:
        bound.close()
        raise InputError(
            f"{place.host}:{place.port} cannot be used: {getattr(error, 'strerror', None) or error}.",
            "Another program may have it. Take a free one with: jiesuo serve --port 0",
        ) from error
    bound.listen(BACKLOG)
    return bound


def address_of(place: Place, bound: socket.socket) -> str:
    """The address under which the page is reached."""
    host = named(place.host)
    scheme = "https" if place.certificate else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{bound.getsockname()[1]}"


def named(host: str) -> str:
    """An address that others can type, where all addresses of this machine were asked for."""
    if host not in ("0.0.0.0", "::"):
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Asks the routing table only: a datagram socket that connects sends nothing.
            probe.connect(("192.0.2.1", 9))
            found: str = probe.getsockname()[0]
        except OSError:
            return LOOPBACK
    return found


def serve(desk: Desk, place: Place, uploads: bool, open_browser: bool) -> None:
    """Serve until interrupted; the link is the first line of the output."""
    bound = listen(place)
    address = address_of(place, bound)
    key = secrets.token_urlsafe(16) if place.shared else ""
    link = f"{address}/?key={key}" if key else f"{address}/"
    site = Site(desk, address, uploads)
    guarded = Guard(
        create(site), names_of([place.host, named(place.host)]), Limits(), key, bool(place.certificate)
    )
    print(link, flush=True)
    if open_browser:
        webbrowser.open(link)
    _run(guarded, bound, place.certificate)


def _run(app: Guard, bound: socket.socket, certificate: Certificate | None) -> None:
    config = uvicorn.Config(
        app,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=15,
        limit_concurrency=BACKLOG,
        ssl_certfile=str(certificate.certificate) if certificate else None,
        ssl_keyfile=str(certificate.key) if certificate else None,
    )
    uvicorn.Server(config).run(sockets=[bound])


def with_certificate(place: Place, settings: Settings, certificate: str | None, key: str | None) -> Place:
    """The place with a certificate: the one given, else one of our own, whose fingerprint is said."""
    if certificate and key:
        return replace(place, certificate=Certificate(readable(certificate), readable(key)))
    if settings.database is None:
        raise InputError("There is no home folder to keep a certificate in.", "Name a file in JIESUO_DB.")
    made = own(settings.database.parent / "certificates", named(place.host))
    print(
        "This page goes over your home network with a certificate of its own. Your browser warns you once;\n"
        f"go on only if it shows this SHA-256 fingerprint: {made.fingerprint}",
        file=sys.stderr,
    )
    return replace(place, certificate=made)


def readable(path: str) -> Path:
    """A file that is there; raises InputError."""
    file = Path(path)
    if not file.is_file():
        raise InputError(f"There is no file {path}.", "Give the certificate and its key as PEM files.")
    return file
