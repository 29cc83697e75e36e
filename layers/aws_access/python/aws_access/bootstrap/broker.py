"""Builds the handler of `broker`, which alone can open sessions of session roles."""

from collections.abc import Mapping

from aws_lambda_powertools import Logger

from aws_access.adapters.aws import Aws
from aws_access.adapters.clock import SystemClock
from aws_access.adapters.dynamodb import DynamoStore
from aws_access.adapters.iam import IamTeamRoles, TargetAccounts
from aws_access.adapters.sts import StsSessions
from aws_access.bootstrap import READER_ROLE, Handler
from aws_access.bootstrap.rules import published_rules
from aws_access.entrypoints.broker import build_broker
from aws_access.settings import BrokerSettings, read_settings
from aws_access.usecases.issue import IssueCredentials


def build(environment: Mapping[str, str]) -> Handler:
    """The handler, or InvalidSettings."""
    told = read_settings(BrokerSettings, environment)
    logger, clock, aws = Logger(), SystemClock(), Aws()
    rules = published_rules(aws, told, clock, logger)
    issue = IssueCredentials(
        store=DynamoStore(told.table_name),
        rules=rules,
        roles=IamTeamRoles(TargetAccounts(aws, READER_ROLE, told.external_id)),
        sessions=StsSessions(aws, told.external_id),
        clock=clock,
        broker=told.broker_role_arn,
    )
    return logger.inject_lambda_context(build_broker(issue, rules, told.jump_account, logger).resolve)
