"""CloudFormation templates as tests read them."""

from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parent.parent


class _Loader(yaml.SafeLoader):
    """Writes what CloudFormation will fill in as `${Resource.Attribute}`, whichever way it is asked for."""


def _filled_in(loader: _Loader, function: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        return value if function == "Sub" else f"${{{value}}}"
    assert isinstance(node, yaml.SequenceNode)
    first, *rest = loader.construct_sequence(node, deep=True)
    if function == "Sub":
        for name, text in rest[0].items():
            first = first.replace(f"${{{name}}}", text)
        return first
    if function == "Split":
        return rest[0].split(first)
    if function == "Join":
        return first.join([rest[0]] if isinstance(rest[0], str) else rest[0])
    return {function: [first, *rest]}


_Loader.add_multi_constructor("!", _filled_in)


def load(path: str) -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = yaml.load((PROJECT / path).read_text(), Loader=_Loader)  # noqa: S506 - is safe
    return loaded


def listed(value: Any) -> list[Any]:
    """What a policy may say once or as a list, always as a list."""
    return value if isinstance(value, list) else [value]


def statements(role: dict[str, Any]) -> list[dict[str, Any]]:
    """All that a role of a template may do, from its properties."""
    return [each for policy in role["Policies"] for each in policy["PolicyDocument"]["Statement"]]
