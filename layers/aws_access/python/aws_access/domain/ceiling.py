"""The most that may ever be granted, whatever the rules say, and the most in an environment."""

from aws_access.domain.model import Environment, Permission
from aws_access.domain.patterns import covers, overlap
from aws_access.domain.reasons import Reason, reason

NEVER = (
    "iam:*",
    "sts:*",
    "organizations:*",
    "account:*",
    "sso:*",
    "sso-directory:*",
    "identitystore:*",
    "cloudtrail:Delete*",
    "cloudtrail:Put*",
    "cloudtrail:Stop*",
    "cloudtrail:Update*",
)
"""Whoever may do these can give access on, or hide having it; no rule and no ceiling lets them through."""


def beyond_ceiling(permission: Permission, environment: Environment) -> tuple[Reason, ...]:
    """One reason for each action that may not be granted in this environment."""
    unmet = []
    for action in permission.actions:
        if any(overlap(action, never) for never in NEVER):
            unmet.append(reason("never-granted", action=action))
        elif not any(covers(allowed, action) for allowed in environment.ceiling):
            unmet.append(reason("beyond-ceiling", action=action, environment=environment.name))
    return tuple(unmet)
