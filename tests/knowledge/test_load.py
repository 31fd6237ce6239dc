"""A folder is a pack, or every fault of it at once."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from jiesuo.errors import InputError, PackError
from jiesuo.knowledge.checked import checked, written
from jiesuo.knowledge.lint.run import lint
from jiesuo.knowledge.load import load, read
from jiesuo.knowledge.pack import PROBABILITY_WORDS, Pack


def test_the_records_say_what_the_files_say(pack_folder: Path) -> None:
    pack = load(pack_folder)
    raw = yaml.safe_load((pack_folder / "causes.yaml").read_text())
    assert list(pack.causes) == list(raw)
    assert pack.causes["card_expired"].blocks["own_card"] == PROBABILITY_WORDS["usually"]
    assert pack.holds["wait_after_lock"].lasts == timedelta(hours=1)
    assert pack.findings["card_works_elsewhere"].values == ["yes", "no"]


def test_messages_and_codes_become_one_table(pack_folder: Path) -> None:
    assert list(load(pack_folder).messages) == ["cashier.closed", "card_refused"]


def test_words_in_one_file_or_in_parts_are_the_same(pack_folder: Path) -> None:
    in_parts = load(pack_folder).words["zh-Hans"]
    folder = pack_folder / "words" / "zh-Hans"
    text = "".join(file.read_text(encoding="utf-8") for file in sorted(folder.iterdir()))
    for file in folder.iterdir():
        file.unlink()
    (pack_folder / "words" / "zh-Hans.yaml").write_text(text, encoding="utf-8")
    assert load(pack_folder).words["zh-Hans"] == in_parts


def test_parts_may_share_a_kind(pack_folder: Path) -> None:
    extra = pack_folder / "words" / "en"
    extra.mkdir()
    (extra / "more.yaml").write_text("messages:\n  cashier.closed: {meaning: Too late.}\n")
    words = load(pack_folder).words["en"]["messages"]
    assert set(words) == {"card_refused", "cashier.closed"}


def test_all_faults_come_at_once_sorted_by_place(pack_folder: Path) -> None:
    causes = pack_folder / "causes.yaml"
    causes.write_text(causes.read_text().replace("who: bank", "who: banks").replace("prior: 1", "prior: -1"))
    (pack_folder / "holds.yaml").write_text("holds: {}\nholds: {}\n")
    with pytest.raises(PackError) as raised:
        load(pack_folder)
    places = [(c.file, c.line) for c in raised.value.complaints]
    assert places == [("causes.yaml", 3), ("causes.yaml", 18), ("causes.yaml", 28), ("holds.yaml", 2)]


def test_one_place_brings_one_complaint_though_two_types_failed(pack_folder: Path) -> None:
    causes = pack_folder / "causes.yaml"
    causes.write_text(causes.read_text().replace("mail_received: often", "mail_received: [often]"))
    complaints = read(pack_folder).complaints
    assert [c.path for c in complaints] == ["name_differs.shows.mail_received"]


def test_an_unreadable_file_hides_no_fault_of_the_others_and_adds_none(pack_folder: Path) -> None:
    (pack_folder / "pack.yaml").write_text("id: [")
    (pack_folder / "situations.yaml").unlink()
    assert [c.file for c in read(pack_folder).complaints] == ["pack.yaml", "situations.yaml"]


def test_a_folder_without_header_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"pack\.yaml"):
        load(tmp_path)


def test_a_pack_survives_json(pack_folder: Path) -> None:
    pack = load(pack_folder)
    assert checked(Pack, json.loads(json.dumps(written(pack, leave_out_defaults=True)))) == pack


def test_what_no_part_of_a_language_has_is_missing_in_the_language_not_in_one_part(pack_folder: Path) -> None:
    others = pack_folder / "words" / "zh-Hans" / "others.yaml"
    others.write_text(
        others.read_text(encoding="utf-8").replace("goals: {pay: 付款, check: 确认一切正常}\n", "")
    )
    found = lint(pack_folder, date(2026, 11, 20))
    assert {complaint.file for complaint in found} == {"words/zh-Hans.yaml"}
