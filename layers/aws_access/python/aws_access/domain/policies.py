"""The policies of ours on a team role: what they say, and their size as IAM measures it."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from aws_access.domain.durations import say_duration
from aws_access.domain.ids import Form
from aws_access.domain.model import Grant, Payload
from aws_access.domain.statements import Statement
from aws_access.domain.tidy import tidy

POLICY_NAME = "aws-access"
"""The name of our inline policy."""

INLINE_BUDGET = 10_240
"""Characters, white space not counted, that all inline policies of a role share (IAM quota)."""

MANAGED_BUDGET = 6_144
"""Characters, white space not counted, of one managed policy (IAM quota)."""

MOST_ATTACHED = 10
"""Managed policies on one role (IAM quota, unless an account has more)."""

EMPTY_POLICY = len('{"Version":"2012-10-17","Statement":[]}')
"""Characters of a policy without any statement."""

_WHITE_SPACE = re.compile(r"\s")


def build_policy(grants: Iterable[Grant], role_id: str) -> str | None:
    """The policy that says exactly these grants on the role with this unique id; None for no grants.

    Equal statements with equal ends are one, with all their people.
    """
    people: dict[tuple[datetime, Statement], set[str]] = {}
    for grant in grants:
        for statement in tidy(grant.permission):
            people.setdefault((grant.ends_at, statement), set()).add(f"{role_id}:{grant.person}")
    if not people:
        return None
    statements = [
        _statement(statement, sorted(user_ids), f"{ends_at:%Y-%m-%dT%H:%M:%SZ}")
        for (ends_at, statement), user_ids in sorted(people.items())
    ]
    return as_text({"Version": "2012-10-17", "Statement": statements})


def preview(payload: Payload, longest: int) -> str:
    """The statements as they will look once approved, for people: indented, cut short to fit into `longest`.

    Lists first, then statements; it is said how many more there are.

    What is not known before the approval stands in words: the role's id, and the end.
    """
    written, user_id = tidy(payload.permission), f"<role id>:{payload.person}"
    end = f"approval + {say_duration(payload.duration)}"
    shown, kept = max(max(len(each.actions), len(each.resources)) for each in written), len(written)
    while True:
        cut = [
            replace(each, actions=_shortened(each.actions, shown), resources=_shortened(each.resources, shown))
            for each in written[:kept]
        ]
        statements: list[object] = [_preview_of(each, payload.form, user_id, end) for each in cut]
        if kept < len(written):
            statements.append(f"… and {len(written) - kept} more")
        text = json.dumps(statements[0] if len(statements) == 1 else statements, indent=2, ensure_ascii=False)
        if len(text) <= longest or (shown, kept) == (1, 1):
            return text if len(text) <= longest else f"{text[: longest - 1]}…"
        shown, kept = max(1, shown * 3 // 4), max(1, kept * 3 // 4) if shown == 1 else kept


def _preview_of(statement: Statement, form: Form, user_id: str, end: str) -> dict[str, object]:
    return _statement(statement, [user_id], end) if form is Form.ROLE else session_statement(statement, end)


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


@lru_cache(maxsize=4096)
def statement_size(statement: Statement) -> int:
    """The characters that it takes in a policy of ours, but for its people, who stand between two quotation marks."""
    return policy_size(as_text(_statement(statement, [""], "2030-01-01T00:00:00Z")))


def _statement(statement: Statement, user_ids: list[str], end: str) -> dict[str, object]:
    """Allows the statement to these people (`aws:userid`, which no other session on the role has) until the end.

    The one place where statements for team roles are made, so that none can lack either condition.
    """
    return _allowed(statement, {"aws:userid": _one_or_list(user_ids)}, end)


def session_statement(statement: Statement, end: str) -> dict[str, object]:
    """Allows the statement until the end, in the policy of one session: that is one person's alone by itself."""
    return _allowed(statement, {}, end)


def _allowed(statement: Statement, whom: Mapping[str, str | list[str]], end: str) -> dict[str, object]:
    conditions: dict[str, dict[str, str | list[str]]] = {}
    for each in statement.conditions:
        conditions.setdefault(each.operator, {})[each.key] = _one_or_list(each.values)
    if whom:
        conditions.setdefault("StringEquals", {}).update(whom)
    conditions.setdefault("DateLessThan", {})["aws:CurrentTime"] = end
    return {
        "Effect": "Allow",
        "Action": _one_or_list(statement.actions),
        "Resource": _one_or_list(statement.resources),
        "Condition": conditions,
    }


def _shortened(values: tuple[str, ...], shown: int) -> tuple[str, ...]:
    if len(values) <= shown:
        return values
    return (*values[:shown], f"… and {len(values) - shown} more")


def _one_or_list(values: Iterable[str]) -> str | list[str]:
    listed = list(values)
    return listed[0] if len(listed) == 1 else listed
