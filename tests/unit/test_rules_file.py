"""A rules file with a fault is not taken, and every fault is named by its place and what would be right."""

import json
from datetime import timedelta

import pytest

from aws_access.adapters.rules.file import LARGEST, published_form, rules_from_json, rules_from_value
from aws_access.adapters.rules.yaml_file import read_rules
from aws_access.domain.approval import Approvers
from aws_access.domain.ids import IamUserName
from tests.builders import approval
from tests.rules_value import FILE, VERIFY, changed, faults
from tests.templates import PROJECT


def test_a_file_without_faults_becomes_the_rules() -> None:
    rules = rules_from_value(FILE)
    assert rules.timing.lapse_after == timedelta(hours=8)
    assert [rules.people[each].teams for each in rules.people] == [("Dev",), ("SRE",), ()]
    found = rules.environment("検証")
    assert found is not None
    assert found.account == "222222222222"
    assert rules.rules[0].approval == approval(Approvers(frozenset({IamUserName("sre1")}), frozenset({"SRE"})))
    assert rules.rules[1].approval is None
    assert rules.rules[1].longest == timedelta(minutes=90)
    assert rules.services["dynamodb"].default == ("read",)


@pytest.mark.parametrize("name", ["local/rules.yaml", "config/rules.example.yaml"])
def test_the_files_of_this_project_have_no_faults(name: str) -> None:
    rules, text = read_rules(PROJECT / name)
    assert rules_from_json(text) == rules


def test_how_many_requests_may_be_open_is_twenty_or_what_the_file_says() -> None:
    assert rules_from_value(FILE).most_open == 20
    assert rules_from_value(changed("approvals/most_open", 3)).most_open == 3


def test_the_version_is_that_of_the_content_whatever_its_order() -> None:
    other_order = {name: FILE[name] for name in reversed(FILE)}
    other_order["people"] = {name: FILE["people"][name] for name in reversed(FILE["people"])}
    assert list(other_order) != list(FILE)
    assert rules_from_value(other_order).version == rules_from_value(FILE).version
    assert rules_from_json(json.dumps(FILE, indent=3)).version == rules_from_value(FILE).version
    assert published_form(other_order) == published_form(FILE)
    assert rules_from_value(changed("approvals/lapse_after", "7h")).version != rules_from_value(FILE).version


