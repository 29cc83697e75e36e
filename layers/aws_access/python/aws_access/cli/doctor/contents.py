"""What the stack holds: Slack's secrets and token, the rules, and the schedules of what is active."""

import json
import re
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from aws_access.cli.doctor.findings import Finding, Speaker
from aws_access.cli.doctor.stack import StackSeen
from aws_access.cli.exits import Exit, Failure
from aws_access.cli.identity import aws_told
from aws_access.cli.web import fetch

SCOPES = (
    "channels:history",
    "chat:write",
    "commands",
    "groups:history",
    "im:history",
    "im:write",
    "usergroups:read",
    "users:read",
)
"""Of the bot, as config/slack-app-manifest.yaml has them."""

_FORMS = {
    "SlackSigningSecret": re.compile(r"[0-9a-f]{32}"),
    "SlackBotToken": re.compile(r"xoxb-\S+"),
}


def look_at_secrets(seen: StackSeen, speaker: Speaker) -> Iterator[Finding]:
    """Whether each looks like what it should be. Neither is shown, whatever it is."""
    for name, form in _FORMS.items():
        value, arn = _secret(seen, name), seen.output(f"{name}Arn")
        if value != value.strip():
            yield speaker.wrong(name, "secret-spaces", do="secret-random-do", arn=arn)
        elif not form.fullmatch(value):
            yield speaker.wrong(name, "secret-random", arn=arn)
        else:
            yield speaker.fine(name, "secret-fine")


def look_at_slack(seen: StackSeen, speaker: Speaker) -> Iterator[Finding]:
    """Whether Slack takes the token, and what the token may do."""
    base = seen.parameters.get("SlackApiUrl", "https://slack.com/api/")
    token = _secret(seen, "SlackBotToken").strip()
    if not token.isascii() or not token.isprintable():
        yield speaker.wrong("", "slack-refuses", problem="invalid_auth")
        return
    answer = fetch(f"{base}auth.test", base, {"Authorization": f"Bearer {token}"}, "POST")
    told = _json(answer.content)
    if told is None:
        raise Failure("not-expected", Exit.NO_ANSWER, url=base, status=answer.status_code, kind="?")
    if not told.get("ok"):
        yield speaker.wrong("", "slack-refuses", problem=told.get("error", "?"))
        return
    held = answer.headers.get("x-oauth-scopes")
    if held is None:
        yield speaker.unknown("", speaker.say("slack-no-scopes"), speaker.say("could-not-look"))
        return
    missing = sorted(set(SCOPES) - {each.strip() for each in held.split(",")})
    if missing:
        yield speaker.wrong("", "slack-scopes", scopes=", ".join(missing))
    else:
        yield speaker.fine("", "slack-fine", team=told.get("team", "?"), user=told.get("user", "?"))


def look_at_rules(seen: StackSeen, speaker: Speaker) -> Iterator[Finding]:
    """What is published can be read, and is what the functions decide by."""
    # pydantic and the rules' form are for this check alone.
    from aws_access.adapters.rules.file import rules_from_json  # noqa: PLC0415
    from aws_access.adapters.rules.publish import published_text  # noqa: PLC0415
    from aws_access.domain.errors import InvalidRules  # noqa: PLC0415

    places = {name: seen.output(f"Rules{name.capitalize()}") for name in ("application", "environment", "profile")}
    with aws_told(seen.identity.profile):
        text = published_text(seen.client("appconfig"), **places)
    if text is None:
        yield speaker.wrong("", "rules-none", stack=seen.name)
        return
    try:
        published = rules_from_json(text).version
    except InvalidRules as error:
        yield speaker.wrong("", "rules-unreadable", problem=error.reasons[0].say(speaker.setup.language))
        return
    used = speaker.setup.api.get("/environments")["rules_version"]
    if used == published:
        yield speaker.fine("", "rules-fine", version=published[:12])
    else:
        yield speaker.wrong("", "rules-differ", published=published[:12], used=used[:12])


def look_at_schedules(seen: StackSeen, speaker: Speaker) -> Iterator[Finding]:
    """One for each request that is active."""
    scheduler, group = seen.client("scheduler"), seen.output("ScheduleGroup")
    if _missing(seen, lambda: scheduler.get_schedule_group(Name=group)):
        yield speaker.wrong(group, "schedule-group-missing", group=group)
        return
    count, missing = 0, 0
    for each in _active(speaker):
        count += 1
        name = each["request_id"]
        if _missing(seen, lambda name=name: scheduler.get_schedule(Name=name, GroupName=group)) and _still(
            speaker, each
        ):
            missing += 1
            yield speaker.wrong(name, "schedule-missing", ends=each["ends_at"])
    if not missing:
        yield speaker.fine(group, "schedules-fine", count=count)


def _active(speaker: Speaker) -> Iterator[dict[str, Any]]:
    cursor = None
    while True:
        page = speaker.setup.api.get("/requests", status="ACTIVE", limit="100", cursor=cursor)
        yield from page["requests"]
        cursor = page["cursor"]
        if cursor is None:
            return


def _still(speaker: Speaker, request: dict[str, Any]) -> bool:
    """Whether it is active now: what has ended since the list was read has no schedule any more, and needs none."""
    return bool(speaker.setup.api.get(f"/requests/{request['request_id']}")["status"] == "ACTIVE")


def _missing(seen: StackSeen, look: Any) -> bool:
    try:
        with aws_told(seen.identity.profile):
            look()
    except Failure as failure:
        cause = failure.__cause__
        if isinstance(cause, ClientError) and cause.response["Error"]["Code"] == "ResourceNotFoundException":
            return True
        raise
    return False


def _secret(seen: StackSeen, name: str) -> str:
    with aws_told(seen.identity.profile):
        answer = seen.client("secretsmanager").get_secret_value(SecretId=seen.output(f"{name}Arn"))
    return str(answer.get("SecretString", ""))


def _json(content: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(content)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
