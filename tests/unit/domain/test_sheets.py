"""The room that is left in a document while it is filled."""

from hypothesis import given
from hypothesis import strategies as st

from aws_access.domain.model import Grant
from aws_access.domain.parts import Part, parts_of
from aws_access.domain.policies import build_policy, policy_size
from aws_access.domain.sheets import Sheet
from tests.builders import ROLE_ID
from tests.ledgers import ledgers

LIMIT = 10_000


def filled(parts: list[Part]) -> Sheet:
    sheet = Sheet("aws-access", LIMIT)
    for part in parts:
        sheet.add(part)
    return sheet


@given(ledgers(), st.data())
def test_what_was_taken_off_leaves_the_room_that_there_would_be_without_it(
    grants: list[Grant], data: st.DataObject
) -> None:
    parts = data.draw(st.permutations(parts_of(grants, ROLE_ID)))
    kept = [part for part in parts if data.draw(st.booleans())]
    sheet = filled(parts)
    for part in parts:
        if part not in kept:
            sheet.remove(part)
    assert sheet.free == filled(kept).free
    if kept:
        assert sheet.free == LIMIT - policy_size(build_policy([part.grant for part in kept], ROLE_ID))
