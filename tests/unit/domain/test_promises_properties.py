"""P1 to P4 for any ledger, on a role with any policies of others: what IAM decides with our policies and without them.

IAM is the evaluator of `tests/iam`, which knows nothing of how we write policies.
"""

import json
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from aws_access.domain.model import Person
from tests.builders import DEV1, DEV2, DEV_ROLE, ROLE_ID, a_submission
from tests.generated_scenes import Scene, as_approved, scenes, statements_of_others
from tests.iam import Verdict, evaluate
from tests.iam.generated import documents
from tests.our_policies import policies_of
from tests.world import World

many = settings(max_examples=250)


@many
@given(scenes(strangers=True))
def test_p1_for_everybody_without_a_grant_nothing_is_decided_otherwise(scene: Scene) -> None:
    ours = policies_of(scene.grants, ROLE_ID)
    for request in scene.requests:
        if not scene.of(request):
            assert scene.role.decide(request, ours) == scene.role.decide(request)


@many
@given(scenes())
def test_p2_a_grant_adds_exactly_its_permission_inside_the_limits_and_the_denies_of_others(scene: Scene) -> None:
    ours = policies_of(scene.grants, ROLE_ID)
    for request in scene.requests:
        before, after = scene.role.decide(request), scene.role.decide(request, ours)
        standing = [as_approved(each.permission) for each in scene.of(request) if scene.now < each.ends_at]
        if evaluate(request, standing).allowed and scene.role.lets_through(request):
            assert after.verdict is Verdict.ALLOWED
        else:
            assert after == before


@many
@given(scenes())
def test_p2_what_one_grant_gives_no_other_adds_to_or_takes_away(scene: Scene) -> None:
    together, alone = policies_of(scene.grants, ROLE_ID), [policies_of([each], ROLE_ID) for each in scene.grants]
    for request in scene.requests:
        apart = [scene.role.decide(request, ours).allowed for ours in ([], *alone)]
        assert scene.role.decide(request, together).allowed is any(apart)


@many
@given(scenes())
def test_p3_from_its_end_on_a_grant_decides_nothing(scene: Scene) -> None:
    ours = policies_of(scene.grants, ROLE_ID)
    going_on = [each for each in scene.grants if scene.now < each.ends_at]
    left = policies_of(going_on, ROLE_ID)
    for request in scene.requests:
        assert scene.role.decide(request, ours).verdict is scene.role.decide(request, left).verdict
        if not going_on:
            assert scene.role.decide(request, ours) == scene.role.decide(request)


@given(
    st.dictionaries(
        st.sampled_from(("everyday", "Everyday", "read-only", "a.b@c")),
        st.tuples(documents(statements_of_others), st.sampled_from((None, 1, 4, "\t"))),
        max_size=3,
    ),
    st.lists(st.tuples(st.sampled_from((DEV1, DEV2)), st.integers(1, 3)), min_size=1, max_size=3),
)
def test_p4_policies_of_others_are_byte_for_byte_what_they_were_while_grants_come_and_go(
    laid_out: dict[str, tuple[str, int | str | None]], asked: list[tuple[Person, int]]
) -> None:
    others = {name: json.dumps(json.loads(text), indent=indent) for name, (text, indent) in laid_out.items()}
    world = World()
    role = world.roles.roles[DEV_ROLE]
    role.policies = dict(others)
    for number, (person, hours) in enumerate(asked):
        world.granted(person, str(number), a_submission(duration=timedelta(hours=hours)))
        assert role.policies.keys() > others.keys()
        assert role.policies.items() >= others.items()
    for _ in range(3):
        world.clock.advance(timedelta(hours=1))
        world.reconcile(DEV_ROLE)
        assert role.policies.items() >= others.items()
    assert role.policies == others
