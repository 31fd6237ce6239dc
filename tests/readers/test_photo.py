"""Zones are read from photographs; pictures that a review would refuse are named, good ones left alone."""

from __future__ import annotations

import random
from datetime import date

import drawing
import numpy as np
import pages
import pytest

from jiesuo.readers import mrz, ocr, passport_page, photo, photo_measures
from jiesuo.readers.mrz_place import rows
from jiesuo.readers.ocr import Line, Pixels, Recognised
from jiesuo.readers.passport_page import Page

TODAY = date(2026, 11, 25)
READ_THROUGH = ("leaning", "tilt -10", "blur 2", "on its side")
BY_LIGHT = (
    *("dark", "overexposed", "glare", "out of focus", "shaken", "shadow"),
    *("from a screen", "from a screen, JPEG 80", "black and white"),
)
BY_CONTENT = ("tilted", "far away", "small", "cut below", "cover", "two pages", "fingers")
GOOD_LIGHT = ("clean", "slightly soft", "soft light", "indoors", "grainy", "JPEG 75", "lamp on the desk")


@pytest.fixture(scope="module", autouse=True)
def _fonts() -> None:
    assert drawing.fonts_are_here(), "the fonts to draw with are missing: run .ci/system-needs"


def read(image: object) -> Page:
    return passport_page.read(np.asarray(image), ocr.engine(), TODAY)


@pytest.mark.parametrize("name", READ_THROUGH)
def test_the_zone_is_read_from_a_photograph(name: str) -> None:
    rng = random.Random(f"test {name}")
    truth, page = pages.page(rng, TODAY)
    found = read(pages.DAMAGED[name](page, rng)).passport
    assert found.valid
    assert found.fields == mrz.read(truth, TODAY).fields


@pytest.mark.parametrize("kind", ["TD1", "TD2"])
def test_cards_are_read_too(kind: str) -> None:
    rng = random.Random(kind)
    truth, page = pages.page(rng, TODAY, kind)
    assert read(drawing.photograph(page, rng)).passport.fields == mrz.read(truth, TODAY).fields


def test_a_covered_zone_is_refused() -> None:
    rng = random.Random(2)
    found = read(pages.DAMAGED["thumb on the zone"](pages.page(rng, TODAY)[1], rng)).passport
    assert not found.valid
    assert mrz.observations(found) == []


@pytest.fixture(scope="module")
def recognised() -> Recognised:
    """The lines of a page held straight; they stand at the same places in every picture of it."""
    rng = random.Random(5)
    return read(drawing.photograph(pages.page(rng, TODAY)[1], rng)).recognised


def checked(name: str, make: pages.Make, recognised: Recognised) -> tuple[str, ...]:
    rng = random.Random(f"test {name}")
    shot = make(pages.page(rng, TODAY)[1], rng)
    page = Page(mrz.Passport(True), recognised, np.asarray(shot))
    return photo.check(page, shot.size).problems


@pytest.mark.parametrize("name", BY_LIGHT)
def test_bad_light_or_focus_is_named(name: str, recognised: Recognised) -> None:
    wanted, make = pages.SPOILED[name]
    assert wanted in checked(name, make, recognised)


@pytest.mark.parametrize("name", GOOD_LIGHT)
def test_good_light_and_focus_pass(name: str, recognised: Recognised) -> None:
    assert checked(name, pages.GOOD[name], recognised) == ()


@pytest.mark.parametrize("name", BY_CONTENT)
def test_what_is_shown_wrongly_is_named(name: str) -> None:
    wanted, make = pages.SPOILED[name]
    rng = random.Random(f"test {name}")
    shot = make(pages.page(rng, TODAY)[1], rng)
    assert wanted in photo.check(read(shot), shot.size).problems


@pytest.mark.parametrize("name", ["scanned", "held upright"])
def test_a_good_photograph_passes(name: str) -> None:
    rng = random.Random(f"test {name}")
    shot = pages.GOOD[name](pages.page(rng, TODAY)[1], rng)
    assert photo.check(read(shot), shot.size).to_json({}) == {"usable": True, "problems": []}


def test_each_problem_comes_with_what_to_do() -> None:
    found = photo.Check(("glare", "blur"))
    told = found.to_json({"glare": "Turn the lamp away.", "blur": "Hold still."})
    assert told == {
        "usable": False,
        "problems": [
            {"id": "glare", "what_to_do": "Turn the lamp away."},
            {"id": "blur", "what_to_do": "Hold still."},
        ],
    }


