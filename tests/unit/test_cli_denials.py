"""AWS's own sentences of denial are read, whatever stands around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.cli.denials import Cause, Denial, read_denials

ROLE = "arn:aws:sts::222222222222:assumed-role/Dev/dev1"
ORDERS = "arn:aws:dynamodb:us-east-1:222222222222:table/orders"
QUERY = (
    f"User: {ROLE} is not authorized to perform: dynamodb:Query on resource: {ORDERS} "
    "because no identity-based policy allows the dynamodb:Query action"
)
CALLED = "An error occurred (AccessDeniedException) when calling the Query operation:"
GO = "operation error DynamoDB: Query, https response error StatusCode: 400, RequestID: 1, api error"
LISTED = "An error occurred (AccessDenied) when calling the ListObjectsV2 operation: Access Denied"
ENCODED = "Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6X"
DENIED = Denial("dynamodb:Query", ORDERS, ROLE, Cause.MISSING, "identity-based policy")


@pytest.mark.parametrize(
    "text",
    [
        QUERY,
        f"{CALLED} {QUERY}",
        f"botocore.exceptions.ClientError: {CALLED} {QUERY}\n",
        f"{GO} AccessDeniedException: {QUERY}",
        f'{{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"{QUERY}"}}',
        f"<Error><Code>AccessDenied</Code><Message>{QUERY}</Message></Error>",
        f"\x1b[31m│\x1b[0m Error: {QUERY.replace(' on resource', chr(10) + '│ on resource')}\n╵",
        QUERY.replace(f"resource: {ORDERS}", f'resource: "{ORDERS}"'),
        f"{QUERY} (Service: DynamoDb, Status Code: 400, Request ID: X)\n{QUERY}",
    ],
)
def test_a_sentence_is_found_whatever_stands_around_it(text: str) -> None:
    assert read_denials(text).denials == (DENIED,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"User: {ROLE} is not authorized to perform: dynamodb:ListTables",
            Denial("dynamodb:ListTables", None, ROLE),
        ),
        (
            f"User: {ROLE} is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:us-east-1:2:q.",
            Denial("sqs:sendmessage", "arn:aws:sqs:us-east-1:2:q", ROLE),
        ),
        (
            f"User: {ROLE} is not authorized to perform: ec2:RunInstances because no identity-based policy allows it",
            Denial("ec2:RunInstances", None, ROLE, Cause.MISSING, "identity-based policy"),
        ),
        (
            f"User: {ROLE} is not authorized to perform: ec2:DescribeInstances on resource: *",
            Denial("ec2:DescribeInstances", None, ROLE),
        ),
        (
            (
                f"User: {ROLE} is not authorized to perform: execute-api:Invoke on resource: "
                "arn:aws:execute-api:us-east-1:********2222:abc/v1/GET/"
            ),
            Denial("execute-api:Invoke", None, ROLE),
        ),
        (
            (
                f"User: {ROLE} is not authorized to perform: kms:Decrypt on the resource associated with it "
                "because no resource-based policy allows the kms:Decrypt action"
            ),
            Denial("kms:Decrypt", None, ROLE, Cause.MISSING, "resource-based policy"),
        ),
        ("not authorized to perform [iam:PassRole]", Denial("iam:PassRole")),
    ],
)
def test_every_form_of_the_sentence_is_read(text: str, expected: Denial) -> None:
    assert read_denials(text).denials == (expected,)


@pytest.mark.parametrize(
    ("why", "by"),
    [
        ("with an explicit deny in a service control policy", "service control policy"),
        (
            "with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o",
            "service control policy",
        ),
        ("with an explicit deny in an identity-based policy", "identity-based policy"),
        ("with an explicit deny in a resource-based policy", "resource-based policy"),
        ("with an explicit deny in a permissions boundary", "permissions boundary"),
        ("with an explicit deny in a VPC endpoint policy", "VPC endpoint policy"),
        ("with an explicit deny", "policy"),
        ("because no permissions boundary allows the dynamodb:Query action", "permissions boundary"),
        ("because no session policy allows the dynamodb:Query action", "session policy"),
        ("because no service control policy allows the dynamodb:Query action", "service control policy"),
        ("because no VPC endpoint policy allows the dynamodb:Query action", "vpc endpoint policy"),
    ],
)
def test_what_no_grant_can_change_is_told_apart(why: str, by: str) -> None:
    (denial,) = read_denials(
        f"User: {ROLE} is not authorized to perform: dynamodb:Query on resource: {ORDERS} {why}"
    ).denials
    assert (denial.cause, denial.by) == (Cause.ELSEWHERE, by)


@pytest.mark.parametrize(
    ("text", "action", "resource"),
    [
        (
            "An error occurred (AccessDenied) when calling the ListObjectsV2 operation: Access Denied",
            "s3:ListBucket",
            None,
        ),
        (
            (
                "download failed: s3://reports/2026/a.csv to ./a.csv An error occurred (AccessDenied) when calling the "
                "GetObject operation: Access Denied"
            ),
            "s3:GetObject",
            "arn:aws:s3:::reports/2026/a.csv",
        ),
        (
            "fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden",
            "s3:GetObject",
            None,
        ),
        (
            ("upload failed: ./x to s3://reports/ (AccessDenied) when calling the PutObject operation: Access Denied"),
            "s3:PutObject",
            "arn:aws:s3:::reports/*",
        ),
        (
            f"$ aws s3 ls s3://reports\n{LISTED}",
            "s3:ListBucket",
            "arn:aws:s3:::reports",
        ),
        (
            (
                "operation error S3: GetObject, https response error StatusCode: 403, api error AccessDenied: "
                "Access Denied"
            ),
            "s3:GetObject",
            None,
        ),
    ],
)
def test_s3_that_says_only_access_denied_is_read_by_its_operation(text: str, action: str, resource: str | None) -> None:
    assert read_denials(text).denials == (Denial(action, resource),)


def test_an_operation_that_failed_otherwise_is_not_taken_for_the_one_that_was_denied() -> None:
    text = """operation error S3: GetObject, https response error StatusCode: 404, NoSuchKey: not there
    operation error S3: PutObject, https response error StatusCode: 403, api error AccessDenied: Access Denied"""
    assert read_denials(text).denials == (Denial("s3:PutObject"),)


@pytest.mark.parametrize("why", ["because no {}policy allows", "with an explicit deny in a {}policy"])
def test_what_denies_is_a_few_words_and_not_looked_for_through_all_of_a_long_text(why: str) -> None:
    (short,) = read_denials(f"{QUERY.partition(' because')[0]} {why.format('session ')}").denials
    assert short.by == "session policy"
    (long,) = read_denials(f"{QUERY.partition(' because')[0]} {why.format('because no ' * 2000)}").denials
    assert len(long.by) < 80


def test_several_are_each_read_once_in_their_order() -> None:
    other = f"User: {ROLE} is not authorized to perform: dynamodb:PutItem on resource: {ORDERS}"
    found = read_denials(f"{QUERY}\n{other}\n{QUERY}").denials
    assert [each.action for each in found] == ["dynamodb:Query", "dynamodb:PutItem"]
    assert {each.resource for each in found} == {ORDERS}


def test_a_message_that_only_aws_can_decode_is_told_to_be_such() -> None:
    encoded = (
        "You are not authorized to perform this operation. Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6X"
    )
    assert (read_denials(encoded).denials, read_denials(encoded).encoded) == ((), True)
    spoken = f"You are not authorized to perform this operation. {QUERY} {ENCODED}"
    assert read_denials(spoken).denials == (DENIED,)


@pytest.mark.parametrize("text", ["", "hello", "Access Denied", "AccessDeniedException", "not authorized to perform:"])
def test_what_names_no_action_is_no_denial(text: str) -> None:
    assert read_denials(text).denials == ()


@given(st.text())
def test_no_text_is_too_odd_to_read(text: str) -> None:
    read_denials(text + QUERY + text)
    assert read_denials(text).denials == () or "erform" in text or "operation" in text
