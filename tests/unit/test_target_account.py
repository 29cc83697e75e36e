"""What accounts/target-account.yaml promises: whom it trusts, and with what."""

import json
import re
from fnmatch import fnmatchcase
from typing import Any

import pytest

from aws_access.adapters.catalogue import known_actions
from aws_access.domain.ceiling import ONLY_LOOKED_AT, never_granted
from aws_access.domain.ids import SESSION_ROLE_PREFIX
from aws_access.domain.roles import BOUNDARY_NAME
from tests.iam import Request, evaluate, read_policy
from tests.templates import listed, load, statements

TARGET = load("accounts/target-account.yaml")
SESSION = load("accounts/session-role.yaml")

ANYTHING = "arn:aws:x:us-east-1:222222222222:y"


@pytest.mark.parametrize(("role", "names"), [("Grantor", "${ReconcileRoleName}"), ("Reader", "${ReaderRoleNames}")])
def test_a_target_account_trusts_named_roles_that_know_the_external_id(role: str, names: str) -> None:
    (trust,) = TARGET["Resources"][role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"AWS": "arn:aws:iam::${JumpAccount}:root"}
    assert trust["Condition"]["StringEquals"] == {"sts:ExternalId": "${ExternalId}"}
    trusted = {arn.split(":", 5)[5] for arn in trust["Condition"]["ArnLike"]["aws:PrincipalArn"]}
    assert trusted == {f"role/{names}", f"assumed-role/{names}/*"}


def test_the_names_that_a_target_account_trusts_are_those_of_the_functions_that_assume_its_roles() -> None:
    parameters = TARGET["Parameters"]
    assert parameters["ReconcileRoleName"]["Default"] == _who_assumes("aws-access-grantor")
    assert parameters["ReaderRoleNames"]["Default"] == _who_assumes("aws-access-reader")


def _who_assumes(role: str) -> str:
    """The names of the jump account's roles that may, when its stack is called aws-access."""
    names = [
        each["Properties"]["RoleName"].replace("${AWS::StackName}", "aws-access")
        for each in load("template.yaml")["Resources"].values()
        if each["Type"] == "AWS::IAM::Role" and "Policies" in each["Properties"]
        for statement in statements(each["Properties"])
        if statement["Action"] == "sts:AssumeRole" and statement["Resource"][0].endswith(f":role/{role}")
    ]
    return ",".join(names)


ROLES, OUR_POLICIES = (
    "arn:aws:iam::${AWS::AccountId}:role/",
    "arn:aws:iam::${AWS::AccountId}:policy/aws-access/aws-access-*",
)
ON_ROLES = {"iam:PutRolePolicy", "iam:DeleteRolePolicy", "iam:AttachRolePolicy", "iam:DetachRolePolicy"}
LOOKING = {"iam:GetRole", "iam:GetRolePolicy", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies"}
LOOKING_AT_OURS = {"iam:GetPolicy", "iam:GetPolicyVersion"}
MAKING = {"iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion"}


def rights_of(role: str, effect: str = "Allow") -> list[tuple[set[str], dict[str, Any]]]:
    """Statement by statement: the actions, and the whole of it."""
    found = statements(TARGET["Resources"][role]["Properties"])
    return [(set(listed(each["Action"])), each) for each in found if each["Effect"] == effect]


def enforced(value: object) -> object:
    """As it is on AWS, where what the local stack's IAM does not know is enforced."""
    if isinstance(value, dict) and set(value) == {"If"}:
        condition, on_aws, _ = value["If"]
        assert condition == "BoundaryEnforced"
        return on_aws
    return {key: enforced(each) for key, each in value.items()} if isinstance(value, dict) else value


def test_the_grantor_writes_only_on_tagged_roles_within_the_boundary_and_never_on_ours() -> None:
    writing = [each for actions, each in rights_of("Grantor") if actions & ON_ROLES]
    assert {action for each in writing for action in each["Action"]} == ON_ROLES
    for each in writing:
        assert enforced(each["Condition"]["StringEquals"]) == {
            "aws:ResourceTag/aws-access": "managed",
            "iam:PermissionsBoundary": "${Boundary}",
        }
        assert each["Condition"]["StringEquals"]["aws:ResourceTag/aws-access"] == "managed", "in the local stack too"
    assert TARGET["Parameters"]["EnforceBoundary"]["Default"] == "true"
    ((actions, denied),) = rights_of("Grantor", "Deny")
    ours = {each["Properties"]["RoleName"] for each in TARGET["Resources"].values() if each["Type"] == "AWS::IAM::Role"}
    assert (actions, set(denied["Resource"])) == (ON_ROLES, {f"{ROLES}{name}" for name in ours})
    assert "Condition" not in denied


def test_the_grantor_makes_and_attaches_only_managed_policies_of_ours() -> None:
    attaching = [each for actions, each in rights_of("Grantor") if actions & {"iam:AttachRolePolicy"}]
    assert [enforced(each["Condition"]["ArnLike"]) for each in attaching] == [{"iam:PolicyARN": OUR_POLICIES}]
    making = [each for actions, each in rights_of("Grantor") if not actions <= LOOKING | ON_ROLES]
    assert {action for each in making for action in listed(each["Action"])} == {
        *MAKING,
        *LOOKING_AT_OURS,
        "iam:ListPolicyVersions",
    }
    assert {enforced(each["Resource"]) for each in making} == {OUR_POLICIES}


def test_the_reader_looks_and_nothing_else() -> None:
    assert set().union(*(actions for actions, _ in rights_of("Reader"))) == LOOKING | LOOKING_AT_OURS


def test_no_session_of_a_team_role_can_touch_what_is_ours() -> None:
    *_, denied = TARGET["Resources"]["Boundary"]["Properties"]["PolicyDocument"]["Statement"]
    assert (denied["Effect"], "iam:*" in denied["Action"]) == ("Deny", True)
    ours = [
        f"{ROLES}aws-access-grantor",
        OUR_POLICIES.replace("*", "Dev-1"),
        OUR_POLICIES.replace("/aws-access-*", "-boundary"),
    ]
    assert [arn for arn in ours if not any(fnmatchcase(arn, each) for each in denied["Resource"])] == []


def test_a_session_role_trusts_the_broker_alone_and_is_held_as_team_roles_are() -> None:
    role, broker = SESSION["Resources"]["SessionRole"]["Properties"], "${BrokerRoleName}"
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"AWS": "arn:aws:iam::${JumpAccount}:root"}
    assert trust["Condition"]["StringEquals"] == {"sts:ExternalId": "${ExternalId}"}
    trusted = {arn.split(":", 5)[5] for arn in trust["Condition"]["ArnLike"]["aws:PrincipalArn"]}
    assert trusted == {f"role/{broker}", f"assumed-role/{broker}/*"}
    assert SESSION["Parameters"]["BrokerRoleName"]["Default"] == _who_assumes(f"{SESSION_ROLE_PREFIX}*")
    assert {"Key": "aws-access", "Value": "managed"} in role["Tags"]
    assert role["PermissionsBoundary"] == f"arn:aws:iam::${{AWS::AccountId}}:policy/{BOUNDARY_NAME}"