FORM = [
    ("more", 1, "more: there is no such field"),
    ("approvals/channels", "C1", "approvals.channels: there is no such field"),
    ("people/dev1/email", "dev1@example.com", "people.dev1.email: there is no such field"),
    ("rules/0/approver", "sre1", "rules.0 (dev).approver: there is no such field; did you mean approvers?"),
    ("rules/0/longest", ..., "rules.0 (dev).longest: is missing; write for example longest: 4h"),
    ("environments/verify/ceiling", ..., "environments.verify.ceiling: is missing; write for example ceiling: ["),
    ("rules/0/approvers", ..., "rules.0 (dev).approvers: is missing"),
    ("environments", {}, "environments: needs at least one entry"),
    ("environments/verify/ceiling", [], "environments.verify.ceiling: needs at least one entry"),
    ("environments/verify/ceiling", "dynamodb:*", "environments.verify.ceiling: needs a list, as `[one, two]`"),
    ("environments/verify/ceiling/0", "*", "environments.verify.ceiling.0: '*' is not an action such as"),
    ("environments/verify/ceiling/0", 5, "environments.verify.ceiling.0: write it as text, in quotes"),
    ("environments/verify/account", 222222222222, "environments.verify.account: write it as text, in quotes"),
    ("environments/verify/account", "22222222222", "`22222222222` is not a valid AWS account id"),
    (
        "environments/verify/region",
        "us-east",
        "environments.verify.region: is not of the right form; write for example region: us-east-1",
    ),
    ("environments/verify/team_roles/Dev", "Dev", "environments.verify.team_roles.Dev: `Dev` is not a valid role ARN"),
    ("people/dev1/slack_id", "dev1@example.com", "people.dev1.slack_id: `dev1@example.com` is not a valid Slack user"),
    ("people/dev1/slack_id", 1, "people.dev1.slack_id: write it as text, in quotes"),
    ("people/dev1/teams", "Dev", "people.dev1.teams: needs a list, as `[one, two]`"),
    ("people/dev1/teams/0", True, "people.dev1.teams.0: write it as text, in quotes"),
    ("people/x", {}, "`x` is not a valid IAM user name"),
    ("people/dev1", [], "people.dev1: needs fields, as `name: value`"),
    (
        "approvals/channel",
        "#approvals",
        "approvals.channel: is not of the right form; write for example channel: C0123456789",
    ),
    ("approvals/lapse_after", "0h", "approvals.lapse_after: `0h` is not a duration; write for example `4h`"),
    ("approvals/lapse_after", "-8h", "approvals.lapse_after: `-8h` is not a duration"),
    ("approvals/lapse_after", "8", "approvals.lapse_after: `8` is not a duration"),
    ("approvals/lapse_after", 8, "approvals.lapse_after: write it as text, in quotes"),
    ("approvals/lapse_after", None, "approvals.lapse_after: write it as text, in quotes"),
    ("rules/0/longest", "100y", "rules.0 (dev).longest: `100y` is not a duration"),
    ("rules/0/longest", "99999d", "rules.0 (dev).longest: `99999d` is not a duration"),
    ("rules/0/approvers", "somebody", "rules.0 (dev).approvers: write `nobody`, or {people: [...], teams: [...]}"),
    ("rules/0/approvers", None, "rules.0 (dev).approvers: write `nobody`, or {people: [...], teams: [...]}"),
    ("rules/0/approvers", ["nobody"], "rules.0 (dev).approvers.0: needs fields, as `name: value`"),
    ("rules/0/approvers", [], "rules.0 (dev).approvers: needs at least one entry"),
    ("rules/0/approvers/people/0", "s", "rules.0 (dev).approvers.people.0: `s` is not a valid IAM user name"),
    ("rules/0/services", [], "rules.0 (dev).services: needs at least one entry"),
    (
        "rules/0/name",
        "a name",
        "rules.0 (a name).name: is not of the right form; write for example name: dev-in-verify",
    ),
    ("services/Big One", FILE["services"]["dynamodb"], "services.Big One"),
    ("services/dynamodb/levels/Read", ["dynamodb:GetItem"], "services.dynamodb.levels.Read"),
    ("services/dynamodb/levels/read/0", "GetItem", "'GetItem' is not an action such as dynamodb:GetItem"),
    ("services/dynamodb/levels/read/0", "dynamodb:${aws:username}", "is not an action such as"),
    ("services/dynamodb/resources/0", "table/orders", "'table/orders' is neither an ARN nor *"),
    ("services/dynamodb/resources/0", None, "services.dynamodb.resources.0: write it as text, in quotes"),
    ("services/dynamodb/resources/0", "arn:aws:s3:::${aws:username}", "has a policy variable; name the resource"),
    ("services/dynamodb/resources/0", "arn:aws:s3:::{bucket}", "only {account}, {region}, {partition} and {resource}"),
    ("services/dynamodb/resources/0", "arn:aws:s3:::{account.x}", "only {account}, {region}, {partition} and"),
    ("services/dynamodb/resources/0", "arn:aws:s3:::{", "only {account}, {region}, {partition} and {resource} stand"),
    ("services/dynamodb/resources/0", "arn:aws:s3:::" + "x" * 600, "is neither an ARN nor *"),
]
WHOLE = [
    ("people/sre1/slack_id", "U0000DEV1", "people.sre1: Slack user U0000DEV1 is people.dev1 too"),
    ("environments/verify/team_roles/Dev", "arn:aws:iam::333333333333:role/Dev", "is not in account 222222222222"),
    ("environments/verify/team_roles/Dev", f"{VERIFY}SRE", f"role {VERIFY}SRE is environments.verify.team_roles.Dev"),
    ("environments/staging/aliases", ["検証"], "environments.staging: 検証 is the environment verify too"),
    ("environments/staging/aliases", ["Verify"], "environments.staging: Verify is the environment verify too"),
    ("services/dynamodb/default", ["admin"], "services.dynamodb.default: there is no level admin"),
    ("services/dynamodb/resource", "arn:aws:dynamodb:*:*:table/x", "services.dynamodb.resource: has no {resource}"),
    ("services/dynamodb/resources/0", "arn:aws:s3:::{resource}", "{resource} stands for nothing where nobody names"),
    ("rules/0/environments", ["prod"], "rules.0 (dev).environments: there is no environment prod"),
    ("rules/0/environments", ["検証"], "rules.0 (dev).environments: there is no environment 検証"),
    ("rules/0/teams", ["QA"], "rules.0 (dev).teams: there is no team QA"),
    ("rules/0/services", ["s33"], "rules.0 (dev).services: there is no service s33; did you mean s3?"),
    ("rules/0/services", ["dynamodb:admin"], "rules.0 (dev).services: there is no service dynamodb:admin"),
    ("rules/0/services", ["dynamodb:"], "rules.0 (dev).services: there is no service dynamodb:"),
    ("rules/0/approvers", {}, "rules.0 (dev).approvers: names nobody; write `approvers: nobody`"),
    ("rules/0/approvers", {"people": ["zoe"]}, "rules.0 (dev).approvers.people: there is no person zoe"),
    ("rules/0/approvers", {"teams": ["QA"]}, "rules.0 (dev).approvers.teams: there is no team QA"),
    ("rules/1/name", "dev", "rules.1 (dev): name dev is rules.0 too"),
    ("approvals/most_open", 0, "approvals.most_open"),
    ("approvals/most_open", 101, "approvals.most_open"),
]


@pytest.mark.parametrize(("path", "value", "said"), FORM + WHOLE)
def test_a_fault_is_named_by_its_place(path: str, value: object, said: str) -> None:
    (fault,) = faults(rules_from_value, changed(path, value))
    assert said in fault


@pytest.mark.parametrize("value", [None, 5, "text", [], [FILE], {}])
def test_what_is_no_file_of_rules_at_all_is_refused(value: object) -> None:
    assert faults(rules_from_value, value)


def test_all_faults_are_named_at_once_in_the_order_of_the_file() -> None:
    file = changed("people/dev1/slack_id", "nope")
    file["approvals"]["lapse_after"] = "soon"
    file["rules"][0]["more"] = 1
    assert [each.split(":")[0] for each in faults(rules_from_value, file)] == [
        "approvals.lapse_after",
        "people.dev1.slack_id",
        "rules.0 (dev).more",
    ]
    file = changed("rules/0/environments", ["b", "a"])
    file["rules"][0]["teams"] = ["QA"]
    said = faults(rules_from_value, file)
    assert [each.rpartition(" ")[2] for each in said] == ["a", "b", "QA"]


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "null", "NaN", "not JSON", "x" * (LARGEST + 1)])
def test_a_published_text_that_cannot_be_read_is_refused(text: str) -> None:
    assert faults(rules_from_json, text)


def test_what_the_functions_could_not_read_is_not_published() -> None:
    people = {f"person{number}": {"teams": ["Dev"]} for number in range(40_000)}
    assert "at most 1000000" in faults(published_form, changed("people", FILE["people"] | people))[0]
