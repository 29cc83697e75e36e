"""The form of a group of people who are kept elsewhere, or take turns."""

from typing import Annotated

from pydantic import BaseModel, Field

from aws_access.adapters.rules.fields import STRICT, Duration, IamUser, WallTime, Zone


class _Model(BaseModel):
    model_config = STRICT


class Rotation(_Model):
    """People who take turns, each for `every`, the first of them from `starts` on."""

    people: Annotated[tuple[IamUser, ...], Field(min_length=1)]
    starts: WallTime
    every: Duration


class Override(_Model):
    """Somebody who is on call instead."""

    person: IamUser
    since: WallTime
    until: WallTime


class Schedule(_Model):
    """Who is on call, by turns."""

    rotations: Annotated[tuple[Rotation, ...], Field(min_length=1)]
    overrides: tuple[Override, ...] = ()
    time_zone: Zone | None = None


class SlackGroup(_Model):
    """A Slack user group."""

    id: Annotated[str, Field(pattern=r"^S[A-Z0-9]{2,30}$")]


# http:// is for local stacks: deployed functions refuse it. The function `people` may read secrets of this prefix.
_Url = Annotated[str, Field(pattern=r"^(https://[^\s@#]+|http://127\.0\.0\.1(:\d+)?(/[^\s@#]*)?)$", max_length=1000)]
_Secret = Annotated[str, Field(pattern=r"^aws-access-groups/[A-Za-z0-9/_+=.-]{1,180}$")]


class Webhook(_Model):
    """An address that answers `{"people": [...]}`."""

    url: _Url
    secret: _Secret | None = None


class PagerDuty(_Model):
    """A schedule in PagerDuty. `people` maps its users to ours."""

    schedule: Annotated[str, Field(pattern=r"^[A-Z0-9]{2,30}$")]
    secret: _Secret
    people: Annotated[dict[str, IamUser], Field(min_length=1)]
    url: _Url = "https://api.pagerduty.com"


class Opsgenie(_Model):
    """A schedule in Opsgenie. `people` maps its users to ours."""

    schedule: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,100}$")]
    secret: _Secret
    people: Annotated[dict[str, IamUser], Field(min_length=1)]
    url: _Url = "https://api.opsgenie.com"


class Group(_Model):
    """People who are kept elsewhere: exactly one of these says where."""

    schedule: Schedule | None = None
    slack: SlackGroup | None = None
    webhook: Webhook | None = None
    pagerduty: PagerDuty | None = None
    opsgenie: Opsgenie | None = None
