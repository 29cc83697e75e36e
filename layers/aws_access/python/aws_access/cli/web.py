"""HTTP as AWS's own tools do it; and calls to others than our API: Slack, and the console's sign-in."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.awsrequest import AWSRequest
from botocore.exceptions import ConnectionError as NotConnected
from botocore.exceptions import HTTPClientError
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

from aws_access.cli.exits import Exit, Failure

_PATIENCE = (5, 15)


def open_http(url: str, patience: tuple[int, int] = _PATIENCE, ca_bundle: str | None = None) -> Any:
    """What sends: through the proxies of the environment, and trusting whom AWS's tools trust."""
    make: Any = URLLib3Session  # its stubs know neither two time-outs nor the path of a bundle
    return make(timeout=patience, proxies=get_environ_proxies(url), verify=ca_bundle or True)


def fetch(url: str, place: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Any:
    """The answer, as botocore gives it. Failure when nobody answers. `place` names it, where the URL holds secrets."""
    try:
        return open_http(url).send(AWSRequest(method=method, url=url, headers=dict(headers or {})).prepare())
    except (NotConnected, HTTPClientError) as error:
        raise Failure("no-network", Exit.NO_ANSWER, place=place, problem=type(error).__name__) from None


def fetch_json(url: str, place: str) -> dict[str, Any]:
    """A JSON object. Failure for anything else."""
    answer = fetch(url, place)
    try:
        told = json.loads(answer.content)
    except ValueError:
        told = None
    if answer.status_code != 200 or not isinstance(told, dict):
        kind = answer.headers.get("content-type", "?").partition(";")[0]
        raise Failure("not-expected", Exit.NO_ANSWER, url=place, status=answer.status_code, kind=kind)
    return told
