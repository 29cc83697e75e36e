"""Every refusal of the API has one form, names what was wrong, and changes nothing."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from aws_access.domain import errors
from aws_access.domain.errors import AwsAccessError, ConcurrentChange, Unavailable
from aws_access.domain.reasons import reason
from aws_access.entrypoints.api_refusals import STATUS_OF
from tests.api_client import ASK, Client
from tests.builders import DEV_ROLE, SRE1

REQUEST = "/requests/r-000000000000"
HASH = "0" * 64


@pytest.fixture
def client() -> Client:
    return Client()


def every_kind(base: type[AwsAccessError] = AwsAccessError) -> Iterator[type[AwsAccessError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from every_kind(kind)


EXPECTED = {
    "InvalidInput": 400,
    "InvalidRules": 400,
    "NotAllowed": 403,
    "NotFound": 404,
    "Conflict": 409,
    "ConcurrentChange": 409,
    "RoleRefused": 422,
    "NotProven": 422,
    "TargetRefused": 422,
    "Unavailable": 503,
}


def an_error(kind: type[AwsAccessError]) -> AwsAccessError:
    if kind is ConcurrentChange:
        return ConcurrentChange()
    if kind is Unavailable:
        return Unavailable("DynamoDB")
    return kind(reason("self-approval"), reason("request-unknown", request="r-1"))


@pytest.mark.parametrize("kind", list(every_kind()))
def test_every_error_has_its_status_and_the_one_form(kind: type[AwsAccessError]) -> None:
    client, error = Client(), an_error(kind)
    request_id = client.post("/requests", ASK).body["request_id"]

    def fail() -> None:
        raise error

    client.world.store.before("events", fail)
    answer = client.get(f"/requests/{request_id}/events")
    assert answer.status == EXPECTED[kind.__name__]
    assert answer.body["error"] == kind.__name__
    assert answer.codes == [each.code for each in error.reasons]
    assert [each["message"] for each in answer.body["reasons"]] == [each.say() for each in error.reasons]


def test_the_tree_of_errors_is_all_there_is() -> None:
    assert {kind.__name__ for kind in every_kind()} == set(EXPECTED)
    assert all(kind.__module__ == errors.__name__ for kind in every_kind())
    assert set(STATUS_OF) == set(AwsAccessError.__subclasses__())


def test_a_mistake_of_ours_is_raised_so_that_the_alarm_hears_of_it(client: Client) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    client.world.store.before("commit", fail)
    with pytest.raises(ZeroDivisionError):
        client.post("/requests", ASK)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/nothing"),
        ("GET", "/requests/🔥"),
        ("GET", f"{REQUEST}/approve"),
        ("POST", REQUEST),
        ("POST", f"{REQUEST}/lengthen"),
        ("PUT", REQUEST),
        ("DELETE", REQUEST),
        ("PATCH", "/requests"),
        ("OPTIONS", "/requests"),
        ("GET", "/requests/" + "x" * 5000 + "/y"),
    ],
)
def test_what_is_not_there_is_not_found(client: Client, method: str, path: str) -> None:
    answer = client.call(method, path)
    assert (answer.status, answer.codes) == (404, ["no-such-path"])
    assert len(json.dumps(answer.body)) < 1000


@pytest.mark.parametrize(
    "body",
    [
        None,
        "",
        "{",
        "null",
        "[]",
        '"dynamodb verify 4h"',
        "42",
        "{'service': 'dynamodb'}",
        "service=dynamodb&environment=verify&duration=4h",
        "[" * 100_000,
        '{"service": ' * 10_000,
        '{"duration": ' + "9" * 5_000 + "}",
        '{"service": "dynamodb", "environment": "verify", "duration": "4h", "\\ud83d": 1}',
        '{"service": "dynamodb", "environment": "verify", "duration": "4h", "reason": "\\ud83d"}',
        '{"service": NaN, "environment": "verify", "duration": "4h"}',
        "\u0000",
        "x" * 1_000_000,
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data", "application/xml", ""])
def test_a_body_that_cannot_be_read_is_refused(client: Client, body: str | None, kind: str) -> None:
    answer = client.call("POST", "/requests", body=body, headers={"Content-Type": kind})
    assert (answer.status, set(answer.codes)) == (400, {"invalid-field"})
    assert len(json.dumps(answer.body)) < 5000
    assert client.get("/requests").body["requests"] == []


def test_a_body_is_json_whatever_its_header_says_or_however_it_travels(client: Client) -> None:
    text = json.dumps(ASK)
    assert client.call("POST", "/requests", body=text, headers={"content-TYPE": "text/plain"}).status == 201
    encoded = base64.b64encode(text.encode()).decode()
    assert client.call("POST", "/requests", body=encoded, isBase64Encoded=True).status == 201


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (ASK | {"extra": 1}, "invalid-field"),
        (ASK | {"x" * 10_000: 1}, "invalid-field"),
        ({"service": "dynamodb", "environment": "verify"}, "invalid-field"),
        (ASK | {"service": 1}, "invalid-field"),
        (ASK | {"service": None}, "invalid-field"),
        (ASK | {"service": ["dynamodb"]}, "invalid-field"),
        (ASK | {"service": "d" * 10_000}, "invalid-field"),
        (ASK | {"service": "dyna🔥"}, "invalid-service"),
        (ASK | {"service": "s3:*"}, "invalid-service"),
        (ASK | {"service": ""}, "invalid-service"),
        (ASK | {"duration": "4x"}, "invalid-duration"),
        (ASK | {"duration": "-4h"}, "invalid-duration"),
        (ASK | {"duration": "0h"}, "invalid-duration"),
        (ASK | {"duration": "9" * 39 + "h"}, "invalid-duration"),
        (ASK | {"duration": 14400}, "invalid-field"),
        (ASK | {"resource": "orders*x"}, "invalid-resource"),
        (ASK | {"resource": "${aws:username}"}, "invalid-resource"),
        (ASK | {"resource": "注文"}, "invalid-resource"),
        (ASK | {"resource": "o" * 10_000}, "invalid-field"),
        (ASK | {"reason": "理" * 501}, "invalid-field"),
        (ASK | {"environment": "e" * 65}, "invalid-field"),
    ],
)
def test_a_submission_with_a_fault_is_refused_and_changes_nothing(client: Client, body: Any, code: str) -> None:
    answer = client.post("/requests", body)
    assert (answer.status, answer.codes) == (400, [code])
    assert len(json.dumps(answer.body)) < 1000
    assert client.get("/requests").body["requests"] == []


def test_every_fault_of_a_body_is_told_and_no_more_than_twenty(client: Client) -> None:
    answer = client.post("/requests", {"service": 1, "more": 2})
    assert [each["facts"]["field"] for each in answer.body["reasons"]] == [
        "body.service",
        "body.environment",
        "body.duration",
        "body.more",
    ]
    answer = client.post("/requests", ASK | {f"field{number}": 1 for number in range(1000)})
    assert len(answer.codes) == 20


@pytest.mark.parametrize(
    "why",
    ["🚑" * 500, "شكرا \u202egnp.exe\u202c", "e\u0301\u200d", "<!channel> *now* `x` & </script>", "'; DROP TABLE"],
)
def test_a_reason_may_say_anything_in_500_characters(client: Client, why: str) -> None:
    assert client.post("/requests", ASK | {"reason": why}).body["reason"] == why


def test_a_reason_is_kept_as_one_line_without_control_characters(client: Client) -> None:
    answer = client.post("/requests", ASK | {"reason": " one\r\n\ttwo\u0000\u2028three "})
    assert answer.body["reason"] == "one two three"


@pytest.mark.parametrize(
    ("path", "body", "codes"),
    [
        ("approve", {}, ["invalid-field"]),
        ("approve", {"payload_hash": "0" * 63}, ["invalid-field"]),
        ("approve", {"payload_hash": "G" * 64}, ["invalid-field"]),
        ("deny", {}, ["invalid-field"]),
        ("deny", {"reason": "  "}, ["invalid-field"]),
        ("deny", {"reason": "x" * 501}, ["invalid-field"]),
        ("revoke", {"why": "done"}, ["invalid-field"]),
        ("revoke", None, ["invalid-field"]),
    ],
)
def test_a_decision_with_a_fault_is_refused(client: Client, path: str, body: Any, codes: list[str]) -> None:
    answer = client.as_(SRE1).post(f"{REQUEST}/{path}", body)
    assert (answer.status, answer.codes) == (400, codes)


@pytest.mark.parametrize("request_id", ["r-0", "R-000000000000", "r-00000000000o", "r-0000000000000", "%2e%2e"])
def test_an_id_of_another_form_is_refused(client: Client, request_id: str) -> None:
    answer = client.get(f"/requests/{request_id}")
    assert (answer.status, answer.codes) == (400, ["invalid-identifier"])


def test_a_request_that_is_not_there_is_not_found(client: Client) -> None:
    for answer in (
        client.get(REQUEST),
        client.get(f"{REQUEST}/events"),
        client.as_(SRE1).post(f"{REQUEST}/approve", {"payload_hash": HASH}),
        client.as_(SRE1).post(f"{REQUEST}/deny", {"reason": "no"}),
        client.as_(SRE1).post(f"{REQUEST}/revoke", {}),
    ):
        assert (answer.status, answer.codes) == (404, ["request-unknown"])


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "9" * 30},
        {"limit": "ten"},
        {"limit": "1e2"},
        {"status": "active"},
        {"status": "ACTIVE,PENDING"},
        {"day": "2030-13-45"},
        {"day": "2030-02-30"},
        {"day": "today"},
        {"since": "2030-01-07T09:00:00"},
        {"until": "2030-01-07"},
        {"since": "yesterday"},
        {"since": "9999-12-31T23:59:59-12:00"},
        {"cursor": "not one of ours"},
        {"cursor": "bnVsbA=="},
        {"cursor": "c" * 2001},
        {"role": "Dev"},
        {"requester": "dev1", "role": DEV_ROLE},
        {"requestor": "sre1"},
        {"x" * 10_000: "1"},
    ],
)
def test_a_search_with_a_fault_is_refused(client: Client, query: dict[str, str]) -> None:
    answer = client.get("/requests", query)
    assert answer.status == 400
    assert len(answer.codes) == 1
    assert len(json.dumps(answer.body)) < 1000


@pytest.mark.parametrize("path", ["/requests", REQUEST, f"{REQUEST}/events"])
def test_a_table_that_does_not_answer_is_told_as_such(client: Client, path: str) -> None:
    client.world.faults.unavailable()
    answer = client.get(path)
    assert (answer.status, answer.codes) == (503, ["unavailable"])


def test_rules_that_cannot_be_read_let_nobody_in(client: Client) -> None:
    client.world.rules.rules = None
    assert client.get("/requests").status == 503
    assert client.post("/requests", ASK).status == 503


def test_p6_the_rules_refusal_comes_with_every_reason(client: Client) -> None:
    answer = client.post("/requests", {"service": "dynamo", "environment": "prod", "duration": "1s"})
    assert answer.status == 403
    assert answer.codes == ["too-short-duration", "unknown-service-near", "unknown-environment"]


def test_logs_say_what_was_refused_and_never_what_was_sent(client: Client) -> None:
    client.post("/requests", ASK | {"duration": "1s", "reason": "secret plans"})
    log = client.log.getvalue()
    assert "too-short-duration" in log
    assert "secret plans" not in log
