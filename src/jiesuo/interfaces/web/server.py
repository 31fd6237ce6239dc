"""The web server behind `jiesuo serve`: its socket, its certificate, and the link that it prints."""

from __future__ import annotations

import errno
import gc
import logging
import os
import socket
import sys
import threading
import webbrowser
from dataclasses import dataclass, replace
from pathlib import Path

from jiesuo.errors import InputError
from jiesuo.interfaces.settings import Settings
from jiesuo.interfaces.web.app import create
from jiesuo.interfaces.web.certificate import Certificate, own
from jiesuo.interfaces.web.guard import Guard, Limits, is_loopback, names_of
from jiesuo.interfaces.web.keys import FIRST_LASTS, Keys
from jiesuo.interfaces.web.site import Site
from jiesuo.interfaces.web.workers import ended_in_order, run
from jiesuo.services.desk import Desk

LOOPBACK = "127.0.0.1"
ALL = ("0.0.0.0", "::")
BACKLOG = 512
NEXT_STEPS = {
    errno.EADDRINUSE: "Another program has it, perhaps jiesuo itself. Take a free one: jiesuo serve --port 0",
    errno.EACCES: "Ports below 1024 are kept for the system. Take another one, such as 8642.",
    errno.EADDRNOTAVAIL: "This machine has no such address. For all it has, give --host 0.0.0.0.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page is served. `certificate` is there wherever others can reach it."""

    host: str = LOOPBACK
    port: int = 8642
    certificate: Certificate | None = None
    workers: int = 1

    @property
    def shared(self) -> bool:
        return not is_loopback(self.host)


def listen(place: Place) -> socket.socket:
    """The socket, bound; raises InputError when the port or the address cannot be had."""
    host = place.host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, place.port), family=family, backlog=BACKLOG)
    except (OSError, OverflowError, UnicodeError) as error:
        # A name that is not found has a number of its own kind, below zero.
        code = (error.errno or 0) if isinstance(error, OSError) else 0
        reason = os.strerror(code) if code > 0 else "No such address"
        raise InputError(
            f"{place.host}:{place.port} cannot be used: {reason}.",
            NEXT_STEPS.get(code, "Give --host an address of this machine, such as 127.0.0.1."),
        ) from error


def address_of(place: Place, bound: socket.socket) -> str:
    """The address under which the page is reached."""
    host = named(place.host)
    scheme = "https" if place.certificate else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{bound.getsockname()[1]}"


def named(host: str) -> str:
    """An address that others can type, where all addresses of this machine were asked for."""
    host = host.strip("[]")
    if host not in ALL:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Asks the routing table only: a datagram socket that connects sends nothing.
            probe.connect(("192.0.2.1", 9))
            found: str = probe.getsockname()[0]
        except OSError:
            return LOOPBACK
    return found


def serve(desk: Desk, place: Place, bound: socket.socket, uploads: bool, open_browser: bool) -> None:
    """Serve until interrupted; the link is the first line of the output."""
    # What libraries log may quote what somebody typed; our own faults are said without that.
    logging.disable(logging.CRITICAL)
    address = address_of(place, bound)
    keys = Keys() if place.shared else None
    site = Site(desk, address, uploads, invite=(lambda: f"?key={keys.new()}") if keys else lambda: "")
    hosts = names_of([place.host, named(place.host), *(place.certificate.names if place.certificate else ())])
    guarded = Guard(create(site), hosts, Limits(), keys, bool(place.certificate))
    _settle_memory()
    with ended_in_order():
        link = _say_link(address, keys)
        if open_browser:
            threading.Thread(target=_open, args=(link,), daemon=True).start()
        run(guarded, bound, place.certificate, place.workers, desk.store.close)


def _say_link(address: str, keys: Keys | None) -> str:
    link = f"{address}/?key={keys.new(FIRST_LASTS)}" if keys else f"{address}/"
    print(link, flush=True)
    print("End with Ctrl-C.", file=sys.stderr)
    if keys:
        print("The link opens once. Press Enter for another one.", file=sys.stderr, flush=True)
        threading.Thread(target=_more_links, args=(address, keys), daemon=True).start()
    return link


def _more_links(address: str, keys: Keys) -> None:
    """A fresh link for each line that is entered."""
    try:
        for _ in sys.stdin or ():
            print(f"{address}/?key={keys.new()}", flush=True)
    except (OSError, ValueError):
        return


def _open(link: str) -> None:
    """Open the person's browser; one that would take over this terminal is left alone."""
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        return
    if type(found) is not webbrowser.GenericBrowser:
        found.open(link)


def _settle_memory() -> None:
    """What a server drops in circles must be found, unlike a short command's; the pack never is dropped."""
    gc.collect()
    gc.freeze()
    gc.enable()


def with_certificate(place: Place, settings: Settings, certificate: str | None, key: str | None) -> Place:
    """The place with a certificate: the one given, else one of our own, whose fingerprint is said.

    Raises InputError for files that are no certificate with its key.
    """
    if certificate and key:
        given = Certificate(Path(certificate), Path(key))
        if warning := given.checked():
            print(warning, file=sys.stderr)
        return replace(place, certificate=given)
    if settings.database is None:
        raise InputError("There is no home folder to keep a certificate in.", "Name a file in JIESUO_DB.")
    made = own(settings.database.parent / "certificates", named(place.host))
    print(
        "This page goes over your home network with a certificate of its own. Your browser warns you once;\n"
        f"go on only if it shows this SHA-256 fingerprint: {made.fingerprint}",
        file=sys.stderr,
    )
    return replace(place, certificate=made)
