"""The published rules, from AppConfig: taken anew within half a minute, the last good version kept when that fails.

A function that begins while AppConfig is down, or holds what cannot be read, has no version to keep: it takes the one
that the function `people` put into the table.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError, ClientError

from aws_access.adapters.rules.file import rules_from_json
from aws_access.domain.errors import InvalidRules, Unavailable
from aws_access.domain.rules import Rules
from aws_access.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_appconfigdata import AppConfigDataClient

_MAX_AGE = timedelta(seconds=30)  # AppConfig refuses to be asked more often than every 15 seconds


class KeptText(Protocol):
    """Where the text of the last good version is kept. Unavailable."""

    def rules(self) -> str | None:
        """It; None when there was none yet."""

    def keep_rules(self, text: str) -> None:
        """In place of the one before."""


class AppConfigRules:
    """The port `RulesSource` over an AppConfig hosted configuration. `keeps`: whether it keeps each good version."""

    def __init__(
        self,
        client: "AppConfigDataClient",
        application: str,
        environment: str,
        profile: str,
        clock: Clock,
        logger: Logger,
        kept: KeptText,
        *,
        keeps: bool = False,
    ) -> None:
        self._client = client
        self._kept = kept
        self._keeps = keeps
        self._names = (application, environment, profile)
        self._clock = clock
        self._logger = logger
        self._token: str | None = None
        self._rules: Rules | None = None
        self._to_keep: str | None = None
        self._look_again = datetime.min.replace(tzinfo=UTC)

    def current(self) -> Rules:
        """The newest readable version; Unavailable when there never was one."""
        now = self._clock.now()
        if self._rules is not None and now < self._look_again:
            return self._rules
        try:
            self._rules = self._newest()
        except (ClientError, BotoCoreError, InvalidRules, UnicodeDecodeError) as error:
            self._token = None  # a token that ran out would fail for ever; a new session begins with everything
            self._logger.exception("rules not readable, keeping the last")
            if self._rules is None:
                self._rules = self._last_good(error)
        self._look_again = now + _MAX_AGE
        return self._rules

    def _newest(self) -> Rules:
        if self._token is None:
            application, environment, profile = self._names
            self._token = self._client.start_configuration_session(
                ApplicationIdentifier=application,
                EnvironmentIdentifier=environment,
                ConfigurationProfileIdentifier=profile,
            )["InitialConfigurationToken"]
        answer = self._client.get_latest_configuration(ConfigurationToken=self._token)
        self._token = answer["NextPollConfigurationToken"]
        text = answer["Configuration"].read().decode()
        if not text and self._rules is not None:  # nothing new
            self._keep()
            return self._rules
        rules = rules_from_json(text)
        if self._rules is None or rules.version != self._rules.version:
            self._logger.info("rules taken", rules_version=rules.version)
            self._to_keep = text
        self._keep()
        return rules

    def _keep(self) -> None:
        """What could not be kept is at the next look: else the version before would come back with an outage."""
        if self._keeps and self._to_keep is not None:
            try:
                self._kept.keep_rules(self._to_keep)
                self._to_keep = None
            except Unavailable:
                self._logger.exception("rules not kept for functions that begin while AppConfig is down")

    def _last_good(self, error: Exception) -> Rules:
        text = self._kept.rules()
        if text is None:
            raise Unavailable("AppConfig") from error
        try:
            rules = rules_from_json(text)
        except InvalidRules:
            raise Unavailable("AppConfig") from error
        self._logger.warning("rules of before taken", rules_version=rules.version)
        return rules
