"""Builds the handler of `api`."""

from collections.abc import Mapping

from aws_lambda_powertools import Logger

from aws_access.adapters.aws import Aws
from aws_access.adapters.clock import SystemClock
from aws_access.bootstrap import Handler
from aws_access.bootstrap.actions import build_actions
from aws_access.entrypoints.api import build_api
from aws_access.settings import ApiSettings, read_settings


def build(environment: Mapping[str, str]) -> Handler:
    """The handler, or InvalidSettings."""
    told = read_settings(ApiSettings, environment)
    logger = Logger()
    actions = build_actions(Aws(), told, SystemClock(), logger)
    return logger.inject_lambda_context(build_api(actions, told.jump_account, logger).resolve)
