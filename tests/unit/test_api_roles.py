"""The API on roles: who sees which, how much room there is, and everything that is wrong with them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aws_access.domain.ids import RoleArn
from aws_access.domain.ledger import Ledger
from aws_access.domain.policies import INLINE_BUDGET, POLICY_NAME, policy_size
from tests.api_client import Client
from tests.builders import (
    BROKER,
    DEV1,
    DEV2,
    DEV_ROLE,
    NOW,
    SESSION_ROLE,
    SRE1,
    SRE_ROLE,
    VERIFY_ACCOUNT,
    a_rule,
    an_environment,
    pinned_trust,
    some_rules,
)
from tests.fakes import FakeClock, FakeStore
from tests.session_world import SessionWorld


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def sessions() -> Client:
    """Of a company where Dev gets sessions."""
    return Client(SessionWorld())


def roles(client: Client) -> dict[str, list[str]]:
    """What keeps each role from taking a grant."""
    answer = client.get("/roles")
    assert answer.status == 200
    return {each["role_arn"]: [one["code"] for one in each["unmet"]] for each in answer.body["roles"]}


def test_roles_that_are_as_they_should_be_have_nothing_unmet_and_are_in_order(client: Client) -> None:
    client.world.granted()
    told = client.as_(SRE1).get("/roles").body["roles"]
    assert [(each["environment"], each["team"], each["unmet"], each["people"]) for each in told] == [
        ("verify", "Dev", [], []),
        ("verify", "SRE", [], []),
    ]
    assert all(each["in_order"] for each in told)


def test_the_room_of_a_role_says_who_takes_it_what_waits_and_when_it_comes_back(client: Client) -> None:
    active = client.world.granted()
    waits = client.world.submit(DEV2, key="2")
    (told,) = client.get("/roles").body["roles"]
    room = told["room"]
    assert room["limit"] == 10_240 + 10 * 6_144
    assert room["others"] == policy_size(client.world.roles.roles[DEV_ROLE].policies["everyday"])
    assert room["ours"] == policy_size(client.world.policy())
    assert room["reserved"] > 0
    assert room["free"] == room["limit"] - room["others"] - room["ours"] - room["reserved"]
    assert {each["person"] for each in room["people"]} == {"dev1", "dev2"}
    assert room["returns"][0]["at"] == (active.ends_at or NOW).isoformat().replace("+00:00", "Z")
    client.world.deny(waits)
    assert client.get("/roles").body["roles"][0]["room"]["reserved"] == 0


def test_a_role_with_more_than_its_inline_policy_holds_is_in_order_too(client: Client) -> None:
    world = client.world
    world.roles.roles[DEV_ROLE].policies["theirs"] = "x" * (INLINE_BUDGET - 100)
    world.granted()
    assert world.policy() is None
    assert world.may(DEV1)
    (told,) = client.get("/roles").body["roles"]
    assert (told["unmet"], told["in_order"]) == ([], True)
    world.roles.managed = dict.fromkeys(world.roles.managed, '{"Version": "2012-10-17", "Statement": []}')
    assert not client.get("/roles").body["roles"][0]["in_order"]


def test_people_see_the_roles_of_their_teams_and_approvers_and_lockers_see_all(client: Client) -> None:
    assert set(roles(client)) == {DEV_ROLE}
    assert set(roles(client.as_(SRE1))) == {DEV_ROLE, SRE_ROLE}
    client.world.rules.rules = some_rules(lockers=None)
    assert set(roles(client.as_(SRE1))) == {DEV_ROLE, SRE_ROLE}, "they still approve there"
    client.world.rules.rules = some_rules(a_rule(approvers=None))
    assert set(roles(client.as_(SRE1))) == {DEV_ROLE, SRE_ROLE}, "they still may lock"
    client.world.rules.rules = some_rules(a_rule(approvers=None), lockers=None)
    assert set(roles(client.as_(SRE1))) == {SRE_ROLE}


def test_everything_that_keeps_a_role_from_taking_a_grant_is_told(client: Client) -> None:
    role = client.world.roles.roles[DEV_ROLE]
    role.tags.clear()
    role.boundary = None
    role.policies[POLICY_NAME] = "{}"
    assert roles(client)[DEV_ROLE] == ["role-not-tagged", "role-without-boundary", "policy-name-taken"]


def test_a_trust_policy_that_lets_some_of_the_team_in_says_whom_it_does_not(client: Client) -> None:
    client.world.roles.roles[DEV_ROLE].trust = pinned_trust(DEV1)
    (told,) = client.get("/roles").body["roles"]
    assert ([each["code"] for each in told["unmet"]], told["people"]) == (["trust-lets-nobody-in"], ["dev2"])


def test_a_policy_that_somebody_changed_is_not_in_order(client: Client) -> None:
    client.world.granted()
    client.world.roles.roles[DEV_ROLE].policies[POLICY_NAME] = '{"Version": "2012-10-17", "Statement": []}'
    (told,) = client.get("/roles").body["roles"]
    assert (told["unmet"], told["in_order"]) == ([], False)


def test_one_role_that_cannot_be_read_does_not_hide_the_others(client: Client) -> None:
    del client.world.roles.roles[SRE_ROLE]
    found = client.as_(SRE1).get("/roles").body["roles"]
    assert [(each["team"], [one["code"] for one in each["unmet"]], each["in_order"]) for each in found] == [
        ("Dev", [], True),
        ("SRE", ["role-missing"], None),
    ]
    client.world.roles.refused.add(VERIFY_ACCOUNT)
    assert set(map(tuple, roles(client.as_(SRE1)).values())) == {("target-refused",)}


def test_iam_that_does_not_answer_is_told_for_the_role_that_was_asked_for(client: Client) -> None:
    client.world.faults.unavailable(after=3)  # after the locks, what waits for a decision, and the ledger
    (told,) = client.get("/roles").body["roles"]
    assert ([each["code"] for each in told["unmet"]], told["in_order"]) == (["unavailable"], None)


def of_sessions(client: Client) -> dict[str, Any]:
    """The report on the session role."""
    told = client.get("/roles").body["roles"]
    (found,) = (each for each in told if each["form"] == "session")
    assert isinstance(found, dict)
    return found


def test_a_team_that_has_both_roles_is_told_of_both_its_team_role_first(sessions: Client) -> None:
    told = sessions.get("/roles").body["roles"]
    assert [(each["team"], each["form"], each["role_arn"]) for each in told] == [
        ("Dev", "role", DEV_ROLE),
        ("Dev", "session", SESSION_ROLE),
    ]
    assert [(each["unmet"], each["in_order"]) for each in told] == [([], True), ([], True)]
    assert SESSION_ROLE in roles(sessions.as_(SRE1)), "whoever approves sees it too"


def test_nobody_but_the_broker_may_assume_a_session_role_and_the_rest_is_looked_at_too(sessions: Client) -> None:
    role = sessions.world.roles.roles[SESSION_ROLE]
    role.trust = pinned_trust()
    role.boundary = None
    role.tags.clear()
    told = of_sessions(sessions)
    assert [each["code"] for each in told["unmet"]] == [
        "trust-not-brokers",
        "role-not-tagged",
        "role-without-boundary",
    ]
    assert told["people"] == []
    assert str(BROKER) in told["unmet"][0]["message"]
    assert roles(sessions)[DEV_ROLE] == []


def test_a_session_role_that_is_not_there_hides_no_other(sessions: Client) -> None:
    del sessions.world.roles.roles[SESSION_ROLE]
    told = of_sessions(sessions)
    assert ([each["code"] for each in told["unmet"]], told["in_order"], told["room"]) == (["role-missing"], None, None)
    assert roles(sessions)[DEV_ROLE] == []


def test_a_session_role_whose_deny_somebody_took_away_is_not_in_order(sessions: Client) -> None:
    world = sessions.world
    active = world.granted()
    world.issue(active)
    world.revoke(active.id, DEV1, "")
    world.deliver()
    assert of_sessions(sessions)["in_order"]
    del world.roles.roles[SESSION_ROLE].policies[POLICY_NAME]
    assert of_sessions(sessions)["in_order"] is False


def test_the_room_of_a_session_role_is_what_ending_every_grant_early_would_leave(sessions: Client) -> None:
    world = sessions.world
    others = policy_size(world.roles.roles[SESSION_ROLE].policies["everyday"])
    room = of_sessions(sessions)["room"]
    assert (room["limit"], room["others"], room["ours"], room["reserved"]) == (INLINE_BUDGET, others, 0, 0)
    world.submit(), world.submit(DEV2, key="2")
    asked = of_sessions(sessions)["room"]
    first, second = world.granted(), world.granted(DEV2, key="2")
    world.issue(first)
    kept = of_sessions(sessions)["room"]
    assert asked["reserved"] == kept["reserved"] > 0, "what waits for a decision is counted too"
    assert (kept["ours"], {each["person"] for each in kept["people"]}) == (0, {"dev1", "dev2"})
    world.revoke(first.id, DEV1, "")
    world.deliver()
    denied = of_sessions(sessions)["room"]
    assert denied["ours"] == policy_size(world.policy(SESSION_ROLE)) > 0
    assert denied["free"] == kept["free"], "an early end never waits for room"
    assert denied["free"] == INLINE_BUDGET - others - denied["ours"] - denied["reserved"]
    world.issue(second)
    world.revoke(second.id, DEV2, "")
    world.deliver()
    both = of_sessions(sessions)["room"]
    assert (both["ours"], both["reserved"]) == (policy_size(world.policy(SESSION_ROLE)), 0)
    assert both["free"] == kept["free"]
    world.pass_time(timedelta(hours=2))
    assert of_sessions(sessions)["room"] == room


class Slow(FakeStore):
    """A table whose every ledger takes a while to be read, by the world's clock."""

    clock: FakeClock
    takes = timedelta(seconds=6)

    def ledger(self, role_arn: RoleArn) -> Ledger:
        self.clock.advance(self.takes)
        return super().ledger(role_arn)


