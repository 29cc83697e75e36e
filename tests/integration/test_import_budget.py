"""What each function must not import: whatever is named here costs every cold start and does nothing for it.

By name, in a fresh interpreter: a budget of time would depend on the machine. `make bench` says what the time is.
Not named although nobody uses them: Powertools' metrics and tracing. Its package imports both whoever asks for its
logger, which costs 4 ms.
"""

import json
import sys
from functools import cache
from pathlib import Path
from subprocess import run

import pytest

from aws_access import bootstrap

LAYER = Path(bootstrap.__file__).parents[2]

NOWHERE = {
    "httpx": "the local stack's",
    "yaml": "the operators' command reads YAML; what it publishes is JSON",
    "aws_access.cli": "the command line",
    "click": "the command line's",
    "aws_lambda_powertools.utilities.parameters": "secrets and rules are read by adapters of our own",
    "aws_lambda_powertools.utilities.validation": "pydantic validates",
}
NO_TABLE = {
    "pynamodb": "it has no right to the table",
    "aws_access.adapters.dynamodb": "it has no right to the table",
}
NO_RULES = {
    "pydantic": "nothing is validated by it here, and it is the largest of all",
    "aws_access.adapters.rules": "it decides nothing",
    "aws_access.domain.decide": "it decides nothing",
}
NO_SLACK = {
    "slack_sdk": "it does not speak to Slack",
    "slack_bolt": "it does not speak to Slack",
    "aws_access.adapters.slack": "it does not speak to Slack",
}
NO_BOLT = {"slack_bolt": "it calls Slack, and Slack does not call it"}
NO_HTTP = {"aws_lambda_powertools.event_handler": "no HTTP request comes to it that needs routing"}
NO_BATCH = {"aws_lambda_powertools.utilities.batch": "no queue is read by it"}
NO_IAM = {"aws_access.adapters.iam": "it may assume no role"}

BUDGETS = {
    "slack": {
        **NO_TABLE,
        **NO_RULES,
        **NO_HTTP,
        **NO_BATCH,
        **NO_IAM,
        "aws_access.usecases": "it decides nothing and does nothing: one message, and an answer",
    },
    "worker": {**NO_BOLT, **NO_HTTP},
    "api": {**NO_SLACK, **NO_BATCH},
    "broker": {**NO_SLACK, **NO_BATCH},
    "reconcile": {**NO_SLACK, **NO_HTTP},
    "notify": {**NO_BOLT, **NO_HTTP, **NO_BATCH, **NO_IAM},
    "timers": {**NO_SLACK, **NO_HTTP, **NO_BATCH},
    "people": {**NO_BOLT, **NO_HTTP, **NO_BATCH, **NO_IAM, "aws_access.domain.decide": "it decides nothing"},
    "validate": {**NO_TABLE, **NO_SLACK, **NO_HTTP, **NO_BATCH, **NO_IAM, "aws_access.usecases": "it looks at a text"},
}


def test_every_function_has_a_budget() -> None:
    assert set(BUDGETS) == {app.parent.name for app in LAYER.parents[2].glob("functions/*/app.py")}


@pytest.mark.parametrize("function", BUDGETS)
def test_a_function_does_not_import_what_it_has_no_use_for(function: str) -> None:
    unwanted = NOWHERE | BUDGETS[function]
    assert {module: why for module, why in unwanted.items() if module in imported_by(function)} == {}


@pytest.mark.parametrize("module", ["slack_bolt", "slack_sdk", "pydantic", "pynamodb"])
def test_what_is_spared_one_function_is_used_by_another(module: str) -> None:
    assert any(module in imported_by(function) for function in BUDGETS)


FROM_CACHE = {
    "boto3": "half a second",
    "botocore": "half a second",
    "pydantic": "a tenth of a second",
    "yaml": "the rules are for operators",
    "urllib3": "no network is asked",
    "http.client": "no network is asked",
    "aws_access.adapters": "nothing of the functions is needed",
    "aws_access.cli.api": "no API is asked",
    "aws_access.cli.rules": "another command",
}
"""`aws-access credentials` has to answer in less than 300 ms when it has them: it is asked before every call of AWS."""


def test_credentials_from_the_cache_import_no_library_of_aws(tmp_path: Path) -> None:
    script = """
import json, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from aws_access.cli import main
from aws_access.cli.credential_files import Keys, KeptKeys
now = lambda: datetime.now(UTC)
kept = KeptKeys(Path(sys.argv[1]) / ".cache/aws-access", "https://api.example.com", "jump", "r-0123456789ab", now)
kept.renewed(lambda: Keys("ASIAKEPT", "secret", "token", now() + timedelta(hours=1), "", now()))
try:
    main(["credentials", "r-0123456789ab", "--profile", "jump", "--api-url", "https://api.example.com"])
finally:
    print(json.dumps(list(sys.modules)))
"""
    said, modules = _run(script, tmp_path).splitlines()
    assert json.loads(said)["AccessKeyId"] == "ASIAKEPT"
    found = set(json.loads(modules))
    assert {module: why for module, why in FROM_CACHE.items() if module in found} == {}
    assert "click" in found, "the list is of the right process"


@pytest.mark.parametrize("words", ["", "re", "request d", "status r-"])
def test_a_tab_in_the_shell_imports_no_library_of_aws(words: str, tmp_path: Path) -> None:
    line = f"aws-access {words}"
    place = len(words.split()) - bool(words) + 1
    script = f"""
import json, os, sys
from aws_access.cli import main
os.environ |= {{"_AWS_ACCESS_COMPLETE": "bash_complete", "COMP_WORDS": {line!r}, "COMP_CWORD": "{place}"}}
try:
    main(prog_name="aws-access")
finally:
    print(json.dumps(list(sys.modules)))
"""
    *_, modules = _run(script, tmp_path).splitlines()
    found = set(json.loads(modules))
    assert {module for module in ("boto3", "botocore", "pydantic", "yaml", "urllib3") if module in found} == set()


def _run(script: str, home: Path) -> str:
    env = {"PYTHONPATH": str(LAYER), "HOME": str(home)}
    command = [sys.executable, "-P", "-c", script, str(home)]
    return run(command, env=env, capture_output=True, text=True, check=True).stdout


@cache
def imported_by(function: str) -> frozenset[str]:
    """Every module that there is after the function's bootstrap was imported."""
    script = f"import json, sys, aws_access.bootstrap.{function}; print(json.dumps(list(sys.modules)))"
    told = run(
        [sys.executable, "-P", "-c", script], env={"PYTHONPATH": str(LAYER)}, capture_output=True, text=True, check=True
    )
    return frozenset(json.loads(told.stdout))
