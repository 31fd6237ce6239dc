"""The processes that answer: this one, or several that share its socket."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator

import uvicorn
from uvicorn._types import ASGI3Application

from jiesuo.errors import InputError
from jiesuo.interfaces.web.certificate import Certificate
from jiesuo.interfaces.web.connection import Line
from jiesuo.interfaces.web.guard import Guard

try:
    import resource
except ImportError:
    resource = None  # type: ignore[assignment]

ENDS = (signal.SIGINT, signal.SIGTERM)
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""Of TLS 1.2: forward secrecy and authenticated encryption. Those of 1.3 are always there."""
GRACE = 3
"""Seconds that answers in work get when the server ends."""
OPEN_FILES = 8192
SHORT_LIVED = 5.0
"""Seconds; a worker that dies sooner is not replaced, for the next would die as well."""


def run(
    app: Guard,
    bound: socket.socket,
    certificate: Certificate | None,
    workers: int,
    let_go: Callable[[], None],
) -> None:
    """Answer until Ctrl-C or SIGTERM, then end in order. `let_go` closes the store.

    Raises InputError where a second process cannot be had.
    """
    if workers > 1 and not hasattr(os, "fork"):
        raise InputError("This system has no way to share the work.", "Leave --workers out.")
    _allow_many_lines()
    try:
        if workers > 1:
            # A connection to the file must not be carried into another process.
            let_go()
            _Crew(app, bound, certificate, workers).work()
        else:
            _answer(app, bound, certificate)
    finally:
        let_go()


@contextlib.contextmanager
def ended_in_order() -> Iterator[None]:
    """A signal ends the program as a success: it is how a page is meant to end.

    Before uvicorn listens to signals itself, and after it is done, when it raises each one again.
    """
    before = {number: signal.signal(number, _leave) for number in ENDS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(*_: object) -> None:
    raise SystemExit(0)


def _answer(
    app: Guard, bound: socket.socket, certificate: Certificate | None, lifeline: int | None = None
) -> None:
    server = uvicorn.Server(_manners(app, certificate))
    asyncio.run(_served(server, bound, lifeline))


async def _served(server: uvicorn.Server, bound: socket.socket, lifeline: int | None) -> None:
    loop = asyncio.get_running_loop()
    # What goes wrong outside an answer: a line that broke, mostly. Its message may quote a request.
    loop.set_exception_handler(lambda *_: None)
    if lifeline is not None:
        loop.add_reader(lifeline, _end, server, loop, lifeline)
    await server.serve(sockets=[bound])


def _end(server: uvicorn.Server, loop: asyncio.AbstractEventLoop, lifeline: int) -> None:
    """The other end is closed: who started this process is gone, however it ended."""
    loop.remove_reader(lifeline)
    server.should_exit = True


def _manners(app: Guard, certificate: Certificate | None) -> uvicorn.Config:
    answering: ASGI3Application = app  # type: ignore[assignment]
    return uvicorn.Config(
        answering,
        http=Line,
        ws="none",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=GRACE,
        ssl_ciphers=CIPHERS,
        ssl_certfile=str(certificate.certificate) if certificate else None,
        ssl_keyfile=str(certificate.key) if certificate else None,
    )


def _allow_many_lines() -> None:
    """As many open files as the system lets us have, up to what we need."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class _Crew:
    """Forked processes on one socket, each with the pack as it was read here.

    A lifeline ends them when this process ends, also by a kill that nobody can catch: else they would hold
    the port.
    """

    def __init__(
        self, app: Guard, bound: socket.socket, certificate: Certificate | None, workers: int
    ) -> None:
        self.app, self.bound, self.certificate, self.workers = app, bound, certificate, workers
        self.lifeline, self.held = os.pipe()
        self.begun: dict[int, float] = {}
        self.ending = False

    def work(self) -> None:
        before = {number: signal.signal(number, self._stop) for number in ENDS}
        try:
            for _ in range(self.workers):
                if not self.ending:
                    self._start()
            while self.begun:
                self._wait()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _start(self) -> None:
        """Fork, deaf for a moment: a signal must find either the child on the list or its own ear open."""
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
        child = os.fork()
        if child:
            self.begun[child] = time.monotonic()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
        else:
            self._be_a_worker()

    def _be_a_worker(self) -> None:
        code = 1
        try:
            os.close(self.held)
            for number in ENDS:
                signal.signal(number, _leave)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
            _answer(self.app, self.bound, self.certificate, self.lifeline)
            code = 0
        except SystemExit:
            code = 0
        finally:
            # Not sys.exit: what the parent would do at its end is not the child's to do.
            os._exit(code)

    def _wait(self) -> None:
        child, status = os.wait()
        begun = self.begun.pop(child, None)
        # Not every child is a worker: the browser may be one.
        if begun is None or self.ending or status == 0:
            return
        if time.monotonic() - begun > SHORT_LIVED:
            self._start()
        else:
            print("A worker of the page ended at once.", file=sys.stderr, flush=True)

    def _stop(self, *_: object) -> None:
        self.ending = True
        for child in self.begun:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)
