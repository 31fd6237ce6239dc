"""The measure itself: it counts right, and the tool never sees what it must not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jiesuo.core.model import Model
from jiesuo.errors import InputError
from jiesuo.services import evaluate
from jiesuo.services.evaluate import Answers, Score, ToldCase
from jiesuo.services.intake import Readers

ROW: dict[str, Any] = {
    "id": "made-up-1",
    "language": "en",
    "platform": "alipay",
    "narrative": "My foreign card was refused when I paid at Taobao.",
    "messages": ["Payment failed"],
    "facts": {"secret": "the face scan keeps failing"},
    "meta": {"fit": "core", "rules_era": "from 2023-07", "fix": "redo the face scan"},
    "cause": "face_scan_failed",
    "cause_alternatives": ["device_not_supported"],
    "cause_confirmed": True,
}


def written(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def test_only_narrative_and_messages_reach_the_tool(tmp_path: Path) -> None:
    (case,) = evaluate.read_cases(written(tmp_path, ROW))
    assert case.text == "My foreign card was refused when I paid at Taobao.\nPayment failed"


def test_what_is_right_and_the_groups(tmp_path: Path) -> None:
    (case,) = evaluate.read_cases(written(tmp_path, ROW))
    assert case.right == {"face_scan_failed", "device_not_supported"}
    assert set(case.groups) == {
        "all",
        "core",
        "core_confirmed",
        "since_2023_07",
        "lang_en",
        "platform_alipay",
    }


def test_the_other_wallet_is_not_core(tmp_path: Path) -> None:
    (case,) = evaluate.read_cases(written(tmp_path, {**ROW, "platform": "wechatpay"}))
    assert set(case.groups) == {"all", "since_2023_07", "lang_en", "platform_wechatpay"}


def test_changing_what_is_for_scoring_changes_nothing_but_the_score(
    tmp_path: Path, model: Model, readers: Readers
) -> None:
    other = {**ROW, "cause": "refund_pending", "cause_alternatives": [], "facts": {}, "meta": {"fit": "core"}}
    one, two = (evaluate.read_cases(written(tmp_path, row))[0] for row in (ROW, other))
    a = evaluate.play(one, 1, "words", Answers(), model, readers)
    b = evaluate.play(two, 1, "words", Answers(), model, readers)
    assert (a.stated, a.questions, a.harmful) == (b.stated, b.questions, b.harmful)


def test_a_line_that_is_not_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text('{"id": "a"}\n{oops\n', "utf-8")
    with pytest.raises(InputError, match=r"broken\.jsonl:2"):
        evaluate.read_answers(path)


def score(rank: int, stated: float, questions: int | None = None) -> Score:
    case = ToldCase("x", "", frozenset({"a"}), "a", ("all",))
    return Score(case, rank, rank, stated, questions, ())


def test_the_figures_by_hand() -> None:
    found = evaluate.figures([score(0, 0.9, 2), score(1, 0.6, 4), score(5, 0.2, 6), score(0, 0.5, 8)])
    assert (found["top1"], found["top3"]) == (0.5, 0.75)
    assert found["brier"] == pytest.approx((0.01 + 0.36 + 0.04 + 0.25) / 4)
    # Hit rate of the others: 1/3 for a hit, 2/3 for a miss; both are wrong by 2/3.
    assert found["brier_base"] == pytest.approx(4 / 9, abs=1e-4)
    assert found["questions_median"] == 5


def test_a_wrong_tap_is_on_a_situation_that_does_not_fit() -> None:
    assert evaluate._tap(("a", "b", "c"), ("b",), wrong=False) == "b"
    assert evaluate._tap(("a", "b", "c"), ("b",), wrong=True) == "a"
    assert evaluate._tap(("b",), ("b",), wrong=True) == "none"
    assert evaluate._tap(("a", "c"), ("b",), wrong=False) == "none"


def test_the_interval_of_wilson() -> None:
    low, high = evaluate.interval(0.5, 10)
    assert (low, high) == (pytest.approx(0.2366, abs=1e-4), pytest.approx(0.7634, abs=1e-4))
