"""A world in which others leave little room on the roles, and nobody may be without their access meanwhile."""

from datetime import timedelta

from aws_access.domain.ids import RoleArn
from aws_access.domain.model import Person, Request
from aws_access.domain.policies import INLINE_BUDGET
from tests.builders import DEV_ROLE, a_submission, some_rules
from tests.our_policies import allows
from tests.witnesses import WitnessedRoles
from tests.world import World

HOUR = timedelta(hours=1)


class Watched(WitnessedRoles):
    """Between any two writes, whoever is active has their access."""

    world: World

    def write_document(self, role_arn: RoleArn, name: str, text: str) -> None:
        super().write_document(role_arn, name, text)
        self._nobody_is_missing(role_arn)

    def remove_document(self, role_arn: RoleArn, name: str) -> None:
        super().remove_document(role_arn, name)
        self._nobody_is_missing(role_arn)

    def _nobody_is_missing(self, role_arn: RoleArn) -> None:
        if role_arn not in self.roles:
            return
        now, texts = self.world.clock.now(), self.documents(role_arn).values()
        for grant in self._store._grants[role_arn].values():
            if grant.attached and grant.wanted(now):
                user_id = f"{self.roles[role_arn].role_id}:{grant.person}"
                (statement,) = grant.permission.statements
                does = user_id, statement.actions[0], statement.resources[0], now
                assert any(allows(text, *does) for text in texts), f"{grant.person} is missing meanwhile"


class Crowded(World):
    """`left` characters inline, and `most` managed policies, are what others leave us."""

    def __init__(self, left: int = 350, most: int = 10) -> None:
        attached = [f"arn:aws:iam::aws:policy/p{number}" for number in range(10 - most)]
        super().__init__({"big": "x" * (INLINE_BUDGET - left)}, attached)
        watched = Watched(self.faults, self.store, self.schedules)
        watched.roles, watched.world = self.roles.roles, self
        for port in (self._check_role, self.reconcile, self.timers):
            object.__setattr__(port, "roles", watched)
        self.roles = watched
        self.rules.rules = some_rules(most_open=50)

    def get(self, person: Person, characters: int, key: str = "1", hours: int = 4) -> Request:
        """A grant whose statement is so much longer than another."""
        return self.approve(self.ask(person, characters, key, hours))

    def ask(self, person: Person, characters: int, key: str = "1", hours: int = 4) -> Request:
        asked = a_submission(resources=("t" * characters,), duration=hours * HOUR)
        return self.submit(person, key, asked)

    def where(self, request: Request) -> set[str]:
        """In which documents its grant is, by the role's record."""
        placed = self.store.ledger(DEV_ROLE).record.placed
        return {name for name, parts in placed.items() if request.id in parts}

    def has(self, request: Request) -> bool:
        user_id = f"{self.roles.roles[DEV_ROLE].role_id}:{request.requester.iam_user}"
        (resource,) = request.payload.permission.resources
        texts = self.documents().values()
        return any(allows(text, user_id, "dynamodb:GetItem", resource, self.clock.now()) for text in texts)
