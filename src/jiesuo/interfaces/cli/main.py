"""The command line. Each command is a module that is loaded only when it is called."""

from __future__ import annotations

import contextlib
import gc
import os
import sys

import click

from jiesuo import __version__
from jiesuo.errors import JiesuoError
from jiesuo.interfaces import faults
from jiesuo.interfaces.cli.lazily import LoadedWhenCalled, load, loaded_command

CLI = "jiesuo.interfaces.cli"
COMMANDS = {
    "diagnose": (f"{CLI}.diagnose:diagnose", "Say what a telling or a message means, and what to do next."),
    "serve": (f"{CLI}.serve:serve", "The page, for a phone or a browser."),
    "case": (f"{CLI}.case:case", "Cases that were kept on this computer."),
    "pack": (f"{CLI}.pack:pack", "What jiesuo knows: check it, test it, look at it."),
    "evaluate": (f"{CLI}.evaluate:evaluate", "Measure how good the reading and the questions are."),
    "records": (f"{CLI}.records:records", "Lay your records side by side: which disagree, what to change."),
    "names": (f"{CLI}.names:names", "Say how two stored names differ."),
    "passport": (f"{CLI}.papers:passport", "Read the lines at the foot of a passport page."),
    "photo": (f"{CLI}.papers:photo", "Check a picture of a passport page before a review."),
    "screenshot": (f"{CLI}.papers:screenshot", "Read the message on a screenshot."),
    "practise": (f"{CLI}.practise:practise", "Play a pretend case, and hear how it went."),
    "completion": (f"{CLI}.completion:completion", "Print the completion script of a shell."),
}
INTERVIEW = f"{CLI}.interview:interview"
INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""
TROUBLE = 1


@click.group(cls=LoadedWhenCalled, places=COMMANDS, invoke_without_command=True)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.option("--lang", type=click.Choice(["en", "zh-Hans", "ja"]), help="Language of what is shown.")
@click.option("--case", "case_id", metavar="ID", help="Go on with a kept case; `last` is the latest.")
@click.option(
    "--situation",
    type=click.Choice(["at_the_till", "today", "this_week", "no_hurry"]),
    help="How urgent it is.",
)
@click.option("--now", metavar="TIME", help="Begin as if it were this time (ISO 8601); for tests.")
@click.pass_context
def jiesuo(
    ctx: click.Context, lang: str | None, case_id: str | None, situation: str | None, now: str | None
) -> None:
    """Find out why a Taobao account is locked or an Alipay payment fails, and the cheapest safe way out.

    Without a command: the interview, or, with text piped in, its diagnosis. Nothing leaves this computer.
    Never type a password, PIN, SMS code or card number.
    """
    if ctx.invoked_subcommand is not None:
        return
    if case_id or (sys.stdin is not None and sys.stdin.isatty()):
        load(INTERVIEW)(lang, case_id, situation, now)
    else:
        stated = {"situation": situation} if situation else {}
        ctx.invoke(loaded_command(COMMANDS["diagnose"][0]), text="-", lang=lang, now=now, **stated)


def run() -> None:
    """Entry point: every trouble is a sentence, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    # A command lives for a moment and makes hardly a circle of objects: looking for them costs a tenth of it.
    gc.disable()
    code = _run()
    _let_go_of_output()
    # Python looks for circles once more when it ends, whatever is disabled, but not among what is frozen.
    gc.freeze()
    sys.exit(code)


def _run() -> int:
    try:
        code = jiesuo.main(prog_name="jiesuo", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        return 0
    except JiesuoError as error:
        return _told(error)
    except OSError as error:
        return _said(f"The output or a file failed: {error.strerror or error}. Free some space, or check it.")
    except Exception as error:
        return _said(
            f"This is a fault in jiesuo ({faults.place(error)}). What was kept is safe. Please report it."
        )


def _told(error: JiesuoError) -> int:
    _said(f"{error.what}\n{error.next_step}".strip())
    return int(load("jiesuo.interfaces.wire:exit_code")(error))


def _said(sentence: str) -> int:
    with contextlib.suppress(OSError):
        click.echo(sentence, err=True)
    return TROUBLE


def _let_go_of_output() -> None:
    """Flush; what a closed pipe or a full disk no longer takes is dropped without a word."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            with contextlib.suppress(OSError, ValueError, AttributeError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
