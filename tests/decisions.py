"""A decision of the rules, as tests ask for one and take it apart."""

from datetime import timedelta

from aws_access.domain.circumstances import Circumstances
from aws_access.domain.decide import decide
from aws_access.domain.decision import Decision, NeedsApproval, Refused
from aws_access.domain.model import Person, Submission
from aws_access.domain.rules import Rules
from tests.builders import DEV1, NOW, a_submission, some_rules

SHORTEST = timedelta(minutes=5)


def decided(asked: Submission | None = None, *, by: Person = DEV1, rules: Rules | None = None) -> Decision:
    return decide(asked or a_submission(), by, rules or some_rules(), SHORTEST, Circumstances(NOW))


def unmet(decision: Decision) -> list[str]:
    assert isinstance(decision, Refused)
    return [each.code for each in decision.unmet]


def approval(decision: Decision) -> NeedsApproval:
    assert isinstance(decision, NeedsApproval)
    return decision
