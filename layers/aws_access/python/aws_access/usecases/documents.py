"""Writes the documents of ours on a team role: recorded first, read back each, and nothing missing in between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from aws_access.domain.errors import RoleRefused, Unavailable
from aws_access.domain.ledger import RoleRecord, policy_hash, role_changing
from aws_access.domain.model import Grant
from aws_access.domain.packing import Packing, Space, pack
from aws_access.domain.policies import POLICY_NAME, same_policy
from aws_access.domain.reasons import Reason
from aws_access.domain.roles import RoleSnapshot, changed, space_on
from aws_access.domain.room import role_full
from aws_access.domain.writing import order_of_writes
from aws_access.ports import Clock, Store, TeamRoles


@dataclass(frozen=True, slots=True)
class OnRole:
    """What is on the role by now: of each request the hash of the document that has its grant, or the first part of it.

    `left_out`: grants that are not there, and why there is no room for them; no reason where there may be after
    another look, which may move others.
    """

    hashes: Mapping[str, str]
    left_out: tuple[Grant, ...] = ()
    full: Reason | None = None


@dataclass(frozen=True, slots=True)
class WriteDocuments:
    """Only the reconciler of a role may do it, which is the only one at a time."""

    store: Store
    roles: TeamRoles
    clock: Clock

    def __call__(self, role: RoleSnapshot, record: RoleRecord, grants: tuple[Grant, ...]) -> OnRole:
        """What is not so already is written."""
        if POLICY_NAME in role.documents and record.never_written:
            return OnRole({})  # bears our name and is not ours; no grant is kept here, and it is never touched
        settled = _is_as_recorded(role, record)
        packing, full = self._pack(role, record, grants, settled=settled)
        texts = {name: each.text for name, each in packing.documents.items()}
        if to_write := changed(role, packing.documents):
            change = role_changing(record, packing.documents, role.standing, self.clock.now())
            self.store.record_role_change(change)
            self._write_all(role, order_of_writes(to_write, role.documents, texts), texts)
        hashes = {part: policy_hash(each.text) for each in packing.documents.values() for part in each.parts}
        return OnRole(hashes, packing.left_out, full if settled else None)

    def _write_all(self, role: RoleSnapshot, names: Sequence[str], texts: Mapping[str, str]) -> None:
        """RoleRefused means that nothing was written; what is refused after that is tried again as a whole."""
        for number, name in enumerate(names):
            try:
                self._write(role, name, texts.get(name))
            except RoleRefused as refusal:
                if number == 0:
                    raise
                raise Unavailable("IAM") from refusal

    def _write(self, role: RoleSnapshot, name: str, text: str | None) -> None:
        if text is None:
            self.roles.remove_document(role.arn, name)
        else:
            self.roles.write_document(role.arn, name, text)
        if not same_policy(text, self.roles.read_document(role.arn, name)):
            raise Unavailable("IAM")

    def _pack(
        self, role: RoleSnapshot, record: RoleRecord, grants: tuple[Grant, ...], *, settled: bool
    ) -> tuple[Packing, Reason | None]:
        """Nothing moves on a role that is not as recorded: what moved before might be in neither place.

        What others have is looked at only where something needs room.
        """
        packing = pack(grants, role.role_id, Space(managed=record.managed), record.placed, moving=False)
        known = not packing.left_out and not _is_new(packing, record)
        if known and (settled or not changed(role, packing.documents)):
            return packing, None
        space = space_on(role.arn, self.roles.others(role.arn), record)
        while True:
            packing = pack(grants, role.role_id, space, record.placed, moving=settled)
            taken = [name for name in packing.documents if self._is_taken(role, record, name)]
            if not taken:
                return packing, role_full(role.arn, space, packing)
            space = replace(space, managed=tuple(name for name in space.managed if name not in taken))

    def _is_taken(self, role: RoleSnapshot, record: RoleRecord, name: str) -> bool:
        """Whether there is a policy of that name that is not ours, to be left alone."""
        return name != POLICY_NAME and name not in record.documents and self.roles.is_there(role.arn, name)


def _is_as_recorded(role: RoleSnapshot, record: RoleRecord) -> bool:
    """Whether what was last set out to write is what stands."""
    recorded = {name: each.hash for name, each in record.documents.items() if each.hash}
    return not role.loose and {name: policy_hash(text) for name, text in role.documents.items()} == recorded


def _is_new(packing: Packing, record: RoleRecord) -> bool:
    known = {part for parts in record.placed.values() for part in parts}
    return any(part not in known for each in packing.documents.values() for part in each.parts)
