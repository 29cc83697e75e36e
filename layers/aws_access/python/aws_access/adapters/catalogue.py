"""Every service of AWS and its actions by level of access, as compiled when this package was built."""

import json
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from aws_access.domain.known_actions import KnownActions
from aws_access.domain.rules import Service

COMPILED = Path(__file__).with_name("services.bin")
USUAL = ("list", "read", "write")
"""What a service means when nobody names a level: never tagging, and never who may do what."""


@cache
def aws_services() -> Mapping[str, Service]:
    """By prefix. Each action stands for itself; `every` holds all of the service's, so that patterns can be shorter."""
    found: dict[str, dict[str, list[str]]] = json.loads(zlib.decompress(COMPILED.read_bytes()))
    return {prefix: _service(prefix, levels) for prefix, levels in found.items()}


@cache
def known_actions() -> KnownActions:
    """The same, to look actions up in."""
    return KnownActions({prefix: service.levels for prefix, service in aws_services().items()})


def _service(prefix: str, levels: Mapping[str, list[str]]) -> Service:
    actions = {level: tuple(f"{prefix}:{name}" for name in names) for level, names in levels.items()}
    default = tuple(level for level in USUAL if level in actions) or tuple(sorted(actions))[:1]
    every = frozenset(action for named in actions.values() for action in named)
    return Service(prefix, actions, default, resources=("*",), every=every)
