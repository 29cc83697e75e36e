"""Writes the documents of ours on a team role: recorded first, read back each, and nothing missing in between."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from aws_access.domain.errors import RoleRefused, Unavailable
from aws_access.domain.ids import RoleArn
from aws_access.domain.ledger import RoleRecord, policy_hash, role_changing
from aws_access.domain.model import Grant
from aws_access.domain.packing import Pack, Packing, Space, managed_arn, pack
from aws_access.domain.policies import POLICY_NAME, same_policy
from aws_access.domain.reasons import Reason
from aws_access.domain.roles import Others, RoleSnapshot, changed, changed_beside, space_on
from aws_access.domain.room import role_full
from aws_access.domain.verdict import Proof
from aws_access.domain.writing import order_of_writes
from aws_access.ports import Clock, Store, TeamRoles
from aws_access.usecases.proving import Prove

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OnRole:
    """What is on the role by now: of each request the hash of the document that has its grant, or the first part of it.

    `left_out`: grants that are not there, and why there is no room for them; no reason where there may be after
    another look, which may move others. `proof`: of what was written just now, where anything was.
    """

    hashes: Mapping[str, str]
    left_out: tuple[Grant, ...] = ()
    full: Reason | None = None
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class WriteDocuments:
    """Only the reconciler of a role may do it, which is the only one at a time."""

    store: Store
    roles: TeamRoles
    clock: Clock
    prove: Prove
    pack: Pack = pack

    def __call__(self, role: RoleSnapshot, record: RoleRecord, grants: tuple[Grant, ...]) -> OnRole:
        """What is not so already is written, once it is proven: else NotProven, and nothing was."""
        if POLICY_NAME in role.documents and record.never_written:
            return OnRole({})  # bears our name and is not ours; no grant is kept here, and it is never touched
        settled = _is_settled(role, record, grants)
        packing, full, had = self._pack(role, record, grants, settled=settled)
        texts = {name: each.text for name, each in packing.documents.items()}
        proof = None
        if to_write := changed(role, packing.documents):
            proof = self.prove(role, texts, (each for each in grants if each not in packing.left_out))
            had = had or self._seen_beside(role.arn)
            change = role_changing(record, packing.documents, role.standing, self.clock.now(), proof)
            self.store.record_role_change(change)
            self._write_all(role, order_of_writes(to_write, role.documents, texts), texts)
            ours = {managed_arn(role.arn, name) for name in (*record.managed, *texts)}
            proof = self._read_back(proof, role, had, ours)
        hashes = {part: policy_hash(each.text) for each in packing.documents.values() for part in each.parts}
        return OnRole(hashes, packing.left_out, full if settled else None, proof)

    def _read_back(self, proof: Proof, role: RoleSnapshot, had: Others | None, ours: Collection[str]) -> Proof:
        """Whether nothing but our documents is another than before. What is, somebody else has changed meanwhile."""
        has = self._seen_beside(role.arn) if had is not None else None
        if had is None or has is None:
            return proof
        try:
            found = changed_beside(role, had, self.roles.inspect(role.arn), has, ours)
        except (RoleRefused, Unavailable):
            return proof
        if found:
            _log.warning("role changed by others meanwhile", extra={"role_arn": role.arn, "changed": list(found)})
        return proof.read_back(found)

    def _seen_beside(self, role_arn: RoleArn) -> Others | None:
        """What others have; None when it cannot be seen now, which holds up nothing."""
        try:
            return self.roles.others(role_arn)
        except (RoleRefused, Unavailable):
            return None

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
    ) -> tuple[Packing, Reason | None, Others | None]:
        """Nothing moves on a role that is not as recorded: what moved before might be in neither place.

        What others have is looked at only where something needs room.
        """
        packing = self.pack(grants, role.role_id, Space(managed=record.managed), record.placed, moving=False)
        known = not packing.left_out and not _is_new(packing, record)
        if known and (settled or not changed(role, packing.documents)):
            return packing, None, None
        others = self.roles.others(role.arn)
        space = space_on(role.arn, others, record)
        while True:
            packing = self.pack(grants, role.role_id, space, record.placed, moving=settled)
            taken = [name for name in packing.documents if self._is_taken(role, record, name)]
            if not taken:
                return packing, role_full(role.arn, space, packing), others
            space = replace(space, managed=tuple(name for name in space.managed if name not in taken))

    def _is_taken(self, role: RoleSnapshot, record: RoleRecord, name: str) -> bool:
        """Whether there is a policy of that name that is not ours, to be left alone."""
        return name != POLICY_NAME and name not in record.documents and self.roles.is_there(role.arn, name)


def _is_settled(role: RoleSnapshot, record: RoleRecord, grants: tuple[Grant, ...]) -> bool:
    """Whether what is on the role is where the record says: as it was last written, or what that would be by now."""
    recorded = {name: each.hash for name, each in record.documents.items() if each.hash}
    if not role.loose and {name: policy_hash(text) for name, text in role.documents.items()} == recorded:
        return True
    there = [grant for grant in grants if grant.request_id in record.request_ids]
    return not changed(role, pack(there, role.role_id, Space(managed=record.managed), record.placed).documents)


def _is_new(packing: Packing, record: RoleRecord) -> bool:
    known = {part for parts in record.placed.values() for part in parts}
    return any(part not in known for each in packing.documents.values() for part in each.parts)
