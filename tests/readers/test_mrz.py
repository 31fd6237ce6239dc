"""Zones are read as ICAO Doc 9303 lays them out, repaired where one reading is left, and never guessed."""

from __future__ import annotations

import random
import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_passports import WIDTHS, broken, misread, struck, zone
from mrz_twin import readings

from jiesuo.readers.mrz import Passport, observations, read
from jiesuo.readers.mrz_fields import birth_of, expiry_of, six_months_after
from jiesuo.readers.mrz_layout import LAYOUTS

TODAY = date(2026, 11, 25)
ERIKSSON = {"surname": "ERIKSSON", "given_names": "ANNA MARIA"}
STEVENSON = {"surname": "STEVENSON", "given_names": "PETER JOHN", "number": "D23145890734"}
# Specimens of Doc 9303 parts 3 to 7 and 11, with what the standard says they hold.
SPECIMENS = [
    (
        "TD3",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ERIKSSON
        | {
            "number": "L898902C3",
            "birth_date": "1974-08-12",
            "expiry_date": "2012-04-15",
            "optional": "ZE184226B",
        },
    ),
    (
        "TD3",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C<3UTO6908061F9406236ZE184226B<<<<<14",
        ERIKSSON | {"number": "L898902C", "birth_date": "1969-08-06", "expiry_date": "1994-06-23"},
    ),
    (
        "TD1",
        "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ERIKSSON | {"number": "D23145890", "nationality": "UTO", "sex": "F"},
    ),
    (
        "TD2",
        "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
        ERIKSSON | {"number": "D23145890", "document_code": "I", "issuer": "UTO"},
    ),
    ("TD2", "I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<\nD23145890<UTO3407127M95071227349<<<8", STEVENSON),
    (
        "TD1",
        "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<",
        STEVENSON | {"birth_date": "1934-07-12", "expiry_date": "1995-07-12"},
    ),
    (
        "MRV-A",
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<",
        ERIKSSON | {"number": "L8988901C", "nationality": "XXX", "birth_date": "1940-09-07"},
    ),
    (
        "MRV-B",
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<",
        ERIKSSON | {"number": "L8988901C", "expiry_date": "1996-12-10"},
    ),
]
FIRST, SECOND_LINE = SPECIMENS[0][1].split("\n")
SECOND = "\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
# Name fields of Doc 9303 (part 4: passports, 6: TD2, 5: TD1), with the names that the standard gives.
NAMES = {
    "TD3": [
        ("HENG<<DEBORAH<MING<LO", "HENG", "DEBORAH MING LO"),
        ("SMITH<JONES<<SUSIE<MARGARET", "SMITH JONES", "SUSIE MARGARET"),
        ("OCONNOR<<ENYA<SIOBHAN", "OCONNOR", "ENYA SIOBHAN"),
        ("VAN<DER<MUELLEN<<MARTIN", "VAN DER MUELLEN", "MARTIN"),
        ("AL<BASRI<<HUDA<MUHAMMAD<JAWAD", "AL BASRI", "HUDA MUHAMMAD JAWAD"),
        ("VILARCHAO<FERNANDEZ<<JOSE<RAMON", "VILARCHAO FERNANDEZ", "JOSE RAMON"),
        ("ARKFREITH", "ARKFREITH", ""),
        ("SATRIYA<SUDARPA", "SATRIYA SUDARPA", ""),
        ("NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K", "NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG K"),
        ("NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU", "NILAVADHANANANDA", "ARNPOL PETCH CHARONGU"),
        ("BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI", "BENNELONG WOOLOOMOOLOO WARRANDYTE W", "DI"),
        ("BENNELONG<WOOLOOM<WARRAND<WARNAM<<DINGO", "BENNELONG WOOLOOM WARRAND WARNAM", "DINGO"),
        ("BENNEL<WOOLOO<WARRAN<WARNAM<<DINGO<POTO", "BENNEL WOOLOO WARRAN WARNAM", "DINGO POTO"),
        ("PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR", "PAPANDROPOULOUS", "JONATHON WARREN TREVOR"),
    ],
    "TD2": [
        ("NILAVADHANANANDA<<CHAYAPA<DEJ<K", "NILAVADHANANANDA", "CHAYAPA DEJ K"),
        ("NILAVADHANANANDA<<ARN<PET<CHARO", "NILAVADHANANANDA", "ARN PET CHARO"),
        ("BENNELONG<WOOLOOMOOLOO<W<W<<D<P", "BENNELONG WOOLOOMOOLOO W W", "D P"),
        ("BENNELONG<WOOLOOM<WAR<WARN<<D<P", "BENNELONG WOOLOOM WAR WARN", "D P"),
        ("BENNEL<WOOLO<WARRA<WARNA<<DIN<P", "BENNEL WOOLO WARRA WARNA", "DIN P"),
        ("PAPANDROPOULOUS<<JONATHOON<ALEC", "PAPANDROPOULOUS", "JONATHOON ALEC"),
        ("VILARCHAO<FERNANDEZ<<JOSE<RAMON", "VILARCHAO FERNANDEZ", "JOSE RAMON"),
        ("AL<BASRI<<HUDA<MUHAMMAD<JAWAD", "AL BASRI", "HUDA MUHAMMAD JAWAD"),
        ("SATRIYA<SUDARPA", "SATRIYA SUDARPA", ""),
    ],
    "TD1": [
        ("NILAVADHANANANDA<<CHAYAPA<DE<K", "NILAVADHANANANDA", "CHAYAPA DE K"),
        ("BENNELONG<WOOLOOMOOLOO<W<W<<DI", "BENNELONG WOOLOOMOOLOO W W", "DI"),
        ("BENNE<WOOLO<WARRA<WARNA<<DIN<P", "BENNE WOOLO WARRA WARNA", "DIN P"),
        ("PAPANDROPOULOUS<<JONATHON<ALEC", "PAPANDROPOULOUS", "JONATHON ALEC"),
    ],
}
WITH_NAME = {
    "TD3": (39, "P<UTO{}\n" + SECOND_LINE),
    "TD2": (31, "I<UTO{}\nD231458907UTO7408122F1204159<<<<<<<6"),
    "TD1": (30, "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\n{}"),
}
ZONES = st.builds(
    lambda seed, kind: zone(random.Random(seed), TODAY, kind),
    st.integers(0, 10**6),
    st.sampled_from(("TD1", "TD2", "TD3")),
)


