"""The blocks of the documents can be run, read or sent, and each says how it is run."""

import ast
import configparser
import json
import re
import shlex
import subprocess
from collections.abc import Callable
from typing import Any

import botocore.session
import pytest
import yaml
from botocore import xform_name

from tests.documents import DOCUMENTS, Block, blocks, table

BLOCKS = list(blocks(*DOCUMENTS))
SHELL = [block for block in BLOCKS if block.language == "sh"]
MARKERS = {row[0].strip("`") for row in table("CONTRIBUTING.md", "marker", "run by")}
GENERATED = {"docs/benchmarks.md"}


def named(block: Block) -> str:
    return block.where


def test_every_shell_block_says_how_it_is_run() -> None:
    ours = [block for block in SHELL if block.where.partition(":")[0] not in GENERATED]
    assert [block.where for block in ours if block.marker not in MARKERS] == []
    assert {block.marker for block in BLOCKS if block.marker.startswith(("run: ", "needs: "))} == MARKERS


@pytest.mark.parametrize("block", SHELL, ids=named)
def test_every_shell_block_parses(block: Block) -> None:
    checked = subprocess.run(["bash", "-n"], input=block.text, text=True, capture_output=True, check=False)  # noqa: S607
    assert checked.returncode == 0, checked.stderr
    for python in re.findall(r"<<'EOF'\n(.*?)^EOF$", block.text, re.MULTILINE | re.DOTALL):
        compile(python, block.where, "exec")


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.language not in {"sh", "text"}], ids=named)
def test_every_other_block_is_what_it_says(block: Block) -> None:
    parsers: dict[str, Callable[[str], Any]] = {
        "json": json.loads,
        "yaml": yaml.safe_load,
        "python": lambda text: ast.parse(text).body,
        "ini": _sections,
    }
    assert parsers[block.language](block.text), "there is something in it"


def _sections(text: str) -> list[str]:
    parser = configparser.ConfigParser()
    parser.read_string(text)
    return parser.sections()


def _aws_calls() -> list[tuple[str, str]]:
    """Every call of the AWS command line, with where it stands."""
    joined = [(block.where, re.sub(r"\\\n", " ", block.text)) for block in SHELL]
    return [(where, call) for where, text in joined for call in re.findall(r"\baws [a-z-]+ [a-z-]+ [^|;)\n]*", text)]


@pytest.mark.parametrize(("where", "call"), _aws_calls())
def test_every_call_of_the_aws_command_line_exists(where: str, call: str, request: pytest.FixtureRequest) -> None:
    _, service, operation, *_ = shlex.split(re.sub(r"[\"'$(){}]", "", call))
    options = set(re.findall(r" --([a-z-]+)", call)) - {"query", "output"}
    if (service, operation) == ("cloudformation", "deploy"):  # the command line's own, no call of the API
        known = {"stack-name", "template-file", "capabilities", "parameter-overrides"}
    else:
        api = request.getfixturevalue("aws").get_service_model(service)
        (name,) = (each for each in api.operation_names if xform_name(each, "-") == operation)
        members = api.operation_model(name).input_shape.members
        known = {xform_name(member, "-") for member in members}
        known |= {f"no-{option}" for option in known}
    assert options <= known, where


@pytest.fixture(scope="module")
def aws() -> botocore.session.Session:
    return botocore.session.Session()
