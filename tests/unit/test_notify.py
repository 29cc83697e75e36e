"""P8: whatever fails and however often an event comes, each message is in Slack once and says what is true."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.audit import Event, EventType
from aws_access.domain.errors import NotFound, Unavailable
from aws_access.domain.ledger import RoleRecord
from aws_access.domain.lifecycle import granted, undecided
from aws_access.domain.lifecycle.change import Change
from aws_access.domain.model import Request, Status
from aws_access.domain.reasons import reason
from aws_access.ports import CARD, MessageRef
from aws_access.usecases.notify import Notify
from tests.builders import DEV1, DEV_ROLE, NOW, SRE1, a_person, a_request, change_of, some_rules, way_to
from tests.fakes import (
    WAYS,
    Crash,
    FakeAlarm,
    FakeClock,
    FakeEventBus,
    FakeMessage,
    FakeMessageLog,
    FakeMessenger,
    FakeRules,
    FakeStore,
    Faults,
)

CHANNEL, DIRECT = "C0APPROVALS", f"D{DEV1.slack_id}"


class Office:
    """A table with one request, and a Slack that hears of it. One count of every call to the world."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.store = FakeStore(self.faults)
        self.log = FakeMessageLog(self.faults)
        self.clock = FakeClock()
        self.slack = FakeMessenger(self.faults, clock=self.clock)
        self.bus = FakeEventBus(self.faults)
        self.alarm = FakeAlarm(self.faults)
        self.rules = FakeRules(some_rules())
        self.notify = Notify(self.store, self.rules, self.log, self.slack, self.bus, self.alarm, self.clock)

    def commit(self, *changes: Change) -> list[Event]:
        for change in changes:
            self.store.commit(change)
        return [event for change in changes for event in change.events]

    def tell(self, events: list[Event]) -> None:
        for event in events:
            assert self.notify(event) == ()

    def in_channel(self, channel: str) -> list[FakeMessage]:
        return self.slack.channels.get(channel, [])

    def told(self) -> list[EventType | None]:
        return [message.kind for message in self.in_channel(DIRECT)]

    def card(self) -> Request:
        """What the one card shows."""
        (message,) = self.in_channel(CHANNEL)
        assert message.key == CARD
        return message.request


@pytest.fixture
def office() -> Office:
    return Office()


def story(status: Status, request: Request | None = None) -> list[Change]:
    return way_to(status, request or a_request())


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.PENDING, []),
        (Status.APPROVED, []),
        (Status.ACTIVE, [EventType.ATTACHED]),
        (Status.DENIED, [EventType.DENIED]),
        (Status.LAPSED, [EventType.LAPSED]),
        (Status.CANCELLED, []),
        (Status.FAILED, [EventType.FAILED]),
        (Status.EXPIRED, [EventType.ATTACHED, EventType.EXPIRED]),
        (Status.REVOKED, [EventType.ATTACHED, EventType.REVOKED]),
    ],
)
def test_told_in_step_there_is_one_true_card_and_the_requester_hears_what_concerns_them(
    office: Office, status: Status, told: list[EventType]
) -> None:
    for change in story(status):
        office.tell(office.commit(change))
        assert office.card() == office.store.request(change.request.id)
    assert office.told() == told


def test_told_late_the_card_is_true_and_nothing_is_told_that_is_over(office: Office) -> None:
    office.tell(office.commit(*story(Status.REVOKED)))
    assert office.card().status is Status.REVOKED
    assert office.told() == [EventType.REVOKED]


def test_access_that_ended_while_slack_was_down_is_not_said_to_be_active(office: Office) -> None:
    events = office.commit(*story(Status.ACTIVE))
    office.clock.advance(timedelta(hours=4))
    office.tell(events)
    assert office.told() == []


def test_access_that_is_being_revoked_is_not_said_to_be_active(office: Office) -> None:
    *before, _ = story(Status.REVOKED)
    office.tell(office.commit(*before))
    assert office.told() == []


def test_whoever_ends_their_own_access_is_not_told_of_it(office: Office) -> None:
    changes = story(Status.ACTIVE)
    going = granted.revoking(changes[-1].request, DEV1.iam_user, "", NOW)
    office.tell(office.commit(*changes, going, granted.ended(going.request, NOW)))
    assert office.card().status is Status.REVOKED
    assert office.told() == []


def test_a_request_that_somebody_else_took_back_is_told(office: Office) -> None:
    (waiting,) = story(Status.PENDING)
    office.tell(office.commit(waiting, undecided.cancelled(waiting.request, SRE1.iam_user, "why", NOW)))
    assert office.told() == [EventType.CANCELLED]


def test_a_requester_without_slack_has_a_card_and_no_messages(office: Office) -> None:
    office.tell(office.commit(*story(Status.EXPIRED, a_request(by=a_person("robot1", slack=False)))))
    assert list(office.slack.channels) == [CHANNEL]


def test_the_bus_hears_of_every_event_and_of_the_request(office: Office) -> None:
    events = office.commit(*story(Status.DENIED))
    office.tell(events)
    request = office.store.request(a_request().id)
    assert office.bus.published == [(event, request) for event in events]


def test_events_of_roles_go_to_the_bus_alone(office: Office) -> None:
    event = change_of(RoleRecord(DEV_ROLE), "{}").event
    assert office.notify(event) == ()
    assert office.bus.published == [(event, None)]
    assert office.slack.channels == {}


def test_an_event_that_comes_again_changes_nothing(office: Office) -> None:
    events = office.commit(*story(Status.EXPIRED))
    for _ in range(3):
        office.tell(events)
    assert len(office.in_channel(CHANNEL)) == 1
    assert office.told() == [EventType.EXPIRED]


