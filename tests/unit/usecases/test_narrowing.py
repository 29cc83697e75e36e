"""P2: what an approver makes of a request is within the request, which is within the ceiling, as IAM would see it."""

from dataclasses import replace
from datetime import timedelta
from fnmatch import fnmatchcase
from itertools import product

from hypothesis import event, given, settings
from hypothesis import strategies as st

from aws_access.domain.errors import NotAllowed
from aws_access.domain.model import Status, Submission
from aws_access.usecases.decide_on import Narrowing
from tests.builders import DEV1, DEV_ROLE, SRE1, a_rule, a_service, a_submission, an_environment, some_rules
from tests.our_policies import allows
from tests.world import World

MINUTE = timedelta(minutes=1)
LEVELS = {
    "read": ("dynamodb:GetItem", "dynamodb:Query"),
    "write": ("dynamodb:PutItem",),
    "describe": ("dynamodb:Describe*",),
    "delete": ("dynamodb:DeleteTable",),
}
CEILING = ("dynamodb:*Item", "dynamodb:Query", "dynamodb:Describe*")  # so nobody deletes tables
RULES = some_rules(
    replace(a_rule(), longest=60 * MINUTE),
    services={"dynamodb": a_service(levels=LEVELS)},
    environments={"verify": an_environment(ceiling=CEILING)},
)
ACTIONS = ("GetItem", "Query", "PutItem", "DescribeTable", "DeleteTable", "DeleteItem", "UpdateItem")
TABLES = ("orders", "orders-2026", "or", "customers", "*")

levels = st.sampled_from(
    [("read",), ("write",), ("read", "write"), ("describe", "read"), ("describe", "read", "write"), ("delete", "read")]
)
names = st.sampled_from(["orders", "orders*", "orders-2026", "or*", "customers", "*"])
resources = st.lists(names, max_size=2, unique=True).map(tuple)
durations = st.integers(5, 60).map(lambda minutes: minutes * MINUTE)
submissions = st.builds(a_submission, levels=levels, resources=resources, duration=durations)
narrowings = st.builds(Narrowing, duration=st.none() | durations, levels=st.none() | levels, resources=resources)


def what_iam_allows(world: World) -> set[tuple[str, str]]:
    """The actions and tables that dev1 may use, by the policy on the role."""
    user_id = f"{world.roles.roles[DEV_ROLE].role_id}:{DEV1.iam_user}"
    return {
        (action, table)
        for action, table in product(ACTIONS, TABLES)
        if allows(
            world.policy(),
            user_id,
            f"dynamodb:{action}",
            f"arn:aws:dynamodb:us-east-1:222222222222:table/{table}",
            world.clock.now(),
        )
    }


def asked_for(asked: Submission) -> World | None:
    """A world in which this waits for approval; None where it is refused."""
    world = World()
    world.rules.rules = RULES
    try:
        world.submit(asked=asked)
    except NotAllowed:
        return None
    return world


@settings(max_examples=300, deadline=None)
@given(submissions, narrowings)
def test_p2_what_an_approver_makes_of_a_request_is_within_it_and_that_is_within_the_ceiling(
    asked: Submission, narrowing: Narrowing
) -> None:
    whole, less = asked_for(asked), asked_for(asked)
    assert (whole is None) == ("delete" in asked.levels)  # beyond the ceiling
    if whole is None or less is None:
        return
    (request,) = whole.store._requests.values()
    whole.approve(request)
    whole.deliver()
    everything = what_iam_allows(whole)
    assert all(any(fnmatchcase(f"dynamodb:{action}", pattern) for pattern in CEILING) for action, _ in everything)
    try:
        changed = less._approve(request.id, SRE1, request.payload.hash, narrowing)
    except NotAllowed:
        event("refused")
        assert less.now_is(request) == request
        return
    event("as it is" if changed.payload == request.payload else "narrowed")
    less.deliver()
    ends_at = less.now_is(request).ends_at
    assert (changed.status, ends_at) == (Status.APPROVED, less.clock.now() + changed.payload.duration)
    assert changed.payload.duration <= asked.duration
    assert what_iam_allows(less) <= everything
