"""Records against the real pack: renewed passports, names, gaps, and nothing that is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from alignment_twin import Everything
from cases import NOON
from hypothesis import given
from hypothesis import strategies as st

from jiesuo.core.alignment import Task
from jiesuo.core.case import Told
from jiesuo.core.event_json import to_dict
from jiesuo.core.model import Model
from jiesuo.core.records import Cell, compare, pairs_that_count
from jiesuo.errors import InputError
from jiesuo.interfaces.record_wire import records_json
from jiesuo.knowledge.checked import checked
from jiesuo.knowledge.pack import RecordPair
from jiesuo.services import records as service
from jiesuo.services.record_files import LARGEST, read
from jiesuo.services.record_values import as_date, judge_on
from jiesuo.services.records import Report, background, examine

TODAY = date(2026, 11, 25)
NEW = {"document_number": "E99887766", "document_expiry": "2031-05-20"}
OLD = {"document_number": "D11223344", "document_expiry": "2026-12-01"}
NAME = {"name": "QUILL JANE OLIVIA"}
PHONE = {"phone": "+86 139 0000 1234"}
MAINLAND = {"card_kind": "mainland"}
RENEWAL_ORDER = ["visit_bank_branch", "update_passport_in_alipay", "readd_card"]


def entries(**holders: dict[str, str]) -> dict[Cell, str]:
    return {(h, a): value for h, held in holders.items() for a, value in held.items()}


def report(
    model: Model, known: dict[Cell, str], answers: dict[str, str] | None = None, situation: str = "this_week"
) -> Report:
    return examine(background(model, answers or {}, situation, TODAY), known)


def steps(found: Report) -> list[str]:
    return [errand.visit.step for errand in found.plan.errands]


def changed(found: Report) -> set[Cell]:
    return {(e.visit.holder, a) for e in found.plan.errands for a in e.attributes}


def shown(found: Report) -> dict[str, str]:
    return {seen.finding: seen.value for seen in found.observations}


def person(bank: dict[str, str], alipay: dict[str, str]) -> dict[Cell, str]:
    return entries(
        passport=NAME | NEW,
        bank=NAME | PHONE | bank,
        alipay=NAME | PHONE | alipay,
        carrier=PHONE,
    )


@pytest.mark.parametrize(
    ("bank", "alipay", "wanted"),
    [
        (OLD, OLD, RENEWAL_ORDER),
        (OLD, NEW, ["visit_bank_branch", "readd_card"]),
        (NEW, OLD, ["update_passport_in_alipay", "readd_card"]),
        (NEW, NEW, []),
    ],
    ids=["renewed nowhere", "renewed in Alipay only", "renewed at the bank only", "renewed at all"],
)
def test_a_renewed_passport(
    model: Model, bank: dict[str, str], alipay: dict[str, str], wanted: list[str]
) -> None:
    found = report(model, person(bank, alipay))
    assert steps(found) == wanted
    assert not found.left
    assert shown(found)["bank_has_old_passport"] == ("yes" if bank is OLD else "no")
    assert shown(found)["alipay_shows_old_passport"] == ("yes" if alipay is OLD else "no")
    assert shown(found)["passport_expired"] == "no"
    stale = {h for h, held in (("bank", bank), ("alipay", alipay)) if held is OLD}
    assert changed(found) == set(product(stale, NEW))


def test_everything_equal_needs_nothing(model: Model) -> None:
    found = report(model, person(NEW, NEW))
    assert {one.state for one in found.pairs if one.pair.attribute not in ("birth_date", "nationality")} == {
        "agree"
    }
    assert found.plan.cost == 0
    assert not found.blocked


@pytest.mark.parametrize("situation", ["at_the_till", "today", "this_week", "no_hurry"])
def test_a_name_that_differs_only_at_the_bank_is_put_right_there(model: Model, situation: str) -> None:
    known = person(NEW, NEW) | {("bank", "name"): "JANE OLIVIA QUILL"}
    found = report(model, known, situation=situation)
    assert steps(found) == ["visit_bank_branch"]
    assert changed(found) == {("bank", "name")}
    assert shown(found)["name_differs_at_bank"] == "yes"
    kinds = {d.kind for one in found.pairs if one.state == "differs" for d in one.verdict.differences}
    assert kinds == {"order"}


def test_one_visit_to_the_bank_covers_all_that_is_wrong_there(model: Model) -> None:
    known = person(OLD, NEW) | {("bank", "name"): "QUILL JANE", ("bank", "phone"): "13900005678"}
    found = report(model, known)
    assert steps(found) == ["visit_bank_branch", "readd_card"]
    assert changed(found) == set(product(["bank"], ["name", "phone", *NEW]))
    alone = report(model, person(OLD, NEW))
    assert found.plan.minutes < alone.plan.minutes + 10


def test_the_alipay_review_waits_for_the_bank(model: Model) -> None:
    found = report(model, person(OLD, OLD))
    after = {e.visit.step: e.after for e in found.plan.errands}
    assert after["update_passport_in_alipay"] == ("bank",)
    assert set(after["readd_card"]) == {"alipay", "bank"}
    assert found.plan.hours > 36


def test_an_expired_passport_is_renewed_first_and_then_taken_everywhere(model: Model) -> None:
    known = person(NEW, NEW) | {(h, "document_expiry"): "2026-11-24" for h in ("passport", "bank", "alipay")}
    found = report(model, known)
    assert steps(found) == ["renew_passport_first", *RENEWAL_ORDER]
    assert shown(found)["passport_expired"] == "yes"
    assert shown(found)["bank_has_old_passport"] == "no"


def test_a_paper_is_good_on_its_last_day(model: Model) -> None:
    known = entries(passport={"document_expiry": TODAY.isoformat()})
    assert shown(report(model, known)) == {"passport_expired": "no"}


@given(st.sets(st.sampled_from([(h, a) for h in ("bank", "alipay") for a in (*NEW, *NAME, *PHONE)])))
def test_the_passport_is_never_changed_while_it_is_good(model: Model, wrong: set[Cell]) -> None:
    other = {
        "document_number": "X00000001",
        "document_expiry": "2029-02-02",
        "name": "QUILL JAN",
        "phone": "1390000",
    }
    known = person(NEW, NEW) | {cell: other[cell[1]] for cell in wrong}
    found = report(model, known)
    assert "passport" not in {holder for holder, _ in changed(found)}
    assert (not wrong) == (not found.plan.errands)


@pytest.mark.parametrize("missing", [("bank", "document_number"), ("alipay", "document_number")])
def test_unknown_cells_are_no_reason_to_change_anything(model: Model, missing: Cell) -> None:
    known = person(OLD, OLD)
    del known[missing]
    found = report(model, known)
    assert missing not in changed(found)
    assert missing in found.cells
    assert missing not in found.known


def test_the_one_unknown_cell_is_asked_for(model: Model) -> None:
    """Where all but one of the entries that stand for a finding are known, that one is worth getting."""
    for cell in [("bank", "name"), ("bank", "document_number"), ("alipay", "document_number")]:
        known = person(NEW, NEW)
        del known[cell]
        assert report(model, known).next_cell == cell


def test_what_is_known_already_is_not_looked_up_first(model: Model) -> None:
    """Who has shown a passport that is good is not asked for its end date before anything else."""
    found = report(model, {}, MAINLAND | {"passport_expired": "no"})
    assert found.next_cell is not None
    assert found.next_cell != ("passport", "document_expiry")


def test_nothing_known_asks_for_the_passport(model: Model) -> None:
    found = report(model, {}, MAINLAND)
    assert not found.observations
    assert not found.plan.errands
    assert found.next_cell is not None
    assert found.next_cell[0] == "passport"


def test_looking_up_what_is_worth_most_ends(model: Model) -> None:
    """Answering each time, or passing each time, comes to an end with nothing left to look up."""
    for answers in (True, False):
        back = background(model, MAINLAND | {"platform": "taobao"}, "this_week", TODAY)
        known: dict[Cell, str] = {}
        passed: set[Cell] = set()
        for _ in range(40):
            cell = examine(back, known, passed).next_cell
            if cell is None:
                break
            assert cell not in known
            assert cell not in passed
            if answers:
                known[cell] = (NAME | NEW | PHONE | {"birth_date": "1990-01-31", "nationality": "FRA"})[
                    cell[1]
                ]
            else:
                passed.add(cell)
        assert examine(back, known, passed).next_cell is None
        assert bool(known) == answers


def test_an_overseas_card_with_initials(model: Model) -> None:
    known = entries(passport=NAME, alipay=NAME, card={"name": "JANE O QUILL"})
    found = report(model, known)
    assert shown(found) == {"name_differs_on_card": "yes"}
    assert steps(found) == ["retype_name"]
    mechanical = known | {("card", "name"): "Jane Olivia Quill"}
    assert shown(report(model, mechanical)) == {"name_differs_on_card": "no"}


def test_another_persons_alipay_at_taobao(model: Model) -> None:
    known = entries(alipay=NAME, taobao={"name": "GROVE PETER"})
    found = report(model, known)
    assert shown(found)["taobao_bound_elsewhere"] == "yes"
    assert steps(found) == ["rebind_alipay"]


CASES: dict[str, dict[Cell, str]] = {
    "renewed nowhere": person(OLD, OLD),
    "renewed in Alipay only": person(OLD, NEW),
    "renewed at the bank only": person(NEW, OLD),
    "renewed at all": person(NEW, NEW),
    "name differs only at the bank": person(NEW, NEW) | {("bank", "name"): "JANE OLIVIA QUILL"},
    "much is wrong at the bank": person(OLD, NEW)
    | {("bank", "name"): "QUILL JANE", ("bank", "phone"): "13900005678"},
    "another number everywhere": person(OLD, OLD) | {("carrier", "phone"): "13900005678"},
    "expired": person(OLD, NEW)
    | {(h, "document_expiry"): "2026-11-24" for h in ("passport", "bank", "alipay")},
    "bank unknown": {cell: value for cell, value in person(OLD, OLD).items() if cell[0] != "bank"},
    "another person's Alipay at Taobao": person(OLD, NEW) | {("taobao", "name"): "GROVE PETER"},
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("situation", ["at_the_till", "no_hurry"])
def test_no_other_plan_is_cheaper(model: Model, name: str, situation: str) -> None:
    known = CASES[name]
    plan = report(model, known, situation=situation).plan
    left, cost = Everything(task_of(model, known, situation)).best()
    assert (len(plan.left), plan.cost) == (left, pytest.approx(cost))


def task_of(model: Model, known: dict[Cell, str], situation: str) -> Task:
    """What the plan is made from; the service keeps it to itself."""
    back = service._with_implied(background(model, {}, situation, TODAY), known.keys())
    pairs = pairs_that_count(model.pack.records, back.standing.answers, known.keys())
    judge = judge_on(TODAY)
    return service._task(back, compare(pairs, known, judge), known, judge)[0]


def test_what_cannot_be_done_is_said(model: Model) -> None:
    found = report(model, person(OLD, NEW), {"has_branch_nearby": "no"})
    assert [(one.holder, one.step) for one in found.blocked] == [("bank", "visit_bank_branch")]
    assert found.blocked[0].missing == ("has_branch_nearby=yes",)
    assert {one.pair.attribute for one in found.left} == set(NEW)


def test_a_situation_that_is_none(model: Model) -> None:
    with pytest.raises(InputError, match="no situation"):
        background(model, {}, "whenever", TODAY)


# --- nothing is kept ------------------------------------------------------------------------------------


def test_no_entry_reaches_an_event_or_a_log_line(model: Model) -> None:
    known = person(OLD, OLD) | {("bank", "name"): "QUILL JUNE", ("bank", "phone"): "13900005678"}
    found = report(model, known)
    event = json.dumps(to_dict(Told(found.observations, at=NOON)))
    logged = repr(found) + repr(found.plan) + repr(found.pairs)
    words = {part for value in known.values() for part in value.split() if len(part) > 2}
    assert found.observations
    assert not [word for word in words if word in event or word in logged]


def test_only_letters_that_differ_are_in_the_answer(model: Model) -> None:
    known = person(NEW, NEW) | {("bank", "phone"): "13900001235", ("bank", "document_number"): "E99887767"}
    whole = json.dumps(records_json(report(model, known), model.pack.steps), ensure_ascii=False)
    assert "13900001235" not in whole
    assert "E9988776" not in whole
    assert "••••••••7" in whole
    assert "QUILL" not in whole


# --- comparing values -----------------------------------------------------------------------------------


def pair(attribute: str, how: str = "equal") -> RecordPair:
    return checked(RecordPair, {"a": "x", "b": "y", "attribute": attribute, "how": how})


@pytest.mark.parametrize(
    ("attribute", "how", "a", "b", "state", "kinds"),
    [
        ("document_number", "equal", "e 9988-7766", "Ｅ99887766", "agree", set()),
        ("document_number", "equal", "EO9887766", "E09887766", "differs", {"lookalike"}),
        ("document_number", "equal", "E99887766", "E99887768", "differs", {"typo"}),
        ("document_number", "equal", "E99887766", "E9988776", "differs", {"typo"}),
        ("document_number", "equal", "E12345678", "E12354678", "differs", {"typo"}),
        ("document_number", "equal", "E12345678", "E72345618", "differs", {"other"}),
        ("document_number", "equal", "E99887766", "D11223344", "differs", {"other"}),
        ("phone", "equal", "+86 139 0000 1234", "13900001234", "agree", set()),
        ("phone", "equal", "008613900001234", "139-0000-1234", "agree", set()),
        ("phone", "equal", "+33 6 12 34 56 78", "0612345678", "agree", set()),
        ("phone", "equal", "13900001234", "13900001243", "differs", {"typo"}),
        ("phone", "equal", "1234", "13900001234", "differs", {"other"}),
        ("document_expiry", "equal", "2031-05-20", "20310520", "agree", set()),
        ("document_expiry", "equal", "2031年5月20日", "2031.05.20", "agree", set()),
        ("document_expiry", "equal", "2031-05-20", "2031-05-21", "differs", {"typo"}),
        ("birth_date", "equal", "1990-01-31", "1990-01-13", "differs", {"typo"}),
        ("nationality", "equal", "FRA", "fra", "agree", set()),
        ("nationality", "equal", "FRA", "DEU", "differs", {"other"}),
        ("nationality", "equal", "FRA", "France", "unknown", set()),
        ("document_expiry", "not_expired", "2026-11-24", "2026-11-24", "differs", {"expired"}),
        ("document_expiry", "not_expired", "2026-11-25", "2026-11-25", "agree", set()),
        ("name", "exact", "QUILL JANE", "QUILL JANE ", "agree", set()),
        ("name", "exact", "QUILL JANE", "Quill Jane", "differs", {"case"}),
        ("name", "exact", "QUILL JANE", "QUILL  JANE", "differs", {"spacing"}),
        ("name", "equal", "QUILL JANE", "Jane Quill", "agree", set()),
        ("name", "equal", "MUELLER JANE", "Jane Müller", "agree", set()),
        ("name", "equal", "QUILL JANE OLIVIA", "Jane O Quill", "differs", {"initial", "case", "order"}),
        ("name", "same_person", "QUILL JANE OLIVIA", "Jane Quill", "agree", set()),
        ("name", "same_person", "QUILL JANE", "GROVE PETER", "differs", {"other"}),
    ],
)
def test_two_entries(attribute: str, how: str, a: str, b: str, state: str, kinds: set[str]) -> None:
    judge = judge_on(TODAY)
    for one, other in ((a, b), (b, a)):
        found = judge(pair(attribute, how), one, other)
        assert found.state == state
        assert {difference.kind for difference in found.differences} == kinds


VALUES = {
    "phone": st.text("0123456789+ -", min_size=1, max_size=16),
    "document_number": st.text(min_size=1, max_size=12),
    "nationality": st.text("ABCdef", min_size=1, max_size=5),
    "name": st.text("ABab é-'", min_size=1, max_size=12),
}


@given(st.data(), st.sampled_from(sorted(VALUES)))
def test_an_entry_agrees_with_itself_and_comparing_has_no_direction(
    data: st.DataObject, attribute: str
) -> None:
    a, b = data.draw(VALUES[attribute]), data.draw(VALUES[attribute])
    judge = judge_on(TODAY)
    for how in ("equal", "exact"):
        assert judge(pair(attribute, how), a, a).state == "agree"
        there, back = judge(pair(attribute, how), a, b), judge(pair(attribute, how), b, a)
        assert there.state == back.state
        assert {d.kind for d in there.differences} == {d.kind for d in back.differences}


@pytest.mark.parametrize("text", ["20/05/2031", "2031-13-01", "2031-02-30", "soon", "", "31", "2031-05-20x"])
def test_a_date_that_is_none_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(InputError) as fault:
        as_date(text)
    assert text == "" or text not in f"{fault.value.what}"


# --- files ----------------------------------------------------------------------------------------------

YAML = b"""passport:
  name: QUILL JANE
  document_expiry: 2031-05-20
