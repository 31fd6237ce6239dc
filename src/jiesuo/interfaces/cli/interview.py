"""`jiesuo` alone: the interview in the terminal. Text piped in is diagnosed at once instead.

One thing at a time: stop, now and a way round come first, then a question or a step, then how it went.
Every answer is kept the moment it is given, so that nothing is lost when the window closes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from jiesuo.interfaces import kept, shelf, wiring
from jiesuo.interfaces import settings as environment
from jiesuo.interfaces.cli import show, terminal
from jiesuo.interfaces.cli.asking import FIRST_SCREEN, back, choose, hear, put
from jiesuo.interfaces.cli.doing import guide, ways
from jiesuo.interfaces.cli.handing_over import summary
from jiesuo.interfaces.cli.returning import resume
from jiesuo.interfaces.cli.talk import Afresh, Leave, Talk, Ways
from jiesuo.interfaces.cli.terminal import Terminal
from jiesuo.interfaces.phrasing import moment, say
from jiesuo.services.advice import Advice
from jiesuo.services.desk import Desk
from jiesuo.services.wording import wording

USUAL_SITUATION = "this_week"
OFFERED_FOR = timedelta(days=14)
"""Time for which an open case is offered when the interview begins."""


def interview(lang: str | None, case_id: str | None, situation: str | None, now: str | None) -> None:
    """Tell what goes wrong, answer a few questions, and be led to the way out."""
    settings = environment.read()
    desk = wiring.desk(settings, now, runs=True)
    screen = terminal.of_output(settings.colour)
    terminal.prepare()
    language = lang or settings.language
    known = shelf.find(desk.store, case_id) if case_id else _unfinished(desk, language, screen)
    if known is None:
        _lead(_begun(desk, language, situation, screen), None)
    else:
        _lead(Talk(desk, known, lang or desk.case(known).language, screen), resume)


def _unfinished(desk: Desk, language: str, screen: Terminal) -> str | None:
    """The latest case, if it is open and not old and the person wants to go on with it."""
    latest = next(iter(desk.list()), None)
    if latest is None or desk.clock() - datetime.fromisoformat(latest.updated_at) > OFFERED_FOR:
        return None
    if desk.case(latest.case_id).closed:
        return None
    meanings = show.meanings(kept.advice_in(desk, latest.case_id, language))[: show.FEW_MEANINGS]
    when = moment(datetime.fromisoformat(latest.updated_at), language)
    screen.write([say(language, "going_on", when=when), *([f"  {' · '.join(meanings)}"] if meanings else [])])
    chosen = _chosen(language, screen, [say(language, key) for key in ("go_on_with_it", "begin_new")], 0)
    return latest.case_id if chosen == 0 else None


def _begun(desk: Desk, language: str, situation: str | None, screen: Terminal) -> Talk:
    """A new case, opened when something has been told, and what that telling means."""
    screen.write([say(language, "welcome"), say(language, "never")])
    urgency = situation or _situation(desk, language, screen)
    screen.write(["", say(language, "tell")])
    told = terminal.paragraph("> ")
    talk = Talk(desk, desk.open("", urgency, language), language, screen)
    if not told:
        talk.say("nothing_told")
        return talk
    hear(talk, told, *FIRST_SCREEN)
    return talk


def _situation(desk: Desk, language: str, screen: Terminal) -> str:
    names = list(desk.model.pack.situations)
    texts = wording(desk.model.pack, language)
    screen.write(["", say(language, "situation")])
    titles = [texts.text("situations", name, "title") or name for name in names]
    return names[_chosen(language, screen, titles, names.index(USUAL_SITUATION))]


def _chosen(language: str, screen: Terminal, texts: Sequence[str], usual: int) -> int:
    """The place of a text; the usual one when only Enter is pressed."""
    screen.write(f"   {number}  {text}" for number, text in enumerate(texts, 1))
    while True:
        place = terminal.number(f"{say(language, 'number_or_enter', usual=usual + 1)}: ", len(texts))
        if place != terminal.NOT_A_NUMBER:
            return usual if place is None else place
        screen.write([say(language, "not_a_choice")])


def _lead(talk: Talk, first: Callable[[Talk], None] | None) -> None:
    """Question or step, until it is solved, handed over, waiting, or the person stops."""
    try:
        if first:
            _until_clear(talk, first)
        while _until_clear(talk, _go_on):
            pass
    except (Leave, terminal.Ended):
        _goodbye(talk)
    except KeyboardInterrupt:
        talk.write(["", talk.text("interrupted")])
        _goodbye(talk)
        raise


def _until_clear(talk: Talk, part: Callable[[Talk], None]) -> bool:
    """Do a part of the talk; what ends it early makes the next look afresh. Raises Leave."""
    try:
        part(talk)
    except Afresh:
        talk.memory.parts.pop(show.now, None)
    except Ways:
        with suppress(Afresh, Ways):
            ways(talk)
    return True


def _go_on(talk: Talk) -> None:
    advice = talk.advice()
    if advice.refusal:
        _refuse(talk, advice)
    if advice.next.kind == "none":
        _nothing_more(talk, advice)
    talk.show(advice, show.stop, show.now)
    if advice.next.kind == "ask":
        put(talk, advice)
    else:
        guide(talk, advice)


def _nothing_more(talk: Talk, advice: Advice) -> None:
    """Nothing is left to do: the way to a human. Raises Leave."""
    talk.write(["", talk.text("no_more_steps"), *summary(talk, advice)])
    raise Leave


def _refuse(talk: Talk, advice: Advice) -> None:
    """Say the official way; what was misread can be taken back. Raises Leave or Afresh."""
    talk.show(advice, show.refusal)
    talk.write(show.contact(advice, replace(advice.contact, how="")))
    if choose(talk, [], [talk.text("not_meant"), talk.text("leave_closed")]) == 0:
        back(talk)
    raise Leave


def _goodbye(talk: Talk) -> None:
    if not talk.desk.case(talk.case_id).closed:
        again = talk.text("kept_again", case=talk.case_id)
        talk.write(["", talk.text("kept_short"), f"  {again}"])
