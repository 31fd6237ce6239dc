"""What all pages share: the desk, the templates, and one look at one case."""

from __future__ import annotations

import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from threading import Lock
from typing import Annotated, Any, Literal

from fastapi import Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from pydantic import BeforeValidator

from jiesuo.core.case import Case, Event
from jiesuo.core.model import Model
from jiesuo.errors import NotFound
from jiesuo.interfaces import phrasing
from jiesuo.interfaces.kept import case_in
from jiesuo.interfaces.settings import LANGUAGES
from jiesuo.interfaces.web import links
from jiesuo.interfaces.web.style import STYLE
from jiesuo.knowledge.pack import Pack
from jiesuo.services import describe
from jiesuo.services.advice import Advice, Next, Stop
from jiesuo.services.advise import INTERVIEW, advise, ask, next_step, view_of
from jiesuo.services.choose import Pick
from jiesuo.services.desk import Desk
from jiesuo.services.intake import LONGEST
from jiesuo.services.options import View
from jiesuo.services.wording import Wording, wording

PICKS = 2048
HERE = Path(__file__).parent
Lang = Literal["en", "zh-Hans", "ja"]
HAN = re.compile(r"[\u3400-\u9fff](?:[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]*[\u3400-\u9fff])?")
OWN_NAMES = {"en": "English", "zh-Hans": "中文", "ja": "日本語"}


@cache
def words(language: str) -> Mapping[str, str]:
    """The page's own texts in a language; those that it shares with the terminal stand there."""
    loaded: dict[str, str] = json.loads((HERE / "words" / f"{language}.json").read_bytes())
    return {**phrasing.words(language), **loaded}


def say(language: str, key: str, **slots: object) -> str:
    return words(language)[key].format(**slots)


@dataclass(frozen=True, eq=False)
class Site:
    """One running page.

    `address`: where others reach it; `uploads`: whether it takes pictures; `invite`: what a link needs
    behind it so that another device may open it.
    """

    desk: Desk
    address: str = "http://127.0.0.1:8642"
    uploads: bool = False
    invite: Callable[[], str] = lambda: ""
    picks: Picks = field(default_factory=lambda: Picks())
    templates: Environment = field(default_factory=lambda: environment())

    @property
    def model(self) -> Model:
        return self.desk.model

    @property
    def pack(self) -> Pack:
        return self.desk.model.pack

    def render(
        self, request: Request, language: str, template: str, status: int = 200, **facts: Any
    ) -> HTMLResponse:
        """A page in a language; `rest` is the path behind the language, for the switch."""
        rest = request.url.path.removeprefix(f"/{language}")
        page = self.templates.get_template(template).render(
            language=language,
            languages=OWN_NAMES,
            rest=rest if rest.startswith("/") else "/",
            say=lambda key, **slots: say(language, key, **slots),
            length=lambda hours: phrasing.length(hours, language),
            frequency=lambda chance: phrasing.frequency(chance, language),
            pack_text=wording(self.pack, language).text,
            uploads=self.uploads,
            **{"at": None, "back": "", **facts},
        )
        return HTMLResponse(page, status)


def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.globals["static"] = static_address
    made.globals["style"] = STYLE
    made.filters["instant"] = lambda at: at.isoformat(timespec="seconds")
    made.filters["moment"] = phrasing.moment
    made.filters["tenths"] = phrasing.tenths
    made.filters["han"] = _chinese_marked
    made.filters["amount"] = lambda value: f"{value:g}" if value < 1 else f"{value:.0f}"
    made.filters["gaps"] = lambda text: re.sub(r"\{\w+\}", "____", text)
    return made


@pass_context
def _chinese_marked(context: Context, text: str) -> Markup:
    """A text with its Chinese words marked, for voices and fonts; inside Japanese they cannot be told."""
    if context["language"] != "en":
        return escape(text)
    return Markup(HAN.sub(r'<span lang="zh-Hans">\g<0></span>', str(escape(text))))


@cache
def static_address(name: str) -> str:
    """A file's address with its content's mark, so that it may be kept for ever."""
    mark = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{mark}/{name}"


