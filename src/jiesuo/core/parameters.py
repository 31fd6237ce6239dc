"""From the pack's numbers to the per-cause terms of each kind of finding.

`something_else` is a cause like the others here: its parameters are the prior-weighted average of the
known causes', which is exact because each kind is linear in them for one cause alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jiesuo.core.kinds import Context, Kind, NoisyMax, NoisyOr, OneSpeaks
from jiesuo.core.numerics import LEAST, Floats, below_one, clip
from jiesuo.errors import InputError
from jiesuo.knowledge.pack import Finding, Message, Pack

MESSAGE_LEAK = 0.003
"""How often a message comes up for no reason we know."""
MESSAGE_RATIO = {"settles": 100.0, "strong": 10.0, "weak": 3.0}
"""How many times more often it comes up with its likeliest cause."""
MESSAGE_MOST = 0.95
NONE_FITS = "none"
NONE_TOO_OFTEN = 0.5
"""Share of wrong taps that are on "none of these": who is in a hurry does not recognise their own situation
among eight more easily than they take another for it. A judgement."""

Stated = float | dict[str, float]


@dataclass(frozen=True)
class Parameters:
    """Makes the kind of each finding of a pack, with terms for its causes, something_else and the dummy."""

    pack: Pack
    weights: tuple[float, ...]
    """Prior shares of the known causes, in the pack's order; they add up to 1."""

    @cached_property
    def place(self) -> dict[str, int]:
        return {cause: index for index, cause in enumerate(self.pack.causes)}

    @cached_property
    def shares(self) -> Floats:
        return np.array(self.weights)

    @cached_property
    def _shown(self) -> dict[str, dict[int, Stated]]:
        """Finding -> place of a cause -> what it states about it."""
        table: dict[str, dict[int, Stated]] = {}
        for index, cause in enumerate(self.pack.causes.values()):
            for finding, stated in cause.shows.items():
                table.setdefault(finding, {})[index] = stated
        return table

    @cached_property
    def _makers(self) -> dict[str, Callable[[str, Finding], Kind]]:
        return {
            "yes_no": self._yes_no,
            "ordered": self._ordered,
            "choice": self._choice,
            "context": self._context,
        }

    def kind(self, name: str) -> Kind:
        """The kind of a finding, message, code or route; raises InputError for a name the pack lacks."""
        if name in self.pack.findings:
            finding = self.pack.findings[name]
            return self._makers[finding.kind](name, finding)
        group, _, rest = name.partition(".")
        if group in ("message", "code") and rest in self.pack.messages:
            return self._message(self.pack.messages[rest])
        if group == "route" and rest in self.pack.routes:
            return self._route(rest)
        raise InputError(f"The pack {self.pack.header.id} has no finding {name!r}.", "Use an id of the pack.")

    def telling(self, heard: Mapping[str, float]) -> Kind:
        """Own words: natural-log likelihood of slugs, up to a constant; the least for those without."""
        least = min(heard.values())
        logs = np.array([heard.get(self.pack.slug(cause), least) for cause in self.pack.causes])
        likelihood = self._with_else(np.exp(logs - logs.max())[None, :])
        average = likelihood[:, -2]
        return OneSpeaks(("heard",), likelihood, average, background=float(average[0]))

    def closest(self, offered: tuple[str, ...], right: float) -> Kind:
        """The situation that was tapped, of those offered; `something_else` is never one of them.

        `right` is the chance that the tap is on the right one; of the others `NONE_TOO_OFTEN` are on none.
        """
        values = (*offered, NONE_FITS)
        places = [
            values.index(slug) if slug in offered else -1 for slug in map(self.pack.slug, self.pack.causes)
        ]
        tapped = np.vstack([_tapped(len(values), place, right) for place in (*places, -1)])
        shares = np.hstack([tapped.T, np.zeros((len(values), 1))])
        return OneSpeaks(values, shares, np.full(len(values), 1.0 / len(values)))

    def _yes_no(self, name: str, finding: Finding) -> Kind:
        leak = finding.leak.get("yes", 0.0) if isinstance(finding.leak, dict) else finding.leak
        stated = {c: s.get("yes", 0.0) if isinstance(s, dict) else s for c, s in self._stated(name).items()}
        return self._noisy_or(("yes", "no"), stated, leak)

    def _route(self, route: str) -> Kind:
        causes = self.pack.causes.values()
        stated = {index: cause.blocks[route] for index, cause in enumerate(causes) if route in cause.blocks}
        return self._noisy_or(("failed", "worked"), stated, self.pack.routes[route].leak)

    def _message(self, message: Message) -> Kind:
        most = max(message.means.values(), default=1.0)
        ratio = MESSAGE_RATIO[message.strength] * MESSAGE_LEAK
        stated = {
            self._known(c): min(MESSAGE_MOST, ratio * share / most) for c, share in message.means.items()
        }
        return self._noisy_or(("seen",), stated, MESSAGE_LEAK, background=MESSAGE_LEAK)

    def _noisy_or(
        self,
        values: tuple[str, ...],
        stated: Mapping[int, float],
        leak: float,
        background: float | None = None,
    ) -> Kind:
        p = np.zeros((1, len(self.place)))
        p[0, list(stated)] = below_one(np.array(list(stated.values())))
        spared = np.log1p(-self._with_else(p)[0])
        return NoisyOr(values, 0, spared, float(np.log1p(-clip(leak))), background)

    def _ordered(self, name: str, finding: Finding) -> Kind:
        values = tuple(finding.values)
        harmless = _all_on(0, len(values))
        up_to = np.ones((len(values), len(self.place)))
        for cause, stated in self._stated(name).items():
            up_to[:, cause] = np.cumsum(_distribution(values, _on_worst(values, stated), harmless))
        leak = np.cumsum(_distribution(values, _on_worst(values, finding.leak), harmless))
        averaged = self._with_else(up_to)
        averaged[:, -1] = 1.0
        return NoisyMax(values, np.log(np.minimum(averaged, 1.0)), np.log(np.minimum(leak, 1.0)))

    def _choice(self, name: str, finding: Finding) -> Kind:
        values = tuple(finding.values)
        leak = _choice_leak(values, finding.leak)
        shares = np.tile(leak[:, None], len(self.place))
        for cause, stated in self._stated(name).items():
            if not isinstance(stated, dict):
                raise InputError(f"{name} is a choice, so each cause states its values.", "Mend the pack.")
            shares[:, cause] = _distribution(values, stated, leak)
        return OneSpeaks(values, self._with_else(shares), leak)

    def _context(self, name: str, finding: Finding) -> Kind:
        values = tuple(finding.values)
        base = _distribution(values, finding.base, _unstated(values, finding.base))
        factors = np.ones((len(values), len(self.place)))
        for index, cause in enumerate(self.pack.causes.values()):
            factors[:, index] = [max(cause.when.get(name, {}).get(value, 1.0), LEAST) for value in values]
        alone = factors * base[:, None]
        alone /= alone.sum(axis=0)
        factors = np.column_stack([factors, (alone @ self.shares) / base, np.ones(len(values))])
        return Context(values, np.log(factors), np.log(base))

    def _with_else(self, known: Floats) -> Floats:
        """Terms (V, C−1) of the known causes, then their average and the dummy's 0: (V, C+1)."""
        return np.column_stack([known, known @ self.shares, np.zeros(len(known))])

    def _stated(self, name: str) -> dict[int, Stated]:
        return self._shown.get(name, {})

    def _known(self, cause: str) -> int:
        if cause not in self.place:
            raise InputError(f"A message means {cause!r}, which is no cause of the pack.", "Mend the pack.")
        return self.place[cause]


