"""One line to a browser, which must say within a time what it wants."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from jiesuo.interfaces.web.guard import dressed

HEAD_WITHIN = 10.0
"""Seconds from the first byte of a request (or from the connection) to the end of its head."""
TAKEN_WITHIN = 60.0
"""Seconds in which somebody must take what was sent, once more waits than the system holds."""
MOST_LINES = 4096
"""Lines open at a time; a browser holds up to six."""


class Line(H11Protocol):
    """uvicorn's, which by itself lets a browser trickle its headers for ever.

    So many open lines that say nothing would leave none for anybody else (slow loris).
    """

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._due: asyncio.TimerHandle | None = None
        self._stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > MOST_LINES:
            transport.abort()
        else:
            self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stuck = self.loop.call_later(TAKEN_WITHIN, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._move_on()

    def _move_on(self) -> None:
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        self._move_on()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        self._forget()
        super().on_response_complete()

    def _watch(self) -> None:
        """Time runs while a request is awaited; further bytes of its head do not start it anew."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._forget()
        elif self._due is None and not self.transport.is_closing():
            self._due = self.loop.call_later(HEAD_WITHIN, self.transport.abort)

    def _forget(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP gets the headers of every other answer; in the middle of one, the line ends."""
        if self.conn.our_state is not h11.IDLE:
            self.transport.abort()
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        answer = h11.Response(
            status_code=400, headers=dressed(headers, self.scheme == "https"), reason=b"Bad Request"
        )
        for event in (answer, h11.Data(data=msg.encode("ascii")), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
