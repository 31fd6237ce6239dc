"""What every request must pass, and what every answer carries: one place for the page's defences.

Nobody is logged in and no cookie grants anything but the way into a home network's page, so what is to be
kept out is other sites' forms (Fetch Metadata and Origin), other names for this machine (Host), floods,
and guessing.
"""

from __future__ import annotations

import hmac
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = dict[bytes, bytes]

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    (b"x-frame-options", b"DENY"),
)
YEAR = 365 * 24 * 3600
NO_STORE = (b"cache-control", b"no-store")
TYPED_BYTES = 256 * 1024
PICTURE_BYTES = 20 * 1024 * 1024
TAKES_PICTURES = ("/screenshot", "/passport", "/photo")
READING = ("GET", "HEAD")
KEY_COOKIE = "jiesuo_key"
REMEMBERED = 10_000
"""Addresses whose haste is remembered at a time."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many requests may come at once, and how many a second after that."""

    burst: float
    a_second: float


@dataclass(eq=False)
class Meter:
    """A bucket of tokens for each address (the classical token bucket)."""

    pace: Pace
    clock: Callable[[], float] = monotonic
    left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def has_room(self, address: str) -> bool:
        return self._now(address)[0] >= 1

    def count(self, address: str) -> bool:
        """Whether one more fits; if so, it is counted."""
        tokens, now = self._now(address)
        fits = tokens >= 1
        self.left[address] = (tokens - 1 if fits else tokens, now)
        self.left.move_to_end(address)
        while len(self.left) > REMEMBERED:
            self.left.popitem(last=False)
        return fits

    def _now(self, address: str) -> tuple[float, float]:
        now = self.clock()
        tokens, since = self.left.get(address, (self.pace.burst, now))
        return min(self.pace.burst, tokens + (now - since) * self.pace.a_second), now


@dataclass(frozen=True)
class Limits:
    """Paces of an address: all requests, and links to cases that do not exist."""

    requests: Pace = Pace(600, 60)
    misses: Pace = Pace(20, 0.2)


@dataclass(eq=False)
class Guard:
    """The outermost layer.

    `hosts`: names by which this page may be called; `key`: the one-time key, or empty.
    """

    app: App
    hosts: frozenset[str]
    limits: Limits = field(default_factory=Limits)
    key: str = ""
    secure: bool = False

    def __post_init__(self) -> None:
        self.requests, self.misses = Meter(self.limits.requests), Meter(self.limits.misses)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers: Headers = dict(scope["headers"])
        answer = self._refused(scope, headers)
        if answer is not None:
            await _say(answer, self._dressed(scope, send))
            return
        counted = _Counted(receive, _most(scope["path"]))
        await self.app(scope, counted, self._dressed(scope, send))

    def _refused(self, scope: Scope, headers: Headers) -> Answer | None:
        address = scope["client"][0] if scope["client"] else ""
        if _name(headers.get(b"host", b"")) not in self.hosts:
            return Answer(421, "This page does not go by that name.")
        if not self.requests.count(address) or not self.misses.has_room(address):
            return Answer(429, "Too many requests. Please wait a moment.", ((b"retry-after", b"10"),))
        if scope["method"] not in (*READING, "POST"):
            return Answer(405, "Not allowed.", ((b"allow", b"GET, HEAD, POST"),))
        if scope["method"] == "POST" and _from_elsewhere(headers):
            return Answer(403, "This form came from another site. Open the page again and repeat it there.")
        if _too_long(headers, _most(scope["path"])):
            return Answer(413, "This is too large.")
        return self._unlocked(scope, headers) if self.key else None

    def _unlocked(self, scope: Scope, headers: Headers) -> Answer | None:
        """With a key: its link gives a cookie, and without either nothing is shown."""
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("key", [""])[0]
        if asked and hmac.compare_digest(asked.encode(), self.key.encode()):
            cookie = f"{KEY_COOKIE}={self.key}; Path=/; HttpOnly; SameSite=Lax"
            cookie += "; Secure" if self.secure else ""
            return Answer(303, "", ((b"location", b"/"), (b"set-cookie", cookie.encode())))
        if hmac.compare_digest(_cookie(headers).encode(), self.key.encode()):
            return None
        return Answer(401, "Open this page by the link with its key, as it was printed at the start.")

    def _dressed(self, scope: Scope, send: Send) -> Send:
        """Headers on every answer; a miss of a case's link is counted against its address."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                if message["status"] == 404 and scope["client"]:
                    self.misses.count(scope["client"][0])
                given = list(message.get("headers", ()))
                names = {name for name, _ in given}
                extra = [NO_STORE] if b"cache-control" not in names else []
                if self.secure:
                    extra.append((b"strict-transport-security", f"max-age={YEAR}".encode()))
                message = {**message, "headers": [*given, *ALWAYS, *extra]}
            await send(message)

        return dressed


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(eq=False)
class _Counted:
    """The body, ended as if the line had dropped once it is longer than it may be."""

    receive: Receive
    most: int
    seen: int = 0

    async def __call__(self) -> Message:
        message = await self.receive()
        self.seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if self.seen > self.most else message


async def _say(answer: Answer, send: Send) -> None:
    body = answer.text.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *answer.headers,
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _most(path: str) -> int:
    return PICTURE_BYTES if path.endswith(TAKES_PICTURES) else TYPED_BYTES


def _name(host: bytes) -> str:
    return urlsplit(f"//{host.decode('latin-1')}").hostname or ""


def _from_elsewhere(headers: Headers) -> bool:
    """Whether a browser says that another site sent this form; programs say nothing and may."""
    site = headers.get(b"sec-fetch-site", b"").decode("latin-1")
    if site:
        return site not in ("same-origin", "none")
    origin = headers.get(b"origin", b"").decode("latin-1")
    return bool(origin) and urlsplit(origin).netloc != headers.get(b"host", b"").decode("latin-1")


def _too_long(headers: Headers, most: int) -> bool:
    length = headers.get(b"content-length", b"0")
    return not length.isdigit() or int(length) > most


def _cookie(headers: Headers) -> str:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return ""
    return jar[KEY_COOKIE].value if KEY_COOKIE in jar else ""


def names_of(hosts: Iterable[str]) -> frozenset[str]:
    """Names by which the page may be called: those given, and this machine's own."""
    return frozenset({*(host.strip("[]").lower() for host in hosts), "127.0.0.1", "localhost", "::1"})
