"""`aws-access extend`: a request that goes on with the access of another from its end."""

import uuid

import click

from aws_access.cli.names import complete_request
from aws_access.cli.request import follow
from aws_access.cli.setup import current
from aws_access.cli.waiting import patience
from aws_access.cli.worded import command, option
from aws_access.domain.durations import parse_duration, say_duration
from aws_access.domain.ids import RequestId


@command("extend")
@click.argument("request_id", metavar="REQUEST", shell_complete=complete_request)
@click.argument("duration")
@option("--reason", "-r", metavar="TEXT", default="", help="request-reason")
@option("--no-wait", is_flag=True, help="request-no-wait")
@option("--timeout", metavar="DURATION", help="timeout")
@option("--key", metavar="KEY", help="request-key")
@option("--json", "as_json", is_flag=True, help="json")
def extend(
    request_id: str,
    duration: str,
    reason: str,
    timeout: str | None,
    key: str | None,
    *,
    no_wait: bool,
    as_json: bool,
) -> None:
    """Made in the second half of its time; approved where that one was."""
    setup, longest = current(), patience(timeout)
    body = {"duration": say_duration(parse_duration(duration)), "reason": reason}
    made = setup.api.post(f"/requests/{RequestId(request_id.lower())}/extend", body, key=key or str(uuid.uuid4()))
    follow(setup, made, longest, None, no_wait=no_wait, as_json=as_json)
