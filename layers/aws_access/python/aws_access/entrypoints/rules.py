"""The operators' command for the rules file: `check` it, or `publish` it to AppConfig.

Runs on the operators' machine, never in a function: it needs PyYAML.
"""

import argparse
import sys
import time
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml
from botocore.exceptions import BotoCoreError, ClientError

from aws_access.adapters.aws import CONFIG, session
from aws_access.adapters.rules.file import published_form, rules_from_value
from aws_access.domain.errors import InvalidRules
from aws_access.domain.reasons import reason
from aws_access.domain.rules import Rules

_PUBLISH_SECONDS = 120


class _Loader(yaml.SafeLoader):
    """YAML, with a key that stands twice being an error and not a silent choice."""


def _unique_keys(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for index, key in enumerate(keys):
        if key in keys[:index]:
            raise yaml.constructor.ConstructorError(
                None, None, f"{key!r} stands twice", node.value[index][0].start_mark
            )
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_keys)


def read_rules(path: Path) -> tuple[Rules, str]:
    """The rules in a YAML file, and the text to publish; InvalidRules with every fault, or with the line of a slip."""
    try:
        value = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - _Loader is a SafeLoader
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidRules(reason("invalid-rules", place=path, problem=error)) from error
    except yaml.YAMLError as error:
        raise InvalidRules(reason("invalid-rules", place=path, problem=" ".join(str(error).split()))) from error
    return rules_from_value(value), published_form(value)


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0: fine; 1: the file has faults, all of them on standard error; 2: AWS refused or did not answer."""
    options = _parser().parse_args(arguments)
    try:
        rules, text = read_rules(options.file)
        if options.command == "publish":
            _publish(text, options)
            print(f"published version {rules.version}")
        else:
            print(f"{options.file}: fine, version {rules.version}")
    except InvalidRules as error:
        print(*(each.say() for each in error.reasons), sep="\n", file=sys.stderr)
        return 1
    except (ClientError, BotoCoreError, TimeoutError) as error:
        print(f"not published: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m aws_access.entrypoints.rules", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="say whether the file is fine, or everything that is not")
    publish = commands.add_parser("publish", help="check the file and make it the version in force")
    for option in ("application", "environment", "profile", "strategy"):
        publish.add_argument(f"--{option}", required=True, help="the stack's output of this name")
    for command in (check, publish):
        command.add_argument("file", type=Path)
    return parser


def _publish(text: str, options: argparse.Namespace) -> None:
    """A new hosted version, deployed; returns when it is in force. The one before stays in force if this fails."""
    client = session().client("appconfig", config=CONFIG)
    version = client.create_hosted_configuration_version(
        ApplicationId=options.application,
        ConfigurationProfileId=options.profile,
        Content=text.encode(),
        ContentType="application/json",
    )["VersionNumber"]
    number = client.start_deployment(
        ApplicationId=options.application,
        EnvironmentId=options.environment,
        DeploymentStrategyId=options.strategy,
        ConfigurationProfileId=options.profile,
        ConfigurationVersion=str(version),
    )["DeploymentNumber"]
    deadline = time.monotonic() + _PUBLISH_SECONDS
    while time.monotonic() < deadline:
        state = client.get_deployment(
            ApplicationId=options.application, EnvironmentId=options.environment, DeploymentNumber=number
        )["State"]
        if state == "COMPLETE":
            return
        if state not in ("BAKING", "VALIDATING", "DEPLOYING"):
            break
        time.sleep(1)
    raise TimeoutError(f"deployment {number} of version {version} is not complete")


if __name__ == "__main__":
    sys.exit(main())
