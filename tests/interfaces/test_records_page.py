"""Records and names on the page: typed, answered at once, and not kept."""

from __future__ import annotations

import re
import tempfile
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from jiesuo.core.model import Model
from jiesuo.interfaces.phrasing import say as shared
from jiesuo.interfaces.web import links
from jiesuo.interfaces.web.app import create
from jiesuo.interfaces.web.guard import Guard, names_of
from jiesuo.interfaces.web.matrix import differing, matrix
from jiesuo.interfaces.web.site import Site, say
from jiesuo.readers.name_kinds import KINDS
from jiesuo.services.desk import Desk
from jiesuo.services.intake import Readers
from jiesuo.services.record_marks import Marked, beside
from jiesuo.services.records import background, examine
from jiesuo.store.sqlite import SqliteStore

HOME = "http://127.0.0.1:8642"
LANGUAGES = ["en", "zh-Hans", "ja"]
OLD, NEW = "D11223344", "E99887766"
ENTRIES = {
    "passport.document_number": NEW,
    "passport.document_expiry": "2032-07-11",
    "passport.name": "QUILLFEATHER JANE",
    "bank.document_number": OLD,
    "bank.name": "QUILLFAETHER JANE",
    "alipay.document_number": NEW,
    "alipay.name": "QUILLFEATHER JANE",
}
SECRETS = [value.encode() for value in ENTRIES.values()]


class Page:
    """A browser without scripts at a case."""

    def __init__(self, database: Path, known: tuple[Model, Readers]) -> None:
        self.database = database
        self.desk = Desk(SqliteStore(database), *known)
        self.client = TestClient(
            Guard(create(Site(self.desk)), names_of([])), base_url=HOME, raise_server_exceptions=False
        )
        self.secret = links.new_secret()
        self.desk.open("pay", "this_week", "en", self.case_id)

    @property
    def case_id(self) -> str:
        return links.id_of(self.secret)

    def at(self, rest: str, language: str = "en") -> str:
        return f"/{language}/case/{self.secret}/{rest}"

    def answers(self) -> dict[str, str]:
        return {name: seen.value for name, seen in self.desk.case(self.case_id).answers.items()}

    def kept(self) -> bytes:
        folder = self.database.parent
        return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


@pytest.fixture
def page(tmp_path: Path, known: tuple[Model, Readers]) -> Page:
    return Page(tmp_path / "cases.sqlite", known)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_differs_is_shown_once_and_then_only_that_it_does(page: Page, language: str) -> None:
    answer = page.client.post(page.at("records", language), data=ENTRIES)
    assert answer.status_code == 200
    assert answer.history == []
    assert answer.headers["cache-control"] == "no-store"
    seen = text_of(answer.text)
    assert say(language, "records_page_differ", count=2) in seen
    assert shared(language, "records_no_trying") in seen
    marked = "".join(re.findall(r"<mark>(.*?)</mark>", answer.text))
    assert OLD in marked
    assert {"A", "E"} & set(marked)
    later = page.client.get(page.at("records", language)).text
    assert say(language, "records_page_earlier") in text_of(later)
    assert not [value for value in ENTRIES.values() if value in later]


def test_the_case_learns_results_and_no_value_reaches_the_disk(page: Page) -> None:
    page.client.post(page.at("records"), data=ENTRIES)
    assert {"bank_has_old_passport": "yes", "name_differs_at_bank": "yes"}.items() <= page.answers().items()
    kept = page.kept().upper()
    assert kept
    assert not [secret for secret in SECRETS if secret.upper() in kept]
    for rest in ("", "next", "advice", "history", "understood", "human", "records"):
        shown = page.client.get(page.at(rest).rstrip("/")).content
        assert not [secret for secret in SECRETS if secret in shown], rest


def test_the_same_form_sent_twice_counts_once(page: Page) -> None:
    for _ in range(2):
        page.client.post(page.at("records"), data=ENTRIES)
    told = [event for event in page.desk.case(page.case_id).events if event.actor == "tool"]
    assert len(told) == 1