def test_every_problem_that_can_be_named_is_drawn_somewhere() -> None:
    assert set(photo.PROBLEMS) - {wanted for wanted, _ in pages.SPOILED.values()} == {"mrz_unreadable"}


class Answers:
    """An engine that gives its answers in turn, the last of them for ever, and counts."""

    def __init__(self, *answers: tuple[Line, ...]) -> None:
        self.answers = answers
        self.asked = 0

    def read(self, pixels: Pixels) -> Recognised:
        self.asked += 1
        return Recognised(self.answers[min(self.asked, len(self.answers)) - 1])


def line(text: str, left: float, top: float, right: float, height: float = 20, score: float = 0.97) -> Line:
    return Line(text, ((left, top), (right, top), (right, top + height), (left, top + height)), score)


FIRST, SECOND = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"


def test_pieces_of_a_row_are_joined_from_left_to_right() -> None:
    pieces = (
        line(SECOND[20:], 300, 140, 600),
        line("SPECIMEN", 100, 20, 200, 40),
        line(FIRST, 20, 100, 600),
        line(SECOND[:20], 20, 141, 295),
    )
    assert [row.text for row in rows(pieces)] == [FIRST, SECOND]


def test_a_zone_that_is_read_at_once_is_not_read_again() -> None:
    engine = Answers((line(FIRST, 20, 100, 600), line(SECOND, 20, 140, 600)))
    found = passport_page.read(np.zeros((200, 640, 3), np.uint8), engine, TODAY)
    assert (found.passport.valid, engine.asked) == (True, 1)


def test_an_uncertain_name_needs_a_second_reading_that_agrees() -> None:
    unsure = line(FIRST, 20, 100, 600, score=0.8), line(SECOND, 20, 140, 600)
    engine = Answers(unsure)
    found = passport_page.read(np.zeros((200, 640, 3), np.uint8), engine, TODAY)
    assert (found.passport.valid, engine.asked) == (True, 2)
    assert "name_unsure" not in {problem.id for problem in found.passport.problems}


def test_readings_that_never_agree_are_pointed_out() -> None:
    firsts = (
        FIRST,
        FIRST.replace("ANNA", "ANMA"),
        FIRST.replace("ANNA", "AHNA"),
        FIRST.replace("ANNA", "ANNE"),
    )
    engine = Answers(
        *((line(first, 20, 100, 600, score=0.8), line(SECOND, 20, 140, 600)) for first in firsts)
    )
    found = passport_page.read(np.zeros((200, 640, 3), np.uint8), engine, TODAY).passport
    assert (found.valid, found.fields["given_names"]) == (True, "ANNA MARIA")
    assert "name_unsure" in {problem.id for problem in found.problems}


@pytest.mark.parametrize("lines", [(), (line(FIRST, 20, 100, 600),), (line("HELLO", 1, 1, 60),)])
def test_trying_again_ends(lines: tuple[Line, ...]) -> None:
    engine = Answers(lines)
    found = passport_page.read(np.zeros((200, 640, 3), np.uint8), engine, TODAY)
    assert not found.passport.valid
    assert engine.asked <= 4


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (40, 40), (900, 5)])
def test_a_picture_of_any_shape_is_checked(shape: tuple[int, int]) -> None:
    pixels = np.full((*shape, 3), 200, np.uint8)
    page = passport_page.read(pixels, Answers((line(FIRST, 0, 0, shape[1]),)), TODAY)
    assert set(photo.check(page, shape[::-1]).problems) <= set(photo.PROBLEMS)


def test_a_wave_is_found_at_any_angle_and_noise_is_none() -> None:
    draws = np.random.default_rng(3)
    grain = draws.normal(128, 12, (600, 800)).astype(np.float32)
    rows_of, columns = np.mgrid[0:600, 0:800]
    for angle in (0.1, 0.7, 1.4):
        wave = 14 * np.sin(2 * np.pi * (columns * np.cos(angle) + rows_of * np.sin(angle)) / 4.3)
        assert photo_measures.stripes((grain + wave).astype(np.float32)) > photo_measures.stripes(grain) + 1


def test_the_texts_of_a_page_stay_out_of_its_representation() -> None:
    page = passport_page.read(
        np.zeros((200, 640, 3), np.uint8),
        Answers((line(FIRST, 20, 100, 600), line(SECOND, 20, 140, 600))),
        TODAY,
    )
    assert "ERIKSSON" not in repr(page)
    assert "L898902C" not in f"{page}{rows(page.recognised.lines)}"
