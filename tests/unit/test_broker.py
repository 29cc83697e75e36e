"""The path of the API by which credentials are had: who gets them, and where they are not to be found."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from aws_lambda_powertools import Logger

from aws_access.domain.audit import EventType
from aws_access.domain.model import Person
from aws_access.entrypoints.broker import build_broker
from tests.api_client import Answer, Client, arn_of
from tests.builders import DEV1, DEV2, JUMP_ACCOUNT, SESSION_ROLE, SRE1, a_submission
from tests.queue_events import event_file
from tests.session_world import HOUR, SessionWorld


@pytest.fixture
def world() -> SessionWorld:
    return SessionWorld()


@pytest.fixture
def client(world: SessionWorld) -> Client:
    return Client(world)


def ask(client: Client, world: SessionWorld, body: str | None = None) -> Answer:
    request = world.granted(asked=a_submission(duration=timedelta(hours=4)))
    return client.call("POST", f"/requests/{request.id}/credentials", body=body)


@pytest.mark.parametrize("body", [None, "", "{}", "null"])
def test_the_requester_gets_credentials(client: Client, world: SessionWorld, body: str | None) -> None:
    answer = ask(client, world, body)
    (session,) = world.sts.opened
    keys = session.credentials
    assert answer.status == 200
    assert answer.body == {
        "access_key_id": keys.access_key_id,
        "secret_access_key": keys.secret_access_key,
        "session_token": keys.session_token,
        "expires_at": "2030-01-07T10:00:00Z",
        "session_name": session.name,
        "role_arn": SESSION_ROLE,
    }


def test_an_answer_with_credentials_may_be_kept_by_nothing_on_its_way(world: SessionWorld) -> None:
    request = world.granted()
    call = event_file("api_credentials") | {"path": f"/requests/{request.id}/credentials"}
    api = build_broker(world.issue_credentials, world.rules, JUMP_ACCOUNT, Logger(stream=StringIO()))
    answer = api(call, None)
    assert answer["statusCode"] == 200
    assert answer["multiValueHeaders"]["Cache-Control"] == ["no-store"]


def test_credentials_are_in_no_log_no_event_and_no_item(client: Client, world: SessionWorld) -> None:
    ask(client, world)
    keys = world.sts.opened[0].credentials
    logged, stored = client.log.getvalue(), repr(vars(world.store))
    assert "credentials issued" in logged
    for secret in (keys.secret_access_key, keys.session_token):
        assert secret not in logged
        assert secret not in stored
    assert EventType.CREDENTIALS_ISSUED in stored


@pytest.mark.parametrize("who", [DEV2, SRE1])
def test_p6_somebody_else_gets_none(client: Client, world: SessionWorld, who: Person) -> None:
    answer = ask(client.as_(who), world)
    assert (answer.status, answer.codes) == (403, ["credentials-not-yours"])
    assert world.sts.opened == []


@pytest.mark.parametrize(
    "arn",
    [
        None,
        "",
        f"arn:aws:iam::{JUMP_ACCOUNT}:root",
        f"arn:aws:sts::{JUMP_ACCOUNT}:assumed-role/Dev/dev1",
        "arn:aws:iam::222222222222:user/dev1",
        f"arn:aws:iam::{JUMP_ACCOUNT}:user/stranger",
    ],
)
def test_p6_who_is_no_person_gets_none(world: SessionWorld, arn: str | None) -> None:
    answer = ask(Client(world, arn), world)
    assert (answer.status, answer.codes) == (403, ["unknown-caller"])
    assert world.sts.opened == []


def test_unknown_fields_are_errors(client: Client, world: SessionWorld) -> None:
    answer = ask(client, world, json.dumps({"duration": "12h", "person": "dev2"}))
    assert (answer.status, answer.codes) == (400, ["invalid-field", "invalid-field"])
    assert world.sts.opened == []


@pytest.mark.parametrize(
    ("request_id", "status", "code"),
    [("r-0123456789ab", 404, "request-unknown"), ("nonsense", 400, "invalid-identifier")],
)
def test_what_is_not_there_has_none(client: Client, request_id: str, status: int, code: str) -> None:
    answer = client.post(f"/requests/{request_id}/credentials", {})
    assert (answer.status, answer.codes) == (status, [code])


def test_the_broker_answers_nothing_else(world: SessionWorld) -> None:
    api = build_broker(world.issue_credentials, world.rules, JUMP_ACCOUNT, Logger(stream=StringIO()))
    for method, path in (("POST", "/requests"), ("GET", "/requests/r-0123456789ab/credentials"), ("GET", "/")):
        call = event_file("api_credentials") | {"httpMethod": method, "path": path}
        assert api(call, None)["statusCode"] == 404


def test_a_lock_and_the_end_are_told_with_their_codes(client: Client, world: SessionWorld) -> None:
    request = world.granted(asked=a_submission(duration=HOUR))
    path = f"/requests/{request.id}/credentials"
    world.lock("person dev1")
    assert client.post(path, {}).codes == ["locked-person"]
    world.lock("person dev1", locked=False)
    world.clock.advance(HOUR)
    answer = client.post(path, {})
    assert (answer.status, answer.codes) == (409, ["session-not-active"])


def test_a_request_says_in_which_form_it_is_and_offers_no_switching_to_a_session_role(
    client: Client, world: SessionWorld
) -> None:
    request = world.granted()
    told = client.get(f"/requests/{request.id}").body
    assert (told["form"], told["role_arn"], told["switch_role_url"]) == ("session", SESSION_ROLE, None)
    events = client.get(f"/requests/{request.id}/events").body
    assert events["intact"]
    assert events["events"][0]["details"]["form"] == "session"
    world.rules.rules = SessionWorld(forms=None).rules.rules
    on_role = client.get(f"/requests/{world.submit(key='2').id}").body
    assert on_role["form"] == "role"
    assert on_role["switch_role_url"].startswith("https://signin.aws.amazon.com/switchrole?")


def test_the_event_as_api_gateway_sends_it_is_understood(world: SessionWorld) -> None:
    call = event_file("api_credentials")
    call["requestContext"]["identity"]["userArn"] = arn_of(DEV1)
    api = build_broker(world.issue_credentials, world.rules, JUMP_ACCOUNT, Logger(stream=StringIO()))
    assert api(call, None)["statusCode"] == 404  # r-0123456789ab was never asked for
