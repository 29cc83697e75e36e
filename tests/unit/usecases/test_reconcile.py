"""A role made equal to its ledger: attaching, ending and repairing, in an order of writes that never varies."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.audit import EventType
from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Status
from aws_access.domain.policies import POLICY_NAME, as_text
from tests.builders import DEV1, DEV2, DEV_ROLE, NOW, SRE1, SRE2, a_rule, a_submission, some_rules
from tests.fakes import Crash
from tests.our_policies import statements
from tests.world import OTHERS, World

HOUR = timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)
BY_HAND = as_text({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})


def test_p3_access_ends_at_its_second_when_everything_of_ours_is_down() -> None:
    world = World()
    world.clock.advance(timedelta(microseconds=654321))
    request = world.granted(asked=a_submission(duration=HOUR))
    assert request.ends_at == NOW + HOUR  # a whole second, never later than asked for
    world.clock.set(request.ends_at - MICROSECOND)
    assert world.may(DEV1)
    world.clock.set(request.ends_at)
    assert not world.may(DEV1)  # though nothing has run, and the policy still stands
    assert world.policy() is not None


def test_p3_two_people_with_the_same_permission_end_each_at_their_own_second() -> None:
    world = World()
    ends = {
        each: world.granted(each, asked=a_submission(duration=hours * HOUR)).ends_at
        for hours, each in ((1, DEV1), (2, DEV2))
    }
    for person, end in ends.items():
        assert end is not None
        world.clock.set(end - MICROSECOND)
        assert world.may(person)
        world.clock.set(end)
        assert not world.may(person)


def test_p3_every_statement_ever_written_names_its_people_and_its_end() -> None:
    world = World()
    world.granted(DEV1, asked=a_submission(duration=HOUR))
    world.granted(DEV2, asked=a_submission(duration=2 * HOUR))
    world.pass_time(HOUR + timedelta(minutes=1))
    role_id = world.roles.roles[DEV_ROLE].role_id
    for _, written in world.roles.written:
        for user_ids, _, end in statements(written):
            assert user_ids <= {f"{role_id}:dev1", f"{role_id}:dev2"}
            assert end in {NOW + HOUR, NOW + 2 * HOUR}


def test_p4_attached_and_ended_the_role_is_byte_for_byte_as_it_was() -> None:
    world = World()
    request = world.granted(asked=a_submission(duration=HOUR))
    assert {name: text for name, text in world.roles.roles[DEV_ROLE].policies.items() if name != POLICY_NAME} == OTHERS
    world.pass_time(HOUR)
    assert world.now_is(request).status is Status.EXPIRED
    world.assert_no_trace()
    world.assert_records_whole(request)


def test_p5_looking_again_and_again_writes_once() -> None:
    world = World()
    request = world.granted()
    for _ in range(3):
        world.reconcile(DEV_ROLE)
    assert len(world.roles.written) == 1
    assert len(world.role_events()) == 1
    assert [each.type for each in world.store.events(request.id)].count(EventType.ATTACHED) == 1


def test_a_role_that_we_never_wrote_on_is_not_even_looked_at() -> None:
    world = World()
    world.roles.roles.clear()
    world.reconcile(DEV_ROLE)  # would be RoleRefused
    assert world.role_events() == []


def test_p5_a_wake_that_comes_an_hour_late_attaches_what_is_left_and_no_more() -> None:
    world = World()
    request = world.approve(world.submit(asked=a_submission(duration=2 * HOUR)))
    world.clock.advance(HOUR)
    world.deliver()
    assert world.now_is(request).status is Status.ACTIVE
    assert world.now_is(request).ends_at == NOW + 2 * HOUR


def test_p5_a_wake_that_comes_after_the_end_fails_the_request_and_attaches_nothing() -> None:
    world = World()
    request = world.approve(world.submit(asked=a_submission(duration=HOUR)))
    world.clock.advance(HOUR)
    world.deliver()
    ended = world.now_is(request)
    assert ended.status is Status.FAILED
    assert ended.failure is not None
    assert ended.failure.code == "not-attached-in-time"
    assert world.roles.written == []


def test_p5_attached_and_then_dead_until_after_the_end_it_has_expired_not_failed() -> None:
    world = World()
    request = world.approve(world.submit(asked=a_submission(duration=HOUR)))
    world.store.before("commit", world.faults.crash)  # on the role, and not recorded as active
    with pytest.raises(Crash):
        world.reconcile(DEV_ROLE)
    assert world.may(DEV1)
    world.clock.advance(HOUR)
    world.reconcile(DEV_ROLE)
    assert world.now_is(request).status is Status.EXPIRED
    world.assert_no_trace()


def test_p5_two_grants_that_end_in_the_same_second_both_end() -> None:
    world = World()
    requests = [world.granted(person, asked=a_submission(duration=HOUR)) for person in (DEV1, DEV2)]
    world.pass_time(HOUR)
    assert [world.now_is(each).status for each in requests] == [Status.EXPIRED, Status.EXPIRED]
    world.assert_no_trace()


def test_p5_the_grant_that_ends_first_leaves_the_other_to_its_last_second() -> None:
    world = World()
    world.granted(key="1", asked=a_submission(duration=HOUR, resources=("orders",)))
    longer = world.granted(key="2", asked=a_submission(duration=2 * HOUR))
    world.pass_time(HOUR + timedelta(minutes=1))
    assert len(statements(world.policy())) == 1
    assert longer.ends_at is not None
    world.clock.set(longer.ends_at - MICROSECOND)
    assert world.may(DEV1)
    world.clock.set(longer.ends_at)
    assert not world.may(DEV1)


def test_p1_three_people_on_one_role_have_each_only_their_own() -> None:
    world = World()
    rules = some_rules()
    dev3 = replace(DEV1, iam_user=IamUserName("dev10"), slack_id=None)  # begins like dev1
    world.rules.rules = replace(rules, people={**rules.people, dev3.iam_user: dev3})
    world.granted(DEV1, asked=a_submission(levels=("read",)))
    world.granted(DEV2, asked=a_submission(levels=("write",)))
    assert [world.may(each, "dynamodb:GetItem") for each in (DEV1, DEV2, dev3)] == [True, False, False]
    assert [world.may(each, "dynamodb:PutItem") for each in (DEV1, DEV2, dev3)] == [False, True, False]


@pytest.mark.parametrize("by_hand", ["edited", "deleted", "extra statement", "white space"])
def test_p4_drift_on_our_policy_is_repaired_by_the_timers_and_recorded(by_hand: str) -> None:
    world = World()
    request = world.granted()
    ours = world.policy()
    assert ours is not None
    document = json.loads(ours)
    document["Statement"].append(json.loads(BY_HAND)["Statement"][0])
    policies = world.roles.roles[DEV_ROLE].policies
    match by_hand:
        case "edited":
            policies[POLICY_NAME] = BY_HAND
        case "deleted":
            del policies[POLICY_NAME]
        case "extra statement":
            policies[POLICY_NAME] = as_text(document)
        case _:
            policies[POLICY_NAME] = json.dumps(json.loads(ours), indent=4)
    looks_like_drift = by_hand != "white space"
    assert bool(world.timers().drifted) is looks_like_drift
    world.deliver()
    assert (world.policy() == ours) is looks_like_drift
    assert len(world.role_events()) == (2 if looks_like_drift else 1)
    assert world.may(DEV1)
    assert world.now_is(request).status is Status.ACTIVE
    world.assert_records_whole(request)


def test_p4_a_policy_of_ours_that_comes_back_after_the_end_is_taken_off_again() -> None:
    world = World()
    world.granted(asked=a_submission(duration=HOUR))
    ours = world.policy()
    assert ours is not None
    world.pass_time(HOUR)
    world.roles.roles[DEV_ROLE].policies[POLICY_NAME] = ours
    world.pass_time(timedelta(minutes=1))
    world.assert_no_trace()


def test_p4_a_policy_that_bears_our_name_on_a_role_that_we_never_wrote_on_is_never_touched() -> None:
    world = World()
    request = world.approve(world.submit())
    foreign = ' {"Version":"2012-10-17",\n"Statement":[]} '
    world.roles.roles[DEV_ROLE].policies[POLICY_NAME] = foreign  # after the request was checked
    world.deliver()
    world.pass_time(timedelta(minutes=5))
    ended = world.now_is(request)
    assert (ended.status, ended.failure and ended.failure.code) == (Status.FAILED, "policy-name-taken")
    assert world.roles.roles[DEV_ROLE].policies == {**OTHERS, POLICY_NAME: foreign}
    assert world.roles.written == []


def test_p4_a_foreign_policy_stays_when_the_grant_ends_before_it_could_be_attached() -> None:
    world = World()
    request = world.approve(world.submit(asked=a_submission(duration=HOUR)))
    world.roles.roles[DEV_ROLE].policies[POLICY_NAME] = BY_HAND
    world.clock.advance(HOUR)
    world.deliver()
    assert world.now_is(request).status is Status.FAILED
    assert world.policy() == BY_HAND


def test_p5_of_two_reconcilers_at_once_the_slower_notices() -> None:
    world = World()
    request = world.approve(world.submit())
    world.store.before("record_role_change", lambda: world.reconcile(DEV_ROLE))
    world.reconcile(DEV_ROLE)
    assert len(world.roles.written) == 1
    assert len(world.role_events()) == 1
    assert world.now_is(request).status is Status.ACTIVE


def test_people_on_different_roles_do_not_meet() -> None:
    world = World()
    world.rules.rules = some_rules(a_rule(), a_rule("sre", teams=frozenset({"SRE"})))
    world.granted(DEV1)
    request = world.submit(SRE1)
    world.approve(request, SRE2)
    world.deliver()
    assert world.may(SRE1, role_arn=request.payload.role_arn)
    assert not world.may(SRE1, role_arn=DEV_ROLE)
    assert not world.may(DEV1, role_arn=request.payload.role_arn)
