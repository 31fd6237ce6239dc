"""What the page costs and how it looks, in Chromium at 390 x 844.

python benchmarks/page.py             bytes on the wire and largest paint on slow lines, each page
python benchmarks/page.py pictures    screenshots of the main pages into docs/pictures/

Two lines are played by the browser: "Slow 4G" as Lighthouse means it (150 ms there and back, 1.6 Mbit/s
down, 750 kbit/s up), and the preset of that name in Chromium's own tools, which waits 562.5 ms for each
request at 1.44 Mbit/s. A first visit has nothing stored; a later one has the style and the script.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import tour
from chromium import chromium
from PIL import Image
from playwright.sync_api import Browser, CDPSession
from program import Program
from served import MORNING, serve
from visitor import Visitor, visit

from jiesuo.knowledge import catalog
from jiesuo.knowledge.pack import Pack

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
TIMES = 3
BAR_MS, BAR_BYTES = 1000, 60_000
LARGEST_PAINT = """() => new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({type: 'largest-contentful-paint', buffered: true});
  setTimeout(() => done(null), 5000);
})"""
COLOURS = 64
"""Colours of a picture: flat areas and letters need no more."""
SHOWN = {
    "start": ("start", "en", False),
    "first": ("first with stop", "en", False),
    "question": ("question with path", "en", False),
    "advice": ("advice", "en", False),
    "waiting": ("waiting", "zh-Hans", False),
    "records": ("records compared", "en", False),
    "card": ("card", "ja", True),
    "history": ("history", "en", True),
}
"""Name of the picture -> page, language, whether in the dark."""


@dataclass(frozen=True)
class Line:
    """A way to the network: wait of each request (ms), and bytes a second down and up."""

    name: str
    wait_ms: float
    down: float
    up: float


LINES = (
    Line("slow 4G, 150 ms", 150, 1_638_400 / 8, 750_000 / 8),
    Line("slow 4G, 562 ms", 562.5, 1_440_000 / 8, 675_000 / 8),
)


@contextmanager
def running() -> Iterator[tuple[Browser, str, Pack]]:
    with tempfile.TemporaryDirectory() as folder:
        served = serve(Program(Path(folder) / "cases.sqlite", Path(folder) / "cache"), MORNING)
        try:
            with chromium() as browser:
                yield browser, served.address, catalog.open_by_id()
        finally:
            served.stop()


def measure() -> None:
    with running() as (browser, address, pack):
        print(f"{'':28}{'kB':>6}" + "".join(f"{f'{line.name}: first':>25}{'later':>8}" for line in LINES))
        worst = dict.fromkeys(((line.name, visit_) for line in LINES for visit_ in ("first", "later")), 0.0)
        heaviest = 0
        for name, path in tour.pages(address).items():
            shown = f"{name:28}"
            for line in LINES:
                runs = [paints(browser, address, pack, path, line) for _ in range(TIMES)]
                first, later = (statistics.median(run[place] for run in runs) for place in (0, 1))
                worst[line.name, "first"] = max(worst[line.name, "first"], first)
                worst[line.name, "later"] = max(worst[line.name, "later"], later)
                weight = max(run[2] for run in runs)
                shown += (
                    f"{weight / 1000:>6.1f}" if line is LINES[0] else ""
                ) + f"{first:>25.0f}{later:>8.0f}"
            heaviest = max(heaviest, weight)
            print(shown, flush=True)
    print(f"\nheaviest page: {heaviest} of {BAR_BYTES} bytes allowed")
    for (line_name, visit_), paint in worst.items():
        holds = "holds" if paint <= BAR_MS else "FAILS"
        print(
            f"{line_name}, {visit_} visit: latest largest paint {paint:.0f} of {BAR_MS} ms allowed: {holds}"
        )


def paints(browser: Browser, address: str, pack: Pack, path: str, line: Line) -> tuple[float, float, int]:
    """Largest paint (ms) of a first and of a later visit, and the bytes of the first."""
    with visit(browser, address, pack, service_workers="block") as visitor:
        wire = visitor.page.context.new_cdp_session(visitor.page)
        received: list[float] = []
        wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        throttle(wire, line)
        first = paint(visitor, path)
        weight = int(sum(received))
        return first, paint(visitor, path), weight


def throttle(wire: CDPSession, line: Line) -> None:
    wire.send("Network.enable")
    wire.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": line.wait_ms,
            "downloadThroughput": line.down,
            "uploadThroughput": line.up,
        },
    )


def paint(visitor: Visitor, path: str) -> float:
    visitor.open(path)
    found: float = visitor.page.evaluate(LARGEST_PAINT)
    return found


def pictures() -> None:
    """Draw the main pages anew; each at most 60 kB."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running() as (browser, address, pack):
        places = tour.pages(address)
        for name, (page, language, dark) in SHOWN.items():
            with visit(browser, address, pack, language, dark=dark) as visitor:
                visitor.page.clock.set_fixed_time(MORNING)
                if page in tour.FILLED:
                    path, fields = tour.FILLED[page]
                    visitor.open(path.format(stale=tour.case_of(places)))
                    visitor.fill(fields)
                else:
                    visitor.open(places[page])
                file = PICTURES / f"{name}.png"
                visitor.page.screenshot(path=file)
            with Image.open(file) as drawn:
                drawn.convert("RGB").quantize(COLOURS).save(file, optimize=True)
            print(f"{file.name:16}{file.stat().st_size:>8} bytes")


if __name__ == "__main__":
    if sys.argv[1:] == ["pictures"]:
        pictures()
    else:
        measure()
