"""The form of the rules file. Unknown fields are errors; so is a name that nothing else in the file knows."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Discriminator, Field, Tag

from aws_access.adapters.rules.fields import (
    STRICT,
    Account,
    Action,
    Duration,
    IamUser,
    Level,
    Name,
    Pattern,
    Resource,
    Role,
    ServiceName,
    SlackUser,
    WallTime,
    WeekHours,
    Zone,
)
from aws_access.adapters.rules.group_model import Group
from aws_access.domain.assessment import EnvironmentRisk, RiskClass


class _Model(BaseModel):
    model_config = STRICT


class Approvals(_Model):
    """Where requests are decided, how long they wait, and when people are told."""

    channel: Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{2,30}$")]
    lapse_after: Duration
    most_open: Annotated[int, Field(ge=1, le=100)] = 20
    remind_after: Duration | None = None
    warn_before: Duration | None = None
    furthest_start: Duration = timedelta(days=7)


class Person(_Model):
    """Somebody, under their IAM user name."""

    slack_id: SlackUser | None = None
    teams: tuple[Name, ...] = ()


class PeopleFromIam(_Model):
    """That the IAM users of the jump account are people too."""

    slack_tag: Annotated[str, Field(min_length=1, max_length=128)] = "slack-id"
    teams: dict[str, Name] | None = None


class Team(_Model):
    """A team that is made of others."""

    includes: Annotated[tuple[Name, ...], Field(min_length=1)]


class Environment(_Model):
    """A target account."""

    account: Account
    region: Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]+)+-[0-9]$")]
    aliases: tuple[Name, ...] = ()
    team_roles: dict[Name, Role]
    session_roles: dict[Name, Role] = {}
    ceiling: Annotated[tuple[Action, ...], Field(min_length=1)]
    time_zone: Zone | None = None
    exact_actions: bool = False
    wildcards: bool = True
    risk: EnvironmentRisk = EnvironmentRisk.NORMAL


class Service(_Model):
    """What can be asked for by name. Without `levels` it is AWS's service of that name, with another default."""

    default: Annotated[tuple[Level, ...], Field(min_length=1)]
    levels: Annotated[dict[Level, Annotated[tuple[Action, ...], Field(min_length=1)]], Field(min_length=1)] | None = (
        None
    )
    resources: Annotated[tuple[Resource, ...], Field(min_length=1)] | None = None
    resource: Resource | None = None


class People(_Model):
    """Named people, everybody of teams, and everybody of groups."""

    people: tuple[IamUser, ...] = ()
    teams: tuple[Name, ...] = ()
    groups: tuple[Name, ...] = ()


class Approvers(People):
    """Who decides, or one stage of it."""

    needs: Annotated[int, Field(ge=1, le=9)] = 1


class Escalation(_Model):
    """Who may decide as well after that time."""

    after: Duration
    to: People


class When(_Model):
    """When a rule speaks at all."""

    hours: tuple[WeekHours, ...] = ()
    group: Name | None = None
    risk: tuple[RiskClass, ...] = ()


class Requires(_Model):
    """What a request must have."""

    reason_length: Annotated[int, Field(ge=0, le=300)] = 0
    reason: Pattern | None = None
    ticket: Pattern | None = None
    most_active: Annotated[int, Field(ge=1, le=100)] | None = None


class Extend(_Model):
    """How often and for how long access may be extended."""

    times: Annotated[int, Field(ge=1, le=100)]
    longest: Duration


class BreakGlass(_Model):
    """Makes a rule one for break-glass."""

    review_within: Duration


def _kind_of_approvers(value: object) -> str | None:
    if value == "nobody":
        return "~nobody"
    if isinstance(value, Mapping):
        return "~one"
    return "~stages" if isinstance(value, list | tuple) else None


def _kind_of_longest(value: object) -> str:
    return "~by-level" if isinstance(value, Mapping) else "~for-all"


def _effect(value: object) -> str:
    return "~deny" if isinstance(value, Mapping) and value.get("effect") == "deny" else "~allow"


def _ambiguous_longest(value: object) -> object:
    if isinstance(value, Mapping) and "default" not in value:
        raise ValueError("needs `default`, the longest for the levels that are not named")
    return value


# What begins with ~ says which of several forms was meant, and is left out of places.
WhoDecides = Annotated[
    Annotated[Literal["nobody"], Tag("~nobody")]
    | Annotated[Approvers, Tag("~one")]
    | Annotated[tuple[Approvers, ...], Field(min_length=1, max_length=9), Tag("~stages")],
    Discriminator(_kind_of_approvers),
]
Longest = Annotated[
    Annotated[Duration, Tag("~for-all")]
    | Annotated[dict[Level, Duration], BeforeValidator(_ambiguous_longest), Tag("~by-level")],
    Discriminator(_kind_of_longest),
]


class Rule(_Model):
    """Who may ask for what, for how long, and who decides."""

    name: Name
    effect: Literal["allow"] = "allow"
    teams: tuple[Name, ...] = ()
    people: tuple[IamUser, ...] = ()
    environments: Annotated[tuple[Name, ...], Field(min_length=1)]
    services: Annotated[tuple[str, ...], Field(min_length=1)]
    longest: Longest
    approvers: WhoDecides
    denials: Annotated[int, Field(ge=1, le=9)] = 1
    escalate: tuple[Escalation, ...] = ()
    when: When = When()
    requires: Requires = Requires()
    extend: Extend | None = None
    break_glass: BreakGlass | None = None
    form: Literal["role", "session", "role_or_session"] | None = None


class Denial(_Model):
    """What nobody may have, whatever other rules say. A field that is left out means all."""

    name: Name
    effect: Literal["deny"]
    teams: Annotated[tuple[Name, ...], Field(min_length=1)] | None = None
    people: Annotated[tuple[IamUser, ...], Field(min_length=1)] | None = None
    environments: Annotated[tuple[Name, ...], Field(min_length=1)] | None = None
    services: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    hours: tuple[WeekHours, ...] = ()
    risk: RiskClass | None = None


class Freeze(_Model):
    """A time in which nothing is granted."""

    name: Name
    since: WallTime
    until: WallTime
    environments: Annotated[tuple[Name, ...], Field(min_length=1)] | None = None
    break_glass: Literal["allowed", "refused"] = "refused"


class Delegation(_Model):
    """Somebody who decides in the place of another for a time."""

    of: IamUser
    to: IamUser
    since: WallTime
    until: WallTime


AnyRule = Annotated[Annotated[Rule, Tag("~allow")] | Annotated[Denial, Tag("~deny")], Discriminator(_effect)]


class RulesFile(_Model):
    """The whole file."""

    time_zone: Zone | None = None
    approvals: Approvals
    people: dict[IamUser, Person] = {}
    people_from_iam: PeopleFromIam | None = None
    teams: dict[Name, Team] = {}
    groups: dict[Name, Group] = {}
    environments: Annotated[dict[Name, Environment], Field(min_length=1)]
    services: dict[ServiceName, Service] = {}
    rules: tuple[AnyRule, ...]
    freezes: tuple[Freeze, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    locks: People | None = None
