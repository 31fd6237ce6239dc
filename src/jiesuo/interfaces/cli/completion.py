"""`jiesuo completion`: the line that makes the shell complete commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from jiesuo.errors import InputError


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell; put it where the shell reads such scripts."""
    kind = get_completion_class(shell)
    if kind is None:
        raise InputError(f"No completion is known for {shell}.", "Use bash, zsh or fish.")
    root = ctx.find_root().command
    click.echo(kind(root, {}, "jiesuo", "_JIESUO_COMPLETE").source())
