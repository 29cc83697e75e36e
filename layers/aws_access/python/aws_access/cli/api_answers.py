"""What an answer means that is not the wished one: a refusal of our API, one of API Gateway, or a page of others."""

from collections.abc import Mapping
from typing import Any

from aws_access.cli.exits import Exit, Failure, Refusal

_GATEWAY = (
    # What API Gateway says, in small letters, and the text that says what to do about it.
    ("security token included in the request is expired", "expired-credentials"),
    ("signature expired", "wrong-clock"),
    ("signature not yet current", "wrong-clock"),
    ("security token included in the request is invalid", "wrong-credentials"),
    ("signature we calculated does not match", "wrong-signature"),
    ("not authorized to perform: execute-api:invoke", "may-not-call"),
    ("not authorized to access this resource", "may-not-call"),
    ("explicit deny", "may-not-call"),
    ("missing authentication token", "no-such-api"),
    ("not found", "no-such-api"),
    ("forbidden", "gateway-forbids"),
    ("too many requests", "throttled"),
    ("limit exceeded", "throttled"),
    ("timed out", "api-failed"),
    ("internal server error", "api-failed"),
    ("service unavailable", "api-failed"),
)


def problem_with(status: int, headers: Mapping[str, str], told: Any, url: str, skew: float | None) -> Failure:
    """The Failure to raise. `told` is the parsed body; None when it is no JSON. `skew`: how far this clock is ahead."""
    if isinstance(told, dict) and isinstance(told.get("reasons"), list):
        sentences = tuple(str(each.get("message", "")) for each in told["reasons"] if isinstance(each, dict))
        codes = tuple(str(each.get("code", "")) for each in told["reasons"] if isinstance(each, dict))
        return Refusal(sentences, codes, Exit.NO_ANSWER if status >= 500 else Exit.REFUSED)
    message = told.get("message") or told.get("Message") if isinstance(told, dict) else None
    if not isinstance(message, str):
        kind = headers.get("content-type", "?").partition(";")[0]
        return Failure("not-our-api", Exit.NO_ANSWER, url=url, status=status, kind=kind)
    for part, key in _GATEWAY:
        if part in message.lower():
            return Failure(key, Exit.NO_ANSWER, url=url, seconds=round(abs(skew or 0)), message=message)
    return Failure("gateway-says", Exit.NO_ANSWER, url=url, status=status, message=message)
