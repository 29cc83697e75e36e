"""The policy of a session is the grant and nothing else, or it is not proven."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_access.domain.model import Grant
from aws_access.domain.policies import as_text
from aws_access.domain.proof import prove_session
from aws_access.domain.sessions import session_policy
from aws_access.domain.verdict import Proof, Reach
from tests.builders import NOW, a_grant, a_permission, several_statements
from tests.generated_ledgers import ENDS, ledgers
from tests.mutations import BROKEN, MALFORMED, WIDENING, changed

_TABLE = "arn:aws:dynamodb:us-east-1:222222222222:table/orders"
GRANT = a_grant(permission=a_permission("dynamodb:GetItem", resources=(_TABLE,)), ends_at=ENDS[1])
OF_NOBODY = {
    name: change
    for name, change in {**WIDENING, **MALFORMED}.items()
    if name not in {"no person", "a person more", "another person", "a person of another role", "whoever it is"}
    and name not in {"people by any case", "everybody but them", "people by pattern", "people if known"}
    and name not in {"a key in other letters", "an operator in small letters", "nobody", "another name"}
}
"""The changes that need no condition on who it is: the policy of a session has none."""


def proven(grant: Grant, text: str | None = None) -> Proof:
    return prove_session(session_policy(grant.permission, grant.ends_at) if text is None else text, grant)


def test_who_gains_is_told_with_how_much_and_until_when() -> None:
    grant = a_grant(permission=several_statements(), ends_at=NOW)
    assert proven(grant) == Proof(gains=(Reach(grant.person, 2, 2, NOW, grant.request_id),))


@settings(max_examples=100)
@given(ledgers())
def test_p2_what_is_written_for_a_session_is_proven(grants: list[Grant]) -> None:
    for grant in grants:
        assert proven(grant).holds


@pytest.mark.parametrize("name", OF_NOBODY)
def test_p2_what_gives_more_or_is_not_of_our_form_is_not(name: str) -> None:
    text = changed(session_policy(GRANT.permission, GRANT.ends_at), OF_NOBODY[name], 0)
    assert proven(GRANT, text).doubts


@pytest.mark.parametrize("text", BROKEN)
def test_a_text_that_is_no_policy_is_not(text: str) -> None:
    assert proven(GRANT, text).doubts


@given(st.sampled_from(["dynamodb:Query", "dynamodb:GetIte?"]))
def test_p2_the_policy_of_another_grant_is_not(action: str) -> None:
    other = replace(GRANT, permission=a_permission(action, resources=(_TABLE,)))
    assert [each.person for each in proven(GRANT, session_policy(other.permission, GRANT.ends_at)).doubts]


def test_what_would_be_missing_is_told() -> None:
    wider = replace(GRANT, permission=a_permission("dynamodb:GetItem", "dynamodb:Query", resources=(_TABLE,)))
    (doubt,) = proven(wider, session_policy(GRANT.permission, GRANT.ends_at)).doubts
    assert doubt.problem.startswith("session:dev1 would lack what was approved until")
    assert "dynamodb:query" in doubt.problem


def test_a_condition_on_who_it_is_is_not_of_a_session() -> None:
    statement = {
        "Effect": "Allow",
        "Action": "dynamodb:GetItem",
        "Resource": _TABLE,
        "Condition": {
            "StringEquals": {"aws:userid": "session:dev1"},
            "DateLessThan": {"aws:CurrentTime": f"{GRANT.ends_at:%Y-%m-%dT%H:%M:%SZ}"},
        },
    }
    doubts = [
        each.problem for each in proven(GRANT, as_text({"Version": "2012-10-17", "Statement": [statement]})).doubts
    ]
    assert doubts[0] == "statement 0: a condition on who it is"
