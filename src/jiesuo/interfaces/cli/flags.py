"""Options that several commands share, each written once."""

from __future__ import annotations

import click

from jiesuo.interfaces.settings import LANGUAGES

LANG = click.option("--lang", type=click.Choice(LANGUAGES), help="Language of what is shown.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object (docs/json.md).")
NOW = click.option("--now", metavar="TIME", help="Take this as the present time (ISO 8601).")
