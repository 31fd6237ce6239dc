"""How well papers and screenshots are read: zones, pages, photo check, screens. All of it drawn and invented.

python benchmarks/papers.py            everything (set OMP_NUM_THREADS=1; about 25 minutes of CPU)
python benchmarks/papers.py zones      10,000 random zones with 0 to 3 errors, beside a twin that tries all
python benchmarks/papers.py pages      zones read from drawn photographs, by what was done to them
python benchmarks/papers.py photos     spoiled and good photographs: hits and false alarms
python benchmarks/papers.py screens    messages on drawn telephone screens, and screens without any
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
import invented_passports as invented
import mrz_twin
import pages
import screens
from PIL import Image

from jiesuo.knowledge import catalog
from jiesuo.readers import message_index, mrz, ocr, passport_page, photo, screenshot
from jiesuo.readers.message_index import is_code

TODAY = date(2026, 11, 25)
ZONES, PAGES, PHOTOS, SCREENS = 10_000, 9, 6, 80


def zones(count: int = ZONES) -> None:
    """Share read right, refused and read wrong, by kind of error and number of errors."""
    head = ("errors", "n", "right", "refused", "wrong", "invisible", "by chance", "theory")
    print("{:34}{:>6}{:>8}{:>9}{:>8}{:>11}{:>11}{:>9}".format(*head))
    totals: dict[str, Counter[str]] = {}
    allowed: Counter[str] = Counter()
    for place in range(count):
        rng = random.Random(f"zone {place}")
        errors = place % 4
        kind = ("look-alikes in the second line", "look-alikes anywhere", "any character")[place // 4 % 3]
        verdict, theory = _verdict(rng, kind, errors)
        totals.setdefault(f"{errors} {kind}", Counter()).update(verdict)
        allowed[f"{errors} {kind}"] += theory
    for name in sorted(totals, key=lambda key: (key[2:], key[0])):
        _print_shares(name, totals[name], allowed[name])
    _print_shares("all", sum(totals.values(), Counter()))
    disagreed = sum(tally["disagreed"] for tally in totals.values())
    repaired = sum(tally["repaired"] for tally in totals.values())
    print(f"accepted with a repair {repaired}; other than the twin that tries everything: {disagreed}")
    unseen, allowed = _by_theory()
    print("theory: wrong ones that check digits of one in ten let through, for look-alikes (wrong_by_theory)")
    print(f"all single errors of any character: {100 * unseen:.2f} % leave everything valid,")
    print(f"{100 * allowed:.2f} % leave exactly one least reading, a wrong one")


def _verdict(rng: random.Random, kind: str, errors: int) -> tuple[list[str], float]:
    """What became of one damaged zone, and the chance of a wrong reading by theory (0 for any character)."""
    truth = invented.zone(rng, TODAY, rng.choice(("TD3", "TD3", "TD2", "TD1")))
    theory = 0.0
    if kind == "any character":
        damage = invented.struck(rng, truth[2:], errors)
        text = truth[:2] + damage.text
    else:
        second = range(44, 88) if len(truth) == 88 else range(5, len(truth))
        text = invented.misread(rng, truth, errors, second if "second" in kind else None).text
        theory = mrz_twin.wrong_by_theory(text, truth)
    read, found = mrz.read(text, TODAY), mrz_twin.readings(text, TODAY)
    expected = mrz.read(found[0], TODAY).fields if len(found) == 1 else None
    verdict = ["n", _outcome(read, truth)]
    verdict += ["repaired"] if read.valid and read.repaired else []
    verdict += ["disagreed"] if (read.fields if read.valid else None) != expected else []
    if verdict[1] == "wrong":
        verdict.append("invisible" if found and _is_invisible(found[0], truth) else "by chance")
    return verdict, theory


def _is_invisible(read: str, truth: str) -> bool:
    """Whether no check digit can tell the two apart: values ten or twenty apart, or no check at all."""
    places = mrz_twin.PLACES[len(truth)]
    unchecked = {*places["letters"], places["sex"]}
    changed = [place for place in range(len(truth)) if read[place] != truth[place] and place not in unchecked]
    return all(invented.digit(read[place]) == invented.digit(truth[place]) for place in changed)


def _outcome(read: mrz.Passport, truth: str) -> str:
    if not read.valid:
        return "refused"
    return "right" if read.fields == mrz.read(truth, TODAY).fields else "wrong"


def _print_shares(name: str, tally: Counter[str], theory: float = 0.0) -> None:
    keys = ("right", "refused", "wrong", "invisible", "by chance")
    shares = [100 * tally[key] / tally["n"] for key in keys]
    allowed = f"{100 * theory / tally['n']:8.2f}%" if theory else ""
    row = "{:7.2f}%{:8.2f}%{:7.2f}%{:10.2f}%{:10.2f}%".format(*shares)
    print(f"{name:34}{tally['n']:>6}{row}{allowed}")


def _by_theory(count: int = 40) -> tuple[float, float]:
    """Shares of all single errors: after which everything still holds, and with one least, wrong reading."""
    unseen = allowed = total = 0
    for place in range(count):
        rng = random.Random(f"theory {place}")
        truth = invented.zone(rng, TODAY, rng.choice(("TD3", "TD3", "TD2", "TD1")))
        for text in mrz_twin.single_strikes(truth):
            found = mrz_twin.readings(text, TODAY)
            total += 1
            unseen += found[:1] == [text]
            allowed += len(found) == 1 and found[0] != truth
    return unseen / total, allowed / total


def read_pages(each: int = PAGES) -> None:
    """Share of drawn photographs whose zone is read, by what was done to them, and seconds."""
    head = ("n", "right", "refused", "wrong", "wrong name", "s mean", "s worst")
    print(f"{'photograph':24}" + "{:>4}{:>7}{:>9}{:>7}{:>12}{:>8}{:>9}".format(*head))
    everything: Counter[str] = Counter()
    for name, kind in [*((name, "TD3") for name in pages.DAMAGED), ("clean", "TD1"), ("clean", "TD2")]:
        tally, seconds = _read_kind(name, kind, each)
        everything += tally
        label = name if kind == "TD3" else f"{name}, {kind}"
        _print_page(label, tally, seconds)
    _print_page("all", everything, [0.0])
    print(f"peak memory, drawing included: {_megabytes()} MB")


def _read_kind(name: str, kind: str, each: int) -> tuple[Counter[str], list[float]]:
    tally: Counter[str] = Counter()
    seconds = []
    for place in range(each):
        rng = random.Random(f"page {name} {kind} {place}")
        truth, page = pages.page(rng, TODAY, kind)
        pixels = np.asarray(pages.DAMAGED[name](page, rng))
        begun = time.perf_counter()
        read = passport_page.read(pixels, ocr.engine(), TODAY).passport
        seconds.append(time.perf_counter() - begun)
        tally.update(["n", _outcome(read, truth), *_wrong_name(read, truth)])
    return tally, seconds


def _wrong_name(read: mrz.Passport, truth: str) -> Iterator[str]:
    """Only the name, states or sex wrong, which no check digit covers."""
    meant = mrz.read(truth, TODAY).fields
    wrong = {key for key, value in read.fields.items() if value != meant[key]} if read.valid else set()
    if wrong and wrong <= {"surname", "given_names", "issuer", "nationality", "sex"}:
        yield "wrong name"


def _print_page(name: str, tally: Counter[str], seconds: list[float]) -> None:
    counts = [tally[key] for key in ("n", "right", "refused", "wrong", "wrong name")]
    print(
        f"{name:24}"
        + "{:>4}{:>7}{:>9}{:>7}{:>12}".format(*counts)
        + f"{np.mean(seconds):8.2f}{max(seconds):9.2f}",
        flush=True,
    )


def photos(each: int = PHOTOS) -> None:
    """Hits by kind of spoiled photograph, other problems named beside, and false alarms on good ones."""
    seconds: list[float] = []
    hits = total = 0
    for name, (wanted, make) in pages.SPOILED.items():
        found = [_checked(f"photo {name} {place}", make, seconds) for place in range(each)]
        hit = sum(wanted in problems for problems in found)
        beside = Counter(problem for problems in found for problem in problems if problem != wanted)
        hits, total = hits + hit, total + each
        print(f"{name:26}{wanted:20}{hit:3} of {each}   beside it: {dict(beside) or 'nothing'}", flush=True)
    alarms = good = 0
    for name, make in pages.GOOD.items():
        found = [_checked(f"photo {name} {place}", make, seconds) for place in range(each)]
        alarms, good = alarms + sum(map(bool, found)), good + each
        alarm = [problems for problems in found if problems]
        print(f"{name:26}{'(good)':20}{each - len(alarm):3} of {each}   {alarm or ''}", flush=True)
    print(f"spoiled: {hits} of {total} named; good: {alarms} of {good} with a false alarm")
    print(f"check alone: {np.mean(seconds):.2f} s, worst {max(seconds):.2f} s")


def _checked(seed: str, make: pages.Make, seconds: list[float]) -> tuple[str, ...]:
    rng = random.Random(seed)
    shot = make(pages.page(rng, TODAY)[1], rng)
    page = passport_page.read(np.asarray(shot), ocr.engine(), TODAY)
    begun = time.perf_counter()
    problems = photo.check(page, shot.size).problems
    seconds.append(time.perf_counter() - begun)
    return problems


def read_screens(count: int = SCREENS) -> None:
    """Share of messages recognised, false ones, and screens that show none."""
    right = extra = 0
    seconds: list[float] = []
    for finding, image in screens.error_screens(_messages(), 7, count):
        found = _found(image, seconds)
        same = {other for other, text in _messages() if text in _texts()[finding]}
        right += bool(found & same)
        extra += bool(found - same)
        if not found & same or found - same:
            print(f"  {finding}: {sorted(found)}", flush=True)
    print(f"messages: {right} of {count} recognised, {extra} with a second, wrong one")
    wrong = called_error = 0
    for place, screen in enumerate(screens.UNRELATED):
        said = screenshot.read(ocr.engine().read(np.asarray(screens.taken(screen, place))), _index())
        wrong += bool(said.observations)
        called_error += said.is_error_screen
    shown = len(screens.UNRELATED)
    print(f"screens without a message: {wrong} of {shown} with a false one, {called_error} called an error")
    print(f"{np.mean(seconds):.2f} s each, worst {max(seconds):.2f} s")
    print(f"peak memory, drawing included: {_megabytes()} MB")


def _found(image: Image.Image, seconds: list[float]) -> set[str]:
    begun = time.perf_counter()
    said = screenshot.read(ocr.engine().read(np.asarray(image)), _index())
    seconds.append(time.perf_counter() - begun)
    return {seen.finding for seen in said.observations}


@cache
def _index() -> message_index.MessageIndex:
    return message_index.build(catalog.open_by_id().messages)


@cache
def _messages() -> tuple[tuple[str, str], ...]:
    """Finding and text of all messages that the pack holds word for word."""
    return tuple(
        (f"message.{name}", text)
        for name, message in catalog.open_by_id().messages.items()
        if message.literal and not message.code
        for text in message.texts
        if not is_code(text)
    )


@cache
def _texts() -> dict[str, set[str]]:
    held: dict[str, set[str]] = {}
    for finding, text in _messages():
        held.setdefault(finding, set()).add(text)
    return held


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


PARTS = {"zones": zones, "pages": read_pages, "photos": photos, "screens": read_screens}

if __name__ == "__main__":
    for part in sys.argv[1:2] or PARTS:
        PARTS[part](*map(int, sys.argv[2:]))
