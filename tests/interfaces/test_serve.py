"""`jiesuo serve` as its operator meets it: a process of its own, real sockets, a real file of cases."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import selectors
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import httpx2
import pytest
from asking_page import Asker
from program import PROGRAM, Program, Said

from jiesuo.core.model import Model
from jiesuo.errors import InputError
from jiesuo.interfaces.web.app import create
from jiesuo.interfaces.web.certificate import Certificate, own
from jiesuo.interfaces.web.guard import Guard, names_of
from jiesuo.interfaces.web.links import id_of
from jiesuo.interfaces.web.site import Site
from jiesuo.services.desk import Desk
from jiesuo.services.intake import Readers
from jiesuo.store.sqlite import SqliteStore

TELLING = "I renewed my passport and now Alipay says identity verification failed"
Start = Callable[..., "Running"]


class Running:
    """A page that was started, and one who visits it."""

    def __init__(
        self, program: Program, *arguments: str, stdin: int = subprocess.DEVNULL, before: str = ""
    ) -> None:
        self.program = program
        self.process = subprocess.Popen(
            [*PROGRAM[:2], f"{before}\n{PROGRAM[2]}", "serve", "--no-open", *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=program.environment,
        )
        assert self.process.stdout
        self.link = self.process.stdout.readline().decode().strip()
        assert self.link, self.end(signal.SIGKILL).err
        self.address = self.link.split("/?")[0].rstrip("/")
        self.port = int(self.address.rpartition(":")[2])
        self.visitor = httpx2.Client(base_url=self.address, verify=False, timeout=30, trust_env=False)

    def open(self, text: str = TELLING) -> str:
        got = self.visitor.post("/en/start", data={"want": "pay", "text": text})
        assert got.status_code == 303
        return got.headers["location"]

    def end(self, with_signal: int = signal.SIGTERM) -> Said:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(with_signal)
        out, err = self.process.communicate(timeout=20)
        return Said(self.process.returncode, out.decode(), err.decode())


@pytest.fixture
def start(program: Program, known: object) -> Iterator[Start]:
    running: list[Running] = []

    def begun(*arguments: str, **more: Any) -> Running:
        running.append(Running(program, *(arguments or ("--port", "0")), **more))
        return running[-1]

    yield begun
    for one in running:
        one.visitor.close()
        one.end(signal.SIGKILL)


@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGTERM])
def test_the_link_is_the_first_line_and_a_signal_ends_in_order(
    start: Start, program: Program, with_signal: int
) -> None:
    page = start()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", page.link)
    case = page.open()
    assert page.visitor.get(case).status_code == 200
    said = page.end(with_signal)
    assert said == Said(0, "", "End with Ctrl-C.\n")
    assert not Path(f"{program.database}-wal").exists()
    assert [item.case_id for item in SqliteStore(program.database).list()] == [id_of(case[-32:])]


def test_a_signal_right_after_the_link_is_heard(start: Start) -> None:
    for arguments in (("--port", "0"), ("--port", "0", "--workers", "2")):
        said = start(*arguments).end(signal.SIGINT)
        assert (said.code, said.out) == (0, "")


def test_a_slow_visitor_does_not_hold_up_the_end(start: Start) -> None:
    page = start()
    assert page.visitor.get("/quiet").status_code == 200
    with socket.create_connection(("127.0.0.1", page.port)) as line:
        line.sendall(b"POST /en/start HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nwant=")
        time.sleep(0.3)
        begun = time.monotonic()
        assert page.end().code == 0
        assert time.monotonic() - begun < 15


def test_a_busy_port_is_a_sentence(start: Start, program: Program) -> None:
    port = start().port
    said = program("serve", "--no-open", "--port", str(port))
    assert said.returncode == 2
    assert said.stdout == b""
    assert said.stderr.decode() == (
        f"127.0.0.1:{port} cannot be used: Address already in use.\n"
        "Another program has it, perhaps jiesuo itself. Take a free one: jiesuo serve --port 0\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--port", "65536"), 2, "not in the range"),
        (("--host", "192.0.2.1"), 2, "This machine has no such address"),
        (("--host", "no such host"), 2, "cannot be used"),
        (("--host", "a" * 300), 2, "cannot be used"),
        (("--workers", "0"), 2, "not in the range"),
        (("--certificate", "a.pem"), 2, "belong together"),
        (("--certificate", "a.pem", "--key", "b.pem"), 2, "There is no file a.pem"),
        (("--now", "yesterday"), 2, "is not a time"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    program: Program, arguments: tuple[str, ...], code: int, says: str
) -> None:
    said = program("serve", "--no-open", "--port", "0", *arguments)
    assert (said.returncode, said.stdout) == (code, b"")
    assert says in said.stderr.decode()
    assert "Traceback" not in said.stderr.decode()


def test_without_its_extra_the_page_says_how_to_add_it(program: Program) -> None:
    blocked = (
        "import sys, importlib.abc\n"
        "class Block(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name.partition('.')[0] in {names}: raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Block())\n"
        "import importlib.util, importlib.machinery\n"
        "plain = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda n, p=None: None if n in {names} else plain(n, p)\n"
        "sys.argv = ['jiesuo', 'serve', '--no-open', '--port', '0']\n"
        "from jiesuo.interfaces.cli.main import run; run()"
    ).replace("{names}", "{'fastapi', 'uvicorn', 'jinja2', 'starlette', 'segno', 'cryptography'}")
    said = subprocess.run(
        [sys.executable, "-c", blocked], env=program.environment, capture_output=True, timeout=60, check=False
    )
    assert said.returncode == 1
    assert said.stderr.decode() == "The page needs the extra `web`.\nAdd it with: pip install 'jiesuo[web]'\n"


# The home network


def test_the_home_network_gets_https_and_a_key_that_opens_once(start: Start, program: Program) -> None:
    page = start("--host", "127.0.0.1", "--host", "0.0.0.0", "--port", "0")
    assert re.fullmatch(r"https://[\d.]+:\d+/\?key=[\w-]{40,}", page.link)
    assert page.visitor.get("/en/").status_code == 401
    assert page.visitor.get("/healthz").text == "ok\n"
    opened = page.visitor.get(page.link)
    assert (opened.status_code, opened.headers["location"]) == (303, "/")
    case = page.open()
    kept = page.visitor.get(f"{case}/keep").text
    with httpx2.Client(verify=False, trust_env=False) as other:
        assert other.get(page.link).status_code == 401
        invitation = re.search(r'id="mine">(https://[^<]+)<', kept)
        assert invitation
        led = other.get(invitation[1])
        assert (led.status_code, led.headers["location"]) == (303, case)
        assert other.get(page.address + case).status_code == 200
    files = sorted((program.database.parent / "certificates").iterdir())
    assert [file.stat().st_mode & 0o77 for file in files] == [0, 0]
    served = ssl.get_server_certificate(("127.0.0.1", page.port))
    fingerprint = Certificate(next(f for f in files if f.suffix == ".pem"), files[0]).fingerprint
    assert ssl.PEM_cert_to_DER_cert(served)
    assert fingerprint in page.end().err


def test_plain_http_on_a_secure_port_ends_and_harms_nothing(start: Start) -> None:
    page = start("--host", "0.0.0.0", "--port", "0")
    with socket.create_connection(("127.0.0.1", page.port)) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        line.settimeout(10)
        assert b"HTTP/1.1 200" not in line.recv(1000)
    assert page.visitor.get("/healthz").status_code == 200
    assert not _agrees(page.port, "-tls1_1")
    assert not _agrees(page.port, "-tls1_2", "-cipher", "AES128-SHA:ECDHE-ECDSA-AES128-SHA")
    assert _agrees(page.port, "-tls1_2")
    assert _agrees(page.port, "-tls1_3")


def _agrees(port: int, *manner: str) -> bool:
    """Whether a TLS client of a manner comes to terms with the page."""
    said = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *manner],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return b"Cipher is" in said.stdout and b"Cipher is (NONE)" not in said.stdout


def test_enter_prints_another_link(start: Start) -> None:
    mine, theirs = pty.openpty()
    page = start("--host", "0.0.0.0", "--port", "0", stdin=theirs)
    os.write(mine, b"\n")
    assert page.process.stdout
    with selectors.DefaultSelector() as selector:
        selector.register(page.process.stdout, selectors.EVENT_READ)
        assert selector.select(10)
    second = page.process.stdout.readline().decode().strip()
    assert second.startswith(page.address)
    assert second != page.link
    assert page.visitor.get(second).status_code == 303
    os.close(mine)
    os.close(theirs)


def test_a_given_certificate_is_used_and_names_the_page(start: Start, tmp_path: Path) -> None:
    given = own(tmp_path / "given", "page.example")
    page = start("--certificate", str(given.certificate), "--key", str(given.key), "--port", "0")
    assert page.link.startswith("https://127.0.0.1:")
    assert page.visitor.get("/en/", headers={"host": "page.example"}).status_code == 200
    assert page.visitor.get("/en/", headers={"host": "other.example"}).status_code == 421


def test_bad_certificates_are_a_sentence(program: Program, tmp_path: Path) -> None:
    one, two = own(tmp_path / "one", "a.example"), own(tmp_path / "two", "b.example")
    nothing = tmp_path / "nothing.pem"
    nothing.write_text("nothing")
    locked = tmp_path / "locked.key"
    subprocess.run(
        ["openssl", "pkcs8", "-topk8", "-in", one.key, "-out", locked, "-passout", "pass:x"], check=True
    )
    for certificate, key, says in (
        (one.certificate, two.key, "no certificate with its key"),
        (nothing, nothing, "no certificate with its key"),
        (one.certificate, nothing, "no certificate with its key"),
        (one.certificate, locked, "the key has a password"),
        (one.certificate, tmp_path, "There is no file"),
    ):
        with pytest.raises(InputError, match=says):
            Certificate(certificate, key).checked()
    files = ("--certificate", str(one.certificate), "--key", str(two.key))
    said = program("serve", "--no-open", "--port", "0", *files)
    assert said.returncode == 2
    assert said.stderr.decode().endswith("Give both as PEM files, the key without a password.\n")


def test_a_certificate_is_kept_until_it_ends_soon_or_is_for_another(tmp_path: Path) -> None:
    first = own(tmp_path, "192.0.2.1")
    assert own(tmp_path, "192.0.2.1").fingerprint == first.fingerprint
    assert own(tmp_path, "192.0.2.2").fingerprint != first.fingerprint
    assert own(tmp_path, "../../192.0.2.1").certificate.parent == tmp_path
    kept = first.fingerprint
    later = datetime.now(UTC) + timedelta(days=84)
    assert own(tmp_path, "192.0.2.1", later).fingerprint != kept
    first.key.write_text("damaged")
    assert "PRIVATE KEY" in own(tmp_path, "192.0.2.1", later).key.read_text()
    assert "ended on" in own(tmp_path, "192.0.2.3").checked(later + timedelta(days=90))


# A store in trouble


@pytest.fixture
def asker(program: Program, known: tuple[Model, Readers]) -> Asker:
    """The page without its process, before a real file."""
    desk = Desk(SqliteStore(program.database, patience=0.1), *known)
    return Asker(Guard(create(Site(desk)), names_of([])))


def test_a_locked_file_is_read_and_what_cannot_be_written_is_said(asker: Asker, program: Program) -> None:
    case = asker.open(TELLING)
    assert asker.get("/healthz").text == "ok\n"
    other = sqlite3.connect(program.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert asker.get(f"{case}/advice").status == 200
    refused = asker.post(f"{case}/tell", {"text": "locked out"})
    assert refused.status == 503
    assert "in use" in refused.text
    assert "Nothing is lost" in refused.text
    assert (asker.get("/healthz").status, asker.get("/healthz").text) == (503, "the file of cases: locked\n")
    other.execute("ROLLBACK")
    other.close()
    assert asker.get("/healthz").status == 200
    assert asker.post(f"{case}/tell", {"text": "locked out"}).status == 303


def test_a_damaged_file_is_a_page_and_a_good_one_put_back_is_used(asker: Asker, program: Program) -> None:
    case = asker.open(TELLING)
    asker.guard.app.state.site.desk.store.close()  # type: ignore[attr-defined]
    good = program.database.read_bytes()
    program.database.write_bytes(b"not ours" * 1000)
    for language, says in (("en", "damaged"), ("zh-Hans", "坏了"), ("ja", "壊れて")):
        got = asker.get(f"/{language}{case[3:]}/advice")
        assert got.status == 500
        assert says in got.text
    assert asker.get("/healthz").text == "the file of cases: corrupt\n"
    program.database.write_bytes(good)
    assert asker.get(case).status == 200


def test_a_full_disk_and_a_file_that_cannot_be_written_are_pages(
    asker: Asker, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = asker.open(TELLING)
    store = asker.guard.app.state.site.desk.store  # type: ignore[attr-defined]
    plain = sqlite3.connect
    for pragma, status, health in (("query_only = ON", 503, 503), ("max_page_count = 1", 507, 200)):
        store.close()

        def limited(*args: object, pragma: str = pragma, **options: object) -> sqlite3.Connection:
            db: sqlite3.Connection = plain(*args, **options)  # type: ignore[call-overload]
            db.execute(f"PRAGMA {pragma}")
            return db

        monkeypatch.setattr(sqlite3, "connect", limited)
        assert asker.get(f"{case}/history").status == 200
        got = asker.post(f"{case}/tell", {"text": "a long telling " * 1000})
        assert got.status == status
        assert "cannot be written" in got.text
        assert "safe" in got.text
        assert asker.get("/healthz").status == health
    store.close()
    monkeypatch.undo()
    assert asker.post(f"{case}/tell", {"text": "a long telling " * 1000}).status == 303
    history = asker.get(f"{case}/history").text
    assert history.count("a long telling a long telling") > 0


def test_wiped_means_gone_from_the_file_and_its_side_files(start: Start, program: Program) -> None:
    page = start()
    kept = page.open("my card is refused at the till every time")
    case = page.open(f"SCARLETMACAW {TELLING} SCARLETMACAW")
    page.visitor.post(f"{case}/tell", data={"text": "BLUEHERON said the screen"})
    folder = program.database.parent

    def found(word: bytes) -> bool:
        return any(word in file.read_bytes() for file in folder.rglob("*") if file.is_file())

    assert found(b"SCARLETMACAW")
    assert found(b"BLUEHERON")
    wiped = page.visitor.post(f"{case}/wipe", data={"sure": "yes"})
    assert wiped.headers["location"] == "/en/wiped"
    for word in (b"SCARLETMACAW", b"BLUEHERON", case[-32:].encode(), id_of(case[-32:]).encode()):
        assert not found(word)
    assert page.visitor.get(case).status_code == 404
    assert page.visitor.get(f"/en/view/{id_of(case[-32:])}").status_code == 404
    assert page.visitor.get(kept).status_code == 200


# Lines


def answered(lines: set[socket.socket]) -> list[socket.socket]:
    """Lines on which something came within half a second; `select` knows no file beyond the 1,024th."""
    with selectors.DefaultSelector() as selector:
        for line in lines:
            selector.register(line, selectors.EVENT_READ)
        return [cast(socket.socket, key.fileobj) for key, _ in selector.select(0.5)]


def test_lines_that_say_nothing_are_ended_and_shut_out_nobody(start: Start) -> None:
    page = start(
        "--port", "0", before="from jiesuo.interfaces.web import connection\nconnection.HEAD_WITHIN = 2.0"
    )
    lines = [socket.create_connection(("127.0.0.1", page.port)) for _ in range(600)]
    for line in lines:
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    begun = time.monotonic()
    assert page.visitor.get("/en/").status_code == 200
    assert time.monotonic() - begun < 5
    waiting = set(lines)
    while waiting and time.monotonic() - begun < 10:
        # Further bytes of a head do not buy more time.
        for line in list(waiting):
            with contextlib.suppress(OSError):
                line.sendall(b"X: y\r\n")
        for line in answered(waiting):
            with contextlib.suppress(OSError):
                assert line.recv(10) == b""
            waiting.discard(line)
    for line in lines:
        line.close()
    assert not waiting


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/x\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
        b"POST /en/start HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nwant",
        b"POST /en/start HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
        b"GET /\r\nX: y HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    ],
    ids=["tls", "version", "two hosts", "no host", "long", "many", "two lengths", "minus", "split"],
)
def test_what_is_no_request_is_answered_with_every_header(served: Running, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        line.settimeout(10)
        answer = b""
        with contextlib.suppress(ConnectionError):
            line.sendall(sent)
            while piece := line.recv(10_000):
                answer += piece
    assert not answer or re.match(rb"HTTP/1\.1 (400|414|431) ", answer)
    if answer:
        assert b"content-security-policy" in answer
        assert b"no-store" in answer
    assert served.visitor.get("/healthz").status_code == 200


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, cache: Path, known: object) -> Iterator[Running]:
    running = Running(Program(tmp_path_factory.mktemp("served") / "cases.sqlite", cache), "--port", "0")
    yield running
    running.visitor.close()
    said = running.end()
    assert said.code == 0
    assert said.err == "End with Ctrl-C.\n"


def test_a_length_that_lies_is_not_awaited_for_ever_and_opens_nothing(served: Running) -> None:
    before = len(SqliteStore(served.program.database).list())
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        line.sendall(b"POST /en/start HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nwant=pay")
        time.sleep(0.2)
    assert served.visitor.get("/en/").status_code == 200
    assert len(SqliteStore(served.program.database).list()) == before


def test_a_large_form_is_told_so_by_a_real_answer(served: Running) -> None:
    got = served.visitor.post("/en/start", data={"text": "x" * 400_000})
    assert got.status_code == 413
    with pytest.raises(httpx2.TransportError) if os.name == "nt" else contextlib.nullcontext():
        flood = served.visitor.post("/en/start", content=iter([b"x" * 100_000] * 4))
        assert flood.status_code == 413


def test_a_secret_in_a_fault_reaches_nobody(start: Start) -> None:
    """A fault is provoked inside the running program; what it quotes must not come out."""
    page = start(
        "--port",
        "0",
        before="from jiesuo.interfaces.web import way\n"
        "def broken(*_): raise ValueError('S3CRET')\n"
        "way.place_of_next = broken",
    )
    case = page.open("SCARLETMACAW")
    got = page.visitor.get(f"{case}/next")
    kind = {"content-type": "multipart/form-data; boundary=x"}
    bad = page.visitor.post(f"{case}/tell", content=b"--x\r\nS3CRET", headers=kind)
    said = page.end()
    assert got.status_code == 500
    assert bad.status_code in (400, 422)
    assert "Our fault" in got.text
    assert "S3CRET" not in got.text + bad.text + said.out + said.err
    assert "SCARLETMACAW" not in said.out + said.err
    assert re.fullmatch(r"End with Ctrl-C\.\nA fault in jiesuo: ValueError at <string>:2\.\n", said.err)


# Several processes


def test_two_workers_share_the_port_and_go_with_their_parent(start: Start, program: Program) -> None:
    page = start("--port", "0", "--workers", "2")
    children = _children(page.process.pid)
    assert len(children) == 2
    cases = [page.open() for _ in range(4)]
    threads = [threading.Thread(target=page.visitor.get, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Killed as nobody can prepare for: the children end as well, and the port is free again.
    assert page.end(signal.SIGKILL).code == -signal.SIGKILL
    deadline = time.monotonic() + 10
    while any(_alive(child) for child in children):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    again = start("--port", str(page.port), "--workers", "2")
    assert all(again.visitor.get(case).status_code == 200 for case in cases)
    assert again.end(signal.SIGINT) == Said(0, "", "End with Ctrl-C.\n")


def test_a_worker_that_dies_is_replaced(start: Start) -> None:
    page = start(
        "--port",
        "0",
        "--workers",
        "2",
        before="from jiesuo.interfaces.web import workers\nworkers.SHORT_LIVED = 0.0",
    )
    case = page.open()
    first = _children(page.process.pid)
    for child in first:
        os.kill(child, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while not (second := set(_children(page.process.pid)) - set(first)) or len(second) < 2:
        assert time.monotonic() < deadline
    with httpx2.Client(base_url=page.address, timeout=30, trust_env=False) as fresh:
        assert fresh.get(case).status_code == 200
    assert page.end().code == 0


def _children(process: int) -> list[int]:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        if len(found) == 2:
            return [int(child) for child in found]
        time.sleep(0.05)
    return []


def _alive(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
