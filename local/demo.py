"""Plays the story of the product on the local stack, with real calls, and says what it saw.

Each line is a claim that is checked at that moment; the exit status is 0 only if every one held.
"""

import time
from datetime import UTC, datetime

import httpx

from local.office import PATIENCE, Office, may_use_orders
from local.roles import role_state
from local.slack.client import SeenMessage
from local.stack import LocalSession, Stack

_GRANT_SECONDS = 20


class Story:
    """What was claimed so far."""

    def __init__(self, stack: Stack, office: Office) -> None:
        self.stack = stack
        self.office = office
        self.failed: list[str] = []

    def claim(self, said: str, held: bool) -> None:  # noqa: FBT001 - a claim holds or it does not
        print(f"  {'✓' if held else '✗ NOT SO:'} {said}", flush=True)
        if not held:
            self.failed.append(said)

    def tell(self, said: str) -> None:
        print(f"\n{said}", flush=True)


def play(stack: Stack) -> int:
    """The exit status."""
    with Office(stack) as office:
        story = Story(stack, office)
        _play(story)
    print(f"\n{len(story.failed)} of the claims did not hold." if story.failed else "\nEvery claim held.")
    return 1 if story.failed else 0


def _play(story: Story) -> None:
    stack = story.stack
    before = role_state(stack, "verify", "Dev")
    early = stack.switch("dev1", "verify", "Dev")
    story.tell("Before: dev1 and dev2 switch to the team role Dev in verify")
    story.claim("dev1 is denied DynamoDB", not may_use_orders(early))
    story.claim("dev2 is denied DynamoDB", not may_use_orders(stack.switch("dev2", "verify", "Dev")))
    _grant_and_end(story, early)
    story.claim("the role is byte for byte as it was", role_state(stack, "verify", "Dev") == before)
    _revoke_early(story)
    story.claim("the role is byte for byte as it was", role_state(stack, "verify", "Dev") == before)


def _grant_and_end(story: Story, early: LocalSession) -> None:
    stack, office = story.stack, story.office
    story.tell(f"dev1 types: /aws-access dynamodb verify {_GRANT_SECONDS}s -- to try out orders")
    request_id = office.ask("dev1", f"dynamodb verify {_GRANT_SECONDS}s -- to try out orders")
    card = office.card(request_id)
    story.claim(f"a card for {request_id} waits in the approvals channel", "approve" in card.action_ids)
    _refusals(story, card, request_id)

    story.tell("sre1 clicks Approve")
    clicked = time.monotonic()
    office.click("sre1", "approve", request_id)
    request = office.wait(request_id, "ACTIVE")
    print(f"  … active {time.monotonic() - clicked:.1f} s after the click", flush=True)
    story.claim("dev1 may read and write the table", may_use_orders(stack.switch("dev1", "verify", "Dev")))
    story.claim("so may a session of dev1 that was opened before", may_use_orders(early))
    story.claim("dev2 may not", not may_use_orders(stack.switch("dev2", "verify", "Dev")))
    story.claim("the card says so and has no buttons any more", not office.card(request_id, "*Active*").action_ids)
    link = f"https://signin.aws.amazon.com/switchrole?roleName=Dev&account={stack.environments['verify'].account}"
    told = office.at("dev1").wait_for(lambda message: link in message.all_text.replace("&amp;", "&"), seconds=PATIENCE)
    story.claim("dev1 was sent the switch-role link and the end", "<!date^" in told.all_text)

    story.tell("The end comes")
    ends_at = datetime.fromisoformat(request["ends_at"])
    _sleep_until(ends_at.timestamp() - 1.5)
    story.claim("a second before it dev1 is still allowed", may_use_orders(early))
    _sleep_until(ends_at.timestamp())
    policy = role_state(stack, "verify", "Dev").policies.get("aws-access", "")
    story.claim("at the end dev1 is denied at once", not may_use_orders(early))
    story.claim("… by the grant's own end time: its policy was still there", f"{ends_at:%Y-%m-%dT%H:%M:%SZ}" in policy)
    office.wait(request_id, "EXPIRED")
    _audited(story, request_id, ["SUBMITTED", "APPROVED", "ATTACHED", "EXPIRED"])


def _refusals(story: Story, card: SeenMessage, request_id: str) -> None:
    stack, office = story.stack, story.office
    office.click("dev1", "approve", request_id)
    told = office.at("dev1").wait_for(lambda message: "own request" in message.all_text, stack.approvals_channel)
    story.claim("dev1's own click on Approve is refused, and dev1 is told", told.is_ephemeral)
    payload = office.click_payload(stack.people["sre1"].slack_id, card)
    for said, secret, age_seconds in (
        ("a click of sre1 with a forged signature", "not-the-secret", 0),
        ("a click of sre1 that was signed six minutes ago", stack.slack_signing_secret, 360),
    ):
        status = office.deliver(payload, secret=secret, age_seconds=age_seconds).status_code
        story.claim(f"{said} is refused with HTTP {status}", status == httpx.codes.UNAUTHORIZED)
    time.sleep(2)
    story.claim("the request still waits", office.request(request_id)["status"] == "PENDING")


def _revoke_early(story: Story) -> None:
    office = story.office
    story.tell("dev1 types: /aws-access dynamodb 検証 10分, and sre1 approves")
    request_id = office.grant("dev1", "dynamodb 検証 10分")["request_id"]
    session = story.stack.switch("dev1", "verify", "Dev")
    story.claim("dev1 may read and write the table", may_use_orders(session))
    story.tell(f"dev1 is done early and types: /aws-access revoke {request_id}")
    office.at("dev1").command(f"/aws-access revoke {request_id}")
    office.wait(request_id, "REVOKED")
    story.claim("dev1 is denied again", not may_use_orders(session))
    _audited(story, request_id, ["SUBMITTED", "APPROVED", "ATTACHED", "REVOKING", "REVOKED"])


def _audited(story: Story, request_id: str, expected: list[str]) -> None:
    told = story.office.events(request_id)
    types = [event["type"] for event in told["events"]]
    story.claim(f"the audit trail is whole: {', '.join(types)}", told["intact"] and types == expected)


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - datetime.now(UTC).timestamp()))
