"""The documents on a role, read back by a second reading: together they mean exactly the ledger, whatever was there."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from aws_access.domain.ids import RoleArn
from aws_access.domain.ledger import RoleRecord, Written
from aws_access.domain.model import Grant
from aws_access.domain.packing import Packing, Space, managed_arn, managed_names, pack
from aws_access.domain.parts import parts_of
from aws_access.domain.policies import INLINE_BUDGET, POLICY_NAME, build_policy, policy_size
from aws_access.domain.roles import Others, space_on
from aws_access.domain.statements import Condition, Permission, Statement
from tests.builders import DEV_ROLE, NOW, ROLE_ID, a_grant, a_permission, a_person
from tests.ledgers import ledgers, meant, read_back
from tests.our_policies import statements

NAMES = managed_names(DEV_ROLE)
QUOTA = 6144  # of IAM for a managed policy, in characters
ALL = Space(managed=NAMES)
TAG = Condition("StringEquals", "aws:PrincipalTag/team", ("Dev",))


def packed(grants: Iterable[Grant], space: Space = ALL, before: Packing | None = None) -> Packing:
    return pack(grants, ROLE_ID, space, placed(before))


def placed(packing: Packing | None) -> dict[str, tuple[str, ...]]:
    return {name: each.parts for name, each in packing.documents.items()} if packing else {}


def texts(packing: Packing) -> list[str]:
    return [each.text for each in packing.documents.values()]


spaces = st.builds(
    Space,
    st.sampled_from([0, 350, 700, 1500, INLINE_BUDGET]),
    st.integers(0, 10).map(lambda number: NAMES[:number]),
    st.integers(0, 10),
)


@st.composite
def anything_there(draw: st.DrawFn, grants: list[Grant]) -> dict[str, tuple[str, ...]]:
    """What a record may say, of these grants and of others that are gone."""
    ids = [part.name for part in parts_of(grants, ROLE_ID)] + ["r-000000000000", "r-000000000001#2"]
    where = {each: draw(st.sampled_from([None, POLICY_NAME, *NAMES[:3], "aws-access-Dev-99"])) for each in ids}
    return {name: tuple(each for each in ids if where[each] == name) for name in {*where.values()} if name is not None}


@given(ledgers(), spaces, st.data())
def test_the_documents_mean_exactly_the_grants_that_are_not_left_out_whatever_was_there(
    grants: list[Grant], space: Space, data: st.DataObject
) -> None:
    before = data.draw(anything_there(grants))
    packing = pack(grants, ROLE_ID, space, before)
    kept = [grant for grant in grants if grant not in packing.left_out]
    assert read_back(texts(packing)) == meant(kept)


@given(ledgers(), spaces, st.data())
def test_every_document_is_within_its_budget_and_no_more_are_attached_than_may_be(
    grants: list[Grant], space: Space, data: st.DataObject
) -> None:
    packing = pack(grants, ROLE_ID, space, data.draw(anything_there(grants)))
    for name, document in packing.documents.items():
        assert policy_size(document.text) <= (space.inline if name == POLICY_NAME else QUOTA)
    fresh = pack(grants, ROLE_ID, space, {})
    assert len(fresh.documents.keys() - {POLICY_NAME}) <= space.most


@given(ledgers(), spaces, st.data())
def test_what_was_packed_stays_as_it_is(grants: list[Grant], space: Space, data: st.DataObject) -> None:
    once = pack(grants, ROLE_ID, space, data.draw(anything_there(grants)))
    kept = [grant for grant in grants if grant not in once.left_out]
    again = packed(data.draw(st.permutations(kept)), replace(space, most=10), once)
    assert (again.documents, again.left_out) == (once.documents, ())


@given(ledgers(), spaces, st.data())
def test_whatever_is_taken_off_the_rest_stays_where_it_is(
    grants: list[Grant], space: Space, data: st.DataObject
) -> None:
    once = packed(grants, space)
    kept = [grant for grant in grants if grant not in once.left_out and data.draw(st.booleans())]
    less = packed(kept, space, once)
    assert less.left_out == ()
    where = {part: name for name, parts in placed(once).items() for part in parts}
    assert all(where[part] == name for name, parts in placed(less).items() for part in parts)


@given(ledgers(), spaces)
def test_the_documents_say_which_grants_they_hold(grants: list[Grant], space: Space) -> None:
    packing = packed(grants, space)
    by_part = {part.name: part.grant for part in parts_of(grants, ROLE_ID)}
    for document in packing.documents.values():
        assert document.text == build_policy([by_part[part] for part in document.parts], ROLE_ID)
    told = [part for document in packing.documents.values() for part in document.parts]
    kept = [grant for grant in grants if grant not in packing.left_out]
    assert sorted(told) == sorted(part.name for part in parts_of(kept, ROLE_ID))


@given(ledgers())
def test_room_is_counted_to_the_character(grants: list[Grant]) -> None:
    size = policy_size(build_policy(grants, ROLE_ID))
    assert packed(grants, Space(size)).left_out == ()
    assert not grants or packed(grants, Space(size - 1)).left_out


def test_what_fits_inline_is_inline() -> None:
    packing = packed([a_grant(str(number), ends_at=NOW + timedelta(seconds=number + 1)) for number in range(30)])
    assert packing.documents.keys() == {POLICY_NAME}


def test_what_does_not_fit_inline_goes_into_managed_policies_in_turn() -> None:
    grants = [a_grant(str(number), ends_at=NOW + timedelta(seconds=number + 1)) for number in range(400)]
    packing = packed(grants)
    used = [name for name in NAMES if name in packing.documents]
    assert used == list(NAMES)
    assert read_back(texts(packing)) == meant(grant for grant in grants if grant not in packing.left_out)
    assert 0 < len(packing.left_out) < 150


def test_somebody_joins_where_their_statements_are() -> None:
    many = [a_grant(str(number), ends_at=NOW + timedelta(seconds=number + 1)) for number in range(60)]
    before = packed(many)
    last = max(name for name in before.documents if name != POLICY_NAME)
    (one,) = [each for each in many if each.request_id == before.documents[last].parts[0]]
    gone = [each for each in many if each.request_id not in before.documents[POLICY_NAME].parts[:3]]
    joining = replace(a_grant("new", by=a_person("dev9")), ends_at=one.ends_at)
    after = packed([*gone, joining], before=before)
    assert joining.request_id in after.documents[last].parts


Pairs = set[tuple[str, str, tuple[Condition, ...]]]


def pairs(several: Iterable[Statement]) -> Pairs:
    """Every action on every resource, under its conditions."""
    return {(*pair, each.conditions) for each in several for pair in product(each.actions, each.resources)}


def written(packing: Packing) -> Pairs:
    return pairs(what for text in texts(packing) for _, what, _ in statements(text))


@st.composite
def long_permissions(draw: st.DrawFn) -> Permission:
    """Of plain names alone, so that what is written is what is meant, to the letter."""

    def names(beginning: str, most: int) -> tuple[str, ...]:
        longer = draw(st.sampled_from([1, 30, 250]))
        return tuple(f"{beginning}{'x' * longer}{number:03}" for number in range(draw(st.integers(1, most))))

    found = [
        Statement(names(f"s3:Get{number}", 30), names(f"arn:aws:s3:::data{number}", 40), conditions)
        for number, conditions in enumerate(draw(st.lists(st.sampled_from([(), (TAG,)]), min_size=1, max_size=3)))
    ]
    return Permission(tuple(sorted(found)))


@settings(max_examples=40)
@given(long_permissions(), st.just(ALL) | spaces)
def test_however_long_a_grant_is_all_of_it_is_there_or_nothing(permission: Permission, space: Space) -> None:
    grant = a_grant(permission=permission)
    packing = packed([grant], space)
    assert written(packing) == (set() if packing.left_out else pairs(permission.statements))
    assert all(policy_size(build_policy([each.grant], ROLE_ID)) <= QUOTA for each in parts_of([grant], ROLE_ID))


def test_a_character_more_than_one_managed_policy_holds_is_for_two() -> None:
    def filling(characters: int) -> Grant:
        return a_grant(permission=a_permission("s3:GetObject", resources=("arn:aws:s3:::data", "x" * characters)))

    def several(characters: int) -> Grant:
        sizes = {"s3:GetA": 3000, "s3:GetB": characters, "s3:GetC": 5900}
        said = [Statement((action,), (action[-1] * size,)) for action, size in sizes.items()]
        return a_grant(permission=Permission(tuple(said)))

    first = replace(several(0), permission=Permission(several(0).permission.statements[:2]))
    most = QUOTA - policy_size(build_policy([first], ROLE_ID))
    assert [len(parts_of([several(most + more)], ROLE_ID)) for more in (0, 1)] == [2, 3]
    most = QUOTA - policy_size(build_policy([filling(0)], ROLE_ID))
    assert [len(packed([filling(most + more)], Space(0, NAMES)).documents) for more in (0, 1)] == [1, 2]


def a_long_grant() -> Grant:
    resources = tuple(f"arn:aws:s3:::{'b' * 40}{number:04}/*" for number in range(300))
    return a_grant("large", permission=a_permission("s3:GetObject", "s3:PutObject", resources=resources))


def test_a_grant_that_is_longer_than_any_managed_policy_is_in_several() -> None:
    packing = packed([a_long_grant()])
    assert len(packing.documents) > 2
    assert written(packing) == pairs(a_long_grant().permission.statements)


def test_a_grant_of_which_a_part_has_no_room_is_not_there_at_all() -> None:
    packing = packed([a_long_grant(), a_grant()], Space(INLINE_BUDGET, (), 0))
    assert packing.left_out == (a_long_grant(),)
    assert packing.documents == packed([a_grant()]).documents


# ---- How stable it is ----


@settings(max_examples=20, deadline=None)
@given(st.integers())
def test_a_grant_that_comes_or_goes_changes_one_document_unless_room_has_to_be_made(seed: int) -> None:
    chance, there, before = Random(seed), list[Grant](), packed([])  # noqa: S311 - keeps no secret
    kinds = [a_permission("s3:GetObject", resources=("arn:aws:s3:::data", "x" * size)) for size in (3, 90, 900, 2500)]
    for number in range(150):
        if there and chance.random() < 0.3:
            there.pop(chance.randrange(len(there)))
        else:
            end, person = NOW + timedelta(minutes=chance.randrange(1, 40)), a_person(f"dev{chance.randrange(10)}")
            there.append(a_grant(str(number), by=person, permission=chance.choice(kinds), ends_at=end))
        after = packed(there, before=before)
        there = [each for each in there if each not in after.left_out]
        assert read_back(texts(after)) == meant(there)
        were = {part: name for name, parts in placed(before).items() for part in parts}
        moved = [part for name, parts in placed(after).items() for part in parts if were.get(part, name) != name]
        names = {*before.documents, *after.documents}
        changed = [name for name in names if before.documents.get(name) != after.documents.get(name)]
        assert len(changed) <= 1 or moved
        before = after


# ---- Whose names and room they are ----


def test_no_two_roles_have_a_name_in_common() -> None:
    roles = [RoleArn(f"arn:aws:iam::222222222222:role/{name}") for name in ("Dev", "Dev-1", "Dev-1-1", "teams/Dev-2")]
    names = [name for role in roles for name in managed_names(role)]
    assert len(set(names)) == len(names)
    assert managed_arn(roles[3], "x") == "arn:aws:iam::222222222222:policy/aws-access/x"
    elsewhere = RoleArn("arn:aws-cn:iam::222222222222:role/Dev")
    assert managed_arn(elsewhere, "x") == "arn:aws-cn:iam::222222222222:policy/aws-access/x"


def test_others_leave_us_what_they_do_not_use_and_names_that_they_have_not_taken() -> None:
    one, two, three, *rest = NAMES
    record = RoleRecord(DEV_ROLE, {POLICY_NAME: Written("a"), two: Written("b")})
    attached = ("arn:aws:iam::aws:policy/ReadOnlyAccess", managed_arn(DEV_ROLE, two), managed_arn(DEV_ROLE, three))
    space = space_on(DEV_ROLE, Others(240, attached), record)
    assert space == Space(10_000, (two, one, *rest), 8)
