"""Puts the local stack together, step by step, and says how long each step took."""

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import yaml

from local import accounts, emulator
from local.deployment import PROJECT, Deployer
from local.processes import SUPERVISOR, LocalStackError, Servers
from local.stack import Environment, LocalSession, Person, Stack
from local.workspace import Workspace

JUMP_ACCOUNT = "111111111111"
REGION = "us-east-1"
EXTERNAL_ID = "external-id-of-the-local-stack"
RULES = PROJECT / "local" / "rules.yaml"
TARGET_TEMPLATE = PROJECT / "accounts" / "target-account.yaml"
SESSION_TEMPLATE = PROJECT / "accounts" / "session-role.yaml"
SESSION_PARAMETERS = {"JumpAccount": JUMP_ACCOUNT, "ExternalId": EXTERNAL_ID}
TARGET_PARAMETERS = {**SESSION_PARAMETERS, "EnforceBoundary": "false"}


class Steps:
    """Progress lines: `[2/7] the functions, built … 4.1 s`."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._number = 0

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[None]:
        self._number += 1
        print(f"[{self._number}/{self._total}] {title} … ", end="", flush=True)
        started = time.monotonic()
        try:
            yield
        except BaseException:
            print("stopped", flush=True)
            raise
        print(f"{time.monotonic() - started:.1f} s", flush=True)


def assemble(folder: Path, servers: Servers) -> Stack:
    """Start and fill everything; whoever calls stops the servers, whatever happens here."""
    steps = Steps(7)
    rules = yaml.safe_load(RULES.read_text())
    environments = {name: Environment(of["account"], of["team_roles"]) for name, of in rules["environments"].items()}
    workspace = Workspace(rules["approvals"]["channel"])

    with steps.step("the AWS emulator"):
        endpoint, emulator_pid = emulator.start(servers, folder, JUMP_ACCOUNT, REGION)
    deployer = Deployer(folder, endpoint, REGION, JUMP_ACCOUNT)
    outputs = _deploy(steps, deployer, _parameters(environments, workspace))
    with steps.step("people, team roles and what they want to reach"):
        people = accounts.add_people(deployer.root(JUMP_ACCOUNT), rules["people"], outputs["ApiCallerPolicyArn"])
        _fill_targets(deployer.root, environments, people)
        _add_session_roles(deployer.root, rules["environments"].values())
    with steps.step("the rules and the secrets"):
        deployer.publish_rules(outputs, RULES)
        workspace.share_secrets(deployer.root(JUMP_ACCOUNT), outputs)
    with steps.step("the local Slack"):
        request_url = deployer.reachable(outputs["SlackRequestUrl"])
        slack_pid = workspace.start(servers, folder, people, request_url)
    stack = Stack(
        aws_endpoint=endpoint,
        region=REGION,
        jump_account=JUMP_ACCOUNT,
        api_url=deployer.reachable(outputs["ApiUrl"]),
        slack_request_url=request_url,
        slack_signing_secret=workspace.signing_secret,
        slack_api_url=workspace.api_url,
        slack_page_url=workspace.page_url,
        slack_bot_token=workspace.bot_token,
        approvals_channel=workspace.channel,
        requests_table=outputs["RequestsTable"],
        environments=environments,
        people=people,
        processes={SUPERVISOR: os.getpid(), "emulator": emulator_pid, "slack": slack_pid},
    )
    with steps.step("the functions, answering"):
        deployer.run("people")  # what the functions do not know of people before its first minute is over
        _wake(stack)
    return stack


def _deploy(steps: Steps, deployer: Deployer, parameters: Mapping[str, str]) -> dict[str, str]:
    with steps.step("the functions, built"):
        deployer.build()
    with steps.step("the functions, deployed"):
        return deployer.deploy(parameters)


def _fill_targets(
    root: Callable[[str], LocalSession], environments: Mapping[str, Environment], people: Mapping[str, Person]
) -> None:
    for target in environments.values():
        accounts.deploy_target(root(target.account), TARGET_TEMPLATE.read_text(), TARGET_PARAMETERS)
        accounts.add_team_roles(root(target.account), JUMP_ACCOUNT, target, people)
    accounts.add_things(root(environments["verify"].account))


def _add_session_roles(root: Callable[[str], LocalSession], environments: Iterable[Mapping[str, Any]]) -> None:
    for each in environments:
        for team, arn in each.get("session_roles", {}).items():
            template = SESSION_TEMPLATE.read_text()
            accounts.deploy_session_role(root(each["account"]), template, team, arn, SESSION_PARAMETERS)


def _wake(stack: Stack) -> None:
    """The first call of each is slow, and somebody at the keyboard would wait for it; here it also shows a fault."""
    unsigned = httpx.post(stack.slack_request_url, timeout=30, trust_env=False).status_code
    with stack.api("sre1") as api:
        signed = api.get("/requests").status_code
    if (unsigned, signed) != (HTTPStatus.UNAUTHORIZED, HTTPStatus.OK):
        raise LocalStackError(f"The functions answered {unsigned} and {signed}. See .local/logs/emulator.log")


def _parameters(environments: Mapping[str, Environment], workspace: Workspace) -> dict[str, str]:
    return {
        "TargetAccounts": ",".join(environment.account for environment in environments.values()),
        "ExternalId": EXTERNAL_ID,
        "SlackApiUrl": workspace.api_url,
        "ShortestDurationSeconds": "1",
        "DeletionProtection": "false",
        "SweepMinutes": "1",
    }
