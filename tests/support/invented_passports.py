"""Machine-readable zones of people who do not exist, and what OCR does to them.

Written from ICAO Doc 9303, apart from the reader.
"""

from __future__ import annotations

import random
import string
from dataclasses import dataclass
from datetime import date, timedelta

LETTERS = string.ascii_uppercase
ALNUM = string.digits + LETTERS
_PAIRS = ("O0", "I1", "Z2", "S5", "B8", "G6")
CONFUSED = {a: b for pair in _PAIRS for a, b in (pair, pair[::-1])}
STATES = [
    "UTO",
    "CHN",
    "JPN",
    "USA",
    "DEU",
    "FRA",
    "ESP",
    "VNM",
    "IND",
    "AUS",
    "KOR",
    "D",
    "ISL",
    "IRL",
    "NGA",
]
SYLLABLES = [
    "AN",
    "BEL",
    "CHI",
    "DO",
    "ER",
    "FA",
    "GO",
    "HU",
    "IS",
    "JO",
    "KA",
    "LI",
    "MO",
    "NA",
    "OS",
    "PE",
    "QUI",
]


def digit(text: str) -> str:
    """The check digit, letter by letter as the standard words it."""
    total = 0
    for place, letter in enumerate(text):
        value = 0 if letter == "<" else int(letter, 36)
        total += value * (7, 3, 1)[place % 3]
    return str(total % 10)


def name_word(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 3)))


def name_field(rng: random.Random, width: int) -> str:
    surname = "<".join(name_word(rng) for _ in range(rng.choice((1, 1, 1, 2))))
    given = "<".join(name_word(rng) for _ in range(rng.choice((1, 1, 2))))
    return f"{surname}<<{given}".ljust(width, "<")[:width]


def written(day: date) -> str:
    return day.strftime("%y%m%d")


def dates(rng: random.Random, today: date) -> tuple[str, str]:
    birth = today - timedelta(days=rng.randint(365, 365 * 85))
    return written(birth), written(today + timedelta(days=rng.randint(-1500, 3650)))


def document_number(rng: random.Random) -> str:
    kind = rng.choice(("digits", "letter first", "letters first", "mixed"))
    if kind == "digits":
        return "".join(rng.choices(string.digits, k=9))
    if kind == "mixed":
        return "".join(rng.choices(ALNUM, k=rng.choice((8, 9)))).ljust(9, "<")
    letters = 1 if kind == "letter first" else 2
    return ("".join(rng.choices(LETTERS, k=letters)) + "".join(rng.choices(string.digits, k=7)))[:9].ljust(
        9, "<"
    )


def state(rng: random.Random) -> str:
    return rng.choice(STATES).ljust(3, "<")


def td3(rng: random.Random, today: date) -> str:
    birth, expiry = dates(rng, today)
    number = document_number(rng)
    optional = rng.choice(
        ("", "", "".join(rng.choices(ALNUM, k=9)), "".join(rng.choices(string.digits, k=12)))
    )
    optional = optional.ljust(14, "<")
    country = state(rng)
    head = f"{number}{digit(number)}"
    tail = f"{optional}{digit(optional)}"
    middle = f"{birth}{digit(birth)}", f"{expiry}{digit(expiry)}"
    second = f"{head}{country}{middle[0]}{rng.choice('MF<')}{middle[1]}{tail}"
    second += digit(f"{head}{middle[0]}{middle[1]}{tail}")
    return f"P<{country}{name_field(rng, 39)}{second}"


def td2(rng: random.Random, today: date) -> str:
    birth, expiry = dates(rng, today)
    number = document_number(rng)
    optional = rng.choice(("", "".join(rng.choices(ALNUM, k=6)))).ljust(7, "<")
    country = state(rng)
    head, middle = f"{number}{digit(number)}", (f"{birth}{digit(birth)}", f"{expiry}{digit(expiry)}")
    second = f"{head}{country}{middle[0]}{rng.choice('MF<')}{middle[1]}{optional}"
    second += digit(f"{head}{middle[0]}{middle[1]}{optional}")
    return f"I<{country}{name_field(rng, 31)}{second}"


def td1(rng: random.Random, today: date) -> str:
    birth, expiry = dates(rng, today)
    number = document_number(rng)
    optional = rng.choice(("", "".join(rng.choices(ALNUM, k=9)))).ljust(15, "<")
    other = rng.choice(("", "".join(rng.choices(string.digits, k=5)))).ljust(11, "<")
    country = state(rng)
    head, middle = f"{number}{digit(number)}", (f"{birth}{digit(birth)}", f"{expiry}{digit(expiry)}")
    second = f"{middle[0]}{rng.choice('MF<')}{middle[1]}{country}{other}"
    second += digit(f"{head}{optional}{middle[0]}{middle[1]}{other}")
    return f"I<{country}{head}{optional}{second}{name_field(rng, 30)}"


MAKERS = {"TD3": td3, "TD2": td2, "TD1": td1}
WIDTHS = {88: 44, 72: 36, 90: 30}


def zone(rng: random.Random, today: date, kind: str = "TD3") -> str:
    """A valid zone, its lines joined."""
    return MAKERS[kind](rng, today)


def broken(joined: str) -> str:
    """The zone with its line breaks."""
    width = WIDTHS[len(joined)]
    return "\n".join(joined[start : start + width] for start in range(0, len(joined), width))


@dataclass(frozen=True)
class Damage:
    """The zone as read, and the places that were misread."""

    text: str
    places: tuple[int, ...]


def misread(rng: random.Random, joined: str, errors: int, places: range | None = None) -> Damage:
    """Take `errors` characters for their look-alikes."""
    able = [place for place in places or range(len(joined)) if joined[place] in CONFUSED]
    chosen = rng.sample(able, min(errors, len(able)))
    letters = list(joined)
    for place in chosen:
        letters[place] = CONFUSED[letters[place]]
    return Damage("".join(letters), tuple(sorted(chosen)))


def struck(rng: random.Random, joined: str, errors: int) -> Damage:
    """Replace `errors` characters by any other of the alphabet."""
    chosen = rng.sample(range(len(joined)), errors)
    letters = list(joined)
    for place in chosen:
        letters[place] = rng.choice([other for other in f"{ALNUM}<" if other != letters[place]])
    return Damage("".join(letters), tuple(sorted(chosen)))
