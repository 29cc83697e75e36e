"""The operators' rules as they write them: YAML. Read on their machine, never in a function."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from aws_access.adapters.rules.file import LARGEST, published_form, rules_from_value
from aws_access.domain.errors import InvalidRules
from aws_access.domain.reasons import reason
from aws_access.domain.rules import Rules


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
