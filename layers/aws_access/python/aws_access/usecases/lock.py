"""Somebody stops a person, a team role, an environment or everything, or lets it go on."""

from collections.abc import Iterator
from dataclasses import dataclass

from aws_access.domain.approval import Approvers
from aws_access.domain.commands import SetLock
from aws_access.domain.errors import (
    AwsAccessError,
    ConcurrentChange,
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    Unavailable,
)
from aws_access.domain.ids import IamUserName, RoleArn
from aws_access.domain.locks import Lock, LockKind, Locks, LockTarget, lock_change, locked_reason
from aws_access.domain.model import Person
from aws_access.domain.reasons import reason
from aws_access.domain.rules import Rules, folded
from aws_access.ports import Clock, Groups, RoleQueue, RulesSource, Store
from aws_access.usecases.searches import open_requests

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class SetLocks:
    """The use case, for those whom the rules name; whoever is locked themselves may do neither."""

    store: Store
    rules: RulesSource
    groups: Groups
    queue: RoleQueue
    clock: Clock

    def __call__(self, asked: SetLock, person: Person) -> Lock:
        """The lock, put in place or taken away. NotAllowed; InvalidInput for what does not exist; Conflict.

        The same once more is no error: whoever locked it last is told so, and the roles are looked at again. What comes
        late changes nothing that anybody, they themselves too, has made otherwise since they said it.
        """
        rules = self.rules.current()
        for _ in range(_ATTEMPTS):
            locks = self.store.locks()
            self._check(person, rules, locks)
            target = target_of(asked, rules) if asked.locked else _locked_as(asked, locks) or target_of(asked, rules)
            known = locks.of(target)
            since = locks.changed_after(target, asked.said_at) if asked.said_at is not None else None
            if since is not None and asked.locked != (known is not None):
                raise Conflict(reason("lock-changed-since", person=since.by))
            if asked.locked and known is not None:
                self._wake(target, rules)
                return known
            if not asked.locked and known is None:
                if since is not None and since.by == person.iam_user:
                    return since
                raise Conflict(reason("not-locked", what=_said(target)))
            lock = Lock(target, person.iam_user, self.clock.now(), asked.reason)
            try:
                self.store.commit_lock(lock_change(locks, lock, locked=asked.locked))
            except ConcurrentChange:  # somebody locked or unlocked something in this moment
                continue
            self._wake(target, rules)
            return lock
        raise ConcurrentChange

    def _check(self, person: Person, rules: Rules, locks: Locks) -> None:
        current = rules.people.get(person.iam_user)
        if current is None:
            raise NotAllowed(reason("unknown-person", person=person.iam_user))
        self._check_named(current, rules)
        own = locks.of(LockTarget(LockKind.PERSON, current.iam_user, current.iam_user))
        if own is not None:
            raise NotAllowed(locked_reason(own))

    def _check_named(self, person: Person, rules: Rules) -> None:
        """Whoever is named otherwise does not wait for a group that cannot be read: it may be the incident."""
        named, members = rules.lockers or Approvers(), {}
        unread: AwsAccessError | None = None
        for name in named.groups:
            try:
                members[name] = self.groups.members(rules.groups[name], rules)
            except NotFound:
                continue
            except Unavailable as error:
                unread = error
        if not named.includes(person, members):
            raise unread or NotAllowed(reason("may-not-lock", person=person.iam_user))

    def _wake(self, target: LockTarget, rules: Rules) -> None:
        """Every role that it may concern. One that is not woken is found by the sweep."""
        roles = set(_roles(target, rules))
        if target.kind is LockKind.PERSON:  # their access may be on a role that the rules no longer name
            roles |= {each.payload.role_arn for each in open_requests(self.store, IamUserName(target.subject))}
        for role_arn in sorted(roles):
            self.queue.wake(role_arn, f"lock: {target.key}")


def target_of(asked: SetLock, rules: Rules) -> LockTarget:
    """What is meant by a name as people type it. Somebody whom the rules do not know (any more) can be locked too."""
    match asked.kind:
        case LockKind.EVERYTHING:
            return LockTarget(asked.kind, "", "")
        case LockKind.PERSON:
            in_slack = rules.person_in_slack(asked.name.strip("<@>").partition("|")[0])
            if in_slack is None and asked.name.startswith("@"):  # a display name may be anybody's
                raise InvalidInput(reason("invalid-identifier", kind="IAM user name", value=asked.name))
            name = in_slack.iam_user if in_slack is not None else _as_known(IamUserName(asked.name), rules)
            return LockTarget(asked.kind, name, name)
        case LockKind.ENVIRONMENT:
            environment = rules.environment(asked.name)
            if environment is None:
                known = ", ".join(sorted(rules.environment_names()))
                raise InvalidInput(reason("unknown-environment", given=asked.name, known=known))
            return LockTarget(asked.kind, environment.account, environment.name)
        case LockKind.ROLE:
            return _role_target(asked.name, rules)


def _as_known(name: IamUserName, rules: Rules) -> IamUserName:
    """As the rules write it: IAM has no two users whose names differ in their capitals alone."""
    if name in rules.people:
        return name
    return next((each for each in rules.people if folded(each) == folded(name)), name)


def _locked_as(asked: SetLock, locks: Locks) -> LockTarget | None:
    """What is locked under this name: the rules may know it no longer, and it must be possible to unlock it."""
    named = (each.target for each in locks.locks if each.target.kind is asked.kind)
    return next((target for target in named if folded(target.name) == folded(asked.name)), None)


def _role_target(name: str, rules: Rules) -> LockTarget:
    """`verify/Dev`, or the role's ARN."""
    place, _, team = name.partition("/")
    environment = rules.environment(place)
    if environment is not None and team in environment.team_roles:
        return LockTarget(LockKind.ROLE, environment.team_roles[team], f"{environment.name}/{team}")
    if name.startswith("arn:"):
        ours = (arn for each in rules.environments.values() for arn in each.role_arns)
        return LockTarget(
            LockKind.ROLE, next((arn for arn in ours if folded(arn) == folded(name)), RoleArn(name)), name
        )
    known = sorted(f"{each.name}/{team}" for each in rules.environments.values() for team in each.team_roles)
    raise InvalidInput(reason("unknown-role", given=name, known=", ".join(known)))


def _roles(target: LockTarget, rules: Rules) -> Iterator[RoleArn]:
    for environment in rules.environments.values():
        for team, team_role in environment.team_roles.items():
            both = (team_role, environment.session_roles.get(team, team_role))
            if target.kind is LockKind.PERSON or any(target.covers(IamUserName("--"), each) for each in both):
                yield from both


def _said(target: LockTarget) -> str:
    return f"{target.kind} {target.name}".strip()
