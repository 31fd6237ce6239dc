"""The command line. Each command is a module that is loaded only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from jiesuo import __version__
from jiesuo.errors import JiesuoError

COMMANDS = {
    "diagnose": "jiesuo.interfaces.cli.diagnose:diagnose",
    "case": "jiesuo.interfaces.cli.case:case",
    "pack": "jiesuo.interfaces.cli.pack:pack",
    "evaluate": "jiesuo.interfaces.cli.evaluate:evaluate",
    "completion": "jiesuo.interfaces.cli.completion:completion",
}
INTERVIEW = "jiesuo.interfaces.cli.interview:interview"
INTERRUPTED = 130


class LoadedWhenCalled(click.Group):
    """A group that knows its commands by name and imports one only when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return load(COMMANDS[cmd_name]) if cmd_name in COMMANDS else None


def load(place: str) -> click.Command:
    module, _, name = place.partition(":")
    command: click.Command = getattr(import_module(module), name)
    return command


@click.group(cls=LoadedWhenCalled, invoke_without_command=True)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.option("--lang", type=click.Choice(["en", "zh-Hans", "ja"]), help="Language of what is shown.")
@click.option("--case", "case_id", help="Go on with a case that was kept.")
@click.option("--situation", default=None, help="at_the_till, today, this_week or no_hurry.")
@click.pass_context
def jiesuo(ctx: click.Context, lang: str | None, case_id: str | None, situation: str | None) -> None:
    """Find out why a Taobao account is locked or an Alipay payment fails, and the cheapest safe way out.

    Without a command: the interview. Nothing leaves this computer. Never type a password, PIN, SMS code or
    card number.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(load(INTERVIEW), lang=lang, case_id=case_id, situation=situation)


def run() -> None:
    """Entry point: every trouble is a sentence, never a traceback."""
    try:
        code = jiesuo.main(prog_name="jiesuo", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.Abort:
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except JiesuoError as error:
        sys.exit(_told(error))


def _told(error: JiesuoError) -> int:
    wire = import_module("jiesuo.interfaces.wire")
    click.echo(f"{error.what}\n{error.next_step}".strip(), err=True)
    return int(wire.exit_code(error))