def test_the_plan_stands_in_its_order_and_says_what_comes_after_what(page: Page) -> None:
    seen = text_of(page.client.post(page.at("records"), data=ENTRIES).text)
    words = page.desk.model.pack.words["en"]
    steps = [words["steps"][name]["title"] for name in ("visit_bank_branch", "readd_card")]
    assert seen.index(steps[0]) < seen.index(steps[1])
    after = shared("en", "records_after", holders=words["holders"]["bank"]["title"])
    assert seen.index(after) > seen.index(steps[1])
    assert words["steps"]["visit_bank_branch"]["ready"][0] in seen


def test_the_next_entry_is_asked_for_and_the_others_travel_along(page: Page) -> None:
    answer = page.client.post(page.at("records"), data=ENTRIES).text
    form = answer[answer.index('id="worth"') :]
    form = form[: form.index("</form>")]
    carried = dict(re.findall(r'type="hidden" name="([\w.]+)" value="([^"]*)"', form))
    assert carried == ENTRIES
    wanted = re.findall(r'type="text" id="[\w-]+" name="([\w.]+)"', form)
    assert len(wanted) == 1
    assert wanted[0] not in ENTRIES
    again = page.client.post(page.at("records"), data={**carried, "pass": wanted[0]}).text
    asked = re.findall(r'id="next-([\w-]+)"', again)
    assert wanted[0].replace(".", "-") not in asked


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("entry", "value", "fault"),
    [
        ("passport.document_expiry", "soon", "records_page_no_date"),
        ("passport.document_expiry", "2031-02-30", "records_page_no_date"),
        ("bank.name", "...", "records_page_empty"),
        ("bank.name", "Q" * 201, "records_page_too_long"),
        ("card.name", "4111 1111 1111 1111", "records_page_secret"),
        ("bank.document_number", "4111111111111111", "records_page_secret"),
        ("alipay.phone", "4111111111111111", "records_page_secret"),
    ],
)
def test_what_cannot_be_used_gets_a_sentence(
    page: Page, language: str, entry: str, value: str, fault: str
) -> None:
    answer = page.client.post(page.at("records", language), data={entry: value})
    assert answer.status_code == 422
    assert say(language, fault) in text_of(answer.text)
    assert f'href="#{entry.replace(".", "-")}"' in answer.text
    assert 'role="alert"' in answer.text
    assert (value in answer.text) == (fault != "records_page_secret")
    assert page.answers() == {}


def test_an_empty_form_says_so(page: Page) -> None:
    answer = page.client.post(page.at("records"), data={"bank.name": "   "})
    assert answer.status_code == 422
    assert say("en", "records_page_nothing") in text_of(answer.text)


def test_a_phone_number_is_no_card(page: Page) -> None:
    numbers = {"alipay.phone": "+86 138 0000 0002", "carrier.phone": "13800000002"}
    answer = page.client.post(page.at("records"), data=numbers)
    assert answer.status_code == 200
    assert page.answers().get("number_reachable") == "yes"


def test_every_input_asks_the_browser_to_keep_nothing(page: Page) -> None:
    form = page.client.get(page.at("records")).text
    inputs = re.findall(r"<input[^>]*type=\"text\"[^>]*>", form)
    holders = page.desk.model.pack.records.holders.values()
    assert len(inputs) == sum(len(holder.attributes) for holder in holders)
    assert all('autocomplete="off"' in each and "aria-describedby" in each for each in inputs)
    labels = set(re.findall(r'<label for="([\w-]+)"', form))
    assert {re.search(r'id="([\w-]+)"', each).group(1) for each in inputs} <= labels  # type: ignore[union-attr]


def test_the_answer_can_be_had_in_another_language_without_typing_again(page: Page) -> None:
    answer = page.client.post(page.at("records"), data=ENTRIES).text
    others = re.findall(r'formaction="([^"]+)"', answer)
    assert others == [page.at("records", language) for language in ("zh-Hans", "ja")]
    form = answer[: answer.index("formaction")]
    carried = dict(re.findall(r'type="hidden" name="([\w.]+)" value="([^"]*)"', form[form.rindex("<form") :]))
    again = page.client.post(others[0], data=carried).text
    assert say("zh-Hans", "records_page_differ", count=2) in text_of(again)
    assert OLD in again


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("finding", "paper"),
    [
        ("bank_has_old_passport", "records"),
        ("bank_phone_differs", "records"),
        ("passport_expired", "passport"),
        ("money_taken", ""),
    ],
)
def test_a_question_offers_the_records_that_answer_it(
    page: Page, language: str, finding: str, paper: str
) -> None:
    shown = page.client.get(page.at(f"ask/{finding}", language)).text
    offered = re.findall(rf'href="{page.at("", language)}(records|passport|screenshot)"', shown)
    assert offered == ([paper] if paper else [])
    if paper:
        assert say(language, f"papers_offer_{paper}") in text_of(shown)


