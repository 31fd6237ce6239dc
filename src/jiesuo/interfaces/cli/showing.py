"""Papers in the interview: a screenshot, a passport, names, records or a picture, shown instead of an answer.

What was shown or typed is looked at and let go; the case learns the result alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from jiesuo.core.evidence import Observation
from jiesuo.errors import JiesuoError
from jiesuo.interfaces.cli import paper_lines, papers, records, terminal
from jiesuo.interfaces.cli.names_at import background_of, compared
from jiesuo.interfaces.cli.record_lines import Teller
from jiesuo.interfaces.cli.talk import Talk
from jiesuo.interfaces.cli.terminal import printable, typed
from jiesuo.knowledge.pack import RecordPair
from jiesuo.readers import mrz, ocr, photo, picture, screenshot
from jiesuo.readers.names import compare
from jiesuo.services.intake import shown
from jiesuo.services.papers import PAPERS, Paper, name_pairs

PROMPT = "> "
MOST_LINES = 3
"""Lines of the zone of a card."""


def show(talk: Talk, paper: Paper | None, finding: str = "") -> str:
    """Take in the paper that is chosen; returns what was typed instead of a file.

    `paper` is the one that fits, offered first; `finding` is what is being asked, if anything is.
    """
    chosen = _chosen(talk, paper)
    try:
        return _TAKEN[chosen](talk, finding) if chosen else ""
    except JiesuoError as fault:
        talk.write([f"{fault.what} {fault.next_step}"])
        return ""


def show_picture(talk: Talk, file: Path) -> None:
    """Take in a screenshot that was given where words were expected."""
    try:
        _read_screen(talk, file)
    except JiesuoError as fault:
        talk.write([f"{fault.what} {fault.next_step}"])


def _chosen(talk: Talk, fitting: Paper | None) -> Paper | None:
    """The paper that is picked; with Enter the fitting one."""
    offered = sorted(PAPERS, key=lambda paper: paper != fitting)
    texts = (f"   {place}  {talk.text(f'paper_{paper}')}" for place, paper in enumerate(offered, 1))
    talk.write(["", talk.text("paper_which"), *texts])
    ask = talk.text("number_or_enter", usual=1) if fitting else talk.text("answer")
    place = terminal.number(f"{ask}: ", len(offered))
    if place is None:
        return fitting
    return offered[place] if place >= 0 else None


def _screenshot(talk: Talk, _: str) -> str:
    talk.write(["", talk.text("paper_file")])
    said = typed(PROMPT)
    file = picture.named(said)
    if file is None:
        return said
    _read_screen(talk, file)
    return ""


def _read_screen(talk: Talk, file: Path) -> None:
    recognised = ocr.engine().read(picture.open_path(file).pixels)
    found = screenshot.read(recognised, talk.desk.readers.messages)
    talk.write(paper_lines.screenshot(found, talk.desk.model.pack, talk.language))
    _keep(talk, shown(found.observations, talk.desk.model.pack), "paper_kept_message")


def _passport(talk: Talk, _: str) -> str:
    talk.write(["", talk.text("paper_page")])
    said = typed(PROMPT)
    if not said:
        return ""
    today = talk.desk.clock().date()
    file = picture.named(said)
    found = mrz.read(_zone(talk, said), today) if file is None else papers.page_in(file, today).passport
    talk.write(paper_lines.passport(found, talk.language))
    _keep(talk, mrz.observations(found))
    return ""


def _zone(talk: Talk, first: str) -> str:
    """The lines of a zone, up to an empty one or until they are whole."""
    lines = [first]
    while len(lines) < MOST_LINES and not mrz.read("\n".join(lines), talk.desk.clock().date()).valid:
        more = typed(PROMPT)
        if not more:
            break
        lines.append(more)
    return "\n".join(lines)


def _names(talk: Talk, finding: str) -> str:
    teller = Teller(talk.desk.model.pack, talk.language)
    pair = _pair(talk, teller, finding)
    if pair is None:
        return ""
    names: dict[str, str] = {}
    for holder in (pair.a, pair.b):
        talk.write(["", talk.text("paper_name", holder=teller.holder(holder))])
        names[holder] = typed(PROMPT)
        if not names[holder]:
            return ""
    sentence = compare(names[pair.a], names[pair.b]).sentence
    report = compared(talk.desk, talk.case_id, names)
    told = [teller.pair(one) for one in report.pairs if one.state != "unknown"]
    talk.write(["", printable(sentence[talk.language]), *told])
    _keep(talk, report.observations)
    return ""


def _pair(talk: Talk, teller: Teller, finding: str) -> RecordPair | None:
    """The two holders whose names the question is about, or that are chosen."""
    pairs = name_pairs(teller.pack, finding)
    if any(pair.finding == finding for pair in pairs):
        return pairs[0]
    shown_pairs = (f"   {n}  {teller.holder(p.a)} – {teller.holder(p.b)}" for n, p in enumerate(pairs, 1))
    talk.write(["", *shown_pairs])
    place = terminal.number(f"{talk.text('answer')}: ", len(pairs))
    return pairs[place] if place is not None and place >= 0 else None


def _records(talk: Talk, _: str) -> str:
    desk, teller = talk.desk, Teller(talk.desk.model.pack, talk.language)
    back = background_of(desk, talk.case_id)
    answers = records.asked_first(teller, talk.terminal, back.standing.answers)
    for finding in answers.keys() - back.standing.answers.keys():
        desk.answer(talk.case_id, finding, answers[finding])
    report = records.Talk(teller, talk.terminal, background_of(desk, talk.case_id)).report()
    talk.write(teller.whole(report))
    _keep(talk, report.observations)
    return ""


def _photo(talk: Talk, finding: str) -> str:
    talk.write(["", talk.text("paper_photo_file")])
    said = typed(PROMPT)
    if not said:
        return ""
    file = picture.named(said) or Path(said)
    found = papers.checked(file, talk.desk.clock().date())
    talk.write(paper_lines.photo(found, talk.language))
    if found.usable:
        talk.write([paper_lines.copy_offer(file, talk.language)])
    # A picture that was not sent yet says nothing about the one that was refused.
    _keep(talk, photo.observations(found) if finding == photo.FINDING else ())
    return ""


def _keep(talk: Talk, observations: Sequence[Observation], said: str = "paper_kept") -> None:
    if observations:
        talk.desk.observe(talk.case_id, observations)
        talk.say(said)


_TAKEN: dict[Paper, Callable[[Talk, str], str]] = {
    "screenshot": _screenshot,
    "passport": _passport,
    "names": _names,
    "records": _records,
    "photo": _photo,
}
