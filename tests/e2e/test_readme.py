"""The documents' commands work as they stand: on the local stack, in the order in which they are written."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping

import pytest

from local.office import Office, eventually
from local.stack import FOLDER, ROOT_SECRET, STACK_VARIABLE, Stack
from tests.documents import DOCUMENTS, blocks
from tests.templates import PROJECT

SECONDS = 120


def _runs(command: str) -> bool:
    found = shutil.which(command)  # which may be a shim that starts nothing
    return found is not None and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0


def _with(marker: str) -> list[str]:
    return [document for document in DOCUMENTS if any(block.marker == marker for block in blocks(document))]


def _run(document: str, marker: str, env: Mapping[str, str]) -> str:
    """What the blocks with this marker print, run as one shell: each may use what those before it have set."""
    script = "".join(f": {block.where}\n{block.text}" for block in blocks(document) if block.marker == marker)
    elsewhere = os.environ.get(STACK_VARIABLE, str(FOLDER / "stack.json"))
    done = subprocess.run(
        ["bash", "-x", "-euo", "pipefail", "-c", script.replace(".local/stack.json", elsewhere)],  # noqa: S607
        cwd=PROJECT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{done.stderr}\n{done.stdout}"
    return done.stdout


@pytest.mark.parametrize("document", _with("run: local"))
def test_what_is_shown_for_the_local_stack_works_as_it_stands(document: str, stack: Stack, office: Office) -> None:
    said = _run(document, "run: local", {})
    assert '"error"' not in said
    if document == "README.md":
        (request_id,) = re.findall(r"^(r-\w{12}) is PENDING$", said, re.MULTILINE)
        assert office.request(request_id)["status"] == "REVOKED"
        assert '"intact":true' in said.splitlines()[-1]


@pytest.mark.skipif(not _runs("aws"), reason="operators have the AWS command line, and it is not on this machine")
@pytest.mark.parametrize("document", _with("run: local as operator"))
def test_what_is_shown_for_operators_works_as_it_stands(document: str, stack: Stack, office: Office) -> None:
    request_id = office.ask("dev1", "dynamodb verify 4h")
    operator = {
        "AWS_ACCESS_KEY_ID": stack.jump_account,
        "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
        "AWS_DEFAULT_REGION": stack.region,
        "AWS_ENDPOINT_URL": stack.aws_endpoint,
        "AWS_CONFIG_FILE": os.devnull,
        "NO_PROXY": "127.0.0.1",
    }
    said = _run(document, "run: local as operator", operator)
    found = [line.split("\t") for line in said.splitlines() if line.count("\t") > 1]
    assert [each[1] for each in found].count(request_id) == 4, "by every index but that of what is active"
    assert re.search(r"^\d+ chains checked$", said, re.MULTILINE)
    assert request_id not in "".join(re.findall(r"^.*(?:broken|was changed).*$", said, re.MULTILINE))


def test_every_command_that_is_shown_can_be_typed_into_slack(stack: Stack, office: Office) -> None:
    (shown,) = (block for block in blocks("README.md") if block.marker == "run: slack as dev1")
    for typed in shown.text.splitlines():
        assert not re.search("not possible|went wrong", _answer_to(office, typed)), typed


def test_what_follows_a_request_can_be_typed_in_both_languages(office: Office) -> None:
    for status, end in (("status", "revoke"), ("状態", "取消")):
        request_id = office.ask("dev1", "dynamodb 検証 4時間")
        assert "Waiting" in _answer_to(office, f"/aws-access {status} {request_id}")
        assert "cancelled" in _answer_to(office, f"/aws-access {end} {request_id}")
        office.wait(request_id, "CANCELLED")


def _answer_to(office: Office, typed: str) -> str:
    """What dev1 alone is told in answer to a command."""
    dev1 = office.at("dev1")
    known = {message.ts for message in dev1.messages()}
    assert dev1.command(typed).ok
    return eventually(
        lambda: next((each.all_text for each in dev1.messages() if each.is_ephemeral and each.ts not in known), None)
    )
