"""Entries of the ledger that no approval backs, however they came there: not attached, and in nobody's way."""

from dataclasses import replace

import pytest

from aws_access.domain.ids import RequestId
from aws_access.domain.model import Status
from tests.builders import DEV1, DEV2, DEV_ROLE, a_grant, a_permission
from tests.world import World

STRAYS = ["of no request", "of a request that waits", "of more than was approved", "of what is over"]


@pytest.mark.parametrize("stray", STRAYS)
def test_p2_an_entry_that_no_request_backs_never_reaches_the_role_and_holds_up_nobody(stray: str) -> None:
    world = World()
    waits, goes, over = world.submit(DEV1, "1"), world.approve(world.submit(DEV1, "2")), world.granted(DEV1, "3")
    world.revoke(over.id, DEV1, "")
    world.deliver()
    ids = dict(zip(STRAYS, (RequestId("r-000000000000"), waits.id, goes.id, over.id), strict=True))
    entry = a_grant(request_id=ids[stray], permission=a_permission("dynamodb:*"))
    world.store._grants[DEV_ROLE][entry.request_id] = entry
    other = world.granted(DEV2)
    assert other.status is Status.ACTIVE
    assert world.may(DEV2)
    assert not world.may(DEV1, "dynamodb:DeleteTable")
    world.revoke(other.id, DEV2, "")
    world.deliver()
    assert world.now_is(other).status is Status.REVOKED


def test_p2_a_request_that_was_tampered_with_loses_its_access_and_holds_up_nobody() -> None:
    world = World()
    one, other = world.granted(DEV1), world.granted(DEV2)
    world.store._requests[one.id] = replace(one, payload=replace(one.payload, permission=a_permission("s3:*")))
    world.revoke(other.id, DEV2, "")
    world.deliver()
    assert world.now_is(other).status is Status.REVOKED
    world.assert_no_trace()
