"""The review of a break-glass, which somebody else owes from the moment that it was granted."""

from dataclasses import replace
from datetime import datetime

from aws_access.domain.audit import EventType
from aws_access.domain.errors import Conflict
from aws_access.domain.ids import IamUserName
from aws_access.domain.lifecycle.change import Change, recorded
from aws_access.domain.model import SYSTEM, Request, Review
from aws_access.domain.reasons import reason


def reviewed(request: Request, by: IamUserName, note: str, at: datetime) -> Change:
    """Somebody else has looked at a break-glass."""
    review = _open_review(request)
    done = replace(review, by=by, at=at, note=note)
    return recorded(request, EventType.REVIEWED, by, at, {"note": note}, review=done)


def review_overdue(request: Request, people: tuple[str, ...], next_due: datetime, at: datetime) -> Change:
    """Nobody has looked at a break-glass in time: these people, who may, are asked, and it is due anew."""
    review = _open_review(request)
    again = replace(review, due=next_due, overdue=review.overdue + 1)
    details = {"times": again.overdue, "people": list(people)}
    return recorded(request, EventType.REVIEW_OVERDUE, SYSTEM, at, details, review=again)


def _open_review(request: Request) -> Review:
    if request.review is None:
        raise Conflict(reason("no-review", request=request.id))
    if request.review.by is not None:
        raise Conflict(reason("already-reviewed", request=request.id, person=request.review.by))
    return request.review
