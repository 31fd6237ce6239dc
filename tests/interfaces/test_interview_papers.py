"""Papers in the interview: offered where they answer the question, shown or typed, and never in the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import drawing
import pytest
import screens
from player import Terminal
from program import Program

from jiesuo.core.evidence import UNKNOWN
from jiesuo.interfaces import kept
from jiesuo.interfaces.phrasing import say
from jiesuo.interfaces.settings import LANGUAGES
from jiesuo.services.advise import INTERVIEW
from jiesuo.services.desk import Desk
from jiesuo.services.papers import paper_before
from jiesuo.services.recognition import CLOSEST

FIRST, SECOND = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
PAPERS = ("screenshot", "passport", "names", "records", "photo")
BLOCKED = "import sys\nfor name in ('PIL', 'rapidocr', 'onnxruntime', 'cv2'):\n    sys.modules[name] = None\n"
Sit = Callable[..., Terminal]


@pytest.fixture
def sit(program: Program) -> Iterator[Sit]:
    opened: list[Terminal] = []

    def down(*arguments: str, more: dict[str, str] | None = None) -> Terminal:
        opened.append(Terminal(replace(program, more=more or {}), *arguments, rows=60))
        return opened[-1]

    yield down
    for terminal in opened:
        if terminal._status is None:
            terminal.kill()


@pytest.fixture
def without_extra(tmp_path: Path) -> dict[str, str]:
    """An environment in which nothing that the extra brings can be imported."""
    folder = tmp_path / "blocked"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(BLOCKED)
    return {"PYTHONPATH": f"{folder}:{Path(__file__).parents[2] / 'src'}"}


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert drawing.fonts_are_here(), "the fonts to draw with are missing: run .ci/system-needs"
    file = tmp_path_factory.mktemp("screens") / "the error.png"
    shown = drawing.Screen("此账户的支付功能已暂时禁用", "收银台", "dialog", ("取消", "确定"))
    screens.taken(shown, 0).save(file)
    return file


def choose(terminal: Terminal, paper: str, language: str = "en") -> str:
    """Open the papers and pick one."""
    menu = terminal.type("p")
    place = re.findall(rf"(\d)  {re.escape(say(language, f'paper_{paper}'))}", menu)
    return terminal.type(place[-1])


def answered(desk: Desk, case_id: str) -> dict[str, str]:
    return {name: seen.value for name, seen in desk.case(case_id).answers.items()}


@pytest.mark.parametrize("form", ["{}", "escaped"])
def test_a_picture_can_be_given_instead_of_words(sit: Sit, desk: Desk, screen: Path, form: str) -> None:
    terminal = sit()
    name = str(screen).replace(" ", "\\ ") if form == "escaped" else form.format(screen)
    shown = terminal.type("", name, "")
    case_id = desk.list()[0].case_id
    assert answered(desk, case_id)["message.tb_pay_disabled"] == "seen"
    assert answered(desk, case_id)["platform"] == "taobao"
    assert say("en", "paper_kept_message") in shown
    assert "the error.png" not in str(desk.store.read(case_id))


def test_a_question_says_which_paper_answers_it(sit: Sit, desk: Desk) -> None:
    case_id = desk.open("", "this_week", "en")
    desk.tell(case_id, "My foreign card is refused on Taobao")
    shown = sit("--case", case_id).text
    assert say("en", "paper_instead", what=say("en", "paper_screenshot")) in shown


def test_a_step_that_sends_a_picture_offers_to_check_it_first(sit: Sit, desk: Desk) -> None:
    case_id = desk.open("verify", "this_week", "en")
    desk.tell(case_id, "The app refused the photo of my passport")
    desk.answer(case_id, CLOSEST, "document_photo_rejected", ["document_photo_rejected"])
    for finding in ("has_passport_at_hand", "has_wallet"):
        desk.answer(case_id, finding, "yes")
    desk.answer(case_id, "upload_state", "refused")
    while (step := kept.advice_in(desk, case_id, "en", INTERVIEW).next).kind == "ask":
        desk.answer(case_id, step.step, UNKNOWN)
    assert paper_before(desk.model.pack, step.step) == "photo"
    terminal = sit("--case", case_id)
    assert say("en", "paper_instead", what=say("en", "paper_photo")) in terminal.text
    assert say("en", "paper_photo_file") in terminal.type("p", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_passport_can_be_typed(sit: Sit, desk: Desk, language: str) -> None:
    case_id = desk.open("", "this_week", language)
    terminal = sit("--case", case_id)
    choose(terminal, "passport", language)
    shown = terminal.type(FIRST, SECOND)
    assert say(language, "zone_expired") in shown
    assert say(language, "field_surname") in shown
    assert answered(desk, case_id)["passport_expired"] == "yes"


def test_what_cannot_be_read_leads_back_to_the_question(sit: Sit, desk: Desk) -> None:
    case_id = desk.open("", "this_week", "en")
    terminal = sit("--case", case_id)
    choose(terminal, "passport")
    shown = terminal.type(FIRST, "")
    assert say("en", "zone_missing_line") in " ".join(shown.split())
    assert say("en", "keys_short").split("·")[0] in shown
    choose(terminal, "screenshot")
    assert "There is no file nowhere.png" in terminal.type("nowhere.png")
    assert len(desk.case(case_id).events) == 1


def test_a_message_can_be_typed_where_a_screenshot_is_asked_for(sit: Sit, desk: Desk) -> None:
    case_id = desk.open("", "this_week", "en")
    terminal = sit("--case", case_id)
    choose(terminal, "screenshot")
    terminal.type("此账户的支付功能已暂时禁用")
    assert answered(desk, case_id)["message.tb_pay_disabled"] == "seen"


def test_records_are_laid_side_by_side_and_told_to_the_case(sit: Sit, desk: Desk) -> None:
    case_id = desk.open("", "this_week", "en")
    for finding, value in (("card_kind", "mainland"), ("platform", "alipay")):
        desk.answer(case_id, finding, value)
    terminal = sit("--case", case_id)
    choose(terminal, "records")
    terminal.type("2020-05-20", "q")
    assert answered(desk, case_id)["passport_expired"] == "yes"
    assert "2020-05-20" not in str(desk.store.read(case_id))


def test_a_picture_is_checked_before_it_is_sent_and_says_nothing_to_the_case(
    sit: Sit, desk: Desk, tmp_path: Path
) -> None:
    from PIL import Image

    file = tmp_path / "page.png"
    Image.new("RGB", (60, 40), "white").save(file)
    case_id = desk.open("", "this_week", "en")
    terminal = sit("--case", case_id)
    choose(terminal, "photo")
    shown = terminal.type(str(file))
    assert " ".join(say("en", "photo_too_small").split()[:5]) in shown
    assert len(desk.case(case_id).events) == 1


def test_nothing_chosen_goes_back(sit: Sit, desk: Desk) -> None:
    case_id = desk.open("", "this_week", "en")
    terminal = sit("--case", case_id)
    for paper in PAPERS[:3]:
        choose(terminal, paper)
        terminal.type("")
    terminal.type("p", "99")
    assert len(desk.case(case_id).events) == 1
    terminal.type("q")
    assert terminal.end() == 0


def test_without_the_extra_it_says_how_to_add_it_and_goes_on(
    sit: Sit, desk: Desk, screen: Path, without_extra: dict[str, str]
) -> None:
    terminal = sit(more=without_extra)
    shown = terminal.type("", str(screen), "")
    assert "pip install 'jiesuo[photo]'" in " ".join(shown.split())
    choose(terminal, "passport")
    assert say("en", "zone_expired") in terminal.type(FIRST, SECOND)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["passport", "--mrz", f"{FIRST}\n{SECOND}"], 0, "ERIKSSON"),
        (["names", "QUILL JANE", "Jane Quill"], 0, "same"),
        (["records", "-"], 0, "Passport number"),
        (["diagnose", "此账户的支付功能已暂时禁用"], 0, "Taobao"),
        (["passport", "SCREEN"], 1, "pip install 'jiesuo[photo]'"),
        (["photo", "SCREEN"], 1, "pip install 'jiesuo[photo]'"),
        (["screenshot", "SCREEN"], 1, "pip install 'jiesuo[photo]'"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_typed_ways_work_without_the_extra(
    program: Program,
    screen: Path,
    without_extra: dict[str, str],
    arguments: list[str],
    code: int,
    says: str,
) -> None:
    entries = b"passport: {document_number: E99887766}\nalipay: {document_number: D11223344}\n"
    asked = [str(screen) if item == "SCREEN" else item for item in arguments]
    said = replace(program, more=without_extra)(*asked, stdin=entries)
    assert said.returncode == code, said.stderr
    assert says in (said.stdout if code == 0 else said.stderr).decode()
    assert b"Traceback" not in said.stderr
