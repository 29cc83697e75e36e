"""A modal is sent, refused, replaced and closed as in Slack."""

import json

import httpx
import pytest

from local.slack.workspace import Workspace
from tests.unit.local_slack.builders import DEV1, DEV2, PAGE, Browser, FakeApp, modal, text_input


def test_a_submission_has_slacks_fields_and_an_empty_answer_closes_the_modal(
    browser: Browser, app: FakeApp, workspace: Workspace
) -> None:
    view_id = browser.opened(workspace, modal())
    assert browser.view()["id"] == view_id
    assert browser.view(DEV2) == {}
    assert browser.do("submit", view_id=view_id, values={"why": "no <ticket>"}) == {"ok": True}
    payload = json.loads(app.last_form["payload"])
    assert payload["type"] == "view_submission"
    assert payload["user"]["id"] == DEV1
    view = payload["view"]
    assert (view["id"], view["callback_id"], view["private_metadata"]) == (view_id, "deny", "r-1")
    assert view["state"]["values"] == {"why": {"why_action": {"type": "plain_text_input", "value": "no <ticket>"}}}
    assert browser.view() == {}


def test_an_empty_required_input_is_not_sent(browser: Browser, app: FakeApp, workspace: Workspace) -> None:
    view_id = browser.opened(workspace, modal())
    told = browser.do("submit", view_id=view_id, values={})
    assert told["errors"] == {"why": "Please complete this required field."}
    assert app.requests == []


def test_errors_of_the_app_stand_at_their_blocks(browser: Browser, app: FakeApp, workspace: Workspace) -> None:
    view_id = browser.opened(workspace, modal())
    app.answer = lambda: httpx.Response(200, json={"response_action": "errors", "errors": {"why": "Too short."}})
    told = browser.do("submit", view_id=view_id, values={"why": "x"})
    assert told == {"ok": False, "error": "validation_errors", "errors": {"why": "Too short."}}
    assert browser.view()["id"] == view_id


def test_the_app_may_answer_with_another_view(browser: Browser, app: FakeApp, workspace: Workspace) -> None:
    view_id = browser.opened(workspace, modal())
    app.answer = lambda: httpx.Response(
        200, json={"response_action": "update", "view": modal(text_input("again"), callback_id="second")}
    )
    assert browser.do("submit", view_id=view_id, values={"why": "x"}) == {"ok": True}
    view = browser.view()
    assert (view["id"], view["callback_id"]) == (view_id, "second")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(500), "dispatch_failed"),
        (httpx.Response(200, json={"response_action": "push"}), "invalid_arguments"),
        (httpx.Response(200, json={"response_action": "errors", "errors": {"other": "x"}}), "invalid_arguments"),
        (httpx.Response(200, json={"response_action": "errors", "errors": {}}), "invalid_arguments"),
        (httpx.Response(200, json={"response_action": "update", "view": {}}), "invalid_arguments"),
    ],
)
def test_after_a_wrong_answer_the_modal_stays(
    browser: Browser, app: FakeApp, workspace: Workspace, answer: httpx.Response, error: str
) -> None:
    view_id = browser.opened(workspace, modal())
    app.answer = lambda: answer
    told = browser.do("submit", view_id=view_id, values={"why": "x"})
    assert told == {"ok": False, "error": error, "message": "We had some trouble connecting. Try again?"}
    assert browser.view()["id"] == view_id


def test_closing_is_told_to_an_app_that_asked(browser: Browser, app: FakeApp, workspace: Workspace) -> None:
    browser.do("close", view_id=browser.opened(workspace, modal()))
    assert app.requests == []
    browser.do("close", view_id=browser.opened(workspace, modal(notify_on_close=True)))
    payload = json.loads(app.last_form["payload"])
    assert (payload["type"], payload["is_cleared"], payload["view"]["callback_id"]) == ("view_closed", False, "deny")


def test_a_view_of_somebody_else_cannot_be_submitted(browser: Browser, workspace: Workspace) -> None:
    view_id = browser.opened(workspace, modal())
    body = {"person": DEV2, "view_id": view_id, "values": {"why": "x"}}
    assert browser.post("/page/submit", json=body, headers=PAGE).status_code == 400
