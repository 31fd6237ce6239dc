"""What every request must pass, and what every answer carries: one place for the page's defences.

Nobody is logged in and no cookie grants anything but the way into a home network's page, so what is to be
kept out is other sites' forms (Fetch Metadata and Origin), other names for this machine (Host), floods,
guessing, and bodies without end.
"""

from __future__ import annotations

import asyncio
import html
import ipaddress
import re
import sys
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jiesuo.interfaces import faults
from jiesuo.interfaces.web import links, style
from jiesuo.interfaces.web.keys import SESSION_LASTS, Keys
from jiesuo.interfaces.web.pace import Meter, Pace
from jiesuo.interfaces.web.site import say
from jiesuo.interfaces.web.tongue import language_of

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = dict[bytes, bytes]
Fields = tuple[tuple[bytes, bytes], ...]

POLICY = (
    "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; "
    f"style-src {style.SOURCE}; script-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'"
)
ALWAYS: Fields = (
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
CLOSE = (b"connection", b"close")
PICTURE_BYTES = 20 * 1024 * 1024
TAKES_PICTURES = ("/screenshot", "/passport", "/photo")
LONGEST_ADDRESS, LONGEST_HEAD = 4096, 32 * 1024
"""Bytes of path and query, and of all headers."""
READING = ("GET", "HEAD")
COOKIE = "__Host-jiesuo"
OPEN_TO_ALL = "/healthz"
HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]+)?")
OF_A_CASE = re.compile(r"/[^/]+/(?:case|view)/([^/]+)")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a body may be: bytes of one, seconds in which it must have come, bytes of all at a time."""

    most: int
    within: float
    together: int


TYPED = Allowance(256 * 1024, 20.0, 64 * 1024 * 1024)
PICTURE = Allowance(PICTURE_BYTES, 120.0, 4 * PICTURE_BYTES)
ALL_REQUESTS, DEAD_LINKS = Pace(1200, 120), Pace(20, 0.2)


@dataclass(frozen=True)
class Limits:
    """What is taken from one address, and from all together. The numbers are judgements.

    `requests`: 200 people behind one address (a university) who each take a step every ten seconds make
    some 60 requests a second; twice that passes. `misses`: a link that leads to no case is a typing error
    a few times; guessing 2^128 links is hopeless at any pace, and this makes it quiet as well.
    `at_once`: requests in work; more are sent away with 503, so that those in work get done.
    """

    requests: Pace = ALL_REQUESTS
    misses: Pace = DEAD_LINKS
    at_once: int = 512
    links: int = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the guard itself; its words are under `guard_<status>`."""

    status: int
    headers: Fields = ()


