"""The smaller values in items: permissions, assessments, votes and the like as JSON text, times as text that sorts."""

import dataclasses
import json
from datetime import datetime
from typing import Any, TypeVar

from pynamodb.attributes import MapAttribute

from aws_access.adapters.dynamodb.items import GrantItem, RequestItem
from aws_access.domain.assessment import Assessment, Gain, RiskClass
from aws_access.domain.audit import as_moment, as_text
from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Review, Vote, Wait
from aws_access.domain.reasons import Reason
from aws_access.domain.statements import Condition, Permission, Statement

_Small = TypeVar("_Small", Vote, Wait, Review)


def statements_text(permission: Permission) -> str | None:
    """JSON text, where actions and resources do not say all."""
    return None if permission.is_plain else json.dumps(permission.as_list(), ensure_ascii=False)


def permission_in(item: RequestItem | GrantItem) -> Permission:
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


def assessment_text(assessment: Assessment | None) -> str | None:
    if assessment is None:
        return None
    fields = dataclasses.asdict(assessment) | {"cautions": [each.as_dict() for each in assessment.cautions]}
    return json.dumps(fields, ensure_ascii=False)


def assessment_in(text: str | None) -> Assessment | None:
    if not text:
        return None
    fields = json.loads(text)
    gains = tuple(
        Gain(**each | {name: tuple(each[name]) for name in ("actions", "resources")}) for each in fields["gains"]
    )
    cautions = tuple(Reason(**each) for each in fields["cautions"])
    return Assessment(RiskClass(fields["risk"]), gains, fields["more"], cautions)


def failure_in(item: RequestItem) -> Reason | None:
    # None where there is none, whatever PynamoDB's types say
    stored: MapAttribute[str, object] | None = item.failure
    return Reason(**stored.as_dict()) if stored is not None else None  # type: ignore[no-untyped-call]  # as in items


def dumped(value: object) -> str | None:
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


def loaded(text: str | None, kind: type[_Small]) -> tuple[_Small, ...]:
    """What `dumped` wrote of a tuple of these."""
    values = []
    for fields in json.loads(text or "[]"):
        for name in ("at", "due"):
            if fields.get(name) is not None:
                fields[name] = as_moment(fields[name])
        if fields.get("by") is not None:
            fields["by"] = IamUserName(fields["by"])
        values.append(kind(**fields))
    return tuple(values)


def moment_text(moment: datetime | None) -> str | None:
    return as_text(moment) if moment else None


def moment_in(text: str | None) -> datetime | None:
    return as_moment(text) if text else None
