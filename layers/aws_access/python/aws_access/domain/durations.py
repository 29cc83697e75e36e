"""Durations as people write them: `4h`, `1h30m`, `2 days`, `4時間`, `1時間30分`."""

import re
from datetime import timedelta

from aws_access.domain.errors import InvalidInput
from aws_access.domain.reasons import Language, reason

_UNITS = {
    "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "秒": 1, "秒間": 1,
    "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60, "分": 60, "分間": 60,
    "h": 3600, "hr": 3600, "hrs": 3600, "hour": 3600, "hours": 3600, "時間": 3600,
    "d": 86400, "day": 86400, "days": 86400, "日": 86400, "日間": 86400,
}  # fmt: skip
_PART = re.compile(r"([0-9]{1,9})\s*([a-z]+|[秒分時間日]+)\s*")


def parse_duration(text: str) -> timedelta:
    """The duration written in `text`; InvalidInput when it cannot be read, is zero or is beyond ten years."""
    rest = text.strip().lower()
    seconds = 0
    while rest:
        part = _PART.match(rest)
        if part is None or part[2] not in _UNITS:
            raise InvalidInput(reason("invalid-duration", duration=text[:40]))
        seconds += int(part[1]) * _UNITS[part[2]]
        rest = rest[part.end() :]
    if not 0 < seconds <= 10 * 366 * 86400:
        raise InvalidInput(reason("invalid-duration", duration=text[:40]))
    return timedelta(seconds=seconds)


def say_duration(duration: timedelta, language: Language = Language.ENGLISH) -> str:
    """The duration as `parse_duration` reads it: `1h30m`, `1時間30分`."""
    rest = int(duration.total_seconds())
    said = ""
    for size, english, japanese in ((86400, "d", "日"), (3600, "h", "時間"), (60, "m", "分"), (1, "s", "秒")):
        count, rest = divmod(rest, size)
        if count:
            said += f"{count}{english if language is Language.ENGLISH else japanese}"
    return said or ("0s" if language is Language.ENGLISH else "0秒")
