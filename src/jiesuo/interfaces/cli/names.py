"""`jiesuo names`: how two stored names differ, for one pair or for many."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from io import BytesIO
from pathlib import Path
from typing import IO

import click

from jiesuo.errors import InputError
from jiesuo.interfaces import settings as environment
from jiesuo.interfaces.cli.flags import LANG
from jiesuo.interfaces.cli.lazily import load
from jiesuo.interfaces.cli.terminal import printable
from jiesuo.interfaces.record_wire import names_json
from jiesuo.interfaces.wire import error_json
from jiesuo.readers.names import compare

LONGEST_LINE = 10_000
"""Bytes of a line with two names."""
WHERE = "Write: jiesuo names A B --between bank,alipay --case ID"
FORM = 'Write a line like {"a": "name", "b": "name"}.'


@click.command()
@click.argument("a", required=False)
@click.argument("b", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a sentence.")
@click.option(
    "--lines", metavar="FILE", help='A pair a line as {"a", "b"} (- is stdin); JSON a line comes out.'
)
@click.option("--between", metavar="HOLDERS", help="Where A and B stand, such as bank,alipay; with --case.")
@LANG
@click.option(
    "--case", "case_id", metavar="ID", help="Tell whether they agree, not the names, to a kept case."
)
def names(
    a: str | None,
    b: str | None,
    as_json: bool,
    lines: str | None,
    between: str | None,
    lang: str | None,
    case_id: str | None,
) -> None:
    """Say how the names A and B differ and whether they may belong to one person. No name is kept."""
    if bool(between) != bool(case_id):
        raise InputError("A case and the holders of the names belong together.", WHERE)
    if lines is not None and case_id:
        raise InputError("A case takes one pair of names.", WHERE)
    if lines is not None:
        _each(lines)
        return
    if a is None or b is None:
        raise InputError("Two names are needed.", 'Write: jiesuo names "NAME ONE" "NAME TWO"')
    _check(a, b)
    found = compare(a, b)
    if case_id and between:
        load("jiesuo.interfaces.cli.names_at:tell")(case_id, between, a, b)
    if as_json:
        click.echo(json.dumps(names_json(found), ensure_ascii=False, indent=2))
    else:
        click.echo(printable(found.sentence[lang or environment.read().language]))


def _check(a: str, b: str, where: str = "") -> None:
    """Raises InputError where a name is empty."""
    if not (a.strip() and b.strip()):
        raise InputError(f"{where}One of the names is empty.", "Give both names as they are written.")


def _each(source: str) -> None:
    """An object a line, an error in the place of a line that is no pair; then the exit code is 1."""
    failed = False
    for number, line in enumerate(_lines(source), 1):
        try:
            answer = names_json(compare(*_pair(line, number)))
        except InputError as fault:
            answer, failed = error_json(fault), True
        click.echo(json.dumps(answer, ensure_ascii=False))
    if failed:
        raise click.exceptions.Exit(1)


def _lines(source: str) -> Iterator[bytes]:
    """Each line, cut one byte after the longest that is read."""
    try:
        with _opened(source) as file:
            while line := file.readline(LONGEST_LINE + 1):
                end = line
                while not end.endswith(b"\n") and (end := file.readline(LONGEST_LINE)):
                    pass
                yield line
    except OSError as fault:
        raise InputError(f"{source} cannot be read: {fault.strerror}.", "Name a file that exists.") from fault


def _opened(source: str) -> AbstractContextManager[IO[bytes]]:
    if source != "-":
        return Path(source).open("rb")
    return nullcontext(sys.stdin.buffer if sys.stdin is not None else BytesIO())


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
    _check(pair["a"], pair["b"], f"Line {number}: ")
    return pair["a"], pair["b"]
