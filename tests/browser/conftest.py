from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import chromium
from playwright.sync_api import Browser
from program import Program
from served import MORNING, TWO_DAYS_LATER, Serve, Served, serve

from jiesuo.knowledge import catalog
from jiesuo.knowledge.pack import Pack


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def pack(cache: Path) -> Pack:
    """The pack that comes along; its compiled form is left for the servers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        return catalog.open_by_id()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, cache: Path, pack: Pack) -> Program:
    """A file of cases for all tests that may share one."""
    return Program(tmp_path_factory.mktemp("cases") / "cases.sqlite", cache)


@pytest.fixture(scope="session")
def served(shared: Program) -> Iterator[Served]:
    """The page at the present time."""
    started = serve(shared)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def morning(shared: Program) -> Iterator[Served]:
    started = serve(shared, MORNING)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def later(shared: Program) -> Iterator[Served]:
    """The same cases two days after that morning."""
    started = serve(shared, TWO_DAYS_LATER)
    yield started
    started.stop()


@pytest.fixture
def program(tmp_path: Path, cache: Path, pack: Pack) -> Program:
    return Program(tmp_path / "cases.sqlite", cache)


@pytest.fixture
def serve_at(program: Program) -> Iterator[Serve]:
    """Start the page at a time; started again it finds the cases of before."""
    started: list[Served] = []

    def start(now: str = "", port: int = 0) -> Served:
        for earlier in started:
            earlier.stop()
        started[:] = [serve(program, now, port)]
        return started[0]

    yield start
    for left in started:
        left.stop()
