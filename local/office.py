"""The people of the local stack at work: they type, click and look, for the demo and the end-to-end tests."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any, Self, TypeVar
from urllib.parse import urlencode

import httpx
from botocore.exceptions import ClientError

from local.slack.client import SeenMessage, SlackPerson
from local.stack import LocalSession, Stack

Found = TypeVar("Found")

PATIENCE = 60.0
"""Seconds until something that should happen is given up: much longer than it takes, so that only faults are found."""

ORDER = {"order_id": {"S": "demo"}}


class Office:
    """Everybody in front of the local Slack and their terminals."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self._people: dict[str, SlackPerson] = {}
        self._at_the_end = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._at_the_end.close()

    def at(self, person: str) -> SlackPerson:
        """The person in front of Slack."""
        if person not in self._people:
            in_slack = SlackPerson(self.stack.slack_page_url, self.stack.people[person].slack_id)
            self._people[person] = self._at_the_end.enter_context(in_slack)
        return self._people[person]

    def card(self, request_id: str, *said: str) -> SeenMessage:
        """The request's card in the approvals channel, once it says this."""

        def wanted(message: SeenMessage) -> bool:
            return not message.is_ephemeral and all(each in message.all_text for each in (request_id, *said))

        return self.at("sre1").wait_for(wanted, self.stack.approvals_channel, PATIENCE)

    def request(self, request_id: str) -> dict[str, Any]:
        """The request as the REST API tells it."""
        with self.stack.api("sre2") as api:
            found: dict[str, Any] = api.get(f"/requests/{request_id}").raise_for_status().json()
        return found

    def asked_by(self, person: str) -> set[str]:
        """The ids of a person's newest requests."""
        with self.stack.api("sre2") as api:
            answer = api.get("/requests", params={"requester": self.stack.people[person].iam_user})
        return {each["request_id"] for each in answer.raise_for_status().json()["requests"]}

    def new_of(self, person: str, before: set[str]) -> str:
        """The id of the request that they have made since, once there is one."""
        return eventually(lambda: next(iter(self.asked_by(person) - before), None))

    def ask(self, person: str, text: str) -> str:
        """The person types `/aws-access <text>`; the id of the request that comes of it."""
        before = self.asked_by(person)
        self.at(person).command(f"/aws-access {text}")
        return self.new_of(person, before)

    def click(self, person: str, action_id: str, request_id: str) -> None:
        """The person clicks a button of the request's card."""
        self.at(person).click(self.card(request_id).ts, action_id, self.stack.approvals_channel)

    def wait(self, request_id: str, status: str) -> dict[str, Any]:
        """The request, once it has this status."""

        def there() -> dict[str, Any] | None:
            request = self.request(request_id)
            return request if request["status"] == status else None

        return eventually(there)

    def grant(self, person: str, text: str) -> dict[str, Any]:
        """Asked for in Slack, approved by a click of sre1, and attached."""
        request_id = self.ask(person, text)
        self.click("sre1", "approve", request_id)
        return self.wait(request_id, "ACTIVE")

    def revoke(self, request_id: str, person: str = "sre1") -> dict[str, Any]:
        """Ended before its time, and off the role."""
        with self.stack.api(person) as api:
            api.post(f"/requests/{request_id}/revoke", json={}).raise_for_status()
        return self.wait(request_id, "REVOKED")

    def end_everything(self) -> None:
        """Whatever waits or is active is ended, and off its role."""
        with self.stack.api("sre1") as api:
            for status in ("PENDING", "APPROVED", "ACTIVE"):
                for each in api.get("/requests", params={"status": status}).json()["requests"]:
                    api.post(f"/requests/{each['request_id']}/revoke", json={"reason": "the test is over"})

        def over() -> bool | None:
            with self.stack.api("sre1") as api:
                on_roles = [api.get("/requests", params={"status": each}).json() for each in ("APPROVED", "ACTIVE")]
            return True if not any(each["requests"] for each in on_roles) else None

        eventually(over)

    def events(self, request_id: str) -> dict[str, Any]:
        """The request's audit events, and whether their chain is whole."""
        with self.stack.api("sre2") as api:
            told: dict[str, Any] = api.get(f"/requests/{request_id}/events").raise_for_status().json()
        return told

    def deliver(self, payload: Mapping[str, Any], *, secret: str | None = None, age_seconds: int = 0) -> httpx.Response:
        """A payload as Slack would send it to the app, signed with this secret that long ago."""
        body = urlencode({"payload": json.dumps(payload)})
        timestamp = str(int(time.time()) - age_seconds)
        key = self.stack.slack_signing_secret if secret is None else secret
        signature = hmac.new(key.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={signature}",
        }
        return httpx.post(self.stack.slack_request_url, content=body, headers=headers, timeout=30, trust_env=False)

    def click_payload(self, slack_id: str, card: SeenMessage, action_id: str = "approve") -> dict[str, Any]:
        """What Slack sends when somebody clicks this button of the card."""
        elements = [element for block in card.blocks for element in block.get("elements", ())]
        button = next(element for element in elements if element.get("action_id") == action_id)
        return {
            "type": "block_actions",
            "user": {"id": slack_id, "team_id": "T0LOCAL"},
            "team": {"id": "T0LOCAL"},
            "channel": {"id": self.stack.approvals_channel},
            "message": {"ts": card.ts},
            "response_url": f"{self.stack.slack_page_url}unused",
            "trigger_id": "made-up",
            "actions": [{**button, "action_ts": card.ts}],
        }


def may(call: Callable[[], object]) -> bool:
    """Whether IAM allows the call; any error but a denial comes out."""
    try:
        call()
    except ClientError as error:
        if error.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException", "AuthorizationError"):
            return False
        raise
    return True


def may_use_orders(session: LocalSession) -> bool:
    """Whether the session may list tables, and write and read the table of orders."""
    dynamodb = session.client("dynamodb")
    return may(dynamodb.list_tables) and may_write_orders(session) and may_read_orders(session)


def may_read_orders(session: LocalSession) -> bool:
    """Whether the session may read the table of orders."""
    dynamodb = session.client("dynamodb")
    return may(lambda: dynamodb.get_item(TableName="orders", Key=ORDER))


def may_write_orders(session: LocalSession) -> bool:
    """Whether the session may write to the table of orders."""
    dynamodb = session.client("dynamodb")
    return may(lambda: dynamodb.put_item(TableName="orders", Item=ORDER))


def eventually(look: Callable[[], Found | None], seconds: float = PATIENCE) -> Found:
    """What `look` finds, once it finds something."""
    ends = time.monotonic() + seconds
    while (found := look()) is None:
        if time.monotonic() > ends:
            raise TimeoutError(f"nothing came of it within {seconds:.0f} s")
        time.sleep(0.3)
    return found
