"""Keys to a page that others in the home network can reach: a link's key is good once, and gives a session.

Both are signed, so nothing needs to be looked up; only which keys are spent is kept, in memory that all
processes of one server share. The signing secret dies with the server, and every key and session with it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from multiprocessing import Array, Value
from time import time

FIRST_LASTS = 24 * 3600.0
"""Seconds for which a link printed on the terminal can be opened."""
INVITATION_LASTS = 15 * 60.0
"""Seconds for which a link shown on a page can be opened."""
SESSION_LASTS = 7 * 24 * 3600.0
"""Seconds after which the way in has to be opened anew."""
SLOTS = 4096
"""Latest keys that can still be opened; making more voids the oldest."""

_LINK, _SESSION = b"link", b"session"
_BODY = struct.Struct(">Qd")
_SIGNED = 16


class Keys:
    """Makes keys and sessions and knows them again; safe in several threads and forked processes."""

    def __init__(self, clock: Callable[[], float] = time) -> None:
        self._secret = secrets.token_bytes(32)
        self._clock = clock
        self._made = Value("Q", 0)
        self._spent = Array("Q", SLOTS)

    def new(self, lasts: float = INVITATION_LASTS) -> str:
        """A key for one opening."""
        with self._made.get_lock():
            self._made.value += 1
            number = self._made.value
        return self._signed(_LINK, number, lasts)

    def spend(self, key: str) -> bool:
        """Whether the key opens; it does so once."""
        number = self._number(_LINK, key)
        if number is None or number + SLOTS <= self._made.value:
            return False
        with self._spent.get_lock():
            fresh = bool(self._spent[number % SLOTS] < number)
            if fresh:
                self._spent[number % SLOTS] = number
        return fresh

    def session(self) -> str:
        """A new session, for a cookie."""
        return self._signed(_SESSION, secrets.randbits(64), SESSION_LASTS)

    def is_session(self, text: str) -> bool:
        return self._number(_SESSION, text) is not None

    def _signed(self, kind: bytes, number: int, lasts: float) -> str:
        body = _BODY.pack(number, self._clock() + lasts)
        return urlsafe_b64encode(body + self._seal(kind, body)).decode().rstrip("=")

    def _number(self, kind: bytes, text: str) -> int | None:
        """What was signed, unless it is not ours or too old."""
        try:
            raw = urlsafe_b64decode(text.encode("ascii") + b"==")
        except ValueError:
            return None
        body, seal = raw[: _BODY.size], raw[_BODY.size :]
        if len(body) != _BODY.size or not hmac.compare_digest(seal, self._seal(kind, body)):
            return None
        number, until = _BODY.unpack(body)
        return int(number) if self._clock() < until else None

    def _seal(self, kind: bytes, body: bytes) -> bytes:
        return hmac.digest(self._secret, kind + body, hashlib.sha256)[:_SIGNED]
