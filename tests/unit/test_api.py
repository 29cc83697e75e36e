"""The API: every method, for whom IAM says it is, in their language."""

import json
from datetime import timedelta

import pytest

from aws_access.domain.model import Status
from aws_access.domain.reasons import Language
from tests.api_client import ASK, EVENT, Answer, Client, arn_of
from tests.builders import DEV1, DEV2, DEV_ROLE, JUMP_ACCOUNT, SRE1, SRE2, a_person, some_rules
from tests.world import World

EVENTS_OF_A_GRANT = ["SUBMITTED", "APPROVED", "ATTACHED"]


@pytest.fixture
def client() -> Client:
    return Client()


def asked(client: Client, key: str = "1", **fields: str) -> str:
    answer = client.post("/requests", ASK | fields, {"Idempotency-Key": key})
    assert answer.status == 201
    return str(answer.body["request_id"])


def approve(client: Client, request_id: str) -> Answer:
    """As SRE1, who looks at it first."""
    approver = client.as_(SRE1)
    payload_hash = approver.get(f"/requests/{request_id}").body["payload_hash"]
    return approver.post(f"/requests/{request_id}/approve", {"payload_hash": payload_hash})


def test_the_event_of_a_submission_becomes_a_request(client: Client) -> None:
    answer = client.call("POST", "/requests", body=EVENT["body"], headers=EVENT["headers"])
    assert answer.status == 201
    assert (answer.body["requester"], answer.body["environment"]) == ("dev1", "verify")
    assert (answer.body["status"], answer.body["duration_seconds"]) == ("PENDING", 4 * 3600)
    assert answer.body["resources"] == ["arn:aws:dynamodb:us-east-1:222222222222:table/orders"]
    assert answer.body["reason"] == "to try out orders"


def test_from_asking_to_the_end(client: Client) -> None:
    request_id = asked(client)
    assert approve(client, request_id).body["status"] == "APPROVED"
    client.world.deliver()
    active = client.get(f"/requests/{request_id}").body
    assert (active["status"], active["decided_by"]) == ("ACTIVE", "sre1")
    assert active["ends_at"] == "2030-01-07T13:00:00Z"
    assert "roleName=Dev" in active["switch_role_url"]
    assert client.world.may(DEV1)
    going = client.post(f"/requests/{request_id}/revoke", {"reason": "done\nearly"})
    assert (going.status, going.body["revoked_by"], going.body["note"]) == (200, "dev1", "done early")
    client.world.deliver()
    assert client.get(f"/requests/{request_id}").body["status"] == "REVOKED"
    assert not client.world.may(DEV1)


def test_a_denial_says_why(client: Client) -> None:
    request_id = asked(client)
    denied = client.as_(SRE1).post(f"/requests/{request_id}/deny", {"reason": "  not during the freeze  "})
    assert (denied.body["status"], denied.body["note"]) == ("DENIED", "not during the freeze")


def test_why_a_request_failed_is_told_with_its_code(client: Client) -> None:
    request_id = asked(client)
    approve(client, request_id)
    client.world.roles.roles[DEV_ROLE].tags.clear()
    client.world.deliver()
    failure = client.get(f"/requests/{request_id}").body["failure"]
    assert failure["code"] == "role-not-tagged"
    assert failure["facts"]["key"] == "aws-access"


def test_p7_the_events_of_a_request_are_whole_and_say_so(client: Client) -> None:
    request_id = asked(client)
    approve(client, request_id)
    client.world.deliver()
    answer = client.get(f"/requests/{request_id}/events").body
    assert [each["type"] for each in answer["events"]] == EVENTS_OF_A_GRANT
    assert [each["actor"] for each in answer["events"]] == ["dev1", "sre1", "(aws-access)"]
    assert (answer["intact"], answer["broken_at"]) == (True, None)


def test_p7_an_event_that_was_changed_is_noticed(client: Client) -> None:
    request_id = asked(client)
    approve(client, request_id)
    events = client.world.store._events
    key = (request_id, 2)
    object.__setattr__(events[key], "actor", "sre2")
    answer = client.get(f"/requests/{request_id}/events").body
    assert (answer["intact"], answer["broken_at"]) == (False, 2)
    del events[key]
    answer = client.get(f"/requests/{request_id}/events").body
    assert (answer["intact"], answer["broken_at"]) == (False, 2)


def test_what_happens_while_the_events_are_read_does_not_look_like_tampering(client: Client) -> None:
    request_id = asked(client)
    client.world.store.before("events", lambda: approve(client, request_id))
    answer = client.get(f"/requests/{request_id}/events").body
    assert ([each["type"] for each in answer["events"]], answer["intact"]) == (["SUBMITTED"], True)


