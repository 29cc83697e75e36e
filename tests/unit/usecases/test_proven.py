"""Nothing is written on a role that is not proven, whatever goes wrong with what makes it; and what is, is said."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aws_access.domain.audit import EventType
from aws_access.domain.errors import NotProven, Unavailable
from aws_access.domain.ids import RoleArn
from aws_access.domain.model import Status
from aws_access.domain.packing import pack
from aws_access.domain.policies import POLICY_NAME
from tests.builders import DEV1, DEV2, DEV_ROLE, a_submission
from tests.mutations import WIDENING
from tests.sabotage import Sabotaged, outcome, proof_in, sabotage
from tests.world import World, refused

HOUR = timedelta(hours=1)
TOO_MUCH = ("any action", "any resource", "a second longer", "a person more", "no person", "a statement of others")


@pytest.mark.parametrize("name", TOO_MUCH)
def test_p2_what_would_be_too_much_never_reaches_iam_and_the_request_fails(name: str) -> None:
    world = World()
    sabotage(world, name)
    request = world.approve(world.submit())
    world.deliver()
    assert outcome(world, request) == (Status.FAILED, "not-proven")
    assert world.roles.written == []
    assert world.role_events() == []
    assert world.schedules.grants == {}
    world.assert_no_trace()


def test_p1_an_atom_for_somebody_else_never_reaches_iam_and_others_keep_what_they_have() -> None:
    world = World()
    other = world.granted(DEV2)
    before = world.policy()
    sabotage(world, "a person more")
    request = world.approve(world.submit())
    world.deliver()
    assert outcome(world, request) == (Status.FAILED, "not-proven")
    assert outcome(world, other) == (Status.ACTIVE, None)
    assert world.policy() == before
    assert world.may(DEV2)
    assert not world.may(DEV1)
    world.assert_records_whole(request, other)


def test_of_two_new_grants_only_the_one_that_is_not_proven_fails() -> None:
    world = World()
    sabotage(world, "any action", DEV1)
    bad = world.approve(world.submit(asked=a_submission(levels=("write",))))
    good = world.approve(world.submit(DEV2, asked=a_submission(duration=2 * HOUR)))
    world.deliver()
    assert outcome(world, bad) == (Status.FAILED, "not-proven")
    assert outcome(world, good) == (Status.ACTIVE, None)
    assert world.may(DEV2)


def test_what_ends_is_taken_off_although_something_new_is_not_proven() -> None:
    world = World()
    ending = world.granted(DEV2)
    sabotage(world, "any resource", DEV1)
    request = world.approve(world.submit())
    world.revoke(ending.id, DEV2, "done")
    world.deliver()
    assert world.now_is(ending).status is Status.REVOKED
    assert outcome(world, request) == (Status.FAILED, "not-proven")
    world.assert_no_trace()


def test_where_not_even_the_rest_is_proven_the_role_stays_and_what_is_new_fails() -> None:
    world = World()
    one, before = world.granted(), world.policy()
    sabotage(world, "any action", DEV1)
    request = world.approve(world.submit(DEV2))
    with refused(NotProven, "not-proven"):
        world.reconcile(DEV_ROLE)
    assert outcome(world, request) == (Status.FAILED, "not-proven")
    assert outcome(world, one) == (Status.ACTIVE, None)
    assert world.policy() == before
    world.reconcile = replace(world.reconcile, pack=pack)
    world.pass_time(9 * HOUR)
    assert world.now_is(one).status is Status.EXPIRED
    world.assert_no_trace()


def test_what_may_be_on_the_role_is_not_called_failed_while_nothing_can_be_written() -> None:
    world = World()
    one = world.granted()
    other = world.approve(world.submit(DEV2))
    world.store.before("commit", world.faults.unavailable)  # written, and not recorded as attached
    with pytest.raises(Unavailable):
        world.reconcile(DEV_ROLE)
    assert world.may(DEV2)
    world.lock("person dev2")
    sabotage(world, "any action", DEV1)
    with refused(NotProven, "not-proven"):
        world.reconcile(DEV_ROLE)
    assert (outcome(world, one), outcome(world, other)) == ((Status.ACTIVE, None), (Status.APPROVED, None))
    world.reconcile = replace(world.reconcile, pack=pack)
    world.reconcile(DEV_ROLE)
    assert outcome(world, other)[0] is Status.FAILED
    assert not world.may(DEV2)


def test_what_somebody_took_off_is_put_back_only_when_it_is_proven() -> None:
    world = World()
    request = world.granted()
    del world.roles.roles[DEV_ROLE].policies[POLICY_NAME]
    sabotage(world, "any resource")
    with refused(NotProven, "not-proven"):
        world.reconcile(DEV_ROLE)
    assert world.policy() is None
    assert outcome(world, request) == (Status.ACTIVE, None)
    world.reconcile = replace(world.reconcile, pack=pack)
    world.reconcile(DEV_ROLE)
    assert world.may(DEV1)


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_cannot_be_proven_when_it_is_asked_for_is_refused_at_once(name: str) -> None:
    world = World()
    sabotaged = replace(world._check_role, pack=Sabotaged(WIDENING[name]))
    world._submit = replace(world._submit, check_role=sabotaged)
    with pytest.raises(NotProven) as caught:
        world.submit()
    assert {each.code for each in caught.value.reasons} == {"not-proven"}
    assert world.store._requests == {}


def test_the_proof_is_on_the_request_and_in_its_first_event() -> None:
    world = World()
    world.granted(DEV2)
    request = world.submit()
    assert request.proof is not None
    (gain,) = request.proof.gains
    permission = request.payload.permission
    assert (gain.person, gain.actions) == (DEV1.iam_user, len(permission.actions))
    assert gain.resources == len(permission.resources)
    assert (request.proof.holds, request.proof.losses, request.proof.strays) == (True, (), 0)
    assert proof_in(world, request.id, EventType.SUBMITTED) == request.proof.as_dict()
    assert world.now_is(request).proof == request.proof


def test_what_waits_to_be_attached_is_not_the_doing_of_the_next_request() -> None:
    world = World()
    world.approve(world.submit(DEV2))
    request = world.submit()
    assert request.proof is not None
    assert [each.person for each in request.proof.gains] == [DEV1.iam_user]


def test_the_proof_of_a_change_is_in_the_records_of_the_role_and_of_its_requests() -> None:
    world = World()
    first = world.granted(DEV2)
    request = world.granted()
    changing = proof_in(world, DEV_ROLE, EventType.ROLE_CHANGING)
    attached = proof_in(world, request.id, EventType.ATTACHED)
    assert changing["holds"] is attached["holds"] is True
    assert [each["request_id"] for each in changing["gains"]] == [request.id]
    assert changing["checked_by"] == ["aws-access"]
    assert attached["meanwhile"] == []
    world.revoke(first.id, DEV2, "done")
    world.deliver()
    changing = proof_in(world, DEV_ROLE, EventType.ROLE_CHANGING)
    assert (changing["gains"], [each["person"] for each in changing["losses"]]) == ([], [DEV2.iam_user])


class Meddled:
    """IAM, with somebody else who changes something at the moment at which our policy is written."""

    def __init__(self, world: World, meddle: Callable[[World], object]) -> None:
        self._world = world
        self._meddle = meddle

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world.roles, name)

    def write_document(self, role_arn: RoleArn, name: str, text: str) -> None:
        self._world.roles.write_document(role_arn, name, text)
        self._meddle(self._world)


@pytest.mark.parametrize(
    ("meddle", "changed_by_them"),
    [
        (lambda world: world.roles.roles[DEV_ROLE].policies.update(everyday="{}"), "everyday"),
        (lambda world: world.roles.roles[DEV_ROLE].policies.update(another="{}"), "another"),
        (lambda world: world.roles.roles[DEV_ROLE].policies.pop("everyday"), "everyday"),
        (lambda world: world.roles.roles[DEV_ROLE].tags.update(more="1"), "tags"),
        (
            lambda world: world.roles.roles[DEV_ROLE].attached.append("arn:aws:iam::aws:policy/X"),
            "arn:aws:iam::aws:policy/X",
        ),
        (lambda world: setattr(world.roles.roles[DEV_ROLE], "boundary", None), "boundary"),
        (lambda world: setattr(world.roles.roles[DEV_ROLE], "trust", {"Statement": []}), "trust"),
    ],
)
def test_p4_what_somebody_else_changed_meanwhile_is_said_and_the_grant_stands(
    meddle: Callable[[World], object], changed_by_them: str
) -> None:
    world = World()
    roles: Any = Meddled(world, meddle)
    world.reconcile = replace(world.reconcile, roles=roles)
    request = world.approve(world.submit())
    world.reconcile(DEV_ROLE)
    assert world.now_is(request).status is Status.ACTIVE
    assert proof_in(world, request.id, EventType.ATTACHED)["meanwhile"] == [changed_by_them]
