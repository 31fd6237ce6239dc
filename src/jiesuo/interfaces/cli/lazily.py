"""Commands that are known by name and loaded only when they are called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

Places = Mapping[str, tuple[str, str]]
"""Name -> where the command is (`module:attribute`), and its line in the table of commands."""


class LoadedWhenCalled(click.Group):
    """A group that neither its help nor the completion of its names makes load a command."""

    def __init__(self, *arguments: Any, places: Places, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return loaded_command(self.places[cmd_name][0]) if cmd_name in self.places else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.places.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        fitting = [(name, line) for name, (_, line) in self.places.items() if name.startswith(incomplete)]
        offered = [CompletionItem(name, help=line) for name, line in fitting]
        return [*offered, *click.Command.shell_complete(self, ctx, incomplete)]


def loaded_command(place: str) -> click.Command:
    command: click.Command = load(place)
    return command


def load(place: str) -> Any:
    """What a `module:attribute` names."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)
