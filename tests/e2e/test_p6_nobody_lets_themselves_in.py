"""P6 through the deployed front doors: signatures, guests, strangers, the unlisted and oneself."""

import pytest

from local.office import Office
from local.stack import Stack


def waiting(office: Office, request_id: str) -> bool:
    """Whether it still waits, once every click so far has been dealt with."""
    answered = office.ask("sre2", "dynamodb verify 10m")  # comes after them in the queue
    return bool(answered) and office.request(request_id)["status"] == "PENDING"


@pytest.mark.parametrize(
    ("secret", "age_seconds"), [("not-the-secret", 0), (None, 301), (None, -400), ("", 0)], ids=str
)
def test_p6_a_click_that_is_forged_or_stale_is_refused(
    office: Office, stack: Stack, secret: str | None, age_seconds: int
) -> None:
    request_id = office.ask("dev1", "dynamodb verify 10m")
    payload = office.click_payload(stack.people["sre1"].slack_id, office.card(request_id))
    assert office.deliver(payload, secret=secret, age_seconds=age_seconds).status_code == 401
    assert waiting(office, request_id)


@pytest.mark.parametrize("person", ["dev1", "dev2", "guest1"])
def test_p6_a_click_of_the_requester_the_unlisted_or_a_guest_approves_nothing(office: Office, person: str) -> None:
    request_id = office.ask("dev1", "dynamodb verify 10m")
    office.click(person, "approve", request_id)
    assert waiting(office, request_id)


def test_p6_a_well_signed_click_of_somebody_whom_slack_does_not_know_approves_nothing(
    office: Office, stack: Stack
) -> None:
    request_id = office.ask("dev1", "dynamodb verify 10m")
    assert office.deliver(office.click_payload("U0STRANGER", office.card(request_id))).status_code == 200
    assert waiting(office, request_id)


@pytest.mark.parametrize(("person", "code"), [("dev1", "self-approval"), ("dev2", "not-approver")])
def test_p6_the_api_refuses_the_requester_and_the_unlisted(
    office: Office, stack: Stack, person: str, code: str
) -> None:
    request_id = office.ask("dev1", "dynamodb verify 10m")
    body = {"payload_hash": office.request(request_id)["payload_hash"]}
    with stack.api(person) as api:
        answer = api.post(f"/requests/{request_id}/approve", json=body)
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (403, code)


def test_p6_an_approval_that_is_replayed_after_the_end_changes_nothing(office: Office, stack: Stack) -> None:
    request_id = office.ask("dev1", "dynamodb verify 10m")
    payload = office.click_payload(stack.people["sre1"].slack_id, office.card(request_id))
    office.deliver(payload)
    office.wait(request_id, "ACTIVE")
    office.revoke(request_id)
    office.deliver(payload)
    assert office.ask("sre2", "dynamodb verify 10m")
    assert office.request(request_id)["status"] == "REVOKED"


def test_p6_a_guest_is_told_that_guests_get_nothing(office: Office) -> None:
    office.at("guest1").command("/aws-access dynamodb verify 10m")
    told = office.at("guest1").wait_for(lambda message: "no guests" in message.all_text)
    assert told.is_ephemeral
    assert office.asked_by("guest1") == set()
