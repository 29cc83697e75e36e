"""What every `Store` promises about the ledgers of team roles: in one transaction with what they follow from."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.audit import broken_at
from aws_access.domain.errors import ConcurrentChange
from aws_access.domain.ids import RoleArn
from aws_access.domain.ledger import RoleRecord, policy_hash, role_changing
from aws_access.domain.lifecycle import granted
from aws_access.domain.model import Head, Status
from aws_access.domain.packing import Document
from aws_access.ports import Store
from tests.builders import (
    DEV2,
    DEV_ROLE,
    NOW,
    SRE1,
    SRE_ROLE,
    a_grant,
    a_payload,
    a_permission,
    a_request,
    change_of,
    several_statements,
    way_to,
)
from tests.contract.store import commit_all


class LedgerContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_the_ledger_of_a_role_that_was_never_heard_of_is_empty(self, store: Store) -> None:
        ledger = store.ledger(DEV_ROLE)
        assert (ledger.record, ledger.grants) == (RoleRecord(DEV_ROLE), ())
        assert ledger.record.never_written

    def test_an_approval_puts_the_grant_into_the_ledger_of_its_role_only(self, store: Store) -> None:
        *_, yes = changes = way_to(Status.APPROVED, a_request())
        commit_all(store, changes)
        assert store.ledger(DEV_ROLE).grants == (yes.grant,)
        assert store.ledger(SRE_ROLE).grants == ()

    def test_a_later_change_replaces_the_grant(self, store: Store) -> None:
        *_, on = changes = way_to(Status.ACTIVE, a_request())
        commit_all(store, changes)
        going = granted.revoking(on.request, SRE1.iam_user, "", NOW)
        store.commit(going)
        (grant,) = store.ledger(DEV_ROLE).grants
        assert (grant.attached, grant.revoked) == (True, True)

    @pytest.mark.parametrize("status", [Status.EXPIRED, Status.REVOKED, Status.FAILED])
    def test_the_end_takes_only_its_own_grant_out_of_the_ledger(self, store: Store, status: Status) -> None:
        *_, other = others = way_to(Status.ACTIVE, a_request(by=DEV2))
        commit_all(store, others)
        commit_all(store, way_to(status, a_request()))
        assert store.ledger(DEV_ROLE).grants == (other.grant,)

    def test_roles_of_one_name_in_two_accounts_have_two_ledgers(self, store: Store) -> None:
        elsewhere = RoleArn(DEV_ROLE.replace("222222222222", "333333333333"))
        commit_all(store, way_to(Status.APPROVED, a_request(role=elsewhere)))
        assert store.ledger(DEV_ROLE).grants == ()
        assert len(store.ledger(elsewhere).grants) == 1

    def test_a_grant_of_several_statements_comes_back_as_it_was(self, store: Store) -> None:
        request = a_request(payload=a_payload(permission=several_statements()))
        *_, yes = changes = way_to(Status.APPROVED, request)
        commit_all(store, changes)
        assert store.ledger(DEV_ROLE).grants == (yes.grant,)
        assert store.request(request.id).payload == request.payload

    def test_a_large_ledger_is_read_whole(self, store: Store) -> None:
        permission = a_permission(resources=tuple(f"{n:05}" + "x" * 1000 for n in range(300)))
        requests = [
            a_request(str(n), payload=a_payload(permission=permission)) for n in range(4)
        ]  # more than a page of DynamoDB's, which is 1 MB
        for each in requests:
            start, yes = way_to(Status.APPROVED, each)
            store.commit(start.then(replace(yes, events=())))
        assert {grant.request_id for grant in store.ledger(DEV_ROLE).grants} == {each.id for each in requests}

    def test_a_role_change_is_recorded_with_its_event(self, store: Store) -> None:
        change = change_of(RoleRecord(DEV_ROLE), "{}", a_grant())
        store.record_role_change(change)
        assert store.ledger(DEV_ROLE).record == change.record
        assert list(store.events(DEV_ROLE)) == [change.event]
        assert not change.record.never_written

    def test_a_record_names_every_document_with_its_hash_and_what_is_in_it(self, store: Store) -> None:
        documents = {"aws-access": Document("{}", ("r-1", "r-2")), "aws-access-Dev-2": Document("[]", ("r-2#2",))}
        change = role_changing(RoleRecord(DEV_ROLE), documents, ("aws-access-Dev-1",), NOW)
        store.record_role_change(change)
        record = store.ledger(DEV_ROLE).record
        assert record == change.record
        assert {name: each.hash for name, each in record.documents.items()} == {
            "aws-access": policy_hash("{}"),
            "aws-access-Dev-1": "",
            "aws-access-Dev-2": policy_hash("[]"),
        }
        assert (record.request_ids, set(record.managed)) == (("r-1", "r-2"), {"aws-access-Dev-1", "aws-access-Dev-2"})

    def test_role_changes_chain(self, store: Store) -> None:
        record, grants = RoleRecord(DEV_ROLE), (a_grant("1"), a_grant("2"))
        for policy, of in (("{}", grants), ('{"a": 1}', grants[:1]), (None, ())):
            change = change_of(record, policy, *of)
            store.record_role_change(change)
            record = store.ledger(DEV_ROLE).record
        events = store.events(DEV_ROLE)
        assert (record.policy_hash, record.request_ids) == (policy_hash(None), ())
        assert (len(events), broken_at(events, record.head)) == (3, None)

    @pytest.mark.parametrize("written", [0, 1, 2])
    def test_a_role_change_from_a_record_that_moved_on_leaves_nothing(self, store: Store, written: int) -> None:
        stale = [RoleRecord(DEV_ROLE)]
        for number in range(written + 1):
            change = change_of(stale[-1], f"[{number}]")
            store.record_role_change(change)
            stale.append(change.record)
        for record in stale[:-1]:
            with pytest.raises(ConcurrentChange):
                store.record_role_change(change_of(record, '"late"', at=NOW + timedelta(seconds=1)))
        assert store.ledger(DEV_ROLE).record == stale[-1]
        assert len(store.events(DEV_ROLE)) == written + 1

    def test_a_role_change_from_another_history_of_the_same_length_leaves_nothing(self, store: Store) -> None:
        honest = change_of(RoleRecord(DEV_ROLE), "{}")
        store.record_role_change(honest)
        other = change_of(RoleRecord(DEV_ROLE), "[]")
        with pytest.raises(ConcurrentChange):
            store.record_role_change(change_of(other.record, None))
        assert store.ledger(DEV_ROLE).record == honest.record

    def test_a_first_record_is_not_made_over_another_whatever_its_event(self, store: Store) -> None:
        first = change_of(RoleRecord(DEV_ROLE), "{}")
        store.record_role_change(first)
        second = change_of(RoleRecord(DEV_ROLE, head=Head(7, "a" * 64)), "[]")
        with pytest.raises(ConcurrentChange):
            store.record_role_change(replace(second, expects=Head()))
        assert store.ledger(DEV_ROLE).record == first.record
        assert list(store.events(DEV_ROLE)) == [first.event]

    def test_the_record_and_the_grants_of_a_role_do_not_disturb_each_other(self, store: Store) -> None:
        *_, yes = changes = way_to(Status.APPROVED, a_request())
        commit_all(store, changes)
        change = change_of(RoleRecord(DEV_ROLE), "{}")
        store.record_role_change(change)
        assert store.ledger(DEV_ROLE).record == change.record
        assert store.ledger(DEV_ROLE).grants == (yes.grant,)
