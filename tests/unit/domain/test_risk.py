"""The class of risk of a permission: as docs/decisions.md says, and never lower for more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.adapters.catalogue import aws_services, known_actions
from aws_access.domain.assessment import EnvironmentRisk, RiskClass
from aws_access.domain.patterns import covers_as_written
from aws_access.domain.risk import TABLE, Access, Breadth, access_of, breadth_of, risk_of, table_of
from aws_access.domain.statements import Permission, Statement
from tests.documents import table

KNOWN = known_actions()
TABLES = "arn:aws:dynamodb:us-east-1:222222222222:table/"
NORMAL = EnvironmentRisk.NORMAL
ACTIONS = {
    Access.LIST: "dynamodb:ListTables",
    Access.READ: "dynamodb:GetItem",
    Access.WRITE: "dynamodb:PutItem",
    Access.PERMISSIONS: "dynamodb:PutResourcePolicy",
}
RESOURCES = {Breadth.NAMED: f"{TABLES}orders", Breadth.PART: f"{TABLES}ord*", Breadth.EVERYTHING: f"{TABLES}*"}


def test_the_table_is_that_of_the_documents() -> None:
    headers = ("the most that its actions do", "named resources", "some that begin alike", "everything")
    rows = table("docs/decisions.md", *headers, section="Risk")
    assert [row[0].split(",")[0] for row in rows] == list(Access)
    assert {Access(row[0].split(",")[0]): dict(zip(Breadth, row[1:], strict=True)) for row in rows} == TABLE


@pytest.mark.parametrize("access", Access)
@pytest.mark.parametrize("breadth", Breadth)
def test_a_permission_has_the_class_of_the_table(access: Access, breadth: Breadth) -> None:
    permission = Permission.of([ACTIONS[access]], [RESOURCES[breadth]])
    assert risk_of(permission, NORMAL, KNOWN) == TABLE[access][breadth]


@pytest.mark.parametrize("access", Access)
@pytest.mark.parametrize("breadth", Breadth)
def test_it_is_one_more_where_risk_is_high_and_one_less_where_it_is_low_but_for_permissions(
    access: Access, breadth: Breadth
) -> None:
    classes = list(RiskClass)
    low, usual, high = (classes.index(table_of(where, access, breadth)) for where in EnvironmentRisk)
    assert high == min(usual + 1, 3)
    assert low == (usual if access is Access.PERMISSIONS else max(usual - 1, 0))


def test_every_letter_that_names_can_begin_with_is_everything() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    one_each = [f"{TABLES}{letter}*" for letter in letters] + [f"{TABLES}{letter.upper()}?*" for letter in letters]
    everything = Permission.of([ACTIONS[Access.WRITE]], [RESOURCES[Breadth.EVERYTHING]])
    for resources in (one_each, [f"{TABLES}ab*"]):
        assert risk_of(Permission.of([ACTIONS[Access.WRITE]], resources), NORMAL, KNOWN) == risk_of(
            everything, NORMAL, KNOWN
        )


@pytest.mark.parametrize(
    ("resource", "risk"),
    [
        ("loadbalancer/app/*", RiskClass.HIGH),
        ("loadbalancer/app/*/*", RiskClass.HIGH),
        ("loadbalancer/net/?*", RiskClass.HIGH),
        ("loadbalancer/app/orders*", RiskClass.MEDIUM),
        ("loadbalancer/app/orders/*", RiskClass.MEDIUM),
    ],
)
def test_all_of_a_kind_is_everything_however_many_words_its_arns_begin_with(resource: str, risk: RiskClass) -> None:
    arn = f"arn:aws:elasticloadbalancing:us-east-1:222222222222:{resource}"
    permission = Permission.of(["elasticloadbalancing:DeleteLoadBalancer"], [arn])
    assert risk_of(permission, NORMAL, KNOWN) is risk


def test_every_kind_of_every_service_as_a_whole_is_everything() -> None:
    for service in aws_services().values():
        for action, kinds in service.knows.items():
            if not kinds or access_of((action,), KNOWN) is not Access.WRITE:
                continue
            for arn in KNOWN.resources_of(action):
                *_, name = parts = arn.replace("arn:*", "arn:aws").split(":", 5)
                here = [each.replace("*", "us-east-1") for each in parts[:5]]
                if "*" in name:
                    everything = Permission.of([action], [":".join((*here, name))])
                    assert risk_of(everything, NORMAL, KNOWN) is RiskClass.HIGH, (action, arn)


@pytest.mark.parametrize(
    ("action", "risk"),
    [
        ("dynamodb:DescribeLimits", RiskClass.LOW),
        ("dynamodb:GetItem", RiskClass.MEDIUM),
        ("ec2:EnableEbsEncryptionByDefault", RiskClass.HIGH),
        ("dynamodb:GetNothing", RiskClass.CRITICAL),
    ],
)
def test_on_everything_only_looking_that_knows_no_resource_counts_as_named(action: str, risk: RiskClass) -> None:
    assert risk_of(Permission.of([action], ["*"]), NORMAL, KNOWN) is risk


@pytest.mark.parametrize(
    ("actions", "access"),
    [
        (("dynamodb:ListTables", "dynamodb:GetItem"), Access.READ),
        (("dynamodb:TagResource",), Access.WRITE),
        (("dynamodb:Get*",), Access.READ),
        (("dynamodb:*",), Access.PERMISSIONS),
        (("*",), Access.PERMISSIONS),
        (("dynamodb:GetNothing",), Access.PERMISSIONS),
        (("dynamodb:Gett*",), Access.PERMISSIONS),
        (("nosuch:Get",), Access.PERMISSIONS),
        (("DYNAMODB:getitem",), Access.READ),
    ],
)
def test_actions_count_as_the_most_that_they_could_do(actions: tuple[str, ...], access: Access) -> None:
    assert access_of(actions, KNOWN) is access


@pytest.mark.parametrize(
    ("resource", "breadth"),
    [
        (f"{TABLES}orders", Breadth.NAMED),
        (f"{TABLES}ord*", Breadth.PART),
        (f"{TABLES}order?", Breadth.PART),
        (f"{TABLES}orders/index/*", Breadth.PART),
        (f"{TABLES}*", Breadth.EVERYTHING),
        (f"{TABLES}*ders", Breadth.EVERYTHING),
        (f"{TABLES}?", Breadth.EVERYTHING),
        ("arn:aws:dynamodb:us-east-1:222222222222:tab*", Breadth.EVERYTHING),
        ("arn:aws:dynamodb:us-east-1:*:table/orders", Breadth.EVERYTHING),
        ("arn:aws:dynamodb:*:222222222222:table/orders", Breadth.EVERYTHING),
        ("arn:aws:dynamodb*", Breadth.EVERYTHING),
        ("*", Breadth.EVERYTHING),
        ("arn:aws:s3:::bucket", Breadth.NAMED),
        ("arn:aws:s3:::bucket/*", Breadth.PART),
        ("arn:aws:s3:::buck*", Breadth.PART),
        ("arn:aws:s3:::*", Breadth.EVERYTHING),
        ("arn:aws:s3:us-east-1:222222222222:accesspoint/*", Breadth.EVERYTHING),
        ("arn:aws:sqs:us-east-1:222222222222:orders*", Breadth.PART),
        ("arn:aws:sqs:us-east-1:222222222222:*", Breadth.EVERYTHING),
        ("arn:aws:logs:us-east-1:222222222222:log-group:*", Breadth.EVERYTHING),
        ("arn:aws:logs:us-east-1:222222222222:log-group:/app/*", Breadth.PART),
        ("arn:aws:apigateway:us-east-1::/restapis/*", Breadth.EVERYTHING),
        ("arn:aws:apigateway:us-east-1::/restapis/abc/*", Breadth.PART),
    ],
)
def test_a_resource_is_as_broad_as_what_it_leaves_open(resource: str, breadth: Breadth) -> None:
    assert breadth_of(resource) is breadth


actions = st.sampled_from(sorted(a for s in ("dynamodb", "s3", "logs", "kms") for a in aws_services()[s].every))
pieces = st.sampled_from(["table/", "orders", "log-group:", "/app", "*", "?", "a", "/", ":"])
heads = st.sampled_from(
    ["arn:aws:dynamodb:us-east-1:1:", "arn:aws:s3:::", "arn:aws:s3:us-east-1:1:", "arn:aws:sqs:*:1:"]
)
resources = st.just("*") | st.builds(lambda head, parts: head + "".join(parts), heads, st.lists(pieces, min_size=1))
statements = st.builds(
    lambda named, reached: Statement(tuple(sorted(named)), tuple(sorted(reached))),
    st.sets(actions, min_size=1, max_size=4),
    st.sets(resources, min_size=1, max_size=3),
)
permissions = st.builds(lambda found: Permission(tuple(sorted(found))), st.sets(statements, min_size=1, max_size=3))
environments = st.sampled_from(EnvironmentRisk)


def rank(permission: Permission, where: EnvironmentRisk) -> int:
    return risk_of(permission, where, KNOWN).rank


@given(permissions, statements, environments)
def test_one_more_statement_is_never_less_risk(permission: Permission, more: Statement, where: EnvironmentRisk) -> None:
    assert rank(Permission((*permission.statements, more)), where) >= rank(permission, where)


@given(statements, st.sets(actions), st.sets(resources), environments)
def test_more_actions_and_more_resources_are_never_less_risk(
    statement: Statement, named: set[str], reached: set[str], where: EnvironmentRisk
) -> None:
    wider = Statement((*statement.actions, *named), (*statement.resources, *reached))
    assert rank(Permission((wider,)), where) >= rank(Permission((statement,)), where)


@given(resources, resources)
def test_a_wider_resource_is_never_narrower(one: str, other: str) -> None:
    order = list(Breadth)
    if covers_as_written(one, other):
        assert order.index(breadth_of(one)) >= order.index(breadth_of(other))


@given(resources, st.data())
def test_a_resource_with_a_wildcard_more_is_never_narrower(resource: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(resource)))
    end = data.draw(st.integers(start, len(resource)))
    wider, order = f"{resource[:start]}*{resource[end:]}", list(Breadth)
    assert order.index(breadth_of(wider)) >= order.index(breadth_of(resource))


@given(permissions)
def test_a_riskier_environment_is_never_less_risk(permission: Permission) -> None:
    low, normal, high = (rank(permission, where) for where in EnvironmentRisk)
    assert low <= normal <= high
