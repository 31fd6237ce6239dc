"""The matrix and its plan, against trying everything on small random matrices."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from alignment_twin import Everything
from hypothesis import given
from hypothesis import strategies as st

from jiesuo.core.alignment import FollowUp, Plan, Rates, Task, Tie, Visit, cheapest
from jiesuo.core.records import (
    ALL_COMPARED,
    BOTH_MISSING,
    PARTLY_COMPARED,
    Cell,
    Compared,
    Difference,
    Judge,
    Verdict,
    compare,
    next_cell,
    observations_from,
    pairs_that_count,
)
from jiesuo.knowledge.checked import checked
from jiesuo.knowledge.pack import Finding, Holder, RecordPair, Records

HOLDERS = ("paper", "bank", "wallet", "shop")
ATTRIBUTES = ("name", "number")
SEEDS = (*range(400), 2429)
"""2429: the best value is that of a holder who is tied to nobody."""


def same(a: str, b: str) -> bool:
    return a == b


def alike(a: str, b: str) -> bool:
    """A looser way to agree, which is not transitive."""
    return abs(ord(a) - ord(b)) <= 1


def random_task(seed: int) -> Task:
    """Up to four holders and two attributes, with gaps, loose ties, two visits and a new paper at times."""
    dice = random.Random(seed)
    cells = [(h, a) for h in HOLDERS for a in ATTRIBUTES if dice.random() < 0.85]
    entries = {cell: dice.choice("ABC") for cell in cells if dice.random() < 0.85}
    return Task(
        entries,
        list(random_ties(dice, cells)),
        random_visits(dice, cells),
        Rates(minute=dice.choice([1.5, 2, 4]), hour=dice.choice([0.2, 1.5, 12, 240])),
        frozenset(
            ("paper", "number") for _ in range(1) if dice.random() < 0.25 and ("paper", "number") in cells
        ),
        tuple(random_follow_ups(dice, cells)),
    )


def random_ties(dice: random.Random, cells: list[Cell]) -> Iterator[Tie]:
    for attribute in ATTRIBUTES:
        column = [cell for cell in cells if cell[1] == attribute]
        for i, a in enumerate(column):
            for b in column[i + 1 :]:
                if dice.random() < 0.7:
                    yield Tie(a, b, dice.choice([same, same, alike]))


def random_visit(dice: random.Random, holder: str, step: str, cells: list[Cell]) -> Visit:
    return Visit(
        holder,
        step,
        rank=dice.randrange(4),
        minutes=dice.choice([4, 10, 75, 180]),
        extra=dice.choice([0, 2, 5]),
        hours=dice.choice([0, 1, 36, 500]),
        price=dice.choice([0, 20, 800]),
        waits_for=frozenset(cell for cell in cells if dice.random() < 0.15),
    )


def random_visits(dice: random.Random, cells: list[Cell]) -> dict[Cell, Visit]:
    found: dict[Cell, Visit] = {}
    for holder in HOLDERS:
        shared = random_visit(dice, holder, "shared", cells)
        own = random_visit(dice, holder, "own", cells)
        for cell in (c for c in cells if c[0] == holder):
            movable = dice.random() < (0.85 if holder != "paper" else 0)
            if movable or cell == ("paper", "number"):
                found[cell] = own if dice.random() < 0.2 else shared
    # The paper changes only where it is renewed, which `random_task` decides after this.
    return found


def random_follow_ups(dice: random.Random, cells: list[Cell]) -> Iterator[FollowUp]:
    if dice.random() < 0.5:
        link = random_visit(dice, "link", "again", [])
        yield FollowUp(link, frozenset(cell for cell in cells if dice.random() < 0.4))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_plan_is_as_cheap_as_trying_everything(seed: int) -> None:
    task = unrenewed_paper_fixed(random_task(seed))
    plan = cheapest(task)
    left, cost = Everything(task).best()
    assert len(plan.left) == left
    assert plan.cost == pytest.approx(cost)
    assert_order_kept(plan)


def unrenewed_paper_fixed(task: Task) -> Task:
    visits = {cell: v for cell, v in task.visits.items() if cell[0] != "paper" or cell in task.renewed}
    return Task(task.entries, task.ties, visits, task.rates, task.renewed, task.follow_ups)


def assert_order_kept(plan: Plan) -> None:
    begun: list[str] = []
    for errand in plan.errands:
        assert set(errand.after) <= set(begun)
        begun.append(errand.visit.holder)


def test_the_random_tasks_are_not_all_easy() -> None:
    """Otherwise the comparison above would show nothing."""
    plans = [cheapest(unrenewed_paper_fixed(random_task(seed))) for seed in SEEDS]
    assert sum(len(plan.errands) >= 3 for plan in plans) > 60
    assert sum(bool(plan.left) for plan in plans) > 30
    assert sum(any(e.after for e in plan.errands) for plan in plans) > 60
    assert sum(any(len(e.attributes) > 1 for e in plan.errands) for plan in plans) > 30


@pytest.mark.parametrize("seed", range(60))
def test_the_paper_changes_only_when_it_is_renewed(seed: int) -> None:
    task = unrenewed_paper_fixed(random_task(seed))
    holders = {errand.visit.holder for errand in cheapest(task).errands}
    tied = {cell for tie in task.ties for cell in (tie.a, tie.b)}
    assert ("paper" in holders) == bool(task.renewed & tied)


@pytest.mark.parametrize("seed", range(60))
def test_where_all_agree_nothing_is_done(seed: int) -> None:
    task = random_task(seed)
    equal = Task(dict.fromkeys(task.entries, "A"), task.ties, task.visits, task.rates, frozenset(), ())
    plan = cheapest(equal)
    assert (plan.errands, plan.cost, plan.left) == ((), 0.0, ())


def test_waiting_runs_in_the_background_where_order_is_free() -> None:
    visits = {
        ("bank", "name"): Visit("bank", "b", 1, 60, 0, 1, 0),
        ("wallet", "number"): Visit("wallet", "w", 1, 6, 0, 36, 0),
    }
    ties = [
        Tie(("bank", "name"), ("paper", "name"), same),
        Tie(("wallet", "number"), ("paper", "number"), same),
    ]
    entries = {
        ("paper", "name"): "A",
        ("paper", "number"): "A",
        ("bank", "name"): "B",
        ("wallet", "number"): "B",
    }
    plan = cheapest(Task(entries, ties, visits, Rates(1, 1)))
    assert [errand.visit.holder for errand in plan.errands] == ["wallet", "bank"]
    assert plan.hours == pytest.approx(36.1)


def test_one_visit_serves_two_attributes() -> None:
    """Two cheap errands lose against one dear visit that mends both."""
    bank = Visit("bank", "b", 1, 75, 2, 0, 0)
    visits = {
        ("bank", "name"): bank,
        ("bank", "number"): bank,
        ("wallet", "name"): Visit("wallet", "n", 2, 50, 0, 0, 0),
        ("wallet", "number"): Visit("wallet", "m", 2, 50, 0, 0, 0),
    }
    ties = [Tie(("bank", a), ("wallet", a), same) for a in ATTRIBUTES]
    entries = {(h, a): h[0] for h in ("bank", "wallet") for a in ATTRIBUTES}
    plan = cheapest(Task(entries, ties, visits, Rates(1, 0)))
    assert [(e.visit.holder, e.attributes) for e in plan.errands] == [("bank", ATTRIBUTES)]
    assert plan.cost == pytest.approx(77)
    only_name = Task({c: v for c, v in entries.items() if c[1] == "name"}, ties, visits, Rates(1, 0))
    assert [e.visit.holder for e in cheapest(only_name).errands] == ["wallet"]


# --- comparing ------------------------------------------------------------------------------------------

FINDINGS = {f: Finding(kind="yes_no", group="g") for f in ("old_at_bank", "old_in_wallet", "other_phone")}


def pair(a: str, b: str, attribute: str, finding: str | None = None, **more: object) -> RecordPair:
    return checked(
        RecordPair, {"a": a, "b": b, "attribute": attribute, "how": "equal", "finding": finding, **more}
    )


def verdict(same_text: bool, secret: str = "") -> Verdict:
    return Verdict("agree") if same_text else Verdict("differs", (Difference("other", secret, secret),))


JUDGE: Judge = lambda _, a, b: verdict(a == b, a)  # noqa: E731
PAIRS = (
    pair("bank", "paper", "number", "old_at_bank"),
    pair("bank", "paper", "end", "old_at_bank"),
    pair("wallet", "paper", "number", "old_in_wallet"),
    pair("bank", "wallet", "number"),
)


def observed(entries: dict[Cell, str]) -> dict[str, tuple[str, float]]:
    seen = observations_from(compare(PAIRS, entries, JUDGE), FINDINGS)
    assert all(one.source == "records" and not one.quote for one in seen)
    return {one.finding: (one.value, one.reliability) for one in seen}


def test_a_difference_shows_and_agreement_shows_the_opposite() -> None:
    entries = {("paper", "number"): "1", ("bank", "number"): "0", ("wallet", "number"): "1"}
    assert observed(entries) == {"old_at_bank": ("yes", ALL_COMPARED), "old_in_wallet": ("no", ALL_COMPARED)}


def test_agreement_is_less_sure_while_a_pair_is_open() -> None:
    entries = {("paper", "number"): "1", ("bank", "number"): "1"}
    assert observed(entries) == {"old_at_bank": ("no", PARTLY_COMPARED)}


def test_nothing_known_shows_nothing() -> None:
    assert observed({}) == {}
    assert observed({("bank", "number"): "1"}) == {}


SECRET = st.text("QWXZ7389", min_size=6, max_size=9)


@given(st.dictionaries(st.sampled_from([(h, a) for h in HOLDERS for a in ("number", "end")]), SECRET))
def test_no_entry_shows_in_what_may_be_kept(entries: dict[Cell, str]) -> None:
    compared = compare(PAIRS, entries, JUDGE)
    kept = repr(compared) + repr(observations_from(compared, FINDINGS))
    assert not any(entry in kept for entry in entries.values())


RECORDS = Records(
    holders={
        "paper": Holder(order=0, attributes=["number", "phone"]),
        "bank": Holder(order=1, attributes=["number", "phone"]),
        "wallet": Holder(order=2, attributes=["number", "phone"]),
    },
    pairs=[
        pair("bank", "paper", "number", when={"card": ["mainland"]}),
        pair("bank", "wallet", "phone", when={"card": ["mainland"]}),
        pair("wallet", "paper", "number"),
        pair("wallet", "paper", "phone", when={"card": ["overseas"]}),
    ],
)


@pytest.mark.parametrize(
    ("answers", "known", "count"),
    [
        ({}, set(), 1),
        ({"card": "mainland"}, set(), 3),
        ({"card": "overseas"}, set(), 2),
        ({"card": "overseas"}, {("bank", "number")}, 2),
        ({}, {("bank", "number")}, 3),
        ({}, {("wallet", "number"), ("paper", "phone")}, 1),
    ],
)
def test_which_pairs_count(answers: dict[str, str], known: set[Cell], count: int) -> None:
    assert len(pairs_that_count(RECORDS, answers, known)) == count


@pytest.mark.parametrize("seed", range(100))
def test_the_next_cell_is_worth_most_for_its_time(seed: int) -> None:
    """Against a sum over all pairs for each cell, written the other way round."""
    dice = random.Random(seed)
    cells = [(h, a) for h in HOLDERS for a in ATTRIBUTES]
    known = {cell for cell in cells if dice.random() < 0.4}
    passed = {cell for cell in cells if cell not in known and dice.random() < 0.2}
    pairs = [pair(*dice.sample(HOLDERS, 2), dice.choice(ATTRIBUTES)) for _ in range(6)]
    chances = {id(p): dice.random() for p in pairs}
    minutes = {cell: dice.uniform(0.5, 6) for cell in cells}
    compared = compare(tuple(pairs), dict.fromkeys(known, "A"), JUDGE)
    found = next_cell(compared, known, passed, lambda p: chances[id(p)], minutes.__getitem__)

    def worth(cell: Cell) -> float:
        total = 0.0
        for p in pairs:
            ends = {(p.a, p.attribute), (p.b, p.attribute)}
            other = ends - {cell}
            if cell in ends and not other & passed:
                total += chances[id(p)] * (1 if other <= known else BOTH_MISSING)
        return total / minutes[cell]

    open_cells = [cell for cell in cells if cell not in known | passed]
    best = max(map(worth, open_cells), default=0)
    assert (found is None) == (best == 0)
    assert found is None or worth(found) == pytest.approx(best)


def test_a_cell_held_against_itself_needs_no_other() -> None:
    alone = pair("paper", "paper", "end", "old_at_bank", how="not_expired")
    compared = compare((alone,), {}, JUDGE)
    assert compared == (Compared(alone, Verdict("unknown")),)
    assert next_cell(compared, set(), set(), lambda _: 0.1, lambda _: 1) == ("paper", "end")
