"""The domain's values as items, and back."""

import dataclasses
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pynamodb.attributes import MapAttribute

from aws_access.adapters.dynamodb.items import DUE, EventItem, GrantItem, LockItem, LocksItem, RecordItem, RequestItem
from aws_access.domain.assessment import Assessment, Gain, RiskClass
from aws_access.domain.audit import Event, EventType, as_moment, as_text
from aws_access.domain.errors import Conflict, InvalidInput
from aws_access.domain.ids import Form, IamUserName, RequestId, RoleArn, SlackUserId
from aws_access.domain.ledger import RoleRecord, Written
from aws_access.domain.locks import Lock, LockKind, Locks, LockTarget
from aws_access.domain.model import Grant, Head, Payload, Person, Request, Review, Status, Vote, Wait, as_typed
from aws_access.domain.policies import POLICY_NAME
from aws_access.domain.reasons import Language, Reason, reason
from aws_access.domain.statements import Condition, Permission, Statement
from aws_access.domain.verdict import Proof


def request_key(request_id: str) -> tuple[str, str]:
    return f"REQUEST#{request_id}", "REQUEST"


def chain_key(chain: str) -> str:
    return f"AUDIT#{chain}"


def role_key(role_arn: str) -> str:
    return f"ROLE#{role_arn}"


RECORD, DOCUMENTS = "ROLE", "documents"
LOCKS, HEAD = "LOCKS", "HEAD"

_Small = TypeVar("_Small", Vote, Wait, Review)


def request_item(request: Request) -> RequestItem:
    payload = request.payload
    return RequestItem(
        *request_key(request.id),
        request_id=request.id,
        requester=request.requester.iam_user,
        requester_slack_id=request.requester.slack_id,
        teams=list(request.requester.teams),
        status=request.status,
        environment=request.environment,
        account=payload.role_arn.account,
        role_arn=payload.role_arn,
        form=payload.form if payload.form is not Form.ROLE else None,
        service=request.service,
        resource=as_typed(request.resources),
        actions=list(payload.permission.actions),
        resources=list(payload.permission.resources),
        statements=_statements(payload.permission),
        duration_seconds=int(payload.duration.total_seconds()),
        payload_hash=payload.hash,
        reason=request.reason,
        language=request.language,
        rule=request.rule,
        rules_version=request.rules_version,
        created=as_text(request.created),
        day=as_text(request.created)[:10],
        lapse_at=as_text(request.lapse_at),
        decided_by=request.decided_by,
        decided_at=_text(request.decided_at),
        note=request.note,
        ends_at=_text(request.ends_at),
        revoked_by=request.revoked_by,
        cancelled_by=request.cancelled_by,
        narrowed_by=request.narrowed_by,
        left_out=list(request.left_out) or None,
        ended_at=_text(request.ended_at),
        failure=request.failure.as_dict() if request.failure else None,
        votes=_dump(request.votes),
        waits=_dump(request.waits),
        starts_at=_text(payload.starts_at),
        extends=payload.extends,
        break_glass=request.break_glass or None,
        review=_dump(request.review) if request.review else None,
        remind_at=_text(request.remind_at),
        reminders=request.reminders or None,
        escalate_at=_text(request.escalate_at),
        warn_at=_text(request.warn_at),
        due_queue=DUE if request.due_at else None,
        due_at=_text(request.due_at),
        assessment=_assessment_text(request.assessment),
        sessions_until=_text(request.sessions_until),
        proof=json.dumps(request.proof.as_dict(), ensure_ascii=False) if request.proof is not None else None,
        version=request.version,
        sequence=request.head.sequence,
        last_hash=request.head.hash,
    )


def request_of(raw: dict[str, Any]) -> Request:
    """The request in an item. Conflict when somebody else changed the item so that it is not what was approved."""
    try:
        item = RequestItem.from_raw_data(raw)
        request = _request(item)
    except (AttributeError, InvalidInput, KeyError, TypeError, ValueError) as error:
        raise Conflict(reason("payload-changed")) from error
    if request.payload.hash != item.payload_hash:
        raise Conflict(reason("payload-changed"))
    return request


def _request(item: RequestItem) -> Request:
    requester = Person(
        IamUserName(item.requester),
        SlackUserId(item.requester_slack_id) if item.requester_slack_id else None,
        tuple(item.teams),
    )
    permission = _permission(item)
    duration = timedelta(seconds=int(item.duration_seconds))
    return Request(
        id=RequestId(item.request_id),
        requester=requester,
        environment=item.environment,
        payload=Payload(
            requester.iam_user,
            RoleArn(item.role_arn),
            permission,
            duration,
            _moment(item.starts_at),
            RequestId(item.extends) if item.extends else None,
        ),
        service=item.service,
        resources=tuple((item.resource or "").split()),
        reason=item.reason,
        language=Language(item.language),
        rule=item.rule,
        rules_version=item.rules_version,
        created=as_moment(item.created),
        lapse_at=as_moment(item.lapse_at),
        status=Status(item.status),
        decided_by=item.decided_by,
        decided_at=_moment(item.decided_at),
        note=item.note,
        ends_at=_moment(item.ends_at),
        revoked_by=item.revoked_by,
        cancelled_by=item.cancelled_by,
        narrowed_by=item.narrowed_by,
        left_out=tuple(item.left_out or ()),
        ended_at=_moment(item.ended_at),
        failure=_failure(item),
        votes=_load(item.votes, Vote),
        waits=_load(item.waits, Wait),
        break_glass=bool(item.break_glass),
        review=next(iter(_load(item.review and f"[{item.review}]", Review)), None),
        remind_at=_moment(item.remind_at),
        reminders=int(item.reminders or 0),
        escalate_at=_moment(item.escalate_at),
        warn_at=_moment(item.warn_at),
        due_at=_moment(item.due_at),
        assessment=_assessment(item.assessment),
        sessions_until=_moment(item.sessions_until),
        proof=Proof.of(json.loads(item.proof)) if item.proof else None,
        version=int(item.version),
        head=Head(int(item.sequence), item.last_hash),
    )


