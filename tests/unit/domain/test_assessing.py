"""What an approver is told that the requester gains, and should look at."""

import pytest

from aws_access.adapters.catalogue import aws_services, known_actions
from aws_access.domain.assessing import assess, say_gains
from aws_access.domain.assessment import Assessment, RiskClass
from aws_access.domain.reasons import Language
from aws_access.domain.statements import Condition, Permission, Statement
from tests.builders import a_permission, several_statements

KNOWN = known_actions()
TABLES = "arn:aws:dynamodb:us-east-1:222222222222:table/"
ORDERS = f"{TABLES}orders"


def assessed(permission: Permission, *held: Permission) -> Assessment:
    return assess(permission, RiskClass.LOW, held, KNOWN)


def lines(permission: Permission, *held: Permission, language: Language = Language.ENGLISH) -> list[str]:
    return list(say_gains(assessed(permission, *held), language))


def test_what_is_new_is_told_for_each_level_of_each_service() -> None:
    asked = a_permission("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:GetItem", resources=(ORDERS,))
    assert lines(asked) == [
        "+ dynamodb read: GetItem on table/orders",
        "+ dynamodb write: PutItem, UpdateItem on table/orders",
    ]


def test_what_is_there_already_is_told_apart_and_last() -> None:
    asked = a_permission("dynamodb:Query", "dynamodb:GetItem", resources=(ORDERS,))
    held = a_permission("dynamodb:get*", resources=(f"{TABLES}o*",))
    assert lines(asked, held) == [
        "+ dynamodb read: Query on table/orders",
        "= dynamodb read: GetItem on table/orders (already there)",
    ]


def test_the_same_action_may_be_there_on_one_resource_and_new_on_another() -> None:
    asked = a_permission("dynamodb:GetItem", resources=(ORDERS, f"{TABLES}users"))
    assert lines(asked, a_permission("dynamodb:GetItem", resources=(ORDERS,))) == [
        "+ dynamodb read: GetItem on table/users",
        "= dynamodb read: GetItem on table/orders (already there)",
    ]


def test_what_is_held_under_a_condition_is_not_there_without_it() -> None:
    tls = Condition("Bool", "aws:SecureTransport", ("true",))
    plain = Statement(("dynamodb:GetItem",), (ORDERS,))
    under = Statement(plain.actions, plain.resources, (tls,))
    assert lines(Permission((plain,)), Permission((under,))) == ["+ dynamodb read: GetItem on table/orders"]
    assert lines(Permission((under,)), Permission((plain,))) == [
        "= dynamodb read: GetItem on table/orders (under conditions) (already there)"
    ]


def test_a_pattern_is_told_as_what_it_means() -> None:
    assert lines(a_permission("dynamodb:*GetItem")) == ["+ dynamodb read: BatchGetItem, GetItem on everything"]


def test_a_whole_level_is_told_in_a_word() -> None:
    reading = aws_services()["dynamodb"].levels["read"]
    assert lines(a_permission(*reading)) == [f"+ dynamodb read: all of it ({len(reading)} actions) on everything"]


def test_what_is_not_known_is_said_to_be_so() -> None:
    assert lines(a_permission("dynamodb:Unheard")) == ["+ dynamodb (not known): Unheard on everything"]


def test_much_is_told_in_short() -> None:
    many = tuple(f"{TABLES}t{number:03}" for number in range(100))
    (line,) = lines(a_permission(*aws_services()["ec2"].levels["write"][:40], resources=many))
    assert "and 28 more" in line
    assert line.endswith("and 96 more")
    assert len(line) < 800


def test_however_much_it_is_the_lines_are_few() -> None:
    services = sorted(aws_services())[:60]
    actions = [action for name in services for action in aws_services()[name].every]
    told = lines(a_permission(*actions))
    assert len(told) == 21
    assert told[-1].endswith(" more lines")


def test_it_is_told_in_japanese() -> None:
    asked = a_permission("dynamodb:GetItem", resources=(ORDERS,))
    assert lines(asked, asked, language=Language.JAPANESE) == [
        "= dynamodb read: GetItem (対象: table/orders) (付与済み)"
    ]


def test_a_resource_of_another_service_than_the_actions_is_a_caution() -> None:
    (caution,) = assessed(a_permission("dynamodb:GetItem", resources=(ORDERS, "arn:aws:s3:::b/*", "*"))).cautions
    assert (caution.code, caution.facts) == ("caution-resource-of-nothing", {"resource": "arn:aws:s3:::b/*"})


@pytest.mark.parametrize(
    ("action", "resource", "odd"),
    [
        ("dynamodb:ListTables", ORDERS, True),
        ("dynamodb:GetItem", ORDERS.replace("table/", "tables/"), True),
        ("dynamodb:GetItem", ORDERS.replace("table/", "t*"), False),
        ("s3:GetObject", "arn:aws:s3:::bucket", True),
        ("s3:GetObject", "arn:aws:s3:::bucket/*", False),
        ("s3:Get*", "arn:aws:s3:::bucket", False),
        ("dynamodb:Unheard", "arn:aws:s3:::bucket", False),
    ],
)
def test_so_is_one_that_no_action_knows(action: str, resource: str, *, odd: bool) -> None:
    assert bool(assessed(a_permission(action, resources=(resource,))).cautions) is odd


@pytest.mark.parametrize("permission", [several_statements(), a_permission()])
def test_what_fits_together_is_no_caution(permission: Permission) -> None:
    assert assessed(permission).cautions == ()
