"""P7: a stored request that says something else than its events is noticed, field by field."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aws_access.domain.history import differences
from aws_access.domain.model import Status
from tests.builders import DEV2, NOW, SRE_ROLE, a_payload, a_proof, a_request, an_assessment, way_to


@pytest.mark.parametrize("status", list(Status))
def test_p7_a_request_as_it_was_written_is_what_its_events_say(status: Status) -> None:
    changes = way_to(status, a_request(assessment=an_assessment(), proof=a_proof()))
    events = [event for change in changes for event in change.events]
    assert differences(changes[-1].request, events) == ()


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"status": Status.EXPIRED}, "status"),
        ({"decided_by": "sre2"}, "decided_by"),
        ({"revoked_by": "sre2"}, "revoked_by"),
        ({"requester": DEV2}, "requester"),
        ({"reason": "another"}, "reason"),
        ({"rule": "another"}, "rule"),
        ({"ends_at": NOW + timedelta(days=9)}, "ends_at"),
        ({"environment": "production"}, "environment"),
        ({"assessment": an_assessment()}, "risk"),
        ({"proof": a_proof()}, "proof"),
        ({"payload": a_payload(role_arn=SRE_ROLE)}, "payload_hash"),
    ],
)
def test_p7_a_request_that_was_changed_behind_its_events_is_noticed(changed: dict[str, Any], named: str) -> None:
    changes = way_to(Status.ACTIVE, a_request())
    events = [event for change in changes for event in change.events]
    assert named in differences(replace(changes[-1].request, **changed), events)
