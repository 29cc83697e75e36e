"""What `doctor` found, as tests ask for it."""

import json

from tests.integration.cli.conftest import Terminal

Found = dict[tuple[str, str], list[dict[str, str]]]


def findings(terminal: Terminal, *arguments: str) -> tuple[int, Found]:
    """The exit status, and what was found by check and subject."""
    result = terminal.run("doctor", "--json", *arguments)
    found: Found = {}
    for each in json.loads(result.stdout)["findings"]:
        found.setdefault((each["check"], each["subject"]), []).append(each)
    return result.exit_code, found


def states(found: Found) -> dict[str, set[str]]:
    told: dict[str, set[str]] = {}
    for (check, _), each in found.items():
        told.setdefault(check, set()).update(one["state"] for one in each)
    return told
