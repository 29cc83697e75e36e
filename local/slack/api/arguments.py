"""Reads the arguments of a call of the Web API, which come as a form, as JSON, or in the query."""

import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from local.slack.blocks import Json
from local.slack.errors import SlackError

_TS = re.compile(r"\d{1,16}(\.\d{1,6})?")


class Arguments:
    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given

    def text(self, name: str) -> str:
        """Empty when it is not given."""
        value = self._given.get(name)
        return "" if value is None else str(value)

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"1", "true"}

    def number(self, name: str, default: int, most: int) -> int:
        """How many, from 1; Slack takes more than `most` for `most`."""
        value = self.text(name) or str(default)
        if not value.isascii() or not value.isdigit() or int(value) < 1:
            raise SlackError("invalid_limit")
        return min(int(value), most)

    def ts(self, name: str) -> float | None:
        value = self.text(name)
        if not value:
            return None
        if not _TS.fullmatch(value):
            raise SlackError(f"invalid_ts_{name}")
        return float(value)

    def structure(self, name: str, error: str) -> Any:
        """A list or an object, which a form carries as a JSON string; None when it is not given."""
        value = self._given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as invalid:
            raise SlackError(error) from invalid


async def read_arguments(request: Request) -> Arguments:
    """An empty body is no arguments, whatever its type claims: slack_sdk calls some methods so."""
    given: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not await request.body():
        return Arguments(given)
    if kind == "application/json":
        given |= await _json_object(request)
    elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        given |= dict(await request.form())
    else:
        raise SlackError("invalid_post_type")
    return Arguments(given)


async def _json_object(request: Request) -> Json:
    try:
        body = await request.json()
    except ValueError as invalid:
        raise SlackError("invalid_json") from invalid
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body
