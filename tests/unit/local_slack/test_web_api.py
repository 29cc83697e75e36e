"""The Web API answers as Slack does, whichever way it is called; slack_sdk calls it in the integration tests."""

from typing import Any

import pytest

from local.slack.messages import Message
from local.slack.workspace import Workspace
from tests.unit.local_slack.builders import (
    APPROVALS,
    BOT,
    DEV1,
    DEV1_DIRECT,
    DEV2,
    GENERAL,
    GONE,
    GUEST,
    PRIVATE,
    ROBOT,
    STRANGER,
    TOKEN,
    WITHOUT_BOT,
    Browser,
    Clock,
    FakeApp,
    config,
    modal,
    section,
)


def error_of(browser: Browser, method: str, **arguments: Any) -> str:
    told = browser.api(method, **arguments)
    assert told["ok"] is False
    return str(told["error"])


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        ({}, "not_authed"),
        ({"Authorization": "Bearer "}, "not_authed"),
        ({"Authorization": "Bearer xoxb-other"}, "invalid_auth"),
        ({"Authorization": "Bearer é".encode()}, "invalid_auth"),
    ],
)
def test_without_the_bot_token_nothing_is_answered(browser: Browser, headers: dict[str, str], error: str) -> None:
    assert browser.post("/api/auth.test", headers=headers).json() == {"ok": False, "error": error}


def test_a_form_may_carry_the_token_and_structures_as_json(browser: Browser) -> None:
    form = {"token": TOKEN, "channel": APPROVALS, "blocks": '[{"type": "divider"}]'}
    assert browser.post("/api/chat.postMessage", data=form).json()["message"]["blocks"][0]["type"] == "divider"


@pytest.mark.parametrize(
    ("content", "kind", "error"),
    [
        ("{", "application/json", "invalid_json"),
        ("[]", "application/json;charset=utf-8", "json_not_object"),
        ("hello", "text/html", "invalid_post_type"),
    ],
)
def test_a_body_that_is_none_is_refused(browser: Browser, content: str, kind: str, error: str) -> None:
    answer = browser.post("/api/auth.test", content=content, headers={"Content-Type": kind})
    assert answer.json()["error"] == error


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.delete", {}, "unknown_method"),
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "U0NOBODY", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": GONE, "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": ROBOT, "text": "x"}, "cannot_dm_bot"),
        ("chat.postMessage", {"channel": WITHOUT_BOT, "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": APPROVALS}, "no_text"),
        ("chat.postMessage", {"channel": APPROVALS, "text": "", "blocks": []}, "no_text"),
        ("chat.postMessage", {"channel": APPROVALS, "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": APPROVALS, "blocks": "[{"}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": APPROVALS, "blocks": [section("x" * 3001)]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": APPROVALS, "text": "x", "thread_ts": "1.2"}, "thread_not_found"),
        ("chat.postMessage", {"channel": APPROVALS, "text": "x", "metadata": {"id": 1}}, "invalid_metadata_format"),
        ("chat.postEphemeral", {"channel": APPROVALS, "user": "U0NOBODY", "text": "x"}, "user_not_found"),
        ("chat.postEphemeral", {"channel": PRIVATE, "user": DEV2, "text": "x"}, "user_not_in_channel"),
        ("chat.update", {"channel": APPROVALS, "ts": "1.2", "text": "x"}, "message_not_found"),
        ("conversations.history", {"channel": "C0NOWHERE"}, "channel_not_found"),
        ("conversations.history", {"channel": WITHOUT_BOT}, "not_in_channel"),
        ("conversations.history", {"channel": APPROVALS, "oldest": "yesterday"}, "invalid_ts_oldest"),
        ("conversations.history", {"channel": APPROVALS, "limit": "many"}, "invalid_limit"),
        ("conversations.history", {"channel": APPROVALS, "cursor": "x"}, "invalid_cursor"),
        ("conversations.history", {"channel": APPROVALS, "cursor": "bmV4dDo5"}, "invalid_cursor"),
        ("conversations.replies", {"channel": APPROVALS, "ts": "1.2"}, "thread_not_found"),
        ("conversations.list", {"types": "public"}, "invalid_types"),
        ("conversations.open", {}, "users_list_not_supplied"),
        ("conversations.open", {"users": f"{DEV1},{DEV2}"}, "too_many_users"),
        ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
        ("conversations.open", {"users": GONE}, "user_disabled"),
        ("conversations.open", {"users": ROBOT}, "cannot_dm_bot"),
        ("conversations.open", {"channel": APPROVALS}, "method_not_supported_for_channel_type"),
        ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
        ("views.open", {"trigger_id": "1.2.3", "view": modal()}, "invalid_trigger_id"),
        ("views.open", {"trigger_id": "1.2.3", "view": {}}, "invalid_arguments"),
        ("views.update", {"view_id": "V0", "view": modal()}, "not_found"),
        ("views.update", {"view": modal()}, "invalid_arguments"),
    ],
)
def test_a_wrong_call_gets_slacks_error(browser: Browser, method: str, arguments: dict[str, Any], error: str) -> None:
    assert error_of(browser, method, **arguments) == error


