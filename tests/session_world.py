"""The company of `World` with a rule by which sessions are given."""

from dataclasses import replace
from datetime import timedelta

from aws_access.domain.environment import Environment
from aws_access.domain.ids import Form
from aws_access.domain.rules import Rules
from tests.builders import BY_SRE, SESSION_ROLE, a_rule, an_environment, some_rules
from tests.world import World

SESSION = frozenset({Form.SESSION})
EITHER = frozenset({Form.ROLE, Form.SESSION})


def with_session_roles() -> Environment:
    return an_environment(session_roles={"Dev": SESSION_ROLE})


def session_rules(forms: frozenset[Form] | None = SESSION) -> Rules:
    """Dev gets dynamodb in verify in these forms."""
    rule = a_rule(approvers=BY_SRE, forms=forms)
    return some_rules(rule, environments={"verify": with_session_roles()})


class SessionWorld(World):
    def __init__(self, forms: frozenset[Form] | None = SESSION) -> None:
        super().__init__()
        self.rules.rules = session_rules(forms)

    def leave(self, name: str) -> None:
        """The person is in no team any more."""
        rules = self.rules.rules
        assert rules is not None
        people = {key: replace(each, teams=()) if key == name else each for key, each in rules.people.items()}
        self.rules.rules = replace(rules, people=people)


HOUR = timedelta(hours=1)
