"""What the requester is told: in their language, what happened, who did it, and what to do next."""

import html
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from aws_access.adapters.slack.blocks import Message
from aws_access.adapters.slack.direct import direct_message
from aws_access.domain.audit import EventType
from aws_access.domain.ids import RoleArn
from aws_access.domain.lifecycle import granted
from aws_access.domain.model import SYSTEM, Request, Status
from aws_access.domain.reasons import Language
from tests.builders import NOW, a_request, in_status


def said(message: Message) -> str:
    return "\n".join(str(block["text"]["text"]) for block in message.blocks)


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        (
            EventType.ATTACHED,
            Status.ACTIVE,
            ["team role `Dev`", "for you alone", "until <!date^", "sometimes a minute"],
        ),
        (EventType.DENIED, Status.DENIED, ["`sre1` denied", "not now"]),
        (EventType.LAPSED, Status.LAPSED, ["Nobody decided in time"]),
        (EventType.REVOKED, Status.REVOKED, ["`sre1` ended your access", "done early"]),
        (EventType.CANCELLED, Status.CANCELLED, ["cancelled by somebody else"]),
        (EventType.EXPIRED, Status.EXPIRED, ["has ended, as planned"]),
        (
            EventType.FAILED,
            Status.FAILED,
            ["nothing was attached: The role arn:aws:iam::222222222222:role/Dev does not"],
        ),
    ],
)
def test_each_message_says_what_happened(kind: EventType, status: Status, words: list[str]) -> None:
    request = in_status(status)
    told = said(direct_message(request, kind))
    for each in (*words, f"`{request.id}`", "`verify`", "`dynamodb`"):
        assert each in told


def link_in(request: Request) -> str:
    (url,) = re.findall(r"<(https://[^|>]+)\|", said(direct_message(request, EventType.ATTACHED)))
    return html.unescape(url)


def test_the_link_leads_to_the_team_role_in_the_right_account() -> None:
    parts = urlsplit(link_in(in_status(Status.ACTIVE)))
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "signin.aws.amazon.com", "/switchrole")
    asked = parse_qs(parts.query, strict_parsing=True)
    assert (asked["roleName"], asked["account"]) == (["Dev"], ["222222222222"])


def test_names_are_percent_encoded_in_the_link() -> None:
    role = RoleArn("arn:aws:iam::222222222222:role/Dev+Ops=1,@x")
    url = link_in(in_status(Status.ACTIVE, a_request(role=role, environment="検証 & 1")))
    assert re.fullmatch(r"[A-Za-z0-9:/?=&%._-]+", url)
    assert parse_qs(urlsplit(url).query)["roleName"] == ["Dev+Ops=1,@x"]


def test_it_is_in_the_language_of_whoever_asked() -> None:
    request = in_status(Status.DENIED, a_request(language=Language.JAPANESE))
    assert "却下されました" in said(direct_message(request, EventType.DENIED))


def test_what_we_revoked_ourselves_is_said_to_be_us() -> None:
    going = granted.revoking(in_status(Status.ACTIVE), SYSTEM, "", NOW).request
    request = granted.ended(going, NOW).request
    assert "aws-access ended your access" in said(direct_message(request, EventType.REVOKED))


def test_a_note_cannot_ping() -> None:
    request = replace(in_status(Status.DENIED), note="<!channel> *now*")
    block = direct_message(request, EventType.DENIED).blocks[-1]
    assert block["text"] == {"type": "plain_text", "text": "Note: &lt;!channel&gt; *now*", "emoji": False}