def test_what_is_left_when_time_runs_out_is_told_as_not_looked_at_beside_what_was(client: Client) -> None:
    world = client.world
    store = Slow()
    store.clock = world.clock
    look = replace(world.actions.look_at_roles, store=store)
    environments = {name: an_environment(name, aliases=()) for name in ("verify", "staging", "production")}
    world.rules.rules = some_rules(environments=environments)
    told = [(each.environment, [one.code for one in each.unmet], each.in_order) for each in look(DEV1)]
    assert told == [("verify", [], True), ("staging", [], True), ("production", ["not-looked-at"], None)]
    (alone,) = look(DEV1, "production")
    assert alone.unmet == ()


def test_what_waits_is_read_once_however_many_roles_there_are(client: Client) -> None:
    def reads() -> int:
        before = client.world.faults.calls
        client.as_(SRE1).get("/roles")
        return client.world.faults.calls - before

    two = reads()
    environments = {name: an_environment(name, aliases=()) for name in ("verify", "staging")}
    client.world.rules.rules = some_rules(environments=environments)
    assert reads() - two == 2 * 3, "the ledger and IAM twice for each of two more roles; nothing else"


def test_the_roles_of_one_environment_are_found_by_its_alias(client: Client) -> None:
    staging = an_environment("staging", team_roles={"Dev": RoleArn("arn:aws:iam::333333333333:role/Dev")}, aliases=())
    client.world.rules.rules = some_rules(environments={"verify": an_environment(), "staging": staging})
    found = client.get("/roles", {"environment": "検証"}).body["roles"]
    assert [each["environment"] for each in found] == ["verify"]
    assert client.get("/roles", {"environment": "prod"}).codes == ["unknown-environment"]


def test_looking_changes_nothing(client: Client) -> None:
    client.world.granted()
    written, woken = list(client.world.roles.written), list(client.world.queue.wakes)
    client.world.clock.advance(timedelta(hours=5))
    client.get("/roles")
    assert (client.world.roles.written, client.world.queue.wakes) == (written, woken)
