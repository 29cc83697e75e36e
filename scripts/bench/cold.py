"""Runs in a fresh interpreter, as Lambda runs a function: imports `app` from the path and says what that cost.

Standard library only, and little of it: whatever is imported here, the function would not have to import. Standard
input has one line with the moment of the start and the first event, and one with the events after it.
"""

import json
import os
import sys
import time
from types import SimpleNamespace


def main() -> None:
    told = json.loads(sys.stdin.readline())
    import app  # type: ignore[import-not-found]  # noqa: PLC0415 - this is what is measured; the path is the function's

    costs: dict[str, object] = {"import": _since(told["started"])}
    if told["first"] is not None:
        context = SimpleNamespace(
            function_name="cold",
            memory_limit_in_mb=1024,
            invoked_function_arn="arn:aws:lambda:us-east-1:111111111111:function:cold",
            aws_request_id="00000000-0000-4000-8000-000000000001",
        )
        _answer(app, told["first"], context)
        costs["answer"] = _since(told["started"])
        costs["warm"] = [_answer(app, event, context) for event in json.loads(sys.stdin.readline())]
    # The function logs to standard output.
    os.write(int(sys.argv[1]), json.dumps(costs).encode())


def _since(started: float) -> dict[str, float]:
    """Seconds since the parent process started this one, and of processor time since then; both with Python's own."""
    return {"wall": time.monotonic() - started, "cpu": time.process_time()}


def _answer(app: SimpleNamespace, event: object, context: SimpleNamespace) -> float:
    """How many seconds one answer took."""
    started = time.perf_counter()
    status = app.handler(event, context)["statusCode"]
    if status != 200:
        raise SystemExit(f"answered with {status}")
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
