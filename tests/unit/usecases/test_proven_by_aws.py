"""AWS's own word on what is about to be written: where it is turned on, nothing is without it that gives something."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.audit import EventType
from aws_access.domain.errors import Unavailable
from aws_access.domain.model import Status
from aws_access.domain.policies import POLICY_NAME
from aws_access.domain.proof import users_of
from aws_access.usecases.proving import Prove
from tests.builders import DEV1, DEV2, DEV_ROLE, ROLE_ID, a_grant, a_permission, a_role
from tests.fakes import FakePolicyChecks
from tests.our_policies import documents_of
from tests.sabotage import outcome, proof_in
from tests.world import OTHERS, World, down, refused

HOUR = timedelta(hours=1)


def asking(world: World, **found: tuple[str, ...]) -> FakePolicyChecks:
    """With AWS's own checks turned on."""
    checks = FakePolicyChecks()
    checks.found.update(found)
    world.reconcile = replace(world.reconcile, prove=Prove(checks))
    return checks


def test_aws_is_asked_three_things_of_each_document_that_gives_somebody_something() -> None:
    world = World()
    checks = asking(world)
    request = world.granted()
    policy = world.policy()
    assert checks.asked == [("faults", policy), ("beyond", policy), ("granted", policy)]
    assert proof_in(world, request.id, EventType.ATTACHED)["checked_by"] == ["aws-access", "access-analyzer"]
    assert proof_in(world, DEV_ROLE, EventType.ROLE_CHANGING)["checked_by"] == ["aws-access", "access-analyzer"]
    (approved,) = checks.approved
    assert approved != policy, "made apart"
    assert world.roles.roles[DEV_ROLE].role_id in approved


def test_an_end_asks_nobody() -> None:
    world = World()
    request = world.granted()
    checks = asking(world)
    world.revoke(request.id, DEV1, "done")
    world.deliver()
    assert world.now_is(request).status is Status.REVOKED
    assert checks.asked == []
    assert proof_in(world, DEV_ROLE, EventType.ROLE_CHANGING)["checked_by"] == ["aws-access"]


def test_of_a_document_that_stays_as_it_is_nobody_is_asked() -> None:
    checks = FakePolicyChecks()
    had, new = a_grant(by=DEV2), a_grant("2", permission=a_permission("dynamodb:PutItem"))
    (standing,), (added,) = (documents_of([each], ROLE_ID) for each in (had, new))
    role = a_role(documents={POLICY_NAME: standing})
    Prove(checks)(role, {POLICY_NAME: standing, "aws-access-Dev-1": added}, [had, new])
    assert {policy for _, policy in checks.asked} == {added}
    assert [users_of(each) for each in checks.approved] == [{f"{ROLE_ID}:dev1"}], "and of nobody who is not in it"


@pytest.mark.parametrize("call", ["faults", "beyond", "granted"])
def test_what_aws_finds_fails_the_request_with_its_own_words(call: str) -> None:
    world = World()
    other = world.granted(DEV2)
    asking(world, **{call: ("it would allow iam:CreateUser",)})
    request = world.approve(world.submit())
    world.deliver()
    assert outcome(world, request) == (Status.FAILED, "not-proven")
    failure = world.now_is(request).failure
    assert failure is not None
    assert "IAM Access Analyzer: it would allow iam:CreateUser" in failure.say()
    assert world.may(DEV2)
    assert not world.may(DEV1)
    assert world.now_is(other).status is Status.ACTIVE


def test_no_answer_of_aws_means_not_now_and_holds_up_no_end() -> None:
    world = World()
    ending = world.granted(DEV2)
    checks = asking(world)
    checks.down = down(calls=1)
    request = world.approve(world.submit())
    world.revoke(ending.id, DEV2, "done")
    with refused(Unavailable, "unavailable"):
        world.reconcile(DEV_ROLE)
    assert world.now_is(ending).status is Status.REVOKED
    assert outcome(world, request) == (Status.APPROVED, None)
    assert world.policy() is None
    world.reconcile(DEV_ROLE)
    assert outcome(world, request) == (Status.ACTIVE, None)
    assert world.may(DEV1)


def test_a_role_of_others_alone_is_as_it_was_after_everything() -> None:
    world = World()
    asking(world)
    world.granted()
    world.pass_time(9 * HOUR)
    assert world.roles.roles[DEV_ROLE].policies == OTHERS
