"""Room is made by moving others out of one document in one look: so nothing is missing between the writes."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from aws_access.domain.model import Grant
from aws_access.domain.packing import Packing, Space, managed_names, pack
from tests.builders import DEV_ROLE, NOW, ROLE_ID, a_grant, a_permission
from tests.ledgers import meant, read_back

NAMES = managed_names(DEV_ROLE)


def filling(number: int, characters: int) -> Grant:
    permission = a_permission("s3:GetObject", resources=("arn:aws:s3:::data", "x" * characters))
    return a_grant(str(number), permission=permission, ends_at=NOW + timedelta(minutes=number + 1))


def placed(packing: Packing) -> dict[str, tuple[str, ...]]:
    return {name: each.parts for name, each in packing.documents.items()}


def gave(before: Packing, after: Packing, staying: Iterable[Grant]) -> set[str]:
    """The documents out of which somebody moved who stays."""
    now = {part: name for name, parts in placed(after).items() for part in parts}
    ids = {each.request_id for each in staying}
    return {name for name, parts in placed(before).items() for part in ids.intersection(parts) if now[part] != name}


def packed(grants: Sequence[Grant], space: Space, before: Packing) -> Packing:
    after = pack(grants, ROLE_ID, space, placed(before))
    assert read_back(each.text for each in after.documents.values()) == meant(
        each for each in grants if each not in after.left_out
    )
    return after


def test_room_is_made_by_moving_others() -> None:
    space = Space(5600, NAMES[:1], 1)
    before = packed([filling(number, 2000) for number in range(4)], space, Packing({}))
    left, new = [filling(0, 2000), filling(2, 2000)], filling(9, 4000)
    assert pack([*left, new], ROLE_ID, space, placed(before), moving=False).left_out == (new,)
    after = packed([*left, new], space, before)
    assert after.left_out == ()
    assert len(gave(before, after, left)) == 1


@settings(max_examples=60)
@given(st.integers())
def test_however_many_are_new_only_one_document_gives(seed: int) -> None:
    chance, space = Random(seed), Space(5600, NAMES[:3], 3)  # noqa: S311 - keeps no secret
    many = [filling(number, chance.choice([900, 1500, 2500])) for number in range(12)]
    before = packed(many, space, Packing({}))
    left = [each for each in many if each not in before.left_out and chance.random() < 0.6]
    new = [filling(number, chance.choice([2500, 3500, 4500])) for number in (20, 21, 22)]
    assert len(gave(before, packed([*left, *new], space, before), left)) <= 1