bank:
  phone: 013900001234
  name:
taobao:
"""
CSV = """\ufeffholder,attribute,value\r
passport,name,"QUILL, JANE"\r
\r
bank,phone,013900001234\r
bank,name,\r
"""


def test_yaml_values_stay_as_they_are_written(model: Model) -> None:
    assert read(YAML, model.pack.records) == {
        ("passport", "name"): "QUILL JANE",
        ("passport", "document_expiry"): "2031-05-20",
        ("bank", "phone"): "013900001234",
    }


def test_csv_as_spreadsheets_write_it(model: Model) -> None:
    assert read(CSV.encode(), model.pack.records) == {
        ("passport", "name"): "QUILL, JANE",
        ("bank", "phone"): "013900001234",
    }


HEAD = b"holder,attribute,value\n"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b"  \n\n", "empty"),
        (b"# nothing\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "Line 1"),
        (b"passport:\n  name: \xff\n", "Line 2"),
        (b"passport:\n  name: \x00\n", "Line 2"),
        (b"x" * (LARGEST + 1), "larger"),
        (b"passport: QUILL\n", "Line 1"),
        (b"- passport\n", "Line 1"),
        (b"passport:\n  name: [a, b]\n", "Line 2"),
        (b"passport:\n  name: {a: b}\n", "Line 2"),
        (b"passport:\n\tname: a\n", "Line 2"),
        (b"passport: {name: a\nbank: b\n", "Line"),
        (b"grandmother:\n  name: a\n", "Line 2: there is no such holder"),
        (b"passport:\n  shoe_size: a\n", "Line 2: passport has no such attribute"),
        (b"passport:\n  name: a\n  name: b\n", "Line 3: passport, name stands there twice"),
        (b"passport:\n  document_number: ---\n", "Line 2: There is nothing"),
        (b"bank:\n  phone: none\n", "Line 2: There is nothing"),
        (b"passport:\n  document_expiry: 20/05/2031\n", "Line 2: This is not a date"),
        (b"card:\n  name: 4111 1111 1111 1111\n", "Line 2: This is a card number"),
        (b"passport:\n  name: " + b"a" * 201, "Line 2: longer"),
        (b"[" * 5000, "Line 1"),
        (b"a: &a [1]\nb: *a\nc: !!python/object:os.system x\n", "Line 1"),
        (HEAD + b"passport,name\n", "Line 2: 2 columns"),
        (HEAD + b"passport,name,a,b\n", "Line 2: 4 columns"),
        (HEAD + b'passport,name,"a\n', "Line"),
        (HEAD + b"passport,name,a\ngrandmother,name,b\n", "Line 3: there is no such holder"),
        (HEAD + b"passport,birth_date,1990-02-30\n", "Line 2: This is not a date"),
        (HEAD + b"passport,name,a\npassport,name,b\n", "Line 3: passport, name stands there twice"),
    ],
)
def test_a_bad_file_gets_a_sentence_with_its_line(model: Model, raw: bytes, says: str) -> None:
    with pytest.raises(InputError) as fault:
        read(raw, model.pack.records)
    assert says in fault.value.what
    assert fault.value.next_step
    assert len(fault.value.what) < 200


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(str.encode),
        st.binary(max_size=99).map(HEAD.__add__),
    )
)
def test_any_bytes_give_entries_or_a_sentence(model: Model, raw: bytes) -> None:
    try:
        found = read(raw, model.pack.records)
    except InputError:
        return
    assert all(value.strip() for value in found.values())


def test_the_pack_changes_each_compared_entry_by_a_step_or_not_at_all(model: Model) -> None:
    """Every holder that a pair looks at can be put right, and every order is one of its own."""
    records = model.pack.records
    assert len({holder.order for holder in records.holders.values()}) == len(records.holders)
    for one in records.pairs:
        holder = records.holders[one.a]
        assert holder.steps.get(one.attribute, holder.step) in model.pack.steps


def test_answers_of_the_case_win_over_what_entries_imply(model: Model) -> None:
    back = background(model, {"card_kind": "overseas"}, "this_week", TODAY)
    found = examine(back, person(OLD, NEW))
    assert not [one for one in found.pairs if "bank" in (one.pair.a, one.pair.b)]
    assert not examine(replace(back, today=TODAY), {}).observations
