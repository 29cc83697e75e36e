"""What people see on the local stack, with queues and their waiting: for a feeling, not to compare with AWS."""

import time
from collections.abc import Callable
from functools import partial

from local.office import Office, eventually, may_read_orders
from local.stack import Stack
from scripts.bench.results import Line, Sample

ROUNDS = 3


def lines(stack: Stack, office: Office) -> list[Line]:
    """Seconds from what a person does in Slack to what Slack shows and IAM answers."""
    session = stack.switch("dev1", "verify", "Dev")
    waits: dict[str, list[float]] = {}

    def wait(title: str, since: float, fact: Callable[[], object]) -> None:
        eventually(lambda: fact() or None)
        waits.setdefault(title, []).append(time.monotonic() - since)

    for _ in range(ROUNDS):
        typed = time.monotonic()
        request_id = office.ask("dev1", "dynamodb:read verify 5m table/orders")
        wait("from the command to the card", typed, partial(office.card, request_id))
        clicked = time.monotonic()
        office.click("sre1", "approve", request_id)
        wait("from the click to access", clicked, lambda: may_read_orders(session))
        revoked = time.monotonic()
        office.at("dev1").command(f"/aws-access revoke {request_id}")
        wait("from revoking to no access", revoked, lambda: not may_read_orders(session))
    return [Line.of(title, Sample.of(seconds), "s") for title, seconds in waits.items()]
