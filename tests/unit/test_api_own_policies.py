"""A policy of one's own through the API: as an object or as text, read as strictly, and told with what it adds."""

import json
from typing import Any

import pytest

from aws_access.domain.reasons import Language
from tests.api_client import ASK, Client
from tests.builders import DEV1, DEV2, SRE1
from tests.own_policies import ASK_POLICY, ORDERS, policy, policy_text, with_policies
from tests.world import World


@pytest.fixture
def client() -> Client:
    return Client(with_policies(World()))


def test_an_object_and_its_text_are_one_request(client: Client) -> None:
    key = {"Idempotency-Key": "1"}
    first = client.post("/requests", ASK_POLICY | {"policy": policy()}, key)
    again = client.post("/requests", ASK_POLICY | {"policy": policy_text()}, key)
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert (first.body["service"], first.body["actions"]) == ("policy", ["dynamodb:GetItem"])
    assert first.body["resources"] == [ORDERS]


def test_another_policy_under_the_same_key_is_refused(client: Client) -> None:
    key = {"Idempotency-Key": "1"}
    client.post("/requests", ASK_POLICY | {"policy": policy()}, key)
    for other in (ASK_POLICY | {"policy": policy(Action="dynamodb:Query")}, ASK_POLICY, ASK):
        answer = client.post("/requests", other, key)
        assert (answer.status, answer.codes) == (409, ["idempotency-key-reused"])


def test_it_is_told_how_risky_it_is_and_what_it_adds(client: Client) -> None:
    client.world.granted(DEV1)
    asked = ASK_POLICY | {"policy": policy(Action=["dynamodb:GetItem", "dynamodb:PutItem"])}
    body = client.post("/requests", asked).body
    assert body["risk"] == "medium"
    assert body["difference"] == [
        "+ dynamodb write: PutItem on table/orders",
        "= dynamodb read: GetItem on table/orders (already there)",
    ]
    japanese = client.get(f"/requests/{body['request_id']}", headers={"Accept-Language": "ja"}).body
    assert japanese["difference"][0] == "+ dynamodb write: PutItem (対象: table/orders)"
    assert body["cautions"] == []


def test_what_others_have_on_the_role_is_not_what_the_requester_has(client: Client) -> None:
    client.world.granted(DEV2)
    body = client.post("/requests", ASK_POLICY | {"policy": policy()}).body
    assert body["difference"] == ["+ dynamodb read: GetItem on table/orders"]


def test_a_caution_is_told_in_the_readers_language(client: Client) -> None:
    asked = ASK_POLICY | {"policy": policy(Resource=[ORDERS, "arn:aws:s3:::reports/*"])}
    (caution,) = client.post("/requests", asked, {"Accept-Language": "ja"}).body["cautions"]
    assert caution["code"] == "caution-resource-of-nothing"
    assert "含まれていません" in caution["message"]


def test_what_is_asked_for_by_name_has_a_risk_and_a_difference_too(client: Client) -> None:
    body = client.post("/requests", ASK).body
    assert body["risk"] == "medium"
    assert body["difference"] == ["+ dynamodb read: GetItem, Query on table/*"]


@pytest.mark.parametrize("field", ["Action", "Resource", "\ud800"])
def test_half_of_a_character_is_a_fault_like_any_other(client: Client, field: str) -> None:
    answer = client.post("/requests", ASK_POLICY | {"policy": policy_text(**{field: "\ud800"})})
    assert answer.status == 400
    assert answer.codes


def test_it_is_approved_attached_and_allows_just_that(client: Client) -> None:
    body = client.post("/requests", ASK_POLICY | {"policy": policy()}).body
    approve = {"payload_hash": body["payload_hash"]}
    assert client.as_(SRE1).post(f"/requests/{body['request_id']}/approve", approve).status == 200
    client.world.deliver()
    assert client.world.may(DEV1, "dynamodb:GetItem")
    assert not client.world.may(DEV1, "dynamodb:PutItem")
    events = client.get(f"/requests/{body['request_id']}/events").body
    assert events["intact"]
    assert events["events"][0]["details"]["risk"] == "low"


