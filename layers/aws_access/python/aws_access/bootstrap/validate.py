"""Builds the handler of `validate`."""

from collections.abc import Mapping

from aws_lambda_powertools import Logger

from aws_access.bootstrap import Handler
from aws_access.entrypoints.validate import ValidateEndpoint


def build(_environment: Mapping[str, str]) -> Handler:
    """The handler; it needs to be told nothing."""
    logger = Logger()
    return logger.inject_lambda_context(ValidateEndpoint(logger))
