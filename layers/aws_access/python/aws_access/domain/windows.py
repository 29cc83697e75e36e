"""Parts of the week on a wall clock: `Mon-Fri 09:00-18:00`, in the time zone of an environment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """From `start` until `end`, in minutes after midnight, on these days of the week (0 is Monday).

    An `end` of more than 1,440 is on the next day: `22:00-06:00` on Mondays ends on Tuesday morning.
    """

    days: frozenset[int]
    start: int
    end: int


def always_within(hours: Iterable[Hours], zone: tzinfo, since: datetime, until: datetime) -> bool:
    """Whether all of [since, until) lies in these hours; windows that meet are one."""
    hours = tuple(hours)
    reached = since
    for opens, closes in _windows(hours, zone, since, until):
        if opens > reached:
            return False
        reached = max(reached, closes)
        if reached >= until:
            return True
    return False


def ever_within(hours: Iterable[Hours], zone: tzinfo, since: datetime, until: datetime) -> bool:
    """Whether any of [since, until) lies in these hours."""
    return any(opens < until and since < closes for opens, closes in _windows(tuple(hours), zone, since, until))


def _windows(
    hours: tuple[Hours, ...], zone: tzinfo, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Those that may touch [since, until), by the moment at which they open."""
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    days = [first + timedelta(days=number) for number in range(-1, (last - first).days + 1)]
    found = [
        (_at(day, each.start, zone), _at(day, each.end, zone))
        for day in days
        for each in hours
        if day.weekday() in each.days
    ]
    return (window for window in sorted(found) if window[1] > since)


def _at(day: date, minutes: int, zone: tzinfo) -> datetime:
    """By the wall clock: an hour that is skipped or comes twice makes the window shorter or longer, as on the wall."""
    later, minutes = divmod(minutes, _DAY_MINUTES)
    on = day + timedelta(days=later)
    return datetime(on.year, on.month, on.day, minutes // 60, minutes % 60, tzinfo=zone)
