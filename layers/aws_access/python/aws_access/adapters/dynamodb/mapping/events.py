"""Audit events as items, and back."""

import json
from typing import Any

from aws_access.adapters.dynamodb.items import EventItem
from aws_access.adapters.dynamodb.mapping.keys import chain_key
from aws_access.domain.audit import Event, EventType, as_moment, as_text


def event_item(event: Event) -> EventItem:
    return EventItem(
        chain_key(event.chain),
        f"{event.sequence:08}",
        chain=event.chain,
        sequence=event.sequence,
        type=event.type,
        at=as_text(event.at),
        actor=event.actor,
        details=json.dumps(event.details, sort_keys=True, ensure_ascii=False),
        previous=event.previous,
        hash=event.hash,
    )


def event_of(raw: dict[str, Any]) -> Event:
    """The event in an item as it is stored; whether it was changed is for `audit.broken_at` to say."""
    item = EventItem.from_raw_data(raw)
    return Event(
        chain=item.chain,
        sequence=int(item.sequence),
        type=EventType(item.type),
        at=as_moment(item.at),
        actor=item.actor,
        details=json.loads(item.details),
        previous=item.previous,
        hash=item.hash,
    )
