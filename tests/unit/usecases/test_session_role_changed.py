"""What others do to a session role while session grants last: each comes to its end all the same."""

from datetime import timedelta

from aws_access.domain.ids import AccountId
from aws_access.domain.model import Request, Status
from aws_access.domain.policies import POLICY_NAME
from tests.builders import SESSION_ROLE, SRE1, VERIFY_ACCOUNT, a_submission
from tests.session_world import HOUR, SessionWorld
from tests.world import OTHERS

LONG = a_submission(duration=4 * HOUR)
MINUTE = timedelta(minutes=1)


def revoke(world: SessionWorld, request: Request) -> None:
    world.revoke(request.id, SRE1, "enough")
    world.deliver()


def test_a_role_that_lets_us_in_no_more_holds_up_only_what_needs_it() -> None:
    world = SessionWorld()
    revoked, idle, short = (
        world.granted(key=key, asked=a_submission(duration=hours * HOUR))
        for key, hours in (("1", 4), ("2", 4), ("3", 1))
    )
    world.issue(revoked)
    new = world.approve(world.submit(key="4"))
    world.roles.refused.add(AccountId(VERIFY_ACCOUNT))
    world.revoke(revoked.id, SRE1, "")
    world.deliver()
    assert world.now_is(new).status is Status.FAILED
    assert world.now_is(idle).status is Status.ACTIVE
    world.pass_time(HOUR + 2 * MINUTE)
    assert world.now_is(short).status is Status.EXPIRED
    assert world.now_is(revoked).status is Status.REVOKED  # no session of it can be open any more


def test_with_its_role_deleted_a_session_grant_is_over_and_leaves_nothing_to_do() -> None:
    world = SessionWorld()
    active, denied = world.granted(key="1", asked=LONG), world.granted(key="2", asked=LONG)
    for each in (active, denied):
        world.issue(each)
    revoke(world, denied)
    approved = world.approve(world.submit(key="3"))
    del world.roles.roles[SESSION_ROLE]
    world.deliver()
    assert [world.now_is(each).status for each in (active, denied, approved)] == [
        Status.REVOKED,
        Status.REVOKED,
        Status.FAILED,
    ]
    assert world.store.ledger(SESSION_ROLE).grants == ()
    assert all(world.now_is(each).due_at is None for each in (active, denied, approved))


def test_a_policy_of_our_name_that_is_not_ours_is_never_touched() -> None:
    world = SessionWorld()
    request = world.granted(asked=LONG)
    world.issue(request)
    role = world.roles.roles[SESSION_ROLE]
    role.policies[POLICY_NAME] = OTHERS["everyday"]
    revoke(world, request)
    world.pass_time(4 * HOUR)
    assert role.policies[POLICY_NAME] == OTHERS["everyday"]
    assert world.now_is(request).status is Status.REVOKED  # once no session could be open


def test_a_deny_that_somebody_removed_is_written_anew() -> None:
    world = SessionWorld()
    request = world.granted(asked=LONG)
    session = world.issue(request)
    revoke(world, request)
    del world.roles.roles[SESSION_ROLE].policies[POLICY_NAME]
    assert world.session_may(session)
    world.pass_time(MINUTE)
    assert not world.session_may(session)
