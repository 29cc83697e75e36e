"""The fakes go wrong only as they are told to."""

from datetime import timedelta

import pytest

from aws_access.domain.errors import NotFound, Unavailable
from aws_access.domain.lifecycle import undecided
from aws_access.domain.policies import POLICY_NAME
from aws_access.ports import (
    Clock,
    Directory,
    EventBus,
    MessageLog,
    Messenger,
    RoleQueue,
    RulesSource,
    Schedules,
    Store,
    TeamRoles,
)
from tests.builders import DEV1, DEV_ROLE, NOW, a_request
from tests.fakes import (
    Crash,
    FakeClock,
    FakeDirectory,
    FakeEventBus,
    FakeMessageLog,
    FakeMessenger,
    FakeRoleQueue,
    FakeRules,
    FakeSchedules,
    FakeStore,
    FakeTeamRoles,
    Faults,
)


def test_an_unavailable_call_does_nothing_and_the_next_ones_work() -> None:
    store = FakeStore()
    store.faults.unavailable(2)
    change = undecided.submitted(a_request(), NOW)
    for _ in range(2):
        with pytest.raises(Unavailable):
            store.commit(change)
    store.commit(change)
    assert store.request(change.request.id) == change.request


def test_a_forgotten_answer_was_done_all_the_same() -> None:
    roles = FakeTeamRoles()
    roles.add(DEV_ROLE)
    roles.faults.forget_answer()
    with pytest.raises(Unavailable):
        roles.write_document(DEV_ROLE, POLICY_NAME, "{}")
    assert roles.read_document(DEV_ROLE, POLICY_NAME) == "{}"


@pytest.mark.parametrize("done", [True, False])
def test_a_crash_comes_before_or_after_the_call_that_was_chosen(*, done: bool) -> None:
    faults = Faults()
    store, queue = FakeStore(faults), FakeRoleQueue(faults)
    faults.crash(after=1, done=done)
    store.commit(undecided.submitted(a_request(), NOW))
    with pytest.raises(Crash):
        queue.wake(DEV_ROLE, "approved")
    assert len(queue.wakes) == done


def test_slack_keeps_what_was_posted_where_it_was_posted() -> None:
    messenger, request = FakeMessenger(), a_request()
    ts = messenger.post_card("C1", request)
    assert messenger.find("C1", request.id, "CARD", NOW) == ts
    assert messenger.find("C2", request.id, "CARD", NOW) is None
    assert messenger.find("C1", request.id, "CARD", NOW + timedelta(hours=1)) is None
    messenger.gone.add("C1")
    with pytest.raises(NotFound):
        messenger.post_card("C1", request)


def test_slack_knows_only_its_own_users() -> None:
    directory = FakeDirectory()
    assert DEV1.slack_id is not None
    with pytest.raises(NotFound):
        directory.profile(DEV1.slack_id)
    directory.add(DEV1.slack_id, member=False)
    assert not directory.profile(DEV1.slack_id).member


def test_every_port_has_a_fake() -> None:
    """For the type checker, which reads these assignments."""
    ports: tuple[
        Clock,
        RulesSource,
        Store,
        TeamRoles,
        Schedules,
        RoleQueue,
        Directory,
        MessageLog,
        Messenger,
        EventBus,
    ] = (
        FakeClock(),
        FakeRules(),
        FakeStore(),
        FakeTeamRoles(),
        FakeSchedules(),
        FakeRoleQueue(),
        FakeDirectory(),
        FakeMessageLog(),
        FakeMessenger(),
        FakeEventBus(),
    )
    assert len(ports) == 10
