"""An approver who makes a request smaller names its service, in Slack and for the API, and gets no other."""

import pytest

from aws_access.domain.model import Request, Status
from aws_access.entrypoints.messages import CommandTyped, NarrowSubmitted
from tests.api_client import Answer, Client
from tests.builders import DEV1, NOW, SRE1
from tests.office import Office, sender


def in_slack(office: Office, request: Request, service: str) -> str:
    narrow = NarrowSubmitted(sender(SRE1), request.id, request.payload.hash, duration="", service=service, resource="")
    return office.answer(narrow)


def by_api(office: Office, request: Request, service: str) -> Answer:
    body = {"payload_hash": request.payload.hash, "service": service}
    return Client(office.world).as_(SRE1).post(f"/requests/{request.id}/approve", body)


def asked(office: Office) -> Request:
    office.answer(CommandTyped(sender(DEV1), "dynamodb:read,write verify 4h", "1", NOW))
    (request,) = office.requests()
    return request


@pytest.mark.parametrize("service", ["s3:read", "s3", "dynamodbstreams:read"])
def test_p2_levels_of_another_service_approve_nothing(service: str) -> None:
    office = Office()
    request = asked(office)
    assert "not for" in in_slack(office, request, service)
    answer = by_api(office, request, service)
    assert (answer.status, answer.codes) == (400, ["not-that-service"])
    assert office.world.now_is(request) == request


def test_levels_of_its_own_service_are_approved() -> None:
    office = Office()
    request = asked(office)
    in_slack(office, request, "DynamoDB:read")
    now = office.world.now_is(request)
    assert (now.status, now.service) == (Status.APPROVED, "dynamodb:read")


def test_what_was_approved_already_is_not_approved_again_under_another_name() -> None:
    office = Office()
    request = asked(office)
    assert by_api(office, request, "dynamodb:read").status == 200
    assert by_api(office, office.world.now_is(request), "s3:read").codes == ["not-that-service"]