# ---- Who calls -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arn",
    [
        None,
        "",
        f"arn:aws:iam::{JUMP_ACCOUNT}:root",
        f"arn:aws:iam::{JUMP_ACCOUNT}:user/stranger",
        f"arn:aws:iam::{JUMP_ACCOUNT}:user/",
        "arn:aws:iam::222222222222:user/dev1",
        f"arn:aws:sts::{JUMP_ACCOUNT}:assumed-role/Dev/dev1",
        f"arn:aws:sts::{JUMP_ACCOUNT}:federated-user/dev1",
        f"arn:aws:iam::{JUMP_ACCOUNT}:role/dev1",
        f"arn:aws:iam::{JUMP_ACCOUNT}:user/dev1\n",
        f" arn:aws:iam::{JUMP_ACCOUNT}:user/dev1",
        f"arn:aws:iam::{JUMP_ACCOUNT}:user/DEV1",
    ],
)
def test_p6_only_an_iam_user_whom_the_rules_know_is_anybody(client: Client, arn: str | None) -> None:
    request_id = asked(client)
    stranger = Client(client.world, arn)
    hashed = {"payload_hash": client.get(f"/requests/{request_id}").body["payload_hash"]}
    for answer in (
        stranger.get("/requests"),
        stranger.get(f"/requests/{request_id}"),
        stranger.get(f"/requests/{request_id}/events"),
        stranger.post("/requests", ASK),
        stranger.post(f"/requests/{request_id}/approve", hashed),
        stranger.post(f"/requests/{request_id}/deny", {"reason": "no"}),
        stranger.post(f"/requests/{request_id}/revoke", {}),
    ):
        assert (answer.status, answer.codes) == (403, ["unknown-caller"])
    assert client.get(f"/requests/{request_id}").body["status"] == "PENDING"


def test_an_iam_user_is_known_whatever_their_path(client: Client) -> None:
    client.arn = f"arn:aws:iam::{JUMP_ACCOUNT}:user/engineering/europe/dev1"
    assert client.post("/requests", ASK).body["requester"] == "dev1"


@pytest.mark.parametrize("field", ["requester", "person", "iam_user", "user", "arn", "slack_id"])
def test_p6_nobody_is_somebody_else_by_saying_so(client: Client, field: str) -> None:
    claim = {field: "sre1"}
    answer = client.post("/requests", ASK | claim)
    assert (answer.status, answer.codes) == (400, ["invalid-field"])
    answer = client.call(
        "POST",
        "/requests",
        body=json.dumps(ASK),
        headers={f"X-{field}": "sre1", "X-Amzn-Iam-User": "sre1", "X-Forwarded-User": "sre1"},
        query=claim,
    )
    assert answer.body["requester"] == "dev1"


def test_p6_nobody_approves_their_own_request_through_the_api(client: Client) -> None:
    request_id = asked(client)
    seen = client.get(f"/requests/{request_id}").body["payload_hash"]
    answer = client.post(f"/requests/{request_id}/approve", {"payload_hash": seen, "as": "sre1"})
    assert answer.status == 400
    answer = client.post(f"/requests/{request_id}/approve", {"payload_hash": seen})
    assert (answer.status, answer.codes) == (403, ["self-approval"])


def test_p6_a_person_removed_from_the_rules_is_nobody(client: Client) -> None:
    request_id = asked(client)
    client.world.rules.rules = some_rules(people={DEV1.iam_user: DEV1})
    answer = client.as_(SRE1).get(f"/requests/{request_id}")
    assert (answer.status, answer.codes) == (403, ["unknown-caller"])


def test_everybody_whom_the_rules_know_may_read_every_request(client: Client) -> None:
    request_id = asked(client)
    assert client.as_(DEV2).get(f"/requests/{request_id}").body["requester"] == "dev1"


# ---- The same again --------------------------------------------------------------------------------------------------


def test_p5_the_same_key_twice_is_one_request(client: Client) -> None:
    assert asked(client, "key 🔑") == asked(client, "key 🔑")
    assert len(client.get("/requests").body["requests"]) == 1


def test_a_key_reused_for_something_else_is_a_conflict(client: Client) -> None:
    request_id = asked(client, "key")
    answer = client.post("/requests", ASK | {"duration": "5h"}, {"Idempotency-Key": "key"})
    assert (answer.status, answer.codes) == (409, ["idempotency-key-reused"])
    assert answer.body["reasons"][0]["facts"] == {"request": request_id}


