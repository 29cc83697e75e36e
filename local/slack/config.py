"""What a workspace is made of: its people, channels, app and secrets, as they stand in a JSON file."""

from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

UserId = Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{2,20}$")]
ChannelId = Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{2,20}$")]


def direct_channel(person_id: str) -> str:
    """The id of the direct messages between this person and the app."""
    return "D" + person_id[1:]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(_Frozen):
    """An account of the workspace, as `users.info` tells of it.

    Deleted accounts and bots may act here, which Slack would never let them: so that the app's own check can be seen.
    """

    id: UserId
    name: str
    real_name: str = ""
    email: str = ""
    locale: str = "en-US"
    tz: str = "UTC"
    is_bot: bool = False
    is_restricted: bool = False  # a guest of several channels
    is_ultra_restricted: bool = False  # a guest of one channel
    is_stranger: bool = False  # of another company, through a shared channel
    deleted: bool = False

    @field_validator("tz")
    @classmethod
    def _known_zone(cls, tz: str) -> str:
        try:
            ZoneInfo(tz)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"unknown time zone {tz!r}: give a name such as Asia/Tokyo") from error
        return tz

    @property
    def full_name(self) -> str:
        return self.real_name or self.name


class Channel(_Frozen):
    id: ChannelId
    name: str
    is_private: bool = False
    members: tuple[UserId, ...] | None = None  # None: everybody, the app's bot included


class UserGroup(_Frozen):
    id: Annotated[str, Field(pattern=r"^S[A-Z0-9]{2,20}$")]
    handle: str
    users: tuple[UserId, ...] = ()


class WorkspaceConfig(_Frozen):
    people: Annotated[tuple[Person, ...], Field(min_length=1)]
    channels: tuple[Channel, ...]
    user_groups: tuple[UserGroup, ...] = ()
    bot_token: SecretStr
    signing_secret: SecretStr
    request_url: str = ""  # may be set later, when the app is deployed
    commands: Annotated[tuple[str, ...], Field(min_length=1)] = ("/aws-access",)
    team_id: str = "T0LOCAL"
    team_name: str = "Local"
    team_domain: str = "local"
    app_id: str = "A0ACCESS"
    bot_user_id: UserId = "U0ACCESSBOT"
    bot_id: str = "B0ACCESSBOT"
    bot_name: str = "aws-access"
    answer_within_seconds: float = 3.0

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [person.id for person in self.people] + [self.bot_user_id]
        names = [person.name for person in self.people] + [self.bot_name]
        for what, values in {
            "person id": ids,
            "person name": names,
            "channel id": [channel.id for channel in self.channels],
            "channel name": [channel.name for channel in self.channels],
            "user group id": [group.id for group in self.user_groups],
        }.items():
            if twice := sorted({value for value in values if values.count(value) > 1}):
                raise ValueError(f"{what} used twice: {', '.join(twice)}")
        for channel in self.channels:
            if unknown := sorted(set(channel.members or ()) - set(ids)):
                raise ValueError(f"channel {channel.name} has unknown members: {', '.join(unknown)}")
        for group in self.user_groups:
            if unknown := sorted(set(group.users) - set(ids)):
                raise ValueError(f"user group {group.handle} has unknown members: {', '.join(unknown)}")
        if wrong := [command for command in self.commands if not command.startswith("/")]:
            raise ValueError(f"a command begins with a slash: {', '.join(wrong)}")
        return self


def read_config(path: Path) -> WorkspaceConfig:
    """The workspace in this file; pydantic's ValidationError names every field that is wrong."""
    return WorkspaceConfig.model_validate_json(path.read_bytes())
