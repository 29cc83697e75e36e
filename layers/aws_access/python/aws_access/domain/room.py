"""How much of a role's room is used, by whom, and when it comes back; and what to tell whoever finds none."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from aws_access.domain.ids import IamUserName, RoleArn
from aws_access.domain.model import Grant
from aws_access.domain.packing import Packing, Space, pack
from aws_access.domain.parts import Row, parts_of
from aws_access.domain.policies import INLINE_BUDGET, MANAGED_BUDGET, policy_size
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.roles import Others, RoleSnapshot
from aws_access.domain.sessions import deny_policy, room_for_denies, user_id_of

_ENDS_TRIED = 20
_PEOPLE_TOLD = 3


@dataclass(frozen=True, slots=True)
class Room:
    """Characters of policies, white space not counted. What has no room anywhere on the role is in none of them.

    `limit`: of the inline policies together, and of each managed policy that we may attach. `others`: theirs inline.
    `ours`: what is on the role or about to be. `reserved`: what is asked for and not decided, or starts later.
    `people`: who takes how much of both, the most first. `returns`: what their ends give back, the next first.
    """

    role_arn: RoleArn
    limit: int
    others: int
    ours: int
    reserved: int
    people: tuple[tuple[IamUserName, int], ...] = ()
    returns: tuple[tuple[datetime, int], ...] = ()

    @property
    def free(self) -> int:
        """What is left. It may be in several places, and none of them large enough."""
        return max(0, self.limit - self.others - self.ours - self.reserved)


@dataclass(frozen=True, slots=True)
class NoRoom:
    """`needed`: the characters that a grant would take. `from_when` there will be room if nobody comes before."""

    room: Room
    needed: int
    from_when: datetime | None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why, by whom, and until when."""
        room = self.room
        most = ", ".join(f"{person} ({characters})" for person, characters in room.people[:_PEOPLE_TOLD]) or "-"
        taken = {"others": room.others, "ours": room.ours, "reserved": room.reserved, "most": most}
        needed = room.limit - room.free + self.needed
        reasons = [
            reason("role-full", role=room.role_arn, needed=needed, limit=room.limit),
            reason("room-taken", **taken),
        ]
        if self.from_when is not None:
            reasons.append(reason("room-returns", at=f"{self.from_when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"))
        return tuple(reasons)


@dataclass(frozen=True, slots=True)
class Occupancy:
    """What is on a role and what may come: `there` is what its ledger wants now, and `waiting` all that may follow."""

    role_arn: RoleArn
    role_id: str
    space: Space
    placed: Mapping[str, Collection[str]]
    there: tuple[Grant, ...]
    waiting: tuple[Grant, ...] = ()

    def room(self) -> Room:
        """How much of the role is used."""
        now, later = self._pack(self.there), self._pack((*self.there, *self.waiting))
        ours = _size(now)
        people, ends = _shares((*self.there, *self.waiting), self.role_id)
        return Room(
            self.role_arn,
            INLINE_BUDGET + max(self.space.most, 0) * MANAGED_BUDGET,
            INLINE_BUDGET - self.space.inline,
            ours,
            max(0, _size(later) - ours),
            *_in_order(people, ends),
        )

    def no_room_for(self, grant: Grant) -> NoRoom | None:
        """Why the grant has no room beside what is there and waits at any moment of its own; None when it has."""
        beside = self._beside(grant)
        packing = self._pack((*beside, grant))
        if grant not in packing.left_out:
            return None
        needed = sum(part.size for part in parts_of((grant,), self.role_id))
        return NoRoom(self.room(), needed, self._from_when(grant, beside))

    def _beside(self, grant: Grant) -> tuple[Grant, ...]:
        """The grants that there may be while this one lasts."""
        return tuple(each for each in (*self.there, *self.waiting) if _meet(each, grant))

    def _from_when(self, grant: Grant, beside: tuple[Grant, ...]) -> datetime | None:
        for end in sorted({each.ends_at for each in beside})[:_ENDS_TRIED]:
            left = tuple(each for each in beside if each.ends_at > end)
            if grant not in self._pack((*left, grant)).left_out:
                return end
        return None

    def _pack(self, grants: Iterable[Grant]) -> Packing:
        return pack(grants, self.role_id, self.space, self.placed)


def room_of_sessions(role: RoleSnapshot, others: Others, grants: Collection[Grant], now: datetime) -> Room:
    """Of a session role: `ours` are the denies that stand, `reserved` is kept for those of every other grant."""
    ours = policy_size(deny_policy((each for each in grants if each.denied(now)), role.role_id))
    people: Counter[IamUserName] = Counter()
    returns: Counter[datetime] = Counter()
    for each in grants:
        share = len(f'"{user_id_of(each, role.role_id)}",')
        people[each.person] += share
        returns[each.denied_until or each.ends_at] += share
    return Room(
        role.arn,
        INLINE_BUDGET,
        others.inline,
        ours,
        room_for_denies(grants, role.role_id) - ours,
        *_in_order(people, returns),
    )


def role_full(role_arn: RoleArn, space: Space, packing: Packing) -> Reason | None:
    """Why what was left out has no room; None when nothing was."""
    if not packing.left_out:
        return None
    others, limit = INLINE_BUDGET - space.inline, INLINE_BUDGET + max(space.most, 0) * MANAGED_BUDGET
    return reason("role-full", role=role_arn, needed=others + _size(packing) + packing.lacking, limit=limit)


def _meet(one: Grant, other: Grant) -> bool:
    """Whether there is a moment at which both may be on the role."""
    begins = (one.starts_at is None or one.starts_at < other.ends_at) and (
        other.starts_at is None or other.starts_at < one.ends_at
    )
    return begins and one.request_id != other.request_id


def _size(packing: Packing) -> int:
    return sum(policy_size(each.text) for each in packing.documents.values())


def _in_order(
    people: Counter[IamUserName], returns: Counter[datetime]
) -> tuple[tuple[tuple[IamUserName, int], ...], tuple[tuple[datetime, int], ...]]:
    by_size = sorted(people.items(), key=lambda each: (-each[1], each[0]))
    return tuple(by_size), tuple(sorted(returns.items()))


def _shares(grants: Iterable[Grant], role_id: str) -> tuple[Counter[IamUserName], Counter[datetime]]:
    """By person and by end, the characters of their statements; those who share one bear equal parts of it."""
    sharing: dict[Row, set[tuple[IamUserName, str]]] = defaultdict(set)
    for part in parts_of(grants, role_id):
        for row in part.rows:
            sharing[row].add((part.of.person, part.user_id))
    people: Counter[IamUserName] = Counter()
    ends: Counter[datetime] = Counter()
    for row, those in sharing.items():
        for person, user_id in those:
            share = row.size // len(those) + len(user_id) + 1
            people[person] += share
            ends[row.ends_at] += share
    return people, ends
