"""The REST API as the person calls it: signed, patient within bounds, and repeated only where that is safe."""

import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ConnectionError as NotConnected
from botocore.exceptions import ConnectTimeoutError, HTTPClientError, ReadTimeoutError, SSLError

from aws_access.cli.api_answers import problem_with
from aws_access.cli.config import region_of
from aws_access.cli.exits import Exit, Failure
from aws_access.cli.identity import Identity
from aws_access.cli.machine import Machine
from aws_access.cli.web import open_http
from aws_access.domain.reasons import Language

_CONNECT, _READ = 5, 30  # API Gateway gives up after 29 s
_PAUSES = (0.5, 1.5)
_AGAIN = frozenset({429, 500, 502, 503, 504})
_NEVER_SENT = (ConnectTimeoutError,)


class Api:
    """One address. What it answers comes as parsed JSON; a refusal, or no answer, as Failure."""

    def __init__(self, machine: Machine, identity: Identity, url: str, language: Language) -> None:
        self.url = url
        self.skew: float | None = None
        self._machine = machine
        self._identity = identity
        self._language = language
        self._http = open_http(url, (_CONNECT, _READ), identity.ca_bundle)

    def get(self, path: str, **query: str | None) -> dict[str, Any]:
        """Reads; with those of the query that are not None."""
        given = {name: value for name, value in query.items() if value is not None}
        # A space is `+` in a form and `%20` in a signature.
        text = f"?{urlencode(given, quote_via=quote)}" if given else ""
        return self._call("GET", path + text, None, {}, repeatable=True)

    def post(self, path: str, body: Mapping[str, object], *, key: str | None = None) -> dict[str, Any]:
        """Changes something, once. With an idempotency key it may be sent again, and is the same change."""
        headers = {"Idempotency-Key": key} if key is not None else {}
        return self._call("POST", path, json.dumps(body).encode(), headers, repeatable=key is not None)

    def _call(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str], *, repeatable: bool
    ) -> dict[str, Any]:
        for pause in (*_PAUSES, None):
            try:
                status, answered, content = self._send(method, path, body, headers)
            except (NotConnected, HTTPClientError) as error:
                if pause is None or isinstance(error, SSLError) or not (repeatable or isinstance(error, _NEVER_SENT)):
                    raise self._unreached(error, sure=repeatable) from error
            else:
                if pause is None or not repeatable or status not in _AGAIN:
                    return self._read(status, answered, content)
            self._machine.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _send(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        told = {**headers, "Accept": "application/json", "Accept-Language": self._language}
        if body is not None:
            told["Content-Type"] = "application/json"
        request = AWSRequest(method=method, url=self.url + path, data=body, headers=told)
        keys = self._identity.credentials()
        region = region_of(self.url) or self._identity.region
        if region is None:
            raise Failure("no-region")
        SigV4Auth(keys, "execute-api", region).add_auth(request)
        answer = self._http.send(request.prepare())
        answered = {name.lower(): value for name, value in answer.headers.items()}
        self._note_clock(answered)
        return answer.status_code, answered, answer.content

    def _note_clock(self, answered: Mapping[str, str]) -> None:
        try:
            theirs = parsedate_to_datetime(answered["date"])
            self.skew = (self._machine.now() - theirs).total_seconds()
        except (KeyError, TypeError, ValueError):  # TypeError: in no time zone
            return

    def _read(self, status: int, answered: Mapping[str, str], content: bytes) -> dict[str, Any]:
        try:
            told = json.loads(content)
        except (ValueError, RecursionError):
            told = None
        if isinstance(told, dict) and 200 <= status < 300:
            return told
        raise problem_with(status, answered, told, self.url, self.skew)

    def _unreached(self, error: Exception, *, sure: bool) -> Failure:
        if isinstance(error, ReadTimeoutError):
            return Failure("api-slow" if sure else "api-slow-unsure", Exit.NO_ANSWER, url=self.url)
        return Failure("no-network", Exit.NO_ANSWER, place=self.url, problem=error)
