"""The guide's advice judged in the world: which of its steps help, how often, for whom, and what they cost.

python benchmarks/guide_steps.py [PEOPLE] > table.md

Each step is done alone, by the same people, each time from the start, and the wish is tried again. The
last rows compare doing with not doing where the guide says what to avoid or what to have ready.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping

from jiesuo.services.world_answers import card_kind
from jiesuo.world import gates
from jiesuo.world.numbers import load
from jiesuo.world.state import State
from jiesuo.world.world import World, act

NUMBERS = load()
GROUPS: Mapping[str, Callable[[State], bool]] = {
    "everybody": lambda s: True,
    "not verified": lambda s: not s.wallet.verified,
    "new passport": lambda s: s.person.renewed,
    "mainland card": lambda s: card_kind(s) == "mainland",
    "overseas card": lambda s: card_kind(s) == "overseas",
    "locked": lambda s: any(k and gates.shut(k, s) for k in (s.shop.lock, s.wallet.lock)),
    "screen hangs": lambda s: s.wallet.app.hangs,
}
STEPS: Mapping[str, tuple[str, ...]] = {
    "look at the identity status": ("look_at_identity",),
    "verify with passport and face": ("verify", "wait"),
    "scan the face again, light, no cover": ("scan_face",),
    "hand in the new passport page": ("update_passport", "wait"),
    "allow online use in the bank's app": ("switch_on",),
    "call the card's bank": ("call",),
    "take the card out and add it again": ("add_again",),
    "bank first, then add the card again": ("call", "add_again"),
    "clear the cache": ("clear_cache",),
    "Friend Pay": ("route.friend",),
    "pay from the balance": ("route.balance",),
    "unlock it yourself": ("unlock_oneself",),
    "live chat of the shop": ("chat", "wait"),
}


def people(number: int) -> Iterable[State]:
    for seed in range(number):
        world = World(NUMBERS)
        world.reset(f"guide/{seed}")
        yield world.state


def done(start: State, doings: Iterable[str]) -> State:
    """The same person after the doings and another try."""
    state = start.fork()
    for doing in doings:
        if doing == "call":
            doing = "call_bank" if card_kind(state) == "mainland" else "call_issuer"
        act(state, doing)
    if state.reached is None:
        act(state, "try_again")
    return state


def row(name: str, doings: tuple[str, ...], crowd: list[State]) -> str:
    after = [(start, done(start, doings)) for start in crowd]
    minutes = sum(end.spent.minutes for _, end in after) / len(after)
    harm = sum(len(end.harm) > len(start.harm) for start, end in after)
    cells = []
    for fits in GROUPS.values():
        own = [end for start, end in after if fits(start)]
        cells.append(f"{100 * sum(end.reached is not None for end in own) / len(own):.1f}" if own else "-")
    return f"| {name} | {' | '.join(cells)} | {minutes:.0f} | {harm} |"


def mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)


def avoided(number: int) -> Iterable[str]:
    """What the guide says to avoid or to have ready, against the contrary."""
    calm, restless, flags = [], [], 0
    for seed in range(number):
        world = World(NUMBERS)
        world.reset(f"first hour/{seed}", ("cooldown",), "log_in")
        start, knocked = world.state, world.state.fork()
        for _ in range(3):
            act(knocked, "route.password")
        if start.shop.lock and start.shop.lock.until and knocked.shop.lock and knocked.shop.lock.until:
            calm.append((start.shop.lock.until - start.now).total_seconds() / 3600)
            restless.append((knocked.shop.lock.until - start.now).total_seconds() / 3600)
            flags += knocked.shop.lock.flags > 0
    yield (
        f"| no log-in in the first hour | the lock ends in {mean(calm):.0f} h; after three log-ins in "
        f"{mean(restless):.0f} h ({flags} of {len(calm)} locks were in their first hour) |"
    )
    with_, without = [], []
    for seed in range(number):
        for reachable, found in ((True, with_), (False, without)):
            world = World(NUMBERS)
            world.reset(f"chat/{seed}", ("lock_dormant",), "log_in")
            world.state.person.number_works = reachable
            act(world.state, "chat")
            act(world.state, "wait")
            found.append(float(world.state.shop.lock is None))
    yield (
        f"| have the number of registration ready | the chat opens {100 * mean(with_):.0f} % of locks, "
        f"without it {100 * mean(without):.0f} % |"
    )


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    crowd = list(people(number))
    sizes = [sum(fits(state) for state in crowd) for fits in GROUPS.values()]
    print(f"Share (%) of {number} people of the world “{NUMBERS.id}” who reach their wish after it alone.\n")
    heads = [f"{name} ({size})" for name, size in zip(GROUPS, sizes, strict=True)]
    print(f"| step | {' | '.join(heads)} | minutes | harmed |")
    print(f"|---|{'---:|' * (len(GROUPS) + 2)}")
    print(row("nothing, only another try", (), crowd))
    print(row("nothing, only waiting and another try", ("wait",), crowd))
    for name, doings in STEPS.items():
        print(row(name, doings, crowd))
    print("\n| advice | effect |\n|---|---|")
    for line in avoided(max(100, number // 5)):
        print(line)


if __name__ == "__main__":
    main()
