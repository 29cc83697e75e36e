"""A role whose inline room runs out: managed policies of ours take the rest, and P1 to P7 hold as they do without."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_access.domain.errors import RoleRefused
from aws_access.domain.ids import IamUserName, RoleArn
from aws_access.domain.model import Person, Request, Status
from aws_access.domain.packing import managed_arn, managed_names
from aws_access.domain.policies import INLINE_BUDGET, POLICY_NAME
from tests.builders import DEV1, DEV2, DEV_ROLE, SRE_ROLE, a_submission, some_rules
from tests.our_policies import allows
from tests.world import WitnessedRoles, World

HOUR = timedelta(hours=1)
ONE, TWO, *_ = managed_names(DEV_ROLE)
TEXT = '{"Version":"2012-10-17","Statement":[]}'


class Watched(WitnessedRoles):
    """Between any two writes, whoever is active has their access."""

    world: World

    def write_document(self, role_arn: RoleArn, name: str, text: str) -> None:
        super().write_document(role_arn, name, text)
        self._nobody_is_missing(role_arn)

    def remove_document(self, role_arn: RoleArn, name: str) -> None:
        super().remove_document(role_arn, name)
        self._nobody_is_missing(role_arn)

    def _nobody_is_missing(self, role_arn: RoleArn) -> None:
        if role_arn not in self.roles:
            return
        now, texts = self.world.clock.now(), self.documents(role_arn).values()
        for grant in self._store._grants[role_arn].values():
            if grant.attached and grant.wanted(now):
                user_id = f"{self.roles[role_arn].role_id}:{grant.person}"
                (statement,) = grant.permission.statements
                does = user_id, statement.actions[0], statement.resources[0], now
                assert any(allows(text, *does) for text in texts), f"{grant.person} is missing meanwhile"


class Crowded(World):
    """`left` characters inline, and `most` managed policies, are what others leave us."""

    def __init__(self, left: int = 350, most: int = 10) -> None:
        attached = [f"arn:aws:iam::aws:policy/p{number}" for number in range(10 - most)]
        super().__init__({"big": "x" * (INLINE_BUDGET - left)}, attached)
        watched = Watched(self.faults, self.store, self.schedules)
        watched.roles, watched.world = self.roles.roles, self
        for port in (self._submit, self.reconcile, self.timers):
            object.__setattr__(port, "roles", watched)
        self.roles = watched
        self.rules.rules = some_rules(most_open=50)

    def get(self, person: Person, characters: int, key: str = "1", hours: int = 4) -> Request:
        """A grant whose statement is so much longer than another."""
        return self.approve(self.ask(person, characters, key, hours))

    def ask(self, person: Person, characters: int, key: str = "1", hours: int = 4) -> Request:
        asked = a_submission(resources=("t" * characters,), duration=hours * HOUR)
        return self.submit(person, key, asked)

    def where(self, request: Request) -> set[str]:
        """In which documents its grant is, by the role's record."""
        placed = self.store.ledger(DEV_ROLE).record.placed
        return {name for name, parts in placed.items() if request.id in parts}

    def has(self, request: Request) -> bool:
        user_id = f"{self.roles.roles[DEV_ROLE].role_id}:{request.requester.iam_user}"
        (resource,) = request.payload.permission.resources
        texts = self.documents().values()
        return any(allows(text, user_id, "dynamodb:GetItem", resource, self.clock.now()) for text in texts)


def test_p1_p4_what_does_not_fit_inline_is_in_a_managed_policy_for_its_person_alone_until_its_end() -> None:
    world = Crowded()
    first, second = world.get(DEV1, 10), world.get(DEV2, 20)
    world.deliver()
    assert (world.where(first), world.where(second)) == ({POLICY_NAME}, {ONE})
    assert world.has(first)
    assert world.has(second)
    (statement,) = [text for name, text in world.documents().items() if name == ONE]
    assert "dev1" not in statement
    world.clock.advance(4 * HOUR)
    assert not world.has(second)  # whatever else: the end is in the policy itself
    world.schedules.fire(world.clock.now())
    world.deliver()
    assert [world.now_is(each).status for each in (first, second)] == [Status.EXPIRED, Status.EXPIRED]
    world.assert_no_trace()
    world.assert_records_whole(first, second)


def test_each_grant_is_called_attached_with_the_hash_of_the_document_that_has_it() -> None:
    world = Crowded()
    first, second = world.get(DEV1, 10), world.get(DEV2, 20)
    world.deliver()
    record = world.store.ledger(DEV_ROLE).record
    for request, name in ((first, POLICY_NAME), (second, ONE)):
        *_, attached = world.store.events(request.id)
        assert attached.details["policy_hash"] == record.documents[name].hash


