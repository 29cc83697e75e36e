"""`aws-access request`: asks, in the words of the Slack command or by an error of AWS, and waits for the decision."""

import sys
import uuid
from typing import Any, BinaryIO

import click

from aws_access.cli import output
from aws_access.cli.exits import Exit, Failure
from aws_access.cli.names import complete_words, remember_requests
from aws_access.cli.own_policy import naming_policy, read_own_policy
from aws_access.cli.profile_file import check_profile_name, write_profile
from aws_access.cli.proposals import proposals
from aws_access.cli.sessions import SESSION, form_of
from aws_access.cli.setup import Setup, current
from aws_access.cli.showing import local, remaining
from aws_access.cli.waiting import after_waiting, patience, wait_for
from aws_access.cli.worded import command, option
from aws_access.domain.commands import parse_command
from aws_access.domain.durations import say_duration
from aws_access.domain.errors import InvalidInput
from aws_access.domain.model import Submission, as_typed
from aws_access.domain.reasons import reason as because

_LONGEST_ERROR = 10_000_000
"""Bytes that are read of an error: what a long run of Terraform prints, and a moment's work to read."""


@command("request")
@click.argument("words", nargs=-1, metavar="SERVICE ENVIRONMENT DURATION [RESOURCE…]", shell_complete=complete_words)
@option("--policy", metavar="FILE", help="request-policy")
@option("--reason", "-r", metavar="TEXT", default="", help="request-reason")
@option("--from-error", is_flag=True, help="request-from-error")
@option("--yes", "-y", is_flag=True, help="request-yes")
@option("--no-wait", is_flag=True, help="request-no-wait")
@option("--timeout", metavar="DURATION", help="timeout")
@option("--write-profile", metavar="NAME", help="request-write-profile")
@option("--key", metavar="KEY", help="request-key")
@option("--json", "as_json", is_flag=True, help="json")
def request(
    words: tuple[str, ...],
    policy: str | None,
    reason: str,
    timeout: str | None,
    write_profile: str | None,
    key: str | None,
    *,
    from_error: bool,
    yes: bool,
    no_wait: bool,
    as_json: bool,
) -> None:
    """Everything that can be wrong with what was typed is found before anything is sent."""
    setup, longest = current(), patience(timeout)
    if write_profile is not None:
        check_profile_name(setup, write_profile)
    document = read_own_policy(policy, sys.stdin.buffer) if policy is not None else None
    if document is not None:
        if from_error:
            raise Failure("policy-or-error")
        words = naming_policy(words)
    if from_error:
        submissions = proposals(setup, read_error(sys.stdin.buffer), words, reason)
        if key is not None and len(submissions) > 1:
            raise Failure("one-key-for-one", count=len(submissions))
        _agreed(setup, submissions, yes=yes)
    else:
        submissions = [read_submission(setup, words, reason)]
    if write_profile is not None and len(submissions) > 1:
        raise Failure("one-key-for-one", count=len(submissions))
    made = [submit(setup, each, key or str(uuid.uuid4()), document) for each in submissions]
    for each in made:
        follow(setup, each, longest, write_profile, no_wait=no_wait, as_json=as_json)


def read_submission(setup: Setup, words: tuple[str, ...], why: str) -> Submission:
    """What was typed, read as Slack's command is. InvalidInput for anything but a request."""
    # A name in capitals or full width is read as Slack's command reads it; the reason is no part of the words.
    text = " ".join(words) + (f" -- {why}" if why else "")
    parsed = parse_command(text, setup.machine.now(), setup.machine.zone) if words else None
    if not isinstance(parsed, Submission):
        raise InvalidInput(because("incomplete-command"))
    return parsed


def read_error(standard_input: BinaryIO) -> str:
    """What another program printed, in whatever encoding; what it says is in ASCII."""
    content = standard_input.read(_LONGEST_ERROR + 1)  # it may have no end
    if len(content) > _LONGEST_ERROR:
        raise Failure("error-too-long", limit=_LONGEST_ERROR)
    return content.decode(errors="replace")


def submit(setup: Setup, asked: Submission, key: str, policy: str | None = None) -> dict[str, Any]:
    """The request that is made of it; `policy` is the text of a policy of one's own."""
    body: dict[str, object] = {
        "service": asked.service_name,
        "environment": asked.environment,
        "duration": say_duration(asked.duration),
        "reason": asked.reason,
        "break_glass": asked.break_glass,
    }
    if policy is not None:
        body["policy"] = policy
    if asked.resources:
        body["resource"] = as_typed(asked.resources)
    if asked.starts_at is not None:
        body["start"] = asked.starts_at.isoformat()
    made = setup.api.post("/requests", body, key=key)
    remember_requests(setup, [made])
    return made


def follow(
    setup: Setup,
    made: dict[str, Any],
    longest: Any,
    profile: str | None,
    *,
    no_wait: bool,
    as_json: bool,
) -> None:
    """Waits, if wished, and says what came of it and how to use it."""
    if not no_wait:
        made = wait_for(setup, made, longest)
        remember_requests(setup, [made])
    over = made["status"] not in ("PENDING", "APPROVED", "ACTIVE")
    path = write_profile(setup, profile, made) if profile is not None and not over else None
    if as_json:
        output.as_json(made)
    else:
        _tell(setup, made)
        if path is not None:
            output.say(setup.say("profile-written", name=profile, path=path))
        elif made["status"] == "ACTIVE":
            _how_to_use(setup, made)
    if not no_wait:
        after_waiting(made)


def _tell(setup: Setup, made: dict[str, Any]) -> None:
    request_id = made["request_id"]
    if made["status"] == "ACTIVE" and made["ends_at"]:
        until, left = local(setup, made["ends_at"]), remaining(setup, made["ends_at"])
        output.note(setup.say("active-until", request=request_id, until=until, left=left))
    elif made["status"] == "APPROVED" and made["starts_at"]:
        output.say(setup.say("starts-later", request=request_id, start=local(setup, made["starts_at"])))
    else:
        output.say(setup.say("is-now", request=request_id, state=setup.say(f"state-{made['status']}")))
        if said := made["failure"]["message"] if made["failure"] else made["note"]:
            output.note(said)
        if made["status"] == "PENDING":
            output.note(setup.say("come-back", request=request_id))


def _how_to_use(setup: Setup, made: dict[str, Any]) -> None:
    if form_of(made) == SESSION:
        output.say(setup.say("use-session", request=made["request_id"]))
    else:
        output.say(made["switch_role_url"])


def _agreed(setup: Setup, submissions: list[Submission], *, yes: bool) -> None:
    """Standard input held the error, so the question goes to the terminal itself."""
    for each in submissions:
        words = (each.service_name, each.environment, say_duration(each.duration), *each.resources)
        output.note(f"  aws-access request {' '.join(words)}" + (f" --reason {each.reason!r}" if each.reason else ""))
    if yes:
        return
    question = setup.say("ask-for-these", count=len(submissions))
    answer = setup.machine.ask(f"{question} [y/N]: ")
    if answer is None:
        raise Failure("needs-yes", Exit.DECLINED)
    if answer.lower() not in ("y", "yes", "はい"):
        raise Failure("declined", Exit.DECLINED)
