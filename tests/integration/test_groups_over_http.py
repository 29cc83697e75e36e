"""A webhook, PagerDuty and Opsgenie, played by a server on loopback: what we ask, what we take, what we refuse."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from botocore.exceptions import ClientError

from aws_access.adapters.groups.http import LARGEST, Http, opsgenie, pagerduty, webhook
from aws_access.adapters.secrets import Secret
from aws_access.domain.errors import NotFound, Unavailable

SECRET = "made-up"


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: bool = False


@dataclass
class Place:
    """A server with one answer for each path, or several in turn; `seen` is what it was asked."""

    url: str
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    seen: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def say(self, path: str, body: Any, status: int = 200, **headers: str) -> None:
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers.setdefault(path, []).append(Answer(status, text, headers))

    def answer(self, path: str) -> Answer:
        found = self.answers.get(path.partition("?")[0], [Answer(404)])
        return found.pop(0) if len(found) > 1 else found[0]


@pytest.fixture
def place() -> Iterator[Place]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            answer = here.answer(self.path)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            try:
                for part in (
                    (answer.body[at : at + 1] for at in range(len(answer.body))) if answer.drip else [answer.body]
                ):
                    self.wfile.write(part)
                    if answer.drip:
                        time.sleep(0.5)
            except OSError:
                pass  # they had enough

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = Place(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield here
    server.shutdown()
    server.server_close()


def http(*, plain: bool = True) -> Http:
    return Http(lambda _: Secret(SECRET), plain=plain)


Read = Callable[[Place], list[str]]


def read_webhook(place: Place) -> list[str]:
    settings = {"url": f"{place.url}/who", "secret": "aws-access-groups/who"}
    return list(webhook(http())(settings))


def read_pagerduty(place: Place) -> list[str]:
    people = {"PANN": "ann", "PBOB": "bob"}
    settings = {"url": place.url, "secret": "aws-access-groups/pd", "schedule": "PSCHED", "people": people}
    return list(pagerduty(http())(settings))


def read_opsgenie(place: Place) -> list[str]:
    people = {"ann@example.com": "ann", "bob@example.com": "bob"}
    settings = {"url": f"{place.url}/", "secret": "aws-access-groups/og", "schedule": "ops", "people": people}
    return list(opsgenie(http())(settings))


def oncalls(*users: str, more: bool = False) -> dict[str, Any]:
    calls = [
        {"user": {"id": user, "summary": "…"}, "schedule": {"id": "PSCHED"}, "escalation_level": 1} for user in users
    ]
    return {"oncalls": calls, "limit": 100, "offset": 0, "more": more, "total": None}


def recipients(*users: str) -> dict[str, Any]:
    return {"data": {"_parent": {"id": "ops", "enabled": True}, "onCallRecipients": list(users)}, "took": 0.01}


KINDS: dict[str, tuple[Read, str, Any]] = {
    "webhook": (read_webhook, "/who", {"people": ["ann", "bob"]}),
    "pagerduty": (read_pagerduty, "/oncalls", oncalls("PANN", "PBOB")),
    "opsgenie": (read_opsgenie, "/v2/schedules/ops/on-calls", recipients("ann@example.com", "bob@example.com")),
}
each_kind = pytest.mark.parametrize(("read", "path", "body"), KINDS.values(), ids=KINDS)


@each_kind
def test_whoever_the_place_names_is_in_the_group(place: Place, read: Read, path: str, body: Any) -> None:
    place.say(path, body)
    assert read(place) == ["ann", "bob"]


@each_kind
def test_what_is_not_there_is_not_found(place: Place, read: Read, path: str, body: Any) -> None:
    place.say(path, body, status=404)
    with pytest.raises(NotFound):
        read(place)


@each_kind
@pytest.mark.parametrize("status", [204, 301, 400, 401, 403, 429, 500, 503])
def test_any_other_word_is_none(place: Place, read: Read, path: str, body: Any, status: int) -> None:
    place.say(path, body if status != 204 else b"", status=status)
    with pytest.raises(Unavailable):
        read(place)


@each_kind
@pytest.mark.parametrize(
    "nonsense", [b"", b"<html>", b"[]", b"{}", b'{"people": "ann"}', b"\xff\xfe", b'{"people": [{}]}']
)
def test_an_answer_of_another_form_is_none(place: Place, read: Read, path: str, body: Any, nonsense: bytes) -> None:
    del body
    place.say(path, nonsense)
    with pytest.raises(Unavailable):
        read(place)


@each_kind
def test_nobody_follows_a_redirect_with_our_secret(place: Place, read: Read, path: str, body: Any) -> None:
    place.say("/elsewhere", body)
    place.say(path, b"", status=302, Location=f"{place.url}/elsewhere")
    with pytest.raises(Unavailable):
        read(place)
    assert len(place.seen) == 1


@each_kind
def test_an_answer_without_end_is_cut_off(place: Place, read: Read, path: str, body: Any) -> None:
    place.say(path, json.dumps(body).encode() + b" " * LARGEST)
    with pytest.raises(Unavailable):
        read(place)


def test_an_answer_that_drips_is_given_up(place: Place) -> None:
    place.answers["/who"] = [Answer(body=b'{"people": ["ann", "bob"]}' + b" " * 100, drip=True)]
    began = time.monotonic()
    with pytest.raises(Unavailable):
        read_webhook(place)
    assert time.monotonic() - began < 15, "half a second for each of 126 bytes would be a minute"


@each_kind
def test_a_place_that_is_down_is_unavailable(place: Place, read: Read, path: str, body: Any) -> None:
    del path, body
    with pytest.raises(Unavailable):
        read(Place("http://127.0.0.1:9"))
    assert place.seen == []


@pytest.mark.parametrize(
    ("kind", "authorization", "path"),
    [
        ("webhook", f"Bearer {SECRET}", "/who"),
        ("pagerduty", f"Token token={SECRET}", "/oncalls?schedule_ids%5B%5D=PSCHED&limit=100&offset=0"),
        ("opsgenie", f"GenieKey {SECRET}", "/v2/schedules/ops/on-calls?flat=true"),
    ],
)
def test_each_is_asked_in_its_own_words(place: Place, kind: str, authorization: str, path: str) -> None:
    read, where, body = KINDS[kind]
    place.say(where, body)
    read(place)
    ((asked, headers),) = place.seen
    assert (asked, headers["authorization"]) == (path, authorization)
    if kind == "pagerduty":
        assert headers["accept"] == "application/vnd.pagerduty+json;version=2"


def test_pagerduty_is_read_to_its_last_page_and_nobody_is_named_twice(place: Place) -> None:
    place.say("/oncalls", oncalls("PANN", "PANN", more=True))
    place.say("/oncalls", oncalls("PANN", "PBOB", "PUNKNOWN"))
    assert read_pagerduty(place) == ["ann", "bob"]
    assert [asked.rpartition("=")[2] for asked, _ in place.seen] == ["0", "100"]


def test_pages_without_end_are_given_up(place: Place) -> None:
    place.say("/oncalls", oncalls("PANN", more=True))
    with pytest.raises(Unavailable):
        read_pagerduty(place)
    assert len(place.seen) == 10


@pytest.mark.parametrize(
    "error",
    [ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetSecretValue"), KeyError("SecretString")],
    ids=["missing", "kept as bytes"],
)
def test_a_secret_that_cannot_be_had_makes_that_group_unreadable_and_is_named(place: Place, error: Exception) -> None:
    def secret(_: str) -> Secret:
        raise error

    with pytest.raises(Unavailable, match="aws-access-groups/who"):
        webhook(Http(secret, plain=True))({"url": f"{place.url}/who", "secret": "aws-access-groups/who"})
    assert place.seen == []


def test_a_webhook_without_a_secret_is_told_none(place: Place) -> None:
    place.say("/who", {"people": []})
    assert webhook(http())({"url": f"{place.url}/who", "secret": None}) == ()
    assert "authorization" not in place.seen[0][1]


def test_where_it_is_deployed_nothing_is_read_without_tls(place: Place) -> None:
    place.say("/who", {"people": ["ann"]})
    with pytest.raises(Unavailable):
        webhook(http(plain=False))({"url": f"{place.url}/who", "secret": "aws-access-groups/who"})
    assert place.seen == []


def test_an_error_names_the_host_and_neither_path_nor_secret(place: Place) -> None:
    place.say("/who", b"", status=500)
    with pytest.raises(Unavailable) as caught:
        read_webhook(place)
    assert "127.0.0.1" in str(caught.value)
    assert "/who" not in str(caught.value)
    assert SECRET not in str(caught.value)
