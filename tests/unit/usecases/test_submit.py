"""Asking: what is recorded, what is refused before anybody is asked to decide, and what a repetition does."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aws_access.domain.approval import Approvers
from aws_access.domain.audit import EventType
from aws_access.domain.errors import Conflict, NotAllowed, RoleRefused, TargetRefused, Unavailable
from aws_access.domain.model import Person, Status, Submission, request_id_for
from aws_access.domain.policies import POLICY_NAME
from tests.builders import (
    DEV1,
    DEV2,
    DEV_ROLE,
    JUMP_ACCOUNT,
    NOW,
    SRE1,
    VERIFY_ACCOUNT,
    a_person,
    a_rule,
    a_service,
    a_submission,
    an_environment,
    pinned_trust,
    some_rules,
)
from tests.world import World, down, refused

REQUEST_ID = request_id_for(DEV1.iam_user, "1")
OPEN_TRUST = {
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{JUMP_ACCOUNT}:root"},
            "Action": "sts:AssumeRole",
        }
    ]
}
AUTOMATIC = a_rule(approvers=None)


def nothing_is_recorded(world: World) -> bool:
    return not world.store.events(REQUEST_ID) and not world.store.due(NOW + timedelta(days=9)) and not world.queue.wakes


def test_p6_a_request_waits_and_gives_nothing_until_somebody_decides() -> None:
    world = World()
    request = world.submit()
    world.deliver()
    assert world.now_is(request) == request
    assert request.status is Status.PENDING
    assert (request.due_at, request.lapse_at) == (NOW + timedelta(hours=8), NOW + timedelta(hours=8))
    assert [each.type for each in world.store.events(request.id)] == [EventType.SUBMITTED]
    assert world.store.ledger(DEV_ROLE).grants == ()
    assert not world.may(DEV1)


def test_p2_a_request_says_exactly_what_the_rules_mean_by_it_at_that_time() -> None:
    world = World()
    request = world.submit(asked=a_submission(levels=("write",), resources=("orders",)))
    assert request.payload.permission.actions == ("dynamodb:PutItem",)
    assert request.payload.permission.resources == ("arn:aws:dynamodb:us-east-1:222222222222:table/orders",)
    assert (request.payload.person, request.payload.role_arn) == (DEV1.iam_user, DEV_ROLE)
    (event,) = world.store.events(request.id)
    assert event.details["payload_hash"] == request.payload.hash
    assert (request.rule, request.rules_version) == ("dev-verify", world.rules.current().version)


@pytest.mark.parametrize(
    ("asked", "person", "codes"),
    [
        (a_submission(service="dynamo"), DEV1, ["unknown-service-near"]),
        (a_submission(environment="production"), DEV1, ["unknown-environment"]),
        (a_submission(levels=("raed",)), DEV1, ["unknown-level"]),
        (a_submission(levels=("admin",)), DEV1, ["missing-level"]),
        (a_submission(duration=timedelta(minutes=4)), DEV1, ["too-short-duration"]),
        (a_submission(duration=timedelta(hours=9)), DEV1, ["too-long-duration"]),
        (a_submission(), SRE1, ["no-rule"]),
        (a_submission(), a_person("visitor", "Guests"), ["no-team-role"]),
        (
            a_submission(service="x", environment="y", duration=timedelta(seconds=1)),
            DEV1,
            ["too-short-duration", "unknown-service", "unknown-environment"],
        ),
    ],
)
def test_p6_what_no_rule_allows_is_refused_with_every_reason(
    asked: Submission, person: Person, codes: list[str]
) -> None:
    world = World()
    with refused(NotAllowed, *codes):
        world.submit(person, asked=asked)
    assert nothing_is_recorded(world)


def test_p2_a_service_beyond_the_ceiling_is_refused_even_where_a_rule_names_it() -> None:
    world = World()
    services = {"dynamodb": a_service(levels={"read": ("sqs:ReceiveMessage", "iam:PassRole")})}
    world.rules.rules = some_rules(services=services)
    with refused(NotAllowed, "never-granted", "beyond-ceiling"):
        world.submit()
    assert nothing_is_recorded(world)


def test_p6_a_request_that_only_the_requester_could_approve_is_refused() -> None:
    world = World()
    world.rules.rules = some_rules(a_rule(approvers=Approvers(people=frozenset({DEV1.iam_user}))))
    with refused(NotAllowed, "no-approver"):
        world.submit()


def test_what_needs_no_approval_is_allowed_at_once_in_one_transaction() -> None:
    world = World()
    world.rules.rules = some_rules(AUTOMATIC)
    request = world.submit()
    assert request.status is Status.APPROVED
    assert [each.type for each in world.store.events(request.id)] == [EventType.SUBMITTED, EventType.APPROVED]
    world.deliver()
    assert world.may(DEV1)
    world.assert_records_whole(request)


def test_p6_of_two_rules_the_one_that_asks_for_approval_wins() -> None:
    world = World()
    world.rules.rules = some_rules(AUTOMATIC, a_rule("strict"))
    assert world.submit().status is Status.PENDING


def test_p5_the_same_submission_twice_is_one_request() -> None:
    world = World()
    assert world.submit() == world.submit()
    assert len(world.store.events(REQUEST_ID)) == 1


def test_p5_the_same_submission_twice_at_once_is_one_request() -> None:
    world = World()
    world.store.before("commit", world.submit)
    assert world.submit().status is Status.PENDING
    assert len(world.store.events(REQUEST_ID)) == 1


def test_p5_a_repetition_tells_what_became_of_the_first_even_when_the_rules_would_now_refuse_it() -> None:
    world = World()
    request = world.granted()
    world.rules.rules = some_rules(a_rule(environments=frozenset()))
    assert world.submit() == world.now_is(request)


def test_a_name_and_its_alias_are_the_same_submission() -> None:
    world = World()
    assert world.submit(asked=a_submission(environment="検証")) == world.submit()


@pytest.mark.parametrize(
    "other",
    [
        a_submission(environment="staging"),
        a_submission(service="s3"),
        a_submission(levels=("write",)),
        a_submission(resources=("orders",)),
        a_submission(duration=timedelta(hours=5)),
        a_submission(reason="something else"),
    ],
)
def test_a_key_that_was_used_for_something_else_is_a_conflict(other: Submission) -> None:
    world = World()
    staging = an_environment("staging", aliases=())
    rules = some_rules(a_rule(environments=frozenset({"verify", "staging"}), services=frozenset({"dynamodb", "s3"})))
    world.rules.rules = replace(rules, environments={**rules.environments, "staging": staging})
    request = world.submit()
    with refused(Conflict, "idempotency-key-reused"):
        world.submit(asked=other)
    assert world.now_is(request) == request


def test_two_people_may_use_the_same_key() -> None:
    world = World()
    assert world.submit(DEV1).id != world.submit(DEV2).id


def wrong_role(**fields: Any) -> World:
    world = World()
    for name, value in fields.items():
        setattr(world.roles.roles[DEV_ROLE], name, value)
    return world


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"trust": OPEN_TRUST}, ["trust-not-pinned"]),
        ({"trust": pinned_trust(DEV2)}, ["trust-lets-nobody-in"]),
        ({"tags": {}}, ["role-not-tagged"]),
        ({"tags": {"aws-access": "yes"}}, ["role-not-tagged"]),
        ({"boundary": None}, ["role-without-boundary"]),
        ({"boundary": f"arn:aws:iam::{VERIFY_ACCOUNT}:policy/not-aws-access-boundary"}, ["role-without-boundary"]),
        ({"policies": {POLICY_NAME: "{}"}}, ["policy-name-taken"]),
        (
            {"trust": OPEN_TRUST, "tags": {}, "boundary": None, "policies": {POLICY_NAME: "{}"}},
            ["trust-not-pinned", "role-not-tagged", "role-without-boundary", "policy-name-taken"],
        ),
    ],
)
def test_p1_a_role_that_cannot_keep_the_promises_is_refused_with_every_reason(
    fields: dict[str, Any], codes: list[str]
) -> None:
    world = wrong_role(**fields)
    with refused(RoleRefused, *codes):
        world.submit()
    assert nothing_is_recorded(world)


def test_a_role_that_does_not_exist_is_refused() -> None:
    world = World()
    del world.roles.roles[DEV_ROLE]
    with refused(RoleRefused, "role-missing"):
        world.submit()
    assert nothing_is_recorded(world)


def test_an_account_that_does_not_let_us_in_is_refused() -> None:
    world = World()
    world.roles.refused.add(VERIFY_ACCOUNT)
    with refused(TargetRefused, "target-refused"):
        world.submit()
    assert nothing_is_recorded(world)


def test_p7_whatever_does_not_answer_nothing_is_recorded_and_the_same_submission_works_later() -> None:
    plain = World()
    plain.submit()
    for call in range(plain.faults.calls):
        world = World()
        world.faults.unavailable(after=call)
        with refused(Unavailable, "unavailable"):
            world.submit()
        assert nothing_is_recorded(world)
        assert world.submit().status is Status.PENDING


def test_rules_that_cannot_be_read_allow_nothing() -> None:
    world = World()
    world.rules.rules = None
    with refused(Unavailable, "unavailable"):
        world.submit()
    assert nothing_is_recorded(world)


def test_p5_an_allowed_request_whose_wake_was_lost_is_woken_by_repetition() -> None:
    world = World()
    world.rules.rules = some_rules(AUTOMATIC)
    world.queue.faults = down()
    with refused(Unavailable, "unavailable"):
        world.submit()
    assert not world.queue.wakes
    assert world.submit().status is Status.APPROVED
    world.deliver()
    assert world.may(DEV1)
