"""docs/cli.md says what the command line is: its commands, options, statuses, checks and settings, and no others."""

import re
import tomllib
from dataclasses import fields
from importlib.metadata import EntryPoint

import click
import pytest

from aws_access.cli import COMMANDS, main
from aws_access.cli.cases import Case
from aws_access.cli.config import Config
from aws_access.cli.doctor import _checks
from aws_access.cli.exits import Exit
from aws_access.cli.machine import Machine
from aws_access.cli.rules import rules
from aws_access.cli.setup import Setup
from tests.documents import blocks, in_code, read, table
from tests.templates import PROJECT

CLI = "docs/cli.md"
OF_ALL = {"--lang", "--profile", "--region", "--api-url", "--help"}


def options(name: str) -> set[str]:
    """The long options of a command of its own."""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    found = {each for parameter in command.params for each in parameter.opts if isinstance(parameter, click.Option)}
    return {each for each in found if each.startswith("--")} - OF_ALL


def test_every_command_is_documented_and_every_documented_one_exists() -> None:
    assert [in_code(row[0])[0].split()[0] for row in table(CLI, "command", "does")] == list(COMMANDS)
    documented = [in_code(row[0])[0].split()[1] for row in table(CLI, "command of `rules`", "does")]
    assert sorted(documented) == sorted(rules.modules)


def test_every_option_is_documented_with_the_commands_that_take_it() -> None:
    rows = table(CLI, "option", "of", "meaning")
    every = {each for row in rows for each in in_code(row[0])}
    plain = [name for name in COMMANDS if name != "rules"]
    assert every == set().union(*map(options, plain))
    for row in rows:
        for each in in_code(row[0]):
            takers = {name for name in plain if each in options(name)}
            if each == "--json":
                assert takers == set(plain) - {"credentials", "exec", "completion"}
            else:
                assert takers == {text.split()[0] for text in in_code(row[1])}, each


def test_the_options_of_all_are_documented_with_variable_and_setting() -> None:
    rows = table(CLI, "option of all", "else", "meaning")
    assert {in_code(row[0])[0] for row in rows} == OF_ALL - {"--help"}
    assert {in_code(row[1])[1] for row in rows} == {each.name for each in fields(Config)}
    source = (PROJECT / "layers/aws_access/python/aws_access/cli/setup.py").read_text()
    assert all(f'"{in_code(row[1])[0]}"' in source for row in rows)


def test_every_exit_status_is_documented() -> None:
    assert [int(row[0]) for row in table(CLI, "exit status", "means")] == sorted(Exit)


def test_every_check_of_doctor_is_documented() -> None:
    checks = _checks(Setup(Machine(), {}), "aws-access")
    assert [in_code(row[0])[0] for row in table(CLI, "check", "looks at")] == list(checks)


def test_every_field_of_a_case_is_documented() -> None:
    assert [in_code(row[0])[0] for row in table(CLI, "field of a case", "meaning")] == list(Case.model_fields)


def _shown() -> list[list[str]]:
    """Every call of the command line in the blocks of the documents, by its words."""
    text = "\n".join(block.text for block in blocks(CLI, "README.md") if block.language == "sh")
    return [call.split() for call in re.findall(r"(?<![\w/-])aws-access ([a-z][^|>#\n]*)", text)]


@pytest.mark.parametrize("words", _shown(), ids=" ".join)
def test_every_call_that_is_shown_can_be_read(words: list[str]) -> None:
    name, *rest = words
    assert name in COMMANDS
    if name == "rules":
        assert rest[0] in rules.modules
        return
    given = {each for each in rest[: rest.index("--") if "--" in rest else None] if each.startswith("--")}
    assert given <= options(name) | OF_ALL


def test_the_page_is_found_from_the_readme() -> None:
    assert "(docs/cli.md)" in read("README.md")


def test_the_console_script_is_this_command_line() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    script = EntryPoint("aws-access", project["scripts"]["aws-access"], "console_scripts")
    assert script.load() is main
