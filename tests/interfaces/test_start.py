"""What a cold start must do without: each of these libraries costs more than a tenth of the whole command."""

from __future__ import annotations

import subprocess
import sys

import pytest
from program import Program

SPARED = {"pydantic", "pydantic_core", "yaml", "sqlite3", "numpy.ma", "pypinyin", "jiesuo.services.desk"}
LOADED = """
import sys
from jiesuo.interfaces.cli.main import jiesuo
jiesuo(["diagnose", *sys.argv[1:]], standalone_mode=False)
print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize(
    "told", ["my card was declined and the face check fails", "身份信息不一致, I cannot"]
)
@pytest.mark.parametrize("manner", [(), ("--json",)])
def test_advice_on_a_telling_loads_nothing_that_it_does_not_use(
    program: Program, told: str, manner: tuple[str, ...]
) -> None:
    command = [sys.executable, "-c", LOADED, told, *manner]
    ended = subprocess.run(command, env=program.environment, capture_output=True, text=True, check=True)
    assert not SPARED & set(ended.stderr.split())
    assert "numpy" in ended.stderr.split()
