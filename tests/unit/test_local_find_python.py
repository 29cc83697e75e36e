"""`scripts/find-python` believes what an interpreter answers, not what it is called."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "find-python"


@pytest.fixture
def machine(tmp_path: Path) -> "Machine":
    return Machine(tmp_path)


class Machine:
    """A PATH and a pyenv folder of fake interpreters."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / "bin"
        self.path.mkdir()
        for tool in ("bash", "env"):
            (self.path / tool).symlink_to(str(shutil.which(tool)))

    def add(self, name: str, version: str, place: str = "bin") -> None:
        """An interpreter that answers with this version and a path made of its own."""
        self._write(name, place, f'echo "{version} /real/{version}/{place}"')

    def add_broken(self, name: str) -> None:
        """A shim for a version that is not there, as pyenv leaves them on the path."""
        self._write(name, "bin", f'echo "pyenv: {name}: command not found" >&2; exit 127')

    def find(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.path), "PYENV_ROOT": str(self._folder / "pyenv")}
        return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, env=environment, check=False)

    def _write(self, name: str, place: str, body: str) -> None:
        file = self._folder / place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{body}\n")
        file.chmod(0o755)


def test_the_newest_supported_interpreter_is_taken(machine: Machine) -> None:
    machine.add("python3.11", "3.11")
    machine.add("python3.12", "3.12")
    assert machine.find().stdout == "/real/3.12/bin\n"


def test_the_answer_counts_and_not_the_name(machine: Machine) -> None:
    machine.add("python3.13", "3.11")
    machine.add("python3", "3.12")
    assert machine.find().stdout == "/real/3.12/bin\n"


def test_a_shim_that_starts_nothing_is_passed_over(machine: Machine) -> None:
    machine.add_broken("python3.13")
    machine.add("python3", "3.11")
    assert machine.find().stdout == "/real/3.11/bin\n"


@pytest.mark.parametrize("version", ["2.7", "3.10", "3.14"])
def test_versions_that_are_not_supported_are_passed_over(machine: Machine, version: str) -> None:
    machine.add("python3", version)
    machine.add("python", "3.11")
    assert machine.find().stdout == "/real/3.11/bin\n"


def test_pyenvs_folder_is_searched_beside_the_path(machine: Machine) -> None:
    machine.add("python3", "3.11")
    machine.add("python3", "3.13", place="pyenv/versions/3.13.0/bin")
    assert machine.find().stdout == "/real/3.13/pyenv/versions/3.13.0/bin\n"


def test_the_first_on_the_path_wins_among_equals(machine: Machine) -> None:
    machine.add("python3.12", "3.12")
    machine.add("python3", "3.12", place="pyenv/versions/3.12.9/bin")
    assert machine.find().stdout == "/real/3.12/bin\n"


def test_the_version_asked_for_is_found_though_a_newer_one_is_there(machine: Machine) -> None:
    machine.add("python3.13", "3.13")
    machine.add("python3.12", "3.12")
    assert machine.find("3.12").stdout == "/real/3.12/bin\n"


def test_without_a_usable_interpreter_the_error_says_which_would_do(machine: Machine) -> None:
    machine.add_broken("python3")
    found = machine.find()
    assert (found.returncode, found.stdout) == (1, "")
    assert "No Python 3.11, 3.12 or 3.13 with venv and pip runs here." in found.stderr


def test_a_missing_version_is_named(machine: Machine) -> None:
    machine.add("python3", "3.11")
    found = machine.find("3.13")
    assert (found.returncode, found.stdout) == (1, "")
    assert "No Python 3.13" in found.stderr


def test_a_version_that_is_not_supported_is_refused_by_name(machine: Machine) -> None:
    found = machine.find("3.14")
    assert (found.returncode, found.stdout) == (2, "")
    assert "3.14 is not supported" in found.stderr


def test_on_this_machine_the_answer_runs() -> None:
    found = subprocess.run([SCRIPT], capture_output=True, text=True, check=True, env=dict(os.environ)).stdout.strip()
    version = subprocess.run([found, "-c", "import sys; print(sys.version_info[:2])"], capture_output=True, check=True)
    assert version.stdout.decode().strip() in {"(3, 11)", "(3, 12)", "(3, 13)"}
