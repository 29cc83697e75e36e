"""What is computed and not waited for: proving what many grants say, and deciding by many rules."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from aws_access.adapters.catalogue import aws_services
from aws_access.adapters.rules.file import rules_from_value
from aws_access.domain.approval import Approval, Approvers, Stage
from aws_access.domain.circumstances import Circumstances
from aws_access.domain.decide import decide
from aws_access.domain.decision import NeedsApproval
from aws_access.domain.ids import IamUserName, RequestId, RoleArn
from aws_access.domain.model import Grant, Submission
from aws_access.domain.permissions import permission_for
from aws_access.domain.policies import build_policy
from aws_access.domain.proof import prove
from aws_access.domain.rules import Rules
from aws_access.domain.statements import Permission
from scripts.bench.results import Line, Sample

RUNS = 15
GRANTS = 1000
DECISIONS = 200
PEOPLE, ENVIRONMENTS, SERVICES, RULES = 5000, 20, 100, 500

ROLE = RoleArn("arn:aws:iam::222222222222:role/Dev")
ROLE_ID = "AROAEXAMPLEEXAMPLE01"
SHORTEST = timedelta(minutes=5)
NOW = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)


def lines() -> Iterator[Line]:
    apart = [_grant(number) for number in range(GRANTS)]
    packed = [build_policy(apart, ROLE_ID) or ""]
    yield _timed(f"{GRANTS:,} grants proven to say nothing else", lambda: _proven(packed, apart))
    yield from _deciding()


def _proven(texts: list[str], grants: list[Grant]) -> None:
    assert prove((), texts, ROLE_ID, grants).holds  # noqa: S101 - or it would measure something else


def _deciding() -> Iterator[Line]:
    value = _rules_file()
    title = f"{RULES} rules, {PEOPLE:,} people, {SERVICES} services: read and checked"
    yield replace(_timed(title, lambda: rules_from_value(value)), target=500)
    rules = rules_from_value(value)

    def all_of_them() -> None:
        for number in range(DECISIONS):
            _decided(rules, number)

    taken = _timed("", all_of_them)
    yield Line("one decision by them", taken.value / DECISIONS, "ms", target=1, runs=DECISIONS * RUNS)
    yield _narrowing(rules)
    alike = _all_alike(rules)
    yield _timed("  where every one applies, with two of 100 to approve", lambda: _decided(alike, 0))


def _narrowing(rules: Rules) -> Line:
    """The longest service of AWS, down to one of its resources."""
    ec2, environment = aws_services()["ec2"], next(iter(rules.environments.values()))
    title = f"  and {len(ec2.every)} actions of ec2 narrowed to one instance"
    taken = _timed("", lambda: permission_for(ec2, ec2.levels, ("instance/i-0123456789",), environment))
    return Line(title, taken.value, "ms", target=1, runs=RUNS)


def _all_alike(rules: Rules) -> Rules:
    """Every rule speaks of the same."""
    two = Approval((Stage(Approvers(teams=frozenset({"team1"})), 2),))
    return replace(rules, rules=tuple(replace(rules.rules[0], name=rule.name, approval=two) for rule in rules.rules))


def _decided(rules: Rules, number: int) -> None:
    person = rules.people[IamUserName(f"person{number}")]
    decision = decide(_submission(number), person, rules, SHORTEST, Circumstances(NOW))
    assert isinstance(decision, NeedsApproval), decision  # noqa: S101 - or it would measure something else


def _timed(title: str, call: Callable[[], object]) -> Line:
    """By the processor's clock: what else this machine does meanwhile is not of interest."""
    took = []
    for _ in range(RUNS):
        started = time.process_time()
        call()
        took.append(1000 * (time.process_time() - started))
    return Line.of(title, Sample.of(took))


def _grant(number: int) -> Grant:
    """Of a permission and an end that no other has."""
    actions = tuple(f"dynamodb:{verb}" for verb in ("BatchGetItem", "GetItem", "Query", "Scan"))
    permission = Permission.of(actions, (f"arn:aws:dynamodb:us-east-1:222222222222:table/t{number}",))
    ends_at = NOW + timedelta(seconds=number)
    return Grant(RequestId(f"r-{number:012}"), ROLE, IamUserName(f"person{number}"), permission, ends_at)


def _submission(number: int) -> Submission:
    return Submission(f"service{number % SERVICES}", f"env{number % ENVIRONMENTS}", timedelta(hours=1), ("read",))


def _rules_file() -> dict[str, object]:
    """Every team has every service in every environment by rules of its own, as far as they reach."""
    teams = [f"team{number}" for number in range(RULES // 10)]
    approver = f"person{PEOPLE - 1}"  # the last to be looked at
    services = {
        f"service{number}": {
            "default": ["read"],
            "levels": {
                "read": [f"service{number}:Get*", f"service{number}:List*", f"service{number}:Describe*"],
                "write": [f"service{number}:Put*", f"service{number}:Delete*"],
            },
            "resources": ["*"],
        }
        for number in range(SERVICES)
    }
    return {
        "approvals": {"channel": "C0APPROVALS", "lapse_after": "8h"},
        "people": {f"person{number}": {"teams": [teams[number % len(teams)]]} for number in range(PEOPLE)},
        "environments": {f"env{number}": _environment(number, teams) for number in range(ENVIRONMENTS)},
        "services": services,
        "rules": [
            {
                "name": f"rule{number}",
                "teams": [teams[number % len(teams)]],
                "environments": [f"env{each}" for each in range(ENVIRONMENTS)],
                "services": [f"service{each}" for each in range(number // len(teams), SERVICES, 10)],
                "longest": "8h",
                "approvers": {"people": [approver]},
            }
            for number in range(RULES)
        ],
    }


def _environment(number: int, teams: list[str]) -> dict[str, object]:
    account = f"{222222222222 + number}"
    return {
        "account": account,
        "region": "us-east-1",
        "team_roles": {team: f"arn:aws:iam::{account}:role/{team}" for team in teams},
        "ceiling": [f"service{each}:*" for each in range(SERVICES)],
    }
