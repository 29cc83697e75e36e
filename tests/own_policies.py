"""A company whose rules let Dev bring policies of their own, and such policies."""

import json
from typing import Any

from aws_access.adapters.catalogue import known_actions
from aws_access.domain.model import OWN_POLICY
from aws_access.domain.services import OWN_SERVICE
from tests.builders import a_rule, a_service, some_rules
from tests.world import World

ORDERS = "arn:aws:dynamodb:us-east-1:222222222222:table/orders"
STATEMENT: dict[str, Any] = {"Effect": "Allow", "Action": ["dynamodb:getitem"], "Resource": ORDERS}
ASK_POLICY = {"service": OWN_POLICY, "environment": "verify", "duration": "4h"}


def policy(**fields: Any) -> dict[str, Any]:
    """One statement, of which a test says what it cares about."""
    return {"Version": "2012-10-17", "Statement": [{**STATEMENT, **fields}]}


def policy_text(**fields: Any) -> str:
    return json.dumps(policy(**fields), indent=2)


def with_policies(world: World) -> World:
    """The same world, with a rule for policies beside the one for dynamodb."""
    rules = (a_rule(), a_rule("policies", services=frozenset({OWN_POLICY})))
    services = {"dynamodb": a_service(), OWN_POLICY: OWN_SERVICE}
    world.rules.rules = some_rules(*rules, services=services, known=known_actions())
    return world
