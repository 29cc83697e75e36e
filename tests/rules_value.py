"""A small rules file as a value, and what is wrong with others like it."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from aws_access.domain.errors import InvalidRules

VERIFY = "arn:aws:iam::222222222222:role/"
FILE: dict[str, Any] = {
    "approvals": {"channel": "C0APPROVALS", "lapse_after": "8h"},
    "people": {
        "dev1": {"slack_id": "U0000DEV1", "teams": ["Dev"]},
        "sre1": {"slack_id": "U0000SRE1", "teams": ["SRE"]},
        "auditor": {},
    },
    "environments": {
        "verify": {
            "account": "222222222222",
            "region": "us-east-1",
            "aliases": ["検証"],
            "team_roles": {"Dev": f"{VERIFY}Dev", "SRE": f"{VERIFY}SRE"},
            "ceiling": ["dynamodb:*"],
        },
        "staging": {
            "account": "333333333333",
            "region": "us-east-1",
            "team_roles": {"Dev": "arn:aws:iam::333333333333:role/Dev"},
            "ceiling": ["dynamodb:*"],
        },
    },
    "services": {
        "dynamodb": {
            "default": ["read"],
            "levels": {"read": ["dynamodb:GetItem"], "write": ["dynamodb:PutItem"]},
            "resources": ["arn:aws:dynamodb:{region}:{account}:table/*"],
            "resource": "arn:aws:dynamodb:{region}:{account}:table/{resource}",
        }
    },
    "rules": [
        {
            "name": "dev",
            "teams": ["Dev"],
            "environments": ["verify"],
            "services": ["dynamodb:read"],
            "longest": "8h",
            "approvers": {"people": ["sre1"], "teams": ["SRE"]},
        },
        {
            "name": "open",
            "teams": ["Dev"],
            "environments": ["staging"],
            "services": ["dynamodb"],
            "longest": "1h30m",
            "approvers": "nobody",
        },
    ],
}


def rule(**fields: object) -> dict[str, Any]:
    """The first rule with other fields."""
    return {**FILE["rules"][0], **fields}


def changed(path: str, value: object) -> dict[str, Any]:
    """The file with another value there; `...` takes the field away."""
    file = copy.deepcopy(FILE)
    *way, last = path.split("/")
    place: Any = file
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is ...:
        del place[last]
    elif isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value
    return file


def faults(take: Callable[[Any], object], value: object) -> list[str]:
    with pytest.raises(InvalidRules) as caught:
        take(value)
    assert all(each.code == "invalid-rules" for each in caught.value.reasons)
    return [each.say() for each in caught.value.reasons]
