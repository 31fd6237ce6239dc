"""The repair of zones once more, by trying everything: places written out by hand from ICAO Doc 9303.

Slow and plain. It shares nothing with the reader but the rule: look-alikes only, and of all valid readings
those with the fewest edits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations, product
from math import prod

from invented_passports import digit

NAME = re.compile(r"[A-Z]+(?:<[A-Z]+)*(?:<<[A-Z]+(?:<[A-Z]+)*)?<*")
TO_DIGIT = {
    "O": "0",
    "D": "0",
    "Q": "0",
    "I": "1",
    "L": "1",
    "Z": "2",
    "A": "4",
    "S": "5",
    "G": "6",
    "T": "7",
    "B": "8",
}
TO_LETTER = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}
FIRST = {88: "P", 72: "PIAC", 90: "PIAC"}
PLACES = {
    88: {
        "letters": [*range(2, 44), *range(54, 57)],
        "digits": [53, *range(57, 64), *range(65, 72), 86, 87],
        "both": [*range(44, 53), *range(72, 86)],
        "sex": 64,
        "name": slice(5, 44),
    },
    72: {
        "letters": [*range(2, 36), *range(46, 49)],
        "digits": [45, *range(49, 56), *range(57, 64), 71],
        "both": [*range(36, 45), *range(64, 71)],
        "sex": 56,
        "name": slice(5, 36),
    },
    90: {
        "letters": [*range(2, 5), *range(45, 48), *range(60, 90)],
        "digits": [14, *range(30, 37), *range(38, 45), 59],
        "both": [*range(5, 14), *range(15, 30), *range(48, 59)],
        "sex": 37,
        "name": slice(60, 90),
    },
}
FILLER_ALLOWED = {88: (53, 86, *range(57, 63)), 72: (45, *range(49, 55)), 90: (14, *range(30, 36))}
BIRTH = {88: 57, 72: 49, 90: 30}
EXPIRY = {88: 65, 72: 57, 90: 38}


def readings(text: str, today: date, most: int = 3) -> list[str]:
    """All valid readings with the fewest free edits (at most `most`), forced ones made."""
    if text[0] not in FIRST[len(text)] or text[PLACES[len(text)]["sex"]] not in "MFX<":
        return []
    forced = force(text)
    if forced is None:
        return []
    for count in range(most + 1):
        found = [other for other in edited(forced, count) if is_valid(other, today)]
        if found:
            return found
    return []


def force(text: str) -> str | None:
    letters = list(text)
    places = PLACES[len(text)]
    for place in places["letters"]:
        if text[place].isdigit():
            letters[place] = TO_LETTER.get(text[place], "?")
    for place in places["digits"]:
        if not text[place].isdigit() and not (text[place] == "<" and place in FILLER_ALLOWED[len(text)]):
            letters[place] = TO_DIGIT.get(text[place], "?")
    return None if "?" in letters else "".join(letters)


def edited(text: str, count: int) -> Iterator[str]:
    swap = {**TO_LETTER, **{letter: number for number, letter in TO_LETTER.items()}}
    able = [place for place in PLACES[len(text)]["both"] if text[place] in swap]
    for chosen in combinations(able, count):
        yield "".join(swap[c] if place in chosen else c for place, c in enumerate(text))


def is_valid(text: str, today: date) -> bool:
    return checks_hold(text) and is_possible(text, today)


def is_possible(text: str, today: date) -> bool:
    size = len(text)
    name = text[PLACES[size]["name"]]
    number = text[5:14] if size == 90 else text[size // 2 : size // 2 + 9]
    born, ends = text[BIRTH[size] : BIRTH[size] + 6], text[EXPIRY[size] : EXPIRY[size] + 6]
    named = NAME.fullmatch(name) is not None and not re.search(r"([A-Z])\1\1\1|[CEKLS]{8}", name)
    birth = any(day <= today for day in days(born)) if "<" not in born else is_part(born)
    return named and birth and bool(days(ends)) and bool(number.strip("<"))


def is_part(born: str) -> bool:
    """A birth date of which a part is not known."""
    return re.fullmatch(r"(?:\d\d(?:0[1-9]|1[012]|<<)|<<<<)<<", born) is not None


def days(written: str) -> list[date]:
    found = []
    for century in (19, 20):
        try:
            found.append(date(century * 100 + int(written[:2]), int(written[2:4]), int(written[4:])))
        except ValueError:
            continue
    return found


def checks_hold(text: str) -> bool:
    return {88: td3_holds, 72: td2_holds, 90: td1_holds}[len(text)](text)


def td3_holds(text: str) -> bool:
    two = text[44:]
    optional = digit(two[28:42]) == two[42] or (two[42] == "<" and set(two[28:42]) == {"<"})
    whole = digit(two[0:10] + two[13:20] + two[21:43]) == two[43]
    return digit(two[:9]) == two[9] and dates_hold(two[13:20], two[21:28]) and optional and whole


def td2_holds(text: str) -> bool:
    two = text[36:]
    whole = digit(two[0:10] + two[13:20] + two[21:35]) == two[35]
    return number_holds(two[:9], two[9], two[28:35]) and dates_hold(two[13:20], two[21:28]) and whole


def td1_holds(text: str) -> bool:
    one, two = text[:30], text[30:60]
    whole = digit(one[5:30] + two[0:7] + two[8:15] + two[18:29]) == two[29]
    return number_holds(one[5:14], one[14], one[15:30]) and dates_hold(two[0:7], two[8:15]) and whole


def number_holds(number: str, check: str, optional: str) -> bool:
    if check != "<":
        return digit(number) == check
    rest = optional.split("<")[0]
    return bool(rest) and digit(number + rest[:-1]) == rest[-1]


def dates_hold(birth: str, expiry: str) -> bool:
    return digit(birth[:6]) == birth[6] and digit(expiry[:6]) == expiry[6]


def single_strikes(text: str) -> Iterator[str]:
    """Every zone that differs at one place after the document code."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
    for place, other in product(range(2, len(text)), alphabet):
        if other != text[place]:
            yield text[:place] + other + text[place + 1 :]


