from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from aws_access.domain.audit import EventType, broken_at
from aws_access.domain.errors import Conflict
from aws_access.domain.lifecycle import granted, undecided
from aws_access.domain.lifecycle.change import OVERDUE_AFTER, Change
from aws_access.domain.model import SYSTEM, Request, Status
from aws_access.domain.reasons import reason
from tests.builders import DEV_ROLE, NOW, a_denial, a_grant, a_request, in_status, way_to

WHY = reason("role-missing", role=DEV_ROLE)
LATER = NOW + timedelta(minutes=10)
FOUR_HOURS = timedelta(hours=4)

MOVES: dict[str, Callable[[Request], Change]] = {
    "approve": lambda request: undecided.approved(request, "sre1", LATER),
    "deny": lambda request: a_denial(request, at=LATER),
    "cancel": lambda request: undecided.cancelled(request, "dev1", "", LATER),
    "lapse": lambda request: undecided.lapsed(request, LATER),
    "attach": lambda request: granted.attached(request, "a" * 64, LATER),
    "revoke": lambda request: granted.revoking(request, "sre1", "early", LATER),
    "end": lambda request: granted.ended(request, LATER),
    "fail": lambda request: granted.failed(request, WHY, LATER),
}

EDGES = {
    (Status.PENDING, "approve"): (Status.APPROVED, EventType.APPROVED),
    (Status.PENDING, "deny"): (Status.DENIED, EventType.DENIED),
    (Status.PENDING, "cancel"): (Status.CANCELLED, EventType.CANCELLED),
    (Status.PENDING, "lapse"): (Status.LAPSED, EventType.LAPSED),
    (Status.APPROVED, "attach"): (Status.ACTIVE, EventType.ATTACHED),
    (Status.APPROVED, "fail"): (Status.FAILED, EventType.FAILED),
    (Status.APPROVED, "revoke"): (Status.APPROVED, EventType.REVOKING),
    (Status.APPROVED, "end"): (Status.EXPIRED, EventType.EXPIRED),
    (Status.ACTIVE, "revoke"): (Status.ACTIVE, EventType.REVOKING),
    (Status.ACTIVE, "end"): (Status.EXPIRED, EventType.EXPIRED),
}


@pytest.mark.parametrize(("edge", "after"), EDGES.items(), ids=str)
def test_every_legal_change_leads_where_it_should(edge: tuple[Status, str], after: tuple[Status, EventType]) -> None:
    status, move = edge
    change = MOVES[move](in_status(status))
    assert (change.request.status, change.events[-1].type) == after


@pytest.mark.parametrize(("status", "move"), sorted(set(product(Status, MOVES)) - set(EDGES)))
def test_every_other_change_is_a_conflict(status: Status, move: str) -> None:
    with pytest.raises(Conflict) as caught:
        MOVES[move](in_status(status))
    assert caught.value.reasons


@pytest.mark.parametrize("status", [each for each in Status if each.terminal])
@pytest.mark.parametrize("move", MOVES)
def test_what_is_over_says_how_it_ended(status: Status, move: str) -> None:
    with pytest.raises(Conflict) as caught:
        MOVES[move](in_status(status))
    assert caught.value.reasons[0].code in {"already-ended", "not-approved"}


@pytest.mark.parametrize(("status", "move"), EDGES)
def test_every_change_is_one_version_and_one_event_further(status: Status, move: str) -> None:
    before = in_status(status)
    change = MOVES[move](before)
    assert (change.expects, change.request.version) == (before.version, before.version + 1)
    assert [each.sequence for each in change.events] == [before.head.sequence + 1]
    assert change.events[0].previous == before.head.hash
    assert change.events[0].at == LATER


@pytest.mark.parametrize("status", Status)
def test_the_events_of_every_life_are_a_whole_chain(status: Status) -> None:
    changes = way_to(status, a_request())
    events = [event for change in changes for event in change.events]
    assert broken_at(events, changes[-1].request.head) is None


@pytest.mark.parametrize("status", Status)
def test_no_change_alters_what_was_asked_for(status: Status) -> None:
    asked, now = a_request(), in_status(status)
    for name in ("id", "requester", "payload", "reason", "created", "lapse_at", "rule", "rules_version", "service"):
        assert getattr(now, name) == getattr(asked, name)


@pytest.mark.parametrize("status", Status)
def test_nothing_is_due_for_what_is_over_and_something_always_for_what_is_not(status: Status) -> None:
    request = in_status(status)
    assert (request.due_at is None) == status.terminal
    assert (request.ended_at is None) == (not status.terminal)


def test_a_new_request_must_not_exist_and_lapses_when_the_rules_say() -> None:
    change = undecided.submitted(a_request(), NOW)
    assert (change.expects, change.request.version, change.grant) == (0, 1, None)
    assert change.request.due_at == change.request.lapse_at


def test_the_first_event_says_what_was_asked_for_by_whom() -> None:
    request = a_request(reason="INC-42: db down")
    (event,) = undecided.submitted(request, NOW).events
    assert event.actor == "dev1"
    assert event.details["payload_hash"] == request.payload.hash
    assert event.details["reason"] == "INC-42: db down"
    assert (event.details["role_arn"], event.details["seconds"]) == (DEV_ROLE, 14400)
    assert event.details["actions"] == list(request.payload.permission.actions)


