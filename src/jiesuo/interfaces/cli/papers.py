"""`jiesuo passport`, `photo`, `screenshot`: read the papers in hand, on this machine; no value is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click

from jiesuo.core.evidence import Observation
from jiesuo.errors import InputError
from jiesuo.interfaces import chosen, wiring
from jiesuo.interfaces import settings as environment
from jiesuo.interfaces.cli.flags import LANG
from jiesuo.interfaces.phrasing import say, words
from jiesuo.interfaces.shelf import find
from jiesuo.readers import mrz, ocr, passport_page, picture
from jiesuo.readers import photo as photo_check
from jiesuo.readers import screenshot as screen
from jiesuo.services.desk import Desk

JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object.")
CASE = click.option(
    "--case", "case_id", metavar="ID", help="Tell the result, not the values, to a kept case."
)
SHOWN_FIELDS = ("surname", "given_names", "number", "nationality", "birth_date", "expiry_date")


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--mrz", "typed", help="The lines with <<< at the foot of the page, typed.")
@JSON
@LANG
@CASE
def passport(
    file: Path | None, typed: str | None, as_json: bool, lang: str | None, case_id: str | None
) -> None:
    """Read the machine-readable lines of a passport from a picture FILE, or typed with --mrz."""
    if (file is None) == (typed is None):
        raise InputError("Give a picture or the typed lines.", "Write: jiesuo passport FILE, or --mrz TEXT")
    found = mrz.read(typed, _today()) if typed is not None else _page(file or Path()).passport
    language = lang or environment.read().language
    if case_id:
        _tell(wiring.desk(environment.read()), case_id, mrz.observations(found))
    if as_json:
        _print({"schema": "jiesuo.passport/1", **found.to_json()})
        return
    click.echo(say(language, "passport_valid" if found.valid else "passport_invalid"))
    for name in SHOWN_FIELDS if found.valid else ():
        if name in found.fields:
            click.echo(f"  {name}: {found.fields[name]}")
    for problem in found.problems:
        slots = {"field": problem.field, "line": problem.line, "length": problem.length}
        click.echo(f"  • {say(language, f'zone_{problem.id}', **slots)}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@JSON
@LANG
@click.option("--copy", type=click.Path(path_type=Path), help="Save a copy without place and other metadata.")
def photo(file: Path, as_json: bool, lang: str | None, copy: Path | None) -> None:
    """Check a picture of a passport page before it is sent to a review: light, glare, blur, whole page."""
    seen = picture.open_path(file)
    page = passport_page.read(seen.pixels, ocr.engine(), _today())
    found = photo_check.check(page, (seen.width, seen.height))
    texts = _what_to_do(lang or environment.read().language)
    if copy is not None:
        copy.write_bytes(picture.clean_copy(picture.read_bytes(file)))
    if as_json:
        _print({"schema": "jiesuo.photo/1", **found.to_json(texts)})
        return
    click.echo(texts["usable"] if found.usable else texts["not_usable"])
    for problem in found.problems:
        click.echo(f"  • {texts.get(problem, problem)}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@JSON
@LANG
@CASE
def screenshot(file: Path, as_json: bool, lang: str | None, case_id: str | None) -> None:
    """Read the message on a screenshot, Chinese or English, and say which one it is."""
    recognised = ocr.engine().read(picture.open_path(file).pixels)
    model, readers = chosen.model_and_readers()
    found = screen.read(recognised, readers.messages)
    settings = environment.read()
    language = lang or settings.language
    if case_id:
        _tell(wiring.desk_with(model, readers, settings), case_id, found.observations)
    if as_json:
        _print({"schema": "jiesuo.screenshot/1", **found.to_json()})
        return
    for line in found.lines:
        click.echo(f"  {line}")
    for seen in found.observations:
        click.echo(f"✓ {seen.finding}: “{seen.quote}”")
    if not found.is_error_screen:
        click.echo(say(language, "screen_unreadable" if found.is_unreadable else "screen_no_error"))


def _tell(desk: Desk, case_id: str, observations: Sequence[Observation]) -> None:
    desk.observe(find(desk.store, case_id), observations)


def _page(file: Path) -> passport_page.Page:
    return passport_page.read(picture.open_path(file).pixels, ocr.engine(), _today())


def _what_to_do(language: str) -> dict[str, str]:
    """What to do about each problem of a picture, by its id."""
    start = "photo_"
    return {key.removeprefix(start): text for key, text in words(language).items() if key.startswith(start)}


def _today() -> date:
    return datetime.now(UTC).date()


def _print(answer: dict[str, object]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2, default=str))
