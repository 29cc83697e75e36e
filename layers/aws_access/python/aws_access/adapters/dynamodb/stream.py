"""Audit events as the table's stream delivers them."""

from typing import Any

from aws_access.adapters.dynamodb.mapping.events import event_of
from aws_access.domain.audit import Event
from aws_access.domain.errors import InvalidInput
from aws_access.domain.reasons import reason


def event_from_image(image: dict[str, Any]) -> Event:
    """The event in a new image; InvalidInput for anything else, and for an event that is not what its hash says."""
    try:
        event = event_of(image)
        if event.hash == event.computed_hash():
            return event
    except (AttributeError, KeyError, TypeError, ValueError):
        pass
    raise InvalidInput(reason("invalid-field", field="NewImage", problem="not an audit event of ours"))
