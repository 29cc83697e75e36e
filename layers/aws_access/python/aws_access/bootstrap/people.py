"""Builds the handler of `people`."""

from collections.abc import Mapping
from functools import cache

from aws_lambda_powertools import Logger, Metrics

from aws_access.adapters.aws import Aws
from aws_access.adapters.clock import SystemClock
from aws_access.adapters.dynamodb import DynamoRoster
from aws_access.adapters.groups import ReadGroups
from aws_access.adapters.groups.http import Http, opsgenie, pagerduty, webhook
from aws_access.adapters.groups.slack import user_group
from aws_access.adapters.jump_account import IamJumpAccount
from aws_access.adapters.secrets import SecretValue
from aws_access.bootstrap import Handler
from aws_access.bootstrap.rules import rules_as_published
from aws_access.entrypoints.people import PeopleEndpoint
from aws_access.settings import PeopleSettings, read_settings
from aws_access.usecases.people import ReadPeople


def build(environment: Mapping[str, str]) -> Handler:
    """The handler, or InvalidSettings."""
    told = read_settings(PeopleSettings, environment)
    logger, clock, aws = Logger(), SystemClock(), Aws()
    secrets = aws.client("secretsmanager")
    secret = cache(lambda name: SecretValue(name, secrets))
    # Only a local stack has a Slack without TLS, and may read groups without it as well.
    http = Http(lambda name: secret(name)(), plain=told.slack_api_url.startswith("http://"))
    sources = ReadGroups(
        {
            "slack": user_group(SecretValue(told.slack_bot_token_arn, secrets), told.slack_api_url),
            "webhook": webhook(http),
            "pagerduty": pagerduty(http),
            "opsgenie": opsgenie(http),
        }
    )
    read_people = ReadPeople(
        rules_as_published(aws, told, clock, logger, keeps=True),
        IamJumpAccount(aws),
        sources,
        DynamoRoster(told.table_name),
        clock,
    )
    return logger.inject_lambda_context(PeopleEndpoint(read_people, Metrics(), logger))
