"""The documents of ours on a team role: one inline policy, and managed ones for what does not fit into it.

Every grant has its document, which the role's record remembers, and stays there. So a grant that comes or goes changes
one document, unless there is room only when others move.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from aws_access.domain.ids import RoleArn
from aws_access.domain.model import Grant
from aws_access.domain.parts import Part, Row, parts_of
from aws_access.domain.policies import INLINE_BUDGET, MANAGED_BUDGET, MOST_ATTACHED, POLICY_NAME, build_policy
from aws_access.domain.sheets import Sheet

MANAGED_PATH = "/aws-access/"
"""Managed policies of ours are there, and nothing else is."""

_TRIES = 5
"""So often in one look may it be tried in vain to make room: a role that is full is full for the next one too."""


def managed_names(role_arn: RoleArn) -> tuple[str, ...]:
    """The names that our managed policies for this role may have; no other role's may have one of them."""
    return tuple(f"{POLICY_NAME}-{role_arn.name}-{number}" for number in range(1, MOST_ATTACHED + 1))


def managed_arn(role_arn: RoleArn, name: str) -> str:
    """The ARN of our managed policy of this name."""
    return f"arn:{role_arn.aws_partition}:iam::{role_arn.account}:policy{MANAGED_PATH}{name}"


@dataclass(frozen=True, slots=True)
class Space:
    """What others leave us on a role: characters inline, and managed policies of these names, `most` of them at once.

    The names that are in use come first.
    """

    inline: int = INLINE_BUDGET
    managed: tuple[str, ...] = ()
    most: int = MOST_ATTACHED


@dataclass(frozen=True, slots=True)
class Document:
    """A policy of ours: its text, and the parts of grants that it says."""

    text: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packing:
    """The documents by name, and the grants for which there is no room, with the characters that these would take."""

    documents: Mapping[str, Document]
    left_out: tuple[Grant, ...] = ()
    lacking: int = 0

    @property
    def texts(self) -> tuple[str, ...]:
        """The documents' own words."""
        return tuple(each.text for each in self.documents.values())


class Pack(Protocol):
    """What `pack` is: whoever takes one can be given another."""

    def __call__(
        self,
        grants: Iterable[Grant],
        role_id: str,
        space: Space,
        placed: Mapping[str, Collection[str]],
        *,
        moving: bool = True,
    ) -> Packing:
        """The grants as documents."""


def pack(
    grants: Iterable[Grant],
    role_id: str,
    space: Space,
    placed: Mapping[str, Collection[str]],
    *,
    moving: bool = True,
) -> Packing:
    """The grants as documents. `placed`: which parts the documents said before; they stay where they are.

    What is new comes in the order given. Where nothing may be moving, no room is made for it.
    """
    shelf = _Shelf(role_id, space)
    parts = parts_of(grants, role_id)
    new = shelf.put_back(parts, placed)
    left_out: dict[str, Grant] = {}
    for part in new:
        if part.of.request_id not in left_out and not shelf.put(part, moving=moving):
            left_out[part.of.request_id] = part.of
    shelf.take_out(left_out)
    lacking = sum(part.size for part in parts if part.of.request_id in left_out)
    return Packing(shelf.documents(), tuple(left_out.values()), lacking)


class _Shelf:
    """All the documents that there may be, those in use first.

    What moves in one look moves out of one document: so there is an order of writes in which nothing is missing.
    """

    def __init__(self, role_id: str, space: Space) -> None:
        self._role_id = role_id
        self._inline = Sheet(POLICY_NAME, space.inline)
        self._managed = [Sheet(name, MANAGED_BUDGET) for name in space.managed]
        self._sheets = [self._inline, *self._managed]
        self._most = space.most
        self._written: set[Row] = set()  # in any of them, now or before
        self._giving: Sheet | None = None
        self._tries = 0

    def put_back(self, parts: Iterable[Part], placed: Mapping[str, Collection[str]]) -> list[Part]:
        """Each to where it was; those that were nowhere, or do not fit there any more."""
        sheets = {sheet.name: sheet for sheet in self._sheets}
        where = {name: sheets[sheet] for sheet, names in placed.items() if sheet in sheets for name in names}
        new = []
        for part in parts:
            sheet = where.get(part.name)
            if sheet is not None and sheet.takes(part):
                self._add(part, sheet)
            else:
                new.append(part)
        return new

    def put(self, part: Part, *, moving: bool) -> bool:
        """To where it shares statements, else to the first with room; False where there is none."""
        sheet = self._room_for(part)
        if sheet is not None:
            self._add(part, sheet)
        return sheet is not None or (moving and self._make_room(part))

    def take_out(self, request_ids: Collection[str]) -> None:
        """Of a grant that is not there as a whole, nothing is."""
        for sheet in self._sheets:
            for part in [part for part in sheet.parts.values() if part.of.request_id in request_ids]:
                sheet.remove(part)

    def documents(self) -> dict[str, Document]:
        return {sheet.name: self._document(sheet) for sheet in self._sheets if sheet.parts}

    def _document(self, sheet: Sheet) -> Document:
        text = build_policy((part.grant for part in sheet.parts.values()), self._role_id)
        return Document(text or "", tuple(sorted(sheet.parts)))

    def _add(self, part: Part, sheet: Sheet) -> None:
        sheet.add(part)
        self._written.update(part.rows)

    def _usable(self) -> list[Sheet]:
        """Where something can be put: new ones last, and no more than may be attached."""
        used = [sheet for sheet in self._managed if sheet.parts]
        fresh = [sheet for sheet in self._managed if not sheet.parts] if len(used) < self._most else []
        return [self._inline, *used, *fresh]

    def _room_for(self, part: Part, but: Sheet | None = None) -> Sheet | None:
        usable = [sheet for sheet in self._usable() if sheet is not but]
        if self._written.isdisjoint(part.rows):  # and so it shares with nobody, which is quick to see
            return next((sheet for sheet in usable if part.size <= sheet.free), None)
        takes = [sheet for sheet in usable if sheet.takes(part)]
        return next((sheet for sheet in takes if sheet.shares(part)), takes[0] if takes else None)

    def _make_room(self, part: Part) -> bool:
        """By moving others out of one document."""
        if sum(sheet.free for sheet in self._usable()) < part.size or self._tries == _TRIES:
            return False
        in_turn = sorted(self._usable(), key=lambda sheet: -sheet.free)
        for sheet in in_turn if self._giving is None else [self._giving]:
            moved: list[tuple[Part, Sheet]] = []
            for other in sorted(sheet.parts.values(), key=lambda each: (-each.size, each.name)):
                goal = self._room_for(other, but=sheet)
                if goal is not None and not sheet.takes(part):
                    sheet.remove(other)
                    self._add(other, goal)
                    moved.append((other, goal))
            if sheet.takes(part):
                self._add(part, sheet)
                self._giving = sheet
                return True
            for other, goal in moved:
                goal.remove(other)
                self._add(other, sheet)
        self._tries += 1
        return False
