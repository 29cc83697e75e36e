"""Chooses where the rules come from, for the functions that read them."""

from aws_lambda_powertools import Logger

from aws_access.adapters.aws import CONFIG, session
from aws_access.adapters.rules.appconfig import AppConfigRules
from aws_access.ports import Clock
from aws_access.settings import ApiSettings, NotifySettings, TimersSettings, WorkerSettings


def published_rules(
    told: ApiSettings | NotifySettings | TimersSettings | WorkerSettings, clock: Clock, logger: Logger
) -> AppConfigRules:
    """Those that the operators published to AppConfig."""
    client = session().client("appconfigdata", config=CONFIG)
    return AppConfigRules(
        client, told.rules_application, told.rules_environment, told.rules_profile, clock=clock, logger=logger
    )
