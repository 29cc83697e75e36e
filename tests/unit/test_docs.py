"""The documents name what there is, all of it and nothing else. What their blocks show is for test_docs_blocks.py."""

import json
import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from aws_access.adapters.rules import group_model
from aws_access.adapters.rules import model as form
from aws_access.adapters.rules.yaml_file import read_rules
from aws_access.domain import commands
from aws_access.domain.audit import EventType
from aws_access.domain.ceiling import NEVER, ONLY_LOOKED_AT, beyond_ceiling
from aws_access.domain.circumstances import Circumstances
from aws_access.domain.decide import decide
from aws_access.domain.decision import Refused
from aws_access.domain.ids import IamUserName, RequestId, RoleArn
from aws_access.domain.model import Grant, Status, Submission
from aws_access.domain.permissions import permission_for
from aws_access.domain.policies import build_policy
from aws_access.domain.statements import Permission
from aws_access.entrypoints import api_bodies
from tests.builders import NOW
from tests.documents import DOCUMENTS, anchors, blocks, in_code, prose, read, table
from tests.templates import PROJECT, load

README, RULES, ARCHITECTURE = "README.md", "docs/rules.md", "docs/architecture.md"
EVERYTHING = "\n".join(read(document) for document in DOCUMENTS)
BLOCKS = list(blocks(*DOCUMENTS))
SHELL = [block for block in BLOCKS if block.language == "sh"]
MAKEFILE = read("Makefile")
JUMP, TARGET = load("template.yaml"), load("accounts/target-account.yaml")
SESSION = load("accounts/session-role.yaml")
SOURCE = PROJECT / "layers/aws_access/python/aws_access"

# ---- make -----------------------------------------------------------------------------------------------------------


def test_every_make_target_is_documented_and_every_documented_one_exists() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):.*## ", MAKEFILE, re.MULTILINE)) - {"help"}
    shown = "\n".join([*in_code(EVERYTHING), *(block.text for block in SHELL)])
    assert set(re.findall(r"\bmake ([a-z0-9-]+)", shown)) == targets


def test_what_is_said_to_run_in_ci_does() -> None:
    ci = read(".ci/run")
    shown = [line for block in SHELL if block.marker == "run: ci" for line in block.text.splitlines()]
    assert shown
    assert [line for line in shown if not re.search(rf"^step \d+ {re.escape(line)}$", ci, re.MULTILINE)] == []


# ---- The templates --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("template", "first"), [(JUMP, "TargetAccounts"), (TARGET, "JumpAccount"), (SESSION, "Team")])
def test_every_parameter_is_documented_with_its_default(template: dict[str, Any], first: str) -> None:
    tables = re.findall(r"^\| parameter \| default \| meaning \|\n\|[-|]+\n((?:\|.*\n)+)", read(README), re.MULTILINE)
    (rows,) = (each for each in tables if each.startswith(f"| `{first}`"))
    documented = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", rows, re.MULTILINE))
    defaults = {name: str(each.get("Default", "")) for name, each in template["Parameters"].items()}
    assert {name: default.strip("`–") for name, default in documented.items()} == defaults


def test_every_output_is_documented_and_every_documented_one_exists() -> None:
    documented = {name for row in table(README, "output", "for") for name in in_code(row[0])}
    assert documented == set(JUMP["Outputs"])
    assert set(re.findall(r"(?:\$\(|^)output (\w+)", read(README), re.MULTILINE)) <= documented
    assert {*TARGET["Outputs"], *SESSION["Outputs"]} <= set(in_code(read(README)))


def test_every_alarm_is_documented_and_every_documented_one_exists() -> None:
    documented = [name for row in table(README, "alarm", "means", "do") for name in in_code(row[0])]
    alarms = [name for name, each in JUMP["Resources"].items() if each["Type"] == "AWS::CloudWatch::Alarm"]
    assert sorted(documented) == sorted(alarms)


