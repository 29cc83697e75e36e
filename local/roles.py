"""A team role as IAM has it, byte for byte: what was there before a grant has to be what is there after it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from botocore.handlers import json_decode_policies

from local.stack import Stack


@dataclass(frozen=True, slots=True)
class RoleState:
    """Policy documents are the text that IAM stores, not what a parser makes of it."""

    trust: str
    boundary: str
    tags: tuple[tuple[str, str], ...]
    inline: tuple[tuple[str, str], ...]
    attached: tuple[str, ...]

    @property
    def policies(self) -> dict[str, str]:
        """The inline policies by name."""
        return dict(self.inline)


def role_state(stack: Stack, environment: str, team: str) -> RoleState:
    """The role as it is now."""
    target = stack.environments[environment]
    name = target.team_roles[team].rsplit("/", 1)[1]
    iam: Any = stack.root(target.account).client("iam")
    iam.meta.events.unregister("after-call.iam", json_decode_policies)
    role = iam.get_role(RoleName=name)["Role"]
    names = iam.list_role_policies(RoleName=name)["PolicyNames"]
    documents = {each: iam.get_role_policy(RoleName=name, PolicyName=each)["PolicyDocument"] for each in names}
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return RoleState(
        trust=unquote(role["AssumeRolePolicyDocument"]),
        boundary=role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", ""),
        tags=tuple(sorted((tag["Key"], tag["Value"]) for tag in role.get("Tags", []))),
        inline=tuple(sorted((each, unquote(text)) for each, text in documents.items())),
        attached=tuple(sorted(each["PolicyArn"] for each in attached)),
    )
