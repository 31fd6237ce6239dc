"""The page of figures: whole, without scripts, and fetching nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

from click.testing import CliRunner

from jiesuo.interfaces.cli.evaluate import evaluate
from jiesuo.interfaces.drawing import Scale, curve, dots, ranges

KEYS = {
    "cost_mean",
    "cost_ci",
    "minutes_mean",
    "hours_to_goal_mean",
    "hours_to_repair_mean",
    "solved",
    "harmful",
    "steps_mean",
    "questions_mean",
}


def test_json_and_page_of_a_small_run(tmp_path: Path) -> None:
    file = tmp_path / "world.html"
    asked = ["world", "--people", "5", "--jobs", "1", "--policy", "jiesuo", "--policy", "guide"]
    run = CliRunner().invoke(evaluate, [*asked, "--policy", "oracle", "--json", "--page", str(file)])
    assert run.exit_code == 0, run.output
    found = json.loads(run.stdout)
    assert set(found) == {"world", "people", "seed", "policies", "paired", "ece"}
    assert set(found["policies"]) == {"jiesuo", "guide", "oracle"}
    assert all(set(row) == KEYS for row in found["policies"].values())
    assert set(found["paired"]) == {"jiesuo/guide", "jiesuo/oracle"}
    page = file.read_text("utf-8")
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="', page)
    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(pictures) == 3
    for picture in pictures:
        assert ElementTree.fromstring(picture).find("{*}title") is not None


def test_pictures_escape_names_and_stay_inside() -> None:
    picture = ranges("a < b", {"x & y": (0, 1, 2, 3, 4, 2.5)})
    assert ElementTree.fromstring(picture) is not None
    for svg in (picture, dots("d", {"one": [1.0, 4.0]}, ["p", "q"]), curve("c", [(0.1, 0.2, 3)])):
        xs = [float(x) for x in re.findall(r'\bcx="([\d.]+)"', svg)]
        assert all(0 <= x <= 760 for x in xs)


def test_scale_keeps_the_order() -> None:
    scale = Scale(100.0)
    places = [scale.at(value) for value in (0, 1, 10, 50, 100)]
    assert places == sorted(places)
    assert len(set(places)) == 5
