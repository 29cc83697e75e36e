"""The API on what can be chosen, and by whom."""

import pytest

from aws_access.adapters.catalogue import aws_services
from tests.api_client import Client
from tests.builders import (
    DEV_ROLE,
    SRE1,
    SRE_ROLE,
    VERIFY_ACCOUNT,
    a_person,
    a_rule,
    a_service,
    an_environment,
    some_rules,
)

STRANGER = a_person("stranger1")


@pytest.fixture
def client() -> Client:
    return Client()


def test_the_choices_are_the_environments_and_what_some_rule_names_for_the_caller(client: Client) -> None:
    body = client.get("/environments").body
    assert (body["caller"], body["rules_version"]) == ("dev1", "f" * 64)
    (verify,) = body["environments"]
    assert (verify["name"], verify["aliases"], verify["account"]) == ("verify", ["検証"], VERIFY_ACCOUNT)
    assert (verify["region"], verify["team_roles"]) == ("us-east-1", {"Dev": DEV_ROLE})
    assert verify["services"] == [
        {
            "name": "dynamodb",
            "levels": ["read", "write"],
            "default": ["read"],
            "resource": "arn:aws:dynamodb:us-east-1:222222222222:table/{resource}",
            "narrows": True,
        }
    ]


def test_nobody_is_offered_what_no_rule_lets_them_ask_for(client: Client) -> None:
    (verify,) = client.as_(SRE1).get("/environments").body["environments"]
    assert (verify["team_roles"], verify["services"]) == ({"SRE": SRE_ROLE}, [])


def test_a_level_is_offered_where_a_rule_names_only_that(client: Client) -> None:
    client.world.rules.rules = some_rules(a_rule(services=frozenset({"dynamodb:write", "unheard-of"})))
    (verify,) = client.get("/environments").body["environments"]
    assert [(each["name"], each["levels"]) for each in verify["services"]] == [("dynamodb", ["write"])]


@pytest.mark.parametrize(
    ("action", "found"),
    [
        ("dynamodb:Query", [("dynamodb", ["read"])]),
        ("dynamodb:query", [("dynamodb", ["read"])]),
        ("dynamodb:PutItem", [("dynamodb", ["write"]), ("everything", ["read"])]),
        ("s3:GetObject", []),
    ],
)
def test_with_an_action_only_what_holds_it_is_offered(
    client: Client, action: str, found: list[tuple[str, list[str]]]
) -> None:
    bundle = a_service("everything", levels={"read": ("dynamodb:Put*",)}, resource=None)
    client.world.rules.rules = some_rules(
        a_rule(),
        a_rule("more", services=frozenset({"everything"})),
        services={"dynamodb": a_service(), "everything": bundle},
    )
    (verify,) = client.get("/environments", {"action": action}).body["environments"]
    assert [(each["name"], each["levels"]) for each in verify["services"]] == found


@pytest.mark.parametrize(("action", "narrows"), [("kinesis:GetRecords", True), ("kinesis:ListStreams", False)])
def test_of_a_service_of_aws_it_is_told_whether_a_resource_can_be_named_with_an_action(
    client: Client, *, action: str, narrows: bool
) -> None:
    rule = a_rule(services=frozenset({"kinesis"}))
    client.world.rules.rules = some_rules(rule, services={"kinesis": aws_services()["kinesis"]})
    (verify,) = client.get("/environments", {"action": action}).body["environments"]
    (service,) = verify["services"]
    assert (service["resource"], service["narrows"]) == (None, narrows)


def test_a_policy_of_ones_own_is_offered_where_a_rule_names_it_and_never_as_what_holds_an_action(
    client: Client,
) -> None:
    own = a_rule("own", services=frozenset({"policy"}), environments=frozenset({"staging"}))
    environments = {name: an_environment(name, aliases=()) for name in ("verify", "staging")}
    client.world.rules.rules = some_rules(a_rule(), own, environments=environments)

    def offered(query: dict[str, str] | None = None) -> dict[str, list[tuple[str, list[str], bool]]]:
        told = client.get("/environments", query).body["environments"]
        return {e["name"]: [(each["name"], each["levels"], each["narrows"]) for each in e["services"]] for e in told}

    assert offered()["staging"] == [("policy", [], False)]
    assert "policy" not in [name for name, _, _ in offered()["verify"]]
    assert offered({"action": "dynamodb:Query"})["staging"] == []


def test_an_action_that_is_none_is_refused(client: Client) -> None:
    assert client.get("/environments", {"action": "everything"}).codes == ["invalid-field"]


def test_whoever_the_rules_do_not_know_sees_neither_choices_nor_roles(client: Client) -> None:
    for path in ("/environments", "/roles"):
        assert client.as_(STRANGER).get(path).codes == ["unknown-caller"]
