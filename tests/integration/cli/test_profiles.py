"""A profile is written whole or not at all, and nobody else's line is touched."""

import configparser
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aws_access.cli.exits import Exit, Failure
from aws_access.cli.profile_file import OURS, _replaced
from tests.builders import DEV_ROLE
from tests.cli_server import ApiServer, Canned
from tests.integration.cli.conftest import Terminal

ASK = ("request", "dynamodb", "verify", "4h", "--no-wait", "--write-profile")


def config(dev1: Terminal) -> Path:
    return dev1.home / ".aws/config"


def read(file: Path) -> configparser.ConfigParser:
    found = configparser.ConfigParser(interpolation=None)
    found.read_string(file.read_text())
    return found


def test_the_profile_of_a_role_names_the_session_after_the_person(dev1: Terminal) -> None:
    assert "aws --profile verify-dev" in dev1.done(*ASK, "verify-dev")
    assert dict(read(config(dev1))["profile verify-dev"]) == {
        "credential_source": "Environment",
        "role_arn": DEV_ROLE,
        "role_session_name": "dev1",
        "region": "us-east-1",
    }
    assert config(dev1).stat().st_mode & 0o777 == 0o600


def test_the_source_is_the_persons_own_profile_where_there_is_one(dev1: Terminal) -> None:
    keys = f"[jump]\naws_access_key_id = AKIADEV1\naws_secret_access_key = {dev1.variables['AWS_SECRET_ACCESS_KEY']}\n"
    dev1.home.joinpath(".aws").mkdir()
    dev1.home.joinpath(".aws/credentials").write_text(keys)
    dev1.done(*ASK, "verify-dev", "--profile", "jump")
    assert read(config(dev1))["profile verify-dev"]["source_profile"] == "jump"


