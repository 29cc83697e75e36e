"""What one call goes by: options first, then variables of the environment, then the configuration."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from aws_access.cli import texts
from aws_access.cli.config import Config, checked_url, read_config, region_of
from aws_access.cli.exits import Failure
from aws_access.cli.machine import Machine
from aws_access.domain.ids import RequestId
from aws_access.domain.reasons import Language

if TYPE_CHECKING:
    from aws_access.cli.api import Api
    from aws_access.cli.credential_files import KeptKeys
    from aws_access.cli.identity import Identity

_META = "aws_access.options"


class Setup:
    """`options` are those of the command line that were given."""

    def __init__(self, machine: Machine, options: Mapping[str, str]) -> None:
        self.machine = machine
        self._options = options

    @property
    def given(self) -> dict[str, str]:
        """What options said, by the names of the configuration."""
        names = {"lang": "language"}
        return {names.get(name, name): value for name, value in self._options.items()}

    @cached_property
    def config(self) -> Config:
        """What was configured."""
        return read_config(self.machine.config_file)

    @property
    def language(self) -> Language:
        """Of whoever reads."""
        env = self.machine.env
        said = self._options.get("lang") or env.get("AWS_ACCESS_LANG")
        if said is None:
            try:
                said = self.config.language
            except Failure:  # which has to be told in some language
                said = None
        return Language.of(said or env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or "")

    def say(self, key: str, **facts: object) -> str:
        """The text of this key."""
        return texts.say(self.language, key, **facts)

    @property
    def profile(self) -> str | None:
        """The AWS profile with the person's own credentials; None: as AWS's own tools find them."""
        return self._options.get("profile") or self.machine.env.get("AWS_ACCESS_PROFILE") or self.config.profile

    @property
    def region(self) -> str | None:
        """The region of the jump account's stack, where it was said."""
        return self._options.get("region") or self.machine.env.get("AWS_ACCESS_REGION") or self.config.region

    @property
    def api_url(self) -> str:
        """The base of the API. Failure when nobody said it."""
        url = self._options.get("api_url") or self.machine.env.get("AWS_ACCESS_API_URL") or self.config.api_url
        if url is None:
            raise Failure("not-configured", path=self.machine.config_file)
        return checked_url(url)

    def kept_keys(self, request_id: RequestId) -> "KeptKeys":
        """Where this request's credentials are kept, for this person and this API."""
        from aws_access.cli.credential_files import KeptKeys  # noqa: PLC0415 - most commands need none

        env = self.machine.env
        person = self.profile or env.get("AWS_PROFILE") or env.get("AWS_ACCESS_KEY_ID") or ""
        return KeptKeys(self.machine.cache_folder, self.api_url, person, request_id, self.machine.now)

    @cached_property
    def identity(self) -> "Identity":
        """The person, for AWS."""
        from aws_access.cli.identity import Identity  # noqa: PLC0415 - botocore takes half a second

        return Identity(self.machine, self.profile, self.region or self._region_of_api())

    def _region_of_api(self) -> str | None:
        try:
            return region_of(self.api_url)
        except Failure:  # told when the API is called
            return None

    @cached_property
    def operator(self) -> "Identity":
        """Whoever works on the stack itself: as AWS's own tools find them, unless a profile is named for this call."""
        from aws_access.cli.identity import Identity  # noqa: PLC0415 - as above

        return Identity(self.machine, self._options.get("profile"), self._options.get("region"))

    @cached_property
    def api(self) -> "Api":
        """The API, as the person."""
        from aws_access.cli.api import Api  # noqa: PLC0415 - as above

        return Api(self.machine, self.identity, self.api_url, self.language)


def current() -> Setup:
    """Of the call that is being served."""
    return setup_of(click.get_current_context())


def setup_of(ctx: click.Context) -> Setup:
    """Of this call."""
    root = ctx.find_root()
    if not isinstance(root.obj, Setup):
        root.obj = Setup(root.obj or Machine(), root.meta.setdefault(_META, {}))
    return root.obj


def keep_option(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """A callback of click's: what is given to a command counts before what is given ahead of it."""
    if value is not None:
        ctx.meta.setdefault(_META, {})[param.name] = value
    return value
