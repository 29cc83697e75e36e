"""The calls that nobody can do without who attaches a grant and takes it off, made one after the other by bare clients.

They go to the same emulator with items of the same size, in a place of their own: a table, queues and a role that are
there only meanwhile. Each list is in the order in which the functions make these calls.
"""

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
from botocore.exceptions import ClientError

from local.stack import Stack

NAME = "aws-access-bench"
POLICY, THEIRS = "aws-access", "everyday"
_UNTIL = "at(2099-01-01T00:00:00)"

SLACK = ("users.info", "response_url")

Item = dict[str, Any]
Call = tuple[str, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Items:
    """What the functions wrote for a request that is active, as it is in the table."""

    request: Item
    event: Item
    grant: Item
    record: Item
    role_event: Item
    policy: str


class Place:
    """The bare clients, warm, and what they work on."""

    def __init__(self, stack: Stack, account: str, table: str, items: Items) -> None:
        jump, target = stack.root(stack.jump_account), stack.root(account)
        self._dynamodb, self._sqs = jump.client("dynamodb"), jump.client("sqs")
        self._scheduler, self._iam = jump.client("scheduler"), target.client("iam")
        self._sts, self._team_role = stack.client("sts", "dev1"), stack.environments["verify"].team_roles["Dev"]
        self._slack = httpx.Client(base_url=stack.slack_api_url, trust_env=False)
        self._token, self._approver = stack.slack_bot_token, stack.people["sre1"].slack_id
        self._stack, self._table, self._items = stack, table, items
        self._queue = self._fifo = ""

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        """The place is there for as long as the block lasts."""
        with contextlib.ExitStack() as at_the_end:
            at_the_end.callback(self._slack.close)
            self._queue = self._sqs.create_queue(QueueName=NAME)["QueueUrl"]
            at_the_end.callback(self._sqs.delete_queue, QueueUrl=self._queue)
            fifo = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
            self._fifo = self._sqs.create_queue(QueueName=f"{NAME}.fifo", Attributes=fifo)["QueueUrl"]
            at_the_end.callback(self._sqs.delete_queue, QueueUrl=self._fifo)
            self._create_table()
            at_the_end.callback(self._dynamodb.delete_table, TableName=NAME)
            trust = {"Effect": "Allow", "Principal": {"AWS": self._stack.jump_account}, "Action": "sts:AssumeRole"}
            document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
            self._iam.create_role(RoleName=NAME, AssumeRolePolicyDocument=document)
            at_the_end.callback(self._iam.delete_role, RoleName=NAME)
            at_the_end.callback(self._delete_leftovers)
            self._iam.put_role_policy(RoleName=NAME, PolicyName=THEIRS, PolicyDocument=self._items.policy)
            self._write(self._items.record, self._items.grant)
            yield

    def attaching(self, response_url: str) -> list[Call]:
        """From the click to ACTIVE."""
        items = self._items
        return [
            ("slack: SendMessage", self._send),  # the click, acknowledged only once it cannot be lost
            ("worker: users.info", self._ask_slack),  # is the approver still a full member?
            ("worker: GetItem", lambda: self._get(items.request)),  # the request as it is now
            ("worker: TransactWriteItems", lambda: self._write(items.request, items.event, items.grant)),  # APPROVED
            ("worker: SendMessage", self._wake),  # one reconciler at a time for each role
            ("worker: response_url", lambda: self._answer(response_url)),  # the approver hears what came of the click
            ("reconcile: Query", self._ledger),  # what should be on the role
            ("reconcile: GetRole", lambda: self._iam.get_role(RoleName=NAME)),  # its trust policy, tags and boundary
            ("reconcile: GetRolePolicy", self._read_policy),  # what is on it
            ("reconcile: CreateSchedule", self._schedule),  # nothing is attached whose end is not scheduled
            *self._read_beside(),
            ("reconcile: TransactWriteItems", lambda: self._write(items.record, items.role_event)),  # before the change
            ("reconcile: PutRolePolicy", self._put_policy),
            ("reconcile: GetRolePolicy", self._read_policy),  # active is what was seen
            ("reconcile: GetRole", lambda: self._iam.get_role(RoleName=NAME)),  # and nothing else has changed
            *self._read_beside(),
            ("reconcile: GetItem", lambda: self._get(items.request)),  # the request as it is by now
            ("reconcile: TransactWriteItems", lambda: self._write(items.request, items.event, items.grant)),  # ACTIVE
        ]

    def ending(self, response_url: str) -> list[Call]:
        """From the command that revokes to REVOKED."""
        items = self._items
        return [
            ("slack: SendMessage", self._send),
            ("worker: users.info", self._ask_slack),
            ("worker: GetItem", lambda: self._get(items.request)),
            ("worker: TransactWriteItems", lambda: self._write(items.request, items.event, items.grant)),  # revoking
            ("worker: SendMessage", self._wake),
            ("worker: response_url", lambda: self._answer(response_url)),
            ("reconcile: Query", self._ledger),
            ("reconcile: GetRole", lambda: self._iam.get_role(RoleName=NAME)),
            ("reconcile: GetRolePolicy", self._read_policy),
            *self._read_beside(),
            ("reconcile: TransactWriteItems", lambda: self._write(items.record, items.role_event)),
            ("reconcile: DeleteRolePolicy", self._delete_policy),
            ("reconcile: GetRolePolicy", self._read_policy),
            ("reconcile: GetRole", lambda: self._iam.get_role(RoleName=NAME)),
            *self._read_beside(),
            ("reconcile: DeleteSchedule", self._unschedule),
            ("reconcile: GetItem", lambda: self._get(items.request)),
            (
                "reconcile: TransactWriteItems",
                lambda: self._write(items.request, items.event, delete=items.grant),  # REVOKED
            ),
        ]

    def _read_beside(self) -> list[Call]:
        """What others have on the role, before and after: that our documents alone changed is part of the proof."""
        return [
            ("reconcile: ListRolePolicies", lambda: self._iam.list_role_policies(RoleName=NAME)),
            ("reconcile: GetRolePolicy", lambda: self._iam.get_role_policy(RoleName=NAME, PolicyName=THEIRS)),
            ("reconcile: ListAttachedRolePolicies", lambda: self._iam.list_attached_role_policies(RoleName=NAME)),
        ]

    def assume_role(self) -> object:
        """Once an hour for each target account, and so in no sum."""
        return self._sts.assume_role(RoleArn=self._team_role, RoleSessionName="dev1")

    def _send(self) -> None:
        self._sqs.send_message(QueueUrl=self._queue, MessageBody=json.dumps({"click": "x" * 300}))

    def _wake(self) -> None:
        nonce = str(time.monotonic_ns())
        self._sqs.send_message(
            QueueUrl=self._fifo, MessageBody="x" * 150, MessageGroupId="role", MessageDeduplicationId=nonce
        )

    def _ask_slack(self) -> None:
        form = {"user": self._approver, "include_locale": "1"}
        self._slack.post("users.info", data=form, headers={"Authorization": f"Bearer {self._token}"}).raise_for_status()

    def _answer(self, response_url: str) -> None:
        answer = {"text": "Approved.", "response_type": "ephemeral", "replace_original": False}
        self._slack.post(response_url, json=answer).raise_for_status()

    def _get(self, item: Item) -> None:
        key = {"pk": item["pk"], "sk": item["sk"]}
        self._dynamodb.get_item(TableName=NAME, Key=key, ConsistentRead=True)

    def _ledger(self) -> None:
        self._dynamodb.query(
            TableName=NAME,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": self._items.grant["pk"]},
            ConsistentRead=True,
        )

    def _write(self, *items: Item, delete: Item | None = None) -> None:
        # A condition that always holds: these items are written again and again.
        condition = "attribute_not_exists(nothing)"
        changes = [{"Put": {"TableName": NAME, "Item": item, "ConditionExpression": condition}} for item in items]
        if delete is not None:
            changes.append({"Delete": {"TableName": NAME, "Key": {"pk": delete["pk"], "sk": delete["sk"]}}})
        self._dynamodb.transact_write_items(TransactItems=changes)

    def _read_policy(self) -> None:
        with contextlib.suppress(self._iam.exceptions.NoSuchEntityException):
            self._iam.get_role_policy(RoleName=NAME, PolicyName=POLICY)

    def _put_policy(self) -> None:
        self._iam.put_role_policy(RoleName=NAME, PolicyName=POLICY, PolicyDocument=self._items.policy)

    def _delete_policy(self) -> None:
        self._iam.delete_role_policy(RoleName=NAME, PolicyName=POLICY)

    def _schedule(self) -> None:
        arn = f"arn:aws:sqs:{self._stack.region}:{self._stack.jump_account}:{NAME}.fifo"
        self._scheduler.create_schedule(
            Name=NAME,
            ScheduleExpression=_UNTIL,
            ScheduleExpressionTimezone="UTC",
            FlexibleTimeWindow={"Mode": "OFF"},
            ActionAfterCompletion="DELETE",
            Target={
                "Arn": arn,
                "RoleArn": f"arn:aws:iam::{self._stack.jump_account}:role/aws-access-schedule",
                "Input": "x" * 150,
                "SqsParameters": {"MessageGroupId": "role"},
            },
        )

    def _unschedule(self) -> None:
        self._scheduler.delete_schedule(Name=NAME)

    def _create_table(self) -> None:
        """Of the keys, indexes and stream that the table of the requests has."""
        real = self._dynamodb.describe_table(TableName=self._table)["Table"]
        index_keys = ("IndexName", "KeySchema", "Projection")
        self._dynamodb.create_table(
            TableName=NAME,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=real["AttributeDefinitions"],
            KeySchema=real["KeySchema"],
            StreamSpecification=real["StreamSpecification"],
            GlobalSecondaryIndexes=[
                {key: index[key] for key in index_keys} for index in real["GlobalSecondaryIndexes"]
            ],
        )

    def _delete_leftovers(self) -> None:
        theirs = partial(self._iam.delete_role_policy, RoleName=NAME, PolicyName=THEIRS)
        for delete in (theirs, self._delete_policy, self._unschedule):
            with contextlib.suppress(ClientError):
                delete()


def timed(calls: list[Call]) -> dict[str, float]:
    """Milliseconds of each call, in order; a name that comes again is numbered."""
    took: dict[str, float] = {}
    for name, call in calls:
        number = sum(each.partition(" (")[0] == name for each in took) + 1
        title = name if number == 1 else f"{name} ({number})"
        started = time.perf_counter()
        call()
        took[title] = 1000 * (time.perf_counter() - started)
    return took


def operation(name: str) -> str:
    """The operation that a call in the lists is."""
    return name.split()[1]