def test_the_metrics_that_are_documented_are_those_that_timers_counts() -> None:
    counted = set(re.findall(r'^ +\("(\w+)", ', (SOURCE / "entrypoints/timers.py").read_text(), re.MULTILINE))
    assert counted
    assert counted <= set(in_code(read(README)))


# ---- The demo and Slack ---------------------------------------------------------------------------------------------


def test_the_demo_says_what_the_readme_shows_of_it() -> None:
    (shown,) = (block for block in blocks(README) if "Every claim held." in block.text)
    source = "\n".join(path.read_text() for path in Path(PROJECT / "local").glob("*.py"))
    for line in shown.text.splitlines():
        from_the_run = r"r-[0-9a-z]{12}|\d+(?:\.\d+)? ?s\b| is refused with HTTP 401|: SUBMITTED.*"
        assert all(part.strip() in source for part in re.split(from_the_run, line.lstrip(" ✓…"))), line


def _typed() -> list[str]:
    """Every command that the documents show, alone or in a block; what is written in capitals stands for something."""
    shown = [*in_code(prose(README)), *(line for block in blocks(README) for line in block.text.splitlines())]
    return [text for text in shown if text.startswith("/aws-access ") and not re.search(r" [A-Z]{4,}", text)]


@pytest.mark.parametrize("typed", _typed())
def test_every_command_that_is_shown_is_understood_and_allowed_to_dev1(typed: str) -> None:
    command = commands.parse_command(typed.removeprefix("/aws-access "))
    if isinstance(command, Submission):
        rules, _ = read_rules(PROJECT / "local/rules.yaml")
        decision = decide(command, rules.people[IamUserName("dev1")], rules, timedelta(minutes=5), Circumstances(NOW))
        assert not isinstance(decision, Refused), decision.unmet


def test_every_word_for_a_verb_is_documented() -> None:
    shown = set(in_code(read(README))) | {word for text in _typed() for word in text.split()[1:2]}
    assert set(commands._WORDS) <= shown


# ---- The rules ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "kind"),
    [
        ("approvals", form.Approvals),
        ("people", form.Person),
        ("people_from_iam", form.PeopleFromIam),
        ("teams", form.Team),
        ("groups", group_model.Group),
        ("environments", form.Environment),
        ("services", form.Service),
        ("rules", form.Rule),
        ("freezes", form.Freeze),
        ("delegations", form.Delegation),
    ],
)
def test_every_field_of_the_rules_is_documented_and_every_documented_one_exists(
    section: str, kind: type[BaseModel]
) -> None:
    assert [row[0].strip("`") for row in table(RULES, "field", "meaning", section=section)] == list(kind.model_fields)


def test_every_part_of_the_rules_file_is_documented() -> None:
    assert re.findall(r"^## (.+)$", read(RULES), re.MULTILINE) == list(form.RulesFile.model_fields)
    documented = [row[0].strip("`") for row in table(RULES, "field of `approvers`", "meaning", section="rules")]
    assert documented == list(form.Approvers.model_fields)


def test_what_is_never_granted_is_documented() -> None:
    assert {*NEVER, *ONLY_LOOKED_AT} <= set(in_code(read(RULES)))


def test_the_example_of_rules_is_fine_and_promises_nothing_beyond_a_ceiling() -> None:
    rules, _ = read_rules(PROJECT / "config/rules.example.yaml")
    assert {rule.approval is None for rule in rules.rules} == {True, False}
    for rule in rules.rules:
        for environment in (rules.environments[name] for name in rule.environments):
            for service, _, level in (each.partition(":") for each in rule.services):
                levels = [level] if level else list(rules.services[service].levels)
                permission = permission_for(rules.services[service], levels, (), environment)
                assert beyond_ceiling(permission, environment) == (), (rule.name, environment.name)


# ---- The API --------------------------------------------------------------------------------------------------------


