"""`jiesuo case`: look at kept cases, add to them, take back, close, forget, export."""

from __future__ import annotations

import click

from jiesuo.interfaces.cli.lazily import LoadedWhenCalled

SHELF, TALK = "jiesuo.interfaces.cli.case_shelf", "jiesuo.interfaces.cli.case_talk"
COMMANDS = {
    "list": (f"{SHELF}:list_cases", "All cases, the latest first."),
    "show": (f"{TALK}:show_case", "The advice of a case as it stands."),
    "tell": (f"{TALK}:tell", "Add words, answers, or how a step went."),
    "undo": (f"{TALK}:undo", "Take back an event, the latest by default."),
    "close": (f"{TALK}:close", "End a case."),
    "forget": (f"{SHELF}:forget", "Erase a case for good."),
    "export": (f"{SHELF}:export", "All events of a case as JSON."),
}


@click.group(cls=LoadedWhenCalled, places=COMMANDS)
def case() -> None:
    """Cases that were kept on this computer. ID: the id, its beginning, or `last`."""
