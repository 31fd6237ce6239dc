"""A program without a browser that wanders through the page, and notes whatever is wrong."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from html_pages import Form, HtmlPage
from httpx2 import Client, Response

NOT_TAKEN = ("/wipe", "/quiet")
"""Where a walk would end: they are tested on their own."""
FILES = (".ics", ".webmanifest")
NASTY = (
    "",
    " \n\t ",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>'",
    "{{ 7 * 7 }} {% raw %} ${7*7} %s %n {0}",
    "'; DROP TABLE cases; --",
    "4111 1111 1111 1111 and 079 and E12345678",
    "\u202eright to left\u202c \u200b\u0000 \ufffd \U0001f512 \u0301\u0301",
    "付款失败" * 5000,
    "line\r\n" * 4000,
    "../../etc/passwd%00",
    "&lt;b&gt; &amp; </textarea></title><h1>",
)
PLAIN = (
    "my card is refused",
    "护照换了，付不了款",
    "VPN was on and my account is locked",
    "パスポートを更新した",
    "I was asked for my face and it fails",
    "The refund does not come",
    "Can I rent a verified account?",
    "订单支付失败",
)


@dataclass
class Walker:
    """Wanders by chance. `faults` says what was wrong and where."""

    client: Client
    draw: random.Random
    language: str
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    pages: int = 0

    def walk(self, steps: int) -> None:
        """Take steps from the start; a page from which no step leads is a fault."""
        path = self._read(self._get(f"/{self.language}/"), nothing_typed=False)
        for _ in range(steps):
            path = self._step(*path)

    def _step(self, address: str, page: HtmlPage) -> tuple[str, HtmlPage]:
        ways: list[str | Form] = [*self._links(address, page), *self._forms(page)]
        if not ways:
            return self._read(self._get(f"/{self.language}/"), nothing_typed=False)
        way = self.draw.choice(ways)
        if isinstance(way, Form):
            return self._send(address, way)
        return self._read(self._get(way), nothing_typed=False)

    def _links(self, address: str, page: HtmlPage) -> list[str]:
        """Those of this page's own site, the main part's twice so that the walk gets somewhere."""
        main = [e.get("href", "") for e in page.main.iter("a")]
        found = [urljoin(address, link) for link in (*page.links, *main)]
        return [link for link in found if self._taken(link)]

    def _taken(self, link: str) -> bool:
        parts = urlsplit(link)
        here = urlsplit(str(self.client.base_url))
        return parts.netloc == here.netloc and not parts.path.endswith((*NOT_TAKEN, *FILES))

    def _forms(self, page: HtmlPage) -> list[Form]:
        """Each as often as it has buttons, at most four times."""
        kept = [form for form in page.forms if not form.action.endswith(NOT_TAKEN)]
        return [form for form in kept for _ in range(min(4, len(form.buttons)))]

    def _send(self, address: str, form: Form) -> tuple[str, HtmlPage]:
        sent = dict(form.fixed)
        for name in form.typed:
            sent[name] = self.draw.choice(NASTY if self.draw.random() < 0.4 else PLAIN)
        for name, values in form.radios.items():
            if self.draw.random() < 0.8:
                sent[name] = self.draw.choice(values)
        sent.update({name: value for name, value in form.checks if self.draw.random() < 0.5})
        button, value = self.draw.choice(form.buttons) if form.buttons else ("", "")
        if button:
            sent[button] = value
        target = urljoin(address, form.action)
        if form.method == "get":
            return self._read(self.client.get(target, params=sent), nothing_typed=False)
        files = dict.fromkeys(form.files, ("", b"")) or None
        answer = self.client.post(target, data=sent, files=files)
        return self._read(answer, nothing_typed=True, after=f"{form.action} {sent}"[:300])

    def _get(self, address: str) -> Response:
        return self.client.get(address)

    def _read(self, answer: Response, nothing_typed: bool, after: str = "") -> tuple[str, HtmlPage]:
        """The page that came, looked at once for each address without its secret."""
        address = str(answer.url)
        page = HtmlPage(answer.text)
        self.pages += 1
        found = list(self._of_the_answer(answer, page, nothing_typed))
        self.faults += [
            f"{address} after {after}: {fault}" if after else f"{address}: {fault}" for fault in found
        ]
        return address, page

    def _of_the_answer(self, answer: Response, page: HtmlPage, nothing_typed: bool) -> Iterator[str]:
        if answer.status_code >= 400 and not (nothing_typed and answer.status_code == 422):
            yield f"status {answer.status_code}"
        if not answer.headers.get("content-type", "").startswith("text/html"):
            yield f"not a page: {answer.headers.get('content-type')}"
            return
        yield from page.faults()
        yield from page.strange()
        if not page.onward and not page.back:
            yield "no way onward"
        if page.back and page.back not in self.seen:
            self.seen.add(page.back)
            status = self._get(page.back).status_code
            if status != 200:
                yield f"Back leads to {status}"
