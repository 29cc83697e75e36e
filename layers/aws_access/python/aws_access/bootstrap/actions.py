"""Builds what people can do, for the two functions through which they do it."""

from aws_lambda_powertools import Logger

from aws_access.adapters.aws import Aws
from aws_access.adapters.dynamodb import DynamoStore
from aws_access.adapters.iam import IamTeamRoles, TargetAccounts
from aws_access.adapters.sqs import SqsRoleQueue
from aws_access.adapters.sts import StsSessionPolicies
from aws_access.bootstrap import READER_ROLE
from aws_access.bootstrap.judge import build_judge
from aws_access.bootstrap.rules import published_rules
from aws_access.ports import Clock
from aws_access.settings import ApiSettings, WorkerSettings
from aws_access.usecases.actions import Actions
from aws_access.usecases.decide_on import Approve, Deny
from aws_access.usecases.extensions import Extend
from aws_access.usecases.lock import SetLocks
from aws_access.usecases.review import Review
from aws_access.usecases.revoke import Revoke
from aws_access.usecases.role_check import CheckRole
from aws_access.usecases.roles import LookAtRoles
from aws_access.usecases.session_room import SessionRoom
from aws_access.usecases.submit import Submit


def build_actions(aws: Aws, told: ApiSettings | WorkerSettings, clock: Clock, logger: Logger) -> Actions:
    """With clients of this session."""
    store, queue = DynamoStore(told.table_name), SqsRoleQueue(aws, told.roles_queue_url)
    rules = published_rules(aws, told, clock, logger)
    roles = IamTeamRoles(TargetAccounts(aws, READER_ROLE, told.external_id))
    judge = build_judge(store, rules, clock, told.table_name, told.shortest_duration_seconds)
    tries = StsSessionPolicies(aws, READER_ROLE, told.external_id)
    room = SessionRoom(store, roles, tries, told.broker_role_arn)
    check_role = CheckRole(store, roles, told.jump_account, room)
    submit = Submit(store, rules, queue, clock, judge, check_role)
    return Actions(
        submit=submit,
        approve=Approve(store, rules, judge, queue, clock, check_role),
        deny=Deny(store, rules, judge, clock),
        revoke=Revoke(store, rules, judge, queue, clock),
        extend=Extend(store, submit),
        review=Review(store, rules, judge, clock),
        set_lock=SetLocks(store, rules, judge.groups, queue, clock),
        look_at_roles=LookAtRoles(store, rules, roles, judge, clock, told.jump_account, told.broker_role_arn),
        store=store,
        rules=rules,
    )