STORIES = [Status.ACTIVE, Status.DENIED, Status.EXPIRED, Status.REVOKED]


def told_with_faults(status: Status, how: str, call: int) -> Office:
    """The story told change by change, with the fault at its nth call; what failed comes again, as streams do it."""
    office = Office()
    events = [office.commit(change) for change in story(status)]  # all committed: told late, as after an outage
    office.clock.set(NOW)
    office.faults = faults = Faults()
    for each in (office.store, office.log, office.slack, office.bus):
        each.faults = faults
    faults.fail(how, after=call)
    for event in [event for group in events for event in group]:
        for _ in range(5):
            try:
                assert office.notify(event) == ()
                break
            except (Unavailable, Crash):
                continue
        else:
            pytest.fail("never told")
    return office


_NEVER = ("dies before", 1000)
"""After the last call: no fault at all."""


def calls_of(status: Status) -> int:
    return told_with_faults(status, *_NEVER).faults.calls


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("status", STORIES)
def test_dying_at_any_call_leaves_each_message_once_and_true(status: Status, how: str) -> None:
    calls = calls_of(status)
    assert calls > 10
    expected = told_with_faults(status, *_NEVER)
    for call in range(calls):
        office = told_with_faults(status, how, call)
        where = f"{how} at call {call} of {calls}"
        assert office.card() == expected.card(), where
        assert office.told() == expected.told(), where
        published = [event.type for event, _ in office.bus.published]
        assert set(published) == {event.type for event, _ in expected.bus.published}, where


def test_a_channel_that_is_gone_is_reported_and_holds_nothing_up(office: Office) -> None:
    office.slack.gone.add(CHANNEL)
    for event in office.commit(*story(Status.ACTIVE)):
        (lost,) = office.notify(event)
        assert isinstance(lost, NotFound)
    assert office.told() == [EventType.ATTACHED]


def test_a_person_who_left_slack_is_reported_and_the_card_is_true_all_the_same(office: Office) -> None:
    office.slack.gone.update((DIRECT, str(DEV1.slack_id)))
    *_, attached = office.commit(*story(Status.ACTIVE))
    assert len(office.notify(attached)) == 1
    assert office.card().status is Status.ACTIVE


def test_a_card_that_was_deleted_is_not_posted_again(office: Office) -> None:
    waiting, denied = story(Status.DENIED)
    office.tell(office.commit(waiting))
    office.in_channel(CHANNEL).clear()
    (event,) = office.commit(denied)
    assert len(office.notify(event)) == 1
    assert office.in_channel(CHANNEL) == []
    assert office.told() == [EventType.DENIED]


def test_a_card_stays_in_its_channel_when_the_rules_name_another(office: Office) -> None:
    waiting, denied = story(Status.DENIED)
    office.tell(office.commit(waiting))
    office.rules.rules = some_rules(channel="C0OTHER")
    office.tell(office.commit(denied))
    assert office.card().status is Status.DENIED
    assert office.log.find(waiting.request.id, CARD) == MessageRef(CHANNEL, office.in_channel(CHANNEL)[0].ts)


def test_without_rules_an_event_waits_and_nothing_is_begun(office: Office) -> None:
    events = office.commit(*story(Status.PENDING))
    office.rules.rules = None
    with pytest.raises(Unavailable):
        office.tell(events)
    assert office.log.refs == {}


def test_two_requests_have_a_card_each(office: Office) -> None:
    office.tell(office.commit(*story(Status.PENDING)))
    office.tell(office.commit(*story(Status.PENDING, a_request("2"))))
    assert len(office.in_channel(CHANNEL)) == 2


def test_an_event_of_a_request_that_is_not_there_is_not_found(office: Office) -> None:
    (change,) = story(Status.PENDING)
    with pytest.raises(NotFound):
        office.notify(replace(change.events[0]))


@pytest.mark.parametrize(("code", "alarms"), [("not-proven", 1), ("role-missing", 0)])
def test_what_was_not_proven_wakes_whoever_is_on_call_and_other_failures_do_not(code: str, alarms: int) -> None:
    office = Office()
    approved = way_to(Status.APPROVED, a_request())
    why = reason(code, role=DEV_ROLE, problem="dev2 would gain access")
    office.tell(office.commit(*approved, granted.failed(approved[-1].request, why, NOW)))
    assert len(office.alarm.raised) == alarms
    for subject, text in office.alarm.raised:
        assert "not proven" in subject
        assert len(subject) <= 100, "SNS takes no more"
        assert approved[-1].request.id in text
        assert "dev2 would gain access" in text


def test_while_slack_is_down_and_an_event_comes_again_whoever_is_on_call_is_woken_once(office: Office) -> None:
    (event,) = office.commit(*story(Status.PENDING, a_request(break_glass=True)))
    office.slack.faults = Faults()
    office.slack.faults.unavailable(60)
    for _ in range(60):
        with pytest.raises(Unavailable):
            office.notify(event)
    assert len(office.alarm.raised) == 1
    office.tell([event])
    assert len(office.alarm.raised) == 1
    assert len(office.in_channel(CHANNEL)) == 1


def test_an_alarm_that_could_not_be_raised_is_raised_when_the_event_comes_again(office: Office) -> None:
    (event,) = office.commit(*story(Status.PENDING, a_request(break_glass=True)))
    office.alarm.faults = Faults()
    office.alarm.faults.fail("dies before", after=0)
    with pytest.raises(Crash):
        office.notify(event)
    office.tell([event])
    assert len(office.alarm.raised) == 1
