"""`aws-access list` and `aws-access status`."""

from typing import Any

import click

from aws_access.cli import output
from aws_access.cli.names import choices_are_old, complete_request, remember_choices, remember_requests
from aws_access.cli.setup import current
from aws_access.cli.showing import local, show_list, show_request
from aws_access.cli.waiting import after_waiting, patience, wait_for
from aws_access.cli.worded import command, option
from aws_access.domain.ids import RequestId

STATUSES = ("pending", "approved", "active", "expired", "revoked", "denied", "cancelled", "lapsed", "failed")


@command("list")
@option("--status", type=click.Choice(STATUSES, case_sensitive=False), help="list-status")
@option("--of", "requester", metavar="IAM_USER", help="list-of")
@option("--limit", type=click.IntRange(1, 100), default=20, show_default=True, help="list-limit")
@option("--json", "as_json", is_flag=True, help="json")
def list_requests(status: str | None, requester: str | None, limit: int, *, as_json: bool) -> None:
    """The newest requests: one's own, or by status or requester."""
    setup = current()
    told = setup.api.get("/requests", status=status and status.upper(), requester=requester, limit=str(limit))
    remember_requests(setup, told["requests"])
    if choices_are_old(setup):
        remember_choices(setup, setup.api.get("/environments"))
    if as_json:
        output.as_json(told)
    else:
        show_list(setup, told["requests"])


@command("status")
@click.argument("request_id", metavar="REQUEST", shell_complete=complete_request)
@option("--events", is_flag=True, help="status-events")
@option("--wait", is_flag=True, help="status-wait")
@option("--timeout", metavar="DURATION", help="timeout")
@option("--json", "as_json", is_flag=True, help="json")
def status(request_id: str, timeout: str | None, *, events: bool, wait: bool, as_json: bool) -> None:
    """One request; with its audit events, if wished."""
    setup = current()
    request = setup.api.get(f"/requests/{RequestId(request_id.lower())}")
    if wait:
        request = wait_for(setup, request, patience(timeout))
    remember_requests(setup, [request])
    told: dict[str, Any] | None = setup.api.get(f"/requests/{request['request_id']}/events") if events else None
    if as_json:
        output.as_json({**request, **(told or {})})
    else:
        show_request(setup, request)
        if told is not None:
            rows = [
                (local(setup, each["at"]), each["type"], each["actor"], each["hash"][:12]) for each in told["events"]
            ]
            output.table([setup.say(f"heading-{name}") for name in ("when", "event", "who", "hash")], rows)
            output.note(setup.say("chain-whole" if told["intact"] else "chain-broken"))
    if wait:
        after_waiting(request)
