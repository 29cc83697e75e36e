"""Waits for a decision, and for access after it, and says what is so meanwhile."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from aws_access.cli.exits import Exit, Failure
from aws_access.cli.output import Progress, note
from aws_access.cli.sessions import parsed
from aws_access.cli.setup import Setup
from aws_access.cli.showing import said_wait
from aws_access.domain.durations import parse_duration, say_duration

_PAUSES = (1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 5.0)
_MOST_MISSED = 5
_MOVING = ("PENDING", "APPROVED")


def patience(text: str | None) -> timedelta | None:
    """How long to wait, as it was typed; None: for ever."""
    return parse_duration(text) if text is not None else None


def wait_for(setup: Setup, request: dict[str, Any], longest: timedelta | None) -> dict[str, Any]:
    """The request, once it is active, over, or approved for later. Failure when that takes too long.

    Ctrl-C leaves the request as it is, and says how to come back to it.
    """
    progress, began, missed = Progress(), setup.machine.now(), 0
    try:
        for turn in range(10**9):
            if not _may_change(setup, request):
                return request
            waited = setup.machine.now() - began
            if longest is not None and waited >= longest:
                raise Failure("still-waiting", Exit.STILL_WAITING, request=request["request_id"])
            progress.say(_so_far(setup, request), f" ({say_duration(waited, setup.language)})")
            setup.machine.sleep(_PAUSES[min(turn, len(_PAUSES) - 1)])
            request, missed = _looked(setup, request, missed)
    except KeyboardInterrupt:
        raise Failure("left-waiting", Exit.INTERRUPTED, request=request["request_id"]) from None
    finally:
        progress.done()
    return request


def _looked(setup: Setup, request: dict[str, Any], missed: int) -> tuple[dict[str, Any], int]:
    """The request as it is now, and 0; or as it was, and how often in a row nobody answered."""
    try:
        return setup.api.get(f"/requests/{request['request_id']}"), 0
    except Failure as failure:
        if failure.exit_code == Exit.NO_ANSWER and missed < _MOST_MISSED:
            return request, missed + 1
        note(setup.say("come-back", request=request["request_id"]))
        raise


def after_waiting(request: Mapping[str, Any]) -> None:
    """Exits with the status that says what came of it, where it is no access."""
    if request["status"] not in (*_MOVING, "ACTIVE"):
        raise SystemExit(Exit.NOT_GRANTED)


def _may_change(setup: Setup, request: Mapping[str, Any]) -> bool:
    if request["status"] == "APPROVED" and request["starts_at"] is not None:
        return parsed(request["starts_at"]) <= setup.machine.now()
    return request["status"] in _MOVING


def _so_far(setup: Setup, request: Mapping[str, Any]) -> str:
    request_id = request["request_id"]
    if request["status"] == "APPROVED":
        return setup.say("being-attached", request=request_id)
    waits = "; ".join(said_wait(setup, each) for each in request["waits"])
    return setup.say("waiting", request=request_id, waits=waits or "…")
