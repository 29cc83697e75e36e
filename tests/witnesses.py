"""A table on which others are quicker, and IAM that looks whether what has to come before a write came before it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from aws_access.domain.audit import Event
from aws_access.domain.ids import Form, RoleArn
from aws_access.domain.ledger import RoleChange, policy_hash
from aws_access.domain.lifecycle.change import Change
from aws_access.domain.locks import Locks
from aws_access.domain.policies import POLICY_NAME
from tests.fakes import FakeSchedules, FakeStore, FakeTeamRoles, Faults


class Table(FakeStore):
    """A table on which somebody else may be quicker."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(faults)
        self._before: dict[str, Callable[[], object]] = {}

    def before(self, call: str, happening: Callable[[], object]) -> None:
        """Once: the next call of this name finds that this has happened since its caller read."""
        self._before[call] = happening

    def commit(self, change: Change) -> None:
        self._before.pop("commit", lambda: None)()
        super().commit(change)

    def events(self, chain: str) -> Sequence[Event]:
        self._before.pop("events", lambda: None)()
        return super().events(chain)

    def locks(self) -> Locks:
        self._before.pop("locks", lambda: None)()
        return super().locks()

    def record_role_change(self, change: RoleChange) -> None:
        self._before.pop("record_role_change", lambda: None)()
        super().record_role_change(change)


class WitnessedRoles(FakeTeamRoles):
    """IAM that looks, at every write in every test, whether what has to come before a write came before it."""

    def __init__(self, faults: Faults, store: Table, schedules: FakeSchedules) -> None:
        super().__init__(faults)
        self._store = store
        self._schedules = schedules

    def write_document(self, role_arn: RoleArn, name: str, text: str) -> None:
        self._witness(role_arn, name, text)
        super().write_document(role_arn, name, text)

    def remove_document(self, role_arn: RoleArn, name: str) -> None:
        if role_arn in self.roles:
            self._witness(role_arn, name, None)
        super().remove_document(role_arn, name)

    def _witness(self, role_arn: RoleArn, name: str, text: str | None) -> None:
        record = self._store._records[role_arn]
        written = record.documents.get(name)
        assert (written.hash if written else "") == policy_hash(text), "P7: written without its record"
        told = [event for (chain, _), event in sorted(self._store._events.items()) if chain == role_arn]
        assert text in recorded_texts(told, name), "P7: written, and no event tells what"
        if role_arn.form is Form.ROLE:  # a deny gives nothing, and does not wait for the schedule of its end
            assert set(record.request_ids) <= set(self._schedules.grants), "P3: attached without a scheduled end"


def recorded_texts(events: Iterable[Event], name: str) -> list[object]:
    """Every text of this document that the events of a role say was to be written; None where it was to be gone."""
    if name == POLICY_NAME:
        return [each.details["policy"] for each in events]
    told: list[Any] = [each.details.get("managed", {}) for each in events]
    return [each[name]["policy"] for each in told if name in each]
