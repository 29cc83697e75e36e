"""docs/cli.md says what the command line is."""

import tomllib
from importlib.metadata import EntryPoint

from aws_access.cli import main
from aws_access.cli.cases import Case
from aws_access.cli.rules import rules
from tests.documents import in_code, table
from tests.templates import PROJECT

CLI = "docs/cli.md"


def test_every_command_is_documented_and_every_documented_one_exists() -> None:
    documented = [in_code(row[0])[0].split()[1] for row in table(CLI, "command", "does")]
    assert sorted(documented) == sorted(rules.commands)
    assert list(main.commands) == ["rules"]


def test_every_field_of_a_case_is_documented() -> None:
    assert [in_code(row[0])[0] for row in table(CLI, "field of a case", "meaning")] == list(Case.model_fields)


def test_the_console_script_is_this_command_line() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    script = EntryPoint("aws-access", project["scripts"]["aws-access"], "console_scripts")
    assert script.load() is main
