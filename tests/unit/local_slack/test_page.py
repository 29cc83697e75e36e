"""The page shows what a person may see, runs nothing that anybody wrote, and obeys no other site."""

import pytest

from local.slack.page.guard import PAGE_HEADER
from local.slack.workspace import Workspace
from tests.unit.local_slack.builders import (
    APPROVALS,
    BASE,
    BOT,
    DEV1,
    DEV1_DIRECT,
    DEV2,
    PAGE,
    PRIVATE,
    Browser,
    FakeApp,
    actions,
    button,
    modal,
    section,
    text_input,
)


def test_hostile_text_is_shown_and_not_run(browser: Browser, workspace: Workspace) -> None:
    hostile = '<script>alert(1)</script> <!channel> " onmouseover="x'
    confirm = {
        "title": {"type": "plain_text", "text": hostile},
        "text": {"type": "plain_text", "text": hostile},
        "confirm": {"type": "plain_text", "text": "Yes"},
        "deny": {"type": "plain_text", "text": "No"},
    }
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": hostile}},
        section(hostile),
        {"type": "section", "fields": [{"type": "mrkdwn", "text": hostile}]},
        {"type": "context", "elements": [{"type": "plain_text", "text": hostile}]},
        actions(button('"><script>', confirm=confirm)),
    ]
    browser.posted(blocks=blocks)
    browser.posted(text=hostile)
    element = {"initial_value": f"</textarea>{hostile}", "multiline": True}
    title = {"type": "plain_text", "text": "<script>"}
    browser.opened(workspace, modal(text_input("why", element=element), title=title))
    query = {"person": DEV1, "channel": APPROVALS}
    screen = browser.get("/page/screen", params=query).json()
    page = browser.get("/", params=query).text
    for html in (screen["feed"], screen["modal"], page.replace('<script src="/static/page.js" defer></script>', "")):
        assert "<script" not in html
        assert 'onmouseover="x' not in html
    assert "@channel</span>" in screen["feed"]
    assert screen["modal"].count("</textarea>") == 1


def test_right_to_left_text_and_emoji_survive(browser: Browser) -> None:
    text = "طلب وصول 🌙 בקשה 👩‍💻"
    browser.posted(text=text)
    assert browser.texts() == [text]
    assert f'<div dir="auto">{text}</div>' in browser.screen()["feed"]


def test_replies_stand_under_their_message(browser: Browser) -> None:
    root = browser.posted(text="root")
    browser.posted(text="later")
    browser.posted(text="reply", thread_ts=root)
    html = browser.screen()["feed"]
    assert html.index("root") < html.index("reply") < html.index("later")


def test_a_reply_whose_message_is_gone_stands_alone(browser: Browser, workspace: Workspace) -> None:
    root = browser.posted(text="root")
    browser.posted(text="reply", thread_ts=root)
    workspace.conversation(APPROVALS).remove(root)
    assert "reply" in browser.screen()["feed"]


def test_the_page_names_everybody_and_shows_only_ones_own_channels(browser: Browser) -> None:
    page = browser.get("/", params={"person": DEV2, "channel": APPROVALS}).text
    for shown in ("Devi One", "stranger", "deactivated", "guest", "approvals"):
        assert shown in page
    assert "secret-plans" not in page


def test_who_changes_into_somebody_else_in_direct_messages_sees_those_of_that_person(browser: Browser) -> None:
    page = browser.get("/", params={"person": DEV1, "channel": DEV1_DIRECT}).text
    assert f"/?person={DEV2}&amp;channel=D0DEV2" in page
    assert f"channel={DEV1_DIRECT}" in page


@pytest.mark.parametrize("query", [{}, {"person": "U0NOBODY"}, {"person": BOT}, {"person": DEV2, "channel": PRIVATE}])
def test_the_page_leads_to_somebody_and_somewhere(browser: Browser, query: dict[str, str]) -> None:
    answer = browser.get("/", params=query)
    assert answer.status_code == 303
    assert browser.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize("path", ["/page/messages", "/page/screen", "/page/view"])
def test_nobody_sees_what_is_not_theirs(browser: Browser, path: str) -> None:
    assert browser.get(path, params={"person": "U0NOBODY", "channel": APPROVALS}).status_code == 400
    if path != "/page/view":
        assert browser.get(path, params={"person": DEV2, "channel": PRIVATE}).status_code == 400


@pytest.mark.parametrize("host", ["evil.example", "evil.example:4711", "127.0.0.1.evil.example", ""])
@pytest.mark.parametrize("path", ["/", "/page/screen", "/api/auth.test", "/static/page.js"])
def test_a_name_of_another_site_that_leads_here_is_refused(browser: Browser, path: str, host: str) -> None:
    assert browser.get(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": BASE},
        {PAGE_HEADER: "page", "Origin": "http://evil.example"},
        {PAGE_HEADER: "page", "Origin": "http://127.0.0.1:8000"},
        {PAGE_HEADER: "page", "Origin": "null"},
    ],
)
@pytest.mark.parametrize("action", ["command", "click", "submit", "close"])
def test_a_page_of_another_origin_cannot_act(
    browser: Browser, app: FakeApp, action: str, headers: dict[str, str]
) -> None:
    body = {"person": DEV1, "channel": APPROVALS, "text": "/aws-access help"}
    assert browser.post(f"/page/{action}", json=body, headers=headers).status_code == 403
    assert app.requests == []


def test_the_page_itself_may_act(browser: Browser) -> None:
    body = {"person": DEV1, "channel": APPROVALS, "text": "/aws-access help"}
    headers = {PAGE_HEADER: "page", "Origin": BASE}
    assert browser.post("/page/command", json=body, headers=headers).status_code == 200


@pytest.mark.parametrize("body", ["{", "[]", '{"person": "U0DEV1"}', '{"person": "U0DEV1", "x": 1}'])
def test_a_call_that_makes_no_sense_is_refused(browser: Browser, body: str) -> None:
    assert browser.post("/page/command", content=body, headers=PAGE).status_code == 400


def test_only_the_pages_own_script_may_run(browser: Browser) -> None:
    policy = browser.get("/page/view", params={"person": DEV1}).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
