"""`jiesuo names`: how two stored names differ, for one pair or for many."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import IO, Any

import click

from jiesuo.errors import InputError
from jiesuo.interfaces import settings as environment
from jiesuo.interfaces.cli.flags import LANG
from jiesuo.interfaces.record_wire import names_json
from jiesuo.readers.names import compare

LONGEST_LINE = 10_000
"""Bytes of a line with two names."""
FORM = 'Write a line like {"a": "name", "b": "name"}.'


@click.command()
@click.argument("a", required=False)
@click.argument("b", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a sentence.")
@click.option(
    "--lines", metavar="FILE", help='A pair a line as {"a", "b"} (- is stdin); JSON a line comes out.'
)
@LANG
def names(a: str | None, b: str | None, as_json: bool, lines: str | None, lang: str | None) -> None:
    """Say how the names A and B differ and whether they may belong to one person. Nothing is kept."""
    if lines is not None:
        _each(lines)
        return
    if a is None or b is None:
        raise InputError("Two names are needed.", 'Write: jiesuo names "NAME ONE" "NAME TWO"')
    found = compare(a, b)
    if as_json:
        click.echo(json.dumps(names_json(found), ensure_ascii=False, indent=2))
    else:
        click.echo(found.sentence[lang or environment.read().language])


def _each(source: str) -> None:
    for number, line in enumerate(_lines(source), 1):
        a, b = _pair(line, number)
        click.echo(json.dumps(names_json(compare(a, b)), ensure_ascii=False))


def _lines(source: str) -> Iterator[bytes]:
    try:
        with _opened(source) as file:
            while line := file.readline(LONGEST_LINE + 1):
                yield line
    except OSError as fault:
        raise InputError(f"{source} cannot be read: {fault.strerror}.", "Name a file that exists.") from fault


def _opened(source: str) -> Any:
    return nullcontext[IO[bytes]](sys.stdin.buffer) if source == "-" else Path(source).open("rb")


def _pair(line: bytes, number: int) -> tuple[str, str]:
    """The two names of a line; raises InputError without repeating them."""
    if len(line) > LONGEST_LINE:
        raise InputError(f"Line {number} is longer than {LONGEST_LINE:,} bytes.", FORM)
    try:
        pair = json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise InputError(f"Line {number} is not JSON.", FORM) from fault
    if not (isinstance(pair, dict) and all(isinstance(pair.get(side), str) for side in "ab")):
        raise InputError(f"Line {number} does not have two names.", FORM)
    return pair["a"], pair["b"]