def ids(passport: Passport) -> set[str]:
    return {problem.id for problem in passport.problems}


@pytest.mark.parametrize(("kind", "text", "fields"), SPECIMENS)
def test_a_specimen_is_read_as_the_standard_says(kind: str, text: str, fields: dict[str, str]) -> None:
    passport = read(text, TODAY)
    assert (passport.valid, passport.type, passport.repaired) == (True, kind, ())
    assert fields.items() <= passport.fields.items()
    assert ids(passport) == {"expired"}


@pytest.mark.parametrize(
    ("kind", "name", "surname", "given"), [(kind, *name) for kind, names in NAMES.items() for name in names]
)
def test_names_are_kept_as_the_zone_holds_them(kind: str, name: str, surname: str, given: str) -> None:
    """A letter at the end of the field has to be taken for a cut, even where nothing was cut."""
    width, zone_with = WITH_NAME[kind]
    passport = read(zone_with.format(name.ljust(width, "<")), TODAY)
    assert (passport.valid, passport.type) == (True, kind)
    assert (passport.fields["surname"], passport.fields["given_names"]) == (surname, given)
    assert ("name_may_be_cut" in ids(passport)) is (len(name) == width)


def test_the_second_letter_of_the_code_is_the_issuers() -> None:
    """Since its amendment of 2026, part 4 writes PP for an ordinary passport."""
    passport = read(SPECIMENS[0][1].replace("P<UTO", "PPUTO"), TODAY)
    assert (passport.valid, passport.fields["document_code"]) == (True, "PP")
    assert observations(passport)


