"""Words: complete in each language, for nothing that does not exist, and short enough for a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, get_args

from jiesuo.knowledge.lint.fault import Fault, Rule, listing
from jiesuo.knowledge.lint.references import STEP, doings, need_items
from jiesuo.knowledge.nodes import Place
from jiesuo.knowledge.pack import Pack, Who

_SLOT = re.compile(r"\{\w*\}")


class Text(NamedTuple):
    """One kind of text. `field` is empty where the id itself has the text."""

    kind: str
    field: str
    required: bool
    """Whether each id must have it; the others are left out where there is nothing to say."""
    most: dict[str, int]
    """Length in characters at most, by language."""
    lines: bool = False


_TITLE = {"en": 60, "zh-Hans": 30, "ja": 30}
_SITUATION = {"en": 160, "zh-Hans": 80, "ja": 80}
_QUESTION = {"en": 110, "zh-Hans": 50, "ja": 50}
_LABEL = {"en": 40, "zh-Hans": 20, "ja": 20}
_MEANING = {"en": 110, "zh-Hans": 55, "ja": 55}
_NOW = {"en": 120, "zh-Hans": 60, "ja": 70}
_FREE: dict[str, int] = {}

_SOMETHING_ELSE = "something_else"
"""The cause that the model adds; who can change it is worded like any other."""
_RECOGNITION = ("question", "why", "none")
_SURVEY = ("cannot",)
"""What a survey cannot tell, line by line."""
_NOW_LINES = (
    *("you_can_fix", "bank_can_fix", "wallet_can_fix", "shop_can_fix", "payee_can_fix", "carrier_can_fix"),
    *("nobody_wait", "not_sure", "waiting", "all_well", "refused"),
    *("pay_another_way_now", "nothing_broken_check"),
)
"""The first line of an advice, in every pack; `now_for_hold` of pack.yaml adds some."""

MATRIX = (
    Text("causes", "title", True, _TITLE),
    Text("causes", "situation", True, _SITUATION),
    Text("causes", "explain", True, _FREE),
    Text("findings", "question", True, _QUESTION),
    Text("findings", "why", True, _FREE),
    Text("findings", "label", True, _LABEL),
    Text("findings", "values", True, _FREE),
    Text("steps", "title", True, _TITLE),
    Text("steps", "do", True, _FREE, lines=True),
    Text("steps", "done", True, _FREE),
    Text("steps", "why", False, _FREE),
    Text("steps", "ready", False, _FREE, lines=True),
    Text("steps", "careful", False, _FREE),
    Text("routes", "title", True, _TITLE),
    Text("routes", "how", True, _FREE, lines=True),
    Text("routes", "limits", False, _FREE),
    Text("routes", "careful", False, _FREE),
    Text("holds", "text", True, _FREE),
    Text("holds", "why", True, _FREE),
    Text("tries", "text", True, _FREE),
    Text("needs", "", True, _FREE),
    Text("rules", "text", True, _FREE),
    Text("myths", "claim", True, _FREE),
    Text("myths", "truth", True, _FREE),
    Text("refusals", "text", True, _FREE),
    Text("refusals", "way", True, _FREE),
    Text("contacts", "title", True, _TITLE),
    Text("contacts", "how", True, _FREE),
    Text("contacts", "ready", False, _FREE, lines=True),
    Text("situations", "title", True, _TITLE),
    Text("holders", "title", True, _TITLE),
    Text("holders", "look", False, _FREE),
    Text("attributes", "title", True, _TITLE),
    Text("attributes", "how", False, _FREE),
    Text("who", "", True, _FREE),
    Text("messages", "meaning", True, _MEANING),
    Text("goals", "", True, _FREE),
    Text("areas", "", True, _FREE),
    Text("now", "", True, _NOW),
    Text("recognition", "", True, _QUESTION),
    Text("worked", "title", True, _FREE),
    Text("survey", "", False, _FREE, lines=True),
)
"""Which texts there are, which of them each id must have, and how long they may be."""


def complete(pack: Pack) -> Iterator[Fault]:
    """No language of the pack lacks a text that an id must have, or that another language has for it."""
    for text in MATRIX:
        for name in _ids_to_word(pack, text):
            for language in pack.header.languages:
                if not _at(pack.words.get(language, {}), text, name):
                    yield Fault(_place(language, text, name), "missing", "a text")


def languages(pack: Pack) -> Iterator[Fault]:
    """The languages with words are those of the header."""
    stated = pack.header.languages
    for language in stated:
        if language not in pack.words:
            yield Fault(
                ("words", language), "the header names this language, but it has no words", "a words file"
            )
    for language in pack.words:
        if language not in stated:
            yield Fault(("words", language), "not a language of pack.yaml", listing(stated))


def known(pack: Pack) -> Iterator[Fault]:
    """No text for an id or field that does not exist."""
    kinds = {text.kind for text in MATRIX}
    for language, words in pack.words.items():
        for kind, texts in words.items():
            place = ("words", language, kind)
            if kind not in kinds:
                yield Fault(place, "no kind of text", listing(kinds, len(kinds)))
            elif not isinstance(texts, dict):
                yield Fault(place, "not texts by id", "id: text")
            else:
                yield from _unknown_within(place, texts, _ids(pack, kind))


def _unknown_within(place: Place, texts: dict[str, Any], ids: set[str]) -> Iterator[Fault]:
    fields = {text.field for text in MATRIX if text.kind == place[-1]} - {""}
    for name, entry in texts.items():
        if name not in ids:
            yield Fault(
                (*place, name), f"words for {name}, which is none of the {place[-1]}", "an id of the pack"
            )
        elif fields and not isinstance(entry, dict):
            yield Fault((*place, name), "not texts by field", listing(fields))
        elif fields:
            yield from (
                Fault((*place, name, field), "no such field", listing(fields))
                for field in set(entry) - fields
            )


def values_worded(pack: Pack) -> Iterator[Fault]:
    """A question's values all have a text, and there is none for a value it lacks."""
    for language in pack.words:
        for name, entry in _kind(pack, language, "findings").items():
            worded = entry.get("values") if isinstance(entry, dict) else None
            if name in pack.findings and isinstance(worded, dict):
                place: Place = ("words", language, "findings", name, "values")
                yield from _values_differ(place, set(worded), pack.findings[name].values)


