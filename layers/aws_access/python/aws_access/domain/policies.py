"""The one inline policy of ours on a team role: packed from its ledger as a whole, and measured as IAM measures it."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from aws_access.domain.model import Grant, Permission

POLICY_NAME = "aws-access"
"""The name of our inline policy. Nothing else on a role is ours, and nothing else is ever written."""

INLINE_BUDGET = 10_240
"""Characters, white space not counted, that all inline policies of a role share (IAM quota)."""

_WHITE_SPACE = re.compile(r"\s")


def build_policy(grants: Iterable[Grant], role_id: str) -> str | None:
    """The policy that says exactly these grants on the role with this unique id; None for no grants.

    Equal permissions with equal ends share a statement. Every statement carries the people (`aws:userid`, which no
    other session on the role has) and the end: the one place where statements are made, so that none can lack either.
    """
    people: dict[tuple[datetime, Permission], set[str]] = {}
    for grant in grants:
        people.setdefault((grant.ends_at, grant.permission), set()).add(f"{role_id}:{grant.person}")
    if not people:
        return None
    statements = [
        {
            "Effect": "Allow",
            "Action": _one_or_list(permission.actions),
            "Resource": _one_or_list(permission.resources),
            "Condition": {
                "StringEquals": {"aws:userid": _one_or_list(sorted(user_ids))},
                "DateLessThan": {"aws:CurrentTime": f"{ends_at:%Y-%m-%dT%H:%M:%SZ}"},
            },
        }
        for (ends_at, permission), user_ids in sorted(people.items())
    ]
    return as_text({"Version": "2012-10-17", "Statement": statements})


def as_text(document: Mapping[str, object]) -> str:
    """A policy document as we write it: no white space, keys as given."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def same_policy(one: str | None, other: str | None) -> bool:
    """Whether two documents say the same, whatever their white space and order of keys."""
    if one is None or other is None:
        return one is other
    return bool(json.loads(one) == json.loads(other))


def policy_size(document: str | None) -> int:
    """The characters that a document takes from the budget."""
    return len(_WHITE_SPACE.sub("", document or ""))


def _one_or_list(values: Iterable[str]) -> str | list[str]:
    listed = list(values)
    return listed[0] if len(listed) == 1 else listed
