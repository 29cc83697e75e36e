"""A role's ledger and its record as items, and back."""

import json
from typing import Any

from aws_access.adapters.dynamodb.items import GrantItem, RecordItem
from aws_access.adapters.dynamodb.mapping.keys import DOCUMENTS, RECORD, role_key
from aws_access.adapters.dynamodb.mapping.values import moment_in, moment_text, permission_in, statements_text
from aws_access.domain.audit import as_moment, as_text
from aws_access.domain.ids import IamUserName, RequestId, RoleArn
from aws_access.domain.ledger import RoleRecord, Written
from aws_access.domain.model import Grant, Head
from aws_access.domain.policies import POLICY_NAME


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
        statements=statements_text(grant.permission),
        ends_at=as_text(grant.ends_at),
        starts_at=moment_text(grant.starts_at),
        revoked=grant.revoked,
        attached=grant.attached,
        denied_until=moment_text(grant.denied_until),
    )


def grant_of(raw: dict[str, Any], role_arn: RoleArn) -> Grant:
    item = GrantItem.from_raw_data(raw)
    return Grant(
        RequestId(item.request_id),
        role_arn,
        IamUserName(item.person),
        permission_in(item),
        as_moment(item.ends_at),
        revoked=item.revoked,
        attached=item.attached,
        starts_at=moment_in(item.starts_at),
        denied_until=moment_in(item.denied_until),
    )
