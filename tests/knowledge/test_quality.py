"""Each promise of a pack that says how it is checked names a rule of the lint, or a file of its examples."""

from __future__ import annotations

from pathlib import Path

import pytest

import jiesuo
from jiesuo.knowledge.lint.run import RULES, rule_name
from jiesuo.knowledge.load import load
from jiesuo.knowledge.pack import Promise

FOLDER = Path(jiesuo.__file__).parent / "packs" / "taobao-alipay"
CHECKED = [(name, promise) for name, promise in load(FOLDER).quality.items() if promise.check]


@pytest.mark.parametrize(("name", "promise"), CHECKED, ids=[name for name, _ in CHECKED])
def test_the_check_exists(name: str, promise: Promise) -> None:
    rules = {rule_name(rule) for rule in RULES}
    is_example = (FOLDER / f"{promise.check}.yaml").is_file()
    assert promise.check in rules or is_example, f"{name}: no check {promise.check}"


def test_what_is_not_done_says_why() -> None:
    silent = [n for n, p in load(FOLDER).quality.items() if p.state != "done" and not p.reason]
    assert silent == []
