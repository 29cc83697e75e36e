"""How much room a team role has, with what waits for a decision counted as if it were approved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aws_access.domain.ids import RoleArn
from aws_access.domain.ledger import Ledger
from aws_access.domain.lifecycle.change import start_of
from aws_access.domain.model import Grant, Request, Status
from aws_access.domain.roles import RoleSnapshot, space_on
from aws_access.domain.room import Occupancy
from aws_access.ports import Index, Search, Store, TeamRoles
from aws_access.usecases.searches import every


@dataclass(frozen=True, slots=True)
class RoomOnRoles:
    """What cannot be read is Unavailable: nobody is told that there is room who may find none."""

    store: Store
    roles: TeamRoles

    def waiting(self) -> dict[RoleArn, tuple[Request, ...]]:
        """The requests that nobody has decided on, by role, those that came first at first.

        To be read before the ledger: what is approved meanwhile is then in both, and not in neither.
        """
        found: dict[RoleArn, list[Request]] = {}
        for each in every(self.store, Search(Index.STATUS, Status.PENDING)):
            found.setdefault(each.payload.role_arn, []).append(each)
        return {role: tuple(sorted(those, key=lambda each: each.created)) for role, those in found.items()}

    def on(self, role: RoleSnapshot, ledger: Ledger, waiting: Iterable[Request], now: datetime) -> Occupancy:
        """What is on the role, and what may come to be there."""
        return Occupancy(
            role.arn,
            role.role_id,
            space_on(role.arn, self.roles.others(role.arn), ledger.record),
            ledger.record.placed,
            ledger.wanted(now),
            (
                *(each for each in ledger.grants if each.waits(now)),
                *undecided_grants(waiting, ledger),
            ),
        )


def undecided_grants(waiting: Iterable[Request], ledger: Ledger) -> tuple[Grant, ...]:
    """What waits for a decision, without what is in the ledger by now."""
    known = {each.request_id for each in ledger.grants}
    undecided = (each for each in waiting if each.id not in known)
    return tuple(undecided_grant(each, number) for number, each in enumerate(undecided))


def undecided_grant(request: Request, number: int) -> Grant:
    """The grant as it would be if it were approved as late as may be, with an end that no other number shares.

    When it will be approved is not known: two that ask for the same may end at different times.
    """
    begins = max(request.lapse_at, request.payload.starts_at or request.lapse_at)
    return _grant(request, begins, -timedelta(microseconds=number + 1))


def decided_grant(request: Request, now: datetime) -> Grant:
    """The grant as it is when it is approved now."""
    return _grant(request, max(now, request.payload.starts_at or now), timedelta(0))


def _grant(request: Request, begins: datetime, apart: timedelta) -> Grant:
    payload = request.payload
    ends_at = begins.replace(microsecond=0) + payload.duration + apart
    return Grant(request.id, payload.role_arn, payload.person, payload.permission, ends_at, starts_at=start_of(request))
