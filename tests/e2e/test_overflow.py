"""A role whose inline room runs out, against real IAM evaluation: everybody has exactly theirs, and nothing stays."""

from typing import Any

from botocore.exceptions import ClientError

from local.office import Office
from local.roles import role_state
from local.stack import LocalSession, Stack
from tests.e2e.behind_the_scenes import attached, run_timers

TABLE = "arn:aws:dynamodb:us-east-1:222222222222:table/"
MANY = 60
EVERYDAY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:ListQueues","Resource":"*"}]}'


def table(person: str, number: int) -> str:
    return f"{person}-{'x' * 40}-{number:02}"


def ask(stack: Stack, person: str, tables: list[str]) -> str:
    """For a policy of one's own with so many tables that two of them do not fit inline."""
    statement = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": [TABLE + each for each in tables]}
    body = {
        "service": "policy",
        "environment": "verify",
        "duration": "10m",
        "reason": "to look at many tables",
        "policy": {"Version": "2012-10-17", "Statement": [statement]},
    }
    with stack.api(person) as api:
        answer = api.post("/requests", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["request_id"])


def may_get(session: LocalSession, name: str) -> bool:
    """Whether IAM lets it pass; there is no such table."""
    try:
        session.client("dynamodb").get_item(TableName=name, Key={"id": {"S": "1"}})
    except ClientError as error:
        return error.response["Error"]["Code"] == "ResourceNotFoundException"
    return True


def ours_in(iam: Any) -> list[str]:
    return [each["PolicyName"] for each in iam.list_policies(Scope="Local", PathPrefix="/aws-access/")["Policies"]]


def test_p1_p2_p4_a_role_that_overflows_gives_each_exactly_theirs_and_is_as_it_was_afterwards(
    stack: Stack, office: Office
) -> None:
    iam = stack.root(stack.environments["verify"].account).client("iam")
    before = role_state(stack, "verify", "Dev")
    assert ours_in(iam) == []
    tables = {
        ("dev1", "a"): [table("a", number) for number in range(MANY)],
        ("dev2", "b"): [table("b", number) for number in range(MANY)],
        ("dev1", "c"): [table("c", number) for number in range(MANY)],
    }
    requests = {}
    for (person, key), names in tables.items():
        request_id = ask(stack, person, names)
        office.click("sre1", "approve", request_id)
        requests[key] = office.wait(request_id, "ACTIVE")["request_id"]

    assert ours_in(iam) == ["aws-access-Dev-1", "aws-access-Dev-2"]
    sessions = {person: stack.switch(person, "verify", "Dev") for person in ("dev1", "dev2")}
    for person, session in sessions.items():
        for (owner, _), names in tables.items():
            assert [may_get(session, each) for each in (names[0], names[-1])] == [owner == person] * 2

    with attached(stack, "verify", "Dev", EVERYDAY) as others:
        office.revoke(requests["a"])
        run_timers(stack)
        assert not may_get(sessions["dev1"], table("a", 0))
        assert may_get(sessions["dev1"], table("c", 0))
        assert may_get(sessions["dev2"], table("b", MANY - 1))
        for key in ("b", "c"):
            office.revoke(requests[key])
        after = role_state(stack, "verify", "Dev")
        assert (after.inline, after.attached) == (before.inline, tuple(sorted((*before.attached, *others))))
    assert not may_get(sessions["dev2"], table("b", 0))
    assert ours_in(iam) == []
    assert role_state(stack, "verify", "Dev") == before
    with stack.api("sre2") as api:
        events = api.get(f"/requests/{requests['b']}/events").json()
    assert events["intact"]
