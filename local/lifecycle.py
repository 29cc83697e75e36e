"""Keeps a local stack running for as long as somebody needs it, and leaves nothing behind when it ends."""

import contextlib
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FrameType

from local import processes
from local.assembly import assemble
from local.stack import FOLDER, Stack

ENDING = (signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def running(folder: Path = FOLDER) -> Iterator[Stack]:
    """A local stack for as long as the block lasts. SIGTERM and a closed terminal end the block as Ctrl-C does."""
    run = folder / "run"
    with processes.holding(run / "supervisor.pid"), _on(ENDING, _end):
        _stop_servers(run)  # those of a stack whose supervisor was killed
        try:
            stack = assemble(folder)
            stack.save(folder / "stack.json")
            yield stack
        finally:
            with _on((*ENDING, signal.SIGINT), signal.SIG_IGN):  # impatience must not leave servers behind
                (folder / "stack.json").unlink(missing_ok=True)
                _stop_servers(run)
                shutil.rmtree(folder / "tmp", ignore_errors=True)


def down(folder: Path = FOLDER) -> bool:
    """Stop the stack, whoever runs it, and what a killed one left behind; whether there was one."""
    run = folder / "run"
    supervisor = processes.ask_to_stop(run / "supervisor.pid", seconds=30)
    if processes.owner(run / "supervisor.pid") is not None:
        raise processes.LocalStackError(f"Process {supervisor} runs the stack and does not end.")
    (folder / "stack.json").unlink(missing_ok=True)
    return _stop_servers(run) or supervisor is not None


def _stop_servers(run: Path) -> bool:
    stopped = [processes.stop(pid_file) for pid_file in run.glob("*.pid") if pid_file.stem != "supervisor"]
    return any(stopped)


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


@contextlib.contextmanager
def _on(
    numbers: Iterable[signal.Signals], handler: Callable[[int, FrameType | None], None] | signal.Handlers
) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, handled in before.items():
            signal.signal(number, handled)
