"""Secrets are not shown, not read more often than need be, and not lost while Secrets Manager is down."""

from typing import Any, cast

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from aws_access.adapters.secrets import Secret, SecretValue
from aws_access.domain.errors import Unavailable

ARN = "arn:aws:secretsmanager:us-east-1:111111111111:secret:slack-AbCdEf"


class Manager:
    """Secrets Manager with one secret."""

    def __init__(self) -> None:
        self.value, self.reads = "first", 0
        self.error: Exception | None = None

    def get_secret_value(self, **asked: Any) -> dict[str, str]:
        assert asked == {"SecretId": ARN}
        self.reads += 1
        if self.error:
            raise self.error
        return {"SecretString": self.value}


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def manager() -> Manager:
    return Manager()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def secret(manager: Manager, seconds: Seconds) -> SecretValue:
    return SecretValue(ARN, cast("Any", manager), seconds)


def test_a_secret_does_not_show_itself() -> None:
    secret = Secret("xoxb-1")
    assert secret.reveal() == "xoxb-1"
    assert "xoxb" not in f"{secret} {secret!r} {[secret]}"


def test_it_is_read_once_in_five_minutes(secret: SecretValue, manager: Manager, seconds: Seconds) -> None:
    assert manager.reads == 0
    assert [secret().reveal(), secret().reveal()] == ["first", "first"]
    manager.value = "second"
    seconds.now += 299
    assert (secret().reveal(), manager.reads) == ("first", 1)
    seconds.now += 1
    assert (secret().reveal(), manager.reads) == ("second", 2)


def test_whoever_suspects_a_new_one_looks_at_most_once_a_minute(
    secret: SecretValue, manager: Manager, seconds: Seconds
) -> None:
    secret()
    manager.value = "second"
    seconds.now += 59
    assert secret(60).reveal() == "first"
    seconds.now += 1
    assert [secret(60).reveal(), secret(60).reveal()] == ["second", "second"]
    assert manager.reads == 2


@pytest.mark.parametrize(
    "error",
    [
        ConnectTimeoutError(endpoint_url="https://secretsmanager"),
        ClientError({"Error": {"Code": "ThrottlingException"}}, "GetSecretValue"),
    ],
)
def test_while_it_cannot_be_read_the_old_one_serves(
    secret: SecretValue, manager: Manager, seconds: Seconds, error: Exception
) -> None:
    manager.error = error
    with pytest.raises(Unavailable):
        secret()
    manager.error = None
    secret()
    manager.error = error
    seconds.now += 3600
    assert secret().reveal() == "first"
    assert secret().reveal() == "first"
    assert manager.reads == 3


def test_a_clock_that_goes_back_makes_it_look_again(secret: SecretValue, manager: Manager, seconds: Seconds) -> None:
    secret()
    seconds.now -= 10
    secret()
    assert manager.reads == 2
