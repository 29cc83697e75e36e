"""Clients of AWS with bounds on their patience, and the one table of errors that mean "try again later"."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from aws_access.domain.errors import Unavailable

# A function has seconds, and its queue tries again: better to give up than to wait for the defaults of a minute.
CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})

TRANSIENT = frozenset(
    {
        "ConcurrentModification",
        "ConcurrentModificationException",
        "EntityTemporarilyUnmodifiable",
        "ExpiredToken",
        "ExpiredTokenException",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "InternalServerException",
        "PriorRequestNotComplete",
        "RequestLimitExceeded",
        "RequestThrottled",
        "ServiceFailure",
        "ServiceUnavailable",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)


class Aws:
    """Makes clients, all of a function's from one session: each reads AWS's endpoints and formats anew, for 80 ms."""

    def __init__(self) -> None:
        self._session = boto3.Session()

    def client(self, service: str, config: Config = CONFIG, **keys: Any) -> Any:
        """A client of this service; with other keys than the function's own, where given."""
        # The stubs know each service by its name; here it is any.
        make: Any = self._session.client
        return make(service, config=config, **keys)


def code_of(error: ClientError) -> str:
    """AWS's error code."""
    return str(error.response.get("Error", {}).get("Code", ""))


def is_transient(error: ClientError) -> bool:
    """Whether the same call may work later."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return code_of(error) in TRANSIENT or status >= 500


@contextmanager
def transient_as_unavailable(service: str) -> Iterator[None]:
    """Raises Unavailable in place of throttling, time-outs and errors of the service; others pass."""
    try:
        yield
    except ClientError as error:
        if is_transient(error):
            raise Unavailable(service) from error
        raise
    except BotoCoreError as error:
        raise Unavailable(service) from error
