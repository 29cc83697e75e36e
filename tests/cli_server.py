"""The API on loopback, over a world of fakes: it takes only what is signed as AWS signs, and can misbehave on demand.

Beside it a stand-in for STS and for the console's sign-in, as far as the command line calls them.
"""

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from aws_access.domain.model import Person
from tests.api_client import Client, arn_of
from tests.builders import DEV1, DEV2, JUMP_ACCOUNT, SRE1, SRE2
from tests.world import World

KEYS = {f"AKIA{each.iam_user.upper()}": each for each in (DEV1, DEV2, SRE1, SRE2)}
SECRET = "made-up"
REGION = "us-east-1"
_SESSION = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIA{number}</AccessKeyId><SecretAccessKey>secret-{number}</SecretAccessKey>
<SessionToken>{role} as {name}</SessionToken><Expiration>{until}</Expiration></Credentials></AssumeRoleResult>
</AssumeRoleResponse>"""
_CALLER = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>{arn}</Arn><Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""


@dataclass(frozen=True)
class Canned:
    """An answer in place of the API's own; `body` None: the connection is closed without one."""

    status: int = 200
    body: str | None = "{}"
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


@dataclass
class ApiServer:
    """`canned`: the next answers. `calls`: who called what. `sessions`: requests of the form session.

    `date`: what it says instead of the time.
    """

    world: World = field(default_factory=World)
    canned: list[Canned] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    sessions: set[str] = field(default_factory=set)
    identity: str | None = None
    clock_ahead: timedelta = timedelta()
    date: str | None = None
    slack: tuple[int, Any, str | None] = (200, {"ok": False, "error": "invalid_auth"}, None)
    url: str = ""
    handed_out: int = 0

    def api(self, person: Person, method: str, path: str, body: str, headers: Mapping[str, str]) -> tuple[int, Any]:
        parts = urlsplit(path)
        if method == "POST" and parts.path.endswith("/credentials"):
            return self._credentials(person, parts.path.split("/")[2])
        answer = Client(self.world, arn_of(person)).call(
            method, parts.path, body=body or None, headers=dict(headers), query=dict(parse_qsl(parts.query)) or None
        )
        return answer.status, self._with_form(answer.body)

    def sts(self, person: Person, form: Mapping[str, str]) -> str:
        if form["Action"] == "GetCallerIdentity":
            return _CALLER.format(arn=self.identity or arn_of(person))
        self.handed_out += 1
        until = self.world.clock.now() + timedelta(hours=1)
        facts = {"number": self.handed_out, "role": form["RoleArn"], "name": form["RoleSessionName"]}
        return _SESSION.format(**facts, until=f"{until:%Y-%m-%dT%H:%M:%SZ}")

    def _credentials(self, person: Person, request_id: str) -> tuple[int, Any]:
        """What the broker will give: to the requester alone."""
        _, request = self.api(person, "GET", f"/requests/{request_id}", "", {})
        if request["requester"] != person.iam_user:
            told = {"code": "not-the-requester", "message": "These are not yours.", "facts": {}}
            return 403, {"error": "NotAllowed", "reasons": [told]}
        self.handed_out += 1
        return 200, {
            "access_key_id": f"ASIA{self.handed_out}",
            "secret_access_key": f"secret-{self.handed_out}",
            "session_token": f"session of {request_id}",
            "expires_at": (self.world.clock.now() + timedelta(hours=1)).isoformat(),
            "session_name": str(person.iam_user),
        }

    def _with_form(self, body: Any) -> Any:
        for each in [body, *body.get("requests", [])]:
            if each.get("request_id") in self.sessions:
                each["form"] = "session"
        return body


@contextmanager
def running(server: ApiServer) -> Iterator[ApiServer]:
    """The server, at `url` until the end."""
    listening = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    server.url = f"http://127.0.0.1:{listening.server_address[1]}"
    threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()


def _handler(server: ApiServer) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"server_here": server, "one_at_a_time": threading.Lock()})


class _Handler(BaseHTTPRequestHandler):
    server_here: ApiServer
    one_at_a_time: threading.Lock
    scopes: str | None = None

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        with self.one_at_a_time:
            if self.path.startswith("/federation"):
                self._say(200, json.dumps(_signed_in(self.path)))
            elif self.path == "/slack/auth.test":
                status, told, self.scopes = self.server_here.slack
                self._say(status, json.dumps(told) if told is not None else "<html>")
            else:
                self._answer_signed(body)

    def _answer_signed(self, body: str) -> None:
        server = self.server_here
        who = _signer(self.command, self.path, body, dict(self.headers), server.url)
        server.calls.append((str(who.iam_user) if who else "?", f"{self.command} {self.path}"))
        server.languages.append(self.headers.get("Accept-Language", ""))
        if self.path.startswith("/v1") and server.canned:
            self._canned(server.canned.pop(0))
        elif who is None:
            self._say(403, '{"message": "The request signature we calculated does not match …"}')
        elif self.path.startswith("/v1"):
            status, told = server.api(who, self.command, self.path.removeprefix("/v1"), body, dict(self.headers))
            self._say(status, json.dumps(told))
        else:
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(200, server.sts(who, form), "text/xml")

    def _canned(self, answer: Canned) -> None:
        if answer.body is None:
            self.close_connection = True
            self.connection.close()
            return
        self._say(answer.status, answer.body, dict(answer.headers).get("Content-Type", "text/plain"))

    def _say(self, status: int, body: str, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if self.scopes is not None:
            self.send_header("x-oauth-scopes", self.scopes)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def date_time_string(self, timestamp: float | None = None) -> str:
        del timestamp
        server = self.server_here
        return server.date or format_datetime(server.world.clock.now() + server.clock_ahead, usegmt=True)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def _signer(method: str, path: str, body: str, headers: Mapping[str, str], base: str) -> Person | None:
    """Whose keys signed exactly this, for the right service and region; None for nobody's."""
    said = re.match(
        r"AWS4-HMAC-SHA256 Credential=(\w+)/\d{8}/([\w-]+)/([\w-]+)/aws4_request, SignedHeaders=([\w;-]+), ",
        headers.get("Authorization", ""),
    )
    wanted = "execute-api" if path.startswith("/v1") else "sts"
    if said is None or said[1] not in KEYS or (said[2], said[3]) != (REGION, wanted):
        return None
    signed = {name: value for name, value in headers.items() if name.lower() in said[4].split(";")}
    request = AWSRequest(method, base + path, headers=signed, data=body.encode())
    request.context["timestamp"] = headers["X-Amz-Date"]
    signer = SigV4Auth(Credentials(said[1], SECRET), said[3], said[2])
    canonical = signer.canonical_request(request)
    signature = signer.signature(signer.string_to_sign(request, canonical), request)
    return KEYS[said[1]] if headers["Authorization"].endswith(f"Signature={signature}") else None


def _signed_in(path: str) -> dict[str, str]:
    """The token that stands for the session that was sent."""
    query = dict(parse_qsl(urlsplit(path).query))
    session = json.loads(query["Session"])
    assert query["Action"] == "getSigninToken"
    assert set(session) == {"sessionId", "sessionKey", "sessionToken"}
    return {"SigninToken": f"token for {session['sessionToken']}"}


__all__ = ["JUMP_ACCOUNT", "KEYS", "REGION", "SECRET", "ApiServer", "Canned", "running"]
