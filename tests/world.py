"""The use cases, wired to fakes: a company with one environment, two team roles and four people."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest

from aws_access.domain.audit import broken_at
from aws_access.domain.commands import SetLock, parse_command
from aws_access.domain.errors import AwsAccessError
from aws_access.domain.ids import RoleArn
from aws_access.domain.model import Person, Request, Submission
from aws_access.domain.packing import managed_names
from aws_access.domain.policies import POLICY_NAME
from aws_access.domain.reasons import Language
from aws_access.usecases.actions import Actions
from aws_access.usecases.decide_on import Approve, Deny
from aws_access.usecases.due import DueWork
from aws_access.usecases.extensions import Extend
from aws_access.usecases.issue import IssueCredentials
from aws_access.usecases.judge import Judge
from aws_access.usecases.lock import SetLocks
from aws_access.usecases.reconcile import Reconcile
from aws_access.usecases.reconcile_sessions import ByForm, ReconcileSessions
from aws_access.usecases.review import Review
from aws_access.usecases.revoke import Revoke
from aws_access.usecases.role_check import CheckRole
from aws_access.usecases.roles import LookAtRoles
from aws_access.usecases.session_room import SessionRoom
from aws_access.usecases.submit import Submit
from aws_access.usecases.timers import Timers
from tests.builders import (
    BROKER,
    DEV1,
    DEV_ROLE,
    JUMP_ACCOUNT,
    SESSION_ROLE,
    SRE1,
    SRE_ROLE,
    a_submission,
    brokers_trust,
    some_rules,
)
from tests.fakes import (
    Crash,
    FakeClock,
    FakeGroups,
    FakeRoleQueue,
    FakeRules,
    FakeSchedules,
    FakeSts,
    Faults,
    OpenedSession,
)
from tests.our_policies import allows, session_allows
from tests.witnesses import Table, WitnessedRoles, recorded_texts

OTHERS = {"everyday": '{"Version": "2012-10-17", "Statement": []}'}
SHORTEST = timedelta(minutes=5)


@contextmanager
def refused(kind: type[AwsAccessError], *codes: str) -> Iterator[None]:
    """What is done here is refused with an error of exactly this kind, for exactly these reasons."""
    with pytest.raises(kind) as caught:
        yield
    assert (type(caught.value), *(each.code for each in caught.value.reasons)) == (kind, *codes)


def down(calls: int = 1) -> Faults:
    """For one port alone: so many of its calls do nothing."""
    faults = Faults()
    faults.unavailable(calls)
    return faults


class World:
    """`faults` is shared by every fake: one count of every call to the world.

    `others`: the inline policies that the roles have before anything happens; `attached`: their managed policies.
    """

    def __init__(self, others: Mapping[str, str] = OTHERS, attached: Sequence[str] = ()) -> None:
        self._before = (dict(others), list(attached))
        self.faults = Faults()
        self.clock = FakeClock()
        self.store = Table(self.faults)
        self.queue = FakeRoleQueue(self.faults)
        self.schedules = FakeSchedules(self.queue, self.faults)
        self.sts = FakeSts(self.clock, self.faults)
        self.roles = WitnessedRoles(self.faults, self.store, self.schedules)
        self.rules = FakeRules(some_rules())
        for role_arn in (DEV_ROLE, SRE_ROLE):
            self.roles.add(role_arn, policies=dict(others), attached=list(attached))
        self.roles.add(SESSION_ROLE, policies=dict(others), attached=list(attached), trust=brokers_trust())
        self.groups = FakeGroups(self.faults)
        judge = self.judge = Judge(self.store, self.rules, self.groups, self.clock, SHORTEST)
        room = SessionRoom(self.store, self.roles, self.sts, BROKER)
        check_role = self._check_role = CheckRole(self.store, self.roles, JUMP_ACCOUNT, room)
        self._submit = Submit(self.store, self.rules, self.queue, self.clock, judge, check_role)
        self._approve = Approve(self.store, self.rules, judge, self.queue, self.clock, check_role)
        self._deny = Deny(self.store, self.rules, judge, self.clock)
        self.revoke = Revoke(self.store, self.rules, judge, self.queue, self.clock)
        self._extend = Extend(self.store, self._submit)
        self.review = Review(self.store, self.rules, judge, self.clock)
        self.set_lock = SetLocks(self.store, self.rules, self.groups, self.queue, self.clock)
        self.actions = Actions(
            submit=self._submit,
            approve=self._approve,
            deny=self._deny,
            revoke=self.revoke,
            extend=self._extend,
            review=self.review,
            set_lock=self.set_lock,
            look_at_roles=LookAtRoles(self.store, self.rules, self.roles, judge, self.clock, JUMP_ACCOUNT, BROKER),
            store=self.store,
            rules=self.rules,
        )
        self.reconcile = Reconcile(self.store, self.roles, self.schedules, self.clock, self.rules, judge, JUMP_ACCOUNT)
        self.reconcile_sessions = ReconcileSessions(
            self.store, self.roles, self.sts, self.schedules, self.clock, self.rules, judge, BROKER
        )
        self.issue_credentials = IssueCredentials(self.store, self.rules, self.roles, self.sts, self.clock, BROKER)
        self.due = DueWork(self.store, self.rules, judge, self.queue, self.clock)
        self.timers = Timers(
            self.store, self.rules, self.roles, self.queue, self.due, self.clock, JUMP_ACCOUNT, 1, BROKER
        )

    def submit(self, person: Person = DEV1, key: str = "1", asked: Submission | None = None) -> Request:
        return self._submit(asked or a_submission(), person, key, Language.ENGLISH)

    def approve(self, request: Request, by: Person = SRE1) -> Request:
        return self._approve(request.id, by, request.payload.hash)

    def deny(self, request: Request, by: Person = SRE1, note: str = "not now") -> Request:
        return self._deny(request.id, by, note)

    def granted(self, person: Person = DEV1, key: str = "1", asked: Submission | None = None) -> Request:
        """A request that was approved and attached."""
        request = self.approve(self.submit(person, key, asked))
        self.deliver()
        return self.now_is(request)

    def extend(
        self, request: Request, by: timedelta, person: Person | None = None, key: str = "x", why: str = ""
    ) -> Request:
        return self._extend(request.id, person or request.requester, by, why, key, Language.ENGLISH)

    def issue(self, request: Request, by: Person | None = None) -> OpenedSession:
        """Keys of a session, with what only STS knows of it."""
        issued = self.issue_credentials(request.id, by or request.requester)
        return next(each for each in self.sts.opened if each.credentials == issued.credentials)

    def session_may(self, session: OpenedSession, action: str = "dynamodb:GetItem") -> bool:
        """Whether the session may do this now, by its policy and by the deny on its role."""
        role, now = self.roles.roles[session.role_arn], self.clock.now()
        user_id = f"{role.role_id}:{session.name}"
        table = f"arn:aws:{action.partition(':')[0]}:us-east-1:222222222222:table/orders"
        is_open = now < session.credentials.expires_at
        return is_open and session_allows(session.policy, role.policies.get(POLICY_NAME), user_id, action, table, now)

    def lock(self, what: str, by: Person = SRE1, *, locked: bool = True) -> None:
        """`person dev1`, `everything` …; or let it go on."""
        command = parse_command(f"{'lock' if locked else 'unlock'} {what} -- an incident")
        assert isinstance(command, SetLock)
        self.set_lock(command, by)

    def now_is(self, request: Request) -> Request:
        return self.store.request(request.id)

    def deliver(self) -> None:
        """What is on the roles queue, each message twice, as SQS may. A failing one is given up for now."""
        while self.queue.wakes:
            role_arn, _ = self.queue.wakes.pop(0)
            for _ in range(2):
                with suppress(AwsAccessError, Crash):
                    ByForm(self.reconcile, self.reconcile_sessions)(role_arn)

    def pass_time(self, by: timedelta) -> None:
        """Time passes, in steps of a minute or less, with schedules that fire and timers that look."""
        until = self.clock.now() + by
        while self.clock.now() < until:
            self.clock.advance(min(timedelta(minutes=1), until - self.clock.now()))
            for happening in (lambda: self.schedules.fire(self.clock.now()), self.timers):
                with suppress(AwsAccessError, Crash):  # once a minute, whatever came of it the minute before
                    happening()
            self.deliver()

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """To look at the world without using up the faults that are planned for it."""
        calls, planned = self.faults.calls, self.faults._planned
        self.faults._planned = {}
        yield
        self.faults.calls, self.faults._planned = calls, planned

    def documents(self, role_arn: RoleArn = DEV_ROLE) -> dict[str, str]:
        """The documents of ours that count on the role, by name."""
        return self.roles.documents(role_arn)

    def policy(self, role_arn: RoleArn = DEV_ROLE) -> str | None:
        return self.roles.roles[role_arn].policies.get(POLICY_NAME)

    def may(self, person: Person, action: str = "dynamodb:GetItem", role_arn: RoleArn = DEV_ROLE) -> bool:
        """Whether a session of this person on the role may do this now, by our documents alone."""
        user_id = f"{self.roles.roles[role_arn].role_id}:{person.iam_user}"
        table = f"arn:aws:{action.partition(':')[0]}:us-east-1:222222222222:table/orders"
        now = self.clock.now()
        return any(allows(text, user_id, action, table, now) for text in self.documents(role_arn).values())

    def role_events(self, role_arn: RoleArn = DEV_ROLE) -> list[tuple[object, object]]:
        """The recorded intents, oldest first: the policy's hash before, and the policy."""
        return [(each.details["before"], each.details["policy"]) for each in self.store.events(role_arn)]

    def assert_records_whole(self, *requests: Request) -> None:
        """Every chain is whole, and every policy that was written was recorded before."""
        for request in map(self.now_is, requests):
            assert broken_at(self.store.events(request.id), request.head) is None
        for role_arn in self.roles.roles:
            events = self.store.events(role_arn)
            assert broken_at(events, self.store.ledger(role_arn).record.head) is None
            recorded = [text for name in self._names(role_arn) for text in recorded_texts(events, name)]
            for written in (policy for arn, policy in self.roles.written if arn == role_arn):
                assert written in recorded

    def assert_no_trace(self) -> None:
        """The roles are byte for byte as they were, and their accounts have no policy of ours."""
        assert all((role.policies, role.attached) == self._before for role in self.roles.roles.values())
        assert self.roles.managed == {}

    @staticmethod
    def _names(role_arn: RoleArn) -> tuple[str, ...]:
        return POLICY_NAME, *managed_names(role_arn)
