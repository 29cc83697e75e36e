"""Builds the handler of `worker`."""

from collections.abc import Mapping

from aws_lambda_powertools import Logger

from aws_access.adapters.aws import Aws
from aws_access.adapters.clock import SystemClock
from aws_access.adapters.secrets import SecretValue
from aws_access.adapters.slack.client import Responder, SlackDirectory
from aws_access.adapters.sqs import PutOff
from aws_access.bootstrap import Handler
from aws_access.bootstrap.actions import build_actions
from aws_access.entrypoints.worker import Worker
from aws_access.settings import WorkerSettings, read_settings


def build(environment: Mapping[str, str]) -> Handler:
    """The handler, or InvalidSettings."""
    told = read_settings(WorkerSettings, environment)
    logger, aws = Logger(), Aws()
    bot_token = SecretValue(told.slack_bot_token_arn, aws.client("secretsmanager"))
    worker = Worker(
        actions=build_actions(aws, told, SystemClock(), logger),
        directory=SlackDirectory(bot_token, told.slack_api_url),
        respond=Responder(told.slack_api_url),
        put_off=PutOff(aws, told.commands_queue_url),
        logger=logger,
    )
    return logger.inject_lambda_context(worker)
