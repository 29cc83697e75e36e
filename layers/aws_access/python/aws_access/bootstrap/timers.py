"""Builds the handler of `timers`."""

from collections.abc import Mapping

from aws_lambda_powertools import Logger, Metrics

from aws_access.adapters.aws import Aws
from aws_access.adapters.clock import SystemClock
from aws_access.adapters.dynamodb import DynamoStore
from aws_access.adapters.iam import IamTeamRoles, TargetAccounts
from aws_access.adapters.sqs import SqsRoleQueue
from aws_access.bootstrap import READER_ROLE, Handler
from aws_access.bootstrap.judge import build_judge
from aws_access.bootstrap.rules import published_rules
from aws_access.entrypoints.timers import TimersEndpoint
from aws_access.settings import TimersSettings, read_settings
from aws_access.usecases.due import DueWork
from aws_access.usecases.timers import Timers


def build(environment: Mapping[str, str]) -> Handler:
    """The handler, or InvalidSettings."""
    told = read_settings(TimersSettings, environment)
    logger, clock, aws = Logger(), SystemClock(), Aws()
    rules = published_rules(aws, told, clock, logger)
    roles = IamTeamRoles(TargetAccounts(aws, READER_ROLE, told.external_id))
    store, queue = DynamoStore(told.table_name), SqsRoleQueue(aws, told.roles_queue_url)
    judge = build_judge(store, rules, clock, told.table_name, told.shortest_duration_seconds)
    due = DueWork(store, rules, judge, queue, clock)
    minutes, broker = told.sweep_minutes, told.broker_role_arn
    timers = Timers(store, rules, roles, queue, due, clock, told.jump_account, minutes, broker)
    return logger.inject_lambda_context(TimersEndpoint(timers, Metrics(), logger))
