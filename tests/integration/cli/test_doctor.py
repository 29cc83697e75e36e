"""`doctor` on the caller's side: it finds what can be wrong with roles, API and clock, and says what to do."""

from datetime import timedelta

from aws_access.domain.policies import POLICY_NAME
from tests.builders import (
    BROKER,
    DEV1,
    DEV_ROLE,
    SESSION_ROLE,
    SRE1,
    VERIFY_ACCOUNT,
    a_person,
    pinned_trust,
    some_rules,
)
from tests.cli_server import ApiServer, Canned
from tests.doctored import findings, states
from tests.integration.cli.conftest import Terminal
from tests.session_world import session_rules


def test_when_all_is_well_nothing_is_wrong_and_the_stack_is_said_to_be_unseen(dev1: Terminal) -> None:
    status, found = findings(dev1)
    assert status == 0
    assert states(found) == {"api": {"fine"}, "clock": {"fine"}, "roles": {"fine"}, "stack": {"unknown"}}


def test_people_read_the_same_with_signs(dev1: Terminal) -> None:
    dev1.server.world.roles.roles[DEV_ROLE].tags.clear()
    result = dev1.run("doctor")
    assert result.exit_code == 3
    assert "✗ roles verify/Dev: " in result.stdout
    assert "    → aws iam tag-role --role-name Dev --tags Key=aws-access,Value=managed\n" in result.stdout
    assert result.stdout.endswith("1 wrong, 1 not looked at, 2 fine\n")
    assert "問題 1 件" in dev1.run("doctor", "--lang", "ja").stdout


def test_everything_that_is_wrong_with_a_role_has_what_to_do(server: ApiServer, sre1: Terminal) -> None:
    role = server.world.roles.roles[DEV_ROLE]
    role.tags.clear()
    role.boundary = None
    role.trust = pinned_trust(DEV1)
    role.policies[POLICY_NAME] = "{}"
    status, found = findings(sre1)
    assert status == 3
    wrong = {each["do"] for each in found["roles", "verify/Dev"] if each["state"] == "wrong"}
    assert len(wrong) == 4
    assert any("It concerns dev2." in each for each in wrong)
    assert any(f"arn:aws:iam::{VERIFY_ACCOUNT}:policy/aws-access-boundary" in each for each in wrong)
    assert [each["state"] for each in found["roles", "verify/SRE"]] == ["fine"]


def test_many_people_are_counted_and_not_all_named(server: ApiServer, sre1: Terminal) -> None:
    team = {each.iam_user: each for each in (SRE1, *(a_person(f"dev{number}") for number in range(1, 9)))}
    server.world.rules.rules = some_rules(people=team)
    server.world.roles.roles[DEV_ROLE].trust = {"Statement": []}
    _, found = findings(sre1)
    (wrong,) = found["roles", "verify/Dev"]
    assert wrong["do"].endswith("It concerns dev1, dev2, dev3, dev4, dev5, +3.")


def test_a_role_with_little_room_left_is_found_with_who_takes_it(server: ApiServer, dev1: Terminal) -> None:
    assert "of 71680 characters of policies are taken" in dev1.run("doctor").stdout
    server.world.granted()
    role = server.world.roles.roles[DEV_ROLE]
    role.policies["large"] = "x" * 9_000
    role.attached += [f"arn:aws:iam::aws:policy/Theirs{number}" for number in range(10)]
    told = dev1.run("doctor")
    assert "most for dev1 (" in told.stdout
    assert "Move inline policies of others into managed ones" in told.stdout
    assert told.exit_code != 0


def test_a_policy_that_somebody_changed_is_found(server: ApiServer, dev1: Terminal) -> None:
    dev1.granted()
    server.world.roles.roles[DEV_ROLE].policies[POLICY_NAME] = '{"Version": "2012-10-17", "Statement": []}'
    _, found = findings(dev1)
    (wrong,) = found["roles", "verify/Dev"]
    assert "is not what its ledger says" in wrong["what"]
    assert "CloudTrail" in wrong["do"]


def test_session_roles_are_looked_at_with_what_to_do_of_their_own(server: ApiServer, dev1: Terminal) -> None:
    server.world.rules.rules = session_rules()
    role = server.world.roles.roles[SESSION_ROLE]
    assert [each["state"] for each in findings(dev1)[1]["roles", "verify/Dev/session"]] == ["fine"]
    role.trust = pinned_trust()
    role.policies["large"] = "x" * 10_000
    status, found = findings(dev1)
    assert status == 3
    trust, room = found["roles", "verify/Dev/session"]
    assert str(BROKER) in trust["what"]
    assert trust["do"].startswith("Replace all of the trust policy of aws-access-session-Dev")
    assert "it needs its room to end session grants early" in room["do"]
    assert [each["state"] for each in found["roles", "verify/Dev"]] == ["fine"]
    _, found = findings(dev1, "--lang", "ja")
    assert "accounts/session-role.yaml を再デプロイ" in found["roles", "verify/Dev/session"][0]["do"]
    del server.world.roles.roles[SESSION_ROLE]
    _, found = findings(dev1)
    (missing,) = found["roles", "verify/Dev/session"]
    assert missing["do"].startswith(f"Deploy accounts/session-role.yaml in account {VERIFY_ACCOUNT}")


def test_an_account_that_lets_nobody_in_is_found_and_one_that_is_busy_is_unknown(
    server: ApiServer, dev1: Terminal
) -> None:
    server.world.roles.refused.add(VERIFY_ACCOUNT)
    status, found = findings(dev1)
    assert (status, states(found)["roles"]) == (3, {"wrong"})
    assert VERIFY_ACCOUNT in found["roles", "verify/Dev"][0]["do"]
    server.world.roles.refused.clear()
    server.world.faults.unavailable(after=3)  # after the locks, what waits for a decision, and the ledger
    status, found = findings(dev1)
    assert (status, states(found)["roles"]) == (0, {"unknown"})


def test_a_clock_that_is_off_is_found(server: ApiServer, dev1: Terminal) -> None:
    server.clock_ahead = timedelta(minutes=-3)
    status, found = findings(dev1)
    assert (status, states(found)["clock"]) == (3, {"wrong"})
    assert "180 s away" in found["clock", ""][0]["what"]
    server.clock_ahead = timedelta(seconds=30)
    assert findings(dev1)[0] == 0


def test_an_api_that_does_not_answer_is_wrong_and_the_rest_unknown(dev1: Terminal) -> None:
    dev1.server.canned = [Canned(403, '{"message": "Forbidden"}')] * 9
    status, found = findings(dev1)
    assert status == 3
    told = states(found)
    assert (told["api"], told["roles"]) == ({"wrong"}, {"unknown"})


def test_without_credentials_it_says_what_it_could_not_look_at(dev1: Terminal) -> None:
    dev1.env = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
    status, found = findings(dev1, "--stack", "aws-access")
    assert status == 3
    told = states(found)
    assert told.pop("api") == {"wrong"}
    assert set(told) == {
        "clock", "roles", "stack", "secrets", "slack", "rules", "schedules", "queues", "functions", "alarms",
    }  # fmt: skip
    assert all(each == {"unknown"} for each in told.values())
