"""The operators' command: a file with a fault is not published, and says on which line or in which field it is."""

from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from click.testing import CliRunner, Result

from aws_access.adapters.rules.file import rules_from_json
from aws_access.adapters.rules.publish import publish
from aws_access.adapters.rules.yaml_file import read_rules
from aws_access.cli import main
from aws_access.cli.machine import Machine
from tests.templates import PROJECT

GOOD = (PROJECT / "local/rules.yaml").read_text(encoding="utf-8")
PUBLISH = ["publish", "--yes", "--application", "a", "--environment", "e", "--profile", "p", "--strategy", "s"]
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def run(*arguments: str | Path, appconfig: object = None) -> Result:
    """`aws-access rules …`; with this AppConfig, which is not to be reached where there is none."""
    machine = Machine(clients={"appconfig": appconfig}.__getitem__)
    return CliRunner().invoke(main, ["rules", *map(str, arguments)], obj=machine, catch_exceptions=False)


def outcome(file: Path) -> tuple[int, str, str]:
    said = run("check", file)
    return said.exit_code, said.stdout, said.stderr


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rules.yaml"


def test_a_file_without_faults_is_fine_and_has_a_version(file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")
    status, out, err = outcome(file)
    assert (status, err) == (0, "")
    assert out == f"{file}: fine, version {read_rules(file)[0].version}\n"


def test_comments_order_and_style_do_not_change_the_version(file: Path) -> None:
    file.write_text("\ufeff# another comment\n---\n" + GOOD.replace("[Dev]", "[ 'Dev' , ]"), encoding="utf-8")
    assert read_rules(file)[0].version == read_rules(PROJECT / "local/rules.yaml")[0].version


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "rules.yaml: file: needs fields"),
        ("rules", "rules.yaml: file: needs fields"),
        ("people:\n\tdev1: {}", "line 2: found character '\\t' that cannot start any token"),
        ("people: [", "line 1: expected the node content"),
        ("people: {}\npeople: {}", "line 2: 'people' stands twice"),
        (GOOD.replace("  dev2: {", "  dev1: {"), "line 8: 'dev1' stands twice"),
        (GOOD.replace('account: "222222222222"', "account: 222222222222"), "account: write it as text, in quotes"),
        (GOOD.replace("lapse_after: 8h", "lapse_after: 2024-99-99"), "`2024-99-99` is not a duration"),
        (GOOD + "more: 1\n", "more: there is no such field"),
        (GOOD + "---\nrules: []\n", "but found another document"),
        ("a: &a {b: 1}\nc: {<<: *a}", "line 2: aliases (*name) are not read here: write it out"),
        ("a: &a [*a]", "line 1: aliases"),
        (BOMB, "line 2: aliases"),
        (BOMB + GOOD.replace("8h", "*i"), "aliases"),
        ("? [a]\n: b", "line 1: found unhashable key"),
        ("!!python/object/apply:os.system [exit]", "line 1: could not determine a constructor"),
        ("b: 1\na: " + "1" * 5000, "line 2: Exceeds the limit (4300 digits)"),
        ("rules:\n  " + "[" * 3000, "line 2: nested more than 20 levels deep"),
        ("rules:\n  " + "{a: " * 3000, "line 2: nested more than 20 levels deep"),
        ("rules:\n" + "- " * 3000, "line 2: nested more than 20 levels deep"),
        ("b: 1\na: \x00", "line 2: the character '\\x00' is not allowed; the file has to be text"),
        (GOOD + "# " + "x" * 1_000_000, "characters; at most 1000000"),
        (GOOD + "# " + "x" * 5_000_000, "bytes; at most 1000000 characters"),
    ],
)
def test_a_file_with_a_fault_is_not_published(file: Path, text: str, said: str) -> None:
    file.write_text(text, encoding="utf-8")
    status, out, err = outcome(file)
    assert (status, out) == (1, "")
    assert said in err
    assert len(err) < 2000
    published = run(*PUBLISH, file)  # opening a socket would fail this test
    assert (published.exit_code, published.stderr) == (1, err)


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"\xff\xfe\x00", 1), (GOOD.encode("utf-16"), 1), (b"a: 1\nb: " + "名前".encode("shift_jis"), 2)],
)
def test_a_file_that_is_not_utf_8_is_refused(file: Path, content: bytes, line: int) -> None:
    file.write_bytes(content)
    status, _, err = outcome(file)
    assert status == 1
    assert f"{file}, line {line}: is no text; save the file as UTF-8" in err


def test_a_file_without_end_is_refused_before_it_is_read_whole() -> None:
    assert outcome(Path("/dev/zero")) == (
        1,
        "",
        "/dev/zero: more than 4000000 bytes; at most 1000000 characters\n",
    )


def test_a_file_that_is_not_there_is_said_to_be_missing(file: Path) -> None:
    assert "No such file" in outcome(file)[2]
    assert "there is no file of rules in this folder" in outcome(file.parent)[2]


def test_every_fault_has_a_line_of_its_own(file: Path) -> None:
    file.write_text(GOOD.replace("U0000DEV1", "nope").replace("longest: 4h", "longest: soon"), encoding="utf-8")
    err = outcome(file)[2]
    wrong = [number for number, line in enumerate(GOOD.splitlines(), 1) if "U0000DEV1" in line or "longest: 4h" in line]
    assert [line.split(":")[0] for line in err.splitlines()] == [f"{file}, line {number}" for number in wrong]
    assert len(wrong) > 2


