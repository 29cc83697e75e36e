"""The messages on roles.fifo: which role to look at, and why."""

import json
from dataclasses import dataclass

from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import RoleArn
from aws_access.domain.reasons import reason


@dataclass(frozen=True, slots=True)
class RoleMessage:
    """`nonce` makes every body its own: the queue drops a second equal body within five minutes."""

    role_arn: RoleArn
    cause: str
    nonce: str

    def dump(self) -> str:
        """The body."""
        return json.dumps({"role_arn": self.role_arn, "cause": self.cause, "nonce": self.nonce})

    @classmethod
    def parse(cls, body: str) -> "RoleMessage":
        """The message in a body; InvalidInput."""
        try:
            fields = json.loads(body)
            return cls(RoleArn(fields["role_arn"]), str(fields["cause"]), str(fields["nonce"]))
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidInput(reason("invalid-field", field="body", problem="not a role message")) from error


def group_of(role_arn: RoleArn) -> str:
    """The message group of a role, at most 77 characters where an ARN may be longer than SQS's 128."""
    return f"{role_arn.account}:{role_arn.name}"