def test_the_profile_of_a_session_asks_us_for_credentials_and_never_itself(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.asked()
    server.sessions.add(request_id)
    server.world.approve(server.world.store.request(request_id))
    server.world.deliver()
    dev1.home.joinpath(".aws").mkdir()
    keys = f"[jump]\naws_access_key_id = AKIADEV1\naws_secret_access_key = {dev1.variables['AWS_SECRET_ACCESS_KEY']}\n"
    dev1.home.joinpath(".aws/credentials").write_text(keys)
    words = ("request", "dynamodb", "verify", "4h", "--key", "again", "--no-wait", "--json", "--profile", "jump")
    again = dev1.done(*words)
    server.sessions.add(again.split('"request_id": "')[1][:14])
    dev1.done(*words, "--write-profile", "mine")
    process = read(config(dev1))["profile mine"]["credential_process"]
    assert " credentials r-" in process
    assert process.endswith(f"--api-url {server.url}/v1 --profile jump")


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_others_stay_byte_for_byte_and_our_own_is_replaced(dev1: Terminal, line_end: str) -> None:
    text = "# mine\n[default]\nregion=eu-west-1\n\n[profile a]\n  role_arn = x\n\n# of b\n[profile b]\nregion = y"
    before = text.replace("\n", line_end).encode()
    config(dev1).parent.mkdir()
    config(dev1).write_bytes(before)
    config(dev1).chmod(0o644)
    dev1.done(*ASK, "verify-dev")
    first = config(dev1).read_bytes()
    assert first.startswith(before)
    assert config(dev1).stat().st_mode & 0o777 == 0o644
    dev1.done(*ASK, "verify-dev")
    assert config(dev1).read_bytes() == first


def test_a_link_to_a_file_that_is_kept_elsewhere_stays_a_link(dev1: Terminal) -> None:
    kept = dev1.home / "dotfiles"
    kept.write_text("[default]\nregion = x\n")
    config(dev1).parent.mkdir()
    config(dev1).symlink_to(kept)
    dev1.done(*ASK, "verify-dev")
    assert config(dev1).is_symlink()
    assert "[profile verify-dev]" in kept.read_text()


def test_a_file_that_cannot_be_written_is_named_and_the_request_is_made(server: ApiServer, dev1: Terminal) -> None:
    dev1.env = {"AWS_CONFIG_FILE": "/proc/none/config"}
    result = dev1.run(*ASK, "verify-dev")
    assert (result.exit_code, "/proc/none/config cannot be written" in result.stderr) == (1, True)
    assert len(server.world.store._requests) == 1


@pytest.mark.parametrize("field", ["role_arn", "requester"])
def test_no_answer_writes_a_line_of_its_own(server: ApiServer, dev1: Terminal, field: str) -> None:
    made = json.loads(dev1.done("request", "dynamodb", "verify", "4h", "--no-wait", "--json"))
    server.canned = [Canned(201, json.dumps(made | {field: f"{made[field]}\ncredential_process = touch /tmp/x"}))]
    result = dev1.run(*ASK, "verify-dev")
    assert (result.exit_code, "did not answer as the API" in result.stderr) == (Exit.NO_ANSWER, True)
    assert not config(dev1).exists()


@pytest.mark.parametrize("name", ["default", "a b", "a]b", "", "x\ny", "jump"])
def test_a_name_that_cannot_be_ours_is_refused_before_anything_is_sent(
    server: ApiServer, dev1: Terminal, name: str
) -> None:
    result = dev1.run(*ASK, name, "--profile", "jump")
    assert (result.exit_code, server.calls) == (1, [])
    assert "cannot be the name of a profile of ours" in result.stderr


@pytest.mark.parametrize("file", ["config", "credentials"])
def test_a_profile_of_somebody_else_is_never_replaced(server: ApiServer, dev1: Terminal, file: str) -> None:
    text = "[profile mine]\nregion = x\n" if file == "config" else "[mine]\naws_access_key_id = x\n"
    dev1.home.joinpath(".aws").mkdir()
    dev1.home.joinpath(f".aws/{file}").write_text(text)
    result = dev1.run(*ASK, "mine")
    assert (result.exit_code, server.calls) == (1, [])
    assert "that aws-access did not write" in result.stderr
    assert dev1.home.joinpath(f".aws/{file}").read_text() == text


TOPS = st.sampled_from(["", "# top\n", "[default]\nregion = z\n"])
NAMES = st.sampled_from(["a", "b", "verify-dev", "verify"])
SECTIONS = st.lists(
    st.tuples(NAMES, st.sampled_from(["", "\n", "# note\n", "\n; of the next\n"]), st.booleans()),
    unique_by=lambda s: s[0],
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sections=SECTIONS, top=TOPS, ends_with_line=st.booleans())
def test_whatever_else_is_in_the_file_stays_in_it(
    sections: list[tuple[str, str, bool]], top: str, *, ends_with_line: bool
) -> None:
    parts = {
        name: f"[profile {name}]\n{OURS}\nx = {name}\n{gap}" if ours else f"[profile {name}]\nx = {name}\n{gap}"
        for name, gap, ours in sections
    }
    text = top + "".join(parts.values())
    text = text if ends_with_line else text.rstrip("\n")
    theirs = {name: ours for name, _, ours in sections}
    new = f"[profile verify-dev]\n{OURS}\nx = new\n"
    if theirs.get("verify-dev") is False:
        with pytest.raises(Failure):
            _replaced(text, "verify-dev", new, Path("x"))
        return
    result = _replaced(text, "verify-dev", new, Path("x"))
    assert result.count("[profile verify-dev]") == 1
    assert new in result
    found = configparser.ConfigParser(interpolation=None)
    found.read_string(result)
    assert found["profile verify-dev"]["x"] == "new"
    for name in theirs:
        if name != "verify-dev":
            assert parts[name].rstrip("\n") in result
            assert found[f"profile {name}"]["x"] == name
    assert [line for line in text.splitlines() if line.startswith(("#", ";"))].count(OURS) - theirs.get(
        "verify-dev", False
    ) + 1 == result.count(OURS)
    for note in ("# note", "; of the next", "# top"):
        assert result.count(note) == text.count(note)
