"""Servers are known by pid files whose lock they hold, so nothing else is ever stopped, and nothing stays behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local import processes
from local.processes import LocalStackError, Servers, owner

PROJECT = Path(__file__).resolve().parents[2]
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)",
]
CHILD = """
import time
from pathlib import Path
from local.processes import holding
with holding(Path("child.pid")):
    print("ready", flush=True)
    time.sleep(60)
"""
WITH_A_CHILD = [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CHILD!r}])"]


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    servers = Servers(tmp_path)
    yield servers
    servers.stop_all()


def wait_until(fact: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_server_owns_its_pid_file_while_it_lives(servers: Servers, tmp_path: Path) -> None:
    pid = servers.start("sleeper", SLEEP, os.environ, tmp_path)
    assert owner(tmp_path / "run" / "sleeper.pid") == pid
    assert servers.stop_all()
    assert owner(tmp_path / "run" / "sleeper.pid") is None
    assert not servers.stop_all()


def test_a_pid_file_that_nobody_holds_names_nobody(servers: Servers, tmp_path: Path) -> None:
    """The number may belong to somebody else by now: here, to this very test."""
    stale = tmp_path / "run" / "emulator.pid"
    stale.parent.mkdir()
    stale.write_text(str(os.getpid()))
    assert owner(stale) is None
    assert not servers.stop_all()
    assert not stale.exists()


def test_what_a_server_started_ends_with_it(servers: Servers, tmp_path: Path) -> None:
    servers.start("parent", WITH_A_CHILD, {**os.environ, "PYTHONPATH": str(PROJECT)}, tmp_path)
    wait_until((tmp_path / "logs" / "parent.log").read_text)
    assert owner(tmp_path / "child.pid")
    servers.stop_all()
    wait_until(lambda: not owner(tmp_path / "child.pid"))


def test_a_server_that_does_not_listen_is_made_to_end(
    servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.1)
    servers.start("deaf", DEAF, os.environ, tmp_path)
    wait_until((tmp_path / "logs" / "deaf.log").read_text)
    pid_file = tmp_path / "run" / "deaf.pid"
    assert processes.ask_to_stop(pid_file, 0.1)
    assert owner(pid_file)
    servers.stop_all()
    assert not owner(pid_file)


def test_the_servers_of_a_killed_run_are_stopped_by_the_next(tmp_path: Path) -> None:
    start = (
        "import os, sys; from pathlib import Path; from local.processes import Servers; "
        f"print(Servers(Path(sys.argv[1])).start('orphan', {SLEEP!r}, os.environ, Path('.')), flush=True); "
        "os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run(
        [sys.executable, "-c", start, tmp_path], capture_output=True, text=True, check=False, cwd=PROJECT
    )
    assert killed.returncode == -signal.SIGKILL
    orphan = int(killed.stdout)
    assert owner(tmp_path / "run" / "orphan.pid") == orphan
    assert Servers(tmp_path).stop_all()
    assert owner(tmp_path / "run" / "orphan.pid") is None


def test_a_pid_file_is_held_by_one_process_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / "run" / "supervisor.pid"
    with processes.holding(file):
        assert owner(file) == os.getpid()
        with pytest.raises(LocalStackError, match=str(os.getpid())), processes.holding(file):
            pass
    with processes.holding(file):
        pass


def test_a_command_that_fails_says_so_with_the_end_of_its_log(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('what went wrong'); raise SystemExit(3)"]
    with pytest.raises(LocalStackError, match=r"ended with 3(.|\n)*what went wrong"):
        processes.run(command, tmp_path / "command.log", os.environ, tmp_path)
