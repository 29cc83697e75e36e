"""Builds the handler of `slack`, which has to be quick: somebody waits, and Slack does so for three seconds."""

from collections.abc import Mapping

from aws_lambda_powertools.logging import Logger

from aws_access.adapters.clock import SystemClock
from aws_access.adapters.commands_queue import CommandsQueue
from aws_access.adapters.secrets import SecretValue
from aws_access.bootstrap import Handler
from aws_access.entrypoints.slack import SlackEndpoint
from aws_access.settings import SlackSettings, read_settings


def build(environment: Mapping[str, str]) -> Handler:
    """The handler, or InvalidSettings."""
    told = read_settings(SlackSettings, environment)
    logger = Logger()
    endpoint = SlackEndpoint(
        signing_secret=SecretValue(told.slack_signing_secret_arn),
        bot_token=SecretValue(told.slack_bot_token_arn),
        send=CommandsQueue(told.commands_queue_url),
        slack_api_url=told.slack_api_url,
        clock=SystemClock(),
        logger=logger,
    )
    return logger.inject_lambda_context(endpoint)
