"""Secrets Manager: secrets by reference, in a type that cannot be printed by mistake."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from aws_access.adapters.aws import transient_as_unavailable
from aws_access.domain.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

MOST_SECONDS = 300.0
"""How old a value may be in general."""


class Secret:
    """Text that logs, tracebacks and f-strings do not show."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text itself: only where it is used."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"


class SecretValue:
    """The value of the secret with this ARN, read when it is asked for and remembered for a while."""

    def __init__(self, arn: str, client: "SecretsManagerClient", seconds: Callable[[], float] = time.time) -> None:
        self._arn = arn
        self._client = client
        self._seconds = seconds
        self._known: Secret | None = None
        self._looked_at = 0.0

    def __call__(self, most_seconds: float = MOST_SECONDS) -> Secret:
        """The value, looked at not longer ago than this. Unavailable when it could never be read."""
        if self._known is None or not 0 <= self._seconds() - self._looked_at < most_seconds:
            self._known = self._read()
            self._looked_at = self._seconds()
        return self._known

    def _read(self) -> Secret:
        try:
            with transient_as_unavailable("Secrets Manager"):
                return Secret(self._client.get_secret_value(SecretId=self._arn)["SecretString"])
        except Unavailable:
            if self._known is None:
                raise
            return self._known  # it was right a while ago, and most likely is
