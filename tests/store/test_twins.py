"""The SQLite store and the memory store give the same answers to any series of calls."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from operator import methodcaller
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from jiesuo.errors import JiesuoError
from jiesuo.store.base import Event, Store
from jiesuo.store.memory import MemoryStore
from jiesuo.store.sqlite import SqliteStore

IDS = st.sampled_from(["a" * 26, "b" * 26, "案件" * 13])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
TIMES = st.datetimes().map(lambda time: time.isoformat() + "+00:00")
EVENTS = st.lists(st.builds(lambda at, value: {"at": at, "value": value}, TIMES, VALUES), max_size=3)


class Twins(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.sqlite = SqliteStore(self.folder / "cases.sqlite")
        self.memory = MemoryStore()

    def teardown(self) -> None:
        self.sqlite.close()
        shutil.rmtree(self.folder)

    def both(self, call: Callable[[Store], object]) -> None:
        assert _answer(self.sqlite, call) == _answer(self.memory, call)

    @rule(case_id=IDS, events=EVENTS)
    def create(self, case_id: str, events: list[Event]) -> None:
        self.both(lambda store: store.create(case_id, events))

    @rule(case_id=IDS, events=EVENTS)
    def append(self, case_id: str, events: list[Event]) -> None:
        self.both(lambda store: store.append(case_id, store.read(case_id)[0], events))

    @rule(case_id=IDS, version=st.integers(-1, 6), events=EVENTS)
    def append_blindly(self, case_id: str, version: int, events: list[Event]) -> None:
        self.both(lambda store: store.append(case_id, version, events))

    @rule(case_id=IDS)
    def forget(self, case_id: str) -> None:
        self.both(lambda store: store.forget(case_id))

    @rule()
    def start_again(self) -> None:
        self.sqlite.close()
        self.sqlite = SqliteStore(self.folder / "cases.sqlite")

    @invariant()
    def same_cases(self) -> None:
        self.both(lambda store: store.list())
        for line in self.memory.list():
            self.both(methodcaller("read", line.case_id))


def _answer(store: Store, call: Callable[[Store], object]) -> object:
    try:
        return call(store)
    except JiesuoError as error:
        return type(error), error.what, error.next_step


TestTwins = Twins.TestCase
TestTwins.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
