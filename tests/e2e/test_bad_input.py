"""Whatever is typed gets a clear answer for the eyes of that person, and leaves nothing behind."""

import pytest

from local.office import Office
from local.stack import Stack

HOSTILE = "\u200f\u05e9\u05dc\u05d5\u05dd <!channel> <script>alert(1)</script> 🔥"  # right to left


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "/aws-access"),
        ("help", "/aws-access"),
        ("dynamodb", "/aws-access"),
        ("dynamodb verify", "a duration"),
        ("dynamdb verfy 4h", "/aws-access dynamodb verify 4h"),
        ("dynamodb nowhere 4h", "no environment"),
        ("nosuch verify 4h", "no service"),
        ("dynamodb verify 0h", "not a duration"),
        ("dynamodb verify -1h", "not a duration"),
        ("dynamodb verify 9999h", "too long"),
        ("dynamodb verify 4h a b", "one word too many"),
        ("dynamodb:nolevel verify 4h", "nothing of the level"),
        ("dynamodb verify 4h ../../etc/passwd?x", "not a resource"),
        ("🔥 verify 4h", "not a service"),
        (HOSTILE, "/aws-access"),
        ("x" * 2_000, "characters"),
        ("x" * 10_000, "too long"),
        ("status", "needs the id"),
        ("status r-000000000000", "no request"),
        ("revoke r-000000000000", "no request"),
        ("revoke everything", "not a valid request id"),
    ],
    ids=lambda text: text[:24],
)
def test_what_cannot_be_done_is_answered_and_leaves_nothing_behind(office: Office, typed: str, says: str) -> None:
    before = office.asked_by("dev1")
    seen = {message.ts for message in office.at("dev1").messages()}
    office.at("dev1").command(f"/aws-access {typed}")
    answer = office.at("dev1").wait_for(lambda message: message.ts not in seen and message.is_ephemeral)
    assert says in answer.all_text
    assert "<!channel>" not in answer.all_text
    assert office.asked_by("dev1") == before


def test_a_japanese_colleague_is_answered_in_japanese(office: Office) -> None:
    office.at("dev2").command("/aws-access dynamodb 検証 9999時間")
    assert office.at("dev2").wait_for(lambda message: "長すぎます" in message.all_text).is_ephemeral


def test_list_and_status_tell_of_ones_own_requests(stack: Stack, office: Office) -> None:
    request_id = office.ask("dev1", "dynamodb:read 検証 4時間 -- INC-42: db down")
    for command in ("list", f"status {request_id}"):
        seen = {message.ts for message in office.at("dev1").messages()}
        office.at("dev1").command(f"/aws-access {command}")
        office.at("dev1").wait_for(
            lambda message, seen=seen: message.ts not in seen and request_id in message.all_text  # type: ignore[misc]
        )
    assert office.request(request_id)["reason"] == "INC-42: db down"


def test_what_needs_no_approval_is_attached_without_a_click(stack: Stack, office: Office) -> None:
    request = office.wait(office.ask("dev1", "logs:read verify 10m"), "ACTIVE")
    assert request["decided_by"] == "(aws-access)"


def test_requests_are_found_by_requester_status_role_and_day_page_by_page(stack: Stack, office: Office) -> None:
    ids = [office.ask("dev1", "dynamodb verify 10m") for _ in range(3)]
    request = office.request(ids[0])
    with stack.api("sre1") as api:
        for query in (
            {"requester": "dev1"},
            {"status": "PENDING"},
            {"role": request["role_arn"]},
            {"day": request["created"][:10]},
        ):
            found, cursor = [], ""
            while True:
                page = api.get("/requests", params={**query, "limit": "2", **({"cursor": cursor} if cursor else {})})
                told = page.raise_for_status().json()
                assert len(told["requests"]) <= 2
                found += [each["request_id"] for each in told["requests"]]
                if not (cursor := told["cursor"]):
                    break
            assert set(ids) <= set(found), query
            assert len(found) == len(set(found))
        late = api.get("/requests", params={"requester": "dev1", "since": "2999-01-01T00:00:00Z"})
        assert late.json()["requests"] == []
