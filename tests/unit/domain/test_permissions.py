from dataclasses import replace

import pytest

from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import RoleArn
from aws_access.domain.permissions import permission_for, within
from aws_access.domain.reasons import reason
from aws_access.domain.statements import Condition, Permission, Statement
from tests.builders import a_service, an_environment

DYNAMODB, VERIFY = a_service(), an_environment()
TLS = Condition("Bool", "aws:SecureTransport", ("true",))
TABLES = "arn:aws:dynamodb:us-east-1:222222222222:table/"


def test_a_service_stands_for_the_actions_of_its_levels_on_its_resources() -> None:
    both = permission_for(DYNAMODB, ["write", "read"], (), VERIFY)
    assert both == Permission.of(("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"), (f"{TABLES}*",))


def test_a_named_resource_is_the_only_one() -> None:
    assert permission_for(DYNAMODB, ["read"], ("orders",), VERIFY).resources == (f"{TABLES}orders",)


def test_named_resources_are_the_only_ones() -> None:
    assert permission_for(DYNAMODB, ["read"], ("b", "a"), VERIFY).resources == (f"{TABLES}a", f"{TABLES}b")


def test_the_partition_is_that_of_the_team_roles() -> None:
    china = an_environment(team_roles={"Dev": RoleArn("arn:aws-cn:iam::222222222222:role/Dev")})
    assert permission_for(DYNAMODB, ["read"], (), china).resources[0].startswith("arn:aws-cn:dynamodb:")


def test_a_level_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidInput) as caught:
        permission_for(DYNAMODB, ["reed"], (), VERIFY)
    assert caught.value.reasons == (reason("unknown-level", level="reed", service="dynamodb", nearest="read"),)


@pytest.mark.parametrize("level", ["tagging", "admin"])
def test_a_level_that_the_service_has_nothing_of_is_refused_with_those_that_it_has(level: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        permission_for(DYNAMODB, [level], (), VERIFY)
    known = "`dynamodb:read`, `dynamodb:write`"
    assert caught.value.reasons == (reason("missing-level", level=level, service="dynamodb", known=known),)


def test_a_resource_is_refused_where_the_service_has_none() -> None:
    with pytest.raises(InvalidInput) as caught:
        permission_for(a_service(resource=None), ["read"], ("orders",), VERIFY)
    assert caught.value.reasons == (reason("no-resource", service="dynamodb"),)


ONE_OBJECT = Statement(("s3:GetObject",), ("arn:aws:s3:::a",))


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ([ONE_OBJECT], [ONE_OBJECT]),
        ([ONE_OBJECT], [replace(ONE_OBJECT, actions=("s3:get*",))]),
        ([ONE_OBJECT], [replace(ONE_OBJECT, resources=("arn:aws:s3:::*",))]),
        ([replace(ONE_OBJECT, conditions=(TLS,))], [ONE_OBJECT]),
        ([replace(ONE_OBJECT, conditions=(TLS,))], [replace(ONE_OBJECT, conditions=(TLS,))]),
    ],
)
def test_the_same_or_less_is_within(narrow: list[Statement], wide: list[Statement]) -> None:
    assert within(Permission(tuple(narrow)), Permission(tuple(wide)))


@pytest.mark.parametrize(
    ("other", "wide"),
    [
        ([ONE_OBJECT], [replace(ONE_OBJECT, conditions=(TLS,))]),
        ([replace(ONE_OBJECT, conditions=(TLS,))], [replace(ONE_OBJECT, conditions=(replace(TLS, key="s3:x"),))]),
        ([ONE_OBJECT], [replace(ONE_OBJECT, resources=("arn:aws:s3:::A",))]),
        ([ONE_OBJECT], [replace(ONE_OBJECT, resources=("b",)), replace(ONE_OBJECT, actions=("s3:PutObject",))]),
    ],
)
def test_what_one_statement_does_not_allow_by_itself_is_not_within(
    other: list[Statement], wide: list[Statement]
) -> None:
    assert not within(Permission(tuple(other)), Permission(tuple(wide)))
