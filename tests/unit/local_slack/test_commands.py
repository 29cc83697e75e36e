"""A command reaches the app in Slack's shape, and the app's answer reaches the person."""

import asyncio

import httpx
import pytest

from local.slack.workspace import Workspace
from tests.unit.local_slack.builders import (
    APPROVALS,
    BASE,
    DEV1,
    DEV1_DIRECT,
    DEV2,
    NOW,
    PRIVATE,
    Browser,
    Clock,
    FakeApp,
    config,
)


def test_a_command_has_slacks_fields(browser: Browser, app: FakeApp) -> None:
    assert browser.command("/aws-access  dynamodb verify 4h ") == {"ok": True}
    form = app.last_form
    assert form.pop("response_url").startswith(f"{BASE}/commands/T0LOCAL/")
    assert form.pop("trigger_id")
    assert form.pop("token")
    assert form == {
        "team_id": "T0LOCAL",
        "team_domain": "local",
        "channel_id": APPROVALS,
        "channel_name": "approvals",
        "user_id": DEV1,
        "user_name": "dev1",
        "command": "/aws-access",
        "text": "dynamodb verify 4h",
        "api_app_id": "A0ACCESS",
        "is_enterprise_install": "false",
    }


@pytest.mark.parametrize(("channel", "name"), [(DEV1_DIRECT, "directmessage"), (PRIVATE, "privategroup")])
def test_the_app_is_not_told_the_name_of_a_private_conversation(
    browser: Browser, app: FakeApp, channel: str, name: str
) -> None:
    browser.do("command", channel=channel, text="/aws-access")
    assert (app.last_form["channel_name"], app.last_form["text"]) == (name, "")


def test_what_is_sent_is_signed_with_the_time(browser: Browser, app: FakeApp) -> None:
    browser.command()
    headers = app.requests[-1].headers
    assert headers["x-slack-request-timestamp"] == str(int(NOW))
    assert headers["x-slack-signature"].startswith("v0=")


def test_control_characters_reach_the_app_as_entities(browser: Browser, app: FakeApp) -> None:
    browser.command("/aws-access s3 -- a<b & <!channel>")
    assert app.last_form["text"] == "s3 -- a&lt;b &amp; &lt;!channel&gt;"


@pytest.mark.parametrize(
    ("answer", "text", "everybody"),
    [
        (httpx.Response(200, text="noted"), "noted", False),
        (httpx.Response(200, json={"text": "noted"}), "noted", False),
        (httpx.Response(200, json={"text": "noted", "response_type": "in_channel"}), "noted", True),
    ],
)
def test_the_answer_to_a_command_is_shown(
    browser: Browser,
    app: FakeApp,
    answer: httpx.Response,
    text: str,
    everybody: bool,  # noqa: FBT001 # a parameter of the test
) -> None:
    app.answer = lambda: answer
    browser.command()
    assert browser.texts() == [text]
    assert browser.texts(DEV2) == ([text] if everybody else [])


def test_an_empty_answer_shows_nothing(browser: Browser) -> None:
    browser.command()
    assert browser.texts() == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(500), "dispatch_failed"),
        (httpx.Response(401, text="bad signature"), "dispatch_failed"),
        (httpx.Response(302, headers={"location": "/"}), "dispatch_failed"),
        (httpx.Response(200, json={"response_type": "in_channel", "blocks": [{"type": "card"}]}), "invalid_blocks"),
        (httpx.Response(200, content="{", headers={"content-type": "application/json"}), "invalid_payload"),
        (httpx.Response(200, json=["x"]), "invalid_payload"),
    ],
)
def test_a_wrong_answer_becomes_slacks_sentence(
    browser: Browser, app: FakeApp, answer: httpx.Response, error: str
) -> None:
    app.answer = lambda: answer
    sentence = f'/aws-access failed with the error "{error}"'
    assert browser.command() == {"ok": False, "error": error, "message": sentence}
    assert browser.texts() == [sentence]
    assert browser.texts(DEV2) == []


def test_an_app_that_cannot_be_reached_failed(browser: Browser, app: FakeApp) -> None:
    def unreachable() -> httpx.Response:
        raise httpx.ConnectError("refused")

    app.answer = unreachable
    assert browser.command()["error"] == "dispatch_failed"


def test_an_answer_that_comes_too_late_is_a_timeout(clock: Clock) -> None:
    async def slow(_request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        return httpx.Response(200)

    browser = Browser(Workspace(config(answer_within_seconds=0.05), clock), slow)
    assert browser.command()["message"] == '/aws-access failed with the error "operation_timeout"'


def test_a_command_of_nobodys_is_refused(browser: Browser, app: FakeApp) -> None:
    assert browser.command("/other x")["message"] == "/other is not a valid command."
    assert app.requests == []


def test_a_line_that_is_no_command_is_said_in_the_channel(browser: Browser, app: FakeApp) -> None:
    browser.command("a < b")
    assert [(message["user"], message["text"]) for message in browser.seen(DEV2)] == [(DEV1, "a &lt; b")]
    assert app.requests == []
