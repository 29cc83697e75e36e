"""Plays the story of the product on the local stack, with real calls, and says what it saw.

Each line is a claim that is checked at that moment; the exit status is 0 only if every one held.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx
from botocore.exceptions import ClientError

from local.roles import role_state
from local.slack.client import SeenMessage, SlackPerson
from local.stack import LocalSession, Stack

Found = TypeVar("Found")

_GRANT_SECONDS = 20
_PATIENCE = 60.0


class Story:
    """The people, and what was claimed so far."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.failed: list[str] = []
        self.dev1, self.sre1 = self._in_slack("dev1"), self._in_slack("sre1")

    def _in_slack(self, person: str) -> SlackPerson:
        return SlackPerson(self.stack.slack_page_url, self.stack.people[person].slack_id)

    def claim(self, said: str, held: bool) -> None:  # noqa: FBT001 - a claim holds or it does not
        print(f"  {'✓' if held else '✗ NOT SO:'} {said}", flush=True)
        if not held:
            self.failed.append(said)

    def tell(self, said: str) -> None:
        print(f"\n{said}", flush=True)

    def card(self, request_id: str, *said: str) -> SeenMessage:
        """The request's card in the approvals channel, once it says this."""

        def wanted(message: SeenMessage) -> bool:
            return request_id in message.all_text and all(each in message.all_text for each in said)

        return self.sre1.wait_for(wanted, self.stack.approvals_channel, _PATIENCE)

    def request(self, request_id: str) -> dict[str, Any]:
        """The request as the REST API tells it to an auditor."""
        with self.stack.api("sre2") as api:
            found: dict[str, Any] = api.get(f"/requests/{request_id}").raise_for_status().json()
        return found

    def ask(self, text: str) -> dict[str, Any]:
        """dev1 types a command; the request that comes of it."""
        with self.stack.api("dev1") as api:
            before = {each["request_id"] for each in api.get("/requests").raise_for_status().json()["requests"]}
            self.dev1.command(f"/aws-access {text}")

            def new() -> dict[str, Any] | None:
                found = api.get("/requests").raise_for_status().json()["requests"]
                return next((each for each in found if each["request_id"] not in before), None)

            return _eventually(new)


def play(stack: Stack) -> int:
    """The exit status."""
    story = Story(stack)
    before = role_state(stack, "verify", "Dev")
    early = stack.switch("dev1", "verify", "Dev")
    story.tell("Before: dev1 and dev2 switch to the team role Dev in verify")
    story.claim("dev1 is denied DynamoDB", not _reads_orders(early))
    story.claim("dev2 is denied DynamoDB", not _reads_orders(stack.switch("dev2", "verify", "Dev")))
    _grant_and_end(story, early)
    story.claim("the role is byte for byte as it was", role_state(stack, "verify", "Dev") == before)
    _revoke_early(story)
    story.claim("the role is byte for byte as it was", role_state(stack, "verify", "Dev") == before)
    print(f"\n{len(story.failed)} of the claims did not hold." if story.failed else "\nEvery claim held.")
    return 1 if story.failed else 0


def _grant_and_end(story: Story, early: LocalSession) -> None:
    stack = story.stack
    story.tell(f"dev1 types: /aws-access dynamodb verify {_GRANT_SECONDS}s -- to try out orders")
    asked = story.ask(f"dynamodb verify {_GRANT_SECONDS}s -- to try out orders")
    request_id = asked["request_id"]
    card = story.card(request_id)
    story.claim(f"a card for {request_id} waits in the approvals channel", "approve" in card.action_ids)
    _refusals(story, card, request_id)

    story.tell("sre1 clicks Approve")
    clicked = time.monotonic()
    story.sre1.click(card.ts, "approve", stack.approvals_channel)
    _eventually(lambda: story.request(request_id)["status"] == "ACTIVE" or None)
    request = story.request(request_id)
    print(f"  … active {time.monotonic() - clicked:.1f} s after the click", flush=True)
    story.claim("dev1 may read and write the table", _reads_orders(stack.switch("dev1", "verify", "Dev")))
    story.claim("so may a session of dev1 that was opened before", _reads_orders(early))
    story.claim("dev2 may not", not _reads_orders(stack.switch("dev2", "verify", "Dev")))
    updated = story.card(request_id, "<!date^")
    story.claim("the card has no buttons any more", not updated.action_ids)
    link = f"https://signin.aws.amazon.com/switchrole?roleName=Dev&account={stack.environments['verify'].account}"
    told = story.dev1.wait_for(lambda message: link in message.all_text.replace("&amp;", "&"), seconds=_PATIENCE)
    story.claim("dev1 was sent the switch-role link and the end", "<!date^" in told.all_text)

    story.tell("The end comes")
    ends_at = datetime.fromisoformat(request["ends_at"])
    _sleep_until(ends_at.timestamp() - 1.0)
    story.claim("a second before it dev1 is still allowed", _reads_orders(early))
    _sleep_until(ends_at.timestamp())
    policy = role_state(stack, "verify", "Dev").policies.get("aws-access", "")
    story.claim("at the end dev1 is denied at once", not _reads_orders(early))
    story.claim("… by the grant's own end time: its policy was still there", f"{ends_at:%Y-%m-%dT%H:%M:%SZ}" in policy)
    _eventually(lambda: story.request(request_id)["status"] == "EXPIRED" or None)
    _audited(story, request_id, ["SUBMITTED", "APPROVED", "ATTACHED", "EXPIRED"])


