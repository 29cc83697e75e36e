"""A policy of somebody's own: what is read of it, and what is refused with its place and with what would be right."""

import json
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest

from aws_access.adapters.catalogue import aws_services, known_actions
from aws_access.domain.errors import InvalidInput
from aws_access.domain.known_actions import AwsService, KnownActions
from aws_access.domain.own_policies import LARGEST, elsewhere, in_environment, read_policy
from aws_access.domain.patterns import covers_as_written
from aws_access.domain.statements import Condition, Permission, Statement
from tests.builders import an_environment

KNOWN, VERIFY = known_actions(), an_environment()
ORDERS = "arn:aws:dynamodb:us-east-1:222222222222:table/orders"
GOOD: dict[str, Any] = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": ORDERS}
LEFT_OUT = object()


def document(*statements: Any, **fields: Any) -> str:
    policy = {"Version": "2012-10-17", "Statement": list(statements) or [GOOD], **fields}
    return json.dumps({name: value for name, value in policy.items() if value is not LEFT_OUT})


def statement(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in {**GOOD, **fields}.items() if value is not LEFT_OUT}


def read(text: str) -> Permission:
    return read_policy(text, KNOWN)


def faults(text: str) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read(text)
    return [each.say() for each in caught.value.reasons]


def codes(text: str) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read(text)
    return [each.code for each in caught.value.reasons]


def test_one_statement_is_that_permission() -> None:
    assert read(document()) == Permission.of(["dynamodb:GetItem"], [ORDERS])
    assert read(document(Statement=GOOD)) == read(document())


def test_ids_are_dropped_and_capitals_are_those_of_aws() -> None:
    shouted = statement(Sid="Mine", Action=["DYNAMODB:getitem", "dynamodb:GetItem"])
    assert read(document(shouted, Id="x")) == read(document())


def test_a_pattern_is_every_action_that_it_means() -> None:
    assert read(document(statement(Action="dynamodb:*getitem"))).actions == (
        "dynamodb:BatchGetItem",
        "dynamodb:GetItem",
    )


def test_conditions_come_along_in_the_capitals_of_aws() -> None:
    given = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["b", "a"]}, "Bool": {"AWS:securetransport": True}}
    (only,) = read(document(statement(Condition=given))).statements
    assert only.conditions == (
        Condition("Bool", "aws:SecureTransport", ("true",)),
        Condition("ForAllValues:StringEquals", "dynamodb:LeadingKeys", ("a", "b")),
    )


def test_what_another_part_allows_already_is_dropped() -> None:
    everywhere = statement(Action=["dynamodb:GetItem", "dynamodb:Query"], Resource=f"{ORDERS}*")
    narrower = statement(Condition={"Bool": {"aws:SecureTransport": "true"}})
    assert read(document(everywhere, GOOD, narrower)) == read(document(everywhere))


def test_equal_statements_are_one_whatever_way_they_are_split() -> None:
    split = document(statement(Action="dynamodb:Query"), GOOD)
    assert read(split) == read(document(statement(Action=["dynamodb:GetItem", "dynamodb:Query"])))


def test_two_resources_are_compared_once_however_many_statements_name_them() -> None:
    """Ten kilobytes took a quarter of a minute: comparisons are counted, as nobody can rely on clocks."""
    resources = [f"{ORDERS}{number}*" for number in range(30)]
    verbs = ["GetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem", "BatchGetItem", "BatchWriteItem"]
    several = [statement(Action=[f"dynamodb:{verb}"], Resource=f"{ORDERS}-{verb}") for verb in verbs]
    all_at_once = statement(Action=[f"dynamodb:{verb}" for verb in verbs], Resource=resources)
    compared = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal compared
        compared += event == "call" and frame.f_code is covers_as_written.__code__

    sys.setprofile(count)
    try:
        assert len(read(document(all_at_once, *several)).statements) == len(verbs)
    finally:
        sys.setprofile(None)
    assert 0 < compared <= (len(resources) + len(verbs)) ** 2