@pytest.mark.parametrize(
    ("fields", "status", "codes"),
    [
        ({"policy": policy(Effect="Deny")}, 400, ["policy-only-allows"]),
        ({"policy": policy(NotAction="x")}, 400, ["policy-not-that"]),
        ({"policy": "{"}, 400, ["policy-not-json"]),
        ({"policy": "x" * 50_000}, 400, ["policy-too-large"]),
        ({"policy": policy(Resource=["x" * 50_000])}, 400, ["policy-too-large"]),
        ({"policy": policy(Action="iam:PassRole")}, 400, ["policy-never"]),
        ({"policy": policy(Resource="arn:aws:dynamodb:us-east-1:333333333333:table/x")}, 403, ["policy-elsewhere"]),
        ({"policy": policy(Action="sqs:SendMessage", Resource="*")}, 403, ["beyond-ceiling"]),
        ({}, 403, ["policy-missing"]),
        ({"policy": policy(), "resource": "orders"}, 403, ["policy-alone"]),
        ({"policy": policy(), "service": "dynamodb"}, 403, ["policy-unexpected"]),
        ({"policy": policy(), "service": "policy:read"}, 403, ["policy-alone"]),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_changed(
    client: Client, fields: dict[str, Any], status: int, codes: list[str]
) -> None:
    answer = client.post("/requests", ASK_POLICY | fields)
    assert (answer.status, answer.codes) == (status, codes)
    assert client.get("/requests").body["requests"] == []


@pytest.mark.parametrize("given", [[], [policy()], 42, True])
def test_what_is_neither_an_object_nor_a_text_is_refused(client: Client, given: object) -> None:
    answer = client.post("/requests", ASK_POLICY | {"policy": given})
    assert (answer.status, set(answer.codes)) == (400, {"invalid-field"})
    assert "policy" in answer.body["reasons"][0]["message"]


@pytest.mark.parametrize(
    "doubled",
    ['"service": "dynamodb", "service": "policy"', '"policy": {"Version": "2012-10-17", "Version": "2008-10-17"}'],
)
def test_a_key_that_stands_twice_is_refused_wherever_it_stands(client: Client, doubled: str) -> None:
    answer = client.call("POST", "/requests", body=json.dumps(ASK_POLICY)[:-1] + f", {doubled}}}")
    assert (answer.status, answer.codes) == (400, ["policy-repeats"])
    assert "stands twice" in answer.body["reasons"][0]["message"]


def test_of_a_policy_an_approver_changes_the_duration_alone(client: Client) -> None:
    body = client.post("/requests", ASK_POLICY | {"policy": policy()}).body
    path, approver = f"/requests/{body['request_id']}/approve", client.as_(SRE1)
    seen = {"payload_hash": body["payload_hash"]}
    for narrower in ({"resource": "table/x"}, {"service": "dynamodb:read"}):
        answer = approver.post(path, seen | narrower)
        assert (answer.status, answer.codes) == (403, ["policy-not-narrowed"])
    shorter = approver.post(path, seen | {"duration": "1h"}).body
    assert (shorter["status"], shorter["duration_seconds"], shorter["actions"]) == ("APPROVED", 3600, body["actions"])
    assert shorter["risk"] == "low"
    assert client.get(f"/requests/{body['request_id']}/events").body["intact"]


def test_the_language_of_a_refusal_is_that_of_the_caller(client: Client) -> None:
    answer = client.post("/requests", ASK_POLICY | {"policy": policy(Effect="Deny")}, {"Accept-Language": "ja"})
    assert answer.body["reasons"][0]["message"].startswith("`Statement[0].Effect` は")
    assert Language.of("ja") is Language.JAPANESE
