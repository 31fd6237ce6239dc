"""The clock, which only goes forward, and the hours at which people can be reached in mainland China."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

from chinese_calendar import is_workday

CHINA = timezone(timedelta(hours=8), "China")
FIRST_DAY, LAST_DAY = date(2026, 1, 5), date(2026, 9, 30)
"""Days on which a person's trouble may begin. The calendar of public holidays ends with its year."""
BANK = (time(9), time(17))
SUPPORT = (time(8), time(23, 59))
"""Opening hours: bank branches on working days (with the made-up ones); support staff daily."""
CALENDAR_ENDS = date(2026, 12, 31)


def open_from(now: datetime, hours: tuple[time, time], workdays_only: bool) -> datetime:
    """The first moment from now at which somebody is there."""
    moment = now.astimezone(CHINA)
    while True:
        opening, closing = (datetime.combine(moment.date(), at, CHINA) for at in hours)
        if moment < closing and (not workdays_only or works(moment.date())):
            return max(moment, opening)
        moment = datetime.combine(moment.date() + timedelta(days=1), hours[0], CHINA)


def works(day: date) -> bool:
    """Whether offices are open; past the calendar's end only weekends are known."""
    return bool(is_workday(day)) if day <= CALENDAR_ENDS else day.weekday() < 5
