"""Triggers live 3 seconds and open one view; response URLs live 30 minutes and are used five times."""

import pytest

from local.slack.errors import SlackError
from local.slack.leases import ResponseUrls, Triggers
from tests.unit.local_slack.builders import APPROVALS, DEV1, Clock


def test_a_trigger_is_good_for_three_seconds(clock: Clock) -> None:
    triggers = Triggers(clock)
    in_time, late = triggers.lend(DEV1), triggers.lend(DEV1)
    clock.now += 3
    assert triggers.exchange(in_time) == DEV1
    clock.now += 0.001
    with pytest.raises(SlackError, match="expired_trigger_id"):
        triggers.exchange(late)


def test_a_trigger_is_good_once(clock: Clock) -> None:
    triggers = Triggers(clock)
    trigger = triggers.lend(DEV1)
    triggers.exchange(trigger)
    with pytest.raises(SlackError, match="exchanged_trigger_id"):
        triggers.exchange(trigger)


def test_a_trigger_that_was_never_lent_is_invalid(clock: Clock) -> None:
    with pytest.raises(SlackError, match="invalid_trigger_id"):
        Triggers(clock).exchange("1.2.3")


def test_a_response_url_is_used_five_times(clock: Clock) -> None:
    urls = ResponseUrls(clock)
    key = urls.lend(DEV1, APPROVALS)
    for _ in range(5):
        urls.spend(key)
    with pytest.raises(SlackError, match="used_url"):
        urls.look(key)


def test_a_response_url_lives_thirty_minutes(clock: Clock) -> None:
    urls = ResponseUrls(clock)
    key = urls.lend(DEV1, APPROVALS)
    clock.now += 30 * 60
    assert urls.look(key).person == DEV1
    clock.now += 1
    with pytest.raises(SlackError, match="expired_url"):
        urls.look(key)


def test_an_unknown_response_url_is_invalid(clock: Clock) -> None:
    with pytest.raises(SlackError, match="invalid_url"):
        ResponseUrls(clock).look("guess")
