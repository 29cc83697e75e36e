"""Every service of AWS, its actions by level of access, and its resources, as compiled when this package was built."""

import json
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from aws_access.domain.known_actions import KnownActions
from aws_access.domain.rules import ResourceType, Service

COMPILED = Path(__file__).with_name("services.bin")
LEVELS = ("list", "read", "write", "tagging", "permissions")
USUAL = ("list", "read", "write")
"""What a service means when nobody names a level: never tagging, and never who may do what."""


class _Services(Mapping[str, Service]):
    """By prefix; each is read when it is asked for, for a function needs few of them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._read: dict[str, Service] = {}

    def __getitem__(self, prefix: str) -> Service:
        if prefix not in self._read:
            self._read[prefix] = _service(prefix, json.loads(self._texts[prefix]))
        return self._read[prefix]

    def __contains__(self, prefix: object) -> bool:
        return prefix in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@cache
def aws_services() -> Mapping[str, Service]:
    """By prefix. Each action stands for itself; `every` holds all of the service's, so that patterns can be shorter."""
    return _Services(json.loads(zlib.decompress(COMPILED.read_bytes())))


@cache
def known_actions() -> KnownActions:
    """The same, to look actions up in."""
    return KnownActions(aws_services())


def _service(prefix: str, compiled: dict[str, Any]) -> Service:
    """`{"types": [[name, ARN, ...], ...], "levels": {level: {action: [number of a type, ...]}}}`."""
    types = tuple(ResourceType(name, tuple(arns)) for name, *arns in compiled["types"])
    levels = {level: tuple(f"{prefix}:{name}" for name in names) for level, names in compiled["levels"].items()}
    default = tuple(level for level in USUAL if level in levels) or tuple(sorted(levels))[:1]
    knows = {
        f"{prefix}:{name}": frozenset(types[number].name for number in numbers)
        for names in compiled["levels"].values()
        for name, numbers in names.items()
    }
    return Service(prefix, levels, default, resources=("*",), types=types, knows=knows, every=frozenset(knows))
