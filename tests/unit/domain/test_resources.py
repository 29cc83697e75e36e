"""Resources by name: what each word means in an environment, and which actions are granted on what."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aws_access.adapters.catalogue import aws_services
from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import RoleArn
from aws_access.domain.model import Permission
from aws_access.domain.patterns import covers
from aws_access.domain.permissions import left_out_of, not_narrowed, permission_for, wildcards_unmet, within
from aws_access.domain.reasons import reason
from aws_access.domain.resources import find, placed
from aws_access.domain.rules import ResourceType, Service
from tests.builders import a_service, a_submission, an_environment

VERIFY = an_environment()
HERE = "us-east-1:222222222222"
EXACT = replace(VERIFY, exact_actions=True)
LEVELS = ("list", "read", "write")


def arns(service: str, word: str, *levels: str) -> tuple[str, ...]:
    """The ARNs that a word stands for, where the usual levels are asked for."""
    found = aws_services()[service]
    asked = [action for level in levels or LEVELS for action in found.levels.get(level, ())]
    return find(word, found, asked, VERIFY).arns


def permission(service: str, *words: str, levels: tuple[str, ...] = LEVELS) -> Permission:
    return permission_for(aws_services()[service], levels, words, EXACT)


@pytest.mark.parametrize(
    ("service", "word", "arn"),
    [
        ("dynamodb", "table/orders", f"arn:aws:dynamodb:{HERE}:table/orders"),
        ("dynamodb", "table:orders", f"arn:aws:dynamodb:{HERE}:table/orders"),
        ("dynamodb", "table/orders*", f"arn:aws:dynamodb:{HERE}:table/orders*"),
        ("dynamodb", "table/orders/index/by-day", f"arn:aws:dynamodb:{HERE}:table/orders/index/by-day"),
        ("dynamodb", f"arn:aws:dynamodb:{HERE}:table/orders", f"arn:aws:dynamodb:{HERE}:table/orders"),
        ("dynamodb", "global-table/orders", "arn:aws:dynamodb::222222222222:global-table/orders"),
        ("s3", "my-bucket", "arn:aws:s3:::my-bucket"),
        ("s3", "bucket/my-bucket", "arn:aws:s3:::my-bucket"),
        ("s3", "my-bucket/*", "arn:aws:s3:::my-bucket/*"),
        ("s3", "my-bucket/reports/2026/*", "arn:aws:s3:::my-bucket/reports/2026/*"),
        ("s3", "arn:aws:s3:::my-bucket/reports/*", "arn:aws:s3:::my-bucket/reports/*"),
        ("sqs", "orders", f"arn:aws:sqs:{HERE}:orders"),
        ("sqs", "queue/orders", f"arn:aws:sqs:{HERE}:orders"),
        ("sns", "topic:orders", f"arn:aws:sns:{HERE}:orders"),
        ("lambda", "function:send", f"arn:aws:lambda:{HERE}:function:send"),
        ("lambda", "function/send", f"arn:aws:lambda:{HERE}:function:send"),
        ("ssm", "parameter/app/db/host", f"arn:aws:ssm:{HERE}:parameter/app/db/host"),
        ("secretsmanager", "secret:app/db-AbCdEf", f"arn:aws:secretsmanager:{HERE}:secret:app/db-AbCdEf"),
        ("kms", "key/0a1b", f"arn:aws:kms:{HERE}:key/0a1b"),
        ("ec2", "instance/i-0123", f"arn:aws:ec2:{HERE}:instance/i-0123"),
        ("ecr", "repository/team/app", f"arn:aws:ecr:{HERE}:repository/team/app"),
        ("rds", "db:orders", f"arn:aws:rds:{HERE}:db:orders"),
    ],
)
def test_a_word_is_the_arn_of_the_resource_in_the_environment(service: str, word: str, arn: str) -> None:
    assert arns(service, word) == (arn,)


def test_a_log_group_has_the_second_form_of_its_arn_by_which_iam_compares_most_actions() -> None:
    group = f"arn:aws:logs:{HERE}:log-group:/aws/lambda/send"
    assert arns("logs", "log-group:/aws/lambda/send") == (group, f"{group}:*")


def test_each_action_is_on_exactly_the_named_resources_that_it_knows() -> None:
    found = permission("s3", "reports", "reports/*", levels=("list", "read"))
    on = {each.resources: each.actions for each in found.statements}
    assert "s3:ListBucket" in on["arn:aws:s3:::reports",]
    assert "s3:GetObject" in on["arn:aws:s3:::reports/*",]
    assert "s3:GetObject" not in on["arn:aws:s3:::reports",]
    assert "s3:ListAllMyBuckets" in on["*",]


def test_what_only_lists_or_reads_and_knows_no_resource_goes_with_every_resource_and_is_named() -> None:
    found = permission("dynamodb", "table/orders")
    assert "dynamodb:ListTables" in not_narrowed(found, ("table/orders",))
    assert "dynamodb:GetItem" not in not_narrowed(found, ("table/orders",))
    assert not_narrowed(permission("dynamodb"), ()) == ()


def test_what_changes_something_and_knows_no_resource_is_left_out_and_named() -> None:
    asked = a_submission(service="ec2", levels=("write",), resources=("instance/i-0123",))
    out = left_out_of(asked, aws_services()["ec2"])
    assert "ec2:EnableSerialConsoleAccess" in out
    assert set(out).isdisjoint(permission("ec2", "instance/i-0123", levels=("write",)).actions)
    assert left_out_of(replace(asked, resources=()), aws_services()["ec2"]) == ()
    assert left_out_of(a_submission(resources=("orders",)), a_service()) == ()


@pytest.mark.parametrize(
    ("service", "word", "why"),
    [
        (
            "dynamodb",
            "tabel/orders",
            reason("unknown-resource-near", given="tabel/orders", service="dynamodb", nearest="table/orders"),
        ),
        (
            "dynamodb",
            f"arn:aws:dynamodb:{HERE}:tabel/orders",
            reason("unknown-resource-near", given="tabel/orders", service="dynamodb", nearest="table/orders"),
        ),
        (
            "dynamodb",
            "arn:aws:dynamodb:us-east-1:999999999999:table/orders",
            reason(
                "arn-elsewhere",
                arn="arn:aws:dynamodb:us-east-1:999999999999:table/orders",
                what="account",
                given="999999999999",
                expected="222222222222",
            ),
        ),
        (
            "dynamodb",
            "arn:aws:dynamodb:eu-west-1:222222222222:table/orders",
            reason(
                "arn-elsewhere",
                arn="arn:aws:dynamodb:eu-west-1:222222222222:table/orders",
                what="region",
                given="eu-west-1",
                expected="us-east-1",
            ),
        ),
        (
            "sqs",
            f"arn:aws-cn:sqs:{HERE}:orders",
            reason(
                "arn-elsewhere", arn=f"arn:aws-cn:sqs:{HERE}:orders", what="partition", given="aws-cn", expected="aws"
            ),
        ),
        (
            "sqs",
            f"arn:aws:sns:{HERE}:orders",
            reason("arn-elsewhere", arn=f"arn:aws:sns:{HERE}:orders", what="service", given="sns", expected="sqs"),
        ),
        ("sqs", "arn:aws:sqs:orders", reason("invalid-resource", resource="arn:aws:sqs:orders")),
    ],
)
def test_what_is_no_resource_here_is_refused_with_what_would_be_right(service: str, word: str, why: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        arns(service, word)
    assert caught.value.reasons == (why,)


def test_a_bare_name_is_refused_with_what_it_may_be_the_most_useful_first() -> None:
    with pytest.raises(InvalidInput) as caught:
        arns("dynamodb", "orders")
    (why,) = caught.value.reasons
    assert (why.code, why.facts["choices"].split(", ")[0]) == ("unknown-resource", "`table/orders`")


def test_a_name_that_may_be_of_several_kinds_with_other_arns_is_refused() -> None:
    kinds = (ResourceType("a", ("arn:aws:a:::{}",)), ResourceType("b", ("arn:aws:b:::{}",)))
    service = Service("x", {"read": ("x:Get",)}, ("read",), ("*",), types=kinds, knows={"x:Get": frozenset("ab")})
    with pytest.raises(InvalidInput) as caught:
        find("name", service, ["x:Get"], VERIFY)
    assert caught.value.reasons == (
        reason("resource-ambiguous", given="name", service="x", choices="`a/name`, `b/name`"),
    )
    one = replace(service, knows={"x:Get": frozenset("b")})
    assert find("name", one, ["x:Get"], VERIFY).arns == ("arn:aws:b:::name",)


def test_a_resource_that_nothing_of_what_is_asked_for_knows_is_refused_with_the_kinds_that_it_does() -> None:
    with pytest.raises(InvalidInput) as caught:
        permission("dynamodb", "global-table/orders", levels=("read",))
    (why,) = caught.value.reasons
    assert why.code == "resource-of-no-use"
    assert "`table`" in why.facts["types"]
    with pytest.raises(InvalidInput) as caught:
        permission("dynamodb", "table/orders", levels=("list",))
    assert caught.value.reasons == (reason("no-resource", service="dynamodb"),)


def test_where_wildcards_are_forbidden_resources_are_named_and_named_whole() -> None:
    strict, dynamodb = replace(VERIFY, wildcards=False), aws_services()["dynamodb"]
    assert list(wildcards_unmet(dynamodb, ("table/orders",), strict)) == []
    assert list(wildcards_unmet(dynamodb, ("table/o*",), VERIFY)) == []
    assert list(wildcards_unmet(dynamodb, ("table/o*", "table/x"), strict)) == [
        reason("wildcard-forbidden", resource="table/o*", environment="verify")
    ]
    assert list(wildcards_unmet(dynamodb, (), strict)) == [
        reason("needs-resource", service="dynamodb", environment="verify")
    ]
    assert list(wildcards_unmet(a_service(resource=None), (), strict)) == []


NAMED_TYPES = sorted(
    ((service, each) for service in aws_services().values() for each in service.types if "{}" in each.resource),
    key=lambda pair: (pair[0].name, pair[1].name),
)
names = st.from_regex(r"[a-z][a-z0-9-]{2,12}", fullmatch=True)


@given(st.sampled_from(NAMED_TYPES), st.lists(names, min_size=8, max_size=8))
def test_any_resource_of_any_service_is_found_by_its_arn_and_is_in_this_account_and_region(
    typed: tuple[Service, ResourceType], parts: list[str]
) -> None:
    service, kind = typed
    pieces = placed(kind.arns[0], VERIFY).split("{}")
    arn = pieces[0] + "".join(part + piece for part, piece in zip(parts, pieces[1:], strict=False))
    assume("*" not in kind.arns[0])
    try:
        found = find(arn, service, service.knows, VERIFY)
    except InvalidInput as error:
        assert [each.code for each in error.reasons] == ["resource-ambiguous"]  # noqa: PT017 - or else it is found
        return
    assert arn in found.arns
    assert all(each.split(":")[4] in ("", "222222222222") for each in found.arns)
    assert all(each.split(":")[3] in ("", "us-east-1") for each in found.arns)


@given(st.sampled_from(sorted(aws_services())), st.text("abc/:*-.", min_size=1, max_size=12), st.data())
def test_whatever_is_typed_nothing_of_another_account_region_or_service_is_named(
    name: str, word: str, data: st.DataObject
) -> None:
    service = aws_services()[name]
    heads = sorted({each.word or each.name for each in service.types}) or ["x"]
    word = data.draw(st.sampled_from(["", *(f"{head}/" for head in heads)])) + word.rstrip("*")
    try:
        found = find(word, service, service.knows, VERIFY)
    except InvalidInput:
        return
    types = {each.name: each for each in service.types}
    for arn in found.arns:
        heads_of = {":".join(placed(each, VERIFY).split(":")[:5]) for kind in found.types for each in types[kind].arns}
        assert ":".join(arn.split(":")[:5]) in heads_of
        assert "*" not in arn.rstrip("*")


def test_every_pattern_of_every_group_of_every_service_means_no_action_that_is_not_in_the_group() -> None:
    tried = 0
    for service in aws_services().values():
        for kind in service.types:
            asked = [level for level in service.levels if level != "permissions"]
            arn = placed(kind.arns[0], VERIFY).replace("{}", "name")
            if "*" in arn.rstrip("*"):
                continue
            try:
                short = permission_for(service, asked, (arn,), VERIFY)
                exact = permission_for(service, asked, (arn,), EXACT)
            except InvalidInput:
                continue
            tried += 1
            meant = {each.resources: set(each.actions) for each in exact.statements}
            for statement in short.statements:
                matched = {each for each in service.every if any(covers(p, each) for p in statement.actions)}
                assert matched == meant[statement.resources], (service.name, statement)
    assert tried > 1500


def test_fewer_resources_are_within_more() -> None:
    wide, narrow = permission("dynamodb", "table/orders", "table/customers"), permission("dynamodb", "table/orders")
    assert within(narrow, wide)
    assert not within(wide, narrow)


def test_an_environment_elsewhere_has_its_own_partition() -> None:
    china = an_environment(region="cn-north-1", team_roles={"Dev": RoleArn("arn:aws-cn:iam::222222222222:role/Dev")})
    dynamodb = aws_services()["dynamodb"]
    named = find("table/orders", dynamodb, dynamodb.knows, china)
    assert named.arns == ("arn:aws-cn:dynamodb:cn-north-1:222222222222:table/orders",)