def test_a_private_channel_without_the_bot_is_not_there_for_it(clock: Clock) -> None:
    hidden = {"id": "G0HIDDEN", "name": "hidden", "is_private": True, "members": [DEV1]}
    workspace = Workspace(config(channels=[hidden]), clock)
    browser = Browser(workspace, FakeApp())
    assert error_of(browser, "conversations.history", channel="G0HIDDEN") == "channel_not_found"
    assert browser.api("conversations.list", types="private_channel")["channels"] == []


def test_a_message_to_a_person_arrives_in_their_direct_messages(browser: Browser) -> None:
    assert browser.api("chat.postMessage", channel=DEV1, text="hello")["channel"] == DEV1_DIRECT
    assert browser.api("conversations.open", users=DEV1)["channel"]["id"] == DEV1_DIRECT
    assert browser.api("conversations.history", channel=DEV1_DIRECT)["messages"][0]["text"] == "hello"


def test_two_messages_of_one_moment_have_two_names(browser: Browser) -> None:
    assert browser.posted() != browser.posted()


def test_history_is_newest_first_without_replies_and_the_root_counts_them(browser: Browser) -> None:
    root = browser.posted(text="root")
    reply = browser.posted(text="reply", thread_ts=root)
    browser.posted(text="later")
    history = browser.api("conversations.history", channel=APPROVALS)["messages"]
    assert [message["text"] for message in history] == ["later", "root"]
    assert (history[1]["reply_count"], history[1]["latest_reply"]) == (1, reply)
    replies = browser.api("conversations.replies", channel=APPROVALS, ts=root)["messages"]
    assert [message["text"] for message in replies] == ["root", "reply"]
    assert error_of(browser, "chat.postMessage", channel=APPROVALS, text="x", thread_ts=reply) == (
        "cannot_reply_to_message"
    )


@pytest.mark.parametrize(
    ("inclusive", "texts"),
    [(False, ["2"]), (True, ["3", "2", "1"])],
)
def test_oldest_and_latest_bound_the_history(browser: Browser, inclusive: bool, texts: list[str]) -> None:  # noqa: FBT001 # a parameter of the test
    first, _, third = (browser.posted(text=str(number)) for number in (1, 2, 3))
    browser.posted(text="4")
    answer = browser.api("conversations.history", channel=APPROVALS, oldest=first, latest=third, inclusive=inclusive)
    assert [message["text"] for message in answer["messages"]] == texts


def test_pages_of_history_hold_everything_once_though_messages_arrive_in_between(browser: Browser) -> None:
    for number in range(7):
        browser.posted(text=str(number))
    seen, cursor = [], ""
    while True:
        answer = browser.api("conversations.history", channel=APPROVALS, limit=3, cursor=cursor)
        seen += [message["text"] for message in answer["messages"]]
        browser.posted(text="new")
        cursor = answer["response_metadata"]["next_cursor"]
        assert answer["has_more"] is bool(cursor)
        if not cursor:
            break
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]