@dataclass(eq=False)
class Guard:
    """The outermost layer. `hosts`: names by which this page may be called; `keys`: None on loopback."""

    app: App
    hosts: frozenset[str]
    limits: Limits = field(default_factory=Limits)
    keys: Keys | None = None
    secure: bool = False

    def __post_init__(self) -> None:
        self._requests, self._misses = Meter(self.limits.requests), Meter(self.limits.misses)
        self._opened = _Opened(self.limits.links)
        # Apart, so that pictures on their way leave room for forms.
        self._rooms = {allowed: _Room(allowed.together) for allowed in (TYPED, PICTURE)}
        self._at_once = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        reply = _Reply(send, scope, self.secure)
        try:
            await self._pass(scope, receive, reply)
        except Exception as error:
            print(f"A fault in jiesuo: {faults.place(error)}.", file=sys.stderr, flush=True)
            if not reply.begun:
                await reply.say(Answer(500, (CLOSE,)))

    async def _pass(self, scope: Scope, receive: Receive, reply: _Reply) -> None:
        headers: Headers = dict(scope["headers"])
        if refused := self._refused(scope, headers):
            # What of the body still comes is not waited for.
            closing = () if scope["method"] in READING or CLOSE in refused.headers else (CLOSE,)
            await reply.say(Answer(refused.status, (*refused.headers, *closing)))
            return
        if scope["method"] in READING:
            await self._work({**scope, "method": "GET"}, receive, reply)
            return
        allowed = _allowed(scope["path"])
        with self._rooms[allowed].part() as part:
            body = await _whole(receive, allowed, part)
            if isinstance(body, Answer):
                await reply.say(body)
            elif body is not None:
                given = _Given(body, receive)
                # Held by the reader alone from now on.
                del body
                await self._work(scope, given, reply)

    async def _work(self, scope: Scope, receive: Receive, reply: _Reply) -> None:
        """Let the page work, unless too much is in work; bodies still on their way do not count."""
        if self._at_once >= self.limits.at_once:
            await reply.say(Answer(503, ((b"retry-after", b"2"),)))
            return
        self._at_once += 1
        try:
            await self.app(scope, receive, self._counting(scope, reply))
        finally:
            self._at_once -= 1

    def _refused(self, scope: Scope, headers: Headers) -> Answer | None:
        """The first reason against a request that its head alone gives."""
        address = _client(scope)
        if not scope["path"].startswith("/"):
            return Answer(400)
        if _name(headers.get(b"host", b"")) not in self.hosts:
            return Answer(421)
        if not self._requests.count(address):
            return _later(429, self.limits.requests)
        if self._guesses(scope, address):
            return _later(429, self.limits.misses)
        return _badly_made(scope, headers) or self._locked(scope, headers)

    def _guesses(self, scope: Scope, address: str) -> bool:
        """Whether an address that met too many dead links tries yet another.

        Links that opened before go on working there, so that a guesser shuts out nobody beside him.
        """
        link = _link(scope["path"])
        return bool(link) and link not in self._opened and not self._misses.has_room(address)

    def _locked(self, scope: Scope, headers: Headers) -> Answer | None:
        """With keys: a link's key gives a session, and without one nothing is shown."""
        if self.keys is None or scope["path"] == OPEN_TO_ALL:
            return None
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        key = dict(asked).get("key")
        inside = self.keys.is_session(_cookie(headers))
        if key is None or scope["method"] != "GET":
            return None if inside else Answer(401)
        here = (b"location", _path_with(scope, [pair for pair in asked if pair[0] != "key"]))
        # Whoever is inside already leaves the key for the device that it was made for.
        if inside:
            return Answer(303, (here,))
        return Answer(303, (here, self._session_cookie())) if self.keys.spend(key) else Answer(401)

    def _session_cookie(self) -> tuple[bytes, bytes]:
        assert self.keys is not None
        # Lax, for a link that is opened from a message or a QR code must find the session.
        cookie = f"{COOKIE}={self.keys.session()}; Path=/; Max-Age={SESSION_LASTS:.0f}"
        return (b"set-cookie", f"{cookie}; HttpOnly; SameSite=Lax; Secure".encode())

    def _counting(self, scope: Scope, reply: _Reply) -> Send:
        """Dead links are counted against their address; those that opened are remembered."""

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._learn(scope, message)
            await reply(message)

        return counted

    def _learn(self, scope: Scope, message: Message) -> None:
        link = _link(scope["path"])
        if link and message["status"] == 404 and link not in self._opened:
            self._misses.count(_client(scope))
        elif link and message["status"] == 200:
            self._opened.add(link)
        elif not link and message["status"] == 303:
            # A case that was just opened. (A link that was asked for may lead on without being looked up.)
            self._opened.add(_link(dict(message["headers"])[b"location"].decode("latin-1")))


@dataclass(eq=False)
class _Opened:
    """The latest links that led to a case, as the case's id: the secrets themselves are not kept."""

    most: int
    ids: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def __contains__(self, link: str) -> bool:
        return links.id_of(link) in self.ids

    def add(self, link: str) -> None:
        self.ids[links.id_of(link)] = None
        self.ids.move_to_end(links.id_of(link))
        while len(self.ids) > self.most:
            self.ids.popitem(last=False)


@dataclass(eq=False)
class _Room:
    """Memory for bodies, of which each request takes its part."""

    left: int

    def part(self) -> _Part:
        return _Part(self)


@dataclass(eq=False)
class _Part:
    room: _Room
    taken: int = 0

    def __enter__(self) -> _Part:
        return self

    def __exit__(self, *_: object) -> None:
        self.room.left += self.taken

    def take(self, size: int) -> bool:
        """Whether so many bytes more have room; if so, they are taken until the end of the request."""
        if size > self.room.left:
            return False
        self.room.left -= size
        self.taken += size
        return True


@dataclass(eq=False)
class _Reply:
    """Sends an answer with the headers that every answer has."""

    send: Send
    scope: Scope
    secure: bool
    begun: bool = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            message = {**message, "headers": dressed(message.get("headers", ()), self.secure)}
        await self.send(message)

    async def say(self, answer: Answer) -> None:
        """A short page of the guard's own."""
        body = self._page(answer.status) if answer.status != 303 else b""
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            *answer.headers,
        ]
        await self({"type": "http.response.start", "status": answer.status, "headers": headers})
        await self({"type": "http.response.body", "body": body})

    def _page(self, status: int) -> bytes:
        accepted = dict(self.scope["headers"]).get(b"accept-language", b"").decode("latin-1")
        language = language_of(self.scope["path"], accepted)
        said = html.escape(say(language, f"guard_{status}"))
        return (
            f'<!doctype html>\n<html lang="{language}">\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>jiesuo 解锁</title>\n<h1>jiesuo 解锁</h1>\n<p>{said}</p>\n</html>\n"
        ).encode()


