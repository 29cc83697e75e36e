"""What programs send to the REST API."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from aws_access.domain.locks import LockKind
from aws_access.domain.words import LONGEST_REASON


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:  # the last hours of the year 9999, west of here
        raise ValueError("too far away") from error


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Why = Annotated[str, Field(max_length=LONGEST_REASON)]


Resources = Annotated[
    str | None, Field(max_length=5200, examples=["table/orders table/customers"], description="Spaces between several")
]


OwnPolicy = Annotated[
    dict[str, Any] | str | None,
    Field(description="With the service `policy`: an IAM policy document, as an object or as its text"),
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class SubmitBody(_Body):
    """What somebody asks for, in the words of the Slack command."""

    service: Annotated[str, Field(max_length=100, examples=["dynamodb", "s3:read,list"])]
    environment: Annotated[str, Field(max_length=64, examples=["verify"])]
    duration: Annotated[str, Field(max_length=40, examples=["4h"])]
    resource: Resources = None
    policy: OwnPolicy = None
    reason: Why = ""
    start: Moment | None = None
    break_glass: bool = False


class ApproveBody(_Body):
    """Names what is approved, so that nothing else can be; and makes it shorter or smaller, where anything is given."""

    payload_hash: Hash
    duration: Annotated[str | None, Field(max_length=40, examples=["1h"])] = None
    service: Annotated[str | None, Field(max_length=100, examples=["dynamodb:read"])] = None
    resource: Resources = None


class ExtendBody(_Body):
    """Goes on with access from its end."""

    duration: Annotated[str, Field(max_length=40, examples=["2h"])]
    reason: Why = ""


class ReviewBody(_Body):
    """What was found."""

    note: Annotated[Why, Field(min_length=1)]


class LockBody(_Body):
    """What is stopped, or let go on, as in the Slack command."""

    kind: LockKind
    name: Annotated[str, Field(max_length=300, examples=["dev1", "verify/Dev", "verify"])] = ""
    reason: Why = ""


class CredentialsBody(_Body):
    """Nothing: for how long there are credentials was approved."""


class DenyBody(_Body):
    """Tells the requester why."""

    reason: Annotated[Why, Field(min_length=1)]


class RevokeBody(_Body):
    """Why it ends early."""

    reason: Why = ""
