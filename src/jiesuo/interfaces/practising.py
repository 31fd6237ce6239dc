"""A practice game put into words, for the terminal and the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jiesuo.core.evidence import UNKNOWN
from jiesuo.interfaces.phrasing import WEEKDAYS, length, say, words
from jiesuo.knowledge.pack import Pack
from jiesuo.services.practice import Entry, Played
from jiesuo.services.practice_advice import Hint
from jiesuo.services.practice_comment import Comment, Way
from jiesuo.services.practice_places import TRY, WAIT
from jiesuo.services.practice_screens import FREE, rows
from jiesuo.services.recognition import CLOSEST
from jiesuo.services.wording import wording
from jiesuo.world.clock import CHINA
from jiesuo.world.records import Due

PREFIX = "practise_"
STAFF = ("wallet_staff_answer", "shop_staff_answer")
LONG = 0.5
"""Hours beyond one's own minutes from which the end of a move is said too."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text in the reader's language, and in Chinese where the reader's is another."""

    own: str
    zh: str


def told(language: str, key: str, **slots: object) -> str:
    return say(language, PREFIX + key, **slots)


def move(language: str, name: str, goal: str) -> str:
    """What a move is called; the usual try by what is wanted."""
    return told(language, f"do_{name}_{goal}" if name == TRY else f"do_{name}")


def both(language: str, key: str) -> Said:
    """A text of the pretend phone in both languages of its screens."""
    return Said(told(language, key), "" if language == "zh-Hans" else told("zh-Hans", key))


def move_both(language: str, name: str, goal: str) -> Said:
    return both(language, f"do_{name}_{goal}" if name == TRY else f"do_{name}")


def news(language: str, due: Due) -> str:
    """What came by itself."""
    name = "staff" if due.name in STAFF else due.name.removesuffix("_answer")
    key = f"{PREFIX}news_{name}"
    return words(language).get(key) or words(language)[f"{key}_{'good' if due.good else 'bad'}"]


def outcome(language: str, entry: Entry, before: bool) -> str:
    """How a move ended; `before`: whether the wish had been reached before it."""
    if entry.reached and not before:
        return told(language, "out_reached")
    return told(language, "out_waited" if entry.move == WAIT else f"out_{entry.outcome}")


def lasted(language: str, entry: Entry) -> str:
    """What a move took."""
    minutes = f"{entry.minutes:.0f}"
    if entry.hours - entry.minutes / 60 < LONG:
        return told(language, "took", minutes=minutes)
    return told(language, "took_long", minutes=minutes, hours=length(entry.hours, language))


def clock(language: str, played: Played) -> str:
    now = played.state.now.astimezone(CHINA)
    return f"{WEEKDAYS[language][now.weekday()]} {now:%Y-%m-%d %H:%M}"


def wish(language: str, played: Played) -> str:
    state = played.state
    return told(language, f"wish_{state.person.goal}", amount=f"¥{state.payee.amount:,.2f}")


def spent(language: str, played: Played) -> str:
    hours = (played.state.now - played.begun).total_seconds() / 3600
    done = played.state.spent
    return told(
        language,
        "spent",
        minutes=f"{done.minutes:.0f}",
        hours=length(hours, language),
        money=f"{done.money:.0f}",
    )


def total(language: str, way: Way) -> str:
    key = "sum" if way.reached else "sum_failed"
    facts = {
        "minutes": f"{way.minutes:.0f}",
        "hours": length(way.hours, language),
        "money": f"{way.money:.0f}",
    }
    return told(language, key, **facts)


def facts(language: str, played: Played, screen: str) -> Iterator[tuple[Said, Said]]:
    """The rows of a screen: field and value."""
    for field, value in rows(played.state, screen):
        shown = Said(value, "") if field in FREE else both(language, f"value_{value}")
        yield both(language, f"row_{field}"), shown


def asked(language: str, pack: Pack, hint: Hint) -> Iterator[tuple[str, str]]:
    """jiesuo's questions with the person's answers."""
    texts = wording(pack, language)
    for finding, value in hint.asked:
        if finding == CLOSEST:
            own = next((c for c in pack.causes if pack.slug(c) == value), "")
            none = texts.text("recognition", "none")
            yield texts.text("recognition", "question"), texts.text("causes", own, "situation") or none
        else:
            given = texts.text("findings", finding, "values", value) if value != UNKNOWN else ""
            yield texts.text("findings", finding, "question"), given or told(language, "do_not_know")


def causes(language: str, pack: Pack, comment: Comment) -> list[str]:
    """What was wrong, by the pack's names."""
    return [wording(pack, language).text("causes", cause, "title") for cause in comment.causes]


def against_best(language: str, comment: Comment) -> str:
    """How far from the best way."""
    if comment.times < NEAR:
        return told(language, "best_same")
    return told(
        language, "best_times", times=f"{comment.times:.1f}" if comment.times < 10 else f"{comment.times:.0f}"
    )


NEAR = 1.1
"""Times the best way's cost up to which nobody could have done much better: a judgement."""


def beginning(language: str, comment: Comment, goal: str) -> str:
    """Where jiesuo's first advice agreed with what was done, and where not."""
    theirs = (
        move(language, comment.advised.move, goal)
        if comment.advised.move
        else comment.advised.advice.next.title
    )
    if not comment.first:
        return told(language, "advice_only", theirs=theirs)
    mine = move(language, comment.first, goal)
    return (
        told(language, "advice_same", move=mine)
        if comment.agreed
        else told(language, "advice_other", mine=mine, theirs=theirs)
    )
