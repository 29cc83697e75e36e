"""In which order documents are written: whoever has access before and after a change has it at every moment between."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from aws_access.domain.model import Grant
from aws_access.domain.packing import Packing, Space, managed_names, pack
from aws_access.domain.policies import as_text
from aws_access.domain.writing import order_of_writes
from tests.builders import DEV_ROLE, NOW, ROLE_ID, a_grant, a_permission, a_person
from tests.ledgers import read_back

NAMES = managed_names(DEV_ROLE)


def texts(packing: Packing) -> dict[str, str]:
    return {name: each.text for name, each in packing.documents.items()}


def steps(before: Mapping[str, str], after: Mapping[str, str]) -> list[dict[str, str]]:
    """What stands after each write."""
    standing, found = dict(before), []
    changing = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    for name in order_of_writes(changing, before, after):
        standing = {key: text for key, text in standing.items() if key != name}
        standing |= {name: after[name]} if name in after else {}
        found.append(standing)
    return found


def filling(number: int, size: int) -> Grant:
    permission = a_permission("s3:GetObject", resources=("arn:aws:s3:::data", "b" * size))
    person = a_person(f"dev{number}")
    return a_grant(str(number), by=person, permission=permission, ends_at=NOW + timedelta(minutes=number + 1))


@settings(max_examples=60, deadline=None)
@given(st.integers())
def test_nobody_is_without_what_they_have_before_and_after(seed: int) -> None:
    chance, there, packing = Random(seed), list[Grant](), Packing({})  # noqa: S311 - keeps no secret
    space = Space(chance.choice([3000, 4000, 6000]), NAMES[:1], 1)
    for number in range(20):
        there = [grant for grant in there if chance.random() < 0.7]
        before, placed = texts(packing), {name: each.parts for name, each in packing.documents.items()}
        there.append(filling(number, chance.choice([100, 700, 1500, 2600, 3300, 5500])))
        packing = pack(there, ROLE_ID, space, placed)
        there = [grant for grant in there if grant not in packing.left_out]
        kept = read_back(before.values()).items() & read_back(texts(packing).values()).items()
        for standing in steps(before, texts(packing)):
            assert kept <= read_back(standing.values()).items()


def test_what_moves_is_written_where_it_comes_before_where_it_goes() -> None:
    def said(*people: str) -> str:
        condition = {"StringEquals": {"aws:userid": list(people)}}
        return as_text({"Statement": [{"Action": "a", "Resource": "*", "Condition": condition}]})

    before, after = {"a": said("x", "y"), "b": said("y")}, {"a": said("y"), "b": said("x")}
    assert order_of_writes("ab", before, after) == ["b", "a"], "nothing waits for what was there before"
    before = {"a": said("x", "y"), "b": said("z"), "c": said("w")}
    after = {"a": said("y"), "b": said("z", "x"), "c": said("v")}
    assert order_of_writes("abc", before, after) == ["b", "a", "c"]
    assert order_of_writes("cba", after, before) == ["a", "b", "c"]


def test_what_is_not_of_our_form_waits_for_nothing() -> None:
    before = {"a": "{}", "b": '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}', "c": "nonsense"}
    before |= {"d": "null", "e": '{"Statement":["x"]}'}
    assert order_of_writes(before, before, {}) == ["a", "b", "c", "d", "e"]


def test_what_waits_for_one_another_is_written_all_the_same() -> None:
    one = '{"Statement":[{"Condition":{"StringEquals":{"aws:userid":"x"}}}]}'
    two = one.replace('"x"', '"y"')
    assert order_of_writes("ab", {"a": one, "b": two}, {"a": two, "b": one}) == ["a", "b"]
