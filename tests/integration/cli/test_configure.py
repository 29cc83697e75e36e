"""What `configure` writes is what every other command goes by, and what is wrong in the file is named."""

import json
from typing import Any

import pytest

from tests.cli_server import REGION, ApiServer
from tests.integration.cli.conftest import Terminal


class CloudFormation:
    """One stack."""

    def __init__(self, **outputs: str) -> None:
        self._outputs = [{"OutputKey": name, "OutputValue": value} for name, value in outputs.items()]

    def describe_stacks(self, **_: str) -> dict[str, Any]:
        return {"Stacks": [{"StackStatus": "CREATE_COMPLETE", "Outputs": self._outputs}]}


@pytest.fixture
def bare(dev1: Terminal) -> Terminal:
    dev1.env = {"AWS_ACCESS_API_URL": None}
    return dev1


def test_what_is_configured_is_used_by_the_others(server: ApiServer, bare: Terminal) -> None:
    said = bare.done("configure", "--api-url", f"{server.url}/v1/", "--region", REGION, "--lang", "ja")
    assert "あなたは dev1 です。環境: verify" in said
    file = bare.home / ".config/aws-access/config.toml"
    assert file.read_text() == f'api_url = "{server.url}/v1"\nregion = "{REGION}"\nlanguage = "ja"\n'
    assert file.stat().st_mode & 0o777 == 0o600
    assert "サービス、環境、期間" in bare.run("request").stderr
    assert bare.done("list") == ""


def test_a_file_that_cannot_be_written_is_named(server: ApiServer, bare: Terminal) -> None:
    bare.env |= {"AWS_ACCESS_CONFIG": "/proc/none/config.toml"}
    result = bare.run("configure", "--api-url", f"{server.url}/v1", "--region", REGION)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "/proc/none/config.toml cannot be written" in result.stderr


def test_what_is_not_given_stays(server: ApiServer, bare: Terminal) -> None:
    bare.done("configure", "--api-url", f"{server.url}/v1", "--region", REGION)
    bare.done("configure", "--lang", "en", "--no-check")
    text = (bare.home / ".config/aws-access/config.toml").read_text()
    assert f'api_url = "{server.url}/v1"\n' in text
    assert 'language = "en"\n' in text


def test_the_address_is_found_in_the_outputs_of_the_stack(server: ApiServer, bare: Terminal) -> None:
    bare.clients = {"cloudformation": CloudFormation(ApiUrl=f"{server.url}/v1")}
    assert json.loads(bare.done("configure", "--stack", "aws-access", "--json"))["caller"] == "dev1"
    bare.clients = {"cloudformation": CloudFormation(Other="x")}
    result = bare.run("configure", "--stack", "other")
    assert result.exit_code == 1
    assert "The stack other has no output ApiUrl" in result.stderr


def test_without_a_terminal_nothing_is_asked_and_what_is_missing_is_named(bare: Terminal) -> None:
    result = bare.run("configure")
    assert result.exit_code == 1
    assert "--api-url" in result.stderr
    assert not (bare.home / ".config").exists()


def test_an_address_that_may_not_be_used_is_not_written(bare: Terminal) -> None:
    assert bare.run("configure", "--api-url", "http://example.com").exit_code == 1
    assert not (bare.home / ".config").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('api = "x"', "there is no setting `api`; there are api_url, profile, region, language."),
        ("api_url = 1", "api_url is no text"),
        ("api_url", "cannot be read"),
        ("\udcff", "cannot be read"),
        ("api_url = " + "[" * 10_000, "cannot be read"),
    ],
)
def test_a_fault_in_the_file_is_named_with_the_file(bare: Terminal, text: str, said: str) -> None:
    file = bare.home / ".config/aws-access/config.toml"
    file.parent.mkdir(parents=True)
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    result = bare.run("list")
    assert result.exit_code == 1
    assert said in result.stderr
    assert str(file) in result.stderr
    assert result.stderr.count("\n") == 1


def test_options_count_before_variables_and_those_before_the_file(server: ApiServer, dev1: Terminal) -> None:
    dev1.done("configure", "--api-url", "http://127.0.0.1:9", "--no-check")
    assert dev1.done("list") == "", "the variable counts before the file"
    assert "127.0.0.1:9/other" in dev1.run("list", "--api-url", "http://127.0.0.1:9/other").stderr
    assert server.calls
