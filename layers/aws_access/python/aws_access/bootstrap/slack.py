"""Builds the handler of `slack`, which has to be quick: somebody waits, and Slack does so for three seconds."""

from collections.abc import Mapping

from aws_lambda_powertools.logging import Logger
from botocore.config import Config

from aws_access.adapters.aws import Aws
from aws_access.adapters.catalogue import known_actions
from aws_access.adapters.clock import SystemClock
from aws_access.adapters.commands_queue import CommandsQueue
from aws_access.adapters.secrets import SecretValue
from aws_access.bootstrap import Handler
from aws_access.entrypoints.slack import SlackEndpoint
from aws_access.settings import SlackSettings, read_settings

# Slack waits for three seconds, and whoever is at the keyboard can try again.
_QUICK = Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 2})


def build(environment: Mapping[str, str]) -> Handler:
    """The handler, or InvalidSettings."""
    told = read_settings(SlackSettings, environment)
    logger, aws = Logger(), Aws()
    secrets = aws.client("secretsmanager", _QUICK)
    endpoint = SlackEndpoint(
        signing_secret=SecretValue(told.slack_signing_secret_arn, secrets),
        bot_token=SecretValue(told.slack_bot_token_arn, secrets),
        send=CommandsQueue(told.commands_queue_url, aws.client("sqs", _QUICK)),
        slack_api_url=told.slack_api_url,
        clock=SystemClock(),
        logger=logger,
        known=known_actions,
    )
    return logger.inject_lambda_context(endpoint)
