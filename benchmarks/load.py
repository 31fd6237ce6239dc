"""Many people at once on the page: how long each waits, and whether anything acknowledged is lost.

python benchmarks/load.py                       200 people, 60 s, 2 workers
python benchmarks/load.py --kill                the server is killed (-9) in the middle and started again
python benchmarks/load.py --people 50 --seconds 20 --workers 1

Each person opens the start page with its style and script, tells something or chooses, and then takes a step
every ten seconds or so (5 to 15): an answer, a report, or a look at another page of the case. A step is what
a person waits for: the form, where it leads, and the page. Afterwards the file of cases is read by itself:
each form that was acknowledged must be in it.

Bars: 99 of 100 steps within 1 s, no error, nothing lost.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import httpx2

PROGRAM = (sys.executable, "-c", "from jiesuo.interfaces.cli.main import run; run()", "serve", "--no-open")
TELLINGS = (
    "I renewed my passport, now Alipay says 身份信息不一致 and I cannot pay",
    "My Taobao account is locked after I logged in from another country",
    "My foreign card is declined every time I pay at Alipay",
    "支付宝提示订单支付失败",
    "The SMS code goes to my old number that I no longer have",
    "",
)
WANTS = ("pay", "unlock", "log_in", "verify", "add_card", "receive")
LOOKS = ("advice", "understood", "ways", "history", "human", "keep", "know")
LOOKING = 0.3
"""Share of the steps that only look at something."""
NEVER = ("wipe", "close")
BAR_S = 1.0
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Never used over http, but making one for each person would take longer than all their steps."""


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    text: str = ""


