"""A permission is written as short as it can be, and means what it meant."""

import pytest
from hypothesis import given

from aws_access.domain.statements import Permission, Statement
from aws_access.domain.tidy import tidy
from tests.ledgers import permissions


@given(permissions)
def test_a_permission_is_written_in_no_more_statements_and_patterns_than_it_has(permission: Permission) -> None:
    written = tidy(permission)
    assert len(written) <= len(permission.statements)
    assert sum(len(each.actions) for each in written) <= sum(len(each.actions) for each in permission.statements)
    assert tidy(Permission(written)) == written


@pytest.mark.parametrize(
    ("several", "fewer"),
    [
        (
            [Statement(("s3:GetObject",), ("a",)), Statement(("s3:PutObject",), ("a",))],
            [Statement(("s3:GetObject", "s3:PutObject"), ("a",))],
        ),
        ([Statement(("s3:Get*",), ("a",)), Statement(("s3:Get*",), ("b",))], [Statement(("s3:Get*",), ("a", "b"))]),
        ([Statement(("s3:Get*", "s3:GetObject", "S3:get*"), ("*", "a"))], [Statement(("s3:Get*",), ("*",))]),
        (
            [
                Statement(("s3:GetObject",), ("a",)),
                Statement(("s3:GetObject",), ("b",)),
                Statement(("s3:PutObject",), ("a", "b")),
            ],
            [Statement(("s3:GetObject", "s3:PutObject"), ("a", "b"))],
        ),
        (
            [Statement(("s3:Get*",), ("arn:aws:s3:::a/1", "arn:aws:s3:::a/?"))],
            [Statement(("s3:Get*",), ("arn:aws:s3:::a/?",))],
        ),
        (
            [Statement(("s3:*",), ("arn:aws:s3:::a*",)), Statement(("s3:GetObject",), ("arn:aws:s3:::a/b",))],
            [Statement(("s3:*",), ("arn:aws:s3:::a*",))],
        ),
    ],
)
def test_what_another_statement_or_pattern_of_a_permission_says_is_not_written_twice(
    several: list[Statement], fewer: list[Statement]
) -> None:
    assert list(tidy(Permission(tuple(several)))) == fewer


@pytest.mark.parametrize(
    "resources",
    [
        ("arn:aws:s3:::a/X", "arn:aws:s3:::a/x"),
        ("arn:aws:s3:::a/${aws:userid}", "arn:aws:s3:::a/?????????????"),
        ("arn:aws:s3:::a/${aws:username}", "arn:aws:s3:::a/${aws:user*"),
        ("arn:aws:dynamodb:*:table/orders", "arn:aws:dynamodb:us-east-1:222222222222:table/orders"),
    ],
    ids=["other capitals", "a variable is as long as its value", "nor is it a text", "a star that ends in its part"],
)
def test_what_another_resource_may_not_mean_is_written(resources: tuple[str, ...]) -> None:
    for order in (resources, resources[::-1]):
        (said,) = tidy(Permission((Statement(("s3:GetObject",), order),)))
        assert said.resources == order
