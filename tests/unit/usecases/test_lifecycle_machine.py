"""Whatever people, queues, clocks and faults do in whatever order, every promise holds after every step."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from aws_access.domain.audit import EventType
from aws_access.domain.errors import AwsAccessError
from aws_access.domain.ids import RequestId, RoleArn
from aws_access.domain.ledger import policy_hash
from aws_access.domain.model import SYSTEM, Person, Request, Status, Submission, request_id_for
from aws_access.domain.policies import POLICY_NAME
from aws_access.domain.rules import Rules
from tests.builders import DEV2, SRE1, SRE2, VERIFY_ACCOUNT, a_submission, pinned_trust
from tests.fakes import Crash
from tests.lives import LAPSE, LOOK_ALIKE, MEANS, OTHER_RULES, PEOPLE, ROLES, RULES
from tests.world import OTHERS, World

BY_HAND = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
MINUTE = timedelta(minutes=1)

persons = st.sampled_from(PEOPLE)
picks = st.integers(0, 30)
decisions = st.sampled_from(["approve", "approve", "deny", "revoke"])
submissions = st.builds(
    a_submission,
    service=st.sampled_from(["dynamodb", "logs"]),
    levels=st.sampled_from([(), ("read",), ("read", "write")]),
    duration=st.integers(5, 15).map(lambda minutes: timedelta(minutes=minutes)),
)


class Decision(NamedTuple):
    """That somebody tried to decide, who may."""

    what: str
    id: RequestId
    by: str
    at: datetime


class Lives(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.world.clock.advance(timedelta(microseconds=123456))
        self.world.rules.rules = RULES
        self.asked: dict[RequestId, Submission] = {}
        self.asked_at: dict[RequestId, datetime] = {}
        self.tried: list[Decision] = []  # in this step, by people who may
        self.decided: set[RequestId] = set()
        self.until: dict[RequestId, datetime] = {}  # of every approval that was seen to be right
        self.recorded = 0
        self.by_hand: dict[RoleArn, str | None] = {}

    @initialize(person=persons, asked=submissions)
    def begin(self, person: Person, asked: Submission) -> None:
        self.get_access(person, asked)

    # ---- What people do ----

    @rule(person=persons, asked=submissions)
    def get_access(self, person: Person, asked: Submission) -> None:
        """As it should go, unless something is in the way; the requester tries to help themselves first."""
        key = str(len(self.asked))
        self.submit(person, key, asked)
        request = self.world.store._requests.get(request_id_for(person.iam_user, key))
        if request is not None:
            self.decide("approve", request, person)
            self.decide("approve", request, SRE2 if person is SRE1 else SRE1)
        self.world.deliver()

    @rule(person=persons, key=st.sampled_from("12"), asked=submissions)
    def submit(self, person: Person, key: str, asked: Submission) -> None:
        self.attempt(lambda: self.world.submit(person, key, asked))
        request_id = request_id_for(person.iam_user, key)
        if request_id in self.world.store._requests and request_id not in self.asked:
            self.asked[request_id] = replace(asked, levels=asked.levels or self.default_levels(asked))
            self.asked_at[request_id] = self.world.clock.now()

    @rule(what=decisions, pick=picks, person=persons, right_hash=st.sampled_from([True, True, True, False]))
    @precondition(lambda self: self.requests())
    def decide_or_end(self, what: str, pick: int, person: Person, *, right_hash: bool) -> None:
        self.decide(what, self.pick(pick), person, right_hash=right_hash)

    @rule(what=decisions, pick=picks, person=persons)
    @precondition(lambda self: self.requests())
    def be_quicker_than_the_next_write(self, what: str, pick: int, person: Person) -> None:
        request = self.pick(pick)
        self.world.store.before("commit", lambda: self.decide(what, request, person))

    # ---- What the operators do ----

    @rule(rules=st.sampled_from(OTHER_RULES))
    def publish_rules(self, rules: Rules | None) -> None:
        self.world.rules.rules = rules

    @rule(role_arn=st.sampled_from(ROLES), text=st.sampled_from([None, BY_HAND, "as before"]), pick=picks)
    def change_our_policy_by_hand(self, role_arn: RoleArn, text: str | None, pick: int) -> None:
        before = [policy for arn, policy in self.world.roles.written if arn == role_arn and policy]
        if not before:
            return  # nothing of ours was ever there
        policies = self.world.roles.roles[role_arn].policies
        policies.pop(POLICY_NAME, None)
        if text is not None:
            policies[POLICY_NAME] = before[pick % len(before)] if text == "as before" else text
        self.by_hand[role_arn] = self.world.policy(role_arn)

    @rule(role_arn=st.sampled_from(ROLES), trust=st.sampled_from([pinned_trust(), pinned_trust(DEV2, SRE2), {}]))
    def change_trust(self, role_arn: RoleArn, trust: dict[str, object]) -> None:
        self.world.roles.roles[role_arn].trust = trust

    # ---- What AWS does ----

    @rule(how=st.sampled_from(["unavailable", "forget_answer", "crash"]), after=st.integers(0, 25))
    def plan_fault(self, how: str, after: int) -> None:
        getattr(self.world.faults, how)(after=after)

    @rule(refused=st.booleans())
    def close_account(self, *, refused: bool) -> None:
        self.world.roles.refused = {VERIFY_ACCOUNT} if refused else set()

    @rule(role_arn=st.sampled_from(ROLES), what=st.sampled_from(["in order", "out of order", "ends"]))
    def deliver(self, role_arn: RoleArn, what: str) -> None:
        match what:
            case "in order":
                self.world.deliver()
            case "ends":
                self.world.schedules.fire(self.world.clock.now())
            case _:
                self.attempt(lambda: self.world.reconcile(role_arn))

    @rule(by=st.integers(1, 1300))
    def pass_time_while_all_is_down(self, by: int) -> None:
        self.world.clock.advance(timedelta(seconds=by))

    @rule()
    def come_to_the_next_end(self) -> None:
        """The very second, and the moment before it."""
        ends = [end for end in self.until.values() if end > self.world.clock.now()]
        if ends:
            self.world.clock.set(min(ends) - timedelta(microseconds=1))
            self.only_what_was_approved()
            self.world.clock.advance(timedelta(microseconds=1))

    @rule(minutes=st.integers(1, 6))
    def pass_time(self, minutes: int) -> None:
        self.world.pass_time(minutes * MINUTE)

    @rule()
    def pass_two_good_minutes(self) -> None:
        """Nothing fails: whatever was left behind is done, and whoever is called active has their access."""
        self.calm()
        self.world.pass_time(2 * MINUTE)
        for request in self.requests():
            if request.status is Status.ACTIVE and request.revoked_by is None:
                (action, *_) = request.payload.permission.actions
                assert self.world.may(request.requester, action, request.payload.role_arn)
            else:
                assert request.status.terminal or request.status is Status.PENDING
        for role_arn in ROLES:
            assert self.world.policy(role_arn) != BY_HAND
            assert self.world.policy(role_arn) is None or self.world.roles.roles[role_arn].trust != {}

    # ---- What holds after every step ----

    @invariant()
    def only_what_was_approved(self) -> None:
        """P1, P2, P3: by a second reading of the policies, against what was seen to be asked and approved."""
        self.observe()
        for role_arn in ROLES:
            if self.by_hand.get(role_arn, "") == self.world.policy(role_arn):
                continue  # not yet repaired
            self.by_hand.pop(role_arn, None)
            for person in (*PEOPLE, LOOK_ALIKE):
                for action in ("dynamodb:GetItem", "dynamodb:PutItem", "logs:GetItem", "logs:PutItem"):
                    if self.world.may(person, action, role_arn):
                        assert self.is_approved(person, action, role_arn), (person.iam_user, action)

    @invariant()
    def others_are_untouched(self) -> None:
        for role_arn in ROLES:
            policies = dict(self.world.roles.roles[role_arn].policies)
            policies.pop(POLICY_NAME, None)
            assert policies == OTHERS

    @invariant()
    def every_record_is_whole_and_true(self) -> None:
        if self.recorded == len(self.world.store._events):
            return  # nothing new
        self.recorded = len(self.world.store._events)
        written = {policy_hash(policy) for _, policy in self.world.roles.written}
        with self.world.unseen():
            self.world.assert_records_whole(*self.requests())
            for request in self.requests():
                for event in self.world.store.events(request.id):
                    match event.type:
                        case EventType.APPROVED | EventType.DENIED:
                            assert event.actor != request.requester.iam_user, "P6"
                        case EventType.ATTACHED:
                            assert event.details["policy_hash"] in written, "P8"
                        case EventType.LAPSED:
                            assert event.at >= self.asked_at[request.id] + LAPSE

    def teardown(self) -> None:
        """P5, P4: with time and no faults everything comes to its end, and there is no trace of it."""
        self.calm()
        self.world.rules.rules = RULES
        self.world.pass_time(LAPSE + 17 * MINUTE)
        assert all(request.status.terminal for request in self.requests())
        assert all(self.world.store.ledger(role_arn).grants == () for role_arn in ROLES)
        assert not self.world.schedules.grants
        self.world.assert_no_trace()
        self.world.assert_records_whole(*self.requests())

    # ---- What the machine knows ----

    def requests(self) -> list[Request]:
        return list(self.world.store._requests.values())

    def pick(self, number: int) -> Request:
        requests = self.requests()
        return requests[number % len(requests)]

    @staticmethod
    def attempt(what: Callable[[], object]) -> None:
        with suppress(AwsAccessError, Crash):
            what()

    def calm(self) -> None:
        self.world.faults._planned.clear()
        self.world.roles.refused.clear()
        self.world.rules.rules = self.world.rules.rules or RULES

    def default_levels(self, asked: Submission) -> tuple[str, ...]:
        return self.world.rules.rules.services[asked.service].default if self.world.rules.rules else ()

    def decide(self, what: str, request: Request, person: Person, *, right_hash: bool = True) -> None:
        rules, now = self.world.rules.rules, self.world.clock.now()
        known = rules.people.get(person.iam_user) if rules else None
        if (
            known is not None
            and "SRE" in known.teams
            and person.iam_user != request.requester.iam_user
            and now < self.asked_at[request.id] + LAPSE
            and (right_hash or what == "deny")  # a denial names no payload
        ):
            self.tried.append(Decision(what, request.id, person.iam_user, now))
        seen = request.payload.hash if right_hash else "0" * 64
        match what:
            case "approve":
                self.attempt(lambda: self.world._approve(request.id, person, seen))
            case "deny":
                self.attempt(lambda: self.world.deny(request, person))
            case _:
                self.attempt(lambda: self.world.revoke(request.id, person, "done"))

    def observe(self) -> None:
        """Whatever was decided in this step, it was by somebody who may (P6), on exactly that request (P2)."""
        for request in self.requests():
            if request.decided_by is None or request.id in self.decided:
                continue
            self.decided.add(request.id)
            what = "deny" if request.status is Status.DENIED else "approve"
            if request.decided_by == SYSTEM:
                assert (self.asked[request.id].service, self.asked[request.id].levels) == ("logs", ("read",))
                at = self.asked_at[request.id]
            else:
                by = request.decided_by
                (at, *_) = [each.at for each in self.tried if (each.what, each.id, each.by) == (what, request.id, by)]
            if what == "approve":
                self.until[request.id] = at.replace(microsecond=0) + self.asked[request.id].duration
        self.tried.clear()

    def is_approved(self, person: Person, action: str, role_arn: RoleArn) -> bool:
        for request in self.requests():
            asked, until = self.asked[request.id], self.until.get(request.id)
            if (
                until is not None
                and self.world.clock.now() < until
                and not request.status.terminal
                and request.requester.iam_user == person.iam_user
                and request.payload.role_arn == role_arn
                and any(action in MEANS[asked.service][level] for level in asked.levels)
            ):
                return True
        return False


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