@given(ZONES, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_typing_it_differently_changes_nothing(joined: str, rng: random.Random) -> None:
    typed = "".join(letter + rng.choice(("", "", " ")) for letter in broken(joined).lower())
    typed = rng.choice(
        (typed, typed.replace("\n", ""), typed.replace("<<", "«"), f"My passport:\n{typed}\nThanks.")
    )
    expected = read(joined, TODAY)
    assert expected.valid
    assert read(typed, TODAY).fields == expected.fields


@given(ZONES, st.integers(0, 3), st.booleans(), st.randoms(use_true_random=False))
@settings(max_examples=250, deadline=None)
def test_a_repair_is_accepted_where_trying_everything_leaves_one_reading(
    joined: str, errors: int, likely: bool, rng: random.Random
) -> None:
    damage = misread(rng, joined, errors) if likely else struck(rng, joined, errors)
    passport = read(damage.text, TODAY)
    found = readings(damage.text, TODAY) if damage.text[0] == joined[0] else []
    if damage.text[0] != joined[0] and passport.valid:
        assert damage.text[0] in "PIACV"
    elif len(found) == 1:
        assert passport.fields == read(found[0], TODAY).fields
        assert passport.valid
    else:
        assert not passport.valid


@given(ZONES, st.data())
@settings(max_examples=100, deadline=None)
def test_a_wrong_digit_in_a_date_is_refused(joined: str, data: st.DataObject) -> None:
    layout = next(layout for layout in LAYOUTS if layout.lines * layout.width == len(joined))
    field = layout.fields[data.draw(st.sampled_from(("birth", "expiry")))]
    place = data.draw(st.integers(field.start, field.end - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != joined[place]]))
    assert not read(joined[:place] + other + joined[place + 1 :], TODAY).valid


@given(ZONES, st.data())
@settings(max_examples=100, deadline=None)
def test_a_line_is_never_padded_nor_cut(joined: str, data: st.DataObject) -> None:
    width = WIDTHS[len(joined)]
    place = data.draw(st.integers(0, len(joined) - 1))
    shorter = broken(joined).split("\n")
    row = place // width
    shorter[row] = shorter[row][: place % width] + shorter[row][place % width + 1 :]
    passport = read("\n".join(shorter), TODAY)
    assert not passport.valid
    assert not passport.fields


def test_a_wrong_length_names_the_line() -> None:
    (one, two) = SPECIMENS[0][1].split("\n")
    problems = [problem.to_json() for problem in read(f"{one[:-1]}\n{two}", TODAY).problems]
    assert problems[0] == {"id": "wrong_length", "line": 1, "length": 43}


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (f"{FIRST}\n{SECOND_LINE[:35]}", [{"id": "wrong_length", "line": 2, "length": 35}]),
        (f"{FIRST}\n{SECOND_LINE}0", [{"id": "wrong_length", "line": 2, "length": 45}]),
        (SECOND_LINE, [{"id": "missing_line"}]),
        (FIRST, [{"id": "missing_line"}]),
        ("my passport", [{"id": "no_zone"}]),
        ("", [{"id": "no_zone"}]),
    ],
)
def test_why_no_zone_was_found(text: str, problems: list[dict[str, str | int]]) -> None:
    assert [problem.to_json() for problem in read(text, TODAY).problems] == problems


def test_look_alikes_are_put_right_and_named() -> None:
    passport = read(SPECIMENS[0][1].replace("L898902C3", "L8989O2C3").replace("740812", "74O812"), TODAY)
    assert passport.valid
    assert passport.fields["number"] == "L898902C3"
    assert {(repair.field, repair.place, repair.read, repair.meant) for repair in passport.repaired} == {
        ("number", 5, "O", "0"),
        ("birth", 2, "O", "0"),
    }


def test_a_repair_that_no_check_digit_proves_is_pointed_out() -> None:
    passport = read(SPECIMENS[0][1].replace("ERIKSSON", "ER1K5SON"), TODAY)
    assert (passport.valid, passport.fields["surname"]) == (True, "ERIKSSON")
    assert ids(passport) == {"unproven_repair", "expired"}


def test_two_readings_that_fit_are_refused() -> None:
    rng = random.Random(3)
    for _ in range(4000):
        damage = misread(rng, zone(rng, TODAY), 2, range(44, 53))
        if len(readings(damage.text, TODAY)) > 1:
            assert ids(read(damage.text, TODAY)) >= {"ambiguous", "check_failed"}
            return
    pytest.fail("no ambiguous zone was drawn")


