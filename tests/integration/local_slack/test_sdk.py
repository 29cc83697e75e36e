"""Slack's own client library works with the local Slack, and meets Slack's limits and failures there."""

from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler, ServerErrorRetryHandler
from slack_sdk.signature import SignatureVerifier
from slack_sdk.webhook import WebhookClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.slack.client import SlackControl, SlackPerson
from tests.integration.local_slack.conftest import LocalSlack
from tests.integration.local_slack.servers import serving
from tests.unit.local_slack.builders import APPROVALS, BOT, DEV1, DEV1_DIRECT, SECRET, actions, modal, section


class Recorder:
    """An app that keeps what it was sent, and answers with nothing."""

    def __init__(self) -> None:
        self.requests: list[tuple[bytes, dict[str, str]]] = []

    def app(self) -> Starlette:
        async def endpoint(request: Request) -> Response:
            self.requests.append((await request.body(), dict(request.headers)))
            return Response()

        return Starlette(routes=[Route("/", endpoint, methods=["POST"])])

    @property
    def last_form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.requests[-1][0].decode()).items()}


@pytest.fixture
def recorder(control: SlackControl) -> Any:
    recorder = Recorder()
    with serving(recorder.app()) as url:
        control.set_request_url(url)
        yield recorder


def error_of(failed: pytest.ExceptionInfo[SlackApiError]) -> str:
    return str(failed.value.response["error"])


def test_the_token_says_who_the_bot_is(slack: LocalSlack, api: WebClient) -> None:
    assert api.auth_test()["user_id"] == BOT
    with pytest.raises(SlackApiError) as failed:
        WebClient(token="xoxb-other", base_url=slack.api_url).auth_test()
    assert error_of(failed) == "invalid_auth"


def test_slacks_own_verifier_accepts_what_is_sent_and_nothing_else(dev1: SlackPerson, recorder: Recorder) -> None:
    dev1.command("/aws-access dynamodb verify 4h -- 理由 & 🌙")
    body, headers = recorder.requests[-1]
    verifier = SignatureVerifier(SECRET)
    assert verifier.is_valid_request(body, headers)
    assert not verifier.is_valid_request(body + b"&x=1", headers)
    assert not SignatureVerifier("another-secret").is_valid_request(body, headers)
    assert recorder.last_form["text"] == "dynamodb verify 4h -- 理由 &amp; 🌙"


def test_a_trigger_opens_one_view_and_only_for_three_seconds(
    slack: LocalSlack, api: WebClient, dev1: SlackPerson, recorder: Recorder
) -> None:
    dev1.command("/aws-access one")
    used = recorder.last_form["trigger_id"]
    view = api.views_open(trigger_id=used, view=modal())["view"]
    api.views_update(view_id=view["id"], hash=view["hash"], view=modal(private_metadata="new"))
    opened = dev1.view()
    assert opened is not None
    assert opened["private_metadata"] == "new"
    with pytest.raises(SlackApiError) as failed:
        api.views_open(trigger_id=used, view=modal())
    assert error_of(failed) == "exchanged_trigger_id"
    dev1.command("/aws-access two")
    slack.clock.ahead += 3.1
    with pytest.raises(SlackApiError) as failed:
        api.views_open(trigger_id=recorder.last_form["trigger_id"], view=modal())
    assert error_of(failed) == "expired_trigger_id"


def test_a_response_url_is_good_for_five_answers(dev1: SlackPerson, recorder: Recorder) -> None:
    dev1.command("/aws-access help")
    webhook = WebhookClient(recorder.last_form["response_url"])
    answers = [webhook.send(text=str(number)) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 200, 404]
    assert "used_url" in answers[5].body
    assert [message.text for message in dev1.messages()] == ["0", "1", "2", "3", "4"]


def test_wrong_blocks_are_refused_with_the_place(api: WebClient) -> None:
    with pytest.raises(SlackApiError) as failed:
        api.chat_postMessage(channel=APPROVALS, text="x", blocks=[section("x" * 3001)])
    assert error_of(failed) == "invalid_blocks"
    assert failed.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


def test_a_message_is_posted_read_and_updated(api: WebClient) -> None:
    metadata = {"event_type": "request", "event_payload": {"id": "r-1"}}
    posted = api.chat_postMessage(
        channel=APPROVALS, text="طلب 🌙", blocks=[section("طلب 🌙"), actions()], metadata=metadata
    )
    api.chat_postMessage(channel=APPROVALS, text="reply", thread_ts=posted["ts"])
    (read,) = api.conversations_history(channel=APPROVALS, include_all_metadata=True)["messages"]
    assert (read["text"], read["metadata"], read["reply_count"]) == ("طلب 🌙", metadata, 1)
    assert [block["type"] for block in read["blocks"]] == ["section", "actions"]
    updated = api.chat_update(channel=APPROVALS, ts=posted["ts"], text="over", blocks=[section("over")])
    assert updated["ts"] == posted["ts"]
    replies = api.conversations_replies(channel=APPROVALS, ts=posted["ts"])["messages"]
    assert [message["text"] for message in replies] == ["over", "reply"]


def test_a_direct_message_is_opened_and_seen(api: WebClient, dev1: SlackPerson) -> None:
    assert api.conversations_open(users=DEV1)["channel"]["id"] == DEV1_DIRECT
    api.chat_postMessage(channel=DEV1, text="for you")
    api.chat_postEphemeral(channel=APPROVALS, user=DEV1, text="psst")
    assert [message.text for message in dev1.messages()] == ["for you"]
    assert [message.is_ephemeral for message in dev1.messages(APPROVALS)] == [True]


def test_pages_are_followed_to_the_end(api: WebClient) -> None:
    for number in range(5):
        api.chat_postMessage(channel=APPROVALS, text=str(number))
    pages = [
        [message["text"] for message in page["messages"]]
        for page in api.conversations_history(channel=APPROVALS, limit=2)
    ]
    assert pages == [["4", "3"], ["2", "1"], ["0"]]
    assert sum(len(page["members"]) for page in api.users_list(limit=3)) == 7
    assert sum(len(page["channels"]) for page in api.conversations_list(limit=1)) == 3
    assert sum(len(page["channels"]) for page in api.users_conversations(user=DEV1, limit=1)) == 3


def test_slack_is_down_for_as_many_calls_as_wanted(api: WebClient, control: SlackControl) -> None:
    control.fail_next(2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as failed:
            api.auth_test()
        assert failed.value.response.status_code == 503
    assert api.auth_test()["ok"]


def test_a_client_that_tries_again_gets_through(api: WebClient, control: SlackControl) -> None:
    api.retry_handlers.append(ServerErrorRetryHandler(max_retry_count=1))
    api.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))
    control.fail_next(1, methods=("users.info",))
    assert api.users_info(user=DEV1, include_locale=True)["user"]["locale"] == "ja-JP"
    control.fail_next(1, kind="ratelimited", retry_after=0)
    assert api.chat_postMessage(channel=APPROVALS, text="at last")["ok"]
