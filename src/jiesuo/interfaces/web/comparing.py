"""Records side by side, and two names: typed, answered at once on the same page, and not kept.

What was typed goes back into the form of the answer, so that one more entry can be added; it stands in no
address, in no cookie and in no file. The case is told only what agrees and what does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData

from jiesuo.core.evidence import Observation
from jiesuo.core.records import Cell
from jiesuo.errors import InputError
from jiesuo.interfaces.web.matrix import differing, matrix
from jiesuo.interfaces.web.site import Lang, Look, TheCase, TheSite, words
from jiesuo.knowledge.pack import Records
from jiesuo.readers.names import compare
from jiesuo.readers.redact import redact
from jiesuo.services.describe import meaning
from jiesuo.services.papers import background_in
from jiesuo.services.record_files import LONGEST
from jiesuo.services.record_marks import name_parts
from jiesuo.services.record_values import DATES, NAME, PHONE, checked
from jiesuo.services.records import Report, examine

room = APIRouter()

MOST_DIGITS = {NAME: 5, PHONE: 15}
"""Digits of a name, and of a phone number (ITU-T E.164); more are taken for a card's number."""
CHINESE = "zh-Hans"


async def typed(request: Request) -> FormData:
    """The fields of a form, whatever their names are."""
    return await request.form()


@dataclass(frozen=True)
class Entries:
    """What a form holds: entries that can be used, and what is wrong with the others (keys of words)."""

    good: dict[Cell, str] = field(default_factory=dict, repr=False)
    faults: dict[Cell, str] = field(default_factory=dict)
    raw: dict[Cell, str] = field(default_factory=dict, repr=False)
    """As typed, to be shown again; without what nobody should type."""
    passed: frozenset[Cell] = frozenset()


@room.get("/{language}/case/{secret}/records", response_class=HTMLResponse)
def ask_for_records(look: TheCase) -> HTMLResponse:
    """The form, and what earlier records showed."""
    return _page(look, Entries())


@room.post("/{language}/case/{secret}/records", response_class=HTMLResponse)
def lay_out(look: TheCase, form: Annotated[FormData, Depends(typed)]) -> HTMLResponse:
    """Compare what was typed, tell the case the result, and show it in this answer alone."""
    entries = _read(form, look.site.pack.records)
    if entries.faults or not entries.good:
        return _page(look, entries, status=422, nothing=not entries.raw and not entries.faults)
    back = background_in(look.site.model, look.case, look.desk.clock())
    report = examine(back, entries.good, entries.passed)
    observe(look, report.observations)
    return _page(look.afresh(), entries, report)


def observe(look: Look, seen: tuple[Observation, ...]) -> None:
    """Tell the case what it does not know yet, so that the same form sent twice counts once."""
    look.desk.observe(look.case_id, [one for one in seen if look.case.answers.get(one.finding) != one])


def _page(
    look: Look, entries: Entries, report: Report | None = None, status: int = 200, nothing: bool = False
) -> HTMLResponse:
    records, own = look.site.pack.records, words(look.language)
    joined = own["records_page_and"].join
    return look.show(
        "records.html",
        status,
        records=records,
        steps=look.site.pack.steps,
        lines=look.words.lines,
        needs=lambda items: [text for item in items if (text := look.words.text("needs", item))],
        ends=lambda names: joined(own[f"records_ends_{name}"] for name in names),
        titles=lambda kind, names: joined(look.words.text(kind, name, "title") or name for name in names),
        entries=entries,
        report=report,
        matrix=matrix(report, records, entries.good) if report else None,
        differing=differing(report, entries.good) if report else (),
        earlier=() if report else _earlier(look),
        nothing=nothing,
        back=look.at("advice"),
    )


def _read(form: FormData, records: Records) -> Entries:
    """The entries of a form, trimmed; fields of other names are left alone."""
    cells = [(name, attribute) for name, holder in records.holders.items() for attribute in holder.attributes]
    raw = {cell: text for cell in cells if (text := _text(form, ".".join(cell)))}
    faults = {cell: fault for cell, text in raw.items() if (fault := _fault(cell[1], text))}
    shown = {cell: text for cell, text in raw.items() if faults.get(cell) != "records_page_secret"}
    good = {cell: checked(cell[1], text) for cell, text in raw.items() if cell not in faults}
    left_out = {str(name) for name in form.getlist("pass")}
    passed = frozenset(cell for cell in cells if ".".join(cell) in left_out)
    return Entries(good, faults, shown, passed)


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def _fault(attribute: str, text: str) -> str:
    """What is wrong with an entry, as a key of words; empty if nothing is."""
    if _is_secret(attribute, text):
        return "records_page_secret"
    if len(text) > LONGEST:
        return "records_page_too_long"
    try:
        checked(attribute, text)
    except InputError:
        return "records_page_no_date" if attribute in DATES else "records_page_empty"
    return ""


def _is_secret(attribute: str, text: str) -> bool:
    """Whether it looks like something that nobody should type here."""
    if attribute in MOST_DIGITS:
        return sum(letter.isdecimal() for letter in text) > MOST_DIGITS[attribute]
    return any(hidden.kind == "card" for hidden in redact(text).hidden)


def _earlier(look: Look) -> list[tuple[str, str]]:
    """(mark, what it says) of what records showed before; no entry is left of it."""
    wrong = {(pair.finding, pair.value) for pair in look.site.pack.records.pairs}
    return [
        ("differs" if (seen.finding, seen.value) in wrong else "agree", meaning(look.view, look.words, seen))
        for seen in look.case.answers.values()
        if seen.source == "records"
    ]


@room.get("/{language}/names", response_class=HTMLResponse)
def ask_for_names(request: Request, language: Lang, site: TheSite) -> HTMLResponse:
    return site.render(request, language, "names.html", a="", b="", found=None, fault="")


@room.post("/{language}/names", response_class=HTMLResponse)
def compare_names(
    request: Request,
    language: Lang,
    site: TheSite,
    a: Annotated[str, Form()] = "",
    b: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """How two names differ, part by part; nothing is kept."""
    fault = _fault_of_names(a.strip(), b.strip())
    if fault:
        shown = ("", "") if fault == "records_page_secret" else (a[:LONGEST], b[:LONGEST])
        return site.render(
            request, language, "names.html", 422, a=shown[0], b=shown[1], found=None, fault=fault
        )
    found = compare(a.strip(), b.strip())
    return site.render(
        request,
        language,
        "names.html",
        a=a,
        b=b,
        found=found,
        pieces=name_parts(a.strip(), b.strip()),
        said=_sentences(found.sentence, language),
        fault="",
    )


def _fault_of_names(a: str, b: str) -> str:
    if not a or not b:
        return "names_missing"
    return next((fault for text in (a, b) if (fault := _fault(NAME, text))), "")


def _sentences(said: Mapping[str, str], language: str) -> dict[str, str]:
    """The sentence in the language of the page, else in English, with the Chinese one to show beside it."""
    own = language if language in said else "en"
    return {name: said[name] for name in dict.fromkeys((own, CHINESE))}
