"""What people might say, do and try under a random pack: updates drawn at random."""

from __future__ import annotations

import random

from jiesuo.core.belief import Removal, Repair, StillFails, Update
from jiesuo.core.evidence import Observation
from jiesuo.knowledge.pack import Pack


def random_observation(draw: random.Random, pack: Pack, *, tapped: bool = True) -> Observation:
    """One observation of any kind that the pack allows; own words and taps only if `tapped`."""
    kinds = ["finding"] * 6 + ["message", "route"] + (["telling", "closest"] if tapped else [])
    reliability = draw.choice((1.0, 0.9, 0.7))
    kind = draw.choice(kinds)
    slugs = sorted({pack.slug(cause) for cause in pack.causes})
    if kind == "message":
        return Observation(f"message.{draw.choice(list(pack.messages))}", "seen", reliability=reliability)
    if kind == "route":
        route = draw.choice(list(pack.routes))
        return Observation(f"route.{route}", draw.choice(("failed", "worked")), reliability=reliability)
    if kind == "telling":
        heard = tuple((slug, draw.uniform(-6, 0)) for slug in draw.sample(slugs, max(len(slugs) - 1, 1)))
        return Observation(
            "telling", "heard", weights=heard, reliability=reliability, quote=str(draw.random())
        )
    if kind == "closest":
        offered = tuple(draw.sample(slugs, min(3, len(slugs))))
        return Observation("closest", draw.choice((*offered, "none")), offered=offered, reliability=0.75)
    finding = draw.choice(list(pack.findings))
    return Observation(finding, draw.choice(pack.findings[finding].values), reliability=reliability)


def random_observations(seed: int, pack: Pack, count: int, *, tapped: bool = True) -> list[Observation]:
    draw = random.Random(seed)
    return [random_observation(draw, pack, tapped=tapped) for _ in range(count)]


def random_repair(draw: random.Random, pack: Pack) -> Repair:
    """Fixes of some causes; a third of them leave another cause in their place, so that chains occur."""
    causes = list(pack.causes)
    fixed = draw.sample(causes, draw.randint(1, min(3, len(causes))))
    fixes = {}
    for cause in fixed:
        later = causes[causes.index(cause) + 1 :]
        leaves = draw.choice(later) if later and draw.random() < 1 / 3 else None
        fixes[cause] = Removal(draw.choice((0.3, 0.8, 1.0)), leaves)
    return Repair(fixes)


def random_story(seed: int, pack: Pack, length: int) -> list[Update]:
    """Observations, and now and then a repair after which the goal mostly still fails."""
    draw = random.Random(seed)
    story: list[Update] = []
    while len(story) < length:
        if draw.random() < 0.25:
            story.append(random_repair(draw, pack))
            if draw.random() < 0.7:
                story.append(StillFails())
        else:
            story.append(random_observation(draw, pack))
    return story
