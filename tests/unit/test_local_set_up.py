"""An environment is used only if it is whole and was built by this interpreter, here, from these requirements."""

import sys
from pathlib import Path

import pytest

from scripts.set_up import ENVIRONMENTS, Environment, main


@pytest.fixture
def ready(tmp_path: Path) -> Environment:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / "requirements.txt").write_text("package==1\n")
    environment = Environment("a test", tmp_path, tmp_path / "requirements.txt")
    environment.stamp.write_text(environment.origin() + "package==1\n")
    return environment


def test_an_environment_with_its_stamp_is_ready(ready: Environment) -> None:
    assert ready.is_ready()


def test_an_interrupted_one_has_no_stamp_and_is_built_from_nothing(ready: Environment) -> None:
    ready.stamp.unlink()
    assert not ready.is_ready()
    assert not ready.is_reusable()


def test_changed_requirements_are_installed_into_the_same_environment(ready: Environment) -> None:
    ready.requirements.write_text("package==2\n")
    assert not ready.is_ready()
    assert ready.is_reusable()


def test_another_interpreter_builds_from_nothing(ready: Environment) -> None:
    ready.stamp.write_text(ready.stamp.read_text().replace(sys.executable, "/usr/bin/python3.12", 1))
    assert not ready.is_reusable()


def test_one_whose_interpreter_is_gone_is_built_from_nothing(ready: Environment) -> None:
    ready.python.unlink()
    assert not ready.is_ready()
    assert not ready.is_reusable()


def test_a_folder_that_was_moved_is_built_from_nothing(ready: Environment) -> None:
    ready.stamp.write_text(ready.stamp.read_text().replace(str(ready.folder), "/somewhere/else"))
    assert not ready.is_reusable()


def test_an_unknown_environment_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dev", "emulater"]) == 2
    assert "No such environment: emulater. There are: dev, emulator, sam." in capsys.readouterr().err


def test_every_environment_has_pinned_requirements() -> None:
    for environment in ENVIRONMENTS.values():
        pinned = [line for line in environment.requirements.read_text().splitlines() if line[:1].isalnum()]
        assert pinned
        assert all("==" in line for line in pinned), environment.requirements
