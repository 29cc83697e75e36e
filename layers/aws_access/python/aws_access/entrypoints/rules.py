"""The operators' command for the rules file: `check` it, or `publish` it to AppConfig.

Runs on the operators' machine, never in a function: it needs PyYAML.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from aws_access.adapters.aws import Aws
from aws_access.adapters.rules.publish import publish
from aws_access.adapters.rules.yaml_file import read_rules
from aws_access.domain.errors import InvalidRules

if TYPE_CHECKING:
    from mypy_boto3_appconfig import AppConfigClient


def _appconfig() -> "AppConfigClient":
    client: AppConfigClient = Aws().client("appconfig")
    return client


def main(arguments: list[str] | None = None, connect: Callable[[], "AppConfigClient"] = _appconfig) -> int:
    """Exit status 0: fine; 1: the file has faults, all of them on standard error; 2: AWS refused or did not answer."""
    options = _parser().parse_args(arguments)
    try:
        rules, text = read_rules(options.file)
        if options.command == "publish":
            publish(
                connect(),
                text,
                application=options.application,
                environment=options.environment,
                profile=options.profile,
                strategy=options.strategy,
            )
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
    publishing = commands.add_parser("publish", help="check the file and make it the version in force")
    for option in ("application", "environment", "profile", "strategy"):
        publishing.add_argument(f"--{option}", required=True, help="the stack's output of this name")
    for command in (check, publishing):
        command.add_argument("file", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
