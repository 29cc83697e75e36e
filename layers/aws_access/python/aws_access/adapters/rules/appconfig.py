"""The published rules, from AppConfig: taken anew within half a minute, the last good version kept when that fails."""

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.parameters import AppConfigProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

from aws_access.adapters.aws import CONFIG, session
from aws_access.adapters.rules.file import rules_from_json
from aws_access.domain.errors import InvalidRules, Unavailable
from aws_access.domain.rules import Rules

_MAX_AGE_SECONDS = 30


class AppConfigRules:
    """The port `RulesSource` over an AppConfig hosted configuration."""

    def __init__(self, application: str, environment: str, profile: str, logger: Logger) -> None:
        client = session().client("appconfigdata", config=CONFIG)
        self._provider = AppConfigProvider(environment, application, boto3_client=client)
        self._profile = profile
        self._logger = logger
        self._text = ""
        self._rules: Rules | None = None

    def current(self) -> Rules:
        """The newest readable version; Unavailable when there never was one."""
        try:
            value = self._provider.get(self._profile, max_age=_MAX_AGE_SECONDS)
            text = value.decode() if isinstance(value, bytes) else str(value)
            if self._rules is None or text != self._text:
                self._rules, self._text = rules_from_json(text), text
                self._logger.info("rules taken", rules_version=self._rules.version)
        except (GetParameterError, InvalidRules, UnicodeDecodeError) as error:
            if self._rules is None:
                raise Unavailable("AppConfig") from error
            self._logger.exception("rules not readable, keeping the last")
        return self._rules
