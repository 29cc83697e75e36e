"""Groups that are read over HTTP: a webhook of the operators' own, PagerDuty and Opsgenie."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

import urllib3
from botocore.exceptions import ClientError
from pydantic import BaseModel, Field, ValidationError

from aws_access.adapters.secrets import Secret
from aws_access.domain.errors import NotFound, Unavailable

LARGEST = 1_000_000
"""Bytes of an answer."""

_PATIENCE = urllib3.Timeout(connect=2, read=2)
_MOST_SECONDS = 5
_PART = 65_536
_MOST_PAGES = 10

_Form = TypeVar("_Form", bound=BaseModel)
_Name = Annotated[str, Field(max_length=200)]


class Http:
    """GET with bounds: on the time, on the size, and on where it may lead. `plain`: http:// too, for local stacks."""

    def __init__(self, secret: Callable[[str], Secret], *, plain: bool) -> None:
        self._secret = secret
        self._plain = plain
        self._pool = urllib3.PoolManager(timeout=_PATIENCE, retries=False)

    def get(self, url: str, form: type[_Form], secret: str | None, scheme: str, **headers: str) -> _Form:
        """The answer in this form. The secret of this name goes into the header `Authorization`, after `scheme`.

        NotFound when there is nothing there (404, 410); else Unavailable. Redirects are not followed: they would take
        the secret along.
        """
        if not url.startswith("https://") and not self._plain:
            raise Unavailable(_host(url))
        sent = {"Accept": "application/json", "User-Agent": "aws-access", **headers}
        if secret is not None:
            sent["Authorization"] = f"{scheme}{self._reveal(secret)}"
        status, body = self._fetch(url, sent)
        if status in (404, 410):
            raise NotFound
        if status != 200 or len(body) > LARGEST:
            raise Unavailable(f"{_host(url)} (status {status}, {len(body)} bytes)")
        try:
            return form.model_validate_json(body)
        except ValidationError as error:
            raise Unavailable(f"{_host(url)} (not the answer that was expected)") from error

    def _reveal(self, name: str) -> str:
        """A secret that is missing or refused makes one group unreadable, and not all of them."""
        try:
            return self._secret(name).reveal()
        except (ClientError, KeyError) as error:  # KeyError: it is kept as bytes
            raise Unavailable(f"secret {name}") from error

    def _fetch(self, url: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
        try:
            answer = self._pool.request("GET", url, headers=dict(headers), redirect=False, preload_content=False)
            try:
                return answer.status, _body(answer)
            finally:
                answer.close()
        except (urllib3.exceptions.HTTPError, OSError, UnicodeError, ValueError) as error:
            raise Unavailable(_host(url)) from error


def _body(answer: urllib3.BaseHTTPResponse) -> bytes:
    """As much of it as we take, and for as long: each part may come just in time."""
    ends, body = time.monotonic() + _MOST_SECONDS, bytearray()
    while (part := answer.read1(_PART)) and len(body) <= LARGEST:
        body += part
        if time.monotonic() > ends:
            raise TimeoutError
    return bytes(body)


class _People(BaseModel):
    people: tuple[_Name, ...]


class _User(BaseModel):
    id: _Name


class _OnCall(BaseModel):
    user: _User


class _OnCalls(BaseModel):
    oncalls: tuple[_OnCall, ...]
    more: bool = False


class _Recipients(BaseModel):
    onCallRecipients: tuple[_Name, ...] = ()  # noqa: N815 - Opsgenie's name


class _Answer(BaseModel):
    data: _Recipients


def webhook(http: Http) -> Callable[[Mapping[str, Any]], Sequence[str]]:
    """Reads `{"people": [...]}`."""

    def read(settings: Mapping[str, Any]) -> Sequence[str]:
        return http.get(settings["url"], _People, settings["secret"], "Bearer ").people

    return read


def pagerduty(http: Http) -> Callable[[Mapping[str, Any]], Sequence[str]]:
    """Reads who is on call now in a schedule of PagerDuty: `GET /oncalls`, every page."""

    def read(settings: Mapping[str, Any]) -> Sequence[str]:
        found: list[str] = []
        for page in range(_MOST_PAGES):
            query = f"schedule_ids%5B%5D={settings['schedule']}&limit=100&offset={page * 100}"
            answer = http.get(
                f"{settings['url'].rstrip('/')}/oncalls?{query}",
                _OnCalls,
                settings["secret"],
                "Token token=",
                Accept="application/vnd.pagerduty+json;version=2",
            )
            found += [each.user.id for each in answer.oncalls]
            if not answer.more:
                return _ours(found, settings)
        raise Unavailable("PagerDuty (too many pages)")

    return read


def opsgenie(http: Http) -> Callable[[Mapping[str, Any]], Sequence[str]]:
    """Reads who is on call now in a schedule of Opsgenie: `GET /v2/schedules/…/on-calls`."""

    def read(settings: Mapping[str, Any]) -> Sequence[str]:
        url = f"{settings['url'].rstrip('/')}/v2/schedules/{settings['schedule']}/on-calls?flat=true"
        answer = http.get(url, _Answer, settings["secret"], "GenieKey ")
        return _ours(answer.data.onCallRecipients, settings)

    return read


def _ours(found: Sequence[str], settings: Mapping[str, Any]) -> Sequence[str]:
    """Those of them of whom the rules say who they are."""
    return [settings["people"][each] for each in dict.fromkeys(found) if each in settings["people"]]


def _host(url: str) -> str:
    """What may be said of an address: its path may hold a secret."""
    return urllib3.util.parse_url(url).host or "?"
