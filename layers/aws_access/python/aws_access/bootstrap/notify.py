"""Builds the handler of `notify`."""

from collections.abc import Mapping
from datetime import timedelta

from aws_lambda_powertools import Logger

from aws_access.adapters.aws import Aws
from aws_access.adapters.clock import SystemClock
from aws_access.adapters.dynamodb import DynamoMessageLog, DynamoStore
from aws_access.adapters.eventbridge import EventBridgeBus
from aws_access.adapters.secrets import SecretValue
from aws_access.adapters.slack.client import SlackMessenger
from aws_access.adapters.sns import SnsAlarm
from aws_access.bootstrap import Handler
from aws_access.bootstrap.rules import published_rules
from aws_access.entrypoints.notify import NotifyEndpoint
from aws_access.settings import NotifySettings, read_settings
from aws_access.usecases.notify import Notify


def build(environment: Mapping[str, str]) -> Handler:
    """The handler, or InvalidSettings."""
    told = read_settings(NotifySettings, environment)
    logger, clock, aws = Logger(), SystemClock(), Aws()
    bot_token = SecretValue(told.slack_bot_token_arn, aws.client("secretsmanager"))
    notify = Notify(
        store=DynamoStore(told.table_name),
        # It grants nothing: better to tell those of yesterday than nobody.
        rules=published_rules(aws, told, clock, logger, hold=timedelta.max),
        messages=DynamoMessageLog(told.table_name),
        messenger=SlackMessenger(bot_token, told.slack_api_url),
        bus=EventBridgeBus(aws, told.event_bus_name),
        alarm=SnsAlarm(aws, told.alarm_topic_arn),
        clock=clock,
    )
    return logger.inject_lambda_context(NotifyEndpoint(notify, logger))
