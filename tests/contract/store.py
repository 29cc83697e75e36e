"""What every `Store` promises about writing: all or nothing, from the version that was read, nothing overwritten."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.audit import EventType, broken_at, head_of, next_event
from aws_access.domain.errors import ConcurrentChange, NotFound
from aws_access.domain.lifecycle import granted, review, undecided
from aws_access.domain.lifecycle.change import Change
from aws_access.domain.model import SYSTEM, Head, Request, Review, Status, Wait
from aws_access.domain.reasons import reason
from aws_access.domain.verdict import Doubt, Proof
from aws_access.ports import Store
from tests.builders import (
    DEV2,
    DEV_ROLE,
    NOW,
    SESSION_ROLE,
    SRE1,
    a_denial,
    a_payload,
    a_person,
    a_proof,
    a_request,
    a_vote,
    an_assessment,
    way_to,
)

HOUR = timedelta(hours=1)
HOSTILE = [
    "",
    " ",
    'it\'s "quoted" \\ `back` ${aws:username} {code}',
    "緊急対応のため🚨👩‍👩‍👧‍👦",
    "شكرا \u202egnp.exe\u202c",
    "e\u0301 is not é; \u0000\u001f",
    "理" * 500,
    "'; DROP TABLE requests; --",
]


def commit_all(store: Store, changes: list[Change]) -> Request:
    for change in changes:
        store.commit(change)
    return changes[-1].request


class StoreContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_a_request_that_was_never_made_is_not_found(self, store: Store) -> None:
        with pytest.raises(NotFound) as caught:
            store.request(a_request().id)
        assert caught.value.reasons == (reason("request-unknown", request=a_request().id),)

    @pytest.mark.parametrize("status", Status)
    def test_a_request_in_any_state_is_read_back_as_it_was_committed(self, store: Store, status: Status) -> None:
        committed = commit_all(store, way_to(status, a_request(resources=("orders",))))
        assert store.request(committed.id) == committed

    def test_what_was_told_of_its_risk_and_its_gains_comes_back(self, store: Store) -> None:
        committed = commit_all(store, way_to(Status.APPROVED, a_request(assessment=an_assessment())))
        assert committed.assessment == an_assessment()
        assert store.request(committed.id) == committed

    @pytest.mark.parametrize("text", HOSTILE)
    def test_any_text_comes_back_as_it_was_given(self, store: Store, text: str) -> None:
        submitted = undecided.submitted(a_request(reason=text, environment=text, service=text, rule=text), NOW)
        denied = a_denial(submitted.request, note=text)
        store.commit(submitted)
        store.commit(denied)
        assert store.request(denied.request.id) == denied.request
        assert list(store.events(denied.request.id)) == [*submitted.events, *denied.events]

    def test_a_session_grant_comes_back_in_every_state_of_its_early_end(self, store: Store) -> None:
        *_, on = changes = way_to(Status.ACTIVE, a_request(role=SESSION_ROLE))
        issued = granted.credentials_issued(on.request, "dev1+r", "ASIAEXAMPLE", NOW + timedelta(hours=1), NOW, Proof())
        going = granted.revoking(issued.request, "sre1", "", NOW)
        denied = granted.ended(going.request, NOW)
        removed = granted.deny_removed(denied.request, NOW)
        commit_all(store, changes)
        for change in (issued, going, denied):
            store.commit(change)
            assert store.request(change.request.id) == change.request
        assert store.ledger(SESSION_ROLE).grants == (denied.grant,)
        assert denied.grant is not None
        assert denied.grant.denied_until == denied.request.sessions_until
        assert [each.id for each in store.due(NOW + timedelta(hours=2))] == [denied.request.id]
        store.commit(removed)
        assert store.ledger(SESSION_ROLE).grants == ()
        assert list(store.due(NOW + timedelta(hours=2))) == []

    def test_a_requester_without_slack_and_of_many_teams_comes_back(self, store: Store) -> None:
        committed = commit_all(store, way_to(Status.PENDING, a_request(by=a_person("ci", "Dev", "運用", slack=False))))
        assert store.request(committed.id) == committed

    def test_a_failure_comes_back_with_its_facts(self, store: Store) -> None:
        *before, yes = way_to(Status.APPROVED, a_request())
        why = reason("policy-rejected", role=DEV_ROLE, problem='{"quotes": "${and} {braces} 日本語"}')
        committed = commit_all(store, [*before, yes, granted.failed(yes.request, why, NOW)])
        assert store.request(committed.id).failure == why

    def test_a_proof_comes_back(self, store: Store) -> None:
        for number, proof in enumerate(
            (a_proof(), a_proof().checked("x", [Doubt("理由")]), a_proof().read_back(["a"]))
        ):
            committed = commit_all(store, way_to(Status.PENDING, a_request(str(number), proof=proof)))
            assert store.request(committed.id).proof == proof

    def test_votes_what_is_waited_for_changes_and_reviews_come_back(self, store: Store) -> None:
        wait = Wait("dev-verify", 1, 2, 3, 1)
        asked = a_request(
            payload=a_payload(starts_at=NOW + HOUR, extends=a_request("base").id),
            waits=(wait, replace(wait, stage=2)),
            break_glass=True,
            review=Review(NOW + HOUR),
            remind_at=NOW + HOUR,
            escalate_at=NOW + 2 * HOUR,
        )
        made = undecided.submitted(asked, NOW, ("sre1",))
        once = undecided.voted(made.request, a_vote(made.request, note="理由"), (wait,))
        less = undecided.narrowed(
            once.request,
            a_payload(duration=HOUR),
            "s3:read",
            ("orders",),
            an_assessment(),
            SRE1.iam_user,
            NOW,
            ("s3:CreateBucket",),
        )
        again = undecided.reminded(less.request, ("sre1",), NOW + 3 * HOUR, NOW)
        further = undecided.escalated(again.request, ("sre1",), (), NOW + 3 * HOUR, NOW)
        yes = undecided.approved(further.request, SRE1.iam_user, NOW, a_vote(further.request), warn_before=HOUR / 4)
        late = review.review_overdue(yes.request, ("sre1",), NOW + HOUR, NOW)
        seen = review.reviewed(late.request, SRE1.iam_user, "fine", NOW)
        for change in (made, once, less, again, further, yes, late, seen):
            store.commit(change)
            assert store.request(asked.id) == change.request

    def test_microseconds_are_kept(self, store: Store) -> None:
        moment = NOW + timedelta(microseconds=1)
        committed = commit_all(store, way_to(Status.EXPIRED, a_request(created=moment), moment))
        assert store.request(committed.id) == committed

    def test_the_same_new_request_is_made_once(self, store: Store) -> None:
        first = undecided.submitted(a_request(reason="first"), NOW)
        store.commit(first)
        with pytest.raises(ConcurrentChange):
            store.commit(undecided.submitted(a_request(reason="second"), NOW))
        assert store.request(first.request.id) == first.request
        assert list(store.events(first.request.id)) == list(first.events)

    def test_a_new_request_is_not_made_over_another_even_without_an_event(self, store: Store) -> None:
        first = commit_all(store, way_to(Status.PENDING, a_request(reason="first")))
        second = undecided.submitted(a_request(reason="second"), NOW)
        with pytest.raises(ConcurrentChange):
            store.commit(replace(second, events=()))
        assert store.request(first.id) == first

    @pytest.mark.parametrize("approval_first", [True, False])
    def test_of_two_changes_from_one_version_exactly_one_happens(self, store: Store, *, approval_first: bool) -> None:
        waiting = commit_all(store, way_to(Status.PENDING, a_request()))
        yes = undecided.approved(waiting, SRE1.iam_user, NOW)
        no = a_denial(waiting, "sre2")
        first, second = (yes, no) if approval_first else (no, yes)
        store.commit(first)
        with pytest.raises(ConcurrentChange):
            store.commit(second)
        assert store.request(waiting.id) == first.request
        assert [each.type for each in store.events(waiting.id)][1:] == [each.type for each in first.events]
        assert bool(store.ledger(DEV_ROLE).grants) is approval_first

    def test_the_same_change_again_is_told_apart_from_the_first_or_does_nothing(self, store: Store) -> None:
        *_, last = changes = way_to(Status.APPROVED, a_request())
        commit_all(store, changes)
        with pytest.raises(ConcurrentChange):
            store.commit(last)
        assert store.request(last.request.id) == last.request
        assert len(store.events(last.request.id)) == len(changes)

    def test_an_event_is_never_overwritten(self, store: Store) -> None:
        waiting = commit_all(store, way_to(Status.PENDING, a_request()))
        before = list(store.events(waiting.id))
        honest = a_denial(waiting)
        forged = next_event(waiting.id, Head(), EventType.SUBMITTED, NOW, DEV2.iam_user, {})
        with pytest.raises(ConcurrentChange):
            store.commit(replace(honest, events=(forged,)))
        assert list(store.events(waiting.id)) == before
        assert store.request(waiting.id) == waiting

    def test_a_failed_commit_leaves_nothing_behind(self, store: Store) -> None:
        waiting = commit_all(store, way_to(Status.PENDING, a_request()))
        stale = replace(undecided.approved(waiting, SRE1.iam_user, NOW), expects=7)
        with pytest.raises(ConcurrentChange):
            store.commit(stale)
        assert store.request(waiting.id) == waiting
        assert len(store.events(waiting.id)) == 1
        assert store.ledger(DEV_ROLE).grants == ()

    def test_a_change_of_a_request_that_is_not_there_leaves_nothing_behind(self, store: Store) -> None:
        _, yes = way_to(Status.APPROVED, a_request())
        with pytest.raises(ConcurrentChange):
            store.commit(yes)
        assert list(store.events(yes.request.id)) == []
        assert store.ledger(DEV_ROLE).grants == ()

    def test_two_changes_as_one_are_committed_together(self, store: Store) -> None:
        start, yes = way_to(Status.APPROVED, a_request())
        store.commit(start.then(yes))
        assert store.request(yes.request.id) == yes.request
        assert [each.type for each in store.events(yes.request.id)] == [EventType.SUBMITTED, EventType.APPROVED]

    def test_what_was_read_cannot_change_what_is_stored(self, store: Store) -> None:
        failed = commit_all(store, way_to(Status.FAILED, a_request()))
        events = list(store.events(failed.id))
        for each in store.events(failed.id):
            each.details.clear()  # type: ignore[attr-defined]  # a mapping, but a dict underneath
        assert list(store.events(failed.id)) == events


class ChainContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    @pytest.mark.parametrize("status", Status)
    def test_a_stored_chain_is_whole(self, store: Store, status: Status) -> None:
        committed = commit_all(store, way_to(status, a_request(reason="理由 🚨")))
        assert broken_at(store.events(committed.id), committed.head) is None

    def test_details_of_every_kind_keep_their_hash(self, store: Store) -> None:
        details = {
            "empty": {"text": "", "list": [], "map": {}, "none": None},
            "numbers": [0, -1, 1.5, 1e300, 0.1, 12345678901234567890123456789012345678901234567890],
            "truth": [True, False],
            "text": HOSTILE,
        }
        request = a_request()
        event = next_event(request.id, Head(), EventType.SUBMITTED, NOW, SYSTEM, details)
        store.commit(Change(replace(request, head=head_of(event)), (event,), expects=0))
        (stored,) = store.events(request.id)
        assert stored == event
        assert stored.computed_hash() == event.hash

    def test_a_long_chain_is_read_whole_and_in_order(self, store: Store) -> None:
        start = undecided.submitted(a_request(), NOW)
        chain, head = list(start.events), start.request.head
        for _ in range(12):  # more than a page of DynamoDB's, and two digits
            event = next_event(start.request.id, head, EventType.REVOKING, NOW, SYSTEM, {"note": "x" * 100_000})
            chain.append(event)
            head = head_of(event)
        store.commit(replace(start, events=tuple(chain), request=replace(start.request, head=head)))
        assert broken_at(store.events(start.request.id), head) is None
        assert len(store.events(start.request.id)) == 13

    def test_a_chain_that_never_began_has_no_events(self, store: Store) -> None:
        assert list(store.events("r-0123456789ab")) == []
