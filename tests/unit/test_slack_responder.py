"""Answers go to Slack and nowhere else, whatever stands in the URL. Every connection fails here: none may be tried."""

import pytest
from pytest_socket import SocketBlockedError

from aws_access.adapters.slack.blocks import plain_message
from aws_access.adapters.slack.client import Responder
from aws_access.adapters.slack.markup import Markup

pytestmark = pytest.mark.filterwarnings("ignore:A test tried to use socket")
MESSAGE = plain_message(Markup("hello"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "file:///etc/passwd",
        "ftp://hooks.slack.com/x",
        "http://hooks.slack.com/x",
        "https://hooks.slack.com:8443/x",
        "https://hooks.slack.com.evil.example/x",
        "https://evil.example/https://hooks.slack.com/",
        "https://evil.example/#hooks.slack.com",
        "https://hooks.slack.com@evil.example/x",
        "https://hooks.slack.com\\@evil.example/x",
        "https://hooks.slack.com:secret@hooks.slack.com/x",
        "https://slack.com:99999/x",
        "https://127.0.0.1/x",
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:9002/x",
        "https://127.0.0.1:9001/x",
        "http://[::1]:9001/x",
        "https://hooks.slack.com\n.evil.example/x",
    ],
)
@pytest.mark.parametrize("api_url", ["http://127.0.0.1:9001/api/", "https://slack.com/api/", "nonsense"])
def test_nothing_is_sent_to_a_url_that_is_not_slacks(url: str, api_url: str, caplog: pytest.LogCaptureFixture) -> None:
    Responder(api_url)(url, MESSAGE)
    assert caplog.messages == ["answer not sent: the response URL is not Slack's"]


@pytest.mark.parametrize("url", ["https://hooks.slack.com/actions/T/1", "HTTPS://HOOKS.SLACK.COM:443/commands/T/1"])
def test_slacks_own_urls_are_tried(url: str) -> None:
    with pytest.raises(SocketBlockedError):
        Responder("https://slack.com/api/")(url, MESSAGE)


def test_so_are_those_of_the_slack_that_we_were_told_to_use() -> None:
    with pytest.raises(SocketBlockedError):
        Responder("http://127.0.0.1:9001/api/")("http://127.0.0.1:9001/commands/T/1", MESSAGE)
