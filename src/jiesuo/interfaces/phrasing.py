"""Numbers and times put into words, and the interface's own texts."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "words"
HOURS_A_DAY = 24
WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh-Hans": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "ja": ("月", "火", "水", "木", "金", "土", "日"),
}
UNITS = {
    "en": ("{n} min", "{n} h", "{n} days"),
    "zh-Hans": ("{n} 分钟", "{n} 小时", "{n} 天"),
    "ja": ("{n} 分", "{n} 時間", "{n} 日"),
}


@cache
def words(language: str) -> dict[str, str]:
    """The interface's texts in a language."""
    loaded: dict[str, str] = json.loads((WORDS / f"{language}.json").read_bytes())
    return loaded


def say(language: str, key: str, **slots: object) -> str:
    return words(language)[key].format(**slots)


def length(hours: float, language: str) -> str:
    """A length of time in the unit that fits it: 45 min, 36 h, 3 days."""
    minutes, some_hours, days = UNITS[language]
    if hours < 1:
        return minutes.format(n=round(hours * 60))
    if hours <= 2 * HOURS_A_DAY:
        return some_hours.format(n=round(hours))
    return days.format(n=round(hours / HOURS_A_DAY))


def moment(at: datetime, language: str) -> str:
    """A time of the person's own zone, with its weekday."""
    local = at.astimezone()
    zone = local.tzname() or local.strftime("%z")
    return f"{WEEKDAYS[language][local.weekday()]} {local:%Y-%m-%d %H:%M} {zone}"


def tenths(chance: float) -> int:
    """In how many of ten: from 1 to 9, since nothing is sure."""
    return max(1, min(9, round(chance * 10)))


def frequency(probability: float, language: str) -> str:
    """A chance as a natural frequency, named for what it is."""
    if probability < 0.1:
        return say(language, "estimate_small")
    if probability > 0.9:
        return say(language, "estimate_sure")
    return say(language, "estimate", tenths=tenths(probability))
