"""Take in a picture and read it: in memory only, one at a time, in bounded time.

A picture is never written to a disk: neither by us nor, as is usual for uploads, to a temporary file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

import anyio
from anyio import CapacityLimiter, to_thread
from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from jiesuo.errors import JiesuoError
from jiesuo.interfaces.web.guard import PICTURE_BYTES

MOST_AT_ONCE = 4
"""Pictures that may be on their way or waiting: together at most 80 MB of memory."""
ARRIVES_WITHIN = 180.0
WAITS = 25.0
READ_WITHIN = 75.0
"""Seconds, the waiting included; a reading that takes longer is no longer waited for."""
FIELD_BYTES = 1024

T = TypeVar("T")


class NotTaken(JiesuoError):
    """A picture that was not taken in, or not read in time; `reason` is the end of a key of words."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(f"The picture was not taken: {reason}.")
        self.reason, self.status = reason, status


class _InMemory(MultiPartParser):
    """A parser whose files stay in memory up to the size that an upload may have at all."""

    spool_max_size = PICTURE_BYTES + 1


@dataclass(frozen=True)
class Upload:
    """The bytes of one picture, and what was pressed to send it."""

    data: bytes = field(repr=False)
    do: str = ""


@dataclass(eq=False)
class Reading:
    """The one place where pictures are read; `present`: how many are on their way, waiting or being read."""

    present: int = 0
    lock: Lock = field(default_factory=Lock)
    threads: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(MOST_AT_ONCE))
    """Apart from those of the pages, which would else wait behind pictures."""

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for one picture; raises NotTaken when all are taken."""
        if self.present >= MOST_AT_ONCE:
            raise NotTaken("busy", 503)
        self.present += 1
        try:
            yield
        finally:
            self.present -= 1

    async def read(self, work: Callable[[], T]) -> T:
        """Do the work in a thread, when no other picture is being read. Raises NotTaken."""
        try:
            with anyio.fail_after(READ_WITHIN):
                return await to_thread.run_sync(
                    self._alone, work, abandon_on_cancel=True, limiter=self.threads
                )
        except TimeoutError:
            raise NotTaken("slow", 503) from None

    def _alone(self, work: Callable[[], T]) -> T:
        if not self.lock.acquire(timeout=WAITS):
            raise NotTaken("busy", 503)
        try:
            return work()
        finally:
            self.lock.release()


async def taken(request: Request) -> Upload:
    """The picture in a form, field `picture`. Raises NotTaken."""
    try:
        with anyio.fail_after(ARRIVES_WITHIN):
            parser = _InMemory(
                request.headers, request.stream(), max_files=1, max_fields=2, max_part_size=FIELD_BYTES
            )
            form = await parser.parse()
    except (MultiPartException, KeyError, TimeoutError):
        raise NotTaken("broken", 400) from None
    except ClientDisconnect:
        raise NotTaken("large", 413) from None
    try:
        picture, do = form.get("picture"), form.get("do")
        if not isinstance(picture, UploadFile) or not (picture.filename or picture.size):
            raise NotTaken("none", 422)
        return Upload(await picture.read(), do if isinstance(do, str) else "")
    finally:
        await form.close()
