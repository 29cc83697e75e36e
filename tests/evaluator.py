"""A second, naive reading of the policies that we write, kept apart from the code that writes them."""

import json
from datetime import UTC, datetime

from aws_access.domain.model import Permission
from aws_access.domain.patterns import covers


def allows(policy: str | None, user_id: str, action: str, resource: str, now: datetime) -> bool:
    """Whether the policy lets a session with this `aws:userid` do this, at `now`."""
    return any(
        user_id in user_ids
        and now < end
        and any(covers(each, action) for each in permission.actions)
        and any(covers(each, resource) for each in permission.resources)
        for user_ids, permission, end in statements(policy)
    )


def statements(policy: str | None) -> list[tuple[frozenset[str], Permission, datetime]]:
    """Who, what and until when, statement by statement; anything that is not of our form is an error."""
    if policy is None:
        return []
    document = json.loads(policy)
    assert set(document) == {"Version", "Statement"}
    read = []
    for statement in document["Statement"]:
        assert set(statement) == {"Effect", "Action", "Resource", "Condition"}
        assert statement["Effect"] == "Allow"
        assert set(statement["Condition"]) == {"StringEquals", "DateLessThan"}
        (user_ids,) = [_listed(each) for each in [statement["Condition"]["StringEquals"]["aws:userid"]]]
        (end,) = statement["Condition"]["DateLessThan"].values()
        permission = Permission.of(tuple(_listed(statement["Action"])), tuple(_listed(statement["Resource"])))
        moment = datetime.strptime(end, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        read.append((frozenset(user_ids), permission, moment))
    return read


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
