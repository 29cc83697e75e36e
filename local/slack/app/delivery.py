"""Sends a signed request to the app and waits for its answer as long as Slack would."""

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Mapping
from urllib.parse import urlencode

import httpx

from local.slack.errors import NotAnsweredError
from local.slack.workspace import Workspace

_log = logging.getLogger(__name__)

_FORM = "application/x-www-form-urlencoded"


class Delivery:
    def __init__(self, workspace: Workspace, http: httpx.AsyncClient) -> None:
        self._workspace = workspace
        self._http = http

    async def send(self, form: Mapping[str, str]) -> httpx.Response:
        """The app's answer, which is HTTP 200; anything else is a NotAnsweredError."""
        config = self._workspace.config
        body = urlencode(form).encode()
        timestamp = str(int(self._workspace.clock()))
        headers = {
            "Content-Type": _FORM,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(config.signing_secret.get_secret_value(), timestamp, body),
        }
        try:
            async with asyncio.timeout(config.answer_within_seconds):
                answer = await self._http.post(self._workspace.request_url, content=body, headers=headers)
        except TimeoutError as late:
            raise NotAnsweredError("operation_timeout") from late
        except (httpx.HTTPError, httpx.InvalidURL) as failed:
            _log.warning("the app cannot be reached at %r: %s", self._workspace.request_url, failed)
            raise NotAnsweredError("dispatch_failed") from failed
        if answer.status_code != httpx.codes.OK:
            _log.warning("the app answered HTTP %s: %s", answer.status_code, answer.text[:500])
            raise NotAnsweredError("dispatch_failed")
        return answer


def signature(signing_secret: str, timestamp: str, body: bytes) -> str:
    """Slack's signature, version 0, over the raw body."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(signing_secret.encode(), signed, hashlib.sha256).hexdigest()