CHECKED_AS_ONE = {
    88: (range(44, 53), range(72, 86)),
    72: (range(36, 45), range(64, 71)),
    90: (range(5, 14), (*range(15, 30), *range(48, 59))),
}
"""Places that stand or fall by one check digit. The composite digit of a TD3 weighs them as their own digits
do, so it adds nothing; in a TD1 or TD2 it is the only one for the optional data."""


def wrong_by_theory(text: str, truth: str, most: int = 3) -> float:
    """The chance that the least valid reading of a zone with look-alikes is one, and a wrong one.

    A check digit always sees one wrong letter under it (the weights 7, 3 and 1 have no factor with 10), and
    lets two or more pass with chance 1/10; readings count as independent. G and 6, ten apart, are the same
    to every weight. A wrong reading is taken where it is the only valid one at its number of swaps and none
    with fewer swaps is valid.
    """
    swap = {**TO_LETTER, **{letter: number for number, letter in TO_LETTER.items()}}
    able = [place for place in PLACES[len(text)]["both"] if text[place] in swap]
    wrong = frozenset(place for place in able if text[place] != truth[place])
    none_yet, total = 1.0, 0.0
    for count in range(most + 1):
        chances = {frozenset(s): _chance(frozenset(s) ^ wrong, text) for s in combinations(able, count)}
        total += none_yet * sum(
            chance * prod(1 - other for rival, other in chances.items() if rival != one)
            for one, chance in chances.items()
            if one != wrong and chance
        )
        none_yet *= prod(1 - chance for chance in chances.values())
        if none_yet == 0:
            break
    return total


def _chance(left_wrong: frozenset[int], text: str) -> float:
    """The chance that all check digits hold with wrong letters at these places."""
    seen = {place for place in left_wrong if text[place] not in "G6"}
    wrong = (len(seen.intersection(places)) for places in CHECKED_AS_ONE[len(text)])
    return prod((1.0, 0.0, 0.1)[min(count, 2)] for count in wrong)
