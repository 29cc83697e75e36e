"""Where published rules are: in AWS AppConfig, as an operator reaches it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from aws_access.adapters.rules.publish import published_text
from aws_access.cli.exits import Exit, Failure
from aws_access.cli.identity import aws_told
from aws_access.cli.setup import Setup
from aws_access.cli.stack import outputs_of

if TYPE_CHECKING:
    from mypy_boto3_appconfig import AppConfigClient

OUTPUTS = {
    "application": "RulesApplication",
    "environment": "RulesEnvironment",
    "profile": "RulesProfile",
    "strategy": "RulesDeploymentStrategy",
}
"""The outputs of the stack that say it."""


def places_of(setup: Setup, stack: str | None, names: Mapping[str, str | None]) -> dict[str, str]:
    """Named one by one, or by the stack. Failure for anything between."""
    given = {name: value for name, value in names.items() if value is not None}
    if stack is None and set(given) == set(OUTPUTS):
        return given
    if stack is None or given:
        raise Failure("name-places")
    values = outputs_of(setup.operator, stack)
    if missing := sorted(set(OUTPUTS.values()) - set(values)):
        raise Failure("no-output", stack=stack, output=", ".join(missing))
    return {name: values[output] for name, output in OUTPUTS.items()}


def published_now(setup: Setup, places: Mapping[str, str]) -> str | None:
    """The text that is in force; None when nothing was ever published."""
    with appconfig_told(setup) as client:
        return published_text(client, **{name: places[name] for name in ("application", "environment", "profile")})


@contextmanager
def appconfig_told(setup: Setup) -> "Iterator[AppConfigClient]":
    """With the credentials and the region as AWS's tools find them; what AWS says no to is a Failure."""
    try:
        with aws_told(setup.operator.profile):
            yield setup.operator.client("appconfig")
    except TimeoutError as error:
        raise Failure("not-in-force", Exit.NO_ANSWER, problem=error) from error