@dataclass(eq=False)
class Picks:
    """The latest choices of what comes next, most of a page's work: a form and the page that it leads to
    need the same one, as do Back and reload within the minute. Only ids of the pack rest here.
    """

    found: OrderedDict[Hashable, Pick] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def of(self, state: Hashable, work: Callable[[], Pick]) -> Pick:
        with self.lock:
            known = self.found.get(state)
        if known is None:
            known = work()
            with self.lock:
                self.found[state] = known
                while len(self.found) > PICKS:
                    self.found.popitem(last=False)
        return known


@dataclass(frozen=True, eq=False)
class Look:
    """One look at one case: who asks for it holds its secret."""

    site: Site
    request: Request
    language: str
    secret: str

    @property
    def desk(self) -> Desk:
        return self.site.desk

    @property
    def case_id(self) -> str:
        return links.id_of(self.secret)

    @cached_property
    def case(self) -> Case:
        """The case in the language of the page, whatever it was opened in."""
        return case_in(self.desk, self.case_id, self.language)

    @cached_property
    def view(self) -> View:
        """The case as the planner sees it, at the time of the look."""
        return view_of(self.site.model, self.case, self.desk.clock())

    @cached_property
    def advice(self) -> Advice:
        return advise(
            self.site.model, self.case, self.desk.clock(), INTERVIEW, lambda view, _: self._picked(view)
        )

    @cached_property
    def pick(self) -> Pick:
        """What comes next, without putting anything into words."""
        return self._picked(self.view)

    def _picked(self, view: View) -> Pick:
        holds = tuple(hold.id for hold in view.holds)
        moment = view.now.replace(second=0, microsecond=0)
        state = (self.case_id, self.case.opened.at, len(self.case.events), holds, moment)
        return self.site.picks.of(state, lambda: next_step(view, INTERVIEW))

    @property
    def stops(self) -> tuple[Stop, ...]:
        """What not to do now, so that a question does not push it off the screen."""
        return describe.stops(self.view, self.words)

    def question(self, finding: str) -> Next:
        return ask(self.site.model, self.case, self.desk.clock(), finding)

    def afresh(self) -> Look:
        """The same after something was added."""
        return Look(self.site, self.request, self.language, self.secret)

    @property
    def words(self) -> Wording:
        return wording(self.site.pack, self.language)

    def at(self, *parts: str) -> str:
        """The address of a page of this case."""
        return "/".join((f"/{self.language}/case/{self.secret}", *parts))

    def go(self, *parts: str) -> RedirectResponse:
        """Send the browser on with a plain read, so that Back and reload repeat nothing."""
        return RedirectResponse(self.at(*parts), 303)

    def show(self, template: str, status: int = 200, **facts: Any) -> HTMLResponse:
        return self.site.render(
            self.request,
            self.language,
            template,
            status,
            at=self.at,
            version=len(self.case.events),
            closed=self.case.closed,
            **facts,
        )

    def said_already(self, version: int, event: Event) -> bool:
        """Whether the case moved on since the form was shown, and its last event says the same.

        So a second tap on a slow line, or a reload, does not count twice.
        """
        last = self.case.live[-1]
        return version < len(self.case.events) and replace(last, at=event.at) == event


def look(request: Request, language: Lang, secret: str) -> Look:
    """The case of a link; raises NotFound for what is no link, without asking the store."""
    if not links.is_secret(secret):
        raise NotFound("There is no such case here.")
    return Look(request.app.state.site, request, language, secret)


def site(request: Request) -> Site:
    found: Site = request.app.state.site
    return found


NO_LETTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters and code points that no HTML page may hold."""


def _typed(text: object) -> object:
    """Line ends as the text field counted them, since forms send each as two letters; letters only."""
    return NO_LETTERS.sub(" ", text.replace("\r\n", "\n")) if isinstance(text, str) else text


OwnWords = Annotated[str, BeforeValidator(_typed), Form(max_length=LONGEST)]
"""One telling, refused where the reader would cut it off: reading takes 20 ms for each thousand letters."""
TheSite = Annotated[Site, Depends(site)]
TheCase = Annotated[Look, Depends(look)]
assert set(OWN_NAMES) == set(LANGUAGES)