def dressed(given: Iterable[tuple[bytes, bytes]], secure: bool) -> list[tuple[bytes, bytes]]:
    """An answer's headers with those that every answer has; nothing is stored unless it says so itself."""
    found = list(given)
    extra = [] if any(name == NO_STORE[0] for name, _ in found) else [NO_STORE]
    if secure:
        extra.append((b"strict-transport-security", f"max-age={YEAR}".encode()))
    return [*found, *ALWAYS, *extra]


@dataclass(eq=False)
class _Given:
    """A body that is here already; afterwards, whatever else the line brings."""

    body: bytes
    rest: Receive
    given: bool = False

    async def __call__(self) -> Message:
        if self.given:
            return await self.rest()
        self.given = True
        body, self.body = self.body, b""
        return {"type": "http.request", "body": body, "more_body": False}


async def _whole(receive: Receive, allowed: Allowance, part: _Part) -> bytes | Answer | None:
    """The whole body; an answer if it is too large, too slow or too much; None if the line dropped."""
    pieces: list[bytes] = []
    try:
        async with asyncio.timeout(allowed.within):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                piece = message.get("body", b"")
                if part.taken + len(piece) > allowed.most:
                    await _throw_away(receive, allowed.most, bool(message.get("more_body")))
                    return Answer(413, (CLOSE,))
                if not part.take(len(piece)):
                    return Answer(503, ((b"retry-after", b"10"), CLOSE))
                pieces.append(piece)
                if not message.get("more_body"):
                    return b"".join(pieces)
    except TimeoutError:
        return Answer(408, (CLOSE,))


async def _throw_away(receive: Receive, most: int, more: bool) -> None:
    """About as much again is taken and dropped: a browser reads no answer before it has sent all."""
    seen = 0
    while more and seen < most:
        message = await receive()
        seen += len(message.get("body", b""))
        more = bool(message.get("more_body"))


def _badly_made(scope: Scope, headers: Headers) -> Answer | None:
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_ADDRESS:
        return Answer(414, (CLOSE,))
    if sum(len(name) + len(value) for name, value in scope["headers"]) > LONGEST_HEAD:
        return Answer(431, (CLOSE,))
    if scope["method"] not in (*READING, "POST"):
        return Answer(405, ((b"allow", b"GET, HEAD, POST"),))
    if scope["method"] in READING:
        return None
    if _from_elsewhere(headers):
        return Answer(403)
    if headers.get(b"content-encoding", b"identity") != b"identity":
        return Answer(415)
    length = headers.get(b"content-length", b"0")
    most = 2 * _allowed(scope["path"]).most
    return Answer(413) if not length.isdigit() or len(length) > 12 or int(length) > most else None


def _later(status: int, pace: Pace) -> Answer:
    return Answer(status, ((b"retry-after", str(pace.pause).encode()),))


def _allowed(path: str) -> Allowance:
    return PICTURE if path.endswith(TAKES_PICTURES) else TYPED


def _client(scope: Scope) -> str:
    """The address, or the network of 2^64 that one household has."""
    address: str = scope["client"][0] if scope["client"] else ""
    if ":" not in address:
        return address
    return str(ipaddress.ip_network((address.partition("%")[0], 64), strict=False))


def _link(path: str) -> str:
    """The secret or id in the address of a case, or empty."""
    found = OF_A_CASE.match(path)
    return found.group(1) if found else ""


def _path_with(scope: Scope, asked: list[tuple[str, str]]) -> bytes:
    """The path asked for, on this host whatever it looks like, with a query."""
    raw: bytes = scope.get("raw_path") or b"/"
    return b"/" + raw.lstrip(b"/\\") + (b"?" + urlencode(asked).encode() if asked else b"")


def _name(host: bytes) -> str:
    found = HOST.fullmatch(host.decode("latin-1"))
    return found.group(1).strip("[]").lower() if found else ""


def _from_elsewhere(headers: Headers) -> bool:
    """Whether a browser says that another site sent this form; programs say nothing and may."""
    site = headers.get(b"sec-fetch-site", b"")
    if site and site not in (b"same-origin", b"none"):
        return True
    origin = headers.get(b"origin")
    return origin is not None and origin.partition(b"://")[2] != headers.get(b"host", b"")


def _cookie(headers: Headers) -> str:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return ""
    return jar[COOKIE].value if COOKIE in jar else ""


def names_of(hosts: Iterable[str]) -> frozenset[str]:
    """Names by which the page may be called: those given, and this machine's own."""
    return frozenset({*(host.strip("[]").lower() for host in hosts), "127.0.0.1", "localhost", "::1"})


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a host."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