def test_metadata_is_told_to_those_who_ask(browser: Browser) -> None:
    metadata = {"event_type": "request", "event_payload": {"id": "r-1"}}
    browser.posted(metadata=metadata)
    told = browser.api("conversations.history", channel=APPROVALS, include_all_metadata=True)
    assert told["messages"][0]["metadata"] == metadata
    assert "metadata" not in browser.api("conversations.history", channel=APPROVALS)["messages"][0]


def test_an_update_keeps_metadata_and_a_text_alone_removes_blocks(browser: Browser) -> None:
    metadata = {"event_type": "request", "event_payload": {}}
    ts = browser.posted(blocks=[section("card")], metadata=metadata)
    told = browser.api("chat.update", channel=APPROVALS, ts=ts, text="over")
    assert told["message"]["text"] == told["text"] == "over"
    assert "blocks" not in told["message"]
    assert told["message"]["metadata"] == metadata


def test_only_the_apps_own_messages_can_be_updated(browser: Browser, workspace: Workspace) -> None:
    ts = workspace.new_ts()
    workspace.conversation(APPROVALS).put(Message(ts, DEV1, "mine"))
    assert error_of(browser, "chat.update", channel=APPROVALS, ts=ts, text="x") == "cant_update_message"


def test_an_ephemeral_message_is_not_there_for_the_web_api(browser: Browser) -> None:
    ts = browser.api("chat.postEphemeral", channel=APPROVALS, user=DEV1, text="psst")["message_ts"]
    assert browser.api("conversations.history", channel=APPROVALS)["messages"] == []
    assert error_of(browser, "chat.update", channel=APPROVALS, ts=ts, text="x") == "message_not_found"


def test_users_info_tells_who_somebody_is(browser: Browser) -> None:
    dev = browser.api("users.info", user=DEV1, include_locale=True)["user"]
    assert (dev["real_name"], dev["tz"], dev["tz_offset"], dev["locale"]) == (
        "Devi One",
        "Asia/Tokyo",
        9 * 3600,
        "ja-JP",
    )
    assert [dev[what] for what in ("is_bot", "is_restricted", "deleted")] == [False, False, False]
    assert "locale" not in browser.api("users.info", user=DEV1)["user"]
    assert "is_stranger" not in dev
    assert browser.api("users.info", user=STRANGER)["user"]["is_stranger"] is True
    assert browser.api("users.info", user=GUEST)["user"]["is_restricted"] is True
    assert browser.api("users.info", user=GONE)["user"]["deleted"] is True
    assert browser.api("users.info", user=BOT)["user"]["is_bot"] is True


def test_users_list_comes_in_pages(browser: Browser) -> None:
    first = browser.api("users.list", limit=4)
    second = browser.api("users.list", limit=4, cursor=first["response_metadata"]["next_cursor"])
    ids = [user["id"] for user in first["members"] + second["members"]]
    assert ids == [DEV1, DEV2, GUEST, STRANGER, GONE, ROBOT, BOT]
    assert second["response_metadata"]["next_cursor"] == ""


def test_conversations_are_listed_by_kind_and_by_member(browser: Browser) -> None:
    def ids(method: str, **arguments: str) -> list[str]:
        return [channel["id"] for channel in browser.api(method, **arguments)["channels"]]

    assert ids("conversations.list") == [APPROVALS, GENERAL, WITHOUT_BOT]
    assert ids("conversations.list", types="private_channel") == [PRIVATE]
    assert DEV1_DIRECT in ids("conversations.list", types="im")
    assert ids("users.conversations", types="public_channel,private_channel") == [APPROVALS, GENERAL, PRIVATE]
    assert ids("users.conversations", user=DEV2) == [APPROVALS, GENERAL]
