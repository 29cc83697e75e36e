"""When access is to start, among the words of a command: `at 22:00`, `at tomorrow 9:00`, `22時から`, `明日9:00から`."""

import re
from datetime import date, datetime, time, timedelta, tzinfo

from aws_access.domain.errors import InvalidInput
from aws_access.domain.reasons import reason
from aws_access.domain.wall_clock import on_the_wall

_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})|時(?:(?P<minute_ja>[0-9]{1,2})分)?)(?P<begins>から)?"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TOMORROW = ("tomorrow", "明日")


def take_start(words: list[str], typed_at: datetime | None, zone: tzinfo) -> tuple[list[str], datetime | None]:
    """The words without the start among them, and the start: the next such time on the wall after `typed_at`.

    InvalidInput for one that cannot be read, or that does not exist or exists twice on that wall.
    """
    for place, word in enumerate(words):
        if word.lower() == "at":
            length = 2 if words[place + 1 : place + 2] and _is_day(words[place + 1]) else 1
            said = words[place + 1 : place + 1 + length]
            return words[:place] + words[place + 1 + length :], _start(said, typed_at, zone)
        clock = word.removeprefix("明日")
        found = _CLOCK.fullmatch(clock)
        if found is not None and found["begins"]:
            day = ["明日"] if clock != word else words[place - 1 : place] if _is_day(words[place - 1]) else []
            first = place - (clock == word and bool(day))
            return words[:first] + words[place + 1 :], _start([*day, clock], typed_at, zone)
    return words, None


def _is_day(word: str) -> bool:
    return word.lower() in _TOMORROW or _DATE.fullmatch(word) is not None


def _start(words: list[str], typed_at: datetime | None, zone: tzinfo) -> datetime:
    wrong = InvalidInput(reason("invalid-start", start=" ".join(words)[:40]))
    clock = _CLOCK.fullmatch(words[-1]) if words else None
    if clock is None or typed_at is None:
        raise wrong
    today = typed_at.astimezone(zone).date()
    try:
        at = time(int(clock["hour"]), int(clock["minute"] or clock["minute_ja"] or 0))
        day = _day(words[0], today) if len(words) == 2 else None
    except ValueError as error:
        raise wrong from error
    start = on_the_wall(datetime.combine(day or today, at), zone)
    if day is None and start <= typed_at:
        return on_the_wall(datetime.combine(today + timedelta(days=1), at), zone)
    return start


def _day(word: str, today: date) -> date:
    return today + timedelta(days=1) if word.lower() in _TOMORROW else date.fromisoformat(word)