TYPED = st.text(max_size=40)


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_whatever_is_typed_gets_an_answer(known: tuple[Model, Readers], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Page(Path(folder) / "cases.sqlite", known)
        holders = page.desk.model.pack.records.holders
        cells = [f"{name}.{entry}" for name, holder in holders.items() for entry in holder.attributes]
        form = data.draw(st.dictionaries(st.sampled_from(cells), TYPED, max_size=8))
        answer = page.client.post(page.at("records"), data=form)
        assert answer.status_code in (200, 422)
        names = {"a": data.draw(TYPED), "b": data.draw(TYPED)}
        assert page.client.post("/en/names", data=names).status_code in (200, 422)


def test_script_in_an_entry_stays_text(page: Page) -> None:
    nasty = '"><script>alert(1)</script>'
    answer = page.client.post(page.at("records"), data={**ENTRIES, "bank.name": nasty}).text
    assert "<script>alert" not in answer
    assert "<script>alert" not in page.client.post("/en/names", data={"a": nasty, "b": "Jane"}).text


def test_a_case_that_is_not_there(page: Page) -> None:
    assert page.client.get(f"/en/case/{'0' * 32}/records").status_code == 404
    assert page.client.post(f"/en/case/{'0' * 32}/records", data=ENTRIES).status_code == 404


def test_the_picture_has_a_mark_and_words_for_every_cell(page: Page) -> None:
    answer = page.client.post(page.at("records"), data=ENTRIES).text
    table = answer[answer.index("<table") : answer.index("</table>")]
    cells = re.findall(r'<td role="cell" class="(\w+)">(.*?)</td>', table, re.S)
    states = {state for state, _ in cells}
    assert {"agree", "differs", "missing"} <= states
    assert all(re.search(r'class="state">[^<]+<', inside) for _, inside in cells)
    headers = re.findall(r'<th scope="(col|row)"', table)
    assert headers.count("col") * headers.count("row") == len(cells)


def test_matrix_and_letters_agree_with_the_report(known: tuple[Model, Readers]) -> None:
    model, _ = known
    entries = {tuple(name.split(".")): value for name, value in ENTRIES.items()}
    back = background(model, {"card_kind": "mainland"}, "this_week", Desk(None, *known).clock().date())  # type: ignore[arg-type]
    report = examine(back, entries)  # type: ignore[arg-type]
    laid = matrix(report, model.pack.records, entries)  # type: ignore[arg-type]
    boxes = {
        (holder, row.attribute): box
        for row in laid.rows
        for holder, box in zip(laid.holders, row.boxes, strict=True)
    }
    assert boxes["bank", "document_number"].mark == "differs"
    assert boxes["bank", "document_number"].step == 1
    assert boxes["passport", "document_expiry"].mark == "agree"
    assert boxes["bank", "document_expiry"].mark == "missing"
    # Who agrees with the passport to the letter is not blamed for the one that does not.
    for attribute in ("document_number", "name"):
        marks = {holder: boxes[holder, attribute].mark for holder in ("passport", "alipay", "bank")}
        assert marks == {"passport": "agree", "alipay": "agree", "bank": "differs"}
    assert "birth_date" in laid.untold
    shown = differing(report, entries)  # type: ignore[arg-type]
    assert {(one.attribute, one.holder, one.others) for one in shown} == {
        ("document_number", "bank", ("passport", "alipay")),
        # The passport's name need only be one person's.
        ("name", "bank", ("alipay",)),
    }


NUMBERS = {"x": NEW, "y": OLD}


@pytest.mark.parametrize(
    ("numbers", "odd"),
    [
        ({"passport": "x", "alipay": "y"}, {"passport", "alipay"}),  # Two differ, and nobody settles it.
        ({"passport": "x", "alipay": "x", "bank": "y"}, {"bank"}),
        ({"passport": "x", "alipay": "y", "bank": "x"}, {"alipay"}),
        ({"passport": "x", "alipay": "y", "bank": "y"}, {"passport", "alipay", "bank"}),
        ({"alipay": "x", "bank": "y"}, {"alipay", "bank"}),
    ],
)
def test_only_the_odd_one_out_is_marked(
    known: tuple[Model, Readers], numbers: dict[str, str], odd: set[str]
) -> None:
    entries = {(holder, "document_number"): NUMBERS[which] for holder, which in numbers.items()}
    assert differing_holders(known[0], entries) == odd


def test_most_settle_it_where_the_passport_is_not_known(known: tuple[Model, Readers]) -> None:
    phones = {"alipay": "13800000001", "bank": "13800000002", "carrier": "13800000001"}
    entries = {(holder, "phone"): number for holder, number in phones.items()}
    assert differing_holders(known[0], entries) == {"bank"}


def differing_holders(model: Model, entries: dict[tuple[str, str], str]) -> set[str]:
    back = background(model, {"card_kind": "mainland"}, "this_week", date(2026, 11, 25))
    laid = matrix(examine(back, entries), model.pack.records, entries)
    (row,) = laid.rows
    return {holder for holder, box in zip(laid.holders, row.boxes, strict=True) if box.mark == "differs"}


LETTERS = st.text("ABEO 0I1é李-", min_size=0, max_size=12)


def whole(marked: Marked) -> str:
    return "".join(stretch.text for stretch in marked)


def same(marked: Marked) -> str:
    return "".join(stretch.text for stretch in marked if not stretch.differs)


@settings(max_examples=150, deadline=None)
@given(LETTERS, LETTERS, st.sampled_from(["document_number", "name"]))
def test_marks_lose_no_letter_and_what_is_unmarked_is_the_same(a: str, b: str, attribute: str) -> None:
    parts = beside(attribute, a, b)
    assert all(same(part.a).lower() == same(part.b).lower() for part in parts)
    letters = sorted(letter for letter in a.upper() if letter.isalnum())
    shown = "".join(whole(part.a) for part in parts).upper()
    assert sorted(letter for letter in shown if letter.isalnum()) == letters


def marks(a: str, b: str) -> list[str]:
    """What is marked in the first name."""
    return [stretch.text for part in beside("name", a, b) for stretch in part.a if stretch.differs]


def test_equal_entries_have_no_mark_and_a_country_code_is_no_difference() -> None:
    assert marks("JANE Q", "JANE Q") == []
    assert marks("Jane Q", "JANE Q") == ["ane"]
    assert marks("Jane Quill", "JANE QUILT") == ["l"]
    (phones,) = beside("phone", "+86 138 0000 1234", "13800001284")
    assert [stretch.text for stretch in phones.a if stretch.differs] == ["3"]
    (dates,) = beside("document_expiry", "2031年5月20日", "20310521")
    assert "".join(stretch.text for stretch in dates.b if stretch.differs) == "1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_names_are_told_part_by_part_in_chinese_too(page: Page, language: str) -> None:
    names = {"a": "QUILLFEATHER JANE", "b": "QUILLFAETHER JANE M"}
    answer = page.client.post(f"/{language}/names", data=names)
    assert answer.status_code == 200
    assert '<p lang="zh-Hans"' in answer.text
    assert shared(language, "diff_typo") in text_of(answer.text)
    assert "<mark>" in answer.text
    assert b"QUILLFEATHER" not in page.kept().upper()
    assert "QUILLFEATHER" not in page.client.get(f"/{language}/names").text


@pytest.mark.parametrize(
    ("a", "b", "fault"),
    [
        ("", "JANE", "names_missing"),
        ("Q" * 300, "JANE", "records_page_too_long"),
        ("4111 1111 1111 1111", "JANE", "records_page_secret"),
    ],
)
def test_names_that_cannot_be_compared(page: Page, a: str, b: str, fault: str) -> None:
    answer = page.client.post("/en/names", data={"a": a, "b": b})
    assert answer.status_code == 422
    assert say("en", fault) in text_of(answer.text)
    assert "4111" not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_difference_has_words(language: str) -> None:
    assert all(shared(language, f"diff_{kind}") for kind in (*KINDS, "expired"))
