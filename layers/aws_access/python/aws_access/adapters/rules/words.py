"""Pydantic's kinds of errors in the words of somebody who writes YAML: what is wrong, and what would be right."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

from aws_access.adapters.rules import group_model, model

_SAID = {
    "dict_type": "needs fields, as `name: value`",
    "extra_forbidden": "there is no such field",
    "missing": "is missing",
    "model_type": "needs fields, as `name: value`",
    "string_pattern_mismatch": "is not of the right form",
    "string_type": "write it as text, in quotes",
    "too_short": "needs at least one entry",
    "tuple_type": "needs a list, as `[one, two]`",
    "union_tag_not_found": "write `nobody`, or {people: [...], teams: [...]}, or a list of such stages",
}
_WITH_EXAMPLE = frozenset({"missing", "string_pattern_mismatch", "too_short"})

EXAMPLES: Mapping[str, str] = {
    ".approvals": "{channel: C0123456789, lapse_after: 8h}",
    ".rules": "[]",
    ".environments": '{verify: {account: "111122223333", region: us-east-1, team_roles: {}, ceiling: ["s3:*"]}}',
    "pagerduty.people": "{P012345: alice}",
    "opsgenie.people": "{alice@example.com: alice}",
    "slack.id": "S0123456789",
    "account": '"111122223333"',
    "after": "30m",
    "approvers": "{teams: [SRE]}",
    "ceiling": '["dynamodb:*", "s3:Get*"]',
    "channel": "C0123456789",
    "default": "[read]",
    "effect": "deny",
    "environments": "[verify]",
    "every": "7d",
    "includes": "[Dev, SRE]",
    "lapse_after": "8h",
    "levels": '{read: ["dynamodb:GetItem"]}',
    "longest": "4h",
    "name": "dev-in-verify",
    "of": "alice",
    "people": "[alice]",
    "person": "alice",
    "region": "us-east-1",
    "resources": '["arn:aws:dynamodb:{region}:{account}:table/*"]',
    "review_within": "8h",
    "rotations": '[{people: [alice], starts: "2026-12-01 09:00", every: 7d}]',
    "schedule": "PABC123",
    "secret": "aws-access-groups/on-call",
    "services": '["dynamodb:read"]',
    "since": '"2026-12-20 18:00"',
    "starts": '"2026-12-01 09:00"',
    "team_roles": '{Dev: "arn:aws:iam::111122223333:role/Dev"}',
    "session_roles": '{Dev: "arn:aws:iam::111122223333:role/aws-access-session-Dev"}',
    "teams": "[Dev]",
    "times": "2",
    "to": "{teams: [SRE]}",
    "delegations.to": "bob",
    "until": '"2027-01-04 09:00"',
    "url": "https://example.com/on-call",
}
"""A right value, as YAML, of each field that has to be there, by its name; or by that of what it is in, and its own."""

_FIELDS = sorted(
    {
        name
        for form in (model, group_model)
        for each in vars(form).values()
        if isinstance(each, type) and issubclass(each, BaseModel)
        for name in each.model_fields
    }
)


def words_for(error: Mapping[str, Any]) -> str:
    """What is wrong there, and what would be right."""
    place = tuple(part for part in error["loc"] if isinstance(part, str) and not part.startswith("~"))
    if error["type"] == "literal_error":
        return "write `allow` or `deny`" if place[-1:] == ("effect",) else f"write {error['ctx']['expected']}"
    said: str = _SAID.get(error["type"]) or error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden" and (near := get_close_matches(place[-1], _FIELDS, n=1)):
        return f"{said}; did you mean {near[0]}?"
    example = _example(place) if error["type"] in _WITH_EXAMPLE else None
    return f"{said}; write for example {place[-1]}: {example}" if example is not None else said


def _example(place: Sequence[str]) -> str | None:
    inside, name = ("", *place)[-2:] if place else ("", "")
    found = EXAMPLES.get(f"{inside}.{name}")
    return found if found is not None or not inside else EXAMPLES.get(name)
