from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aws_access.domain.audit import Event, EventType, as_moment, as_text, broken_at, head_of, next_event
from aws_access.domain.model import Head
from tests.builders import NOW

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
details = st.dictionaries(st.text(), json_values, max_size=3)


@st.composite
def chains(draw: st.DrawFn, shortest: int = 1) -> list[Event]:
    """A whole chain of a few events."""
    head, events = Head(), []
    for _ in range(draw(st.integers(shortest, 5))):
        kind, actor = draw(st.sampled_from(EventType)), draw(st.text(max_size=5))
        at = NOW + timedelta(microseconds=draw(st.integers(0, 10**9)))
        events.append(next_event("r-0123456789ab", head, kind, at, actor, draw(details)))
        head = head_of(events[-1])
    return events


def end(events: list[Event]) -> Head:
    return head_of(events[-1])


@given(chains())
def test_a_chain_is_whole_as_it_was_made(events: list[Event]) -> None:
    assert broken_at(events, end(events)) is None


def test_an_empty_chain_is_whole() -> None:
    assert broken_at([], Head()) is None


CHANGES: dict[str, Callable[[Any], Any]] = {
    "chain": lambda chain: chain + "x",
    "sequence": lambda sequence: sequence + 1,
    "type": lambda kind: EventType.FAILED if kind is not EventType.FAILED else EventType.LAPSED,
    "at": lambda at: at + timedelta(microseconds=1),
    "actor": lambda actor: actor + "x",
    "details": lambda facts: {**facts, "more": 1},
    "previous": lambda previous: previous[:-1] + ("0" if previous[-1:] != "0" else "1"),
    "hash": lambda text: text[:-1] + ("0" if text[-1] != "0" else "1"),
}


def test_every_field_of_an_event_is_tried() -> None:
    assert set(CHANGES) == {field.name for field in fields(Event)}


@given(chains(), st.data())
def test_any_field_that_was_changed_is_noticed_where_it_was_changed(events: list[Event], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(events) - 1))
    name = data.draw(st.sampled_from(sorted(CHANGES)))
    changed = replace(events[place], **{name: CHANGES[name](getattr(events[place], name))})
    assert broken_at([*events[:place], changed, *events[place + 1 :]], end(events)) == place + 1


@given(json_values, json_values)
def test_any_detail_that_was_changed_is_noticed(old: Any, new: Any) -> None:
    assume(repr(old) != repr(new))
    honest = next_event("r-0123456789ab", Head(), EventType.SUBMITTED, NOW, "dev1", {"fact": old})
    forged = replace(honest, details={"fact": new})
    assert broken_at([honest], head_of(honest)) is None
    assert broken_at([forged], head_of(honest)) == 1


@given(chains(), st.data())
def test_a_change_that_was_hashed_anew_is_noticed_at_the_next_event_or_the_head(
    events: list[Event], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(events) - 1))
    forged = replace(events[place], actor=events[place].actor + "x")
    forged = replace(forged, hash=forged.computed_hash())
    assert broken_at([*events[:place], forged, *events[place + 1 :]], end(events)) == place + 2


@given(chains(), st.data())
def test_a_missing_event_is_noticed_also_the_last(events: list[Event], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(events) - 1))
    assert broken_at([*events[:place], *events[place + 1 :]], end(events)) == place + 1


@given(chains(shortest=2), st.data())
def test_two_events_that_changed_places_are_noticed(events: list[Event], data: st.DataObject) -> None:
    one, other = sorted(data.draw(st.sets(st.integers(0, len(events) - 1), min_size=2, max_size=2)))
    swapped = list(events)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert broken_at(swapped, end(events)) == one + 1


@given(chains(), details)
def test_an_event_that_was_added_is_noticed(events: list[Event], facts: dict[str, object]) -> None:
    more = next_event("r-0123456789ab", end(events), EventType.REVOKED, NOW, "dev1", facts)
    assert broken_at([*events, more], end(events)) == len(events) + 2


@given(chains(), chains())
def test_an_end_of_another_chain_is_noticed(events: list[Event], others: list[Event]) -> None:
    assume(events != others)
    assert broken_at(events, end(others)) is not None


def test_the_hash_does_not_depend_on_the_order_of_details() -> None:
    one = next_event("r", Head(), EventType.SUBMITTED, NOW, "dev1", {"a": 1, "b": [2]})
    other = next_event("r", Head(), EventType.SUBMITTED, NOW, "dev1", {"b": [2], "a": 1})
    assert one.hash == other.hash


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_is_read_as_it_was_written(moment: datetime) -> None:
    assert as_moment(as_text(moment)) == moment


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_times_sort_as_text(one: datetime, other: datetime) -> None:
    assert (one < other) == (as_text(one) < as_text(other))


def test_a_time_of_another_zone_is_written_in_utc() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert as_text(datetime(2030, 1, 7, 18, 0, tzinfo=tokyo)) == "2030-01-07T09:00:00.000000Z"


@pytest.mark.parametrize("text", ["", "2030-01-07", "2030-01-07T09:00:00Z", "2030-01-07T09:00:00.000000+09:00"])
def test_a_time_that_we_did_not_write_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="does not match"):
        as_moment(text)
