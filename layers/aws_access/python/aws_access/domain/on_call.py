"""Who is on call by a schedule in the rules: people who take turns, and those who stand in."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any


def on_call(schedule: Mapping[str, Any], now: datetime) -> frozenset[str]:
    """The IAM users on call at `now`: one of each rotation that has begun, or whoever stands in for all of them.

    `schedule` is a group's settings: `time_zone`, `rotations` (`people`, `starts`, `every`), `overrides` (`person`,
    `since`, `until`). Turns change by the clock on the wall there, whatever that clock does in between.
    """
    instead = frozenset(str(each["person"]) for each in schedule["overrides"] if each["since"] <= now < each["until"])
    if instead:
        return instead
    found = (_turn(rotation, now, schedule["time_zone"]) for rotation in schedule["rotations"])
    return frozenset(person for person in found if person is not None)


def _turn(rotation: Mapping[str, Any], now: datetime, zone: tzinfo) -> str | None:
    starts: datetime = rotation["starts"]
    if now < starts:
        return None
    every: timedelta = rotation["every"]
    passed = now.astimezone(zone).replace(tzinfo=None) - starts.astimezone(zone).replace(tzinfo=None)
    people = rotation["people"]
    return str(people[passed // every % len(people)])