def make_room(world: Crowded) -> list[Request]:
    """A role on which there is room for the last of these only when the second moves. The last is to be attached."""
    small, gone, moved = world.get(DEV1, 300), world.get(DEV1, 3000, "gone"), world.get(DEV2, 2700)
    world.deliver()
    world.revoke(gone.id, DEV1, "")
    world.deliver()
    return [small, moved, world.get(DEV2, 5200, "large")]


def test_when_room_has_to_be_made_somebody_moves_and_has_their_access_all_the_while() -> None:
    world = Crowded(left=4000, most=1)
    small, moved, large = make_room(world)
    world.deliver()
    assert (world.where(small), world.where(moved), world.where(large)) == ({POLICY_NAME}, {POLICY_NAME}, {ONE})
    assert all(world.has(each) for each in (small, moved, large))
    world.pass_time(4 * HOUR)
    world.assert_no_trace()


# ---- Crashes ----


def overflow(world: Crowded) -> None:
    """Two on the role, and two more to be attached, each to a managed policy of its own."""
    world.get(DEV1, 10)
    world.deliver()
    world.get(DEV2, 5000)
    world.get(DEV1, 5600, "2")


def revoke_all(world: Crowded) -> None:
    overflow(world)
    world.deliver()
    for request in list(world.store._requests.values()):
        world.revoke(request.id, request.requester, "")


STORIES: list[tuple[Callable[[Crowded], object], int, int]] = [
    (overflow, 350, 2),
    (revoke_all, 350, 2),
    (make_room, 4000, 1),
]


def told(story: Callable[[Crowded], object], left: int, most: int) -> Crowded:
    world = Crowded(left, most)
    story(world)
    return world


@pytest.mark.parametrize("how", ["dies before", "dies after", "no answer", "refused thrice"])
@pytest.mark.parametrize(("story", "left", "most"), STORIES)
def test_p5_a_crash_at_any_call_of_the_reconciler_leaves_nobody_out_and_in_the_end_nothing_anywhere(
    story: Callable[[Crowded], object], left: int, most: int, how: str
) -> None:
    plain = told(story, left, most)
    before = plain.faults.calls
    plain.reconcile(DEV_ROLE)
    calls = plain.faults.calls - before
    assert calls > 12
    for call in range(calls):
        world = told(story, left, most)
        match how:
            case "dies before":
                world.faults.crash(after=call)
            case "dies after":
                world.faults.crash(after=call, done=True)
            case "no answer":
                world.faults.forget_answer(after=call)
            case "refused thrice":
                world.faults.unavailable(3, after=call)
        world.deliver()
        world.pass_time(timedelta(minutes=2))
        requests = list(map(world.now_is, world.store._requests.values()))
        assert [each.status for each in requests if each.status not in (Status.ACTIVE, Status.REVOKED)] == [], call
        assert all(world.has(each) for each in requests if each.status is Status.ACTIVE), call
        world.clock.advance(4 * HOUR)
        world.pass_time(timedelta(minutes=2))
        requests = list(map(world.now_is, requests))
        assert all(each.status.terminal for each in requests), (call, requests)
        world.assert_no_trace()
        world.assert_records_whole(*requests)


# ---- What others do ----


@pytest.mark.parametrize("attached", [True, False])
def test_p4_a_policy_of_our_next_name_that_is_not_ours_is_left_alone_and_the_next_name_taken(*, attached: bool) -> None:
    world = Crowded()
    world.get(DEV1, 10)
    world.deliver()
    foreign = managed_arn(DEV_ROLE, ONE)
    world.roles.managed[foreign] = TEXT
    world.roles.roles[DEV_ROLE].attached += [foreign] if attached else []
    request = world.get(DEV2, 20)
    world.deliver()
    assert (world.where(request), world.has(request)) == ({TWO}, True)
    world.pass_time(4 * HOUR)
    assert world.now_is(request).status is Status.EXPIRED
    assert world.roles.managed == {foreign: TEXT}
    assert world.roles.roles[DEV_ROLE].attached == ([foreign] if attached else [])


def test_p4_a_name_that_is_taken_elsewhere_in_the_account_fails_the_new_grant_and_no_other() -> None:
    world = Crowded()
    there = world.get(DEV1, 10)
    world.deliver()
    elsewhere = f"arn:aws:iam::222222222222:policy/{ONE}"
    world.roles.managed[elsewhere] = TEXT
    request = world.get(DEV2, 20)
    world.deliver()
    failed = world.now_is(request)
    assert (failed.status, failed.failure and failed.failure.code) == (Status.FAILED, "managed-name-taken")
    assert world.has(there)
    assert world.roles.managed == {elsewhere: TEXT}
    world.pass_time(4 * HOUR)
    assert world.roles.managed == {elsewhere: TEXT}


