"""The policy on a role, in our form: what it says, how it is written, and how much room it takes."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import RequestId
from aws_access.domain.model import Grant
from aws_access.domain.policies import INLINE_BUDGET, as_text, build_policy, policy_size, preview, same_policy
from aws_access.domain.reasons import reason
from aws_access.domain.statements import Condition, Permission, Statement
from aws_access.domain.tidy import tidy
from tests.builders import DEV1, NOW, ROLE_ID, a_grant, a_payload, a_permission, a_person
from tests.generated_ledgers import ledgers
from tests.our_policies import allows, statements


def policy_of(*grants: Grant) -> str:
    policy = build_policy(grants, ROLE_ID)
    assert policy is not None
    return policy


@given(ledgers())
def test_every_statement_names_people_and_an_end(grants: list[Grant]) -> None:
    document = json.loads(build_policy(grants, ROLE_ID) or '{"Statement": []}')
    for statement in document["Statement"]:
        assert set(statement) == {"Effect", "Action", "Resource", "Condition"}
        assert statement["Condition"]["StringEquals"]["aws:userid"]
        assert statement["Condition"]["DateLessThan"]["aws:CurrentTime"]
        assert statement["Action"]
        assert statement["Resource"]


@given(ledgers(), st.data())
def test_the_policy_does_not_depend_on_the_order_of_grants(grants: list[Grant], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(grants))
    assert build_policy(shuffled, ROLE_ID) == build_policy(grants, ROLE_ID)


@given(ledgers())
def test_equal_statements_with_equal_ends_are_one(grants: list[Grant]) -> None:
    kinds = {(grant.ends_at, each) for grant in grants for each in tidy(grant.permission)}
    assert len(statements(build_policy(grants, ROLE_ID))) == len(kinds)


@given(ledgers())
def test_packing_takes_no_more_room_than_a_policy_for_each_grant(grants: list[Grant]) -> None:
    apart = sum(policy_size(build_policy([grant], ROLE_ID)) for grant in grants)
    assert policy_size(build_policy(grants, ROLE_ID)) <= apart


@pytest.mark.parametrize(
    "user_id",
    [
        f"{ROLE_ID}:dev2",
        f"{ROLE_ID}:dev11",
        f"{ROLE_ID}:dev",
        f"{ROLE_ID}:DEV1",
        f"{ROLE_ID}:",
        "AROAEXAMPLEEXAMPLE02:dev1",
        "dev1",
        "AIDAEXAMPLEEXAMPLE01",
    ],
)
def test_a_grant_is_for_no_session_but_that_of_its_person_on_this_role(user_id: str) -> None:
    policy = policy_of(a_grant())
    assert allows(policy, f"{ROLE_ID}:dev1", "dynamodb:GetItem", "*", NOW)
    assert not allows(policy, user_id, "dynamodb:GetItem", "*", NOW)


def test_no_grants_need_no_policy() -> None:
    assert build_policy([], ROLE_ID) is None


def test_what_two_grants_allow_to_one_person_ends_with_each_of_them() -> None:
    longer = a_grant("2", ends_at=NOW + timedelta(hours=8))
    policy = policy_of(a_grant("1"), longer)
    after_the_first = NOW + timedelta(hours=4)
    assert allows(policy, f"{ROLE_ID}:dev1", "dynamodb:GetItem", "*", after_the_first)
    assert not allows(policy_of(a_grant("1")), f"{ROLE_ID}:dev1", "dynamodb:GetItem", "*", after_the_first)


def test_a_document_is_written_as_iam_reads_it() -> None:
    assert policy_of(a_grant(permission=a_permission("dynamodb:GetItem"))) == (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*",'
        '"Condition":{"StringEquals":{"aws:userid":"AROAEXAMPLEEXAMPLE01:dev1"},'
        '"DateLessThan":{"aws:CurrentTime":"2030-01-07T13:00:00Z"}}}]}'
    )


def test_an_end_is_written_in_utc_to_the_second() -> None:
    ((_, _, end),) = statements(policy_of(a_grant(ends_at=datetime(2030, 12, 31, 23, 59, 59, tzinfo=UTC))))
    assert end == datetime(2030, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_another_person_with_the_same_grant_costs_only_their_id() -> None:
    one = policy_of(a_grant())
    two = policy_of(a_grant(), a_grant(by=a_person("dev2")))
    assert policy_size(two) - policy_size(one) == len(f',"{ROLE_ID}:dev2"') + len("[]")


def test_a_hundred_people_with_the_same_grant_fit_on_a_role() -> None:
    grants = [a_grant(by=a_person(f"first.last-{number:03}")) for number in range(100)]
    assert policy_size(policy_of(*grants)) < INLINE_BUDGET


def test_size_counts_characters_and_no_white_space() -> None:
    assert policy_size(None) == 0
    assert policy_size(' {\n\t"a" : "é日🚨" }\r\n') == len('{"a":"é日🚨"}')


@given(ledgers())
def test_what_we_write_has_no_white_space_to_save(grants: list[Grant]) -> None:
    policy = build_policy(grants, ROLE_ID)
    assert policy_size(policy) == len(policy or "")


def test_documents_are_the_same_whatever_their_spaces_and_order_of_keys() -> None:
    policy = policy_of(a_grant())
    document = json.loads(policy)
    assert same_policy(policy, json.dumps(dict(reversed(document.items())), indent=4))
    assert same_policy(policy, as_text(document))
    assert same_policy(None, None)


@pytest.mark.parametrize(
    "other",
    [
        None,
        policy_of(a_grant(by=a_person("dev2"))),
        policy_of(a_grant(ends_at=NOW + timedelta(hours=5))),
        policy_of(a_grant(permission=a_permission("dynamodb:Query"))),
        policy_of(a_grant(), a_grant(by=a_person("dev2"))),
        "{}",
    ],
)
def test_documents_that_mean_something_else_are_not_the_same(other: str | None) -> None:
    assert not same_policy(policy_of(a_grant()), other)
    assert not same_policy(other, policy_of(a_grant()))


def test_the_grants_of_one_request_made_twice_are_one() -> None:
    grant = a_grant()
    again = replace(grant, request_id=RequestId("r-000000000000"))
    assert policy_of(grant, again) == policy_of(grant)


def test_a_preview_shows_the_whole_statement_where_it_fits() -> None:
    shown = json.loads(preview(a_payload(), 3000))
    (written,) = json.loads(policy_of(a_grant()))["Statement"]
    assert {**shown, "Condition": None} == {**written, "Condition": None}
    assert DEV1.iam_user in shown["Condition"]["StringEquals"]["aws:userid"]
    assert "4h" in shown["Condition"]["DateLessThan"]["aws:CurrentTime"]


@given(st.integers(1, 3000), st.integers(1, 200))
def test_a_preview_is_never_longer_than_it_may_be(longest: int, count: int) -> None:
    permission = a_permission(*(f"dynamodb:Action{number}" for number in range(count)))
    assert len(preview(a_payload(permission=permission), longest)) <= longest


def test_a_preview_that_leaves_something_out_says_how_much() -> None:
    permission = a_permission(*(f"dynamodb:Action{number:03}" for number in range(200)))
    shown = json.loads(preview(a_payload(permission=permission), 1000))
    *actions, rest = shown["Action"]
    assert rest == f"… and {200 - len(actions)} more"


def test_the_conditions_of_a_permission_stand_beside_ours() -> None:
    user = Condition("StringEquals", "aws:username", ("x",))
    since = Condition("DateGreaterThan", "aws:TokenIssueTime", ("2030-01-01T00:00:00Z",))
    permission = Permission((Statement(("s3:GetObject",), ("*",), (since, user)),))
    (statement,) = json.loads(policy_of(a_grant(permission=permission)))["Statement"]
    assert statement["Condition"] == {
        "DateGreaterThan": {"aws:TokenIssueTime": "2030-01-01T00:00:00Z"},
        "StringEquals": {"aws:username": "x", "aws:userid": f"{ROLE_ID}:dev1"},
        "DateLessThan": {"aws:CurrentTime": "2030-01-07T13:00:00Z"},
    }


@pytest.mark.parametrize("key", ["aws:userid", "AWS:UserId", "aws:CurrentTime"])
def test_no_permission_brings_a_condition_that_is_ours(key: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Condition("StringLike", key, ("*",))
    assert caught.value.reasons == (reason("condition-is-ours", key=key),)


@pytest.mark.parametrize("key", ["aws:username", "AWS:UserName"])
def test_no_statement_has_two_conditions_of_which_a_policy_would_hold_one(key: str) -> None:
    both = (Condition("StringEquals", "aws:username", ("a",)), Condition("StringEquals", key, ("b",)))
    with pytest.raises(InvalidInput) as caught:
        Statement(("s3:GetObject",), ("*",), both)
    assert caught.value.reasons == (reason("condition-twice", operator="StringEquals", key=key),)
    assert Statement(("s3:GetObject",), ("*",), (both[0], replace(both[1], operator="StringLike"))).conditions
