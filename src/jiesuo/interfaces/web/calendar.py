"""Calendar files: when to look again after a wait, and what to check before it happens again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

LENGTH = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to do at a time (UTC); `key` makes it the same entry when the file is made anew."""

    key: str
    at: datetime
    title: str
    text: str


def written(entries: Iterable[Entry], now: datetime) -> bytes:
    """The entries as an iCalendar file (RFC 5545), each with a reminder; times in UTC."""
    calendar = Calendar()
    calendar.add("prodid", "-//jiesuo//EN")
    calendar.add("version", "2.0")
    for entry in entries:
        calendar.add_component(_event(entry, now))
    made: bytes = calendar.to_ical()
    return made


def _event(entry: Entry, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256(entry.key.encode()).hexdigest()[:32]}@jiesuo")
    event.add("dtstamp", now)
    event.add("dtstart", entry.at)
    event.add("dtend", entry.at + LENGTH)
    event.add("summary", entry.title)
    event.add("description", entry.text)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.title)
    alarm.add("trigger", timedelta(0))
    event.add_component(alarm)
    return event
