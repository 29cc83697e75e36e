"""What each function is told by its environment: read once, at the start, and complete or not at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar, cast

from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import AccountId, RoleArn


class InvalidSettings(Exception):
    """The function must not start; names every variable that is missing or malformed."""


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """Of `slack`."""

    commands_queue_url: str
    slack_signing_secret_arn: str
    slack_bot_token_arn: str
    slack_api_url: str


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """Of `worker`."""

    table_name: str
    commands_queue_url: str
    roles_queue_url: str
    external_id: str
    broker_role_arn: RoleArn
    jump_account: AccountId
    rules_application: str
    rules_environment: str
    rules_profile: str
    slack_bot_token_arn: str
    slack_api_url: str
    shortest_duration_seconds: int


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """Of `api`."""

    table_name: str
    roles_queue_url: str
    external_id: str
    broker_role_arn: RoleArn
    jump_account: AccountId
    rules_application: str
    rules_environment: str
    rules_profile: str
    shortest_duration_seconds: int


@dataclass(frozen=True, slots=True)
class ReconcileSettings:
    """Of `reconcile`."""

    table_name: str
    roles_queue_url: str
    roles_queue_arn: str
    schedule_group: str
    schedule_role_arn: str
    schedule_dead_letter_arn: str
    external_id: str
    broker_role_arn: RoleArn
    jump_account: AccountId
    rules_application: str
    rules_environment: str
    rules_profile: str
    shortest_duration_seconds: int
    access_analyzer: bool


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """Of `notify`."""

    table_name: str
    rules_application: str
    rules_environment: str
    rules_profile: str
    slack_bot_token_arn: str
    slack_api_url: str
    event_bus_name: str
    alarm_topic_arn: str


@dataclass(frozen=True, slots=True)
class TimersSettings:
    """Of `timers`."""

    table_name: str
    roles_queue_url: str
    external_id: str
    broker_role_arn: RoleArn
    jump_account: AccountId
    rules_application: str
    rules_environment: str
    rules_profile: str
    shortest_duration_seconds: int
    sweep_minutes: int


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """Of `broker`."""

    table_name: str
    external_id: str
    broker_role_arn: RoleArn
    jump_account: AccountId
    rules_application: str
    rules_environment: str
    rules_profile: str


@dataclass(frozen=True, slots=True)
class PeopleSettings:
    """Of `people`."""

    table_name: str
    rules_application: str
    rules_environment: str
    rules_profile: str
    slack_bot_token_arn: str
    slack_api_url: str


Settings = TypeVar("Settings")


def read_settings(kind: type[Settings], environment: Mapping[str, str]) -> Settings:
    """Settings of this kind from variables named as its fields, in capitals; InvalidSettings."""
    values, faults = {}, []
    for field in fields(cast("Any", kind)):
        name = field.name.upper()
        try:
            values[field.name] = _PARSERS[cast("type", field.type)](environment.get(name, ""))
        except (ValueError, InvalidInput) as error:
            faults.append(f"{name}: {error}" if environment.get(name) else f"{name}: missing")
    if faults:
        raise InvalidSettings("; ".join(faults))
    return kind(**values)


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("empty")
    return value


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise ValueError(f"{number} is not a whole number of at least 1")
    return number


def _yes_or_no(value: str) -> bool:
    if value not in ("true", "false"):
        raise ValueError(f"{value[:20]} is neither true nor false")
    return value == "true"


_PARSERS: Mapping[type, Callable[[str], object]] = {
    str: _text,
    int: _positive,
    bool: _yes_or_no,
    AccountId: AccountId,
    RoleArn: RoleArn,
}
