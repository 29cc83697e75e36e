"""Builds the handler of `api`."""

from collections.abc import Mapping
from datetime import timedelta

from aws_lambda_powertools import Logger

from aws_access.adapters.aws import Aws
from aws_access.adapters.clock import SystemClock
from aws_access.adapters.dynamodb import DynamoStore
from aws_access.adapters.iam import IamTeamRoles, TargetAccounts
from aws_access.adapters.sqs import SqsRoleQueue
from aws_access.bootstrap import READER_ROLE, Handler
from aws_access.bootstrap.rules import published_rules
from aws_access.entrypoints.api import Actions, build_api
from aws_access.settings import ApiSettings, read_settings
from aws_access.usecases.decide_on import Approve, Deny
from aws_access.usecases.revoke import Revoke
from aws_access.usecases.submit import Submit


def build(environment: Mapping[str, str]) -> Handler:
    """The handler, or InvalidSettings."""
    told = read_settings(ApiSettings, environment)
    logger, clock, aws = Logger(), SystemClock(), Aws()
    store, queue = DynamoStore(told.table_name), SqsRoleQueue(aws, told.roles_queue_url)
    rules = published_rules(aws, told, clock, logger)
    roles = IamTeamRoles(TargetAccounts(aws, READER_ROLE, told.external_id))
    shortest = timedelta(seconds=told.shortest_duration_seconds)
    actions = Actions(
        submit=Submit(store, rules, roles, queue, clock, told.jump_account, shortest),
        approve=Approve(store, rules, queue, clock, shortest),
        deny=Deny(store, rules, clock, shortest),
        revoke=Revoke(store, rules, queue, clock),
        store=store,
        rules=rules,
        jump_account=told.jump_account,
    )
    return logger.inject_lambda_context(build_api(actions, logger).resolve)
