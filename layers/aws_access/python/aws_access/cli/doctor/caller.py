"""The person's own side: the API, the clock, and the roles that they may see."""

from collections.abc import Iterator
from typing import Any

from aws_access.cli.doctor.findings import Finding, Speaker, State
from aws_access.cli.doctor.texts import FINDINGS
from aws_access.cli.exits import Failure
from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import Form, RoleArn

_MOST_SKEW = 60
_MOST_PEOPLE = 5
_LEAST_ROOM = 0.1
_COULD_NOT_LOOK = frozenset({"unavailable", "not-looked-at"})


def look_at_api(speaker: Speaker) -> Iterator[Finding]:
    """Whether it answers. Nothing is more wrong than that it does not."""
    setup = speaker.setup
    try:
        told = setup.api.get("/environments")
    except Failure as failure:
        problem = " ".join(failure.lines) or setup.say(failure.key, **failure.facts)
        yield speaker.wrong("", "api-unreachable", problem=problem)
        return
    yield speaker.fine("", "api-fine", url=setup.api.url, caller=told["caller"])


def look_at_clock(speaker: Speaker) -> Iterator[Finding]:
    """This machine's, beside the time that the API's answers bear."""
    api = speaker.setup.api
    if api.skew is None:
        api.get("/environments")
    if api.skew is None:
        yield speaker.unknown("", speaker.say("clock-unseen"), speaker.say("could-not-look"))
    elif abs(api.skew) > _MOST_SKEW:
        yield speaker.wrong("", "clock-off", seconds=round(api.skew))
    else:
        yield speaker.fine("", "clock-fine", seconds=_MOST_SKEW)


def look_at_roles(speaker: Speaker) -> Iterator[Finding]:
    """Each as the API sees it, one environment after the other: many roles take longer than one call may."""
    api, seen = speaker.setup.api, False
    for environment in api.get("/environments")["environments"]:
        for role in api.get("/roles", environment=environment["name"])["roles"]:
            seen = True
            yield from _of_role(speaker, role)
    if not seen:
        yield speaker.wrong("", "no-roles")


def _of_role(speaker: Speaker, role: dict[str, Any]) -> Iterator[Finding]:
    of_sessions = role.get("form") == Form.SESSION
    subject = "/".join((role["environment"], role["team"], *(["session"] if of_sessions else [])))
    facts = _facts(role)
    for each in role["unmet"]:
        do = speaker.say(_what_to_do(each["code"], of_sessions=of_sessions), **facts)
        state = State.UNKNOWN if each["code"] in _COULD_NOT_LOOK else State.WRONG
        yield Finding(speaker.check, subject, state, each["message"], do)
    if role["in_order"] is False:
        yield speaker.wrong(subject, "role-differs", **facts)
    room = role["room"]
    taken = _taken(room) if room is not None else {}
    little = room is not None and room["free"] < room["limit"] * _LEAST_ROOM
    if little:
        yield speaker.wrong(subject, "room-little", do="room-little-session-do" if of_sessions else None, **taken)
    elif not role["unmet"] and role["in_order"]:
        yield speaker.fine(subject, "role-fine", **taken)


def _what_to_do(code: str, *, of_sessions: bool) -> str:
    """The key of the text: the role's form has one of its own where that is made in another way."""
    keys = [f"do-{code}-session"] if of_sessions else []
    return next((key for key in (*keys, f"do-{code}") if key in FINDINGS), "do-something")


def _taken(room: dict[str, Any]) -> dict[str, Any]:
    people = ", ".join(f"{each['person']} ({each['characters']})" for each in room["people"][:_MOST_PEOPLE])
    used = room["limit"] - room["free"]
    return {"used": used, "limit": room["limit"], "others": room["others"], "people": people or "–"}


def _facts(role: dict[str, Any]) -> dict[str, str]:
    people = role["people"]
    more = [f"+{len(people) - _MOST_PEOPLE}"] if len(people) > _MOST_PEOPLE else []
    facts = {"people": ", ".join([*people[:_MOST_PEOPLE], *more]), "name": "", "account": "", "partition": "aws"}
    try:
        arn = RoleArn(role["role_arn"])
    except InvalidInput:
        return facts
    return facts | {"name": arn.name, "account": arn.account, "partition": arn.aws_partition}
