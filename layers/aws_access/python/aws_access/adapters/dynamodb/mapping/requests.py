"""Requests as items, and back."""

import json
from datetime import timedelta
from typing import Any

from aws_access.adapters.dynamodb.items import DUE, RequestItem
from aws_access.adapters.dynamodb.mapping.keys import request_key
from aws_access.adapters.dynamodb.mapping.values import (
    assessment_in,
    assessment_text,
    dumped,
    failure_in,
    loaded,
    moment_in,
    moment_text,
    permission_in,
    statements_text,
)
from aws_access.domain.audit import as_moment, as_text
from aws_access.domain.errors import Conflict, InvalidInput
from aws_access.domain.ids import Form, IamUserName, RequestId, RoleArn, SlackUserId
from aws_access.domain.model import Head, Payload, Person, Request, Review, Status, Vote, Wait, as_typed
from aws_access.domain.reasons import Language, reason
from aws_access.domain.verdict import Proof


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
        statements=statements_text(payload.permission),
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
        decided_at=moment_text(request.decided_at),
        note=request.note,
        ends_at=moment_text(request.ends_at),
        revoked_by=request.revoked_by,
        cancelled_by=request.cancelled_by,
        narrowed_by=request.narrowed_by,
        left_out=list(request.left_out) or None,
        ended_at=moment_text(request.ended_at),
        failure=request.failure.as_dict() if request.failure else None,
        votes=dumped(request.votes),
        waits=dumped(request.waits),
        starts_at=moment_text(payload.starts_at),
        extends=payload.extends,
        break_glass=request.break_glass or None,
        review=dumped(request.review) if request.review else None,
        remind_at=moment_text(request.remind_at),
        reminders=request.reminders or None,
        escalate_at=moment_text(request.escalate_at),
        warn_at=moment_text(request.warn_at),
        due_queue=DUE if request.due_at else None,
        due_at=moment_text(request.due_at),
        assessment=assessment_text(request.assessment),
        sessions_until=moment_text(request.sessions_until),
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
    permission = permission_in(item)
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
            moment_in(item.starts_at),
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
        decided_at=moment_in(item.decided_at),
        note=item.note,
        ends_at=moment_in(item.ends_at),
        revoked_by=item.revoked_by,
        cancelled_by=item.cancelled_by,
        narrowed_by=item.narrowed_by,
        left_out=tuple(item.left_out or ()),
        ended_at=moment_in(item.ended_at),
        failure=failure_in(item),
        votes=loaded(item.votes, Vote),
        waits=loaded(item.waits, Wait),
        break_glass=bool(item.break_glass),
        review=next(iter(loaded(item.review and f"[{item.review}]", Review)), None),
        remind_at=moment_in(item.remind_at),
        reminders=int(item.reminders or 0),
        escalate_at=moment_in(item.escalate_at),
        warn_at=moment_in(item.warn_at),
        due_at=moment_in(item.due_at),
        assessment=assessment_in(item.assessment),
        sessions_until=moment_in(item.sessions_until),
        proof=Proof.of(json.loads(item.proof)) if item.proof else None,
        version=int(item.version),
        head=Head(int(item.sequence), item.last_hash),
    )
