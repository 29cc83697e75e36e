"""What every `Schedules` and every `RoleQueue` promises: one end per grant, and no wake that is swallowed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from aws_access.domain.ids import RequestId, RoleArn
from aws_access.ports import RoleQueue, Schedules
from tests.builders import DEV_ROLE, SRE_ROLE, a_grant

Scheduled = Callable[[], dict[RequestId, tuple[RoleArn, datetime]]]
"""What will be woken when, by request."""

Received = Callable[[], list[tuple[RoleArn, str]]]
"""The roles that were woken, with the cause, in order."""


class SchedulesContract:
    @pytest.fixture
    def schedules(self) -> Schedules:
        raise NotImplementedError

    @pytest.fixture
    def scheduled(self) -> Scheduled:
        raise NotImplementedError

    def test_a_grant_wakes_its_role_at_its_end(self, schedules: Schedules, scheduled: Scheduled) -> None:
        grant = a_grant()
        schedules.ensure(grant)
        assert scheduled() == {grant.request_id: (DEV_ROLE, grant.ends_at)}

    def test_it_may_be_ensured_twice(self, schedules: Schedules, scheduled: Scheduled) -> None:
        schedules.ensure(a_grant())
        schedules.ensure(a_grant())
        assert len(scheduled()) == 1

    def test_a_new_end_takes_the_place_of_the_old(self, schedules: Schedules, scheduled: Scheduled) -> None:
        grant = a_grant()
        later = replace(grant, ends_at=grant.ends_at + timedelta(hours=1))
        schedules.ensure(grant)
        schedules.ensure(later)
        assert scheduled() == {grant.request_id: (DEV_ROLE, later.ends_at)}

    def test_grants_that_end_in_the_same_second_do_not_collide(
        self, schedules: Schedules, scheduled: Scheduled
    ) -> None:
        grants = [a_grant("1"), a_grant("2"), a_grant("3", role=SRE_ROLE)]
        for grant in grants:
            schedules.ensure(grant)
        assert scheduled() == {each.request_id: (each.role_arn, each.ends_at) for each in grants}

    def test_removing_takes_only_its_own_and_may_be_repeated(self, schedules: Schedules, scheduled: Scheduled) -> None:
        gone, stays = a_grant("1"), a_grant("2")
        schedules.remove(gone)
        for grant in (gone, stays):
            schedules.ensure(grant)
        schedules.remove(gone)
        schedules.remove(gone)
        assert list(scheduled()) == [stays.request_id]


class RoleQueueContract:
    @pytest.fixture
    def queue(self) -> RoleQueue:
        raise NotImplementedError

    @pytest.fixture
    def received(self) -> Received:
        raise NotImplementedError

    def test_a_wake_arrives_with_its_cause(self, queue: RoleQueue, received: Received) -> None:
        queue.wake(DEV_ROLE, 'approved: "r-1" 日本')
        assert received() == [(DEV_ROLE, 'approved: "r-1" 日本')]

    def test_the_same_wake_again_arrives_again(self, queue: RoleQueue, received: Received) -> None:
        for _ in range(3):
            queue.wake(DEV_ROLE, "overdue")
        assert received() == [(DEV_ROLE, "overdue")] * 3

    def test_wakes_of_one_role_arrive_in_order(self, queue: RoleQueue, received: Received) -> None:
        for number in range(5):
            queue.wake(DEV_ROLE, str(number))
            queue.wake(SRE_ROLE, "another")
        assert [cause for role_arn, cause in received() if role_arn == DEV_ROLE] == list("01234")

    def test_a_role_with_the_longest_name_and_path_is_woken(self, queue: RoleQueue, received: Received) -> None:
        longest = RoleArn(f"arn:aws-us-gov:iam::222222222222:role/{'p' * 500}/{'n' * 64}")
        queue.wake(longest, "overdue")
        assert received() == [(longest, "overdue")]
