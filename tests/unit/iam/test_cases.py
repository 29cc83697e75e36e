"""The evaluator against what AWS documents, case by case: conditions, patterns, variables, layers of policies."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.iam import Answer, Policy, Request, Verdict, evaluate, read_policy

TABLE = "arn:aws:dynamodb:us-east-1:222222222222:table/orders"
ROLE = "arn:aws:iam::222222222222:role/Dev"
SESSION: Mapping[str, str | Sequence[str]] = {
    "aws:userid": "AROAEXAMPLEEXAMPLE01:dev1",
    "aws:PrincipalArn": ROLE,
    "aws:CurrentTime": "2030-01-07T09:00:00Z",
    "aws:TokenIssueTime": "2030-01-07T08:30:00Z",
    "aws:SourceIp": "203.0.113.7",
    "aws:SecureTransport": "true",
    "aws:MultiFactorAuthPresent": "false",
    "aws:PrincipalTag/team": "Dev",
}
"""A session of a role: without `aws:username`, which only IAM users have."""

EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def policy(*statements: Mapping[str, Any], name: str = "policy", version: str = "2012-10-17") -> Policy:
    return read_policy(json.dumps({"Version": version, "Statement": list(statements)}), name)


def session(**values: str | Sequence[str]) -> Mapping[str, str | Sequence[str]]:
    """The session with other values; `__` stands for the colon in a key."""
    return {**SESSION, **{name.replace("__", ":"): each for name, each in values.items()}}


def a_request(action: str = "dynamodb:GetItem", resource: str = TABLE, **values: str | Sequence[str]) -> Request:
    return Request.of(action, resource, session(**values))


def asked(statement: Mapping[str, Any], request: Request) -> bool:
    return evaluate(request, [policy({**EVERYTHING, **statement})]).allowed


def holds(operator: str, key: str, expected: object, **values: str | Sequence[str]) -> bool:
    return asked({"Condition": {operator: {key: expected}}}, Request.of("dynamodb:GetItem", TABLE, session(**values)))


@pytest.mark.parametrize(
    ("operator", "key", "expected", "met"),
    [
        ("StringEquals", "aws:userid", "AROAEXAMPLEEXAMPLE01:dev1", True),
        ("StringEquals", "AWS:UserId", "AROAEXAMPLEEXAMPLE01:dev1", True),
        ("StringEquals", "aws:userid", "AROAEXAMPLEEXAMPLE01:DEV1", False),
        ("StringEquals", "aws:userid", "AROAEXAMPLEEXAMPLE01:dev", False),
        ("StringEquals", "aws:userid", "AROAEXAMPLEEXAMPLE01:*", False),
        ("StringEquals", "aws:userid", ["AROAEXAMPLEEXAMPLE01:dev2", "AROAEXAMPLEEXAMPLE01:dev1"], True),
        ("StringNotEquals", "aws:userid", ["AROAEXAMPLEEXAMPLE01:dev2", "AROAEXAMPLEEXAMPLE01:dev1"], False),
        ("StringNotEquals", "aws:userid", ["AROAEXAMPLEEXAMPLE01:dev2", "AROAEXAMPLEEXAMPLE01:dev3"], True),
        ("StringEqualsIgnoreCase", "aws:PrincipalTag/team", "DEV", True),
        ("StringEqualsIgnoreCase", "aws:principaltag/TEAM", "DEV", True),
        ("StringNotEqualsIgnoreCase", "aws:PrincipalTag/team", "DEV", False),
        ("StringLike", "aws:userid", "*:dev1", True),
        ("StringLike", "aws:userid", "*:DEV1", False),
        ("StringLike", "aws:userid", "AROA*:dev?", True),
        ("StringLike", "aws:userid", "AROA*:dev1?", False),
        ("StringNotLike", "aws:userid", "*:dev?", False),
        ("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::222222222222:role/Dev", True),
        ("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/D?v", True),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::222222222222:role/dev", False),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam:*:role/Dev:x", False),
        ("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/SRE", True),
        ("ArnNotEquals", "aws:PrincipalArn", ["arn:aws:iam::*:role/SRE", "arn:aws:iam::*:role/Dev"], False),
        ("StringLike", "aws:PrincipalArn", "arn:*/Dev", True),
        ("DateLessThan", "aws:CurrentTime", "2030-01-07T09:00:01Z", True),
        ("DateLessThan", "aws:CurrentTime", "2030-01-07T09:00:00Z", False),
        ("DateLessThanEquals", "aws:CurrentTime", "2030-01-07T09:00:00Z", True),
        ("DateGreaterThan", "aws:CurrentTime", "2030-01-07T09:00:00Z", False),
        ("DateGreaterThanEquals", "aws:CurrentTime", "2030-01-07T09:00:00Z", True),
        ("DateEquals", "aws:CurrentTime", "2030-01-07T18:00:00+09:00", True),
        ("DateNotEquals", "aws:CurrentTime", "2030-01-07T18:00:00+09:00", False),
        ("DateGreaterThan", "aws:CurrentTime", "2030-01-07", True),
        ("DateEquals", "aws:CurrentTime", "1894006801", False),
        ("DateEquals", "aws:CurrentTime", 1894006800, True),
        ("DateLessThan", "aws:TokenIssueTime", ["2029-01-01T00:00:00Z", "2031-01-01T00:00:00Z"], True),
        ("Bool", "aws:SecureTransport", "true", True),
        ("Bool", "aws:SecureTransport", True, True),
        ("Bool", "aws:SecureTransport", "false", False),
        ("Bool", "aws:MultiFactorAuthPresent", "true", False),
        ("IpAddress", "aws:SourceIp", "203.0.113.0/24", True),
        ("IpAddress", "aws:SourceIp", "203.0.113.7", True),
        ("IpAddress", "aws:SourceIp", "203.0.113.8", False),
        ("IpAddress", "aws:SourceIp", ["2001:DB8:1234:5678::/64", "203.0.113.0/24"], True),
        ("NotIpAddress", "aws:SourceIp", ["2001:DB8:1234:5678::/64", "203.0.113.0/24"], False),
        ("NotIpAddress", "aws:SourceIp", "198.51.100.0/24", True),
        ("Null", "aws:TokenIssueTime", "false", True),
        ("Null", "aws:TokenIssueTime", "true", False),
        ("Null", "aws:username", "true", True),
        ("Null", "aws:username", False, False),
    ],
)
def test_an_operator_compares_as_it_is_documented(operator: str, key: str, expected: object, *, met: bool) -> None:
    assert holds(operator, key, expected) is met


@pytest.mark.parametrize(
    ("operator", "expected", "met"),
    [
        ("NumericEquals", "10", True),
        ("NumericEquals", 10.0, True),
        ("NumericNotEquals", "10", False),
        ("NumericLessThan", "10", False),
        ("NumericLessThanEquals", 10, True),
        ("NumericGreaterThan", "9.5", True),
        ("NumericGreaterThan", "1e2", False),
        ("NumericGreaterThanEquals", ["11", "10"], True),
        ("NumericLessThan", "9", False),
    ],
)
def test_numbers_are_compared_as_numbers(operator: str, expected: object, *, met: bool) -> None:
    assert holds(operator, "s3:max-keys", expected, **{"s3:max-keys": "10"}) is met


@pytest.mark.parametrize(
    ("operator", "expected", "met"),
    [
        ("StringEquals", "x", False),
        ("StringLike", "*", False),
        ("StringNotEquals", "x", True),
        ("StringNotLike", "*", True),
        ("StringEqualsIfExists", "x", True),
        ("StringNotEqualsIfExists", "x", True),
        ("ForAllValues:StringEquals", "x", True),
        ("ForAnyValue:StringEquals", "x", False),
        ("ForAnyValue:StringNotEquals", "x", False),
        ("ForAllValues:StringEqualsIfExists", "x", True),
        ("ForAnyValue:StringEqualsIfExists", "x", True),
    ],
)
def test_a_key_that_is_not_there_matches_nothing(operator: str, expected: str, *, met: bool) -> None:
    assert holds(operator, "aws:username", expected) is met


def test_if_exists_changes_nothing_for_a_key_that_is_there() -> None:
    assert not holds("StringEqualsIfExists", "aws:userid", "x")
    assert holds("BoolIfExists", "aws:SecureTransport", "true")
    assert not holds("BoolIfExists", "aws:MultiFactorAuthPresent", "true")


@pytest.mark.parametrize(
    ("operator", "requested", "met"),
    [
        ("ForAllValues:StringLike", ["PostDateTime", "Message"], True),
        ("ForAllValues:StringLike", ["PostDateTime", "UserName"], False),
        ("ForAnyValue:StringLike", ["PostDateTime", "UserName"], True),
        ("ForAnyValue:StringLike", ["UserName"], False),
        ("ForAllValues:StringNotEquals", ["UserName", "ID"], True),
        ("ForAllValues:StringNotEquals", ["UserName", "Tags"], False),
        ("ForAnyValue:StringNotEquals", ["UserName", "Tags"], True),
        ("ForAnyValue:StringNotEquals", ["Message", "Tags"], False),
        ("ForAllValues:StringEquals", [""], True),
        ("ForAnyValue:StringNotEquals", [""], False),
        ("ForAllValues:StringEquals", [], True),
    ],
)
def test_sets_of_values_are_met_by_all_or_by_any(operator: str, requested: list[str], *, met: bool) -> None:
    expected = ["PostDateTime", "Message", "Tags"]
    assert holds(operator, "dynamodb:Attributes", expected, dynamodb__Attributes=requested) is met


def test_all_conditions_have_to_hold_and_any_of_their_values() -> None:
    both = {
        "StringEquals": {"aws:PrincipalTag/team": ["SRE", "Dev"], "aws:userid": "AROAEXAMPLEEXAMPLE01:dev1"},
        "DateLessThan": {"aws:CurrentTime": "2030-01-07T10:00:00Z"},
    }
    assert asked({"Condition": both}, a_request())
    assert not asked({"Condition": both}, a_request(aws__CurrentTime="2030-01-07T10:00:00Z"))
    assert not asked({"Condition": both}, a_request(aws__userid="AROAEXAMPLEEXAMPLE01:dev2"))
    assert not asked({"Condition": both}, a_request(**{"aws:PrincipalTag/team": "QA"}))


@pytest.mark.parametrize(
    ("action", "met"),
    [
        ("*", True),
        ("dynamodb:*", True),
        ("dynamodb:GetItem", True),
        ("DynamoDB:getitem", True),
        ("dynamodb:Get*", True),
        ("dynamodb:?etItem", True),
        ("dynamodb:Get", False),
        ("dynamodb:GetItem?", False),
        ("dynamodb:Get?", False),
        ("s3:*", False),
        (["s3:*", "dynamodb:*Item"], True),
    ],
)
def test_actions_are_matched_whole_and_in_any_case(action: object, *, met: bool) -> None:
    assert asked({"Action": action}, a_request()) is met


@pytest.mark.parametrize(
    ("resource", "met"),
    [
        ("*", True),
        (TABLE, True),
        (TABLE.replace("orders", "Orders"), False),
        (TABLE.replace("orders", "order"), False),
        (TABLE.replace("orders", "order?"), True),
        (TABLE.replace("orders", "orders/*"), False),
        (TABLE.replace("us-east-1", "*"), True),
        ("arn:aws:dynamodb:*:*:table/*", True),
        ("arn:aws:dynamodb:*:*:table/[a-z]*", False),
        ([TABLE + "/index/*", TABLE], True),
    ],
)
def test_resources_are_matched_whole_and_in_their_case(resource: object, *, met: bool) -> None:
    assert asked({"Resource": resource}, a_request()) is met


def test_what_has_no_resource_is_only_about_all_of_them() -> None:
    assert asked({"Resource": "*"}, a_request("dynamodb:ListTables", "*"))
    assert not asked({"Resource": "arn:aws:dynamodb:*:*:*"}, a_request("dynamodb:ListTables", "*"))


def test_a_star_in_a_resource_reaches_over_slashes_and_line_ends() -> None:
    assert asked({"Resource": "arn:aws:s3:::data/*/t"}, a_request("s3:GetObject", "arn:aws:s3:::data/1/\n/2/t"))


def test_not_action_and_not_resource_speak_of_all_others() -> None:
    others = {"Effect": "Allow", "NotAction": ["iam:*", "dynamodb:Delete*"], "NotResource": TABLE}
    for action, resource, met in [
        ("s3:GetObject", "arn:aws:s3:::data/x", True),
        ("dynamodb:DeleteItem", "arn:aws:s3:::data/x", False),
        ("IAM:CreateUser", "*", False),
        ("dynamodb:GetItem", TABLE, False),
        ("dynamodb:GetItem", TABLE + "2", True),
    ]:
        assert evaluate(a_request(action, resource), [policy(others)]).allowed is met


@pytest.mark.parametrize(
    ("path", "username", "met"),
    [
        ("${aws:username}", "ann", True),
        ("${AWS:UserName}", "ann", True),
        ("${aws:username}", "bob", False),
        ("${aws:username}", None, False),
        ("${aws:username, 'ann'}", None, True),
        ("${aws:username, 'ann'}", "bob", False),
        ("${aws:username}*", "an", True),
        ("${aws:username}", "*", False),
    ],
)
def test_a_variable_is_the_value_of_the_request_and_never_a_wildcard(
    path: str, username: str | None, *, met: bool
) -> None:
    request = a_request("s3:GetObject", "arn:aws:s3:::data/ann", **({"aws:username": username} if username else {}))
    assert asked({"Resource": f"arn:aws:s3:::data/{path}"}, request) is met


def test_a_variable_without_a_value_leaves_the_other_resources_as_they_are() -> None:
    own, shared = "arn:aws:s3:::data/${aws:username}", "arn:aws:s3:::data/shared"
    for resources in ([own, shared], [shared, own]):
        assert asked({"Resource": resources}, a_request("s3:GetObject", shared))


def test_variables_stand_in_texts_and_arns_of_conditions() -> None:
    assert holds(
        "StringEquals",
        "aws:PrincipalTag/owner",
        "${aws:userid}",
        **{"aws:PrincipalTag/owner": "AROAEXAMPLEEXAMPLE01:dev1"},
    )
    assert holds(
        "StringLike", "s3:prefix", ["", "home/", "home/${aws:userid}/*"], s3__prefix="home/AROAEXAMPLEEXAMPLE01:dev1/a"
    )
    assert holds("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/${aws:PrincipalTag/team}")
    assert not holds("StringEquals", "s3:prefix", "${aws:username}", s3__prefix="ann")


def test_special_characters_are_written_as_variables() -> None:
    assert holds("StringLike", "s3:prefix", "a${*}b${?}${$}", s3__prefix="a*b?$")
    assert not holds("StringLike", "s3:prefix", "a${*}b", s3__prefix="a-b")


def test_the_language_of_2008_has_no_variables() -> None:
    own = {**EVERYTHING, "Resource": "arn:aws:s3:::data/${aws:userid}"}
    literal, mine = "arn:aws:s3:::data/${aws:userid}", "arn:aws:s3:::data/AROAEXAMPLEEXAMPLE01:dev1"
    for version, resource in (("2008-10-17", literal), ("2012-10-17", mine)):
        assert evaluate(a_request("s3:GetObject", resource), [policy(own, version=version)]).allowed
    for version, resource in (("2008-10-17", mine), ("2012-10-17", literal)):
        assert not evaluate(a_request("s3:GetObject", resource), [policy(own, version=version)]).allowed


ALLOW, DENY = (
    policy({**EVERYTHING, "Sid": "Yes"}, name="a"),
    policy({**EVERYTHING, "Effect": "Deny", "Sid": "No"}, name="d"),
)
ELSEWHERE = policy({**EVERYTHING, "Action": "s3:*"}, name="s3")


@pytest.mark.parametrize(
    ("policies", "boundary", "sessions", "answer"),
    [
        ([], None, [], Answer(Verdict.NOT_ALLOWED)),
        ([ALLOW], None, [], Answer(Verdict.ALLOWED, frozenset({"a#Yes"}))),
        ([ELSEWHERE], None, [], Answer(Verdict.NOT_ALLOWED)),
        ([ELSEWHERE, ALLOW], None, [], Answer(Verdict.ALLOWED, frozenset({"a#Yes"}))),
        ([ALLOW, DENY], None, [], Answer(Verdict.DENIED, frozenset({"d#No"}))),
        ([DENY], None, [], Answer(Verdict.DENIED, frozenset({"d#No"}))),
        ([], ALLOW, [], Answer(Verdict.NOT_ALLOWED)),
        ([ALLOW], ELSEWHERE, [], Answer(Verdict.NOT_ALLOWED)),
        ([ALLOW], DENY, [], Answer(Verdict.DENIED, frozenset({"d#No"}))),
        ([ALLOW], None, [ELSEWHERE], Answer(Verdict.NOT_ALLOWED)),
        ([ALLOW], None, [DENY], Answer(Verdict.DENIED, frozenset({"d#No"}))),
        ([], None, [ALLOW], Answer(Verdict.NOT_ALLOWED)),
        ([ALLOW], ALLOW, [ELSEWHERE], Answer(Verdict.NOT_ALLOWED)),
        ([ALLOW], ELSEWHERE, [ALLOW], Answer(Verdict.NOT_ALLOWED)),
        ([ALLOW], ALLOW, [ELSEWHERE, ALLOW], Answer(Verdict.ALLOWED, frozenset({"a#Yes"}))),
    ],
)
def test_a_deny_wins_and_every_layer_has_to_allow(
    policies: list[Policy], boundary: Policy | None, sessions: list[Policy], answer: Answer
) -> None:
    assert evaluate(a_request(), policies, boundary=boundary, session=sessions) == answer


def test_the_answer_names_each_statement_that_decided() -> None:
    mine = policy(EVERYTHING, {**EVERYTHING, "Action": "s3:*"}, {**EVERYTHING, "Sid": "Mine"}, name="mine")
    limit = policy(EVERYTHING, name="limit")
    assert evaluate(a_request(), [mine], boundary=limit).by == {"mine#0", "mine#Mine", "limit#0"}


def test_one_statement_needs_no_list() -> None:
    assert evaluate(a_request(), [read_policy(json.dumps({"Statement": EVERYTHING}))]).allowed
