"""The environment, read once into a frozen value."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("en", "zh-Hans", "ja")


@dataclass(frozen=True, slots=True)
class Settings:
    """File of the cases (None: no folder is known), language, and whether the terminal may have colour."""

    database: Path | None
    language: str
    colour: bool


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    return Settings(
        database=database_of(environment),
        language=language_of(environment),
        colour="NO_COLOR" not in environment and environment.get("TERM") != "dumb",
    )


def database_of(environment: Mapping[str, str]) -> Path | None:
    if environment.get("JIESUO_DB"):
        return Path(environment["JIESUO_DB"])
    try:
        return data_folder(environment) / "cases.sqlite"
    except RuntimeError:
        return None


def data_folder(environment: Mapping[str, str]) -> Path:
    """The user's folder for data, as each system has it; RuntimeError where there is no home folder."""
    if environment.get("XDG_DATA_HOME"):
        return Path(environment["XDG_DATA_HOME"]) / "jiesuo"
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA", str(Path.home()))) / "jiesuo"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "jiesuo"
    return Path.home() / ".local" / "share" / "jiesuo"


def language_of(environment: Mapping[str, str]) -> str:
    """Language of the terminal: the first of ours that the locale names, else English."""
    stated = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    short = stated.split(".")[0].split("_")[0].lower()
    return {"zh": "zh-Hans", "ja": "ja"}.get(short, "en")
