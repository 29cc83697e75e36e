"""Builds the handler of `reconcile`."""

from collections.abc import Mapping

from aws_lambda_powertools import Logger

from aws_access.adapters.access_analyzer import AccessAnalyzerChecks
from aws_access.adapters.aws import Aws
from aws_access.adapters.clock import SystemClock
from aws_access.adapters.dynamodb import DynamoStore
from aws_access.adapters.iam import IamTeamRoles, TargetAccounts
from aws_access.adapters.scheduler import EventBridgeSchedules
from aws_access.adapters.sqs import LONGEST_WAIT_OF_A_ROLE_SECONDS, PutOff
from aws_access.adapters.sts import StsSessionPolicies
from aws_access.bootstrap import GRANTOR_ROLE, Handler
from aws_access.bootstrap.judge import build_judge
from aws_access.bootstrap.rules import published_rules
from aws_access.entrypoints.roles_queue import RolesQueueEndpoint
from aws_access.settings import ReconcileSettings, read_settings
from aws_access.usecases.proving import Prove
from aws_access.usecases.reconcile import Reconcile
from aws_access.usecases.reconcile_sessions import ByForm, ReconcileSessions


def build(environment: Mapping[str, str]) -> Handler:
    """The handler, or InvalidSettings."""
    told = read_settings(ReconcileSettings, environment)
    logger, clock, aws = Logger(), SystemClock(), Aws()
    store, rules = DynamoStore(told.table_name), published_rules(aws, told, clock, logger)
    judge = build_judge(store, rules, clock, told.table_name, told.shortest_duration_seconds)
    schedules = EventBridgeSchedules(
        aws, told.schedule_group, told.roles_queue_arn, told.schedule_role_arn, told.schedule_dead_letter_arn
    )
    roles = IamTeamRoles(TargetAccounts(aws, GRANTOR_ROLE, told.external_id))
    tries = StsSessionPolicies(aws, GRANTOR_ROLE, told.external_id)
    prove = Prove(AccessAnalyzerChecks(aws.client("accessanalyzer")) if told.access_analyzer else None)
    reconcile = ByForm(
        Reconcile(store, roles, schedules, clock, rules, judge, told.jump_account, prove),
        ReconcileSessions(store, roles, tries, schedules, clock, rules, judge, told.broker_role_arn),
    )
    put_off = PutOff(aws, told.roles_queue_url, LONGEST_WAIT_OF_A_ROLE_SECONDS)
    return logger.inject_lambda_context(RolesQueueEndpoint(reconcile, put_off, logger))
