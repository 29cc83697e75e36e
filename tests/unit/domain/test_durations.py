from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.domain.durations import parse_duration, say_duration
from aws_access.domain.errors import InvalidInput
from aws_access.domain.reasons import Language

HOURS, MINUTES = timedelta(hours=1), timedelta(minutes=1)
LONGEST = timedelta(days=3660)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("4h", 4 * HOURS),
        ("4H", 4 * HOURS),
        ("4 hours", 4 * HOURS),
        ("1 hour", HOURS),
        ("30m", 30 * MINUTES),
        ("30min", 30 * MINUTES),
        ("90 mins", 90 * MINUTES),
        ("1h30m", 90 * MINUTES),
        (" 1h 30m ", 90 * MINUTES),
        ("2d", 48 * HOURS),
        ("2 days", 48 * HOURS),
        ("30s", timedelta(seconds=30)),
        ("4時間", 4 * HOURS),
        ("1時間30分", 90 * MINUTES),
        ("1日", 24 * HOURS),
        ("45分間", 45 * MINUTES),
        ("3660d", LONGEST),
    ],
)
def test_a_duration_is_read_as_people_write_it(text: str, meant: timedelta) -> None:
    assert parse_duration(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "4",
        "h",
        "0h",
        "0h0m",
        "-4h",
        "+4h",
        "4.5h",
        "1,5h",
        "4h30",
        "4x",
        "4hh",
        "1e9h",
        "∞",
        "4h; drop",
        "forever",
        "3661d",
        "999999999d",
        "9" * 100 + "h",
        "時間",
        "4時分",
    ],
)
def test_what_is_not_a_duration_or_is_absurd_is_refused_in_its_own_words(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_duration(text)
    (why,) = caught.value.reasons
    assert (why.code, why.facts["duration"]) == ("invalid-duration", text[:40])


@given(st.timedeltas(timedelta(seconds=1), LONGEST), st.sampled_from(Language))
def test_a_duration_that_was_said_is_read_as_the_same(duration: timedelta, language: Language) -> None:
    whole = timedelta(seconds=int(duration.total_seconds()))
    assert parse_duration(say_duration(whole, language)) == whole


@given(st.text(max_size=30))
def test_any_text_is_a_duration_within_bounds_or_is_refused(text: str) -> None:
    try:
        duration = parse_duration(text)
    except InvalidInput:
        return
    assert timedelta() < duration <= LONGEST


@pytest.mark.parametrize(
    ("duration", "english", "japanese"),
    [(90 * MINUTES, "1h30m", "1時間30分"), (25 * HOURS, "1d1h", "1日1時間"), (timedelta(), "0s", "0秒")],
)
def test_a_duration_is_said_in_both_languages(duration: timedelta, english: str, japanese: str) -> None:
    assert (say_duration(duration), say_duration(duration, Language.JAPANESE)) == (english, japanese)
