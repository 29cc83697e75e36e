"""Committed events on an EventBridge bus, for other systems: alerts, tickets, an archive outside the table."""

import json
from typing import TYPE_CHECKING

from aws_access.adapters.aws import Aws, transient_as_unavailable
from aws_access.domain.audit import Event, as_text
from aws_access.domain.errors import Unavailable
from aws_access.domain.model import Request

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

SOURCE = "aws-access"


class EventBridgeBus:
    """The port `EventBus`. The hash goes along: whoever keeps these events notices a table that was rewritten."""

    def __init__(self, aws: Aws, bus_name: str) -> None:
        self._bus_name = bus_name
        self._events: EventBridgeClient = aws.client("events")

    def publish(self, event: Event, request: Request | None) -> None:
        """One event, with what the request is by now."""
        detail = {
            "chain": event.chain,
            "sequence": event.sequence,
            "at": as_text(event.at),
            "actor": event.actor,
            "details": event.details,
            "hash": event.hash,
            "request": None if request is None else _summary(request),
        }
        with transient_as_unavailable("EventBridge"):
            answer = self._events.put_events(
                Entries=[
                    {
                        "EventBusName": self._bus_name,
                        "Source": SOURCE,
                        "DetailType": event.type,
                        "Time": event.at,
                        "Resources": [event.chain] if event.chain.startswith("arn:") else [],
                        "Detail": json.dumps(detail, ensure_ascii=False),
                    }
                ]
            )
        if answer["FailedEntryCount"]:
            raise Unavailable("EventBridge")


def _summary(request: Request) -> dict[str, str]:
    return {
        "request_id": request.id,
        "status": request.status,
        "requester": request.requester.iam_user,
        "environment": request.environment,
        "role_arn": request.payload.role_arn,
        "service": request.service,
    }
