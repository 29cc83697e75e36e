"""The port `Store` over DynamoDB: queries by key and index, never a scan; writes that are conditional transactions."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from pynamodb.expressions.condition import Condition

from aws_access.adapters.dynamodb.items import DUE, DUE_INDEX, EventItem, Item, LocksItem, RecordItem, RequestItem
from aws_access.adapters.dynamodb.mapping.events import event_item, event_of
from aws_access.adapters.dynamodb.mapping.keys import LOCKS, RECORD, chain_key, request_key, role_key
from aws_access.adapters.dynamodb.mapping.ledgers import grant_item, grant_of, record_item, record_of
from aws_access.adapters.dynamodb.mapping.locks import lock_item, locks_item, locks_of
from aws_access.adapters.dynamodb.mapping.requests import request_item, request_of
from aws_access.adapters.dynamodb.search import find, sound
from aws_access.adapters.dynamodb.table import Table
from aws_access.domain.audit import Event, as_text, head_of
from aws_access.domain.errors import InvalidInput, NotFound, Unavailable
from aws_access.domain.ids import RequestId, RoleArn
from aws_access.domain.ledger import Ledger, RoleChange, RoleRecord
from aws_access.domain.lifecycle.change import Change
from aws_access.domain.locks import LockChange, Locks
from aws_access.domain.model import Grant, Request
from aws_access.domain.reasons import reason
from aws_access.ports import Page, Search

_UNREADABLE = (AttributeError, InvalidInput, KeyError, TypeError, ValueError)
"""What an item raises that is none of ours."""

_log = logging.getLogger(__name__)


class DynamoStore:
    """The port `Store` over the table of this name. `endpoint` None: AWS, or where AWS_ENDPOINT_URL points."""

    def __init__(self, table_name: str, *, region: str | None = None, endpoint: str | None = None) -> None:
        self._table = Table(table_name, region, endpoint)

    def request(self, request_id: RequestId) -> Request:
        """One item; Conflict when it is not what was approved."""
        raw = self._table.get(*request_key(request_id))
        if raw is None:
            raise NotFound(reason("request-unknown", request=request_id))
        return request_of(raw)

    def commit(self, change: Change) -> None:
        """One transaction."""
        unchanged = RequestItem.version == change.expects if change.expects else RequestItem.pk.does_not_exist()
        puts: list[tuple[Item, Condition | None]] = [
            (request_item(change.request), unchanged),
            *map(_new, change.events),
        ]
        deletes: list[Item] = []
        if change.grant is not None and change.forget_grant:
            deletes.append(grant_item(change.grant))
        elif change.grant is not None:
            puts.append((grant_item(change.grant), None))
        self._table.transact(puts, deletes)

    def ledger(self, role_arn: RoleArn) -> Ledger:
        """The items of one key; every page. Unavailable for a record that cannot be read: it must not pass for none."""
        record, grants = RoleRecord(role_arn), list[Grant]()
        for raw in self._table.query(role_key(role_arn)):
            if raw["sk"]["S"] != RECORD:
                grants.extend(_grants_in(raw, role_arn))
                continue
            try:
                record = record_of(raw, role_arn)
            except _UNREADABLE as error:
                raise Unavailable("DynamoDB") from error
        return Ledger(record, tuple(grants))

    def record_role_change(self, change: RoleChange) -> None:
        """One transaction."""
        head = change.expects
        unchanged = (
            (RecordItem.sequence == head.sequence) & (RecordItem.last_hash == head.hash)
            if head.sequence
            else RecordItem.pk.does_not_exist()
        )
        self._table.transact([(record_item(change.record), unchanged), _new(change.event)])

    def locks(self) -> Locks:
        """The items of one key; every page. Unavailable for one that cannot be read: it must not pass for no lock."""
        try:
            return locks_of(self._table.query(LOCKS))
        except _UNREADABLE as error:
            raise Unavailable("DynamoDB") from error

    def commit_lock(self, change: LockChange) -> None:
        """One transaction."""
        head = change.expects
        unchanged = (
            (LocksItem.sequence == head.sequence) & (LocksItem.last_hash == head.hash)
            if head.sequence
            else LocksItem.pk.does_not_exist()
        )
        lock = lock_item(change.lock, locked=change.locked)
        self._table.transact([(locks_item(head_of(change.event)), unchanged), (lock, None), _new(change.event)])

    def due(self, now: datetime) -> Iterator[Request]:
        """The index `due`, page by page, without what was tampered with."""
        until_now = RequestItem.due_at <= as_text(now)
        for raws, _ in self._table.pages(DUE, index_name=DUE_INDEX, range_key_condition=until_now):
            yield from sound(raws)

    def search(self, search: Search) -> Page:
        """A page of an index."""
        return find(self._table, search)

    def events(self, chain: str) -> Sequence[Event]:
        """The items of one key; every page."""
        return [event_of(raw) for raw in self._table.query(chain_key(chain))]


def _grants_in(raw: dict[str, Any], role_arn: RoleArn) -> Iterator[Grant]:
    """Leaves out, and logs, what no approval can have written: it must not hold up the others on its role."""
    try:
        yield grant_of(raw, role_arn)
    except _UNREADABLE:
        _log.exception("ledger entry cannot be read", extra={"role_arn": role_arn, "sk": raw["sk"]["S"]})


def _new(event: Event) -> tuple[EventItem, Condition]:
    """An event is written once and never over another."""
    return event_item(event), EventItem.pk.does_not_exist()
