"""Starts and stops the servers of the local stack, each known by its process id.

A server holds the lock on its own pid file for as long as it lives. So a pid that is read from a file whose lock is
held belongs to that server and to no later process that was given the same number, even after everything crashed.
"""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

START_SECONDS = 30.0
STOP_SECONDS = 5.0


class LocalStackError(Exception):
    """The local stack could not do what was asked; the message is for the person at the terminal."""


def owner(pid_file: Path) -> int | None:
    """The process that holds this pid file, or None when it has ended."""
    try:
        with pid_file.open() as held:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return int(pid_file.read_text() or 0) or None
    return None


@contextlib.contextmanager
def holding(pid_file: Path) -> Iterator[None]:
    """This process holds the pid file; LocalStackError when another one does."""
    pid_file.parent.mkdir(parents=True, exist_ok=True)
    with pid_file.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LocalStackError(f"Process {pid_file.read_text()} is at it already.") from None
        pid_file.write_text(str(os.getpid()))
        try:
            yield
        finally:
            pid_file.unlink(missing_ok=True)


def start(command: Sequence[str | Path], pid_file: Path, log: Path, env: Mapping[str, str], cwd: Path) -> int:
    """Start a server in a process group of its own, so that Ctrl-C reaches only whoever will stop it."""
    pid_file.parent.mkdir(parents=True, exist_ok=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    with pid_file.open("w") as held, log.open("w") as out:
        fcntl.flock(held, fcntl.LOCK_EX)
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            pass_fds=(held.fileno(),),  # what keeps the lock while the server lives
            start_new_session=True,
        )
        held.write(str(server.pid))
    return server.pid


def ask_to_stop(pid_file: Path, seconds: float) -> int | None:
    """Send SIGTERM to the holder of this pid file and wait so long for its end; its pid, or None if it was gone."""
    pid = owner(pid_file)
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while owner(pid_file) is not None and time.monotonic() < deadline:
            time.sleep(0.02)
    return pid


def stop(pid_file: Path) -> bool:
    """End the server of this pid file and its whole process group, asked first, then made to; whether there was one."""
    pid = ask_to_stop(pid_file, STOP_SECONDS)
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)  # what the server started and left behind
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
    pid_file.unlink(missing_ok=True)
    return pid is not None


def run(command: Sequence[str | Path], log: Path, env: Mapping[str, str], cwd: Path) -> None:
    """Run a command to its end, its output in `log`; whatever interrupts it also ends what it started."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as out:
        worker = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
        )
        try:
            code = worker.wait()
        finally:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait()
    if code != 0:
        raise LocalStackError(f"{Path(command[0]).name} ended with {code}. {tail(log)}")


def tail(log: Path, lines: int = 25) -> str:
    """Where the log is, and its end."""
    return f"{log} ends with:\n" + "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def free_port(preferred: int = 0) -> int:
    """The preferred port if nobody listens on it, else any free one."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise LocalStackError("No free port on 127.0.0.1.")


def wait_until_ready(url: str, pid_file: Path, log: Path) -> None:
    """Until the server of this pid file answers at the URL; LocalStackError when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if owner(pid_file) is None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - always our own http://127.0.0.1
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise LocalStackError(f"{pid_file.stem} did not come up. {tail(log)}")
