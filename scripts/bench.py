"""Measures what people wait for: a function's cold start, the room on a role, and the way from a click to access.

Runs on the local stack, so the numbers are for comparing one version with another on one machine, not for AWS.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from aws_access.domain.ids import IamUserName, RequestId, RoleArn
from aws_access.domain.model import Grant, Permission
from aws_access.domain.policies import INLINE_BUDGET, build_policy, policy_size
from local import lifecycle
from local.deployment import PROJECT
from local.office import Office, eventually, may_read_orders
from local.processes import LocalStackError
from local.stack import FOLDER, Stack

COLD_STARTS = 5
ROUNDS = 5
ROLE = RoleArn("arn:aws:iam::222222222222:role/Dev")
ROLE_ID = "AROAEXAMPLEEXAMPLE123"
READ_ORDERS = Permission(
    ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"),
    ("arn:aws:dynamodb:us-east-1:222222222222:table/orders",),
)
IMPORT = "import time; start = time.perf_counter(); import app; print(1000 * (time.perf_counter() - start))"


def cold_starts(stack: Stack) -> None:
    """Each deployed function, with its deployed settings and the layers as built: import to handler."""
    print(f"\nCold start: import and build the handler, of {COLD_STARTS}")
    for function in stack.root(stack.jump_account).client("lambda").list_functions()["Functions"]:
        name = function["FunctionName"].removeprefix("aws-access-")
        settings = function["Environment"]["Variables"]
        _cold_start(name, settings)  # compiles boto3, which Lambda's Python brings compiled
        _row(name, [_cold_start(name, settings) for _ in range(COLD_STARTS)], "ms")


def _cold_start(name: str, settings: dict[str, str]) -> float:
    layers = [FOLDER / "build" / layer / "python" for layer in ("PackageLayer", "DependenciesLayer")]
    path = [PROJECT / "functions" / name, *layers]
    env = {
        **settings,
        "PYTHONPATH": os.pathsep.join(map(str, path)),
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
    }
    command = [str(FOLDER / "emulator/bin/python"), "-c", IMPORT]
    return float(subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout)


def packing() -> None:
    """How many grants for a table find room in a role's inline policies, if nothing else were there."""
    print(f"\nRoom: grants in the {INLINE_BUDGET} characters of a role")
    now = datetime(2030, 1, 1, tzinfo=UTC)
    _room("all end together", lambda _: now)
    _room("each ends at its own second", lambda number: now + timedelta(seconds=number))


def _room(title: str, end_of: Callable[[int], datetime]) -> None:
    grants: list[Grant] = []
    packed = 0.0
    while policy_size(build_policy(grants, ROLE_ID)) <= INLINE_BUDGET:
        number = len(grants)
        person = IamUserName(f"engineer{number}")
        grants.append(Grant(RequestId(f"r-{number:012}"), ROLE, person, READ_ORDERS, end_of(number)))
        started = time.perf_counter()
        build_policy(grants, ROLE_ID)
        packed = 1000 * (time.perf_counter() - started)
    print(f"  {title:<28} {len(grants) - 1:>6}   packed in {packed:.1f} ms")


def way_to_access(stack: Stack) -> None:
    """From what a person does in Slack to what IAM answers."""
    print(f"\nOn the local stack, of {ROUNDS}")
    waits: dict[str, list[float]] = {}
    session = stack.switch("dev1", "verify", "Dev")

    def wait_for(title: str, fact: Callable[[], object]) -> None:
        started = time.monotonic()
        eventually(lambda: fact() or None)
        waits.setdefault(title, []).append(time.monotonic() - started)

    with Office(stack) as office:
        for _ in range(ROUNDS):
            asked = time.monotonic()
            request_id = office.ask("dev1", "dynamodb:read verify 5m table/orders")
            office.card(request_id)
            waits.setdefault("from command to card", []).append(time.monotonic() - asked)
            office.click("sre1", "approve", request_id)
            wait_for("from click to access", lambda: may_read_orders(session))
            with stack.api("sre1") as api:
                api.post(f"/requests/{request_id}/revoke", json={}).raise_for_status()
            wait_for("from revoking to no access", lambda: not may_read_orders(session))
    for title, seconds in waits.items():
        _row(title, seconds, "s")


def _row(title: str, values: list[float], unit: str) -> None:
    digits = 0 if unit == "ms" else 1
    print(f"  {title:<28} {statistics.median(values):>6.{digits}f} {unit}   at most {max(values):.{digits}f} {unit}")


def main() -> int:
    try:
        with lifecycle.at_hand() as stack:
            packing()
            cold_starts(stack)
            way_to_access(stack)
    except LocalStackError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
