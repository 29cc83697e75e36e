"""AppConfig, before it puts rules in force → whether they can be read. It takes any error for a no."""

import base64
import binascii
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from aws_access.adapters.rules.file import rules_from_json
from aws_access.domain.errors import InvalidRules
from aws_access.domain.reasons import reason


class ValidateEndpoint:
    """The handler."""

    def __init__(self, logger: Logger) -> None:
        self._logger = logger

    def __call__(self, event: dict[str, Any], _context: LambdaContext) -> None:
        """InvalidRules with every fault, which AppConfig shows to whoever wanted them in force."""
        version = event.get("configurationVersion")
        try:
            rules = rules_from_json(_text(event))
        except InvalidRules as error:
            self._logger.warning("rules refused", configuration_version=version, problem=str(error))
            raise
        self._logger.info("rules accepted", configuration_version=version, rules_version=rules.version)


def _text(event: dict[str, Any]) -> str:
    try:
        return base64.b64decode(event["content"], validate=True).decode()
    except (KeyError, TypeError, binascii.Error, UnicodeDecodeError) as error:
        raise InvalidRules(reason("invalid-rules", place="file", problem="not text in UTF-8")) from error
