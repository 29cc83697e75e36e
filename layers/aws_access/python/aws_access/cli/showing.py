"""How requests are shown to people."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from aws_access.cli import output
from aws_access.cli.sessions import SESSION, form_of, parsed
from aws_access.cli.setup import Setup
from aws_access.domain.durations import say_duration
from aws_access.domain.model import OWN_POLICY

COLOURS = {"PENDING": "yellow", "APPROVED": "cyan", "ACTIVE": "green", "DENIED": "red", "FAILED": "red"}
_MOST_LISTED = 12


def show_list(setup: Setup, requests: Iterable[Mapping[str, Any]]) -> None:
    """One line for each; statuses and times stay as the API says them where a program reads."""
    for_people = output.on_terminal()
    rows, colours = [], []
    for each in requests:
        until = each.get("ends_at") or each["lapse_at"] if each["status"] in ("PENDING", "ACTIVE") else None
        rows.append(
            (
                each["request_id"],
                setup.say(f"state-{each['status']}") if for_people else each["status"],
                each["requester"],
                " ".join(filter(None, (each["service"], each["resource"]))),
                each["environment"],
                (local(setup, until) if for_people else until) if until else "",
            )
        )
        colours.append(COLOURS.get(each["status"]))
    headings = [setup.say(f"heading-{name}") for name in ("request", "state", "who", "what", "where", "until")]
    output.table(headings, rows, colours)
    if not rows and for_people:
        output.note(setup.say("nothing-to-list"))


def show_request(setup: Setup, request: Mapping[str, Any], *, whole: bool = False) -> None:
    """All that matters of one; `whole`: every action and resource, however many."""
    most = None if whole else _MOST_LISTED
    say, language = setup.say, setup.language
    votes = [_said_vote(setup, each) for each in request["votes"]]
    waits = request["waits"] if request["status"] == "PENDING" else []
    output.facts(
        (say(f"heading-{name}"), value)
        for name, value in (
            ("request", request["request_id"]),
            ("state", say(f"state-{request['status']}")),
            ("who", request["requester"]),
            ("what", request["service"]),
            ("resource", request["resource"]),
            ("where", say("place", **{name: request[name] for name in ("environment", "account", "role_arn")})),
            ("form", say("form-session") if form_of(request) == SESSION else None),
            ("duration", say_duration(timedelta(seconds=request["duration_seconds"]), language)),
            ("start", _local(setup, request["starts_at"])),
            ("why", request["reason"]),
            ("rule", request["rule"]),
            ("risk", request["risk"]),
            ("actions", _listed(setup, request["actions"], most)),
            ("resources", _listed(setup, request["resources"], most)),
            ("statements", _statements(request)),
            ("unnarrowed", _listed(setup, request["unnarrowed"], most)),
            ("left-out", _listed(setup, request["left_out"], most)),
            ("difference", "\n".join(request["difference"])),
            ("cautions", "\n".join(each["message"] for each in request["cautions"])),
            ("votes", "\n".join(votes)),
            ("waits", "\n".join(said_wait(setup, each) for each in waits)),
            ("decided", request["decided_by"]),
            ("note", request["note"]),
            ("until", _local(setup, request["ends_at"]) if not request["ended_at"] else None),
            ("ended", _local(setup, request["ended_at"])),
            ("failure", request["failure"]["message"] if request["failure"] else None),
        )
    )


def _statements(request: Mapping[str, Any]) -> str:
    """Of a policy of somebody's own, all of each: what is not shown is approved as well."""
    return "\n".join(map(json.dumps, request.get("statements", ()))) if request["service"] == OWN_POLICY else ""


def _said_vote(setup: Setup, vote: Mapping[str, Any]) -> str:
    word = setup.say("vote-yes" if vote["approve"] else "vote-no")
    return f"{vote['by']}: {word}" + (f" – {vote['note']}" if vote["note"] else "")


def said_wait(setup: Setup, wait: Mapping[str, Any]) -> str:
    """What a rule still waits for."""
    stage = setup.say("stage", stage=wait["stage"], stages=wait["stages"]) if wait["stages"] > 1 else ""
    return setup.say("waits-for", rule=wait["rule"], given=wait["given"], needs=wait["needs"], stage=stage)


def local(setup: Setup, text: str) -> str:
    """A time of the API's, by the clock on the wall."""
    return f"{parsed(text).astimezone(setup.machine.zone):%Y-%m-%d %H:%M}"


def remaining(setup: Setup, text: str) -> str:
    """How long it is until then, in minutes and more."""
    left = parsed(text) - setup.machine.now()
    whole = left - left % timedelta(minutes=1) if left > timedelta(minutes=2) else left
    return say_duration(max(whole, timedelta()), setup.language)


def _local(setup: Setup, text: str | None) -> str | None:
    return local(setup, text) if text else None


def _listed(setup: Setup, items: list[str], most: int | None) -> str:
    more = [setup.say("and-more", count=len(items) - most)] if most is not None and len(items) > most else []
    return "\n".join([*items[:most], *more])
