"""Looks at the team roles as they are in IAM, for whoever has to put them right; changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from aws_access.domain.environment import Environment
from aws_access.domain.errors import InvalidInput, RoleRefused, Unavailable
from aws_access.domain.ids import AccountId, RoleArn
from aws_access.domain.locks import Locks
from aws_access.domain.model import Person
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.roles import in_order, role_unmet
from aws_access.domain.room import Room
from aws_access.domain.rules import Rules
from aws_access.ports import Clock, RulesSource, Store, TeamRoles
from aws_access.usecases.judge import Judge
from aws_access.usecases.room import RoomOnRoles

TRUST_CODES = frozenset({"trust-not-pinned", "trust-lets-nobody-in"})


@dataclass(frozen=True, slots=True)
class RoleReport:
    """`unmet`: one reason of each kind that keeps the role from taking a grant, or why it could not be read.

    `people`: those of the team whom the trust policy does not let in under their own name, and nobody else.
    `in_order`: whether the role is what its ledger says, and `room` how much of it is used; None when it could not be
    read.
    """

    environment: str
    team: str
    role_arn: RoleArn
    unmet: tuple[Reason, ...]
    people: tuple[str, ...]
    in_order: bool | None
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class LookAtRoles:
    """The use case. People see the roles of their own teams; whoever approves in an environment, or may lock, all."""

    store: Store
    rules: RulesSource
    roles: TeamRoles
    judge: Judge
    clock: Clock
    jump_account: AccountId

    def __call__(self, person: Person, environment: str | None = None) -> tuple[RoleReport, ...]:
        """One report for each role; with the name or alias of an environment, for those in it. InvalidInput."""
        rules, locks = self.rules.current(), self.store.locks()
        chosen = list(rules.environments.values())
        if environment is not None:
            found = rules.environment(environment)
            if found is None:
                known = ", ".join(sorted(rules.environments))
                raise InvalidInput(reason("unknown-environment", given=environment[:64], known=known))
            chosen = [found]
        return tuple(
            self._look(each, team, rules, locks) for each in chosen for team in self._seen(each, person, rules)
        )

    def _seen(self, environment: Environment, person: Person, rules: Rules) -> Iterator[str]:
        all_of_them = self.judge.may_lock(person, rules) or self.judge.approves_in(person, environment.name, rules)
        yield from (team for team in environment.team_roles if all_of_them or team in person.teams)

    def _look(self, environment: Environment, team: str, rules: Rules, locks: Locks) -> RoleReport:
        arn = environment.team_roles[team]
        try:
            rooms = RoomOnRoles(self.store, self.roles)
            waiting = rooms.waiting_for(arn)
            ledger = self.store.ledger(arn)
            role = self.roles.inspect(arn, ledger.record.managed)
            room = rooms.on(role, ledger, waiting, self.clock.now()).room()
        except (RoleRefused, Unavailable) as error:
            return RoleReport(environment.name, team, arn, error.reasons, (), None)
        kept = in_order(role, ledger, self.jump_account, self.clock.now(), locks.locks, rules)
        unmet: dict[str, Reason] = {}
        concerned = []
        for member in (each.iam_user for each in rules.members.get(team, ())):
            reasons = role_unmet(role, ledger, member, self.jump_account)
            concerned += [member] if any(each.code in TRUST_CODES for each in reasons) else []
            for each in reasons:
                unmet.setdefault(each.code, each)
        return RoleReport(environment.name, team, arn, tuple(unmet.values()), tuple(concerned), kept, room)
