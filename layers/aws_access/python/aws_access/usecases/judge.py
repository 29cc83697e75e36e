"""Looks up what a decision depends on, and decides: the same way at every moment at which the rules count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aws_access.domain.approval import Approvers, Panel
from aws_access.domain.circumstances import Circumstances
from aws_access.domain.decide import decide, decide_again, groups_wanted, reviewers_of, rules_of_review, submission_of
from aws_access.domain.decision import Decision
from aws_access.domain.errors import Conflict, NotFound, Unavailable
from aws_access.domain.ids import IamUserName
from aws_access.domain.locks import LockKind, LockTarget, locked_reason
from aws_access.domain.model import Person, Request, Status, Submission
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.rules import Rules
from aws_access.ports import Clock, Groups, RulesSource, Store
from aws_access.usecases.searches import open_requests


@dataclass(frozen=True, slots=True)
class Judge:
    """`shortest` is the shortest duration that may be asked for."""

    store: Store
    rules: RulesSource
    groups: Groups
    clock: Clock
    shortest: timedelta

    def decide(self, asked: Submission, person: Person, rules: Rules) -> Decision:
        """The decision on a submission, now. Unavailable when the locks cannot be read: then nothing is granted."""
        return decide(asked, person, rules, self.shortest, self._circumstances(asked, person.iam_user, rules))

    def decide_again(self, request: Request, rules: Rules) -> Decision:
        """The decision on a request by the rules, the people and the circumstances as they are now."""
        return decide_again(request, rules, self.shortest, self.circumstances_of(request, rules))

    def circumstances_of(self, request: Request, rules: Rules) -> Circumstances:
        """Those in which a request is looked at, now."""
        return self._circumstances(submission_of(request), request.requester.iam_user, rules, request)

    def reviewers_of(self, request: Request, rules: Rules) -> Panel:
        """Those who may review a break-glass, now."""
        at = self.circumstances_of(request, rules)
        groups = {name for rule in rules_of_review(request, rules) for name in rule.groups()}
        return reviewers_of(request, rules, replace(at, groups=self.members(groups, rules)))

    def _circumstances(
        self, asked: Submission, requester: IamUserName, rules: Rules, request: Request | None = None
    ) -> Circumstances:
        base, extended = self._base(asked)
        span = _approved_span(request)
        return Circumstances(
            now=self.clock.now(),
            groups=self.members(groups_wanted(asked, rules), rules),
            locks=self.store.locks().locks,
            active=self._active(requester, request) if span is None and _counts_active(asked, rules) else 0,
            asked_at=request.created if request is not None else None,
            span=span,
            base=base,
            extended=extended,
            asked_by=request.requester if request is not None else None,
        )

    def locks_on(self, person: Person) -> tuple[Reason, ...]:
        """One reason for each lock of this person: whoever is locked decides nothing."""
        own = LockTarget(LockKind.PERSON, person.iam_user, person.iam_user).key
        return tuple(locked_reason(each) for each in self.store.locks().locks if each.target.key == own)

    def approves_in(self, person: Person, environment: str, rules: Rules) -> bool:
        """Whether they may decide on anything in this environment, by their own right or as somebody's deputy."""
        approvers = [
            stage.approvers
            for rule in rules.rules
            if rule.approval is not None and environment in rule.environments
            for stage in rule.approval.stages_after(None)
        ]
        stands_for = rules.deputies(self.clock.now()).get(person.iam_user, frozenset())
        others = [rules.people[name] for name in stands_for if name in rules.people and person.iam_user in rules.people]
        return any(self._one_of(approvers, each, rules) for each in (person, *others))

    def unread_in(self, environment: str, rules: Rules) -> tuple[Reason, ...]:
        """One reason for each group of approvers there that cannot be read just now: nobody knows who is in it."""
        named = [
            (rule.name, group)
            for rule in rules.rules
            if rule.approval is not None and environment in rule.environments
            for group in sorted(set(rule.approval.groups()))
        ]
        members = self.members({group for _, group in named}, rules)
        return tuple(reason("group-unreadable", rule=rule, group=each) for rule, each in named if members[each] is None)

    def may_lock(self, person: Person, rules: Rules) -> bool:
        """Whether the rules name them as one who may lock."""
        return rules.lockers is not None and self._one_of([rules.lockers], person, rules)

    def _one_of(self, approvers: Sequence[Approvers], person: Person, rules: Rules) -> bool:
        current = rules.people.get(person.iam_user)
        if current is None:
            return False
        groups = self.members({name for each in approvers for name in each.groups}, rules)
        return any(each.includes(current, groups) for each in approvers)

    def members(self, names: Iterable[str], rules: Rules) -> dict[str, frozenset[IamUserName] | None]:
        """The members of these groups; None for one that cannot be read just now."""
        return {name: self._members(name, rules) for name in names}

    def _members(self, name: str, rules: Rules) -> frozenset[IamUserName] | None:
        group = rules.groups.get(name)
        if group is None:
            return None
        try:
            return self.groups.members(group, rules)
        except (Unavailable, NotFound):
            return None

    def _active(self, requester: IamUserName, request: Request | None) -> int:
        ours = request.id if request is not None else None
        found = open_requests(self.store, requester)
        return sum(each.status is not Status.PENDING and each.id != ours for each in found)

    def _base(self, asked: Submission) -> tuple[Request | None, int]:
        """The request that is to be extended, and how often what it goes back to was extended before."""
        if asked.extends is None:
            return None, 0
        try:
            base = self.store.request(asked.extends)
        except (NotFound, Conflict):
            return None, 0
        return base, sum(1 for _ in self._ancestors(base))

    def _ancestors(self, request: Request) -> Iterable[Request]:
        while request.payload.extends is not None:
            request = self.store.request(request.payload.extends)
            yield request


def _approved_span(request: Request | None) -> tuple[datetime, datetime] | None:
    if request is None or request.ends_at is None or request.decided_at is None:
        return None
    # Ends are whole seconds: an end that was cut to the second must not make the access begin too late.
    begins = request.ends_at - request.payload.duration
    return begins, request.ends_at


def _counts_active(asked: Submission, rules: Rules) -> bool:
    environment = rules.environment(asked.environment)
    return environment is not None and any(
        rule.requires.most_active is not None for rule in rules.rules_at(environment.name, asked.service)
    )
