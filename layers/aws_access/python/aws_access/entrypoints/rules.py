"""The operators' command for the rules file: `check` it, or `publish` it to AppConfig.

Runs on the operators' machine, never in a function: it needs PyYAML.
"""

import argparse
import sys
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from botocore.exceptions import BotoCoreError, ClientError

from aws_access.adapters.aws import Aws
from aws_access.adapters.rules.file import LARGEST, published_form, rules_from_value
from aws_access.adapters.rules.publish import publish
from aws_access.domain.errors import InvalidRules
from aws_access.domain.reasons import reason
from aws_access.domain.rules import Rules

if TYPE_CHECKING:
    from mypy_boto3_appconfig import AppConfigClient


class _Loader(yaml.SafeLoader):
    """YAML, with a key that stands twice being an error and not a silent choice, and with no aliases.

    A few lines of aliases can stand for gigabytes.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Of the YAML library."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call] # the stubs know no type for it
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not read here: write it out", mark)
        return super().compose_node(parent, index)


def _unique_keys(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    seen = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if isinstance(key, Hashable):  # PyYAML refuses what is not
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} stands twice", key_node.start_mark)
            seen.add(key)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


def _plain_text(loader: _Loader, node: yaml.ScalarNode) -> str:
    """No field is a time, so what looks like one is text, and wrong where its field says so."""
    return str(loader.construct_scalar(node))


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_keys)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _plain_text)


def read_rules(path: Path) -> tuple[Rules, str]:
    """The rules in a YAML file, and the text to publish; InvalidRules with every fault, or with the line of a slip."""
    try:
        text = path.read_text(encoding="utf-8")
        if len(text) > LARGEST:
            raise InvalidRules(
                reason("invalid-rules", place=path, problem=f"{len(text)} characters; at most {LARGEST}")
            )
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 - _Loader is a SafeLoader
    except yaml.MarkedYAMLError as error:
        place = f"{path}, line {error.problem_mark.line + 1}" if error.problem_mark else path
        raise InvalidRules(reason("invalid-rules", place=place, problem=error.problem)) from error
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise InvalidRules(reason("invalid-rules", place=path, problem=" ".join(str(error).split()))) from error
    return rules_from_value(value), published_form(value)


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
