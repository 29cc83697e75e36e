"""Chooses where the rules come from, for the functions that read them."""

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from aws_lambda_powertools import Logger

from aws_access.adapters.aws import Aws
from aws_access.adapters.dynamodb import DynamoRoster
from aws_access.adapters.rules.appconfig import AppConfigRules
from aws_access.adapters.rules.people import RulesWithPeople
from aws_access.domain.roster import USERS_HOLD
from aws_access.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_appconfigdata import AppConfigDataClient


class _Named(Protocol):
    """The settings of every function that reads the rules."""

    @property
    def table_name(self) -> str: ...
    @property
    def rules_application(self) -> str: ...
    @property
    def rules_environment(self) -> str: ...
    @property
    def rules_profile(self) -> str: ...


def rules_as_published(aws: Aws, told: _Named, clock: Clock, logger: Logger, *, keeps: bool = False) -> AppConfigRules:
    """Those that the operators published to AppConfig."""
    client: AppConfigDataClient = aws.client("appconfigdata")
    names = told.rules_application, told.rules_environment, told.rules_profile
    return AppConfigRules(client, *names, clock, logger, DynamoRoster(told.table_name), keeps=keeps)


def published_rules(
    aws: Aws, told: _Named, clock: Clock, logger: Logger, hold: timedelta = USERS_HOLD
) -> RulesWithPeople:
    """The same with the people of IAM: what decisions are made by."""
    return RulesWithPeople(rules_as_published(aws, told, clock, logger), DynamoRoster(told.table_name), clock, hold)
