"""How long a function takes from nothing to its first answer on one processor core, with bytecode and without."""

import contextlib
import hashlib
import hmac
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from local.deployment import PROJECT
from scripts.bench.aws_stub import SECRET
from scripts.bench.results import Line, Sample

RUNS = 7
WARM_ANSWERS = 400
FUNCTIONS = ("worker", "api", "reconcile", "notify", "timers")
LAYERS = ("DependenciesLayer", "PackageLayer")

Costs = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Runtime:
    """What runs a function as Lambda does: `opt` is where the layers are, `environment` leads to the AWS of the bench.

    `settings` are the deployed variables of each function.
    """

    python: Path
    opt: Path
    environment: Mapping[str, str]
    settings: Mapping[str, Mapping[str, str]]

    def start(self, name: str, events: list[dict[str, Any]]) -> Costs:
        """One cold start, and the answers to the events; see `cold.py` for what comes of it."""
        first, rest = (events[0], events[1:]) if events else (None, [])
        path = os.pathsep.join(map(str, (PROJECT / "functions" / name, self.opt)))
        # Lambda cannot write bytecode either: the layers are read-only there.
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        env |= {"AWS_DEFAULT_REGION": "us-east-1", **self.settings[name], **self.environment}
        read, write = os.pipe()
        command: list[str | Path] = [self.python, "-P", Path(__file__).with_name("cold.py"), str(write)]
        with open(read, "rb") as told:  # noqa: PTH123 - a pipe has no path
            with _on_one_core():
                started = time.monotonic()
                process = subprocess.Popen(
                    command, env=env, pass_fds=(write,), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
                )
            os.close(write)
            process.communicate(f"{json.dumps({'started': started, 'first': first})}\n{json.dumps(rest)}\n")
            if process.returncode != 0:
                raise RuntimeError(f"{name} did not start: {process.returncode}")
            costs: Costs = json.loads(told.read())
        return costs


@contextlib.contextmanager
def _on_one_core() -> Iterator[None]:
    """What this thread starts meanwhile stays on one core; the stub's threads have the others."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def lay_out(built: Path, opt: Path, *, bytecode: bool) -> Path:
    """A copy of both built layers as Lambda lays them out, one over the other."""
    leave_out = None if bytecode else shutil.ignore_patterns("__pycache__")
    for layer in LAYERS:
        shutil.copytree(built / layer / "python", opt, ignore=leave_out, dirs_exist_ok=True)
    return opt


def slack_lines(compiled: Runtime, plain: Runtime) -> Iterator[Line]:
    """The `slack` function: a signed command, from nothing and warm. Both forms by turns: both meet the same."""
    pairs = [(_slack_start(compiled, WARM_ANSWERS if run == 0 else 0), _slack_start(plain)) for run in range(RUNS)]
    for title, form, target in (("with bytecode", 0, 1000.0), ("without bytecode", 1, None)):
        starts = [pair[form] for pair in pairs]
        yield Line.of(f"slack, {title}: to the first answer", _millis(starts, "answer", "wall"), target=target)
        yield Line.of("  processor time of that", _millis(starts, "answer", "cpu"))
        yield Line.of("  until ready for an event", _millis(starts, "import", "wall"))
    warm = Sample.of(1000 * seconds for seconds in pairs[0][0]["warm"])
    yield Line.of("slack, warm: one answer", warm, target=50.0)
    yield Line("  the 99th of a hundred", warm.percentile(99), "ms", runs=len(warm.values), target=50.0)


def other_lines(compiled: Runtime) -> Iterator[Line]:
    """Every other function, with bytecode, until it is ready for an event."""
    for name in FUNCTIONS:
        starts = [compiled.start(name, []) for _ in range(RUNS)]
        yield Line.of(f"{name}: until ready for an event", _millis(starts, "import", "wall"))
        yield Line.of("  processor time of that", _millis(starts, "import", "cpu"))


def _slack_start(runtime: Runtime, warm: int = 0) -> Costs:
    return runtime.start("slack", [signed_command(f"{number}.1", SECRET) for number in range(1 + warm)])


def _millis(starts: list[Costs], until: str, kind: str) -> Sample:
    return Sample.of(1000 * costs[until][kind] for costs in starts)


def signed_command(trigger_id: str, secret: str, **fields: str) -> dict[str, Any]:
    """`/aws-access dynamodb verify 4h` as API Gateway passes it on, signed now; other fields where given."""
    form = {
        "command": "/aws-access",
        "text": "dynamodb verify 4h -- to try out orders",
        "user_id": "U0000DEV1",
        "team_id": "T0LOCAL",
        "channel_id": "C0GENERAL",
        "response_url": "https://hooks.slack.com/commands/T0LOCAL/1/made-up",
        "trigger_id": trigger_id,
    }
    return signed(PROJECT / "events/slack_command.json", urlencode(form | fields), secret)


def signed(shape: Path, body: str, secret: str) -> dict[str, Any]:
    """A real event with this body in it, signed as Slack would sign it now."""
    event: dict[str, Any] = json.loads(shape.read_text())
    timestamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}
    return event | {"body": body, "headers": event["headers"] | headers}
