"""However a local stack ends, no server of it is left and no file claims that it runs."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import lifecycle
from local.processes import LocalStackError, Servers, owner
from local.stack import Stack

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def a_stack(folder: Path, servers: Servers) -> Stack:
    """A stack of one server that only sleeps."""
    pid = servers.start("sleeper", SLEEP, os.environ, folder)
    return Stack("", "", "", "", "", "", "", "", "", "", "", {}, {}, {"sleeper": pid})


def a_failing_stack(folder: Path, servers: Servers) -> Stack:
    a_stack(folder, servers)
    raise LocalStackError("the deployment failed")


def nothing_is_left(folder: Path) -> bool:
    return not (folder / "stack.json").exists() and not list((folder / "run").iterdir())


def test_while_it_runs_others_find_it(tmp_path: Path) -> None:
    with lifecycle.running(tmp_path, a_stack) as stack:
        assert Stack.load(tmp_path / "stack.json") == stack
        assert owner(tmp_path / "run" / "sleeper.pid") == stack.processes["sleeper"]
    assert nothing_is_left(tmp_path)


def test_a_start_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(LocalStackError, match="the deployment failed"), lifecycle.running(tmp_path, a_failing_stack):
        pass
    assert nothing_is_left(tmp_path)


@pytest.fixture
def in_the_foreground() -> Iterator[None]:
    """A shell lets what it starts in the background ignore Ctrl-C, and these tests too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("in_the_foreground")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_and_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt), lifecycle.running(tmp_path, a_stack):
        signal.raise_signal(number)
    assert nothing_is_left(tmp_path)
    assert signal.getsignal(number) == before


def test_a_folder_has_one_stack_at_a_time(tmp_path: Path) -> None:
    with lifecycle.running(tmp_path, a_stack) as stack:
        with pytest.raises(LocalStackError, match=str(os.getpid())), lifecycle.running(tmp_path, a_stack):
            pass
        assert Stack.load(tmp_path / "stack.json") == stack
        assert owner(tmp_path / "run" / "sleeper.pid") == stack.processes["sleeper"]


def test_the_next_start_stops_what_a_killed_one_left(tmp_path: Path) -> None:
    left = Servers(tmp_path)
    orphan = left.start("orphan", SLEEP, os.environ, tmp_path)
    with lifecycle.running(tmp_path, a_stack):
        assert owner(tmp_path / "run" / "orphan.pid") is None
    left._children[orphan].wait()
    assert nothing_is_left(tmp_path)