@pytest.mark.parametrize(
    "name", ["ERIKSSON<<ANNA<MARIA<<KK<<<", "ERIKSSON<<ANNA<MARIAKKKKKKKK", "<<ANNA", "ERIKSSON<<<ANNA"]
)
def test_a_name_with_misread_fillers_is_refused(name: str) -> None:
    passport = read("P<UTO" + name.ljust(39, "<") + SECOND, TODAY)
    assert not passport.valid
    assert "name_unclear" in ids(passport)


def test_a_state_that_is_on_no_list_is_reported_but_not_refused() -> None:
    passport = read(SPECIMENS[0][1].replace("P<UTO", "P<UTQ"), TODAY)
    assert passport.valid
    assert {"unknown_state", "expired"} == ids(passport)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("260101", "2026-01-01"), ("261125", "2026-11-25"), ("261126", "1926-11-26"), ("990230", None)),
        *(("000229", "2000-02-29"), ("74<<<<", "1974"), ("7408<<", "1974-08"), ("7413<<", None)),
        *(("<<<<<<", ""), ("27<<<<", "1927"), ("74<<12", None), ("<<0812", None)),
    ],
)
def test_a_birth_lies_in_the_latest_century_that_has_passed(written: str, meant: str | None) -> None:
    assert birth_of(written, TODAY) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("261231", date(2026, 12, 31)), ("361125", date(2036, 11, 25)), ("940623", date(1994, 6, 23))),
        *(("761231", date(2076, 12, 31)), ("770101", date(1977, 1, 1)), ("261301", None), ("270229", None)),
    ],
)
def test_an_expiry_is_not_fifty_years_ahead(written: str, meant: date | None) -> None:
    assert expiry_of(written, TODAY) == meant


@pytest.mark.parametrize(
    ("today", "then"),
    [
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 30), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 6, 30)),
        (date(2026, 1, 15), date(2026, 7, 15)),
    ],
)
def test_six_months_are_months_of_the_calendar(today: date, then: date) -> None:
    assert six_months_after(today) == then


@pytest.mark.parametrize(
    ("days", "problem", "expired"),
    [(-1, "expired", "yes"), (0, "under_six_months", "no"), (182, "under_six_months", "no"), (183, "", "no")],
)
def test_expiry_counts_from_today(days: int, problem: str, expired: str) -> None:
    today = date(2012, 4, 15) - timedelta(days=days)
    passport = read(SPECIMENS[0][1], today)
    assert passport.expires_in_days == days
    assert ids(passport) == ({problem} if problem else set())
    (seen,) = observations(passport)
    assert (seen.finding, seen.value, seen.source) == ("passport_expired", expired, "passport")


@pytest.mark.parametrize("text", [SPECIMENS[2][1], SPECIMENS[6][1], "", SPECIMENS[0][1].replace("10", "11")])
def test_only_a_valid_passport_says_something_about_the_passport(text: str) -> None:
    assert observations(read(text, TODAY)) == []


def test_no_value_shows_in_a_representation() -> None:
    passport = read(SPECIMENS[0][1].replace("L898902C3", "L8989O2C3"), TODAY)
    shown = f"{passport!r}{passport}{observations(passport)!r}"
    assert not any(value in shown for value in passport.fields.values() if len(value) > 2)


def test_the_result_is_plain_json() -> None:
    held = read(SPECIMENS[0][1], TODAY).to_json()
    assert set(held) == {"valid", "type", "fields", "repaired", "expires_in_days", "problems"}
    assert held["problems"] == [{"id": "expired", "field": "expiry"}]


@given(st.text(max_size=300) | st.text("PIV<0O1ILSZ258\n ", max_size=400))
@settings(max_examples=200, deadline=None)
def test_nothing_is_raised_whatever_the_text(text: str) -> None:
    assert read(text, TODAY).to_json()


def test_a_hostile_text_takes_bounded_time() -> None:
    first, second = SPECIMENS[0][1].split("\n")
    hostile = "\n".join(
        first + "\n" + "0" * 9 + second[9:28] + "0" * (14 + place % 3) for place in range(400)
    )
    begun = time.process_time()
    read(hostile, TODAY)
    assert time.process_time() - begun < 4
