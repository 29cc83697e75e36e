"""Locks as items, and back."""

from collections.abc import Iterable
from typing import Any

from aws_access.adapters.dynamodb.items import LockItem, LocksItem
from aws_access.adapters.dynamodb.mapping.keys import HEAD, LOCKS
from aws_access.domain.audit import as_moment, as_text
from aws_access.domain.ids import IamUserName
from aws_access.domain.locks import Lock, LockKind, Locks, LockTarget
from aws_access.domain.model import Head


def locks_of(raws: Iterable[dict[str, Any]]) -> Locks:
    """The items of the key LOCKS."""
    head = Head()
    found: list[Lock] = []
    released: list[Lock] = []
    for raw in raws:
        if raw["sk"]["S"] == HEAD:
            item = LocksItem.from_raw_data(raw)
            head = Head(int(item.sequence), item.last_hash)
        else:
            (found if raw["locked"]["BOOL"] else released).append(_lock_of(raw))
    return Locks(tuple(found), head, tuple(released))


def locks_item(head: Head) -> LocksItem:
    return LocksItem(LOCKS, HEAD, sequence=head.sequence, last_hash=head.hash)


def lock_item(lock: Lock, *, locked: bool) -> LockItem:
    return LockItem(
        LOCKS,
        f"LOCK#{lock.target.key}",
        kind=lock.target.kind,
        subject=lock.target.subject,
        name=lock.target.name,
        by=lock.by,
        at=as_text(lock.at),
        why=lock.why,
        locked=locked,
    )


def _lock_of(raw: dict[str, Any]) -> Lock:
    item = LockItem.from_raw_data(raw)
    target = LockTarget(LockKind(item.kind), item.subject, item.name)
    return Lock(target, IamUserName(item.by), as_moment(item.at), item.why)