def detach(world: Crowded) -> None:
    world.roles.roles[DEV_ROLE].attached.remove(managed_arn(DEV_ROLE, ONE))


def delete(world: Crowded) -> None:
    detach(world)
    del world.roles.managed[managed_arn(DEV_ROLE, ONE)]


def edit(world: Crowded) -> None:
    world.roles.managed[managed_arn(DEV_ROLE, ONE)] = TEXT


@pytest.mark.parametrize("by_hand", [detach, delete, edit])
def test_p4_drift_on_a_managed_policy_of_ours_is_repaired_by_the_timers_and_recorded(
    by_hand: Callable[[Crowded], None],
) -> None:
    world = Crowded()
    requests = [world.get(DEV1, 10), world.get(DEV2, 20)]
    world.deliver()
    before = world.documents()
    assert not world.timers().drifted
    by_hand(world)
    assert world.timers().drifted == (DEV_ROLE,)
    world.deliver()
    assert world.documents() == before
    assert all(world.has(each) for each in requests)
    world.assert_records_whole(*requests)


def test_p4_a_managed_policy_of_ours_that_others_attached_elsewhere_is_gone_once_they_detach_it() -> None:
    world = Crowded()
    world.get(DEV1, 10)
    request = world.get(DEV2, 20)
    world.deliver()
    arn = managed_arn(DEV_ROLE, ONE)
    world.roles.roles[SRE_ROLE].attached.append(arn)
    world.pass_time(4 * HOUR)
    assert world.now_is(request).status is Status.EXPIRED
    assert arn not in world.roles.roles[DEV_ROLE].attached
    assert arn in world.roles.managed
    world.roles.roles[SRE_ROLE].attached.remove(arn)
    world.pass_time(timedelta(minutes=2))
    world.assert_no_trace()


def test_p4_a_role_that_was_deleted_leaves_no_managed_policy_of_ours_behind() -> None:
    world = Crowded()
    requests = [world.get(DEV1, 10), world.get(DEV2, 20)]
    world.deliver()
    del world.roles.roles[DEV_ROLE]
    world.pass_time(timedelta(minutes=2))
    assert [world.now_is(each).status for each in requests] == [Status.REVOKED, Status.REVOKED]
    assert world.roles.managed == {}


def test_a_role_on_which_others_attached_as_many_as_there_may_be_fails_the_new_grant_alone() -> None:
    world = Crowded()
    there = world.get(DEV1, 10)
    world.deliver()
    request = world.get(DEV2, 20)
    world.roles.roles[DEV_ROLE].attached = [f"arn:aws:iam::aws:policy/q{number}" for number in range(10)]
    world.deliver()
    failed = world.now_is(request)
    assert (failed.status, failed.failure and failed.failure.code) == (Status.FAILED, "role-full")
    assert world.has(there)


def test_of_several_new_grants_only_those_without_room_fail() -> None:
    world = Crowded(left=2000, most=0)
    requests = [world.get(DEV1, 100, "1"), world.get(DEV2, 900, "2")]
    world.roles.roles[DEV_ROLE].policies["big"] = "x" * (INLINE_BUDGET - 1400)
    world.deliver()
    assert sorted(world.now_is(each).status for each in requests) == [Status.ACTIVE, Status.FAILED]


# ---- Room that was promised ----


@settings(max_examples=25, deadline=None)
@given(
    sizes=st.lists(st.sampled_from([10, 200, 900, 2500, 5000]), min_size=1, max_size=8),
    left=st.integers(300, 6000),
    most=st.integers(0, 2),
    data=st.data(),
)
def test_whatever_was_accepted_has_room_in_whatever_order_it_is_approved(
    sizes: list[int], left: int, most: int, data: st.DataObject
) -> None:
    world, accepted = Crowded(left, most), []
    for number, size in enumerate(sizes):
        person = Person(IamUserName(f"dev{number % 2 + 1}"), None, ("Dev",))
        with suppress(RoleRefused):
            accepted.append(world.ask(person, size, str(number)))
    for request in data.draw(st.permutations(accepted)):
        if data.draw(st.sampled_from([True, True, True, False])):
            world.approve(request)
            if data.draw(st.booleans()):
                world.deliver()
        else:
            world.deny(request)
    world.deliver()
    kept = [world.now_is(each) for each in accepted if world.now_is(each).status is not Status.DENIED]
    assert [each.status for each in kept] == [Status.ACTIVE] * len(kept)
    assert all(world.has(each) for each in kept)
    world.pass_time(4 * HOUR + timedelta(minutes=1))
    world.assert_no_trace()
