"""The company in which the state machine lives: its people, its rules, and other rules that they may change to."""

from dataclasses import replace
from datetime import timedelta

from aws_access.domain.rules import Rules
from tests.builders import (
    DEV1,
    DEV2,
    DEV_ROLE,
    SRE1,
    SRE2,
    SRE_ROLE,
    a_person,
    a_rule,
    a_service,
    an_environment,
    some_rules,
)

PEOPLE = [DEV1, DEV2, SRE1, SRE2]
LOOK_ALIKE = a_person("dev10")
ROLES = [DEV_ROLE, SRE_ROLE]
LAPSE = timedelta(minutes=10)

MEANS = {
    "dynamodb": {"read": {"dynamodb:GetItem", "dynamodb:Query"}, "write": {"dynamodb:PutItem"}},
    "logs": {"read": {"logs:GetItem", "logs:Query"}, "write": {"logs:PutItem"}},
}
"""What the services of the builders stand for, said a second time."""

RULES = some_rules(
    a_rule(),
    a_rule("sre-verify", teams=frozenset({"SRE"})),
    a_rule("open", teams=frozenset({"Dev", "SRE"}), services=frozenset({"logs:read"}), approvers=None),
    services={"dynamodb": a_service(), "logs": a_service("logs")},
    environments={"verify": an_environment(ceiling=("dynamodb:*", "logs:*"))},
    lapse_after=LAPSE,
)
OTHER_RULES: list[Rules | None] = [
    RULES,
    None,
    replace(RULES, people={each.iam_user: each for each in PEOPLE if each != SRE1}),
    replace(RULES, people={each.iam_user: each for each in PEOPLE if each != DEV1}),
    replace(RULES, people={**RULES.people, DEV2.iam_user: replace(DEV2, teams=("SRE",))}),
    replace(RULES, rules=RULES.rules[1:]),
    replace(RULES, services={**RULES.services, "dynamodb": a_service(default=("write",))}),
]