def test_every_path_of_the_api_is_documented_with_its_body_and_query() -> None:
    paths = json.loads(read("docs/openapi.json"))["paths"]
    bodies: dict[str, type[BaseModel]] = {
        "/requests": api_bodies.SubmitBody,
        "/locks": api_bodies.LockBody,
        "/unlock": api_bodies.LockBody,
        "extend": api_bodies.ExtendBody,
        "review": api_bodies.ReviewBody,
        "approve": api_bodies.ApproveBody,
        "deny": api_bodies.DenyBody,
        "revoke": api_bodies.RevokeBody,
        "credentials": api_bodies.CredentialsBody,
    }
    expected = {}
    for path, methods in paths.items():
        for method, operation in methods.items():
            query = {each["name"] for each in operation.get("parameters", []) if each["in"] == "query"}
            body = bodies[path.rpartition("}/")[2] or path].model_fields if method == "post" else ()
            called = re.sub(r"[<{]request_id[>}]", "{id}", path)
            expected[f"{method.upper()} {called}"] = query | set(body)
    rows = table(README, "method and path", "body or query", "does")
    assert {row[0].strip("`"): set(in_code(row[1])) for row in rows} == expected


# ---- The architecture -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [Status, EventType])
def test_every_state_and_event_is_in_the_architecture(words: type[StrEnum]) -> None:
    assert [word for word in words if not re.search(rf"\b{word}\b", read(ARCHITECTURE))] == []


def test_the_grant_that_the_architecture_shows_is_what_is_built() -> None:
    (shown,) = (block for block in BLOCKS if block.marker == "made by: build_policy")
    document = json.loads(shown.text)
    (statement,) = document["Statement"]
    role_id, _, person = statement["Condition"]["StringEquals"]["aws:userid"].partition(":")
    ends_at = datetime.strptime(statement["Condition"]["DateLessThan"]["aws:CurrentTime"], "%Y-%m-%dT%H:%M:%S%z")
    grant = Grant(
        RequestId("r-0123456789ab"),
        RoleArn("arn:aws:iam::222222222222:role/Dev"),
        IamUserName(person),
        Permission.of(tuple(statement["Action"]), (statement["Resource"],)),
        ends_at.astimezone(UTC),
    )
    assert json.loads(build_policy([grant], role_id) or "") == document


# ---- Promises, paths and links --------------------------------------------------------------------------------------


def test_every_promise_names_tests_that_exist() -> None:
    rows = table(README, "promise", "kept by", "tests")
    assert [row[0][:2] for row in rows] == [f"P{number}" for number in range(1, 9)]
    for promise, _, cell in rows:
        tests = in_code(cell)
        assert len(tests) > 1, promise
        for path, _, name in (test.partition("::") for test in tests):
            assert re.search(rf"^def {name}\(", read(path), re.MULTILINE), f"{promise}: {path}::{name}"


def _paths(document: str) -> set[str]:
    """What looks like a file or folder of the project, in the text and in its blocks."""
    tops = "|".join(re.escape(path.name) for path in PROJECT.iterdir() if path.is_dir() and path.name != ".local")
    inside = "|".join(path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__")
    here = r"(?:(?<=^)|(?<=[\s`(=\"]))"
    pattern = rf"{here}((?:{tops}|{inside})/[\w./-]*|[\w.-]+\.(?:py|ya?ml|toml|md|mk))(?=[\s`),:;\"]|$)"
    text = "\n".join([*in_code(prose(document)), *(block.text for block in blocks(document))])
    return set(re.findall(pattern, text, re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_is_named_exists(document: str) -> None:
    made_by_the_reader = {"rules.yaml"}
    roots = (PROJECT, SOURCE, PROJECT / "tests")
    missing = {path for path in _paths(document) if not any((root / path).exists() for root in roots)}
    assert missing <= made_by_the_reader


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_internal_link_resolves(document: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(document)):
        path, _, anchor = target.partition("#")
        if re.match(r"https?:", target):
            continue
        found = (PROJECT / document).parent / path if path else PROJECT / document
        assert found.exists(), target
        if anchor:
            assert anchor in anchors(str(found.resolve().relative_to(PROJECT))), target
