"""The person for AWS: their credentials, found where AWS's own tools find them, and clients that use them."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoRegionError,
    ProfileNotFound,
)
from botocore.exceptions import (
    ConnectionError as NotConnected,
)

from aws_access.cli.exits import Exit, Failure
from aws_access.cli.machine import Machine

_PATIENCE = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 3})
_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
_WRONG = frozenset({"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "AuthFailure"})


class Identity:
    """`profile` None: the variables of the environment, or the default profile. `region` None: as they say."""

    def __init__(self, machine: Machine, profile: str | None, region: str | None) -> None:
        self._machine = machine
        self.profile = profile
        self._region = region

    @cached_property
    def _session(self) -> botocore.session.Session:
        return botocore.session.Session(profile=self.profile)

    @property
    def region(self) -> str | None:
        """Of the jump account's stack."""
        with aws_told(self.profile):
            found: str | None = self._region or self._session.get_config_variable("region")
        return found

    @property
    def ca_bundle(self) -> str | None:
        """The certificates to trust, where AWS's tools are told to trust others than their own."""
        with aws_told(self.profile):
            found: str | None = self._session.get_config_variable("ca_bundle")
        return found

    def credentials(self) -> Credentials:
        """The person's, as they are now. Failure when there are none."""
        with aws_told(self.profile):
            found = self._session.get_credentials()
            frozen = found.get_frozen_credentials() if found is not None else None
        if frozen is None or not frozen.access_key or not frozen.secret_key:
            raise Failure("no-credentials", Exit.NO_ANSWER)
        return Credentials(frozen.access_key, frozen.secret_key, frozen.token)

    def client(self, service: str) -> Any:
        """An AWS client."""
        if self._machine.clients is not None:
            return self._machine.clients(service)
        self.credentials()
        make: Any = self._session.create_client  # the stubs know each service by its name; here it is any
        with aws_told(self.profile):
            return make(service, region_name=self.region, config=_PATIENCE)

    def iam_user(self) -> str:
        """The name of the person's IAM user, which their sessions have to bear. Failure for anybody else."""
        with aws_told(self.profile):
            arn: str = self.client("sts").get_caller_identity()["Arn"]
        kind, _, name = arn.partition(":user/")
        if not name:
            raise Failure("not-an-iam-user", arn=kind)
        return name.rsplit("/", 1)[-1]


@contextmanager
def aws_told(profile: str | None) -> Iterator[None]:
    """What AWS, or the search for credentials, says, as a Failure."""
    try:
        yield
    except ProfileNotFound as error:
        raise Failure("no-profile", profile=profile or error.kwargs.get("profile", "?")) from error
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _EXPIRED:
            raise Failure("expired-credentials", Exit.NO_ANSWER) from error
        if code in _WRONG:
            raise Failure("wrong-credentials", Exit.NO_ANSWER) from error
        message = str(error.response.get("Error", {}).get("Message") or error)
        raise Failure("aws-refuses", Exit.NO_ANSWER, operation=error.operation_name, problem=message) from error
    except NoRegionError as error:
        raise Failure("no-region") from error
    except (NotConnected, HTTPClientError) as error:
        raise Failure("no-network", Exit.NO_ANSWER, place="AWS", problem=error) from error
    except BotoCoreError as error:
        raise Failure("no-credentials-because", Exit.NO_ANSWER, problem=error) from error
