"""A pretend phone to practise on, with jiesuo beside it. A game is all in its address: nothing is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from jiesuo.errors import NotFound
from jiesuo.interfaces import practising
from jiesuo.interfaces.web.site import Lang, Site, TheSite
from jiesuo.services import practice
from jiesuo.services.describe_step import menu_path
from jiesuo.services.practice import CASES, DRAWN, USUAL_SEED, Played, Practice, play
from jiesuo.services.practice_advice import Hint, hint
from jiesuo.services.practice_comment import Comment, comment
from jiesuo.services.practice_places import APPS, PLACES, WAIT, Place, open_moves, open_places
from jiesuo.world.numbers import GUIDE, Numbers
from jiesuo.world.numbers import load as load_world

room = APIRouter()

HINTS, COMMENTS = 512, 64
SEEDS = 100_000
"""People that the lot draws from."""


@cache
def _world() -> Numbers:
    return load_world(GUIDE)


@lru_cache(HINTS)
def _hint(site: Site, game: Practice, language: str) -> Hint:
    return hint(site.model, site.desk.readers, _world(), game, language)


@lru_cache(COMMENTS)
def _comment(site: Site, game: Practice, language: str) -> Comment:
    return comment(site.model, site.desk.readers, _world(), game, language)


@dataclass(frozen=True, eq=False)
class Table:
    """One look at one game."""

    site: Site
    request: Request
    language: str
    practice: Practice

    @cached_property
    def played(self) -> Played:
        return play(_world(), self.practice, self.language)

    @property
    def goal(self) -> str:
        return self.played.state.person.goal

    @cached_property
    def hint(self) -> Hint:
        return _hint(self.site, self.practice, self.language)

    @property
    def offered(self) -> dict[str, Place]:
        return dict(open_places(self.played.state))

    def address(self, game: Practice, *parts: str) -> str:
        return "/".join((f"/{self.language}/practise/{game.saved}", *parts))

    def at(self, *parts: str) -> str:
        """A page of this game."""
        return self.address(self.practice, *parts)

    def after(self, move: str, place: str = "") -> str:
        """The page after one more move, at a place of the phone."""
        return self.address(self.practice.then(move), *(("at", place) if place else ())) + "#phone"

    def opened(self, name: str) -> str:
        """The page of a place: some cost a look to open."""
        look = PLACES[name].look
        return self.after(look, name) if look and not self.practice.full else f"{self.at('at', name)}#phone"

    def show(self, template: str, **facts: Any) -> HTMLResponse:
        given = {"back": f"/{self.language}/practise", "table": self, "words": practising, **facts}
        return self.site.render(self.request, self.language, template, **given)


def table(request: Request, language: Lang, saved: str) -> Table:
    """The game of an address; raises NotFound for anything else."""
    return Table(request.app.state.site, request, language, practice.load(saved))


TheTable = Annotated[Table, Depends(table)]


@room.get("/{language}/practise", response_class=HTMLResponse)
def choose(request: Request, language: Lang, site: TheSite) -> HTMLResponse:
    """Which trouble."""
    starts = {case: Practice(case, USUAL_SEED[case]).saved for case in CASES}
    return site.render(request, language, "practise.html", starts=starts, back=f"/{language}/")


@room.get("/{language}/practise/lot")
def draw(language: Lang) -> RedirectResponse:
    """Somebody by lot."""
    start = Practice(DRAWN, secrets.randbelow(SEEDS))
    return RedirectResponse(f"/{language}/practise/{start.saved}", 303, {"cache-control": "no-store"})


@room.get("/{language}/practise/{saved}", response_class=HTMLResponse)
def home(table: TheTable) -> HTMLResponse:
    """The phone's home screen."""
    return _phone(table, "")


@room.get("/{language}/practise/{saved}/at/{name}", response_class=HTMLResponse)
def place(table: TheTable, name: str) -> HTMLResponse:
    """One screen of the phone; one that this person no longer has is the home screen."""
    if name not in PLACES:
        raise NotFound("There is no such place on the pretend phone.")
    return _phone(table, name if name in table.offered else "")


def _phone(table: Table, name: str) -> HTMLResponse:
    here = PLACES[name] if name else None
    full = table.practice.full
    return table.show(
        "practise_phone.html",
        name=name,
        here=here,
        path=menu_path(table.site, here.path) if here and here.path else None,
        rows=[row for screen in (here.shows if here else ()) for row in _rows(table, screen)],
        moves=open_moves(table.played.state, name) if name and not full else (),
        apps=APPS,
        wait=WAIT,
        undo=Practice(table.practice.case, table.practice.seed, table.practice.moves[:-1]),
    )


def _rows(table: Table, screen: str) -> list[tuple[practising.Said, practising.Said]]:
    return list(practising.facts(table.language, table.played, screen))


@room.get("/{language}/practise/{saved}/comment", response_class=HTMLResponse)
def afterwards(table: TheTable) -> HTMLResponse:
    """How it went."""
    found = _comment(table.site, table.practice, table.language)
    again = Practice(table.practice.case, table.practice.seed)
    return table.show("practise_comment.html", found=found, again=again, back=table.at())
