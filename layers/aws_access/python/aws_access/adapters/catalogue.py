"""Every service of AWS, its actions by level of access, and its resources, as compiled when this package was built."""

import json
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from aws_access.domain.known_actions import KnownActions
from aws_access.domain.resource_types import ResourceType
from aws_access.domain.services import Service

COMPILED = Path(__file__).with_name("services.bin")
LEVELS = ("list", "read", "write", "tagging", "permissions")
USUAL = ("list", "read", "write")
"""What a service means when nobody names a level: never tagging, and never who may do what."""


class Catalogue(Mapping[str, Service]):
    """By prefix. A service is read when it is first asked for: few rules name more than some dozen of hundreds."""

    def __init__(self, compiled: bytes) -> None:
        index, _, self._parts = compiled.partition(b"\n")
        self._index: dict[str, tuple[int, int]] = json.loads(index)
        self._read: dict[str, Service] = {}

    def __getitem__(self, prefix: str) -> Service:
        if prefix not in self._read:
            begin, end = self._index[prefix]
            self._read[prefix] = _service(prefix, json.loads(zlib.decompress(self._parts[begin:end])))
        return self._read[prefix]

    def __contains__(self, prefix: object) -> bool:
        return prefix in self._index

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)


@cache
def aws_services() -> Mapping[str, Service]:
    """By prefix. Each action stands for itself; `every` holds all of the service's, so that patterns can be shorter."""
    return Catalogue(COMPILED.read_bytes())


@cache
def known_actions() -> KnownActions:
    """The same, to look actions up in."""
    return KnownActions(aws_services())


def _service(prefix: str, found: Mapping[str, Any]) -> Service:
    types = [
        ResourceType(name, arn, stops, unseen, inside, as_refused, frozenset(holds))
        for name, arn, stops, unseen, inside, as_refused, holds in found["types"]
    ]
    names = [each.name for each in types]
    knows = {
        f"{prefix}:{action}": frozenset(names[number] for number in known)
        for groups in found["levels"].values()
        for known, actions in groups
        for action in actions
    }
    levels = {
        level: tuple(sorted(f"{prefix}:{action}" for _, actions in groups for action in actions))
        for level, groups in found["levels"].items()
    }
    return Service(
        name=prefix,
        levels=levels,
        default=tuple(level for level in USUAL if level in levels) or tuple(sorted(levels))[:1],
        resources=("*",),
        types=tuple(each for each in types if each.can_be_named),
        knows=knows,
        every=frozenset(knows),
        unnamed=tuple(each for each in types if not each.can_be_named),
        title=found["title"],
    )
