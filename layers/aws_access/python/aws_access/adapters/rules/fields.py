"""The kinds of values in a rules file: each is read from text once, and says what would be right when it is wrong."""

import re
from datetime import datetime, time, timedelta
from difflib import get_close_matches
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from aws_access.domain.durations import parse_duration
from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import AccountId, IamUserName, RoleArn, SlackUserId
from aws_access.domain.windows import Hours

STRICT = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
"""Of every part of the file: a field that it does not have is an error."""

_TEMPLATE_FIELD = re.compile(r"\{([^{}]*)\}")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"(?:(?P<days>[A-Za-z,-]+)\s+)?(?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)")
_LONGEST_PATTERN = 200


def _as_text(what: str, example: str) -> WithJsonSchema:
    """What editors are told of it."""
    return WithJsonSchema({"type": "string", "description": what, "examples": [example]})


def _text(value: object) -> str:
    if not isinstance(value, str):
        # YAML reads 012345678901 as a number. pydantic wants a ValueError.
        raise ValueError("write it as text, in quotes")  # noqa: TRY004
    return value


def _identifier(kind: type[str]) -> Any:
    def parse(value: object) -> str:
        try:
            return kind(_text(value))
        except InvalidInput as error:
            raise ValueError(str(error)) from error

    return BeforeValidator(parse)


def _duration(value: object) -> timedelta:
    try:
        return parse_duration(_text(value))
    except InvalidInput as error:
        raise ValueError(str(error)) from error


def _action(given: object) -> str:
    value = _text(given)
    if not re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9*?]+", value):
        raise ValueError(f"{value[:100]!r} is not an action such as dynamodb:GetItem or dynamodb:Get*")
    return value


def _resource(given: object) -> str:
    value = _text(given)
    if value != "*" and not re.fullmatch(r"arn:[!-~]{5,500}", value):
        raise ValueError(f"{value[:100]!r} is neither an ARN nor *")
    if "$" in value:
        raise ValueError(f"{value!r} has a policy variable; name the resource")
    unknown = set(_TEMPLATE_FIELD.findall(value)) - {"account", "region", "partition", "resource"}
    if unknown or re.search(r"[{}]", _TEMPLATE_FIELD.sub("", value)):
        raise ValueError(f"{value!r}: only {{account}}, {{region}}, {{partition}} and {{resource}} stand for something")
    return value


def _zone(given: object) -> ZoneInfo:
    value = _text(given)
    try:
        return ZoneInfo(value)
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        near = get_close_matches(value, available_timezones(), n=1)
        hint = f"; did you mean {near[0]}?" if near else "; write for example Asia/Tokyo"
        raise ValueError(f"there is no time zone {value[:60]}{hint}") from error


def _hours(given: object) -> Hours:
    value = _text(given)
    found = _HOURS.fullmatch(value.strip())
    if found is None:
        raise ValueError(f"{value[:60]!r} are no hours; write for example 'Mon-Fri 09:00-18:00' or '22:00-06:00'")
    start, end = _minutes(found["start"], 23), _minutes(found["end"], 24)
    return Hours(_days(found["days"]), start, end if end > start else end + 24 * 60)


def _minutes(text: str, last_hour: int) -> int:
    hour, minute = map(int, text.split(":"))
    if hour > last_hour or minute > 59 or hour * 60 + minute > 24 * 60:
        raise ValueError(f"{text} is no time of a day")
    return hour * 60 + minute


def _days(text: str | None) -> frozenset[int]:
    if text is None:
        return frozenset(range(7))
    days: set[int] = set()
    for part in text.lower().split(","):
        first, _, last = part.partition("-")
        if first not in _DAYS or (last or first) not in _DAYS:
            raise ValueError(f"{part!r} is no day or days; write for example Mon-Fri or Sat,Sun")
        begin, end = _DAYS.index(first), _DAYS.index(last or first)
        days |= {day % 7 for day in range(begin, end + 1 if end >= begin else end + 8)}
    return frozenset(days)


def _moment(given: object) -> datetime:
    value = _text(given)
    try:
        moment = datetime.fromisoformat(value.strip().replace(" ", "T", 1))
    except ValueError as error:
        raise ValueError(f"{value[:60]!r} is no time; write for example '2026-12-20 18:00'") from error
    if moment.time() != time(moment.hour, moment.minute):
        raise ValueError(f"{value[:60]!r}: to the minute, no finer")
    return moment


def _pattern(given: object) -> str:
    value = _text(given)
    if len(value) > _LONGEST_PATTERN:
        raise ValueError(f"{len(value)} characters; at most {_LONGEST_PATTERN}")
    if _may_take_for_ever(value):
        raise ValueError(f"{value!r} repeats what repeats already; that can take for ever on a long reason")
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is no regular expression: {error}") from error
    return value


def _may_take_for_ever(pattern: str) -> bool:
    """Whether a group that repeats, or that has alternatives, is repeated: such as (a+)+ or (a|aa)+, however deep.

    On a few dozen characters these can take hours, and reasons are written by anybody.
    """
    plain = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "x", pattern)  # what is escaped, and classes: one character each
    inner = [False]
    for at, character in enumerate(plain):
        if character == "(":
            inner.append(False)
        elif character == ")" and len(inner) > 1:
            risky, repeated = inner.pop(), plain[at + 1 : at + 2] in tuple("*+{")
            if risky and repeated:
                return True
            inner[-1] |= risky or repeated
        elif character in "*+{|":
            inner[-1] = True
    return False


Name = Annotated[str, Field(pattern=r"^[^\s:,|`*]{1,64}$")]
ServiceName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]  # as people type it
Level = Annotated[str, Field(pattern=r"^[a-z]{1,20}$")]
Duration = Annotated[timedelta, BeforeValidator(_duration), _as_text("a duration such as 30m, 4h or 1h30m", "4h")]
Action = Annotated[str, BeforeValidator(_action)]
Resource = Annotated[str, BeforeValidator(_resource)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone), _as_text("a time zone's name", "Asia/Tokyo")]
WeekHours = Annotated[Hours, BeforeValidator(_hours), _as_text("hours of some days", "Mon-Fri 09:00-18:00")]
WallTime = Annotated[
    datetime, BeforeValidator(_moment), _as_text("a time, by the clock there or with an offset", "2026-12-20 18:00")
]
Pattern = Annotated[str, BeforeValidator(_pattern)]
Account = Annotated[AccountId, _identifier(AccountId), _as_text("an AWS account id, in quotes", "111122223333")]
IamUser = Annotated[IamUserName, _identifier(IamUserName), _as_text("the name of an IAM user", "alice")]
SlackUser = Annotated[SlackUserId, _identifier(SlackUserId), _as_text("a Slack user id", "U0123456789")]
Role = Annotated[RoleArn, _identifier(RoleArn), _as_text("a role's ARN", "arn:aws:iam::111122223333:role/Dev")]
