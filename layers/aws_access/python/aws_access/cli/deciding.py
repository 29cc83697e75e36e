"""`aws-access approve`, `deny` and `revoke`."""

from typing import Any

import click

from aws_access.cli import output
from aws_access.cli.exits import Exit, Failure
from aws_access.cli.names import complete_request, remember_requests
from aws_access.cli.setup import Setup, current
from aws_access.cli.showing import show_request
from aws_access.cli.worded import command, option
from aws_access.domain.ids import RequestId

_argument = click.argument("request_id", metavar="REQUEST", shell_complete=complete_request)


def confirmed(question: str) -> None:
    """Goes on when the answer is yes; else the call is over, and nothing has changed."""
    try:
        if output.agreed(question):
            return
    except click.Abort:
        pass
    raise Failure("declined", Exit.DECLINED)


@command("approve")
@_argument
@option("--duration", metavar="DURATION", help="approve-duration")
@option("--service", metavar="SERVICE", help="approve-service")
@option("--resource", multiple=True, metavar="RESOURCE", help="approve-resource")
@option("--yes", "-y", is_flag=True, help="yes")
@option("--json", "as_json", is_flag=True, help="json")
def approve(
    request_id: str, duration: str | None, service: str | None, resource: tuple[str, ...], *, yes: bool, as_json: bool
) -> None:
    """Shows what is approved, asks, and sends the hash of exactly that."""
    setup = current()
    if as_json and not yes:  # a program reads, and nobody sees what would be approved
        raise Failure("needs-yes", Exit.DECLINED)
    request = setup.api.get(f"/requests/{RequestId(request_id.lower())}")
    less = {"duration": duration, "service": service, "resource": " ".join(resource) or None}
    less = {name: value for name, value in less.items() if value is not None}
    if not as_json:
        show_request(setup, request, whole=True)
        if less:
            output.note(setup.say("approve-less", less=", ".join(map(str, less.values()))))
    if not yes:
        confirmed(setup.say("approve-question", request=request["request_id"], hash=request["payload_hash"][:12]))
    body = {"payload_hash": request["payload_hash"], **less}
    _done(setup, setup.api.post(f"/requests/{request['request_id']}/approve", body), as_json=as_json)


@command("deny")
@_argument
@option("--reason", "-r", metavar="TEXT", help="deny-reason")
@option("--json", "as_json", is_flag=True, help="json")
def deny(request_id: str, reason: str | None, *, as_json: bool) -> None:
    """The requester reads why."""
    setup = current()
    known = RequestId(request_id.lower())
    why = reason or output.ask(setup.say("ask-why"))
    _done(setup, setup.api.post(f"/requests/{known}/deny", {"reason": why}), as_json=as_json)


@command("revoke")
@_argument
@option("--reason", "-r", metavar="TEXT", default="", help="revoke-reason")
@option("--json", "as_json", is_flag=True, help="json")
def revoke(request_id: str, reason: str, *, as_json: bool) -> None:
    """Ends it before its time, or takes it back while it waits."""
    setup = current()
    known = RequestId(request_id.lower())
    ended = setup.api.post(f"/requests/{known}/revoke", {"reason": reason})
    setup.kept_keys(known).forget()
    _done(setup, ended, as_json=as_json)


def _done(setup: Setup, request: dict[str, Any], *, as_json: bool) -> None:
    remember_requests(setup, [request])
    if as_json:
        output.as_json(request)
        return
    status = "REVOKING" if request["revoked_by"] and request["status"] in ("ACTIVE", "APPROVED") else request["status"]
    output.say(setup.say("is-now", request=request["request_id"], state=setup.say(f"state-{status}")))
