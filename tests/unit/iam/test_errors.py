"""What the evaluator does not know for certain is an error, whether or not it would have decided."""

import ast
import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.iam import Policy, PolicyError, Request, evaluate, read_policy
from tests.templates import PROJECT

PLAIN: Mapping[str, Any] = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def read(**changed: Any) -> Policy:
    """The plain statement with these elements changed; None: without them."""
    statement = {name: value for name, value in {**PLAIN, **changed}.items() if value is not None}
    return read_policy(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"Effect": "allow"}, "effect allow"),
        ({"Effect": None}, "Effect"),
        ({"Action": None}, "Action"),
        ({"NotAction": "s3:*"}, "NotAction"),
        ({"Action": []}, "names nothing"),
        ({"Action": "GetItem"}, "pattern of an action"),
        ({"Action": "s*:Get"}, "pattern of an action"),
        ({"Resource": None}, "Resource"),
        ({"NotResource": "*"}, "NotResource"),
        ({"Resource": "table/orders"}, "not an ARN"),
        ({"Resource": "arn:aws:s3"}, "not an ARN"),
        ({"Resource": "arn:aws:s3:::${aws:nobody}"}, "aws:nobody"),
        ({"Resource": "arn:aws:s3:::${aws:userid"}, "cannot be read"),
        ({"Resource": "arn:aws:s3:::${aws:TagKeys}"}, "several values"),
        ({"Resource": "arn:aws:s3:${aws:RequestedRegion}::x"}, "not an ARN"),
        ({"Principal": "*"}, "Principal"),
        ({"Condition": []}, "operators"),
        ({"Condition": {"StringEquals": {}}}, "operators"),
        ({"Condition": {"StringEquals": {"aws:userid": []}}}, "aws:userid"),
        ({"Condition": {"StringEquals": {"aws:userid": None}}}, "aws:userid"),
        ({"Condition": {"StringIs": {"aws:userid": "x"}}}, "StringIs"),
        ({"Condition": {"stringequals": {"aws:userid": "x"}}}, "stringequals"),
        ({"Condition": {"ForSomeValues:StringEquals": {"aws:TagKeys": "x"}}}, "ForSomeValues"),
        ({"Condition": {"NullIfExists": {"aws:userid": "true"}}}, "NullIfExists"),
        ({"Condition": {"Null": {"aws:userid": "yes"}}}, "yes"),
        ({"Condition": {"StringEquals": {"aws:nobody": "x"}}}, "aws:nobody"),
        ({"Condition": {"StringEquals": {"aws:PrincipalTag/": "x"}}}, "aws:PrincipalTag/"),
        ({"Condition": {"StringEquals": {"aws:CurrentTime": "2030-01-07T09:00:00Z"}}}, "date"),
        ({"Condition": {"DateLessThan": {"aws:userid": "2030-01-07T09:00:00Z"}}}, "text"),
        ({"Condition": {"DateLessThan": {"aws:CurrentTime": "soon"}}}, "soon"),
        ({"Condition": {"NumericEquals": {"s3:max-keys": "many"}}}, "many"),
        ({"Condition": {"Bool": {"aws:SecureTransport": "yes"}}}, "yes"),
        ({"Condition": {"IpAddress": {"aws:SourceIp": "home"}}}, "home"),
        ({"Condition": {"ArnLike": {"aws:PrincipalArn": "*"}}}, "not an ARN"),
        ({"Condition": {"StringEquals": {"aws:TagKeys": "x"}}}, "ForAllValues"),
    ],
)
def test_a_statement_that_is_not_known_for_certain_is_refused(changed: Mapping[str, Any], named: str) -> None:
    assert read().statements
    with pytest.raises(PolicyError) as caught:
        read(**changed)
    assert named in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"Statement": ["x"]}',
        '{"Version": "2020-01-01", "Statement": []}',
        '{"Statement": [], "Comment": "x"}',
        '{"Statement": [], "Statement": []}',
        json.dumps({"Statement": [{**PLAIN, "Sid": "A"}, {**PLAIN, "Sid": "A"}]}),
    ],
)
def test_a_document_that_is_not_a_policy_is_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        read_policy(text)


@pytest.mark.parametrize(
    "values",
    [
        {"aws:nobody": "x"},
        {"aws:userid": ["x", "y"]},
        {"aws:CurrentTime": "now"},
        {"aws:PrincipalArn": "Dev"},
        {"aws:SourceIp": "home"},
        {"aws:SecureTransport": "1"},
        {"s3:max-keys": "ten"},
    ],
)
def test_a_request_that_cannot_be_is_refused(values: Mapping[str, str | list[str]]) -> None:
    with pytest.raises(PolicyError):
        Request.of("s3:GetObject", "*", values)


@pytest.mark.parametrize(
    "changed",
    [
        {"Resource": None, "NotResource": "arn:aws:s3:::${aws:username}"},
        {"Condition": {"StringNotEquals": {"aws:userid": "${aws:username}"}}},
    ],
)
def test_not_what_nobody_can_say_is_an_error(changed: Mapping[str, Any]) -> None:
    with pytest.raises(PolicyError, match="aws:username"):
        evaluate(Request.of("s3:GetObject", "*", {"aws:userid": "AROA:dev1"}), [read(**changed)])


def test_the_evaluator_shares_nothing_with_the_product() -> None:
    files = sorted((PROJECT / "tests/iam").glob("*.py"))
    imported = {
        name
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
    }
    assert "tests.iam.match" in imported
    ours = {name for name in imported if name.partition(".")[0] in ("aws_access", "local", "scripts", "tests")}
    assert all(name.startswith("tests.iam") for name in ours)
