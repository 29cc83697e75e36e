"""Stands before a function's handler, in a copy of the function: says what the handler took, beside its answer."""

import time
from typing import Any

from botocore import handlers

calls: list[str] = []


def note_call(model: Any, **_: object) -> None:
    calls.append(model.name)


# Before the function makes its clients: each takes these handlers over.
handlers.BUILTIN_HANDLERS.append(("before-call", note_call))

from app import handler as timed_handler  # type: ignore[import-not-found]  # noqa: E402 - the function's own


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    calls.clear()
    started = time.perf_counter()
    answer = timed_handler(event, context)
    return {"milliseconds": 1000 * (time.perf_counter() - started), "calls": calls, "answer": answer}