def test_a_condition_that_narrows_stays_apart() -> None:
    narrowed = statement(Action="dynamodb:Query", Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})
    assert len(read(document(GOOD, narrowed)).statements) == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "policy-not-json"),
        ("{", "policy-not-json"),
        ("{'Version': 1}", "policy-not-json"),
        ("“{}”", "policy-not-json"),
        ("[]", "policy-no-object"),
        ("null", "policy-no-object"),
        ("1" * 9000, "policy-no-object"),
        ("NaN", "policy-no-text"),
        ("{}", "policy-version"),
        (" " * LARGEST + "{}", "policy-too-large"),
        ("語" * (LARGEST // 2), "policy-too-large"),
        ('{"Version": "2012-10-17", "Version": "2012-10-17"}', "policy-repeats"),
        ('{"Version": "2012-10-17", "Statement": {"Action": "s3:GetObject", "Action": "s3:*"}}', "policy-repeats"),
        (document(Version=LEFT_OUT), "policy-version"),
        (document(Version="2008-10-17"), "policy-version"),
        (document(Statement=[]), "policy-no-statement"),
        (document(Statement=None), "policy-no-statement"),
        (document(Statement="Allow"), "policy-no-object"),
    ],
)
def test_what_is_no_policy_is_refused(text: str, code: str) -> None:
    assert code in codes(text)


def test_a_policy_that_is_nested_without_end_is_refused() -> None:
    (code,) = codes('{"a":' * 1500)
    assert code in ("policy-nested", "policy-not-json"), "how deep JSON is read depends on the version of Python"


