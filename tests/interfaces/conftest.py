from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from program import Call, Program, Said

from jiesuo.core.model import Model, build
from jiesuo.interfaces import chosen
from jiesuo.interfaces.cli import main
from jiesuo.knowledge import catalog
from jiesuo.services.desk import Desk
from jiesuo.services.intake import Readers, readers_of
from jiesuo.store.sqlite import SqliteStore


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def known(cache: Path) -> tuple[Model, Readers]:
    """The pack that comes along, read once; its compiled form is left for the processes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        pack = catalog.open_by_id()
    return build(pack), readers_of(pack, catalog.find().folder)


@pytest.fixture
def program(tmp_path: Path, cache: Path, known: tuple[Model, Readers]) -> Program:
    return Program(tmp_path / "cases.sqlite", cache)


@pytest.fixture
def desk(program: Program, known: tuple[Model, Readers]) -> Desk:
    """The desk at which the program's cases lie."""
    return Desk(SqliteStore(program.database), *known)


@pytest.fixture
def call(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    program: Program,
    known: tuple[Model, Readers],
) -> Call:
    """The command line inside this process: quick, with the pack that was read before."""
    monkeypatch.setattr(chosen, "model_and_readers", lambda: known)
    for name, value in program.environment.items():
        monkeypatch.setenv(name, value)

    def called(*arguments: str, stdin: bytes = b"") -> Said:
        monkeypatch.setattr(sys, "argv", ["jiesuo", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main.run()
        captured = capsys.readouterr()
        return Said(end.value.code, captured.out, captured.err)

    return called