def _refusals(story: Story, card: SeenMessage, request_id: str) -> None:
    stack = story.stack
    story.dev1.click(card.ts, "approve", stack.approvals_channel)
    answer = story.dev1.wait_for(lambda message: "own request" in message.all_text, stack.approvals_channel, _PATIENCE)
    story.claim("dev1's own click on Approve is refused, and dev1 is told", answer.is_ephemeral)
    for said, secret, age in (
        ("a click of sre1 with a forged signature", "not-the-secret", 0),
        ("a click of sre1 that was signed six minutes ago", stack.slack_signing_secret, 360),
    ):
        status = _deliver_click(stack, card, secret, age)
        story.claim(f"{said} is refused with HTTP {status}", status == httpx.codes.UNAUTHORIZED)
    time.sleep(2)
    story.claim("the request still waits", story.request(request_id)["status"] == "PENDING")


def _revoke_early(story: Story) -> None:
    story.tell("dev1 types: /aws-access dynamodb 検証 10分, and sre1 approves")
    request_id = story.ask("dynamodb 検証 10分")["request_id"]
    story.sre1.click(story.card(request_id).ts, "approve", story.stack.approvals_channel)
    _eventually(lambda: story.request(request_id)["status"] == "ACTIVE" or None)
    session = story.stack.switch("dev1", "verify", "Dev")
    story.claim("dev1 may read and write the table", _reads_orders(session))
    story.tell(f"dev1 is done early and types: /aws-access revoke {request_id}")
    story.dev1.command(f"/aws-access revoke {request_id}")
    _eventually(lambda: story.request(request_id)["status"] == "REVOKED" or None)
    story.claim("dev1 is denied again", not _reads_orders(session))
    _audited(story, request_id, ["SUBMITTED", "APPROVED", "ATTACHED", "REVOKING", "REVOKED"])


def _audited(story: Story, request_id: str, expected: list[str]) -> None:
    with story.stack.api("sre2") as api:
        told = api.get(f"/requests/{request_id}/events").raise_for_status().json()
    types = [event["type"] for event in told["events"]]
    story.claim(f"the audit trail is whole: {', '.join(types)}", told["intact"] and types == expected)


def _reads_orders(session: LocalSession) -> bool:
    """Whether the session may list tables, and write and read one; any error but a denial comes out."""
    dynamodb = session.client("dynamodb")
    try:
        dynamodb.list_tables()
        dynamodb.put_item(TableName="orders", Item={"order_id": {"S": "demo"}})
        dynamodb.get_item(TableName="orders", Key={"order_id": {"S": "demo"}})
    except ClientError as error:
        if error.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException"):
            return False
        raise
    return True


def _deliver_click(stack: Stack, card: SeenMessage, secret: str, age_seconds: int) -> int:
    """A click of sre1 as Slack would send it, signed with this secret; the HTTP status."""
    actions = [element for block in card.blocks for element in block.get("elements", ()) if "action_id" in element]
    approve = next(element for element in actions if element["action_id"] == "approve")
    payload = {
        "type": "block_actions",
        "user": {"id": stack.people["sre1"].slack_id, "team_id": "T0LOCAL"},
        "team": {"id": "T0LOCAL"},
        "channel": {"id": stack.approvals_channel},
        "message": {"ts": card.ts},
        "response_url": f"{stack.slack_page_url}/unused",
        "trigger_id": "forged",
        "actions": [{**approve, "action_ts": card.ts}],
    }
    body = urlencode({"payload": json.dumps(payload)})
    timestamp = str(int(time.time()) - age_seconds)
    signature = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={signature}",
    }
    return httpx.post(stack.slack_request_url, content=body, headers=headers, timeout=30, trust_env=False).status_code


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - datetime.now(UTC).timestamp()))


def _eventually(look: Callable[[], Found | None], seconds: float = _PATIENCE) -> Found:
    """What `look` finds, once it finds something."""
    ends = time.monotonic() + seconds
    while (found := look()) is None:
        if time.monotonic() > ends:
            raise TimeoutError(f"nothing came of it within {seconds:.0f} s")
        time.sleep(0.3)
    return found
