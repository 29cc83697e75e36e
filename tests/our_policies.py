"""The policies that we write, as tests see them: our form read strictly, and what IAM makes of them."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from aws_access.domain.model import Grant
from aws_access.domain.packing import Space, managed_names, pack
from aws_access.domain.statements import Condition, Statement
from tests.builders import DEV_ROLE
from tests.iam import Policy, Request, evaluate, read_policy

EVERYTHING = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'


def documents_of(grants: Iterable[Grant], role_id: str) -> list[str]:
    """Everything of ours that stands on the role for these grants; the one place in tests that knows how it is made."""
    little = Space(900, managed_names(DEV_ROLE))  # so that it is often several documents
    packing = pack(grants, role_id, little, {})
    assert packing.left_out == ()
    return [each.text for each in packing.documents.values()]


def policies_of(grants: Iterable[Grant], role_id: str) -> list[Policy]:
    """The same as IAM reads it."""
    return [read_policy(each, f"ours{number}") for number, each in enumerate(documents_of(grants, role_id))]


def allows(policy: str | None, user_id: str, action: str, resource: str, now: datetime) -> bool:
    """Whether the policy alone lets a session with this `aws:userid` do this, at `now`."""
    request = Request.of(action, resource, {"aws:userid": user_id, "aws:CurrentTime": now.isoformat()})
    return evaluate(request, [] if policy is None else [read_policy(policy)]).allowed


def session_allows(policy: str, ours: str | None, user_id: str, action: str, resource: str, now: datetime) -> bool:
    """Whether a session with this policy may do this, on a role that can do everything and has this policy of ours."""
    request = Request.of(action, resource, {"aws:userid": user_id, "aws:CurrentTime": now.isoformat()})
    on_role = [read_policy(each) for each in (EVERYTHING, ours) if each is not None]
    return evaluate(request, on_role, session=[read_policy(policy)]).allowed


def statements(policy: str | None) -> list[tuple[frozenset[str], Statement, datetime]]:
    """Who, what and until when, statement by statement; anything that is not of our form is an error."""
    if policy is None:
        return []
    document = json.loads(policy)
    assert set(document) == {"Version", "Statement"}
    read = []
    for statement in document["Statement"]:
        assert set(statement) == {"Effect", "Action", "Resource", "Condition"}
        assert statement["Effect"] == "Allow"
        conditions = statement["Condition"]
        user_ids = _listed(conditions["StringEquals"].pop("aws:userid"))
        end = conditions["DateLessThan"].pop("aws:CurrentTime")
        theirs = [
            Condition(operator, key, tuple(_listed(values)))
            for operator, keys in conditions.items()
            for key, values in keys.items()
        ]
        what = Statement(
            tuple(_listed(statement["Action"])), tuple(_listed(statement["Resource"])), tuple(sorted(theirs))
        )
        moment = datetime.strptime(end, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        read.append((frozenset(user_ids), what, moment))
    return read


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
