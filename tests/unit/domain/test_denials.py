"""What rules deny, nobody has: for the actions, and in the times, of which they speak."""

from datetime import datetime, timedelta

from aws_access.domain.circumstances import Circumstances
from aws_access.domain.decide import decide
from aws_access.domain.decision import Decision, NeedsApproval, Refused
from aws_access.domain.reasons import reason
from aws_access.domain.rules import Denial
from aws_access.domain.windows import Hours
from tests.builders import DEV1, NOW, a_rule, a_service, a_submission, some_rules
from tests.decisions import SHORTEST, unmet

HOUR = timedelta(hours=1)


def test_a_denial_is_about_actions_and_not_about_what_they_are_called() -> None:
    bundle = a_service("everything", levels={"read": ("dynamodb:Get*",)})
    rules = some_rules(
        a_rule(services=frozenset({"everything"})),
        services={"dynamodb": a_service(), "everything": bundle},
        denials=(Denial("no-tables", services=frozenset({"dynamodb:read"})),),
    )
    decision = decide(a_submission(service="everything"), DEV1, rules, SHORTEST, Circumstances(NOW))
    assert decision == Refused((reason("denied-by-rule", rule="no-tables", environment="verify"),))


def test_a_freeze_refuses_access_that_would_reach_into_it() -> None:
    freeze = Denial("freeze", since=NOW + 4 * HOUR, until=NOW + 8 * HOUR)
    rules = some_rules(denials=(freeze,))

    def at(now: datetime, duration: timedelta) -> Decision:
        return decide(a_submission(duration=duration), DEV1, rules, SHORTEST, Circumstances(now))

    assert isinstance(at(NOW, 4 * HOUR), NeedsApproval)
    assert unmet(at(NOW, 4 * HOUR + timedelta(seconds=1))) == ["denied-by-rule"]
    assert isinstance(at(NOW + 8 * HOUR, 4 * HOUR), NeedsApproval)


def test_a_denial_with_hours_and_a_time_holds_where_both_do() -> None:
    """NOW is 9:00."""
    afternoons = Hours(frozenset(range(7)), 15 * 60, 16 * 60)
    for until, kind in ((NOW + HOUR, NeedsApproval), (NOW + 7 * HOUR, Refused)):
        rules = some_rules(denials=(Denial("afternoons", hours=(afternoons,), until=until),))
        decision = decide(a_submission(duration=8 * HOUR), DEV1, rules, SHORTEST, Circumstances(NOW))
        assert isinstance(decision, kind)
