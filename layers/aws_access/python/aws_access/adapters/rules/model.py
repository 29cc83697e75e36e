"""The form of the rules file. Unknown fields are errors; so is a name that nothing else in the file knows."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from aws_access.domain.durations import parse_duration
from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import AccountId, IamUserName, RoleArn, SlackUserId

_TEMPLATE_FIELD = re.compile(r"\{([^{}]*)\}")


def _text(value: object) -> str:
    if not isinstance(value, str):
        # YAML reads 012345678901 as a number. pydantic wants a ValueError.
        raise ValueError("write it as text, in quotes")  # noqa: TRY004
    return value


def _identifier(kind: type[str]) -> Any:
    def parse(value: object) -> str:
        try:
            return kind(_text(value))
        except InvalidInput as error:
            raise ValueError(str(error)) from error

    return BeforeValidator(parse)


def _duration(value: object) -> timedelta:
    try:
        return parse_duration(_text(value))
    except InvalidInput as error:
        raise ValueError(str(error)) from error


def _action(given: object) -> str:
    value = _text(given)
    if not re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9*?]+", value):
        raise ValueError(f"{value[:100]!r} is not an action such as dynamodb:GetItem or dynamodb:Get*")
    return value


def _resource(given: object) -> str:
    value = _text(given)
    if value != "*" and not re.fullmatch(r"arn:[!-~]{5,500}", value):
        raise ValueError(f"{value[:100]!r} is neither an ARN nor *")
    if "$" in value:
        raise ValueError(f"{value!r} has a policy variable; name the resource")
    unknown = set(_TEMPLATE_FIELD.findall(value)) - {"account", "region", "partition", "resource"}
    if unknown or re.search(r"[{}]", _TEMPLATE_FIELD.sub("", value)):
        raise ValueError(f"{value!r}: only {{account}}, {{region}}, {{partition}} and {{resource}} stand for something")
    return value


Name = Annotated[str, Field(pattern=r"^[^\s:,|`*]{1,64}$")]
ServiceName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]  # as people type it
Level = Annotated[str, Field(pattern=r"^[a-z]{1,20}$")]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Action = Annotated[str, BeforeValidator(_action)]
Resource = Annotated[str, BeforeValidator(_resource)]
Account = Annotated[AccountId, _identifier(AccountId)]
IamUser = Annotated[IamUserName, _identifier(IamUserName)]
SlackUser = Annotated[SlackUserId, _identifier(SlackUserId)]
Role = Annotated[RoleArn, _identifier(RoleArn)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Approvals(_Model):
    """Where requests are decided, how long they wait, and how many may be open at once."""

    channel: Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{2,30}$")]
    lapse_after: Duration
    most_open: Annotated[int, Field(ge=1, le=100)] = 20


class Person(_Model):
    """Somebody, under their IAM user name."""

    slack_id: SlackUser | None = None
    teams: tuple[Name, ...] = ()


class Environment(_Model):
    """A target account."""

    account: Account
    region: Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]+)+-[0-9]$")]
    aliases: tuple[Name, ...] = ()
    team_roles: dict[Name, Role]
    ceiling: Annotated[tuple[Action, ...], Field(min_length=1)]


class Service(_Model):
    """What can be asked for by name."""

    default: Annotated[tuple[Level, ...], Field(min_length=1)]
    levels: Annotated[dict[Level, Annotated[tuple[Action, ...], Field(min_length=1)]], Field(min_length=1)]
    resources: Annotated[tuple[Resource, ...], Field(min_length=1)]
    resource: Resource | None = None


class Approvers(_Model):
    """Who decides."""

    people: tuple[IamUser, ...] = ()
    teams: tuple[Name, ...] = ()


def _approvers(value: object) -> object:
    if value == "nobody":
        return None
    if not isinstance(value, Mapping):
        raise ValueError("write `nobody`, or {people: [...], teams: [...]}")  # noqa: TRY004 - pydantic wants it
    return value


class Rule(_Model):
    """Who may ask for what, for how long, and who decides."""

    name: Name
    teams: Annotated[tuple[Name, ...], Field(min_length=1)]
    environments: Annotated[tuple[Name, ...], Field(min_length=1)]
    services: Annotated[tuple[str, ...], Field(min_length=1)]
    longest: Duration
    approvers: Annotated[Approvers | None, BeforeValidator(_approvers)]


class RulesFile(_Model):
    """The whole file."""

    approvals: Approvals
    people: dict[IamUser, Person]
    environments: Annotated[dict[Name, Environment], Field(min_length=1)]
    services: Annotated[dict[ServiceName, Service], Field(min_length=1)]
    rules: tuple[Rule, ...]
