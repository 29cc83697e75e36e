from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.domain.windows import Hours, always_within, ever_within
from tests import naive
from tests.builders import an_environment
from tests.generated import hours

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = frozenset(range(5))
WORK = (Hours(WEEKDAYS, 9 * 60, 18 * 60),)
NIGHT = (Hours(frozenset({0}), 22 * 60, 30 * 60),)
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("since", "hours_long", "inside"),
    [
        ("2030-01-07 09:00", 9, True),  # a Monday, all of it
        ("2030-01-07 09:00", 9.01, False),
        ("2030-01-07 08:59", 1, False),
        ("2030-01-12 10:00", 1, False),  # a Saturday
        ("2030-04-01 09:00", 9, True),  # the Monday after the clocks went forward
        ("2030-10-28 17:00", 1, True),  # and after they went back
    ],
)
def test_access_has_to_lie_in_the_hours_on_the_wall(since: str, hours_long: float, *, inside: bool) -> None:
    assert always_within(WORK, BERLIN, at(since), at(since) + hours_long * HOUR) is inside


def test_hours_past_midnight_belong_to_the_day_on_which_they_begin() -> None:
    assert always_within(NIGHT, BERLIN, at("2030-01-07 23:00"), at("2030-01-08 06:00"))
    assert not ever_within(NIGHT, BERLIN, at("2030-01-08 22:00"), at("2030-01-09 06:00"))
    assert not ever_within(NIGHT, BERLIN, at("2030-01-07 00:00"), at("2030-01-07 06:00"))


def test_hours_that_meet_are_one() -> None:
    always = (Hours(frozenset(range(7)), 0, 1440),)
    assert always_within(always, BERLIN, at("2030-03-30 10:00"), at("2030-04-02 10:00"))
    halves = (Hours(frozenset(range(7)), 0, 720), Hours(frozenset(range(7)), 720, 1440))
    assert always_within(halves, BERLIN, at("2030-01-07 10:00"), at("2030-01-09 10:00"))


def test_an_hour_that_is_skipped_is_no_hole() -> None:
    """Clocks go from 02:00 to 03:00 on 31 March 2030."""
    morning = (Hours(frozenset(range(7)), 60, 4 * 60),)
    assert always_within(morning, BERLIN, at("2030-03-31 01:00"), at("2030-03-31 04:00"))
    assert at("2030-03-31 04:00") - at("2030-03-31 01:00") == 2 * HOUR


@given(hours, st.integers(0, 10_000), st.integers(1, 900), st.sampled_from(["UTC", "Asia/Tokyo", "America/St_Johns"]))
def test_minute_by_minute_it_is_the_same(windows: tuple[Hours, ...], start: int, length: int, zone: str) -> None:
    since = datetime(2030, 1, 7, tzinfo=UTC) + timedelta(minutes=start)
    until = since + timedelta(minutes=length)
    place = an_environment(time_zone=ZoneInfo(zone))
    minutes = [naive.in_hours(since + number * naive.MINUTE, windows, place) for number in range(length)]
    assert always_within(windows, place.time_zone, since, until) == all(minutes)
    assert ever_within(windows, place.time_zone, since, until) == any(minutes)


CHANGES = [
    ("Europe/Berlin", "2030-03-31T01:00+00:00"),
    ("Europe/Berlin", "2030-10-27T01:00+00:00"),
    ("Australia/Lord_Howe", "2030-04-06T15:00+00:00"),  # by half an hour
    ("Australia/Lord_Howe", "2030-10-05T15:30+00:00"),
]
nights = st.lists(
    st.builds(
        lambda start, length: Hours(frozenset({5, 6}), start, start + length), st.integers(0, 300), st.integers(1, 300)
    ),
    min_size=1,
    max_size=3,
).map(tuple)


@given(nights, st.sampled_from(CHANGES), st.integers(-300, 300), st.integers(1, 300))
def test_minute_by_minute_it_is_the_same_when_the_clocks_change(
    windows: tuple[Hours, ...], change: tuple[str, str], start: int, length: int
) -> None:
    place = an_environment(time_zone=ZoneInfo(change[0]))
    since = datetime.fromisoformat(change[1]) + timedelta(minutes=start)
    until = since + timedelta(minutes=length)
    minutes = [naive.in_hours(since + number * naive.MINUTE, windows, place) for number in range(length)]
    assert always_within(windows, place.time_zone, since, until) == all(minutes)
    assert ever_within(windows, place.time_zone, since, until) == any(minutes)


def test_hours_that_end_in_the_hour_that_comes_twice_are_not_over_after_the_first_of_them() -> None:
    """Clocks go back from 03:00 to 02:00 on 27 October 2030, at 01:00 UTC."""
    maintenance = (Hours(frozenset({6}), 60, 150),)
    second = datetime(2030, 10, 27, 1, 10, tzinfo=UTC)
    assert second.astimezone(BERLIN).time().isoformat() == "02:10:00"
    assert ever_within(maintenance, BERLIN, second, second + HOUR / 60)
    assert not ever_within(maintenance, BERLIN, second + HOUR / 3, second + HOUR)
