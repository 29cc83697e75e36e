from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from aws_access.adapters.groups import KeptGroups
from aws_access.adapters.rules.file import rules_from_value
from aws_access.domain.on_call import on_call
from tests.fakes import FakeClock, FakeRoster
from tests.rules_value import FILE

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


SCHEDULE: dict[str, Any] = {
    "time_zone": BERLIN,
    "rotations": [{"people": ["ann", "bob", "cyd"], "starts": at("2030-03-04 09:00"), "every": timedelta(days=7)}],
    "overrides": [{"person": "dee", "since": at("2030-03-06 00:00"), "until": at("2030-03-07 00:00")}],
}


@pytest.mark.parametrize(
    ("moment", "who"),
    [
        ("2030-03-04 08:59", set()),
        ("2030-03-04 09:00", {"ann"}),
        ("2030-03-05 23:59", {"ann"}),
        ("2030-03-06 00:00", {"dee"}),
        ("2030-03-07 00:00", {"ann"}),
        ("2030-03-11 08:59", {"ann"}),
        ("2030-03-11 09:00", {"bob"}),
        ("2030-03-25 09:00", {"ann"}),
        ("2030-04-01 08:59", {"ann"}),  # the clocks went forward on 31 March
        ("2030-04-01 09:00", {"bob"}),
    ],
)
def test_turns_change_by_the_clock_on_the_wall(moment: str, who: set[str]) -> None:
    assert on_call(SCHEDULE, at(moment)) == who


def test_of_several_rotations_one_of_each_is_on_call() -> None:
    second = {"people": ["eve"], "starts": at("2030-03-04 09:00"), "every": timedelta(days=1)}
    both = {**SCHEDULE, "rotations": [*SCHEDULE["rotations"], second]}
    assert on_call(both, at("2030-03-05 10:00")) == {"ann", "eve"}


def test_the_group_of_a_rules_file_is_whoever_is_on_call_now_and_known_to_the_rules() -> None:
    rotation = {"people": ["sre1", "dev1"], "starts": "2030-01-07 09:00", "every": "7d"}
    rules = rules_from_value({**FILE, "groups": {"on-call": {"schedule": {"rotations": [rotation]}}}})
    clock = FakeClock()
    groups = KeptGroups(FakeRoster(), clock)
    assert groups.members(rules.groups["on-call"], rules) == {"sre1"}
    clock.advance(timedelta(days=7))
    assert groups.members(rules.groups["on-call"], rules) == {"dev1"}