def _values_differ(place: Place, worded: set[str], values: list[str]) -> Iterator[Fault]:
    for value in values:
        if value not in worded:
            yield Fault((*place, value), "missing", "a text")
    for value in sorted(worded - set(values)):
        yield Fault((*place, value), "the finding has no such value", ", ".join(values))


def shapes(pack: Pack) -> Iterator[Fault]:
    """Texts are text, lists of lines are lists, and none is blank."""
    for place, text, value in texts(pack):
        if text.field == "values":
            continue
        lines = value if text.lines and isinstance(value, list) else [value]
        if text.lines != isinstance(value, list):
            yield Fault(place, "wrong shape", "a list of lines" if text.lines else "one text")
        elif not all(isinstance(line, str) and line.strip() for line in lines):
            yield Fault(place, "blank, or not text", "a text (in quotes if it looks like a number)")


def short(pack: Pack) -> Iterator[Fault]:
    """What stands in a line or on a button of a phone fits there."""
    for place, text, value in texts(pack):
        most = text.most.get(str(place[1]))
        if most is not None and isinstance(value, str) and len(value) > most:
            yield Fault(place, f"{len(value)} characters long", f"{most} at most")


def slots_agree(pack: Pack) -> Iterator[Fault]:
    """A line has the same slots in every language, or one of them would be shown unfilled."""
    first: dict[tuple[str, str], tuple[str, set[str]]] = {}
    for place, text, value in texts(pack):
        if isinstance(value, str):
            language, name, slots = str(place[1]), ".".join(map(str, place[3:])), set(_SLOT.findall(value))
            other, wanted = first.setdefault((text.kind, name), (language, slots))
            if slots != wanted:
                yield Fault(place, f"slots {sorted(slots)}, but {other} has {sorted(wanted)}", "the same")


def texts(pack: Pack) -> Iterator[tuple[Place, Text, Any]]:
    """Every text of the matrix that is there, with its place."""
    for language in pack.words:
        for text in MATRIX:
            for name in _kind(pack, language, text.kind):
                value = _at(pack.words[language], text, name)
                if value is not None:
                    yield _place(language, text, name), text, value


def _kind(pack: Pack, language: str, kind: str) -> dict[str, Any]:
    held = pack.words.get(language, {}).get(kind)
    return held if isinstance(held, dict) else {}


def _at(words: dict[str, Any], text: Text, name: str) -> Any:
    held = words.get(text.kind)
    entry = held.get(name) if isinstance(held, dict) else None
    if not text.field:
        return entry
    return entry.get(text.field) if isinstance(entry, dict) else None


def _place(language: str, text: Text, name: str) -> Place:
    return ("words", language, text.kind, name, *([text.field] if text.field else []))


def _ids_to_word(pack: Pack, text: Text) -> list[str]:
    """Ids that must have a text, and those for which some language has it: the others would show English."""
    wanted = set(_ids_with_words(pack, text.kind)) if text.required else set()
    for words in pack.words.values():
        wanted.update(name for name in _ids(pack, text.kind) if _at(words, text, name))
    return sorted(wanted)


def _ids_with_words(pack: Pack, kind: str) -> Iterable[str]:
    """Of the findings, those that are asked; of the messages, no codes: a code is shown as it is."""
    if kind == "findings":
        return [name for name, finding in pack.findings.items() if finding.ask is not None]
    if kind == "messages":
        return [name for name, message in pack.messages.items() if not message.code]
    return _ids(pack, kind)


def _ids(pack: Pack, kind: str) -> set[str]:
    own = _IDS_OF_THEIR_OWN.get(kind)
    return set(own(pack)) if own else set(getattr(pack, kind))


def _need_values(pack: Pack) -> set[str]:
    items = [item for place, doing in doings(pack) for _, item in need_items(place, doing.needs)]
    return {item for item in items if not item.startswith(STEP)}


_IDS_OF_THEIR_OWN: dict[str, Callable[[Pack], Iterable[str]]] = {
    "who": lambda _: (*get_args(Who), _SOMETHING_ELSE),
    "goals": lambda pack: pack.header.goals,
    "needs": _need_values,
    "areas": lambda pack: {cause.area for cause in pack.causes.values()},
    "now": lambda pack: (*_NOW_LINES, *pack.header.now_for_hold.values()),
    "recognition": lambda _: _RECOGNITION,
    "survey": lambda pack: _SURVEY if pack.survey else (),
    "holders": lambda pack: pack.records.holders,
    "attributes": lambda pack: {a for holder in pack.records.holders.values() for a in holder.attributes},
}
"""Kinds of text whose ids are not the records of one part of the pack."""

RULES: tuple[Rule, ...] = (
    complete,
    languages,
    known,
    values_worded,
    shapes,
    short,
    slots_agree,
)
