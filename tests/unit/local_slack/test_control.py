"""The switches for tests and for those who run the local Slack: "Slack is down", and where the app listens."""

from typing import Any

import httpx
import pytest

from local.slack.workspace import Workspace
from tests.unit.local_slack.builders import APPROVALS, TOKEN, Browser, FakeApp


def control(browser: Browser, what: str, body: dict[str, Any], token: str = TOKEN) -> httpx.Response:
    return browser.post(f"/control/{what}", json=body, headers={"Authorization": f"Bearer {token}"})


def test_the_next_calls_fail_as_when_slack_is_down(browser: Browser) -> None:
    assert control(browser, "outage", {"calls": 2}).json() == {"ok": True}
    down = [browser.post("/api/auth.test", data={"token": TOKEN}).status_code for _ in range(3)]
    assert down == [503, 503, 200]


def test_the_next_calls_of_one_method_are_rate_limited(browser: Browser) -> None:
    control(browser, "outage", {"calls": 1, "kind": "ratelimited", "retry_after": 7, "methods": ["chat.postMessage"]})
    assert browser.api("auth.test")["ok"] is True
    answer = browser.post("/api/chat.postMessage", data={"token": TOKEN, "channel": APPROVALS, "text": "x"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert answer.json() == {"ok": False, "error": "ratelimited"}
    assert browser.posted()


@pytest.mark.parametrize(
    ("body", "status"),
    [({"calls": -1}, 400), ({"calls": 1, "methods": ["chat.post"]}, 400), ({"calls": 1, "kind": "slow"}, 400)],
)
def test_a_wrong_switch_changes_nothing(browser: Browser, body: dict[str, Any], status: int) -> None:
    assert control(browser, "outage", body).status_code == status
    assert browser.api("auth.test")["ok"] is True


def test_the_switches_need_the_bot_token(browser: Browser, workspace: Workspace) -> None:
    assert control(browser, "outage", {"calls": 1}, token="xoxb-other").status_code == 403
    assert control(browser, "request-url", {"request_url": "http://evil.test/"}, token="").status_code == 403
    assert workspace.request_url == "http://app.test/slack/events"


def test_the_request_url_can_be_set_late(browser: Browser, workspace: Workspace) -> None:
    control(browser, "request-url", {"request_url": "http://127.0.0.1:9/slack/events"})
    assert workspace.request_url == "http://127.0.0.1:9/slack/events"
    assert control(browser, "request-url", {"request_url": "not a url"}).status_code == 400


def test_response_urls_are_down_when_slack_is(browser: Browser, app: FakeApp) -> None:
    browser.command()
    url = httpx.URL(app.last_form["response_url"]).path
    control(browser, "outage", {"calls": 1, "methods": ["response_url"]})
    assert [browser.post(url, json={"text": "x"}).status_code for _ in range(2)] == [503, 200]
