"""The most that may ever be granted, whatever the rules say, and the most in an environment.

Patterns are compared with patterns: what could match anything of this is refused, however it is written.
"""

from collections.abc import Iterator
from functools import lru_cache

from aws_access.domain.environment import Environment
from aws_access.domain.patterns import could_be, covers, overlap
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.risk import Breadth, breadth_of
from aws_access.domain.statements import Permission

NEVER = (
    # Who is who, and who may do what
    "iam:*",
    "sts:*",
    "organizations:*",
    "account:*",
    "sso:*",
    "sso-directory:*",
    "sso-oauth:*",
    "identitystore:*",
    "identitystore-auth:*",
    "identity-sync:*",
    "iq-permission:*",
    "ram:*",
    "rolesanywhere:*",
    "signin:*",
    # Events of audit that nobody caused
    "cloudtrail-data:*",
)
"""Whoever may do these can give access on, or hide having it; no rule and no ceiling lets them through."""

ONLY_LOOKED_AT = (
    "access-analyzer",
    "auditmanager",
    "cloudtrail",
    "config",
    "controltower",
    "detective",
    "guardduty",
    "inspector2",
    "macie2",
    "securityhub",
    "securitylake",
)
"""The services that record and watch what is done. Of these, only actions that look are ever granted."""

LOOKING = ("BatchGet*", "Check*", "Describe*", "Get*", "List*", "Lookup*", "Search*", "Select*", "Validate*")
_LOOKING_TOO = (
    "cloudtrail:GenerateQueryResultsSummary",
    "config:Batch*",
    "config:Deliver*",
    "controltower:Perform*",
    "detective:Batch*",
    "detective:Invoke*",
    "securityhub:Send*",
)

OURS = (
    "arn:*:cloudformation:*:*:stack/aws-access*",
    "arn:*:cloudformation:*:*:stackset/aws-access*",
)
"""What of us is in a target account, besides roles and policies, which `iam:*` covers: the stack that made them."""

_LOOKING_AT_STACKS = ("Batch*", "Describe*", "Detect*", "Estimate*", "Get*", "List*", "Validate*")

NAMED_OURS = (
    "arn:*:dynamodb:*:*:table/aws-access-*",
    "arn:*:events:*:*:*/aws-access-*",
    "arn:*:kms:*:*:alias/aws-access-*",
    "arn:*:lambda:*:*:function:aws-access-*",
    "arn:*:logs:*:*:log-group:/aws/lambda/aws-access-*",
    "arn:*:logs:*:*:log-group:aws-access-*",
    "arn:*:s3:::aws-access-*",
    "arn:*:secretsmanager:*:*:secret:aws-access-*",
    "arn:*:sns:*:*:aws-access-*",
    "arn:*:sqs:*:*:aws-access-*",
    "arn:*:ssm:*:*:parameter/aws-access-*",
    "arn:*:states:*:*:*:aws-access-*",
)
"""What is called like ours. We put none of it into target accounts, so everything of a kind may be granted; whatever
has such a name all the same is never what somebody names."""

_OUR_NAME = "aws-access-"


@lru_cache(maxsize=8192)
def never_granted(action: str) -> bool:
    """Whether a pattern of actions could match anything that nobody is ever granted."""
    if any(overlap(action, never) for never in NEVER):
        return True
    return any(overlap(action, f"{service}:*") and not _looks(service, action) for service in ONLY_LOOKED_AT)


def beyond_ceiling(permission: Permission, environment: Environment) -> tuple[Reason, ...]:
    """One reason for each action that may not be granted in this environment, and for each resource of ours."""
    unmet = []
    for action in permission.actions:
        if never_granted(action):
            unmet.append(reason("never-granted", action=action))
        elif not any(covers(allowed, action) for allowed in environment.ceiling):
            unmet.append(reason("beyond-ceiling", action=action, environment=environment.name))
    return (*unmet, *_on_ours(permission))


def _looks(service: str, action: str) -> bool:
    return any(covers(f"{service}:{verb}", action) for verb in LOOKING) or any(
        covers(each, action) for each in _LOOKING_TOO
    )


def _on_ours(permission: Permission) -> Iterator[Reason]:
    """Looking at our stack is no harm; changing it is changing the roles and the boundary that it made."""
    for statement in permission.statements:
        changing = next((each for each in statement.actions if _changes_stacks(each)), None)
        for resource in statement.resources:
            if changing is not None and _may_be_our_stack(resource):
                yield reason("never-granted-on-ours", action=changing, resource=resource)
            elif _is_called_like_ours(resource):
                yield reason("never-granted-on-ours", action=statement.actions[0], resource=resource)


@lru_cache(maxsize=8192)
def _may_be_our_stack(resource: str) -> bool:
    return any(could_be(resource, ours) for ours in OURS)


@lru_cache(maxsize=8192)
def _is_called_like_ours(resource: str) -> bool:
    return any(could_be(resource, ours) and not _is_any_name(resource, ours) for ours in NAMED_OURS)


def _is_any_name(resource: str, ours: str) -> bool:
    """Whether it would as well be one that has no letter in common with ours: `*-logs` would, `?ws-access-x` not."""
    other = ours.replace(_OUR_NAME, "~" * len(_OUR_NAME))
    return breadth_of(resource) is Breadth.EVERYTHING and could_be(resource, other)


@lru_cache(maxsize=8192)
def _changes_stacks(action: str) -> bool:
    looks = any(covers(f"cloudformation:{verb}", action) for verb in _LOOKING_AT_STACKS)
    return not looks and overlap(action, "cloudformation:*") and not never_granted(action)
