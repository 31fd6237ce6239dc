"""Requests put to the page without a socket, as raw as an attacker would put them."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

import own_loop

from jiesuo.interfaces.web.guard import Guard

HERE = "127.0.0.1:8642"
FORM = ("content-type", "application/x-www-form-urlencoded")
Fields = Mapping[str, str] | Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Got:
    """An answer: its status, headers as they came, and its text."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]

    def header(self, name: str) -> str:
        found = self.all(name)
        assert len(found) < 2, f"{name} came twice: {found}"
        return found[0] if found else ""

    @property
    def text(self) -> str:
        body = gzip.decompress(self.body) if self.header("content-encoding") == "gzip" else self.body
        return body.decode("utf-8", "replace")

    @property
    def where(self) -> str:
        return self.header("location")


@dataclass
class Asker:
    """One who asks from an address, by a name."""

    guard: Guard
    address: str = "192.0.2.7"
    host: str = HERE

    def get(self, path: str, **headers: str) -> Got:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, fields: Fields = (), **headers: str) -> Got:
        pairs = fields.items() if isinstance(fields, Mapping) else fields
        body = urlencode(list(pairs)).encode()
        return self.ask("POST", path, headers=headers, body=[body], more=[FORM])

    def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: Iterable[bytes] = (),
        more: Iterable[tuple[str, str]] = (),
    ) -> Got:
        return own_loop.run(self.asked(method, path, headers=headers, body=body, more=more))

    async def asked(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: Iterable[bytes] = (),
        more: Iterable[tuple[str, str]] = (),
    ) -> Got:
        named = [("host", self.host), *more, *((headers or {}).items())]
        raw, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "scheme": "http",
            "method": method,
            "path": unquote(raw),
            "raw_path": raw.encode("latin-1", "replace"),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(n.replace("_", "-").encode(), v.encode("latin-1")) for n, v in named],
            "client": (self.address, 40000),
            "server": ("127.0.0.1", 8642),
            "state": {},
        }
        return await _answered(self.guard, scope, body)

    def open(self, text: str = "", want: str = "pay", language: str = "en") -> str:
        """Begin a case; its link's path."""
        begun = self.post(f"/{language}/start", {"want": want, "text": text})
        assert begun.status == 303, begun.text
        assert re.fullmatch(r"/[\w-]+/case/[0-9a-f]{32}", begun.where)
        return begun.where


async def _answered(guard: Guard, scope: dict[str, Any], body: Iterable[bytes]) -> Got:
    pieces = iter([*body, b""] if isinstance(body, list | tuple) else body)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        piece = next(pieces, None)
        if piece is None:
            await asyncio.sleep(3600)
        more = piece != b""
        return {"type": "http.request", "body": piece, "more_body": more}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    await guard(scope, receive, send)
    start = sent[0]
    headers = tuple((n.decode(), v.decode("latin-1")) for n, v in start["headers"])
    return Got(start["status"], headers, b"".join(message.get("body", b"") for message in sent[1:]))