def test_what_is_nested_without_end_is_refused() -> None:
    with pytest.raises(InvalidInput):
        read('{"Statement":' * 700 + "1" + "}" * 700)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"Effect": "Deny"}, '`Statement[0].Effect` has to be `"Allow"`'),
        ({"Effect": LEFT_OUT}, '`Statement[0].Effect` has to be `"Allow"`'),
        ({"NotAction": "iam:*"}, "`Statement[0].NotAction` would allow everything that it does not name"),
        ({"NotAction": "iam:*"}, "write `Action`"),
        ({"NotResource": ORDERS}, "`Statement[0].NotResource` would allow everything"),
        ({"NotResource": ORDERS}, "write `Resource`"),
        ({"Principal": "*"}, "`Statement[0].Principal` has no place in the policy of a role"),
        ({"NotPrincipal": {"AWS": "1"}}, "`Statement[0].NotPrincipal` has no place"),
        ({"Actions": []}, "`Statement[0].Actions` is no field of a policy; write Action"),
        ({"Action": LEFT_OUT}, "At `Statement[0].Action` a text is wanted"),
        ({"Action": []}, "At `Statement[0].Action` a text is wanted"),
        ({"Action": [1]}, "`Statement[0].Action[0]`: `1` is not an action"),
        ({"Action": [None]}, "At `Statement[0].Action` a text is wanted"),
        ({"Action": "GetItem"}, "`Statement[0].Action`: `GetItem` is not an action such as"),
        ({"Action": ["dynamodb:Query", "dynamodb:GetItme"]}, "`Statement[0].Action[1]`: there is no action"),
        ({"Action": ["dynamodb:Query", "dynamodb:GetItme"]}, "Did you mean `dynamodb:GetItem`?"),
        ({"Action": "dynamo:GetItem"}, "AWS has no service `dynamo`. Did you mean `dynamodb`?"),
        ({"Action": "zzz:GetItem"}, "AWS has no service `zzz`."),
        ({"Action": "dynamodb:Gett*"}, "no action is like `dynamodb:Gett*`. Did you mean"),
        ({"Action": "dyn*:GetItem"}, "names no one service"),
        ({"Action": "s3:Put*"}, "means `s3:PutAccessGrantsInstanceResourcePolicy` too, which says who may do what"),
        ({"Action": "iam:PassRole"}, "`Statement[0].Action`: `iam:PassRole` is never granted"),
        ({"Action": "*"}, "`*` is never granted"),
        ({"Action": "?am:PassRole"}, "`?am:PassRole` is never granted"),
        ({"Action": "cloudtrail:*"}, "`cloudtrail:*` is never granted"),
        ({"Resource": "orders"}, "`Statement[0].Resource`: `orders` is neither an ARN"),
        ({"Resource": ["*", "arn:aws:s3"]}, "`Statement[0].Resource[1]`: `arn:aws:s3` is neither an ARN"),
        ({"Resource": "arn:aws:*:us-east-1:222222222222:table/x"}, "is neither an ARN"),
        ({"Resource": "arn:aws:s3:::${aws:username}/*"}, "has a policy variable"),
        ({"Condition": []}, "At `Statement[0].Condition` an object is wanted"),
        ({"Condition": {"Bool": {}}}, "At `Statement[0].Condition.Bool` an object is wanted"),
        ({"Condition": {"StringEqual": {"aws:SourceVpc": "x"}}}, "`Statement[0].Condition.StringEqual` is no operator"),
        ({"Condition": {"StringEqual": {"aws:SourceVpc": "x"}}}, "Did you mean `StringEquals`?"),
        ({"Condition": {"stringequals": {"aws:SourceVpc": "x"}}}, "is no operator of conditions"),
        ({"Condition": {"StringLike": {"aws:userid": "*"}}}, "Condition.StringLike.aws:userid` is not yours"),
        ({"Condition": {"Null": {"AWS:CurrentTime": "true"}}}, "is not yours to set"),
        ({"Condition": {"Bool": {"aws:SecureTransprot": "true"}}}, "Did you mean `aws:SecureTransport`?"),
        ({"Condition": {"StringEquals": {"aws:ResourceTag": "x"}}}, "Did you mean `aws:ResourceTag/(tag)`?"),
        ({"Condition": {"StringEquals": {"s3:prefix": "x"}}}, "for these actions; keys begin with aws:, dynamodb:"),
        ({"Condition": {"StringEquals": {"prefix": "x"}}}, "is no key that IAM has for these actions"),
        ({"Condition": {"Bool": {"aws:ViaAWSService": "true", "aws:viaawsservice": "true"}}}, "stands twice"),
        ({"Condition": {"StringEquals": {"aws:SourceVpc": "${aws:username}"}}}, "has a policy variable"),
        ({"Condition": {"StringEquals": {"aws:SourceVpc": []}}}, "a text is wanted"),
        ({"Condition": {"StringEquals": {"aws:SourceVpc": {}}}}, "a text is wanted"),
        ({"Condition": {"StringEquals": {"aws:SourceVpc": "\ud800"}}}, "is nothing that `StringEquals`"),
        ({"Condition": {"StringLike": {"aws:UserAgent": "道*"}}}, "`道*` is nothing that `StringLike` compares with"),
        ({"Condition": {"DateLessThan": {"aws:EpochTime": "²"}}}, "`²` is nothing that `DateLessThan` compares with"),
        ({"Condition": {"Bool": {"aws:SecureTransport": "yes"}}}, "`yes` is nothing that `Bool` compares with"),
        ({"Condition": {"IpAddress": {"aws:SourceIp": "here"}}}, "`here` is nothing that `IpAddress` compares with"),
        ({"Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/255.0.0.0"}}}, "`10.0.0.0/255.0.0.0` is nothing"),
        ({"Condition": {"IpAddress": {"aws:SourceIp": "fe80::1%eth0"}}}, "`fe80::1%eth0` is nothing that `IpAddress`"),
        ({"Condition": {"Bool": {"aws:PrincipalTag/\u212a": "true"}}}, "is no key that IAM has"),  # K for Kelvin
        ({"Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "soon"}}}, "`soon` is nothing"),
        ({"Condition": {"DateLessThanIfExists": {"aws:TokenIssueTime": "soon"}}}, "`soon` is nothing"),
        ({"Condition": {"DateLessThan": {"aws:TokenIssueTime": "2030-W01-1"}}}, "`2030-W01-1` is nothing"),
        ({"Condition": {"DateLessThan": {"aws:TokenIssueTime": "2030-01-07 09:00"}}}, "`2030-01-07 09:00` is nothing"),
        ({"Condition": {"DateLessThan": {"aws:TokenIssueTime": "2030-01-07T09:00:00"}}}, "is nothing"),
        ({"Condition": {"DateLessThan": {"aws:TokenIssueTime": "2030-02-30"}}}, "`2030-02-30` is nothing"),
        ({"Condition": {"DateLessThan": {"aws:EpochTime": "9" * 20}}}, "is nothing"),
        ({"Condition": {"BinaryEquals": {"dynamodb:x": "not base64!"}}}, "`not base64!` is nothing"),
        ({"Condition": {"BinaryEquals": {"dynamodb:x": ""}}}, "is nothing"),
        ({"Condition": {"ArnLike": {"aws:SourceArn": "x"}}}, "`x` is nothing that `ArnLike` compares with"),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_place_and_with_what_would_be_right(fields: dict[str, Any], said: str) -> None:
    assert any(said in each for each in faults(document(statement(**fields))))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:ResourceTag/team": ["Dev", "Café"]}},
        {"NumericLessThan": {"aws:MultiFactorAuthAge": 3600}},
        {"DateGreaterThan": {"aws:TokenIssueTime": ["2030-01-01T00:00:00Z", 1900000000]}},
        {"DateGreaterThan": {"aws:TokenIssueTime": ["2030-01-01", "2030-01-01T09:00:00.5+09:00", "2030-01-01T09:00Z"]}},
        {"BinaryEquals": {"dynamodb:x": "QmluYXJ5VmFsdWVJbkJhc2U2NA=="}},
        {"NotIpAddressIfExists": {"aws:SourceIp": ["10.0.0.1", "2001:db8::/32"]}},
        {"ForAnyValue:StringLike": {"aws:TagKeys": "team*"}},
        {"Null": {"dynamodb:Select": False}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:222222222222:*"}},
        {},
    ],
)
def test_a_condition_that_iam_takes_is_taken(condition: dict[str, Any]) -> None:
    assert read(document(statement(Condition=condition))).statements


def test_every_fault_is_told_at_once() -> None:
    bad = statement(Effect="Deny", Action="dynamodb:GetItme", Resource="orders")
    assert codes(document(GOOD, bad)) == ["policy-only-allows", "policy-unknown-action-near", "policy-no-arn"]


def test_no_more_is_looked_up_than_is_told() -> None:
    class Counted(dict[str, AwsService]):
        asked = 0

        def __iter__(self) -> Iterator[str]:
            type(self).asked += 1
            return super().__iter__()

    services = Counted(aws_services())
    with pytest.raises(InvalidInput) as caught:
        read_policy(document(statement(Action=[f"zz{number}:A" for number in range(900)])), KnownActions(services))
    assert Counted.asked == len(caught.value.reasons) == 20


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:dynamodb:us-east-1:333333333333:table/orders",
        "arn:aws:dynamodb:eu-west-1:222222222222:table/orders",
        "arn:aws:dynamodb:*:222222222222:table/orders",
        "arn:aws:dynamodb:us-east-1:*:table/orders",
        "arn:aws:dynamodb:us-east-1:22222222222?:table/orders",
        "arn:aws-cn:dynamodb:us-east-1:222222222222:table/orders",
        "arn:aws:iam::aws:policy/AdministratorAccess",
    ],
)
def test_what_is_or_could_be_of_another_account_or_region_is_named(resource: str) -> None:
    permission = Permission.of(["dynamodb:GetItem"], [resource, ORDERS])
    (unmet,) = elsewhere(permission, VERIFY)
    assert (unmet.code, unmet.facts["resource"]) == ("policy-elsewhere", resource)


@pytest.mark.parametrize("resource", ["*", ORDERS, "arn:aws:s3:::reports/*", "arn:aws:route53:::hostedzone/Z1"])
def test_what_is_of_here_or_has_no_account_is_fine(resource: str) -> None:
    assert elsewhere(Permission.of(["dynamodb:GetItem"], [resource]), VERIFY) == ()


def test_on_a_role_it_is_written_in_short_unless_the_environment_wants_each_action() -> None:
    policy = read(document(statement(Action="dynamodb:Describe*")))
    short = in_environment(policy, VERIFY, KNOWN)
    assert short.actions == ("dynamodb:Describe*",)
    assert in_environment(short, VERIFY, KNOWN) == short
    assert in_environment(short, an_environment(exact_actions=True), KNOWN) == policy


def test_services_are_never_mixed_up_when_written_in_short() -> None:
    both = read(document(statement(Action=["dynamodb:Describe*", "s3:ListBucket"], Resource="*")))
    assert in_environment(both, VERIFY, KNOWN) == Permission(
        (Statement(("dynamodb:Describe*", "s3:ListBucket"), ("*",)),)
    )
