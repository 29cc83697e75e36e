"""These tests run last, since from here on the stack has other rules; those of before come back at the very end."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_access.adapters.rules.file import rules_from_value
from local.assembly import RULES
from local.deployment import STACK_NAME
from local.stack import Stack
from tests.e2e.behind_the_scenes import run_people
from tests.e2e.with_other_rules.company import SECRET, OnCall, aws_access, extended

A_MINUTE = 60


@pytest.fixture(scope="session")
def on_call(stack: Stack) -> Iterator[OnCall]:
    stack.root(stack.jump_account).client("secretsmanager").create_secret(Name=SECRET, SecretString="made-up")
    place = OnCall()
    threading.Thread(target=place.server.serve_forever, args=(0.05,), daemon=True).start()
    yield place
    place.server.shutdown()
    place.server.server_close()


@pytest.fixture(scope="session")
def rules_file(on_call: OnCall, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extended rules."""
    file = tmp_path_factory.mktemp("rules") / "rules.yaml"
    file.write_text(json.dumps(extended(on_call.url)))
    return file


@pytest.fixture(scope="session")
def taken(stack: Stack, rules_file: Path) -> Iterator[str]:
    """The version of the extended rules, which all functions have taken; those of before come back at the end."""
    _publish(stack, rules_file)
    version = rules_from_value(json.loads(rules_file.read_text())).version
    _taken(stack, version)
    run_people(stack)
    yield version
    _publish(stack, RULES)


def _publish(stack: Stack, file: Path) -> None:
    told = aws_access(stack, "rules", "publish", str(file), "--stack", STACK_NAME, "--yes")
    assert told.returncode == 0, told.stdout + told.stderr


def _taken(stack: Stack, version: str) -> None:
    """Every function has taken this version: a request is decided by it, and the others had as much time."""
    began = time.monotonic()
    while time.monotonic() - began < A_MINUTE:
        with stack.api("dev2") as api:
            asked = api.post("/requests", json={"service": "logs:read", "environment": "verify", "duration": "5m"})
            api.post(f"/requests/{asked.json()['request_id']}/revoke", json={"reason": "only to see the version"})
        if asked.json()["rules_version"] == version:
            time.sleep(max(0.0, 31 - (time.monotonic() - began)))
            return
        time.sleep(2)
    pytest.fail(f"not taken within {A_MINUTE} seconds")
