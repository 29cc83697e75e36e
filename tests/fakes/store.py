"""The table in memory: what was sent, requests, ledgers and audit events, written as conditionally as the real one."""

import base64
import json
import threading
from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import datetime

from aws_access.domain.audit import Event, as_moment, as_text, head_of
from aws_access.domain.errors import ConcurrentChange, InvalidInput, NotFound
from aws_access.domain.ids import RequestId, RoleArn
from aws_access.domain.ledger import Ledger, RoleChange, RoleRecord
from aws_access.domain.lifecycle.change import Change
from aws_access.domain.locks import Lock, LockChange, Locks
from aws_access.domain.model import Grant, Head, Request
from aws_access.domain.reasons import reason
from aws_access.ports import Index, MessageRef, Page, Search
from tests.fakes.faults import Faults


class FakeStore:
    """What is not frozen is copied in and out, so that nobody can change what is stored except by a commit."""

    def __init__(self, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self._lock = threading.Lock()
        self._requests: dict[RequestId, Request] = {}
        self._events: dict[tuple[str, int], Event] = {}
        self._records: dict[RoleArn, RoleRecord] = {}
        self._locks: dict[str, Lock] = {}
        self._released: dict[str, Lock] = {}
        self._locks_head = Head()
        self._grants: dict[RoleArn, dict[RequestId, Grant]] = {}

    def request(self, request_id: RequestId) -> Request:
        with self.faults.call("DynamoDB"):
            if request_id not in self._requests:
                raise NotFound(reason("request-unknown", request=request_id))
            return _copied(self._requests[request_id])

    def commit(self, change: Change) -> None:
        with self.faults.call("DynamoDB"), self._lock:
            stored = self._requests.get(change.request.id)
            self._put_events(change.events, free=(stored.version if stored else 0) == change.expects)
            self._requests[change.request.id] = _copied(change.request)
            if change.grant is not None:
                grants = self._grants.setdefault(change.grant.role_arn, {})
                grants.pop(change.grant.request_id, None)
                if not change.forget_grant:
                    grants[change.grant.request_id] = change.grant

    def ledger(self, role_arn: RoleArn) -> Ledger:
        with self.faults.call("DynamoDB"):
            grants = self._grants.get(role_arn, {})
            record = self._records.get(role_arn, RoleRecord(role_arn))
            return Ledger(record, tuple(grants[each] for each in sorted(grants)))

    def record_role_change(self, change: RoleChange) -> None:
        role_arn = change.record.role_arn
        with self.faults.call("DynamoDB"), self._lock:
            stored = self._records.get(role_arn, RoleRecord(role_arn))
            self._put_events((change.event,), free=stored.head == change.expects)
            self._records[role_arn] = change.record

    def locks(self) -> Locks:
        with self.faults.call("DynamoDB"):
            locks, released = (tuple(each[key] for key in sorted(each)) for each in (self._locks, self._released))
            return Locks(locks, self._locks_head, released)

    def commit_lock(self, change: LockChange) -> None:
        key = change.lock.target.key
        with self.faults.call("DynamoDB"), self._lock:
            self._put_events((change.event,), free=self._locks_head == change.expects)
            self._locks_head = head_of(change.event)
            now, before = (self._locks, self._released) if change.locked else (self._released, self._locks)
            now[key] = change.lock
            before.pop(key, None)

    def due(self, now: datetime) -> Iterable[Request]:
        with self.faults.call("DynamoDB"):
            found = [(each.due_at, each.id, each) for each in self._requests.values() if each.due_at is not None]
            return [_copied(each) for due_at, _, each in sorted(found, key=lambda item: item[:2]) if due_at <= now]

    def search(self, search: Search) -> Page:
        if not 1 <= search.limit <= 100:
            raise InvalidInput(reason("invalid-field", field="limit", problem="1 to 100"))
        after = _read_cursor(search)
        with self.faults.call("DynamoDB"):
            found = sorted(
                (each for each in self._requests.values() if _matches(each, search)), key=_place, reverse=True
            )
            rest = [each for each in found if after is None or _place(each) < after]
            page = tuple(_copied(each) for each in rest[: search.limit])
            return Page(page, _write_cursor(search, page[-1]) if len(rest) > len(page) else None)

    def events(self, chain: str) -> Sequence[Event]:
        with self.faults.call("DynamoDB"):
            return [deepcopy(self._events[each]) for each in sorted(self._events) if each[0] == chain]

    def _put_events(self, events: tuple[Event, ...], *, free: bool) -> None:
        """First of every write: nothing is changed if it may not be."""
        if not free or any((each.chain, each.sequence) in self._events for each in events):
            raise ConcurrentChange
        for each in events:
            self._events[each.chain, each.sequence] = deepcopy(each)


def _copied(request: Request) -> Request:
    """All of a request is frozen but for the facts of its failure."""
    return request if request.failure is None else deepcopy(request)


def _matches(request: Request, search: Search) -> bool:
    value = {
        Index.REQUESTER: request.requester.iam_user,
        Index.STATUS: request.status.value,
        Index.ROLE: request.payload.role_arn,
        Index.DAY: f"{request.created:%Y-%m-%d}",
    }[search.index]
    return (
        value == search.value
        and (search.since is None or search.since <= request.created)
        and (search.until is None or request.created < search.until)
        and search.status in (None, request.status)
    )


def _place(request: Request) -> tuple[datetime, str]:
    return request.created, request.id


def _write_cursor(search: Search, last: Request) -> str:
    return base64.urlsafe_b64encode(
        json.dumps([search.index, search.value, as_text(last.created), last.id]).encode()
    ).decode()


def _read_cursor(search: Search) -> tuple[datetime, str] | None:
    if search.cursor is None:
        return None
    try:
        index, value, created, last = json.loads(base64.urlsafe_b64decode(search.cursor))
        if (index, value) == (search.index, search.value):
            return as_moment(created), RequestId(last)
    except (ValueError, TypeError, RecursionError, InvalidInput):
        pass
    raise InvalidInput(reason("invalid-cursor"))


class FakeMessageLog:
    def __init__(self, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.refs: dict[tuple[str, str], MessageRef] = {}

    def find(self, chain: str, key: str) -> MessageRef | None:
        with self.faults.call("DynamoDB"):
            return self.refs.get((chain, key))

    def begin(self, chain: str, key: str, channel: str) -> None:
        with self.faults.call("DynamoDB"):
            self.refs.setdefault((chain, key), MessageRef(channel, None))

    def sent(self, chain: str, key: str, ref: MessageRef) -> None:
        with self.faults.call("DynamoDB"):
            self.refs[chain, key] = ref