def _statements(permission: Permission) -> str | None:
    """JSON text, where actions and resources do not say all."""
    return None if permission.is_plain else json.dumps(permission.as_list(), ensure_ascii=False)


def _permission(item: RequestItem | GrantItem) -> Permission:
    if not item.statements:
        return Permission((Statement(tuple(item.actions), tuple(item.resources)),))
    permission = Permission(
        tuple(
            Statement(
                tuple(each["actions"]),
                tuple(each["resources"]),
                tuple(Condition(operator, key, tuple(values)) for operator, key, values in each["conditions"]),
            )
            for each in json.loads(item.statements)
        )
    )
    if (list(permission.actions), list(permission.resources)) != (list(item.actions), list(item.resources)):
        raise ValueError("actions or resources are not those of the statements")
    return permission


def _assessment_text(assessment: Assessment | None) -> str | None:
    if assessment is None:
        return None
    fields = dataclasses.asdict(assessment) | {"cautions": [each.as_dict() for each in assessment.cautions]}
    return json.dumps(fields, ensure_ascii=False)


def _assessment(text: str | None) -> Assessment | None:
    if not text:
        return None
    fields = json.loads(text)
    gains = tuple(
        Gain(**each | {name: tuple(each[name]) for name in ("actions", "resources")}) for each in fields["gains"]
    )
    cautions = tuple(Reason(**each) for each in fields["cautions"])
    return Assessment(RiskClass(fields["risk"]), gains, fields["more"], cautions)


def _failure(item: RequestItem) -> Reason | None:
    # None where there is none, whatever PynamoDB's types say
    stored: MapAttribute[str, object] | None = item.failure
    return Reason(**stored.as_dict()) if stored is not None else None  # type: ignore[no-untyped-call]  # as in items


def _dump(value: object) -> str | None:
    """Small values that auditors read as well: JSON, times as everywhere."""
    if value == ():
        return None
    listed = value if isinstance(value, tuple) else None
    fields = [_fields(each) for each in listed] if listed is not None else _fields(value)
    return json.dumps(fields, ensure_ascii=False)


def _fields(value: Any) -> dict[str, object]:
    return {
        name: as_text(field) if isinstance(field, datetime) else field
        for name, field in dataclasses.asdict(value).items()
    }


def _load(text: str | None, kind: type[_Small]) -> tuple[_Small, ...]:
    """What `_dump` wrote of a tuple of these."""
    values = []
    for fields in json.loads(text or "[]"):
        for name in ("at", "due"):
            if fields.get(name) is not None:
                fields[name] = as_moment(fields[name])
        if fields.get("by") is not None:
            fields["by"] = IamUserName(fields["by"])
        values.append(kind(**fields))
    return tuple(values)


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


def record_item(record: RoleRecord) -> RecordItem:
    documents = {name: {"hash": each.hash, "parts": list(each.parts)} for name, each in record.documents.items()}
    return RecordItem(
        role_key(record.role_arn),
        RECORD,
        policy_hash=record.policy_hash,
        request_ids=list(map(str, record.request_ids)),
        documents=json.dumps(documents, ensure_ascii=False),
        sequence=record.head.sequence,
        last_hash=record.head.hash,
    )


def record_of(raw: dict[str, Any], role_arn: RoleArn) -> RoleRecord:
    item = RecordItem.from_raw_data(raw)
    if DOCUMENTS not in raw:
        documents = {POLICY_NAME: Written(item.policy_hash, tuple(item.request_ids))}
    else:
        stored = json.loads(item.documents)
        documents = {name: Written(each["hash"], tuple(each["parts"])) for name, each in stored.items()}
    return RoleRecord(role_arn, documents, Head(int(item.sequence), item.last_hash))


def grant_item(grant: Grant) -> GrantItem:
    return GrantItem(
        role_key(grant.role_arn),
        f"GRANT#{grant.request_id}",
        request_id=grant.request_id,
        person=grant.person,
        actions=list(grant.permission.actions),
        resources=list(grant.permission.resources),
        statements=_statements(grant.permission),
        ends_at=as_text(grant.ends_at),
        starts_at=_text(grant.starts_at),
        revoked=grant.revoked,
        attached=grant.attached,
        denied_until=_text(grant.denied_until),
    )


def grant_of(raw: dict[str, Any], role_arn: RoleArn) -> Grant:
    item = GrantItem.from_raw_data(raw)
    return Grant(
        RequestId(item.request_id),
        role_arn,
        IamUserName(item.person),
        _permission(item),
        as_moment(item.ends_at),
        revoked=item.revoked,
        attached=item.attached,
        starts_at=_moment(item.starts_at),
        denied_until=_moment(item.denied_until),
    )


def _text(moment: datetime | None) -> str | None:
    return as_text(moment) if moment else None


def _moment(text: str | None) -> datetime | None:
    return as_moment(text) if text else None
