"""How the time to read what a tool printed grows with its length, when it is made of the words of a denial."""

import time
from collections.abc import Iterator

from aws_access.cli.denials import read_denials
from scripts.bench.results import Line

RUNS = 5
SHORT, TIMES = 5_000, 8
_ROLE = "arn:aws:sts::222222222222:assumed-role/Dev/dev1"
_ALONE = "not authorized to perform: s3:Get "
_S3 = "(AccessDenied) when calling the ListBuckets operation: Access Denied "
_AGAIN = (
    "because no ",
    "because no a-",
    "because no identity-based policy ",
    "with an explicit deny in a ",
    "with an explicit deny in a service control ",
    "User: ",
    "User: arn:",
    f"User: {_ROLE} is ",
    _ALONE,
    "on resource: arn:",
    _S3,
    f"{_S3}s3:/",
    _S3.replace("ListBuckets", "GetObject"),
    "operation error S3: x,",
    "s3://aaa",
    "encoded authorization failure message: ",
    "\x1b[",
    "\x1b[0;",
    "\n│ ",
    "a",
    "-",
    " ",
)


def lines() -> Iterator[Line]:
    """A text that is so many times as long: the worst of all kinds, which squares would make sixty-four."""
    worst = max(
        _took(before + again * (TIMES * SHORT // len(again))) / _took(before + again * (SHORT // len(again)))
        for before in ("", _ALONE)
        for again in _AGAIN
    )
    yield Line(f"reading {TIMES} times the hostile text ÷ reading it", worst, "times", target=3.0 * TIMES)


def _took(text: str) -> float:
    took = []
    for _ in range(RUNS):
        began = time.process_time()
        read_denials(text)
        took.append(time.process_time() - began)
    return min(took)
