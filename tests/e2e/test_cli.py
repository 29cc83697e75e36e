"""The command line, installed as people install it, against the whole stack: the API, IAM and the functions."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from local.deployment import STACK_NAME
from local.office import Office, may
from local.stack import ROOT_SECRET, Stack
from tests.templates import PROJECT

SECONDS = 90
LIST_TABLES = "import boto3; print(boto3.client('dynamodb').list_tables()['TableNames'])"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a clean environment with this package, and nothing of ours around it."""
    folder = tmp_path_factory.mktemp("installed")
    uv = PROJECT / ".venv/bin/uv"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder], check=True, cwd=folder)
    subprocess.run([uv, "pip", "install", "--quiet", "--python", folder, PROJECT], check=True, cwd=folder)
    return folder / "bin"


@dataclass
class Terminal:
    """Of one person, whose keys are in a profile as `aws configure` writes it."""

    stack: Stack
    bin: Path
    home: Path
    person: str
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        who = self.stack.people[self.person]
        (self.home / ".aws").mkdir(parents=True, exist_ok=True)
        keys = f"aws_access_key_id = {who.access_key_id}\naws_secret_access_key = {who.secret_access_key}\n"
        (self.home / ".aws/credentials").write_text(f"[jump]\n{keys}")

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """`aws-access …`."""
        env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LC_", "PYTHON"))} | {
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "AWS_ENDPOINT_URL": self.stack.aws_endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1",
            **self.env,
        }
        env.pop("XDG_CONFIG_HOME", None)
        env.pop("XDG_CACHE_HOME", None)
        command = [str(self.bin / "aws-access"), *arguments]
        return subprocess.run(
            command, env=env, input=stdin, capture_output=True, text=True, timeout=SECONDS, check=False
        )

    def done(self, *arguments: str) -> str:
        """What it prints when all is well."""
        result = self.run(*arguments)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def exec(self, request_id: str, script: str) -> subprocess.CompletedProcess[str]:
        """A Python script with the credentials of the request."""
        return self.run("exec", request_id, "--", str(self.bin / "python"), "-c", script)


@pytest.fixture
def dev1(stack: Stack, installed: Path, tmp_path: Path, office: Office) -> Terminal:
    del office  # ends what is left over
    return _configured(Terminal(stack, installed, tmp_path / "dev1", "dev1"))


@pytest.fixture
def sre1(stack: Stack, installed: Path, tmp_path: Path, office: Office) -> Terminal:
    del office
    return _configured(Terminal(stack, installed, tmp_path / "sre1", "sre1"))


def _configured(terminal: Terminal) -> Terminal:
    said = terminal.done(
        "configure", "--api-url", terminal.stack.api_url, "--profile", "jump", "--region", terminal.stack.region
    )
    assert f"You are {terminal.person}. Environments: production, staging, verify" in said
    return terminal


def test_from_an_error_of_aws_to_access_and_back(stack: Stack, dev1: Terminal, sre1: Terminal) -> None:
    logs = json.loads(dev1.done("request", "logs", "verify", "10m", "--json"))
    denied = dev1.exec(logs["request_id"], LIST_TABLES)
    assert denied.returncode == 1
    asked = dev1.run("request", "--from-error", "10m", "--reason", "INC-42", "--yes", "--no-wait", stdin=denied.stderr)
    assert asked.returncode == 0, asked.stdout + asked.stderr + denied.stderr
    assert "aws-access request dynamodb:list verify 10m" in asked.stderr
    request_id = asked.stdout.partition(":")[0]
    assert "INC-42" in sre1.done("approve", request_id, "--yes")
    assert "active" in dev1.done("status", request_id, "--wait")
    allowed = dev1.exec(request_id, LIST_TABLES)
    assert allowed.returncode == 0, allowed.stderr
    assert "orders" in allowed.stdout
    sre1.done("revoke", request_id, "--reason", "done")
    assert dev1.run("status", request_id, "--wait").returncode in (0, 5)
    assert not may(stack.switch("dev1", "verify", "Dev").client("dynamodb").list_tables)


def test_credentials_from_the_cache_need_no_network_and_end_with_the_grant(dev1: Terminal) -> None:
    logs = json.loads(dev1.done("request", "logs", "verify", "10m", "--json"))
    first = dev1.done("credentials", logs["request_id"])
    told = json.loads(first)
    assert set(told) == {"Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
    assert told["Expiration"] == logs["ends_at"]
    dev1.env = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": ""}
    assert dev1.done("credentials", logs["request_id"]) == first


def test_a_written_profile_works_in_aws_own_tools_and_leaves_the_others_alone(
    dev1: Terminal, installed: Path, sre1: Terminal
) -> None:
    config = dev1.home / ".aws/config"
    config.write_text("# mine\n[profile other]\nregion = eu-west-1\n")
    asked = dev1.done("request", "dynamodb", "verify", "10m", "--no-wait", "--write-profile", "verify-dev")
    sre1.done("approve", asked.partition(":")[0], "--yes")
    dev1.done("status", asked.partition(":")[0], "--wait")
    assert config.read_text().startswith("# mine\n[profile other]\nregion = eu-west-1\n")
    script = (
        "import boto3; print(boto3.Session(profile_name='verify-dev').client('dynamodb').list_tables()['TableNames'])"
    )
    env = {"HOME": str(dev1.home), "AWS_ENDPOINT_URL": dev1.stack.aws_endpoint, "PATH": os.environ["PATH"]}
    told = subprocess.run(
        [installed / "python", "-c", script], env=env, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert "orders" in told.stdout, told.stderr


@contextmanager
def untagged(stack: Stack, environment: str, team: str) -> Iterator[None]:
    """The team role is not handed over to us for a while."""
    iam = stack.root(stack.environments[environment].account).client("iam")
    iam.untag_role(RoleName=team, TagKeys=["aws-access"])
    try:
        yield
    finally:
        iam.tag_role(RoleName=team, Tags=[{"Key": "aws-access", "Value": "managed"}])


def test_doctor_finds_a_role_whose_tag_was_taken_off(stack: Stack, sre1: Terminal) -> None:
    assert sre1.run("doctor").returncode == 0, sre1.run("doctor").stdout
    with untagged(stack, "verify", "Dev"):
        result = sre1.run("doctor", "--json")
    assert result.returncode == 3, result.stdout + result.stderr
    (wrong,) = (each for each in json.loads(result.stdout)["findings"] if each["state"] == "wrong")
    assert (wrong["check"], wrong["subject"]) == ("roles", "verify/Dev")
    assert wrong["do"] == "aws iam tag-role --role-name Dev --tags Key=aws-access,Value=managed"


def test_doctor_looks_at_the_whole_stack_with_an_operators_credentials(stack: Stack, sre1: Terminal) -> None:
    sre1.env = {
        "AWS_ACCESS_KEY_ID": stack.jump_account,
        "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
        "AWS_DEFAULT_REGION": stack.region,
    }
    result = sre1.run("doctor", "--stack", STACK_NAME, "--json")
    findings = json.loads(result.stdout)["findings"]
    seen = {each["check"] for each in findings if each["state"] == "fine"}
    assert seen >= {"api", "clock", "roles", "stack", "secrets", "slack", "rules", "schedules", "queues", "functions"}
    assert [each for each in findings if each["state"] == "unknown"] == []
    for secret in (stack.slack_bot_token, stack.slack_signing_secret):
        assert secret not in result.stdout + result.stderr
