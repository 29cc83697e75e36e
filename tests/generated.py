"""Rules, people and requests, as Hypothesis makes them: few of each, so that they often have to do with one another."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from aws_access.domain.approval import Approval, Approvers, Escalation, Stage
from aws_access.domain.circumstances import Circumstances
from aws_access.domain.environment import Environment
from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Person, Submission
from aws_access.domain.rules import Delegation, Denial, Requirements, Rule, Rules, When
from aws_access.domain.services import Service
from aws_access.domain.windows import Hours
from tests.builders import NOW, a_person, a_service, an_environment, some_rules

HOUR = timedelta(hours=1)
TEAMS = ("Dev", "SRE", "Ops")
NAMES = ("ann", "bob", "cyd", "dee", "eve")
GROUPS = ("on-call", "leads")

ENVIRONMENTS: dict[str, Environment] = {
    "verify": replace(an_environment("verify"), ceiling=("dynamodb:*", "s3:*"), time_zone=ZoneInfo("Asia/Tokyo")),
    "prod": replace(an_environment("prod"), ceiling=("dynamodb:Get*", "dynamodb:Put*", "s3:*"), aliases=()),
}
SERVICES: dict[str, Service] = {
    "dynamodb": a_service(levels={"read": ("dynamodb:GetItem",), "write": ("dynamodb:PutItem", "dynamodb:DeleteItem")}),
    "s3": a_service("s3", levels={"read": ("s3:GetObject",)}, default=("read",)),
    # A bundle: the same actions under another name.
    "both": a_service("both", levels={"read": ("dynamodb:GetItem", "s3:GetObject")}, default=("read",)),
}


def some(values: tuple[str, ...], least: int = 0) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), min_size=least)


names = st.sampled_from(NAMES).map(IamUserName)
named = st.frozensets(names, max_size=2)
teams = st.sampled_from(((), ("Dev",), ("Dev",), ("SRE",), ("SRE", "Dev"), ("Ops", "SRE")))
busy_teams = st.sampled_from((("Dev",), ("SRE",), ("SRE", "Dev"), ("Dev", "Ops")))


def people_of(of_teams: st.SearchStrategy[tuple[str, ...]]) -> st.SearchStrategy[dict[IamUserName, Person]]:
    return st.lists(of_teams, min_size=len(NAMES), max_size=len(NAMES)).map(
        lambda all_teams: {
            IamUserName(name): replace(a_person(name), teams=their)
            for name, their in zip(NAMES, all_teams, strict=True)
        }
    )


services = some(("dynamodb", "dynamodb:read", "dynamodb:write", "s3", "both"), least=1)
hours = st.lists(
    st.builds(
        Hours,
        days=st.frozensets(st.integers(0, 6), min_size=1),
        start=st.integers(0, 23).map(lambda hour: hour * 60),
        end=st.integers(1, 24).map(lambda hour: hour * 60),
    ).map(lambda each: each if each.start < each.end else replace(each, end=each.end + 1440)),
    min_size=1,
    max_size=2,
).map(tuple)
approvers = st.builds(Approvers, people=named, teams=some(TEAMS), groups=some(GROUPS))
stages = st.lists(st.builds(Stage, approvers, st.integers(1, 2)), min_size=1, max_size=2).map(tuple)
escalations = st.lists(
    st.builds(Escalation, st.integers(1, 3).map(lambda hours: hours * HOUR), approvers), max_size=1
).map(tuple)
approvals = st.builds(Approval, stages, st.integers(1, 2), escalations)
whens = st.builds(
    When, hours=st.one_of(st.just(()), st.just(()), hours), group=st.sampled_from((None, None, None, None, *GROUPS))
)
requirements = st.builds(
    Requirements, reason_length=st.sampled_from((0, 0, 5)), most_active=st.sampled_from((None, None, 1))
)
durations = st.sampled_from((HOUR / 2, HOUR, 2 * HOUR, 9 * HOUR))


@st.composite
def rule(draw: st.DrawFn, number: int) -> Rule:
    return Rule(
        name=f"rule{number}",
        teams=draw(some(TEAMS)),
        people=draw(named),
        environments=draw(some(tuple(ENVIRONMENTS), least=1)),
        services=draw(services),
        longest=draw(durations),
        longest_of=draw(st.dictionaries(st.sampled_from(("read", "write")), durations, max_size=1)),
        approval=draw(st.none() | approvals),
        when=draw(whens),
        requires=draw(requirements),
        review_within=draw(st.sampled_from((None, None, None, None, 8 * HOUR))),
    )


@st.composite
def broad_rule(draw: st.DrawFn, *, to_approve: bool = False) -> Rule:
    """One that speaks to nearly everybody of nearly everything, so that much is not refused."""
    return replace(
        draw(rule(0)),
        approval=draw(approvals if to_approve else st.none() | approvals),
        teams=frozenset({"Dev", "SRE"}),
        environments=frozenset(ENVIRONMENTS),
        services=frozenset(SERVICES),
        longest=9 * HOUR,
        longest_of={},
        when=When(),
        requires=Requirements(),
        review_within=None,
    )


@st.composite
def denial(draw: st.DrawFn, number: int) -> Denial:
    since = draw(st.none() | st.integers(-3, 3).map(lambda hours: NOW + hours * HOUR))
    return Denial(
        name=f"denial{number}",
        teams=draw(st.none() | some(TEAMS)),
        people=draw(st.none() | named),
        environments=draw(st.none() | some(tuple(ENVIRONMENTS))),
        services=draw(st.none() | services),
        hours=draw(st.one_of(st.just(()), hours)),
        since=since,
        until=draw(st.none() | st.integers(1, 5).map(lambda hours: (since or NOW) + hours * HOUR)),
        not_break_glass=draw(st.booleans()),
    )


@st.composite
def rules(draw: st.DrawFn, *, lenient: bool = False) -> Rules:
    """`lenient`: with a broad rule that asks for approval, at most one more, and no denials; everybody has a team."""
    delegations = st.builds(
        Delegation,
        names,
        names,
        st.sampled_from((NOW - HOUR, NOW + HOUR)),
        st.just(NOW + 2 * HOUR),
    )
    return some_rules(
        *(
            [draw(broad_rule(to_approve=lenient))]
            if lenient or draw(st.sampled_from((True, True, True, False)))
            else []
        ),
        *[draw(rule(number)) for number in range(1, draw(st.integers(1, 2) if lenient else st.integers(2, 4)))],
        people=draw(people_of(busy_teams if lenient else teams)),
        environments=ENVIRONMENTS,
        services=SERVICES,
        denials=tuple(
            draw(denial(number)) for number in range(0 if lenient else draw(st.sampled_from((0, 0, 0, 1, 2))))
        ),
        delegations=tuple(draw(st.lists(delegations, max_size=2))),
    )


submissions = st.builds(
    Submission,
    service=st.just("dynamodb"),
    environment=st.sampled_from(tuple(ENVIRONMENTS)),
    duration=durations,
    levels=st.sampled_from(((), ("read",), ("write",), ("read", "write"))),
    reason=st.sampled_from(("", "because")),
    starts_at=st.sampled_from((None, None, NOW + 3 * HOUR)),
    break_glass=st.sampled_from((False, False, False, True)),
) | st.builds(
    Submission,
    service=st.sampled_from(("s3", "both")),
    environment=st.sampled_from(tuple(ENVIRONMENTS)),
    duration=durations,
    reason=st.just("because"),
)
circumstances = st.builds(
    Circumstances,
    now=st.integers(0, 40).map(lambda hours: NOW + hours * HOUR),
    groups=st.fixed_dictionaries({name: st.frozensets(names) | st.frozensets(names) | st.none() for name in GROUPS}),
    active=st.sampled_from((0, 0, 1, 2)),
)


def persons(known: Rules) -> st.SearchStrategy[Person]:
    return st.sampled_from(list(known.people.values()))
