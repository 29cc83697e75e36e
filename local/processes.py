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
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import httpx

START_SECONDS = 30.0
STOP_SECONDS = 5.0
SUPERVISOR = "supervisor"  # the pid file of the process that runs the others


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
            raise LocalStackError(f"Process {pid_file.read_text()} is the {pid_file.stem} here already.") from None
        pid_file.write_text(str(os.getpid()))
        try:
            yield
        finally:
            pid_file.unlink(missing_ok=True)


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


class Servers:
    """The servers of one stack, by name: pid files in `folder`/run, what they say in `folder`/logs."""

    def __init__(self, folder: Path) -> None:
        self._run = folder / "run"
        self._logs = folder / "logs"
        self._children: dict[int, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str | Path], env: Mapping[str, str], cwd: Path) -> int:
        """Start one, in a process group of its own so that Ctrl-C reaches only whoever will stop it; its process id."""
        self._run.mkdir(parents=True, exist_ok=True)
        self._logs.mkdir(parents=True, exist_ok=True)
        with self._pid_file(name).open("w") as held, self._log(name).open("w") as out:
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
            self._children[server.pid] = server
            held.write(str(server.pid))
        return server.pid

    def wait_until_ready(self, name: str, url: str, said: str = "") -> None:
        """Until it has said so in its log and answers at the URL; LocalStackError when it ends or takes too long.

        Without `said`, an answer may be another server's that was quicker to take the port.
        """
        deadline = time.monotonic() + START_SECONDS
        while owner(self._pid_file(name)) is not None and time.monotonic() < deadline:
            if said in self._log(name).read_text() and _answers(url):
                return
            time.sleep(0.05)
        raise LocalStackError(f"The {name} did not come up. {tail(self._log(name))}")

    def stop_all(self) -> bool:
        """Stop these servers, and those that a killed run left behind; whether there was one."""
        stopped = [self._stop(pid_file.stem) for pid_file in self._run.glob("*.pid") if pid_file.stem != SUPERVISOR]
        return any(stopped)

    def _stop(self, name: str) -> bool:
        """Asked first, then made to, with everything that it started."""
        pid = ask_to_stop(self._pid_file(name), STOP_SECONDS)
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            if pid in self._children:
                self._children.pop(pid).wait()
        self._pid_file(name).unlink(missing_ok=True)
        return pid is not None

    def _pid_file(self, name: str) -> Path:
        return self._run / f"{name}.pid"

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"


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


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False, follow_redirects=True).is_success
    except httpx.HTTPError:
        return False