@pytest.mark.parametrize(
    "arguments",
    [[], ["check"], ["why", "rules.yaml"], ["print", "rules.yaml"], ["publish", str(PROJECT / "local/rules.yaml")]],
)
def test_a_command_that_is_none_is_explained(arguments: list[str]) -> None:
    said = run(*arguments)
    assert said.exit_code != 0
    assert "Usage:" in said.stderr or "name --stack" in said.stderr


class AppConfig:
    """AppConfig as far as publishing knows it. `states`: what is said of the deployment, the last one for ever."""

    def __init__(self, *states: str) -> None:
        self.states = list(states)
        self.content = b""
        self.deployed: dict[str, str] = {}
        self.refuses: Exception | None = None

    def list_deployments(self, **_: str) -> dict[str, Any]:
        if self.refuses is not None:
            raise self.refuses
        found = [{"DeploymentNumber": 3, "State": "COMPLETE", "ConfigurationVersion": "7"}]
        return {"Items": found if self.deployed else []}

    def get_hosted_configuration_version(self, **_: object) -> dict[str, Any]:
        return {"Content": BytesIO(self.content)}

    def create_hosted_configuration_version(self, *, Content: bytes, **_: str) -> dict[str, int]:  # noqa: N803 - AWS
        self.content = Content
        return {"VersionNumber": 7}

    def start_deployment(self, **asked: str) -> dict[str, int]:
        self.deployed = asked
        return {"DeploymentNumber": 3}

    def get_deployment(self, **_: object) -> dict[str, str]:
        return {"State": self.states.pop(0) if len(self.states) > 1 else self.states[0]}


def test_a_file_without_faults_is_published_and_in_force(file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")
    appconfig = AppConfig("COMPLETE")
    said = run(*PUBLISH, file, appconfig=appconfig)
    rules = rules_from_json(appconfig.content.decode())
    assert (said.exit_code, said.stdout) == (0, f"published version {rules.version}\n")
    assert rules == read_rules(file)[0]
    assert appconfig.deployed == {
        "ApplicationId": "a",
        "EnvironmentId": "e",
        "ConfigurationProfileId": "p",
        "DeploymentStrategyId": "s",
        "ConfigurationVersion": "7",
    }


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "StartDeployment"),
            "AWS refuses StartDeployment: no",
        ),
        (EndpointConnectionError(endpoint_url="https://example.com"), "AWS cannot be reached: "),
        (TimeoutError("deployment 3 of version 7 is ROLLED_BACK"), "did not put the rules in force: deployment 3"),
    ],
)
def test_what_aws_refuses_is_not_published(file: Path, error: Exception, told: str) -> None:
    file.write_text(GOOD, encoding="utf-8")

    appconfig = AppConfig("COMPLETE")
    appconfig.refuses = error
    said = run(*PUBLISH, file, appconfig=appconfig)
    assert said.exit_code == 2
    assert told in said.stderr


def test_what_changes_is_shown_and_asked_for_before_it_is_published(file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")
    appconfig = AppConfig("COMPLETE")
    run(*PUBLISH, file, appconfig=appconfig)
    file.write_text(GOOD.replace("    longest: 30m", "    longest: 1h"), encoding="utf-8")
    before = appconfig.content
    asking = [each for each in PUBLISH if each != "--yes"]
    machine = Machine(clients={"appconfig": appconfig}.__getitem__)
    said = CliRunner().invoke(main, ["rules", *asking, str(file)], obj=machine, input="n\n", catch_exceptions=False)
    assert said.exit_code == 4
    assert "+ Dev (2 people, and those of IAM): break-glass dynamodb:read production 1h" in said.stdout
    assert appconfig.content == before


def test_a_case_that_fails_keeps_the_rules_from_being_published(file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")
    cases = file.with_name("rules.test.yaml")
    case = "cases:\n  - {who: dev1, asks: dynamodb verify 4h, expect: granted}\n"
    cases.write_text(case, encoding="utf-8")
    appconfig = AppConfig("COMPLETE")
    said = run(*PUBLISH, file, appconfig=appconfig)
    assert (said.exit_code, appconfig.content) == (1, b"")
    assert f"{cases}, line 2: dev1 asks for dynamodb verify 4h: expected granted; it is needs approval" in said.stderr
    cases.write_text(case.replace("granted", "approval, by: [sre1], not_by: [dev2]"), encoding="utf-8")
    assert run(*PUBLISH, file, appconfig=appconfig).exit_code == 0


def put_in_force(appconfig: AppConfig) -> int:
    """How many seconds it took."""
    slept: list[float] = []
    names = dict.fromkeys(("application", "environment", "profile", "strategy"), "x")
    publish(cast("Any", appconfig), "{}", **names, sleep=slept.append)
    return len(slept)


def test_publishing_waits_until_the_version_is_in_force() -> None:
    assert put_in_force(AppConfig("DEPLOYING", "BAKING", "COMPLETE")) == 2


@pytest.mark.parametrize("state", ["ROLLED_BACK", "REVERTED", "BAKING"])
def test_a_version_that_does_not_come_into_force_is_an_error(state: str) -> None:
    with pytest.raises(TimeoutError, match=f"deployment 3 of version 7 is {state}"):
        put_in_force(AppConfig("DEPLOYING", state))
