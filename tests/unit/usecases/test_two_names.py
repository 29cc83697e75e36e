"""A requester whose Slack user is another IAM user's by the time at which it is decided: still one human."""

from dataclasses import replace
from datetime import timedelta

from aws_access.domain.approval import Approval, Stage
from aws_access.domain.errors import NotAllowed
from aws_access.domain.model import Status
from aws_access.domain.rules import Delegation, Rules
from tests.builders import BY_SRE, DEV1, DEV2, NOW, SRE1, SRE2, a_person, a_rule, some_rules
from tests.world import World, refused


def moved(rules: Rules, **fields: object) -> Rules:
    """dev1's Slack user is sre9's by now, and dev1 has none."""
    twin = replace(a_person("sre9", "SRE"), slack_id=DEV1.slack_id)
    bare = replace(DEV1, slack_id=None)
    return replace(rules, people={**rules.people, bare.iam_user: bare, twin.iam_user: twin}, **fields)  # type: ignore[arg-type]


def test_p6_nobody_decides_as_the_deputy_of_whom_the_requester_has_become() -> None:
    world = World()
    request = world.submit(DEV1)
    instead = Delegation(a_person("sre9").iam_user, DEV2.iam_user, NOW, NOW + timedelta(hours=9))
    world.rules.rules = moved(some_rules(), delegations=(instead,))
    with refused(NotAllowed, "not-approver"):
        world.approve(request, DEV2)
    assert world.now_is(request) == request


def test_p6_a_word_counts_not_at_all_once_it_is_known_to_be_the_requesters_own() -> None:
    world = World()
    rules = some_rules(a_rule(approval=Approval((Stage(BY_SRE, needs=2),))))
    twin = a_person("sre9", "SRE", slack=False)
    world.rules.rules = replace(rules, people={**rules.people, twin.iam_user: twin})
    request = world.approve(world.submit(DEV1), twin)
    world.rules.rules = moved(rules)
    request = world.approve(request, SRE1)
    assert (request.status, request.waits[0].given) == (Status.PENDING, 1)
    assert world.approve(request, SRE2).status is Status.APPROVED
