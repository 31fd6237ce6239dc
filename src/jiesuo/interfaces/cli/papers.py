"""`jiesuo passport`, `photo`, `screenshot`: read the papers in hand, on this machine; no value is kept."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import click

from jiesuo.core.evidence import Observation
from jiesuo.errors import InputError
from jiesuo.interfaces import chosen, wiring
from jiesuo.interfaces import settings as environment
from jiesuo.interfaces.cli import paper_lines, terminal
from jiesuo.interfaces.cli.flags import JSON, LANG, NOW
from jiesuo.interfaces.phrasing import say
from jiesuo.interfaces.shelf import find
from jiesuo.readers import mrz, ocr, passport_page, picture
from jiesuo.readers import photo as photo_check
from jiesuo.readers import screenshot as screen
from jiesuo.services.desk import Desk
from jiesuo.services.intake import shown

CASE = click.option(
    "--case", "case_id", metavar="ID", help="Tell the result, not the values, to a kept case."
)
SENT = click.option(
    "--case", "case_id", metavar="ID", help="FILE was refused: tell a kept case if it has a fault."
)
MOST_TYPED = 20_000
"""Characters of stdin that are looked at."""
JPEG = (".jpg", ".jpeg")
Tell = Callable[[Sequence[Observation]], None]


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--mrz", "typed", help="The lines with <<< at the foot of the page, typed; - is stdin.")
@JSON
@LANG
@NOW
@CASE
def passport(
    file: Path | None,
    typed: str | None,
    as_json: bool,
    lang: str | None,
    now: str | None,
    case_id: str | None,
) -> None:
    """Read the machine-readable lines of a passport from a picture FILE, or typed with --mrz."""
    if (file is None) == (typed is None):
        raise InputError(
            "Give either a picture or the typed lines.", "Write: jiesuo passport FILE, or --mrz TEXT"
        )
    today = chosen.clock_of(now)().date()
    tell = _told_to(case_id, now)
    found = mrz.read(_lines(typed), today) if typed is not None else page_in(file or Path(), today).passport
    tell(mrz.observations(found))
    if as_json:
        _print({"schema": "jiesuo.passport/1", **found.to_json()})
    else:
        _write(paper_lines.passport(found, lang or environment.read().language))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@JSON
@LANG
@click.option("--copy", type=click.Path(path_type=Path), help="Save a copy without place and other metadata.")
@SENT
def photo(file: Path, as_json: bool, lang: str | None, copy: Path | None, case_id: str | None) -> None:
    """Check a picture of a passport page before it is sent to a review: light, glare, blur, whole page."""
    _check_copy(copy)
    tell = _told_to(case_id)
    found = checked(file, chosen.clock_of(None)().date())
    tell(photo_check.observations(found))
    if copy is not None:
        _save(picture.clean_copy(picture.read_bytes(file)), copy)
    language = lang or environment.read().language
    if as_json:
        _print({"schema": "jiesuo.photo/1", **found.to_json(paper_lines.what_to_do(language))})
        return
    _write(paper_lines.photo(found, language))
    if copy is not None:
        _write([say(language, "photo_copied", file=copy)])
    elif found.usable:
        _write([paper_lines.copy_offer(file, language)])


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@JSON
@LANG
@CASE
def screenshot(file: Path, as_json: bool, lang: str | None, case_id: str | None) -> None:
    """Read the message on a screenshot, Chinese or English, and say which one it is."""
    pixels = picture.open_path(file).pixels
    model, readers = chosen.model_and_readers()
    settings = environment.read()
    tell = _to(wiring.desk_with(model, readers, settings), case_id) if case_id else _to_nobody
    found = screen.read(ocr.engine().read(pixels), readers.messages)
    language = lang or settings.language
    tell(shown(found.observations, model.pack))
    if as_json:
        _print({"schema": "jiesuo.screenshot/1", **found.to_json()})
        return
    _write(paper_lines.screenshot(found, model.pack, language))
    if found.observations and not case_id:
        command = f"jiesuo diagnose {shlex.quote(found.observations[0].quote)}"
        _write(["", say(language, "screen_next", command=command)])


def _lines(typed: str) -> str:
    """The lines, also where a shell left a line break as a backslash and an n."""
    if typed == "-":
        return sys.stdin.read(MOST_TYPED) if sys.stdin is not None else ""
    return typed.replace("\\n", "\n")


def page_in(file: Path, today: date) -> passport_page.Page:
    """What the picture of a page holds. Raises InputError and MissingExtra."""
    return passport_page.read(picture.open_path(file).pixels, ocr.engine(), today)


def checked(file: Path, today: date) -> photo_check.Check:
    """What is wrong with the picture of a page. Raises InputError and MissingExtra."""
    seen = picture.open_path(file)
    page = passport_page.read(seen.pixels, ocr.engine(), today)
    return photo_check.check(page, (seen.width, seen.height))


def _told_to(case_id: str | None, now: str | None = None) -> Tell:
    """Where results go: to a kept case, which is looked up before anything is read, or nowhere."""
    return _to(wiring.desk(environment.read(), now), case_id) if case_id else _to_nobody


def _to(desk: Desk, case_id: str) -> Tell:
    return partial(desk.observe, find(desk.store, case_id))


def _to_nobody(_: Sequence[Observation]) -> None:
    """Without a case nothing is kept."""


def _check_copy(copy: Path | None) -> None:
    """Raises InputError for a name under which no copy should be written."""
    if copy is None:
        return
    if copy.exists():
        raise InputError(f"There is something at {copy} already.", "Name a new file for the copy.")
    if copy.suffix.lower() not in JPEG:
        raise InputError(f"The copy is a JPEG, and {copy} is no name for one.", "End its name in .jpg")


def _save(data: bytes, copy: Path) -> None:
    try:
        with copy.open("xb") as file:
            file.write(data)
    except OSError as fault:
        raise InputError(
            f"The copy cannot be saved at {copy}: {fault.strerror}.", "Name another place."
        ) from fault


def _write(lines: Sequence[str] | paper_lines.Lines) -> None:
    terminal.of_output(environment.read().colour).write(lines)


def _print(answer: dict[str, object]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2, default=str))
