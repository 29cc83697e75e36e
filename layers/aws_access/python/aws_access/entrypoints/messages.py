"""What travels on the commands queue, from the slack function to the worker: JSON whose `kind` fixes its fields."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aws_access.domain.audit import as_moment, as_text
from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import RequestId, SlackUserId
from aws_access.domain.reasons import reason

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who did it, as Slack signed it, and the URL at which an answer to them is taken."""

    slack_id: SlackUserId
    team_id: str
    channel: str
    response_url: str


@dataclass(frozen=True, slots=True)
class CommandTyped:
    """`/aws-access <text>`. `key` is the same however often it is delivered, and of no other command.

    `typed_at`, so that `at 22:00` means the same whenever it is read.
    """

    sender: Sender
    text: str
    key: str
    typed_at: datetime


@dataclass(frozen=True, slots=True)
class PolicySubmitted:
    """A command that asks for a policy of somebody's own, as it was typed, and the policy that was written for it."""

    sender: Sender
    text: str
    key: str
    typed_at: datetime
    policy: str


@dataclass(frozen=True, slots=True)
class ApproveClicked:
    """Approve, on a card that showed the payload with this hash."""

    sender: Sender
    request_id: RequestId
    payload_hash: str


@dataclass(frozen=True, slots=True)
class DenySubmitted:
    """Deny, with the reason that was asked for."""

    sender: Sender
    request_id: RequestId
    note: str


@dataclass(frozen=True, slots=True)
class NarrowSubmitted:
    """Approve, but shorter or smaller than the payload with this hash: as the approver wrote it."""

    sender: Sender
    request_id: RequestId
    payload_hash: str
    duration: str
    service: str
    resource: str


@dataclass(frozen=True, slots=True)
class ReviewSubmitted:
    """A break-glass was looked at, with what was found."""

    sender: Sender
    request_id: RequestId
    note: str


Message = CommandTyped | PolicySubmitted | ApproveClicked | DenySubmitted | NarrowSubmitted | ReviewSubmitted

_SENDER = frozenset({"slack_id", "team_id", "channel", "response_url"})
_FIELDS = {
    "command": frozenset({"text", "key", "typed_at"}),
    "policy": frozenset({"text", "key", "typed_at", "policy"}),
    "approve": frozenset({"request_id", "payload_hash"}),
    "deny": frozenset({"request_id", "note"}),
    "narrow": frozenset({"request_id", "payload_hash", "duration", "service", "resource"}),
    "review": frozenset({"request_id", "note"}),
}


def dump(message: Message) -> str:
    """The message as it travels."""
    sender = message.sender
    common = {
        "slack_id": sender.slack_id,
        "team_id": sender.team_id,
        "channel": sender.channel,
        "response_url": sender.response_url,
    }
    return json.dumps(common | _own_fields(message), ensure_ascii=False)


def parse(body: str) -> Message:
    """The message that `dump` wrote; InvalidInput for anything else."""
    fields = _checked(body)
    sender = Sender(SlackUserId(fields["slack_id"]), fields["team_id"], fields["channel"], fields["response_url"])
    match fields["kind"]:
        case "command":
            return CommandTyped(sender, fields["text"], fields["key"], _moment(fields["typed_at"]))
        case "policy":
            typed_at = _moment(fields["typed_at"])
            return PolicySubmitted(sender, fields["text"], fields["key"], typed_at, fields["policy"])
        case "approve":
            return ApproveClicked(sender, RequestId(fields["request_id"]), _hash(fields["payload_hash"]))
        case "narrow":
            return NarrowSubmitted(
                sender,
                RequestId(fields["request_id"]),
                _hash(fields["payload_hash"]),
                fields["duration"],
                fields["service"],
                fields["resource"],
            )
        case "review":
            return ReviewSubmitted(sender, RequestId(fields["request_id"]), fields["note"])
        case _:
            return DenySubmitted(sender, RequestId(fields["request_id"]), fields["note"])


def _hash(text: str) -> str:
    if not _HASH.fullmatch(text):
        raise _invalid("payload_hash", "not a SHA-256 in hex")
    return text


def _moment(text: str) -> datetime:
    try:
        return as_moment(text)
    except ValueError:
        raise _invalid("typed_at", "not a time of ours") from None


def _own_fields(message: Message) -> dict[str, str]:
    match message:
        case CommandTyped():
            typed_at = as_text(message.typed_at)
            return {"kind": "command", "text": message.text, "key": message.key, "typed_at": typed_at}
        case PolicySubmitted():
            typed = {"text": message.text, "key": message.key, "typed_at": as_text(message.typed_at)}
            return {"kind": "policy", **typed, "policy": message.policy}
        case ApproveClicked():
            return {"kind": "approve", "request_id": message.request_id, "payload_hash": message.payload_hash}
        case NarrowSubmitted():
            return {
                "kind": "narrow",
                "request_id": message.request_id,
                "payload_hash": message.payload_hash,
                "duration": message.duration,
                "service": message.service,
                "resource": message.resource,
            }
        case ReviewSubmitted():
            return {"kind": "review", "request_id": message.request_id, "note": message.note}
        case DenySubmitted():
            return {"kind": "deny", "request_id": message.request_id, "note": message.note}


def _checked(body: str) -> Mapping[str, str]:
    """The fields, all of them text: those of the kind, no more and no fewer."""
    try:
        message: Any = json.loads(body)
    except ValueError:
        raise _invalid("message", "not JSON") from None
    if not isinstance(message, dict) or not all(isinstance(value, str) for value in message.values()):
        raise _invalid("message", "not an object of texts")
    own = _FIELDS.get(message.get("kind", ""))
    if own is None:
        raise _invalid("kind", "unknown")
    for field in sorted((own | _SENDER | {"kind"}) ^ set(message)):
        raise _invalid(field, "unknown" if field in message else "missing")
    return message


def _invalid(field: str, problem: str) -> InvalidInput:
    return InvalidInput(reason("invalid-field", field=field[:40], problem=problem))
