"""Before anybody is asked to decide: whether the role can take the grant, and what would come of it."""

import logging
from dataclasses import dataclass
from datetime import datetime

from aws_access.domain.errors import NotProven, RoleRefused
from aws_access.domain.ids import AccountId, Form
from aws_access.domain.model import Grant, Request
from aws_access.domain.packing import Pack, pack
from aws_access.domain.proof import prove
from aws_access.domain.roles import RoleSnapshot, role_unmet
from aws_access.domain.room import Occupancy
from aws_access.domain.verdict import Proof
from aws_access.ports import Store, TeamRoles
from aws_access.usecases.room import RoomOnRoles, decided_grant, undecided_grant
from aws_access.usecases.session_room import SessionRoom

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CheckRole:
    """Of either form; RoleRefused when it cannot, NotProven when something else than the grant would come of it."""

    store: Store
    roles: TeamRoles
    jump_account: AccountId
    sessions: SessionRoom
    pack: Pack = pack

    def __call__(self, request: Request, now: datetime, *, at_once: bool) -> Proof | None:
        """The proof that the grant and nothing else comes of it. `at_once`: nobody is asked to decide.

        What waits for a decision has its room already. A break-glass takes the room of what waits.
        """
        room, payload = RoomOnRoles(self.store, self.roles), request.payload
        waits = () if request.break_glass else room.waiting().get(payload.role_arn, ())
        waiting = tuple(each for each in waits if each.id != request.id)
        if payload.form is Form.SESSION:
            return self.sessions.check(decided_grant(request, now), waiting)
        role = self.roles.inspect(payload.role_arn)
        ledger = self.store.ledger(payload.role_arn)
        if unmet := role_unmet(role, ledger, payload.person, self.jump_account):
            raise RoleRefused(*unmet)
        grant = decided_grant(request, now) if at_once else undecided_grant(request, len(waiting))
        occupancy = room.on(role, ledger, waiting, now)
        if no_room := occupancy.no_room_for(grant):
            raise RoleRefused(*no_room.reasons)
        return self._prove(role, occupancy, decided_grant(request, now))

    def _prove(self, role: RoleSnapshot, occupancy: Occupancy, grant: Grant) -> Proof | None:
        """Of the ledger as it is, and with this grant as well: what else waits is not its doing.

        None where it would not fit now, but will when it starts: then it is proven before it is attached.
        """
        there = tuple(each for each in occupancy.there if each.request_id != grant.request_id)
        before, after = (
            self.pack(grants, role.role_id, occupancy.space, occupancy.placed) for grants in (there, (*there, grant))
        )
        if before.left_out or after.left_out:
            return None
        proof = prove(before.texts, after.texts, role.role_id, (*there, grant))
        if not proof.holds:
            problems = [each.problem for each in proof.doubts]
            _log.error("submission not proven", extra={"role_arn": role.arn, "problems": problems})
            raise NotProven(*proof.why_not(role.arn))
        return proof
