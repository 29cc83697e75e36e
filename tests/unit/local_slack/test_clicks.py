"""A click reaches the app with the message it was on, and the app may answer through its response URL."""

import json
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.unit.local_slack.builders import (
    APPROVALS,
    BASE,
    DEV1,
    DEV2,
    PAGE,
    Browser,
    Clock,
    FakeApp,
    actions,
    button,
    section,
)


def test_a_click_has_slacks_fields(browser: Browser, app: FakeApp) -> None:
    ts = browser.posted(blocks=[section("card"), actions(button(value="r-1", style="primary"))])
    assert browser.click(ts) == {"ok": True}
    payload = json.loads(app.last_form["payload"])
    assert payload["response_url"].startswith(f"{BASE}/actions/T0LOCAL/")
    assert payload["trigger_id"]
    assert payload["type"] == "block_actions"
    assert payload["user"] == {"id": DEV1, "username": "dev1", "name": "dev1", "team_id": "T0LOCAL"}
    assert payload["team"] == {"id": "T0LOCAL", "domain": "local"}
    assert payload["channel"] == {"id": APPROVALS, "name": "approvals"}
    assert payload["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": APPROVALS,
        "is_ephemeral": False,
    }
    assert payload["message"] | {"is_ephemeral": False} == browser.seen()[0]
    assert (payload["enterprise"], payload["is_enterprise_install"]) == (None, False)
    assert payload["state"] == {"values": {}}
    (action,) = payload["actions"]
    assert action.pop("action_ts")
    assert action == {
        "action_id": "approve",
        "block_id": "decide",
        "text": {"type": "plain_text", "text": "Approve"},
        "value": "r-1",
        "style": "primary",
        "type": "button",
    }


def test_a_button_that_is_not_there_cannot_be_clicked(browser: Browser, app: FakeApp) -> None:
    ts = browser.posted(blocks=[actions()])
    for wrong in ({"ts": "1.2", "action_id": "approve"}, {"ts": ts, "action_id": "deny"}):
        answer = browser.post("/page/click", json={"person": DEV1, "channel": APPROVALS, **wrong}, headers=PAGE)
        assert (answer.status_code, answer.json()["error"]) == (400, "refused")
    assert app.requests == []


def test_a_click_that_fails_is_told_to_who_clicked(browser: Browser, app: FakeApp) -> None:
    ts = browser.posted(blocks=[actions()])
    app.answer = lambda: httpx.Response(502)
    assert browser.click(ts)["error"] == "dispatch_failed"
    assert browser.texts()[-1] == 'The click on "Approve" failed with the error "dispatch_failed"'


def test_an_ephemeral_message_is_for_one_person_and_not_in_the_payload(browser: Browser, app: FakeApp) -> None:
    body = {"channel": APPROVALS, "user": DEV1, "text": "only you", "blocks": [actions()]}
    ts = browser.api("chat.postEphemeral", **body)["message_ts"]
    assert browser.texts(DEV2) == []
    assert "Only visible to you" in browser.screen()["feed"]
    browser.click(ts)
    payload = json.loads(app.last_form["payload"])
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    other = {"person": DEV2, "channel": APPROVALS, "ts": ts, "action_id": "approve"}
    assert browser.post("/page/click", json=other, headers=PAGE).status_code == 400


def respond(browser: Browser, url: str, answer: Any) -> httpx.Response:
    return browser.post(urlsplit(url).path, json=answer)


def test_a_response_url_shows_five_answers_and_no_sixth(browser: Browser, app: FakeApp) -> None:
    browser.command()
    url = app.last_form["response_url"]
    statuses = [respond(browser, url, {"text": str(number)}).status_code for number in range(6)]
    assert statuses == [200] * 5 + [404]
    assert browser.texts() == ["0", "1", "2", "3", "4"]
    assert respond(browser, url, {"text": "x"}).json()["error"] == "used_url"
    assert browser.texts(DEV2) == []


def test_a_response_url_ends_after_thirty_minutes(browser: Browser, app: FakeApp, clock: Clock) -> None:
    browser.command()
    clock.now += 30 * 60 + 1
    assert respond(browser, app.last_form["response_url"], {"text": "late"}).json()["error"] == "expired_url"
    assert browser.texts() == []


def test_a_refused_answer_does_not_use_the_url_up(browser: Browser, app: FakeApp) -> None:
    browser.command()
    url = app.last_form["response_url"]
    for _ in range(6):
        assert respond(browser, url, {}).json()["error"] == "no_text"
    assert respond(browser, url, {"text": "x", "response_type": "loud"}).status_code == 400
    assert respond(browser, url, [1]).json()["error"] == "invalid_payload"
    assert respond(browser, url, {"text": "x", "response_type": "in_channel"}).status_code == 200
    assert browser.texts(DEV2) == ["x"]


def test_after_a_click_the_original_can_be_replaced_and_deleted(browser: Browser, app: FakeApp) -> None:
    ts = browser.posted(blocks=[actions()])
    browser.click(ts)
    url = json.loads(app.last_form["payload"])["response_url"]
    respond(browser, url, {"text": "decided", "replace_original": True})
    assert [(message["ts"], message["text"], message.get("blocks")) for message in browser.seen()] == [
        (ts, "decided", None)
    ]
    respond(browser, url, {"delete_original": True})
    assert browser.seen() == []
    assert respond(browser, url, {"delete_original": True}).json()["error"] == "message_not_found"
