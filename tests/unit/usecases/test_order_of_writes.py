"""The order of writes: schedule the end, record the intent, write, read back, record what became true."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aws_access.domain.errors import Unavailable
from aws_access.domain.ids import RoleArn
from aws_access.domain.model import Status
from tests.builders import DEV1, DEV_ROLE, a_submission
from tests.fakes import Crash, FakeTeamRoles, Faults
from tests.world import World, refused

HOUR = timedelta(hours=1)


class SlowRoles(FakeTeamRoles):
    """IAM that takes a policy and does not show it yet."""

    def read_document(self, role_arn: RoleArn, name: str) -> str | None:
        return None


class Calls:
    """What was written, and read back, in which order."""

    def __init__(self) -> None:
        self.writes: list[str] = []

    def noted(self, port: object) -> Any:
        calls = self

        class Noted:
            def __getattr__(self, name: str) -> object:
                if name not in {"ledger", "inspect", "others", "request", "locks"}:
                    calls.writes.append(name)
                return getattr(port, name)

        return Noted()


def test_p8_a_request_is_active_only_after_its_policy_was_read_back() -> None:
    world = World()
    request = world.approve(world.submit())
    with refused(Unavailable, "unavailable"):
        replace(world.reconcile, roles=SlowRoles(world.faults, world.roles.roles))(DEV_ROLE)
    assert world.now_is(request).status is Status.APPROVED
    world.reconcile(DEV_ROLE)
    assert world.now_is(request).status is Status.ACTIVE
    assert world.roles.written == []  # it was there by then


def test_the_order_of_writes_schedule_record_attach_read_back_then_active() -> None:
    world, calls = World(), Calls()
    request = world.approve(world.submit())
    reconcile = replace(
        world.reconcile,
        store=calls.noted(world.store),
        roles=calls.noted(world.roles),
        schedules=calls.noted(world.schedules),
    )
    reconcile(DEV_ROLE)
    assert calls.writes == ["ensure", "record_role_change", "write_document", "read_document", "commit"]
    calls.writes.clear()
    world.clock.advance(request.payload.duration)
    reconcile(DEV_ROLE)
    assert calls.writes == ["record_role_change", "remove_document", "read_document", "remove", "commit"]


@pytest.mark.parametrize("fault", [Faults.unavailable, Faults.crash])
def test_p7_a_change_whose_record_cannot_be_written_does_not_happen(fault: Callable[..., None]) -> None:
    world = World()
    request = world.approve(world.submit())
    world.store.before("record_role_change", lambda: fault(world.faults))
    with pytest.raises((Unavailable, Crash)):
        world.reconcile(DEV_ROLE)
    assert world.roles.written == []
    assert world.now_is(request).status is Status.APPROVED
    world.reconcile(DEV_ROLE)
    assert world.may(DEV1)


def test_p7_the_chain_of_a_role_tells_every_policy_it_ever_had() -> None:
    world = World()
    request = world.granted(asked=a_submission(duration=HOUR))
    on = world.policy()
    world.pass_time(HOUR)
    assert world.role_events() == [("", on), (world.store.events(DEV_ROLE)[0].details["policy_hash"], None)]
    world.assert_records_whole(request)
