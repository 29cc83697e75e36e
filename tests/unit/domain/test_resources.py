"""Resources by name: what each word means in an environment."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.adapters.catalogue import aws_services
from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import RoleArn
from aws_access.domain.reasons import reason
from aws_access.domain.resource_types import ResourceType
from aws_access.domain.resources import find
from aws_access.domain.services import Service
from tests.builders import an_environment

VERIFY = an_environment()
HERE = "us-east-1:222222222222"
LEVELS = ("list", "read", "write")


def arns(service: str, word: str, *levels: str) -> tuple[str, ...]:
    """The ARNs that a word stands for, where the usual levels are asked for."""
    found = aws_services()[service]
    asked = [action for level in levels or LEVELS for action in found.levels.get(level, ())]
    return find(word, found, asked, VERIFY).arns


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
        ("lambda", "function/send/PROD", f"arn:aws:lambda:{HERE}:function:send:PROD"),
        ("ssm", "instance/i-0123", f"arn:aws:ec2:{HERE}:instance/i-0123"),
        ("ecs", "service/main/web", f"arn:aws:ecs:{HERE}:service/main/web"),
        ("ecs", "service/main/*", f"arn:aws:ecs:{HERE}:service/main/*"),
        ("ecs", "service/ma*", f"arn:aws:ecs:{HERE}:service/ma*"),
        ("execute-api", "a1b2/prod/*", f"arn:aws:execute-api:{HERE}:a1b2/prod/*"),
        ("states", "statemachine/orders", f"arn:aws:states:{HERE}:stateMachine:orders"),
        ("apigateway", "portals/a1b2", "arn:aws:apigateway:us-east-1:222222222222:/portals/a1b2"),
        ("logs", "log-group:/aws/lambda/*", f"arn:aws:logs:{HERE}:log-group:/aws/lambda/*"),
        ("logs", "log-group:send:log-stream:2026", f"arn:aws:logs:{HERE}:log-group:send:log-stream:2026"),
        ("kinesis", "clicks", f"arn:aws:kinesis:{HERE}:stream/clicks"),
        ("dynamodb", "Table/orders", f"arn:aws:dynamodb:{HERE}:table/orders"),
        ("kms", "key/0a1b", f"arn:aws:kms:{HERE}:key/0a1b"),
        ("ec2", "instance/i-0123", f"arn:aws:ec2:{HERE}:instance/i-0123"),
        ("ecr", "repository/team/app", f"arn:aws:ecr:{HERE}:repository/team/app"),
        ("rds", "db:orders", f"arn:aws:rds:{HERE}:db:orders"),
    ],
)
def test_a_word_is_the_arn_of_the_resource_in_the_environment(service: str, word: str, arn: str) -> None:
    assert arns(service, word) == (arn,)


@pytest.mark.parametrize(
    "word", ["log-group:/aws/lambda/send", "log-group:/aws/lambda/send:*", "log-group//aws/lambda/send"]
)
def test_a_log_group_is_what_is_in_it_as_well_by_the_arn_under_which_iam_looks_for_that(word: str) -> None:
    group = f"arn:aws:logs:{HERE}:log-group:/aws/lambda/send"
    logs = aws_services()["logs"]
    named = find(word, logs, logs.every, VERIFY)
    assert named.arns == (group, f"{group}:*")
    assert named.types == {"log-group", "log-stream"}
    assert find(f"{group}:*", logs, logs.every, VERIFY) == named
    assert find(f"{group}:log-stream:", logs, logs.every, VERIFY) == named, "as IAM says what it refused"


@pytest.mark.parametrize(
    ("word", "arn"),
    [
        ("app", "secret:app-??????"),
        ("secret:app/db", "secret:app/db-??????"),
        ("secret:app/*", "secret:app/*"),
        (f"arn:aws:secretsmanager:{HERE}:secret:app/db-AbCdEf", "secret:app/db-AbCdEf"),
    ],
)
def test_what_aws_adds_to_the_name_of_a_secret_is_not_to_be_typed_and_in_an_arn_it_stands(word: str, arn: str) -> None:
    assert arns("secretsmanager", word) == (f"arn:aws:secretsmanager:{HERE}:{arn}",)


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
        (
            "dynamodb",
            "arn:aws:dynamodb:us-east-1:*:table/orders",
            reason("invalid-resource", resource="arn:aws:dynamodb:us-east-1:*:table/orders"),
        ),
        (
            "s3",
            "arn:aws:s3:us-east-1::my-bucket",
            reason(
                "arn-elsewhere",
                arn="arn:aws:s3:us-east-1::my-bucket",
                what="region",
                given="us-east-1",
                expected="–",
            ),
        ),
        (
            "dynamodb",
            "table/orders/idnex/by-day",
            reason(
                "unknown-resource-near",
                given="table/orders/idnex/by-day",
                service="dynamodb",
                nearest="table/orders/index/by-day",
            ),
        ),
        (
            "lambda",
            "functoin/send",
            reason("unknown-resource-near", given="functoin/send", service="lambda", nearest="function:send"),
        ),
        (
            "ecs",
            "service/main",
            reason(
                "unknown-resource", given="service/main", service="ecs", choices="`service/ClusterName/ServiceName`"
            ),
        ),
        (
            "secretsmanager",
            "app/db",
            reason("unknown-resource", given="app/db", service="secretsmanager", choices="`secret:SecretId`"),
        ),
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


def test_every_part_of_an_arn_that_is_not_of_this_place_is_told() -> None:
    with pytest.raises(InvalidInput) as caught:
        arns("sqs", "arn:aws-cn:sqs:cn-north-1:999999999999:orders")
    assert [each.facts["what"] for each in caught.value.reasons] == ["partition", "region", "account"]


def test_a_star_never_takes_the_place_of_a_word_of_aws() -> None:
    """Or `table/orders/*` would be its backups and streams, too."""
    with pytest.raises(InvalidInput) as caught:
        arns("dynamodb", "table/orders/*")
    (why,) = caught.value.reasons
    assert "`table/TableName/index/IndexName`" in why.facts["choices"]
    for word in ("ta*", "*", "tabl*/orders"):
        with pytest.raises(InvalidInput):
            arns("dynamodb", word)


def test_a_name_that_may_be_of_several_kinds_with_other_arns_is_refused() -> None:
    kinds = (
        ResourceType("a", "arn:{partition}:a:::{Name}", "/:"),
        ResourceType("b", "arn:{partition}:b:::{Name}", "/:"),
    )
    service = Service("x", {"read": ("x:Get",)}, ("read",), ("*",), types=kinds, knows={"x:Get": frozenset("ab")})
    with pytest.raises(InvalidInput) as caught:
        find("name", service, ["x:Get"], VERIFY)
    assert caught.value.reasons == (
        reason("resource-ambiguous", given="name", service="x", choices="`arn:aws:a:::name`, `arn:aws:b:::name`"),
    )
    one = Service("x", {"read": ("x:Get",)}, ("read",), ("*",), types=kinds, knows={"x:Get": frozenset("b")})
    assert find("name", one, ["x:Get"], VERIFY).arns == ("arn:aws:b:::name",)
    assert find("a/name", service, ["x:Get"], VERIFY).arns == ("arn:aws:a:::name",)


def test_a_star_reaches_what_lies_in_the_named_and_no_name_that_cannot_go_on_like_it() -> None:
    kinds = (
        ResourceType("pipeline", "arn:{partition}:x:{region}:{account}:{Name}", "/:"),
        ResourceType("stage", "arn:{partition}:x:{region}:{account}:{Name}/{Stage}"),
        ResourceType("webhook", "arn:{partition}:x:{region}:{account}:webhook:{Name}"),
    )
    service = Service("x", {"read": ("x:Get",)}, ("read",), ("*",), types=kinds, knows={"x:Get": frozenset()})
    assert find("orders/test*", service, ["x:Get"], VERIFY).reached == frozenset()
    assert find("orders*", service, ["x:Get"], VERIFY).reached == frozenset()
    assert find("web*", service, ["x:Get"], VERIFY).reached == {"webhook"}


TYPES = sorted(
    ((service, each) for service in aws_services().values() for each in service.types),
    key=lambda pair: (pair[0].name, pair[1].name),
)
NAMES = st.lists(st.from_regex(r"[a-z][a-z0-9-]{2,12}", fullmatch=True), min_size=8, max_size=8)
HEAD = re.compile(r"arn:aws:[a-z0-9-]+:(us-east-1)?:(222222222222)?:.+")


@given(st.sampled_from(TYPES), NAMES)
def test_any_resource_of_any_service_is_found_by_its_arn_and_by_what_stands_behind_the_account(
    typed: tuple[Service, ResourceType], parts: list[str]
) -> None:
    service, kind = typed
    names = iter(parts)
    tail = re.sub(r"\{\w+\}", lambda _: next(names), kind.tail)
    arn = kind.at(VERIFY, tail)
    assert HEAD.fullmatch(arn)
    assert arn == find(arn, service, service.knows, VERIFY).arns[0]
    try:
        found = find(tail, service, service.knows, VERIFY)
    except InvalidInput as error:
        assert [each.code for each in error.reasons] == ["resource-ambiguous"]  # noqa: PT017 - or else it is found
        return
    assert found.arns[0].removesuffix(kind.unseen).endswith(tail)


@given(st.sampled_from(sorted(aws_services())), st.text("abc/:*-.", min_size=1, max_size=12), st.data())
def test_whatever_is_typed_nothing_of_another_account_or_region_is_named(
    name: str, word: str, data: st.DataObject
) -> None:
    service = aws_services()[name]
    heads = sorted({each.keyword or f"{each.name}/" for each in service.types}) or ["x"]
    word = data.draw(st.sampled_from(["", "arn:aws:s3:::", *heads])) + word
    try:
        found = find(word, service, service.knows, VERIFY)
    except InvalidInput as error:
        assert error.reasons  # noqa: PT017 - that it is refused is as good
        return
    types = {each.name: each for each in service.types}
    for arn in found.arns:
        assert HEAD.fullmatch(arn)
        assert any(arn.startswith(types[each].at(VERIFY, types[each].keyword)) for each in found.types)
        assert "*" not in arn[:-1]


def test_an_environment_elsewhere_has_its_own_partition() -> None:
    china = an_environment(region="cn-north-1", team_roles={"Dev": RoleArn("arn:aws-cn:iam::222222222222:role/Dev")})
    dynamodb = aws_services()["dynamodb"]
    named = find("table/orders", dynamodb, dynamodb.knows, china)
    assert named.arns == ("arn:aws-cn:dynamodb:cn-north-1:222222222222:table/orders",)