class Page(HTMLParser):
    """The forms, links, style and script of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.parts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        form = self.forms[-1] if self.forms else None
        if tag == "form" and found.get("method") == "post":
            self.forms.append(Form(found["action"]))
        elif tag == "a" and "/case/" in found.get("href", ""):
            self.links.append(found["href"])
        elif tag in ("link", "script") and "/static/" in (part := found.get("href", found.get("src", ""))):
            self.parts.append(part)
        elif form and tag == "input" and found.get("type") == "hidden":
            form.fields[found["name"]] = found.get("value", "")
        elif form and tag == "input" and found.get("type") == "radio":
            form.buttons.append((found["name"], found["value"]))
        elif form and tag == "button":
            form.buttons.append((found.get("name", ""), found.get("value", "")))
        elif form and tag == "textarea":
            form.text = found["name"]


@dataclass
class Tally:
    """What all people met. Times in seconds."""

    requests: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    kept: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """Case id, action and fields of each form that was acknowledged."""


class Person:
    def __init__(self, number: int, address: str, tally: Tally, until: float, retry: bool) -> None:
        self.rng = random.Random(number)
        self.number = number
        self.tally, self.until, self.retry = tally, until, retry
        self.client = httpx2.AsyncClient(base_url=address, timeout=30, trust_env=False, verify=PLAIN)

    async def live(self) -> None:
        async with self.client:
            await asyncio.sleep(self.rng.uniform(0, 10))
            page = await self.begin()
            while page is not None and time.monotonic() < self.until:
                await asyncio.sleep(self.rng.uniform(5, 15))
                if time.monotonic() < self.until:
                    page = await self.step(page)

    async def begin(self) -> httpx2.Response | None:
        start = await self.asked("GET", "/en/")
        if start is None:
            return None
        for part in dict.fromkeys(Page(start.text).parts):
            await self.asked("GET", part)
        telling = self.rng.choice(TELLINGS)
        said = f"{telling} (person {self.number})" if telling else ""
        wish = {} if telling else {"want": self.rng.choice(WANTS)}
        return await self.sent("/en/start", {"text": said, **wish})

    async def step(self, page: httpx2.Response) -> httpx2.Response | None:
        found = Page(page.text)
        forms = [form for form in found.forms if not form.action.endswith(NEVER)]
        onward = [link for link in found.links if link.endswith("/next")]
        others = [link for link in found.links if link.rpartition("/")[2] in LOOKS or "/went/" in link]
        if others and (not forms or self.rng.random() < LOOKING):
            return await self.timed("GET", self.rng.choice([*others, *onward]))
        if not forms:
            return await self.timed("GET", (onward or others or found.links or ["/en/"])[0])
        form = self.rng.choice(forms)
        fields = dict(form.fields)
        if form.text:
            fields[form.text] = f"it still does not work, person {self.number} at {time.monotonic():.3f}"
        if form.buttons:
            name, value = self.rng.choice(form.buttons)
            fields |= {name: value} if name else {}
        return await self.sent(form.action, fields)

    async def sent(self, action: str, fields: dict[str, str]) -> httpx2.Response | None:
        begun = time.monotonic()
        got = await self.asked("POST", action, fields)
        if got is None or got.status_code != 303:
            return got
        where = got.headers["location"]
        if link := re.search(r"/case/([0-9a-f]{32})", where):
            case_id = sha256(link[1].encode()).hexdigest()[:32]
            self.tally.kept.append((case_id, action.rpartition("/")[2], fields))
        return await self.led(where, begun)

    async def timed(self, method: str, path: str) -> httpx2.Response | None:
        begun = time.monotonic()
        got = await self.asked(method, path)
        return (
            await self.led(got.headers["location"], begun)
            if got and got.status_code == 303
            else self.done(got, begun)
        )

    async def led(self, where: str, begun: float) -> httpx2.Response | None:
        got = await self.asked("GET", where)
        while got is not None and got.status_code == 303:
            got = await self.asked("GET", got.headers["location"])
        return self.done(got, begun)

    def done(self, got: httpx2.Response | None, begun: float) -> httpx2.Response | None:
        if got is not None:
            self.tally.steps.append(time.monotonic() - begun)
        return got

    async def asked(
        self, method: str, path: str, fields: dict[str, str] | None = None
    ) -> httpx2.Response | None:
        """One request; while a server is away, as a person would, again until it is back."""
        while True:
            begun = time.monotonic()
            try:
                got = await self.client.request(method, path, data=fields)
            except httpx2.TransportError as error:
                self.tally.broken[type(error).__name__] += 1
                if not self.retry or time.monotonic() > self.until + 20:
                    return None
                await asyncio.sleep(0.5)
                continue
            self.tally.requests.append(time.monotonic() - begun)
            self.tally.statuses[got.status_code] += 1
            return got


class Server:
    def __init__(self, database: Path, workers: int, port: int = 0) -> None:
        environment = {**os.environ, "JIESUO_DB": str(database), "OMP_NUM_THREADS": "1"}
        command = [*PROGRAM, "--port", str(port), "--workers", str(workers)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip().rstrip("/")
        self.port = int(self.address.rpartition(":")[2])

    def cpu(self) -> float:
        """Seconds of processor time of the server and its workers."""
        main = self.process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        ticks = 0
        for one in (str(main), *children):
            parts = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += int(parts[11]) + int(parts[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """MB of its own that the server and its workers hold (proportional set size)."""
        main = self.process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        texts = [Path(f"/proc/{one}/smaps_rollup").read_text() for one in (str(main), *children)]
        return (
            sum(int(found[1]) for text in texts if (found := re.search(r"^Pss:\s+(\d+)", text, re.M))) / 1024
        )


async def crowd(address: str, people: int, seconds: float, retry: bool, tally: Tally) -> None:
    until = time.monotonic() + seconds
    async with asyncio.TaskGroup() as group:
        for number in range(people):
            group.create_task(Person(number, address, tally, until, retry).live())


def lost(database: Path, kept: list[tuple[str, str, dict[str, str]]]) -> list[str]:
    """Acknowledged forms of which the file of cases has no trace."""
    db = sqlite3.connect(database)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    missing = []
    for case_id, action, fields in kept:
        rows = db.execute("SELECT payload FROM events WHERE case_id = ? ORDER BY version", (case_id,))
        events = [json.loads(row[0]) for row in rows]
        if not any(_is(event, action, fields) for event in events):
            missing.append(f"{action} of {case_id}")
    db.close()
    return missing


def _is(event: dict[str, object], action: str, fields: dict[str, str]) -> bool:
    """Whether an event is what a form asked to keep; a form that keeps nothing is kept by any."""
    text = json.dumps(event, ensure_ascii=False)
    kind = str(event["kind"])
    if action == "start":
        return kind == "told" if fields["text"] else kind == "opened"
    if action == "tell":
        return kind == "told" and fields["text"].rpartition(" at ")[2] in text
    if action == "answer":
        return (
            kind == "told"
            and f'"{fields["finding"]}"' in text
            and f'"{fields.get("value", "unknown")}"' in text
        )
    if action == "situation":
        return kind == "wished" and f'"{fields["situation"]}"' in text
    if action == "begin":
        return kind == "step_started" and f'"{fields["step"]}"' in text
    if action == "report" and fields.get("end") not in ("not_tried", "handed_over"):
        return kind in ("step_started", "step_finished", "route_tried") and f'"{fields["step"]}"' in text
    if action == "undo":
        return kind == "undone"
    return True


def at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] if times else float("nan")


def report(tally: Tally, seconds: float, cpu: float | None, missing: list[str]) -> None:
    wrong = {status: count for status, count in tally.statuses.items() if status not in (200, 303)}
    rate = len(tally.requests) / seconds
    print(f"{len(tally.steps)} steps, {len(tally.requests)} requests, {rate:.1f} a second")
    for name, times in (("step", tally.steps), ("request", tally.requests)):
        p50, p99, most = at(times, 0.5), at(times, 0.99), at(times, 1)
        print(f"{name}: p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, longest {most * 1000:.0f} ms")
    if cpu is not None:
        print(f"processor time {cpu:.1f} s: {cpu / max(1, len(tally.steps)) * 1000:.0f} ms a step")
    print(f"errors {sum(wrong.values())} {wrong or ''}, lines that broke {dict(tally.broken) or 0}")
    print(f"acknowledged forms {len(tally.kept)}, lost {len(missing)} {missing[:3] or ''}")
    reached = at(tally.steps, 0.99) <= BAR_S and not wrong and not missing
    print("bars: reached" if reached else "bars: MISSED")


async def killed(server: Server, database: Path, workers: int, after: float) -> Server:
    await asyncio.sleep(after)
    os.kill(server.process.pid, signal.SIGKILL)
    begun = time.monotonic()
    await asyncio.to_thread(server.process.wait)
    again = await asyncio.to_thread(Server, database, workers, server.port)
    print(f"killed after {after:.0f} s, answering again {time.monotonic() - begun:.1f} s later")
    return again


async def measure(people: int, seconds: float, workers: int, kill: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "cases.sqlite"
        server = Server(database, workers)
        tally = Tally()
        print(f"{people} people, {seconds:.0f} s, {workers} workers")
        before, load = server.cpu(), os.getloadavg()[0]
        whole = crowd(server.address, people, seconds, kill, tally)
        if kill:
            _, server = await asyncio.gather(whole, killed(server, database, workers, seconds / 2))
        else:
            await whole
        # Of a server that was killed nobody counted the time.
        cpu, memory = None if kill else server.cpu() - before, server.memory()
        server.process.terminate()
        code = server.process.wait()
        print(f"load average {load:.1f} before, {os.getloadavg()[0]:.1f} after")
        print(f"memory {memory:.0f} MB; exit code {code}")
        report(tally, seconds, cpu, lost(database, tally.kept))


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--people", type=int, default=200)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--kill", action="store_true")
    told = options.parse_args()
    asyncio.run(measure(told.people, told.seconds, told.workers, told.kill))


if __name__ == "__main__":
    main()
