"""Paste the help of every command into docs/command-line.md, between its markers.

python docs/paste_help.py            writes
python docs/paste_help.py --check    exit code 1 if something is missing or out of date
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from jiesuo.interfaces.cli.main import jiesuo

PAGE = Path(__file__).with_name("command-line.md")
COLUMNS = 96
BLOCK = re.compile(r"<!-- help: ([a-z ]+) -->\n.*?<!-- end -->", re.DOTALL)


def commands(command: click.Command, ctx: click.Context) -> Iterator[tuple[str, str]]:
    """Name and help of a command and of all below it."""
    yield ctx.command_path, command.get_help(ctx)
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            if below is not None:
                yield from commands(below, context(below, name, ctx))


def context(command: click.Command, name: str, parent: click.Context | None = None) -> click.Context:
    return click.Context(command, info_name=name, parent=parent, terminal_width=COLUMNS)


def pasted(page: str) -> str:
    """The page with the help of today. Raises SystemExit when a command has no place on it."""
    known = dict(commands(jiesuo, context(jiesuo, "jiesuo")))
    missing = sorted(known.keys() ^ set(BLOCK.findall(page)))
    if missing:
        raise SystemExit(f"Without a place on the page, or without a command: {', '.join(missing)}")
    return BLOCK.sub(lambda found: block(found[1], known[found[1]]), page)


def block(name: str, text: str) -> str:
    return f"<!-- help: {name} -->\n```text\n{text.strip()}\n```\n<!-- end -->"


def main() -> None:
    before = PAGE.read_text("utf-8")
    after = pasted(before)
    if "--check" not in sys.argv:
        PAGE.write_text(after, "utf-8")
    elif before != after:
        raise SystemExit("docs/command-line.md is out of date; run: python docs/paste_help.py")


if __name__ == "__main__":
    main()
