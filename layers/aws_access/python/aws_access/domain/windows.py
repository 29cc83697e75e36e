"""Parts of the week on a wall clock: `Mon-Fri 09:00-18:00`, in the time zone of an environment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

_DAY_MINUTES = 24 * 60
_SECOND = timedelta(seconds=1)


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
        window
        for day in days
        for each in hours
        if day.weekday() in each.days
        for window in _on_the_wall(_at(day, each.start), _at(day, each.end), zone)
    ]
    return (window for window in sorted(found) if window[1] > since)


def _at(day: date, minutes: int) -> datetime:
    later, minutes = divmod(minutes, _DAY_MINUTES)
    on = day + timedelta(days=later)
    return datetime(on.year, on.month, on.day, minutes // 60, minutes % 60)  # noqa: DTZ001 - as the wall shows it


def _on_the_wall(start: datetime, end: datetime, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    """Whenever the clock shows a time from `start` until `end`; in two parts where it is set in between."""
    opens, opens_again = _moments(start, zone)
    closes, closes_again = _moments(end, zone)
    if opens == opens_again and closes == closes_again:
        yield opens, closes
        return
    change = _change(*((opens, opens_again) if opens != opens_again else (closes, closes_again)), zone)
    for since, until in ((opens, min(closes, change)), (max(opens_again, change), closes_again)):
        if since < until:
            yield since, until


@lru_cache(maxsize=4096)
def _moments(shown: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """By the clock as it goes before a change and after it: two for a time that comes twice, or never."""
    before, after = (shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return before, after


def _change(one: datetime, other: datetime, zone: tzinfo) -> datetime:
    """The moment between these two, to the second, at which the clock is set."""
    before, after = sorted((one, other))
    offset = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