def test_a_session_role_can_do_what_its_operators_list_and_takes_up_no_room_with_it() -> None:
    role, ceiling = (SESSION["Resources"][name]["Properties"] for name in ("SessionRole", "CeilingPolicy"))
    assert role["ManagedPolicyArns"] == ["${CeilingPolicy}"]
    assert "Policies" not in role
    assert ceiling["PolicyDocument"]["Statement"] == [{"Effect": "Allow", "Action": "${Ceiling}", "Resource": "*"}]
    assert "Default" not in SESSION["Parameters"]["Ceiling"]


def test_a_session_role_is_named_so_that_code_and_policies_know_it() -> None:
    name = SESSION["Resources"]["SessionRole"]["Properties"]["RoleName"]
    assert name.startswith(SESSION_ROLE_PREFIX)
    *_, ours = TARGET["Resources"]["Boundary"]["Properties"]["PolicyDocument"]["Statement"]
    assert ours["Effect"] == "Deny"
    assert "arn:aws:iam::${AWS::AccountId}:role/aws-access-*" in ours["Resource"]  # no team role may touch one


LOOKED_UP = re.compile(
    r"iam:(Get|List)\w+|ram:(Get|List)\w+|rolesanywhere:(Get|List)\w+|account:(GetAccountInformation|ListRegions)"
)
HARMLESS = {
    "iam:CreateServiceLinkedRole": "its rights are AWS's own",
    "iam:SimulatePrincipalPolicy": "asks what would be",
    "organizations:DescribeOrganization": "every console asks",
    "cloudtrail:CancelQuery": "of one's own query of what was recorded",
    "cloudtrail:GenerateQuery": "words for a query",
    "cloudtrail:StartQuery": "reads what was recorded",
    "signin:AuthorizeOAuth2Access": "a command line that signs in by the console is the same session",
    "signin:CreateOAuth2Token": "the same",
}


def test_what_is_never_granted_the_boundary_does_not_let_through_either() -> None:
    known = known_actions()
    never = {action for service in known.services for action in known.of_service(service) if held_in_accounts(action)}
    assert {action.partition(":")[0] for action in never} > {
        "iam",
        "organizations",
        "ram",
        "rolesanywhere",
        "cloudtrail",
    }
    let_through = {action for action in never if passes_the_boundary(action)}
    assert {each for each in let_through if not LOOKED_UP.fullmatch(each)} == set(HARMLESS)


def test_the_boundary_lets_nobody_stop_the_recording_of_resources_or_make_it_record_fewer() -> None:
    changing = ("Delete", "Disassociate", "Put", "Stop")
    recorder = {
        each for each in known_actions().of_service("config") if each.startswith(tuple(f"config:{c}" for c in changing))
    }
    assert {"config:StopConfigurationRecorder", "config:DisassociateResourceTypes"} < recorder
    assert {each for each in recorder if passes_the_boundary(each)} == set()


def passes_the_boundary(action: str) -> bool:
    text = json.dumps(TARGET["Resources"]["Boundary"]["Properties"]["PolicyDocument"])
    boundary = read_policy(text.replace("${AWS::AccountId}", "222222222222").replace("${AWS::StackName}", "x"))
    return evaluate(Request.of(action, ANYTHING, {}), [boundary]).allowed


def held_in_accounts(action: str) -> bool:
    """What is never granted, without what is said to be left to teams: who one is (sts), and services that watch."""
    service, _, name = action.partition(":")
    if service == "sts":
        return name.startswith("Assume") or name == "GetFederationToken"
    return never_granted(action) and (service not in ONLY_LOOKED_AT or service == "cloudtrail")
