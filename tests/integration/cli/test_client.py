"""Whatever answers, or does not: each thing that can go wrong between here and the API has a sentence that helps."""

import json
import socket
from datetime import timedelta

import pytest

from tests.cli_server import ApiServer, Canned
from tests.integration.cli.conftest import Terminal

JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html; charset=utf-8"}


def says(message: str, status: int = 403) -> Canned:
    return Canned(status, json.dumps({"message": message}))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (says("The security token included in the request is expired"), "have expired"),
        (says("The security token included in the request is invalid."), "AWS does not know these credentials"),
        (says("The request signature we calculated does not match the signature"), "AWS finds the signature wrong"),
        (says("User: arn:aws:iam::1:user/x is not authorized to perform: execute-api:Invoke on"), "ApiCallerPolicyArn"),
        (says("Missing Authentication Token"), "should be the stack's output ApiUrl"),
        (says("Forbidden"), "API Gateway refuses the call before aws-access sees it (Forbidden)"),
        (says("Not here", 418), "says, with HTTP 418: Not here"),
        (
            Canned(200, "<html>Sign in</html>", HTML),
            "did not answer as the API of aws-access does (HTTP 200, text/html)",
        ),
        (Canned(200, "[]", JSON), "did not answer as the API of aws-access does"),
        (Canned(200, "[" * 100_000, JSON), "did not answer as the API of aws-access does"),
        (Canned(302, "", HTML), "did not answer as the API of aws-access does (HTTP 302"),
    ],
)
def test_an_answer_that_is_not_ours_is_told_apart(dev1: Terminal, answer: Canned, said: str) -> None:
    dev1.server.canned = [answer]
    result = dev1.run("status", "r-0123456789ab")
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


@pytest.mark.parametrize("message", ["Signature expired: 20300107T0900 is now earlier", "Signature not yet current: …"])
def test_a_wrong_clock_is_told_with_how_wrong_it_is(server: ApiServer, dev1: Terminal, message: str) -> None:
    server.canned = [says(message)]
    server.clock_ahead = timedelta(minutes=10)
    result = dev1.run("list")
    assert result.exit_code == 2
    assert "clock of this machine is wrong (by about 600 s)" in result.stderr


@pytest.mark.parametrize("date", ["Mon, 07 Jan 2030 09:00:00 -0000", "Mon, 07 Jan 0000 09:00:00 GMT", "now"])
def test_a_time_that_says_nothing_is_none(server: ApiServer, dev1: Terminal, date: str) -> None:
    server.date = date
    assert dev1.done("list") == ""


def test_a_refusal_of_the_api_is_told_in_its_own_sentences(dev1: Terminal) -> None:
    result = dev1.run("status", "r-0123456789ab")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "r-0123456789ab" in result.stderr


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_reading_is_tried_again_while_the_api_is_busy(server: ApiServer, dev1: Terminal, status: int) -> None:
    request_id = dev1.asked()
    server.canned = [says("Too Many Requests", status), Canned(body=None)]
    assert "waiting" in dev1.done("status", request_id)
    server.canned = [says("Too Many Requests", status)] * 3
    result = dev1.run("status", request_id)
    assert result.exit_code == 2
    assert "try again" in result.stderr


def test_a_change_without_a_key_is_never_sent_twice(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.asked()
    for answer in (Canned(body=None), says("Endpoint request timed out", 504)):
        server.calls.clear()
        server.canned = [answer]
        assert dev1.run("revoke", request_id).exit_code == 2
        assert [call for _, call in server.calls] == [f"POST /v1/requests/{request_id}/revoke"]


def test_nobody_at_the_address_is_told_with_the_address(dev1: Terminal) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    result = dev1.run("list", "--api-url", url)
    assert result.exit_code == 2
    assert f"{url} cannot be reached" in result.stderr


def test_keys_that_aws_does_not_know_sign_nothing(server: ApiServer, dev1: Terminal) -> None:
    dev1.env = {"AWS_SECRET_ACCESS_KEY": "another"}
    result = dev1.run("list")
    assert (result.exit_code, server.calls) == (2, [("?", "GET /v1/requests?limit=20")])
    assert "AWS finds the signature wrong" in result.stderr


def test_without_credentials_it_says_where_they_are_looked_for(dev1: Terminal) -> None:
    dev1.env = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
    result = dev1.run("list")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "No AWS credentials were found" in result.stderr


def test_a_profile_that_there_is_not_is_named(dev1: Terminal) -> None:
    result = dev1.run("--profile", "gone", "list")
    assert "There is no AWS profile `gone`" in result.stderr


def test_half_of_a_pair_of_keys_is_told(dev1: Terminal) -> None:
    dev1.env = {"AWS_SECRET_ACCESS_KEY": None}
    result = dev1.run("list")
    assert result.exit_code == 2
    assert "No AWS credentials could be had" in result.stderr


def test_a_name_with_spaces_and_signs_is_signed_as_it_is_sent(server: ApiServer, dev1: Terminal) -> None:
    dev1.done("list", "--of", "a+b=c,d.e@f")
    assert server.calls[0] == ("dev1", "GET /v1/requests?requester=a%2Bb%3Dc%2Cd.e%40f&limit=20")


@pytest.mark.parametrize(
    "url", ["http://api.example.com/v1", "ftp://127.0.0.1", "api", "https://me@example.com", "https://"]
)
def test_nothing_is_sent_where_others_could_read_it(dev1: Terminal, url: str) -> None:
    result = dev1.run("list", "--api-url", url)
    assert result.exit_code == 1
    assert f"`{url}` is no address of an API" in result.stderr


def test_without_an_address_it_says_how_to_configure_one(dev1: Terminal) -> None:
    dev1.env = {"AWS_ACCESS_API_URL": None}
    result = dev1.run("list")
    assert result.exit_code == 1
    assert "aws-access configure" in result.stderr
