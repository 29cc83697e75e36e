"""Keeps a local stack running for as long as somebody needs it, and leaves nothing behind when it ends."""

import contextlib
import os
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FrameType

from local import processes
from local.assembly import assemble
from local.processes import LocalStackError, Servers
from local.stack import FOLDER, STACK_VARIABLE, Stack

ENDING = (signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def running(folder: Path = FOLDER, assemble: Callable[[Path, Servers], Stack] = assemble) -> Iterator[Stack]:
    """A local stack for as long as the block lasts. SIGTERM and a closed terminal end the block as Ctrl-C does."""
    servers = Servers(folder)
    with processes.holding(_supervisor(folder)), _on(ENDING, _end):
        servers.stop_all()  # those of a stack whose supervisor was killed
        try:
            stack = assemble(folder, servers)
            stack.save(folder / "stack.json")
            yield stack
        finally:
            with _on((*ENDING, signal.SIGINT), signal.SIG_IGN):  # impatience must not leave servers behind
                (folder / "stack.json").unlink(missing_ok=True)
                servers.stop_all()
                shutil.rmtree(folder / "tmp", ignore_errors=True)


@contextlib.contextmanager
def at_hand() -> Iterator[Stack]:
    """The local stack that runs, else one of our own for as long as the block lasts."""
    with contextlib.ExitStack() as own:
        try:
            stack = Stack.load()
        except LocalStackError:
            if STACK_VARIABLE in os.environ:
                raise  # a certain one was asked for
            stack = None
        yield stack or own.enter_context(running())


def down(folder: Path = FOLDER) -> bool:
    """Stop the stack, whoever runs it, and what a killed one left behind; whether there was one."""
    supervisor = processes.ask_to_stop(_supervisor(folder), seconds=30)
    if processes.owner(_supervisor(folder)) is not None:
        raise LocalStackError(f"Process {supervisor} runs the local stack and does not end.")
    (folder / "stack.json").unlink(missing_ok=True)
    return Servers(folder).stop_all() or supervisor is not None


def _supervisor(folder: Path) -> Path:
    return folder / "run" / f"{processes.SUPERVISOR}.pid"


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt  # pytest would count a SystemExit as one failed test and go on


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
