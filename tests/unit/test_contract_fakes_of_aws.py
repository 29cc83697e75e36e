"""The fakes of what AWS does keep the contracts of their ports."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from aws_access.domain.errors import RoleRefused, TargetRefused
from aws_access.domain.ids import RoleArn
from aws_access.domain.packing import managed_arn, managed_names
from aws_access.domain.policies import INLINE_BUDGET, POLICY_NAME
from aws_access.domain.roles import TAG
from aws_access.ports import PolicyChecks, SessionPolicies, Sessions
from tests.builders import BOUNDARY, DEV1, DEV_ROLE, NOW, SESSION_ROLE, VERIFY_ACCOUNT, a_grant, pinned_trust
from tests.contract.policy_checks import PolicyChecksContract
from tests.contract.sessions import POLICY, SessionPoliciesContract, SessionsContract
from tests.contract.team_roles import Attach, MakeRole, ManagedIn, PoliciesOn, TeamRolesContract, policy_for
from tests.contract.waking import Received, RoleQueueContract, Scheduled, SchedulesContract
from tests.fakes import Crash, FakeClock, FakePolicyChecks, FakeRoleQueue, FakeSchedules, FakeSts, FakeTeamRoles


class TestFakeSts(SessionsContract, SessionPoliciesContract):
    @pytest.fixture
    def sessions(self) -> Sessions:
        return FakeSts(FakeClock())

    @pytest.fixture
    def policies(self) -> SessionPolicies:
        return FakeSts(FakeClock())

    @pytest.fixture
    def now(self) -> datetime:
        return NOW

    def test_a_policy_that_is_too_large_is_refused_by_both(self) -> None:
        sts = FakeSts(FakeClock())
        sts.largest = 10
        for call in (
            lambda: sts.check(SESSION_ROLE, POLICY),
            lambda: sts.open(SESSION_ROLE, "dev1+r-0123456789ab", POLICY, timedelta(hours=1)),
        ):
            with pytest.raises(RoleRefused):
                call()
        assert (sts.opened, sts.tried) == ([], [])


class TestFakeTeamRoles(TeamRolesContract):
    @pytest.fixture
    def roles(self) -> FakeTeamRoles:
        return FakeTeamRoles()

    @pytest.fixture
    def make_role(self, roles: FakeTeamRoles) -> MakeRole:
        def make(
            name: str = "Dev",
            *,
            path: str = "/",
            trust: Mapping[str, Any] | None = None,
            tags: Mapping[str, str] | None = None,
            boundary: str | None = BOUNDARY,
            policies: Mapping[str, str] | None = None,
        ) -> RoleArn:
            arn = RoleArn(f"arn:aws:iam::{VERIFY_ACCOUNT}:role{path}{name}")
            tags = dict([TAG]) if tags is None else dict(tags)
            roles.add(arn, trust=trust or pinned_trust(), tags=tags, boundary=boundary, policies=dict(policies or {}))
            return arn

        return make

    @pytest.fixture
    def attach(self, roles: FakeTeamRoles) -> Attach:
        def attach(arn: RoleArn, policy_arn: str) -> None:
            roles.managed.setdefault(policy_arn, "{}")
            roles.roles[arn].attached.append(policy_arn)

        return attach

    @pytest.fixture
    def detach(self, roles: FakeTeamRoles) -> Attach:
        return lambda arn, policy_arn: roles.roles[arn].attached.remove(policy_arn)

    @pytest.fixture
    def managed_in_account(self, roles: FakeTeamRoles) -> ManagedIn:
        return lambda: dict(roles.managed)

    @pytest.fixture
    def policies_on(self, roles: FakeTeamRoles) -> PoliciesOn:
        return lambda arn: dict(roles.roles[arn].policies)

    def test_a_policy_that_just_fits_is_taken_and_one_character_more_is_not(self, roles: FakeTeamRoles) -> None:
        roles.add(DEV_ROLE, policies={"other": "x" * 240, POLICY_NAME: "old"})
        roles.write_document(DEV_ROLE, POLICY_NAME, "x" * (INLINE_BUDGET - 240) + " \n\t")
        with pytest.raises(RoleRefused) as caught:
            roles.write_document(DEV_ROLE, POLICY_NAME, "x" * (INLINE_BUDGET - 239))
        assert [each.code for each in caught.value.reasons] == ["role-full"]
        assert len(roles.roles[DEV_ROLE].policies[POLICY_NAME]) == INLINE_BUDGET - 240 + 3

    def test_a_managed_policy_of_ours_that_others_attached_elsewhere_comes_off_this_role_alone(
        self, roles: FakeTeamRoles, make_role: MakeRole, attach: Attach, managed_in_account: ManagedIn
    ) -> None:
        arn, other = make_role("Dev"), make_role("SRE")
        name, *_ = managed_names(arn)
        roles.write_document(arn, name, policy_for(DEV1))
        attach(other, managed_arn(arn, name))
        roles.remove_document(arn, name)
        assert roles.read_document(arn, name) is None
        assert roles.inspect(arn, (name,)).loose == {name}
        assert set(managed_in_account()) == {managed_arn(arn, name)}

    def test_a_managed_policy_with_a_name_that_others_have_taken_is_refused(
        self, roles: FakeTeamRoles, make_role: MakeRole, attach: Attach, managed_in_account: ManagedIn
    ) -> None:
        arn = make_role()
        name, *_ = managed_names(arn)
        attach(arn, f"arn:aws:iam::{VERIFY_ACCOUNT}:policy/{name}")
        before = managed_in_account()
        with pytest.raises(RoleRefused) as caught:
            roles.write_document(arn, name, policy_for(DEV1))
        assert [each.code for each in caught.value.reasons] == ["managed-name-taken"]
        assert managed_in_account() == before

    def test_a_refused_account_is_not_looked_into(self, roles: FakeTeamRoles) -> None:
        roles.add(DEV_ROLE)
        roles.refused.add(VERIFY_ACCOUNT)
        with pytest.raises(TargetRefused):
            roles.inspect(DEV_ROLE)
        with pytest.raises(TargetRefused):
            roles.remove_document(DEV_ROLE, POLICY_NAME)


class TestFakeSchedules(SchedulesContract):
    @pytest.fixture
    def schedules(self) -> FakeSchedules:
        return FakeSchedules()

    @pytest.fixture
    def scheduled(self, schedules: FakeSchedules) -> Scheduled:
        return lambda: {key: (each.role_arn, each.ends_at) for key, each in schedules.grants.items()}

    def test_what_is_due_fires_once(self, schedules: FakeSchedules) -> None:
        grant = a_grant()
        schedules.ensure(grant)
        schedules.fire(grant.ends_at - timedelta(seconds=1))
        assert schedules.queue.wakes == []
        schedules.fire(grant.ends_at)
        schedules.fire(grant.ends_at)
        assert [role_arn for role_arn, _ in schedules.queue.wakes] == [DEV_ROLE]


class TestFakeRoleQueue(RoleQueueContract):
    @pytest.fixture
    def queue(self) -> FakeRoleQueue:
        return FakeRoleQueue()

    @pytest.fixture
    def received(self, queue: FakeRoleQueue) -> Received:
        return lambda: queue.wakes

    def test_a_message_whose_handler_fails_stays(self, queue: FakeRoleQueue) -> None:
        queue.wake(DEV_ROLE, "approved")

        def fail(role_arn: RoleArn) -> None:
            raise Crash

        with pytest.raises(Crash):
            queue.deliver(fail)
        handled: list[RoleArn] = []
        queue.deliver(handled.append, twice=True)
        assert (handled, queue.wakes) == ([DEV_ROLE, DEV_ROLE], [])


class AnalyzerOfFakes:
    """What the fake is made to find."""

    def __init__(self, checks: FakePolicyChecks) -> None:
        self._checks = checks

    def faults(self, *findings: str) -> None:
        self._checks.found["faults"] = findings

    def beyond(self, *findings: str) -> None:
        self._checks.found["beyond"] = findings

    def granted(self, *findings: str) -> None:
        self._checks.found["granted"] = findings

    def nothing(self, call: str) -> None:
        self._checks.down.unavailable()


class TestPolicyChecks(PolicyChecksContract):
    @pytest.fixture
    def checks(self) -> PolicyChecks:
        return FakePolicyChecks()

    @pytest.fixture
    def aws(self, checks: PolicyChecks) -> AnalyzerOfFakes:
        assert isinstance(checks, FakePolicyChecks)
        return AnalyzerOfFakes(checks)