def test_the_clock_starts_at_the_approval_and_ends_on_a_whole_second() -> None:
    waiting = in_status(Status.PENDING)
    at = LATER + timedelta(microseconds=999_999)
    change = undecided.approved(waiting, "sre1", at)
    assert change.request.ends_at == LATER + FOUR_HOURS
    assert change.request.ends_at - at <= waiting.payload.duration
    assert (change.request.decided_by, change.request.decided_at) == ("sre1", at)
    assert change.request.due_at == at + OVERDUE_AFTER


def test_an_approval_names_the_hash_of_what_was_approved() -> None:
    (event,) = MOVES["approve"](in_status(Status.PENDING)).events
    assert (event.actor, event.details["payload_hash"]) == ("sre1", a_request().payload.hash)


def test_an_approval_puts_exactly_the_payload_into_the_ledger() -> None:
    waiting = in_status(Status.PENDING)
    change = MOVES["approve"](waiting)
    expected = a_grant(request_id=waiting.id, ends_at=LATER + FOUR_HOURS)
    assert (change.grant, change.forget_grant) == (expected, False)


def test_an_attached_grant_is_known_to_be_on_the_role_and_keeps_its_end() -> None:
    approved = in_status(Status.APPROVED)
    change = MOVES["attach"](approved)
    assert change.grant is not None
    assert (change.grant.attached, change.grant.ends_at) == (True, approved.ends_at)
    assert approved.ends_at is not None
    assert change.request.due_at == approved.ends_at + OVERDUE_AFTER


@pytest.mark.parametrize("status", [Status.APPROVED, Status.ACTIVE])
def test_a_revoked_grant_is_unwanted_at_once_and_is_closed_as_revoked(status: Status) -> None:
    revoking = MOVES["revoke"](in_status(status))
    assert revoking.grant is not None
    assert (revoking.grant.revoked, revoking.grant.wanted(LATER)) == (True, False)
    assert (revoking.request.revoked_by, revoking.request.note) == ("sre1", "early")
    end = MOVES["end"](revoking.request)
    assert (end.request.status, end.events[0].type) == (Status.REVOKED, EventType.REVOKED)
    assert (end.grant, end.forget_grant) == (revoking.grant, True)


def test_what_is_being_revoked_is_not_revoked_twice() -> None:
    revoking = MOVES["revoke"](in_status(Status.ACTIVE)).request
    with pytest.raises(Conflict) as caught:
        granted.revoking(revoking, "sre2", "", LATER)
    assert caught.value.reasons == (reason("already-revoking", request=revoking.id, person="sre1"),)


def test_what_was_never_approved_cannot_be_revoked() -> None:
    with pytest.raises(Conflict) as caught:
        MOVES["revoke"](in_status(Status.PENDING))
    assert caught.value.reasons == (reason("not-approved", request=a_request().id),)


@pytest.mark.parametrize("move", ["end", "fail"])
def test_the_end_takes_the_grant_out_of_the_ledger(move: str) -> None:
    change = MOVES[move](in_status(Status.APPROVED))
    assert change.forget_grant
    assert change.grant is not None
    assert change.grant.request_id == change.request.id


def test_a_failure_is_kept_with_its_facts() -> None:
    change = MOVES["fail"](in_status(Status.APPROVED))
    assert change.request.failure == WHY
    assert change.events[0].details == {"failure": WHY.as_dict()}


@pytest.mark.parametrize("move", ["lapse", "attach", "end", "fail"])
def test_what_nobody_did_by_hand_was_done_by_the_system(move: str) -> None:
    status = Status.PENDING if move == "lapse" else Status.APPROVED
    assert [each.actor for each in MOVES[move](in_status(status)).events] == [SYSTEM]


def test_a_note_is_kept_with_the_decision() -> None:
    change = MOVES["deny"](in_status(Status.PENDING))
    assert (change.request.note, change.request.decided_by, change.request.decided_at) == ("no", "sre1", LATER)
    assert change.events[0].details == {"note": "no", "rule": "dev-verify", "rules_version": "f" * 64}


def test_two_changes_as_one_expect_the_version_before_the_first_and_keep_every_event() -> None:
    start = undecided.submitted(a_request(), NOW)
    yes = undecided.approved(start.request, SYSTEM, NOW)
    both = start.then(yes)
    assert (both.expects, both.request, both.grant) == (0, yes.request, yes.grant)
    assert both.events == (*start.events, *yes.events)
    assert broken_at(both.events, both.request.head) is None


def test_a_revocation_and_its_end_as_one_forget_the_grant() -> None:
    active = in_status(Status.ACTIVE)
    going = MOVES["revoke"](active)
    both = going.then(MOVES["end"](going.request))
    assert (both.expects, both.request.status, both.forget_grant) == (active.version, Status.REVOKED, True)


@pytest.mark.parametrize(
    ("seconds", "wanted"), [(-1, True), (0, False), (1, False)], ids=["before", "at the end", "after"]
)
def test_a_grant_is_wanted_until_its_end_and_not_at_it(seconds: int, *, wanted: bool) -> None:
    grant = a_grant()
    assert grant.wanted(grant.ends_at + timedelta(seconds=seconds)) is wanted
    assert not replace(grant, revoked=True).wanted(NOW)
