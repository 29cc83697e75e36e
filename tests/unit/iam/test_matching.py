"""The evaluator against what AWS documents, case by case: actions, resources and variables."""

import pytest

from tests.iam import evaluate
from tests.iam_cases import EVERYTHING, TABLE, a_request, asked, holds, policy


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