def _tapped(count: int, place: int, right: float) -> Floats:
    """P(tapped (V,) | the situation at a place is the right one); the last is "none of these"."""
    wrong = np.full(count, 0.0 if count == 1 else 1.0)
    wrong[place] = 0.0
    if place not in (-1, count - 1) and count > 2:
        wrong[:-1] *= (1 - NONE_TOO_OFTEN) / (count - 2)
        wrong[-1] = NONE_TOO_OFTEN
    wrong *= (1 - right) / max(wrong.sum(), LEAST)
    wrong[place] = right if count > 1 else 1.0
    return wrong


def _all_on(place: int, count: int) -> Floats:
    row: Floats = np.eye(count)[place]
    return row


def _on_worst(values: tuple[str, ...], stated: Stated) -> dict[str, float]:
    """A bare number for an ordered finding is the chance of its worst value."""
    return stated if isinstance(stated, dict) else {values[-1]: stated}


def _choice_leak(values: tuple[str, ...], stated: Stated) -> Floats:
    """Leak of a choice; a bare number says nothing about the values, so all are alike."""
    known = stated if isinstance(stated, dict) else {}
    return _distribution(values, known, _unstated(values, known))


def _unstated(values: tuple[str, ...], stated: Mapping[str, float]) -> Floats:
    """Even distribution (V,) over the values that are not stated; if each is, in the stated proportions."""
    shares: Floats = np.array([float(value not in stated) for value in values])
    if not shares.any():
        shares = np.array([max(stated[value], LEAST) for value in values])
    shares /= shares.sum()
    return shares


def _distribution(values: tuple[str, ...], stated: Mapping[str, float], rest: Floats) -> Floats:
    """Distribution (V,) of the stated shares, what is missing to 1 spread by `rest`; none is 0 or 1."""
    shares: Floats = np.array([stated.get(value, 0.0) for value in values])
    shares = shares / max(shares.sum(), 1.0) + max(1.0 - shares.sum(), 0.0) * rest
    shares = np.maximum(shares, LEAST)
    shares /= shares.sum()
    return shares
