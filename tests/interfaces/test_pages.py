"""The pages about the command line and its JSON say what is true today."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest

from jiesuo.interfaces import wire
from jiesuo.interfaces.cli.asking import _KEYS, DONT_KNOW
from jiesuo.interfaces.cli.main import jiesuo
from jiesuo.interfaces.phrasing import say

DOCS = Path(__file__).parents[2] / "docs"


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("paste_help", DOCS / "paste_help.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PASTE = tool()
PAGE = (DOCS / "command-line.md").read_text("utf-8")


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        ctx = click.Context(command)
        for below in command.list_commands(ctx):
            found = command.get_command(ctx, below)
            assert found is not None
            yield from commands(found, f"{name} {below}")


COMMANDS = dict(commands(jiesuo, "jiesuo"))


def test_help_on_the_page_is_that_of_today() -> None:
    assert PASTE.pasted(PAGE) == PAGE, "run: python docs/paste_help.py"


def test_a_command_without_a_place_is_noticed() -> None:
    with pytest.raises(SystemExit, match="jiesuo case undo"):
        PASTE.pasted(PAGE.replace("help: jiesuo case undo", "help: jiesuo case redo"))


def test_an_old_help_is_noticed() -> None:
    assert PASTE.pasted(PAGE.replace("--keep", "--hold")) != PAGE.replace("--keep", "--hold")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_says_what_it_is_for(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{name} {option.opts}"
            assert option.opts[0] in PAGE


def test_every_key_is_on_the_page_and_in_the_help() -> None:
    for key in (DONT_KNOW, *_KEYS):
        assert f"`{key}`" in PAGE
        if key != "?":
            assert f"\n{key}  " in f"\n{say('en', 'keys_all')}"


def test_json_page_and_schema_name_every_key() -> None:
    page = (DOCS / "json.md").read_text("utf-8")
    schema = json.loads((DOCS / "json-schema" / "advice-1.json").read_text("utf-8"))
    keys = ["schema", "pack", *wire.KEYS]
    assert list(schema["properties"]) == keys
    assert schema["required"] == keys
    assert schema["properties"]["schema"]["const"] == wire.SCHEMA
    for key in keys:
        assert f"| `{key}` |" in page
