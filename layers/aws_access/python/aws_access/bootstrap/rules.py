"""Chooses where the rules come from, for the functions that read them."""

from typing import TYPE_CHECKING

from aws_lambda_powertools import Logger

from aws_access.adapters.aws import Aws
from aws_access.adapters.rules.appconfig import AppConfigRules
from aws_access.ports import Clock
from aws_access.settings import ApiSettings, NotifySettings, TimersSettings, WorkerSettings

if TYPE_CHECKING:
    from mypy_boto3_appconfigdata import AppConfigDataClient


def published_rules(
    aws: Aws, told: ApiSettings | NotifySettings | TimersSettings | WorkerSettings, clock: Clock, logger: Logger
) -> AppConfigRules:
    """Those that the operators published to AppConfig."""
    client: AppConfigDataClient = aws.client("appconfigdata")
    return AppConfigRules(
        client, told.rules_application, told.rules_environment, told.rules_profile, clock=clock, logger=logger
    )
