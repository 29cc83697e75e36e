"""Votes, changes by approvers, later starts, extensions, break-glass and locks, in any order, as rules change."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from aws_access.domain.audit import EventType
from aws_access.domain.errors import AwsAccessError
from aws_access.domain.model import Person, Submission, request_id_for
from aws_access.domain.rules import Rules
from aws_access.usecases.decide_on import AS_IT_IS, Narrowing
from tests.builders import DEV2, SRE1, SRE2, a_submission
from tests.decided import LOCKS, MINUTE, OTHERS, PEOPLE, RULES, SRE1_TOO, SRE3, Decided
from tests.lives import LAPSE, MEANS, ROLES

persons, picks = st.sampled_from(PEOPLE), st.integers(0, 30)
submissions = st.builds(
    a_submission,
    service=st.sampled_from(["dynamodb", "logs"]),
    levels=st.sampled_from([("read",), ("read", "write")]),
    duration=st.integers(6, 15).map(lambda minutes: timedelta(minutes=minutes)),
)
narrowings = st.builds(
    Narrowing,
    duration=st.sampled_from([None, 5 * MINUTE, 20 * MINUTE]),
    levels=st.sampled_from([None, ("read",), ("read", "write")]),
)


class Decisions(Decided):
    @initialize(person=persons, asked=submissions)
    def begin(self, person: Person, asked: Submission) -> None:
        self.get_access(person, asked)

    # ---- What people do ----

    @rule(person=persons, asked=submissions)
    def get_access(self, person: Person, asked: Submission) -> None:
        """As it should go; the requester tries first, and everybody tries twice."""
        request = self.ask(person, asked)
        for approver in (person, SRE1, SRE1, SRE1_TOO, DEV2, SRE2, SRE3):
            if request is not None:
                self.approve(self.now_is(request), approver)
        self.world.deliver()

    @rule(person=persons, asked=submissions, narrowing=narrowings)
    def ask_and_have_it_changed(self, person: Person, asked: Submission, narrowing: Narrowing) -> None:
        """One approves what was asked, another makes something else of it."""
        request = self.ask(person, asked)
        if request is not None:
            self.approve(request, SRE3)
            self.approve(self.now_is(request), SRE1, narrowing)
        self.world.deliver()

    @rule(person=persons, asked=submissions, minutes=st.integers(1, 8))
    def ask_for_later(self, person: Person, asked: Submission, minutes: int) -> None:
        self.ask(person, replace(asked, starts_at=self.world.clock.now() + minutes * MINUTE))

    @rule(person=persons)
    def break_glass(self, person: Person) -> None:
        asked = a_submission(levels=("read",), duration=6 * MINUTE, break_glass=True, reason="orders are lost")
        self.ask(person, asked)
        self.world.deliver()

    @rule(pick=picks, person=persons, narrowing=st.one_of(st.just(AS_IT_IS), narrowings), stale=st.booleans())
    @precondition(lambda self: self.asked)
    def vote(self, pick: int, person: Person, narrowing: Narrowing, *, stale: bool) -> None:
        self.approve(self.pick(pick), person, narrowing, stale=stale)
        self.world.deliver()

    @rule(pick=picks, people=st.lists(persons, min_size=2, max_size=2, unique=True))
    @precondition(lambda self: self.asked)
    def two_vote_at_once(self, pick: int, people: list[Person]) -> None:
        request = self.pick(pick)
        with self.before_it_is_written(lambda: self.approve(request, people[0])):
            self.approve(request, people[1])

    @rule(pick=picks, people=st.lists(persons, min_size=2, max_size=2, unique=True))
    @precondition(lambda self: self.asked)
    def one_approves_and_one_denies_at_once(self, pick: int, people: list[Person]) -> None:
        request = self.pick(pick)
        with self.before_it_is_written(lambda: self.attempt(lambda: self.world.deny(request, people[0]))):
            self.approve(request, people[1])

    @rule(pick=picks, person=persons, rules=st.sampled_from(OTHERS))
    @precondition(lambda self: self.asked)
    def vote_as_the_rules_change(self, pick: int, person: Person, rules: Rules | None) -> None:
        """After they were read, and before anything is written."""
        with self.before_it_is_written(lambda: self.publish_rules(rules)):
            self.approve(self.pick(pick), person)
        self.world.deliver()

    @rule(pick=picks, person=persons, what=st.sampled_from(sorted(LOCKS)))
    @precondition(lambda self: self.asked)
    def vote_as_somebody_locks(self, pick: int, person: Person, what: str) -> None:
        with self.before_it_is_written(lambda: self.lock(what, on=True, person=SRE3)):
            self.approve(self.pick(pick), person)
        self.world.deliver()

    @rule(pick=picks, person=persons)
    @precondition(lambda self: self.asked)
    def deny(self, pick: int, person: Person) -> None:
        self.attempt(lambda: self.world.deny(self.pick(pick), person))

    @rule(pick=picks, person=persons, minutes=st.integers(5, 20))
    @precondition(lambda self: self.asked)
    def extend(self, pick: int, person: Person, minutes: int) -> None:
        base = self.pick(pick)
        self.keys += 1
        key = f"x{self.keys}"
        self.attempt(lambda: self.world.extend(base, minutes * MINUTE, person, key))
        made = self.world.store._requests.get(request_id_for(person.iam_user, key))
        if made is not None:
            assert person.iam_user == base.requester.iam_user, "extended what is somebody else's"
            self.asked[made.id] = replace(self.asked[base.id], duration=minutes * MINUTE)

    @rule(pick=picks, person=persons)
    @precondition(lambda self: self.asked)
    def review(self, pick: int, person: Person) -> None:
        request = self.pick(pick)
        self.attempt(lambda: self.world.review(request.id, person, "seen"))
        review = self.now_is(request).review
        if review is not None and review.by is not None:
            by = next(each for each in PEOPLE if each.iam_user == review.by)
            assert by.slack_id != request.requester.slack_id, "P6: reviewed their own break-glass"

    @rule(what=st.sampled_from(sorted(LOCKS)), on=st.booleans(), person=persons)
    def lock(self, what: str, *, on: bool, person: Person) -> None:
        """Without faults, so that it is known here what is locked."""
        self.world.faults._planned.clear()
        with suppress(AwsAccessError):
            self.world.lock(what, by=person, locked=on)
            assert "SRE" in person.teams, "P6: only the lockers lock"
            (self.locked.add if on else self.locked.discard)(what)

    @rule(person=persons, asked=submissions, what=st.sampled_from(sorted(LOCKS)))
    def be_locked_while_active(self, person: Person, asked: Submission, what: str) -> None:
        self.calm()
        self.get_access(person, asked)
        self.lock(what, on=True, person=SRE3)
        self.pass_two_good_minutes()

    # ---- What the operators and AWS do ----

    @rule(rules=st.sampled_from(OTHERS))
    def publish(self, rules: Rules | None) -> None:
        self.publish_rules(rules)

    @rule(how=st.sampled_from(["unavailable", "forget_answer", "crash"]), after=st.integers(0, 25))
    def plan_fault(self, how: str, after: int) -> None:
        getattr(self.world.faults, how)(after=after)

    @rule(minutes=st.integers(1, 6))
    def pass_time(self, minutes: int) -> None:
        self.world.pass_time(minutes * MINUTE)

    @rule(by=st.integers(1, 900))
    def pass_time_while_all_is_down(self, by: int) -> None:
        self.world.clock.advance(timedelta(seconds=by))

    @rule()
    def pass_two_good_minutes(self) -> None:
        """Nothing fails: what is locked is off, and whoever is gone or left the team has nothing."""
        self.calm()
        self.world.pass_time(2 * MINUTE)
        people = (self.world.rules.rules or RULES).people
        for person in PEOPLE:
            for role_arn in ROLES:
                known = people.get(person.iam_user)
                stands = known is not None and ("Dev" if role_arn == ROLES[0] else "SRE") in known.teams
                if not stands or any(LOCKS[what](person.iam_user, role_arn) for what in self.locked):
                    assert not any(self.world.may(person, action, role_arn) for action in self.actions())

    # ---- What holds after every step ----

    @invariant()
    def nobody_has_more_than_enough_others_allowed(self) -> None:
        """P1, P2, P3, P6."""
        now = self.world.clock.now()
        for role_arn in ROLES:
            for person in PEOPLE:
                for action in self.actions():
                    if self.world.may(person, action, role_arn):
                        assert any(
                            each.requester.iam_user == person.iam_user
                            and each.payload.role_arn == role_arn
                            and action in each.payload.permission.actions
                            and self.begins(each) <= now < self.ends(each)
                            for each in self.allowed()
                        ), (person.iam_user, action)

    @invariant()
    def what_waits_is_within_what_was_asked(self) -> None:
        for request in self.requests():
            asked = self.asked[request.id]
            meant = {action for level in asked.levels for action in MEANS[asked.service][level]}
            assert set(request.payload.permission.actions) <= meant
            assert request.payload.duration <= asked.duration

    def teardown(self) -> None:
        """P5, P4, P7: with time everything comes to its end, without a trace, and every record is whole."""
        self.calm()
        self.world.rules.rules = RULES
        self.world.pass_time(LAPSE + 50 * MINUTE)
        assert all(request.status.terminal for request in self.requests())
        assert all(self.world.store.ledger(role_arn).grants == () for role_arn in ROLES)
        assert not self.world.schedules.grants
        self.world.assert_no_trace()
        self.world.assert_records_whole(*self.requests())
        for request in self.requests():
            for event in self.world.store.events(request.id):
                if event.type in (EventType.VOTED, EventType.APPROVED, EventType.DENIED, EventType.NARROWED):
                    by = next((each for each in PEOPLE if each.iam_user == event.actor), None)
                    assert by is None or by.slack_id != request.requester.slack_id, "P6"


TestDecisions = Decisions.TestCase
TestDecisions.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
