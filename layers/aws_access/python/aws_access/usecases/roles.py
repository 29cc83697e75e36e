"""Looks at the team roles and session roles as they are in IAM, for whoever has to put them right; changes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aws_access.domain.environment import Environment
from aws_access.domain.errors import InvalidInput, RoleRefused, Unavailable
from aws_access.domain.ids import AccountId, Form, RoleArn
from aws_access.domain.ledger import Ledger
from aws_access.domain.locks import Locks
from aws_access.domain.model import Person, Request
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.roles import RoleSnapshot, in_order, role_unmet
from aws_access.domain.room import Room, room_of_sessions
from aws_access.domain.rules import Rules
from aws_access.domain.session_roles import session_role_in_order, session_role_unmet
from aws_access.ports import Clock, RulesSource, Store, TeamRoles
from aws_access.usecases.judge import Judge
from aws_access.usecases.room import RoomOnRoles, undecided_grants

TRUST_CODES = frozenset({"trust-not-pinned", "trust-lets-nobody-in"})

PATIENCE = timedelta(seconds=10)
"""No role is begun after it: one whose account does not answer takes about 17 s, and the API has 29."""


@dataclass(frozen=True, slots=True)
class RoleReport:
    """`unmet`: one reason of each kind that keeps the role from taking a grant, or why it could not be read.

    `people`: those of the team whom a team role's trust policy does not let in under their own name, and nobody else.
    `in_order`: whether the role is what its ledger says, and `room` how much of it is used; None when it could not be
    read.
    """

    environment: str
    team: str
    role_arn: RoleArn
    unmet: tuple[Reason, ...]
    people: tuple[str, ...] = ()
    in_order: bool | None = None
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What is the same for every role of one look."""

    rules: Rules
    locks: Locks
    waiting: Mapping[RoleArn, tuple[Request, ...]]


@dataclass(frozen=True, slots=True)
class LookAtRoles:
    """The use case. People see the roles of their own teams; whoever approves in an environment, or may lock, all.

    Nothing is kept from one look to the next: whoever put something right sees it at once.
    """

    store: Store
    rules: RulesSource
    roles: TeamRoles
    judge: Judge
    clock: Clock
    jump_account: AccountId
    broker: RoleArn

    def __call__(self, person: Person, environment: str | None = None) -> tuple[RoleReport, ...]:
        """One report for each role; with the name or alias of an environment, for those in it. InvalidInput.

        A role that cannot be read, or that there was no time for, says so itself and hides no other.
        """
        rules = self.rules.current()
        chosen = list(rules.environments.values())
        if environment is not None:
            found = rules.environment(environment)
            if found is None:
                known = ", ".join(sorted(rules.environments))
                raise InvalidInput(reason("unknown-environment", given=environment[:64], known=known))
            chosen = [found]
        until = self.clock.now() + PATIENCE
        # What waits is read once, and before every ledger.
        know = _Known(rules, self.store.locks(), RoomOnRoles(self.store, self.roles).waiting())
        return tuple(self._look(blank, know, until) for each in chosen for blank in self._seen(each, person, rules))

    def _seen(self, environment: Environment, person: Person, rules: Rules) -> Iterator[RoleReport]:
        """Reports that say nothing yet, each team's roles together."""
        all_of_them = self.judge.may_lock(person, rules) or self.judge.approves_in(person, environment.name, rules)
        for team, role_arn in environment.team_roles.items():
            if all_of_them or team in person.teams:
                yield RoleReport(environment.name, team, role_arn, ())
                if team in environment.session_roles:
                    yield RoleReport(environment.name, team, environment.session_roles[team], ())

    def _look(self, blank: RoleReport, know: _Known, until: datetime) -> RoleReport:
        if self.clock.now() > until:
            return replace(blank, unmet=(reason("not-looked-at", role=blank.role_arn),))
        try:
            return self._looked(blank, know)
        except (RoleRefused, Unavailable) as error:
            return replace(blank, unmet=error.reasons)

    def _looked(self, blank: RoleReport, know: _Known) -> RoleReport:
        ledger = self.store.ledger(blank.role_arn)
        role = self.roles.inspect(blank.role_arn, ledger.record.managed)
        if role.arn.form is Form.SESSION:
            return self._session_role(blank, role, ledger, know)
        return self._team_role(blank, role, ledger, know)

    def _team_role(self, blank: RoleReport, role: RoleSnapshot, ledger: Ledger, know: _Known) -> RoleReport:
        now, waiting = self.clock.now(), know.waiting.get(role.arn, ())
        unmet: dict[str, Reason] = {}
        concerned = []
        for member in (each.iam_user for each in know.rules.members.get(blank.team, ())):
            reasons = role_unmet(role, ledger, member, self.jump_account)
            concerned += [member] if any(each.code in TRUST_CODES for each in reasons) else []
            for each in reasons:
                unmet.setdefault(each.code, each)
        return replace(
            blank,
            unmet=tuple(unmet.values()),
            people=tuple(concerned),
            in_order=in_order(role, ledger, self.jump_account, now, know.locks.locks, know.rules),
            room=RoomOnRoles(self.store, self.roles).on(role, ledger, waiting, now).room(),
        )

    def _session_role(self, blank: RoleReport, role: RoleSnapshot, ledger: Ledger, know: _Known) -> RoleReport:
        now, waiting = self.clock.now(), undecided_grants(know.waiting.get(role.arn, ()), ledger)
        return replace(
            blank,
            unmet=session_role_unmet(role, ledger, self.broker),
            in_order=session_role_in_order(role, ledger, self.broker, now, know.locks.locks, know.rules),
            room=room_of_sessions(role, self.roles.others(role.arn), (*ledger.grants, *waiting), now),
        )