def test_without_a_key_each_submission_is_its_own(client: Client) -> None:
    ids = {client.post("/requests", ASK).body["request_id"] for _ in range(3)}
    assert len(ids) == 3


def test_the_name_of_the_keys_header_may_be_written_in_any_case(client: Client) -> None:
    ids = {
        client.post("/requests", ASK, {name: "1"}).body["request_id"]
        for name in ("Idempotency-Key", "idempotency-key", "IDEMPOTENCY-KEY")
    }
    assert len(ids) == 1


# ---- Searching -------------------------------------------------------------------------------------------------------


def busy() -> Client:
    """Seven requests, a minute apart: five of dev1, the last denied, and two of dev2."""
    client = Client(World())
    for number in range(7):
        person = DEV1 if number < 5 else DEV2
        request_id = asked(client.as_(person), str(number))
        client.world.clock.advance(timedelta(minutes=1))
        if number == 4:
            client.as_(SRE1).post(f"/requests/{request_id}/deny", {"reason": "no"})
    return client


def found(answer: Answer) -> list[tuple[str, str]]:
    return [(each["requester"], each["created"][14:16]) for each in answer.body["requests"]]


def test_a_list_is_ones_own_newest_first() -> None:
    client = busy()
    assert found(client.get("/requests")) == [("dev1", f"0{minute}") for minute in (4, 3, 2, 1, 0)]
    assert found(client.as_(DEV2).get("/requests")) == [("dev2", "06"), ("dev2", "05")]
    assert found(client.as_(SRE2).get("/requests")) == []


@pytest.mark.parametrize(
    ("query", "minutes"),
    [
        ({"requester": "dev2"}, ["06", "05"]),
        ({"status": "DENIED"}, ["04"]),
        ({"status": "PENDING", "requester": "dev1"}, ["03", "02", "01", "00"]),
        ({"role": DEV_ROLE, "status": "DENIED"}, ["04"]),
        ({"day": "2030-01-07", "limit": "2"}, ["06", "05"]),
        ({"day": "2030-01-06"}, []),
        ({"role": DEV_ROLE, "since": "2030-01-07T09:02:00Z", "until": "2030-01-07T18:04:00+09:00"}, ["03", "02"]),
        ({"requester": "nobody"}, []),
    ],
)
def test_a_list_is_narrowed(query: dict[str, str], minutes: list[str]) -> None:
    assert [minute for _, minute in found(busy().get("/requests", query))] == minutes


def test_page_by_page_everything_comes_once() -> None:
    client = busy()
    pages = [client.get("/requests", {"role": DEV_ROLE, "limit": "3"})]
    while cursor := pages[-1].body["cursor"]:
        pages.append(client.get("/requests", {"role": DEV_ROLE, "limit": "3", "cursor": cursor}))
    assert [len(page.body["requests"]) for page in pages] == [3, 3, 1]
    assert [minute for page in pages for _, minute in found(page)] == [f"0{minute}" for minute in range(6, -1, -1)]


def test_a_cursor_of_another_search_is_refused() -> None:
    client = busy()
    cursor = client.get("/requests", {"role": DEV_ROLE, "limit": "3"}).body["cursor"]
    answer = client.get("/requests", {"requester": "dev1", "cursor": cursor})
    assert (answer.status, answer.codes) == (400, ["invalid-cursor"])


# ---- Languages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "japanese"),
    [("ja", True), ("ja-JP,ja;q=0.9,en;q=0.8", True), ("en-GB,en;q=0.8,ja;q=0.5", False), ("", False), ("*", False)],
)
def test_reasons_come_in_the_callers_language(client: Client, accepted: str, *, japanese: bool) -> None:
    answer = client.get("/requests/r-000000000000", headers={"accept-language": accepted})
    message = answer.body["reasons"][0]["message"]
    assert ("ありません" in message) is japanese
    assert ("There is no request" in message) is not japanese


def test_a_request_made_in_japanese_is_told_in_japanese_later(client: Client) -> None:
    answer = client.post("/requests", ASK, {"Accept-Language": "ja"})
    (request,) = client.world.store._requests.values()
    assert (answer.status, request.language, request.status) == (201, Language.JAPANESE, Status.PENDING)


def test_everybody_of_the_builders_is_an_arn_that_the_api_knows() -> None:
    assert all(Client(arn=arn_of(person)).get("/requests").status == 200 for person in (DEV1, DEV2, SRE1, SRE2))
    assert Client(arn=arn_of(a_person("stranger"))).get("/requests").status == 403
