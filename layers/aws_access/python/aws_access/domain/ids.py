"""Identifiers: text that was validated once, where it came in."""

import re
from enum import StrEnum
from typing import ClassVar, Self

from aws_access.domain.errors import InvalidInput
from aws_access.domain.reasons import reason


class _Identifier(str):
    """Text of one form; making one from anything else raises InvalidInput."""

    __slots__ = ()
    pattern: ClassVar[re.Pattern[str]]
    kind: ClassVar[str]

    def __new__(cls, value: str) -> Self:
        if not cls.pattern.fullmatch(value):
            raise InvalidInput(reason("invalid-identifier", kind=cls.kind, value=value[:100]))
        return super().__new__(cls, value)


class AccountId(_Identifier):
    """An AWS account: 12 digits."""

    __slots__ = ()
    pattern = re.compile(r"[0-9]{12}")
    kind = "AWS account id"


class IamUserName(_Identifier):
    """An IAM user of the jump account. At least 2 characters, because it has to serve as a role session name."""

    __slots__ = ()
    pattern = re.compile(r"[A-Za-z0-9_+=,.@-]{2,64}")
    kind = "IAM user name"


class SlackUserId(_Identifier):
    """A Slack user. Never an e-mail address or a display name: their owners can change those."""

    __slots__ = ()
    pattern = re.compile(r"[UW][A-Z0-9]{2,30}")
    kind = "Slack user id"


class RequestId(_Identifier):
    """`r-` and 12 characters of Crockford's base 32."""

    __slots__ = ()
    pattern = re.compile(r"r-[0-9a-hjkmnp-tv-z]{12}")
    kind = "request id"


class Form(StrEnum):
    """How a grant is given. Stored and sent: the values are a contract."""

    ROLE = "role"
    SESSION = "session"


SESSION_ROLE_PREFIX = "aws-access-session-"
"""What the names of session roles begin with, and of no other roles. IAM's policies go by it too: the broker may assume
no other, and no team role may touch one.
"""


class RoleArn(_Identifier):
    """The ARN of an IAM role."""

    __slots__ = ()
    pattern = re.compile(r"arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role/(?:[\x21-\x7e]+/)?[A-Za-z0-9_+=,.@-]{1,64}")
    kind = "role ARN"

    @property
    def account(self) -> AccountId:
        """The account that the role is in."""
        return AccountId(self.split(":")[4])

    @property
    def aws_partition(self) -> str:
        """`aws`, `aws-cn` or `aws-us-gov`."""
        return self.split(":")[1]

    @property
    def name(self) -> str:
        """The role's name, without its path; unique within the account."""
        return self.rsplit("/", 1)[1]

    @property
    def path_and_name(self) -> str:
        """`Dev`, or `division/Dev` for a role with a path."""
        return self.split(":role/", 1)[1]

    @property
    def form(self) -> Form:
        """The form of grants that go by this role."""
        return Form.SESSION if self.path_and_name.startswith(SESSION_ROLE_PREFIX) else Form.ROLE
