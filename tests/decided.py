"""People, rules and locks, and what is known of every request: what the machine of decisions is held against."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis.stateful import RuleBasedStateMachine

from aws_access.domain.approval import Approval, Approvers, Stage
from aws_access.domain.errors import AwsAccessError
from aws_access.domain.ids import RequestId
from aws_access.domain.model import SYSTEM, Person, Request, Status, Submission, request_id_for
from aws_access.domain.rules import Delegation, Extension, Rule, Rules
from aws_access.usecases.decide_on import AS_IT_IS, Narrowing
from tests.builders import DEV1, DEV2, NOW, SRE1, SRE2, a_person, a_rule, a_service, an_environment, some_rules
from tests.fakes import Crash
from tests.lives import LAPSE, ROLES
from tests.world import World

SRE3 = a_person("sre3", "SRE")
SRE1_TOO = replace(a_person("sre1.too", "SRE"), slack_id=SRE1.slack_id)  # one human with two IAM users
PEOPLE = [DEV1, DEV2, SRE1, SRE1_TOO, SRE2, SRE3]
MINUTE = timedelta(minutes=1)
SRE, FIRST_TWO = Approvers(teams=frozenset({"SRE"})), Approvers(people=frozenset({SRE1.iam_user, SRE2.iam_user}))
REVIEW = timedelta(minutes=5)


def of_two(name: str, services: frozenset[str], *stages: Stage) -> Rule:
    made = a_rule(name, teams=frozenset({"Dev", "SRE"}), services=services)
    return replace(made, approval=Approval(stages), extension=Extension(2, 15 * MINUTE), longest=15 * MINUTE)


RULES = some_rules(
    of_two("two-of-sre", frozenset({"dynamodb"}), Stage(SRE, needs=2)),
    of_two("one-after-the-other", frozenset({"logs"}), Stage(SRE), Stage(FIRST_TWO)),
    replace(
        a_rule("break-glass", teams=frozenset({"Dev"}), services=frozenset({"dynamodb:read"})), review_within=REVIEW
    ),
    services={"dynamodb": a_service(), "logs": a_service("logs")},
    environments={"verify": an_environment(ceiling=("dynamodb:*", "logs:*"))},
    people={each.iam_user: each for each in PEOPLE},
    lapse_after=LAPSE,
)
OTHERS: list[Rules | None] = [
    RULES,
    None,
    replace(RULES, people={each.iam_user: each for each in PEOPLE if each != SRE2}),
    replace(RULES, people={each.iam_user: each for each in PEOPLE if each != DEV1}),
    replace(RULES, rules=RULES.rules[1:]),
    replace(RULES, people={**RULES.people, SRE1.iam_user: replace(SRE1, teams=("Dev",))}),
    replace(RULES, delegations=(Delegation(SRE1.iam_user, DEV2.iam_user, NOW, NOW + timedelta(days=1)),)),
]
LOCKS: dict[str, Callable[[str, str], bool]] = {
    "person dev1": lambda person, _: person == DEV1.iam_user,
    "role verify Dev": lambda _, role_arn: role_arn == ROLES[0],
    "environment verify": lambda _, __: True,
    "everything": lambda _, __: True,
}


class Decided(RuleBasedStateMachine):
    """A world, and apart from it who asked for what and who tried to approve which payload."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.world.rules.rules = RULES
        self.asked: dict[RequestId, Submission] = {}
        self.approvers: dict[RequestId, list[tuple[str, Person]]] = {}  # who tried to approve which payload
        self.locked: set[str] = set()
        self.keys = 0

    def ask(self, person: Person, asked: Submission) -> Request | None:
        self.keys += 1
        key = str(self.keys)
        self.attempt(lambda: self.world.submit(person, key, asked))
        made = self.world.store._requests.get(request_id_for(person.iam_user, key))
        if made is not None:
            self.asked[made.id] = asked
            locked = [what for what in self.locked if LOCKS[what](person.iam_user, made.payload.role_arn)]
            assert not locked, "asked for what is locked"
        return made

    def approve(
        self, request: Request, person: Person, narrowing: Narrowing = AS_IT_IS, *, stale: bool = False
    ) -> None:
        seen = "0" * 64 if stale else request.payload.hash
        waited = self.now_is(request).status is Status.PENDING
        self.attempt(lambda: self.world._approve(request.id, person, seen, narrowing))
        if (
            waited and not stale
        ):  # whatever came of it: what the request is now is what this person approves, at the most
            self.approvers.setdefault(request.id, []).append((self.now_is(request).payload.hash, person))

    def allowed(self) -> list[Request]:
        """The requests that enough people approved as they are now: two different ones, neither the requester."""
        found = []
        for request in self.requests():
            if request.status.terminal:
                continue
            of_sre = {
                SRE1.slack_id if person == DEV2 else person.slack_id  # at times dev2 stands in for sre1
                for seen, person in self.approvers.get(request.id, ())
                if seen == request.payload.hash
                and ("SRE" in person.teams or person == DEV2)
                and person.slack_id != request.requester.slack_id
                and not (person == DEV2 and SRE1.slack_id == request.requester.slack_id)
            }
            if request.break_glass:
                assert request.decided_by == SYSTEM
                found.append(request)
            elif request.status is not Status.PENDING:
                assert len(of_sre) >= 2, "approved by too few"
                found.append(request)
        return found

    def begins(self, request: Request) -> datetime:
        return request.payload.starts_at or datetime.min.replace(tzinfo=self.world.clock.now().tzinfo)

    def ends(self, request: Request) -> datetime:
        """From its approval, its start, or the end of what it extends; at the most."""
        assert request.decided_at is not None
        begins = max(request.decided_at, request.payload.starts_at or request.decided_at)
        if request.payload.extends is not None:
            base = self.world.store._requests[request.payload.extends]
            assert base.ends_at is not None
            begins = max(begins, base.ends_at)
        return begins + request.payload.duration

    @staticmethod
    def actions() -> list[str]:
        return ["dynamodb:GetItem", "dynamodb:PutItem", "logs:GetItem", "logs:PutItem"]

    def requests(self) -> list[Request]:
        return list(self.world.store._requests.values())

    def publish_rules(self, rules: Rules | None) -> None:
        self.world.rules.rules = rules

    def pick(self, number: int) -> Request:
        requests = self.requests()
        return requests[number % len(requests)]

    def now_is(self, request: Request) -> Request:
        return self.world.store._requests[request.id]

    @contextmanager
    def before_it_is_written(self, happening: Callable[[], object]) -> Iterator[None]:
        """Somebody else is quicker than what is done here, if it comes to a write."""
        self.world.store.before("commit", happening)
        yield
        self.world.store.before("commit", lambda: None)

    @staticmethod
    def attempt(what: Callable[[], object]) -> None:
        with suppress(AwsAccessError, Crash):
            what()

    def calm(self) -> None:
        self.world.faults._planned.clear()
        self.world.rules.rules = self.world.rules.rules or RULES
