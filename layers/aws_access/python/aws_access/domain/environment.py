"""A named target account, and what operators say of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from aws_access.domain.assessment import EnvironmentRisk
from aws_access.domain.ids import AccountId, RoleArn


@dataclass(frozen=True, slots=True)
class Environment:
    """A named target account. `ceiling` holds the action patterns that may be granted there at the most.

    Hours in rules are hours on the wall in `time_zone`. `exact_actions`: no pattern is made to name several at once.
    `wildcards` False: resources have to be named, and each by its whole name.
    `session_roles`: of the teams that have one, the role that the broker assumes for session grants.
    """

    name: str
    account: AccountId
    region: str
    team_roles: Mapping[str, RoleArn]
    ceiling: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    time_zone: tzinfo = UTC
    exact_actions: bool = False
    wildcards: bool = True
    risk: EnvironmentRisk = EnvironmentRisk.NORMAL
    session_roles: Mapping[str, RoleArn] = field(default_factory=dict)

    @property
    def partition(self) -> str:
        """Of AWS: that of the team roles."""
        return next(iter(self.team_roles.values())).aws_partition if self.team_roles else "aws"

    @property
    def role_arns(self) -> tuple[RoleArn, ...]:
        """Every role by which grants are given here."""
        return (*self.team_roles.values(), *self.session_roles.values())
