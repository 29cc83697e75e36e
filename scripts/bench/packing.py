"""How many people fit on one role, beside one policy for each grant; how long packing takes, and what a grant changes.

Ends to the minute are of eight hours. Where there are several draws, the mean of them is told.
"""

import time
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from random import Random
from statistics import mean

from aws_access.adapters.catalogue import aws_services
from aws_access.domain.brevity import as_patterns
from aws_access.domain.ids import IamUserName, RequestId, RoleArn
from aws_access.domain.model import Grant
from aws_access.domain.packing import Packing, Space, managed_names, pack
from aws_access.domain.policies import INLINE_BUDGET, MOST_ATTACHED, build_policy, policy_size
from aws_access.domain.statements import Permission
from scripts.bench.results import Line, Sample

RUNS = 15
DRAWS = 5
MANY, MOST = 1000, 4000
CHANGES = 400

ROLE = RoleArn("arn:aws:iam::222222222222:role/Dev")
ROLE_ID = "AROAEXAMPLEEXAMPLE012"
NOW = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)
SERVICES = ("dynamodb", "s3", "logs", "sqs", "lambda", "cloudwatch", "sns", "states", "kms", "ssm")
"""The first as often as the second and third together, and so on."""
WEIGHTS = [1 / (1 + number) for number in range(len(SERVICES))]

INLINE = Space()
WITH_TEN = Space(managed=managed_names(ROLE))

Draw = Callable[[int], list[Grant]]


def lines() -> Iterator[Line]:
    yield from _times()
    yield from _people("the same service, one end", _same, at_least=10)
    yield from _people("the same service, ends to the minute", _same_service)
    # An end of one's own takes a statement of one's own, with all of its actions: no statement of IAM's can say "this
    # one until then, and that one until then". So inline alone there is little to share here.
    yield from _people("ten services, ends to the minute", _ten_services, at_least=3, also_inline=False)
    yield from _people("each its own resource, ends to the minute", _own_resource, at_least=1)
    yield from _stability()


def _times() -> Iterator[Line]:
    """First, while little else is in memory."""
    kinds: dict[str, Draw] = {"no two alike": _no_two_alike, "ten services": _ten_services, "all alike": _same}
    for title, draw in kinds.items():
        grants = draw(0)[:MANY]
        yield _timed(f"{MANY:,} grants packed, {title}", partial(_packed, grants))


def _people(title: str, draw: Draw, at_least: int | None = None, *, also_inline: bool = True) -> Iterator[Line]:
    """How many fit: `at_least` so many times those who fit with a policy for each, of which each managed one is one."""
    drawn = [draw(seed) for seed in range(DRAWS)]
    naive = mean(_one_policy_each(grants) for grants in drawn)
    yield Line(f"people, {title}", naive, "", note="one inline policy for each")
    for space, theirs, note in (
        (INLINE, naive, "inline"),
        (WITH_TEN, naive + MOST_ATTACHED, "and ten managed policies"),
    ):
        ours = mean(_fitting(grants, space) for grants in drawn)
        yield Line(f"  packed, {note}", ours, "")
        floor = None if space is INLINE and not also_inline else at_least
        yield Line("    ÷ a policy for each", ours / theirs, "times", floor=floor, note=f"theirs: {theirs:.1f}")


def _one_policy_each(grants: Sequence[Grant]) -> int:
    """How many of them fit inline, in policies of their own."""
    sizes = (policy_size(build_policy([grant], ROLE_ID)) for grant in grants)
    total, number = 0, 0
    for size in sizes:
        total += size
        if total > INLINE_BUDGET:
            break
        number += 1
    return number


def _fitting(grants: Sequence[Grant], space: Space) -> int:
    """How many of them fit who come one after the other."""
    return bisect(range(1, len(grants) + 1), 0, key=lambda number: len(_packed(grants[:number], space).left_out))


def _packed(grants: Sequence[Grant], space: Space = WITH_TEN, before: Packing | None = None) -> Packing:
    placed = {name: each.parts for name, each in before.documents.items()} if before else {}
    return pack(grants, ROLE_ID, space, placed)


def _stability() -> Iterator[Line]:
    """Grants come and go on a role with this much of the people that it can hold."""
    for title, share in (("three quarters full", 0.75), ("full", 1.0)):
        alone, with_moves = _changed_documents(share)
        yield Line(f"documents changed by one grant, role {title}: most", max(alone), "", target=3, runs=len(alone))
        yield Line("  on average", mean(alone), "")
        if with_moves:
            yield Line("  where others had to move for it: most", max(with_moves), "", runs=len(with_moves))


def _changed_documents(share: float) -> tuple[list[int], list[int]]:
    """By each grant that came or went: how many documents changed where nobody moved, and where somebody had to."""
    chance, alone, with_moves = Random(1), list[int](), list[int]()  # noqa: S311 - keeps no secret
    coming = _ten_services(DRAWS)
    most = int(_fitting(coming, WITH_TEN) * share)
    there, after = coming[:most], _packed(coming[:most])
    for number in range(CHANGES):
        before, were = after, _where(after)
        if len(there) >= most:
            there.pop(chance.randrange(len(there)))
        else:
            there.append(coming[most + number])
        after = _packed(there, before=before)
        there = [grant for grant in there if grant not in after.left_out]
        names = {*before.documents, *after.documents}
        changed = sum(before.documents.get(name) != after.documents.get(name) for name in names)
        moved = any(were.get(part, name) != name for part, name in _where(after).items())
        (with_moves if moved else alone).append(changed)
    return alone, with_moves


def _where(packing: Packing) -> dict[str, str]:
    """The document of each part."""
    return {part: name for name, each in packing.documents.items() for part in each.parts}


def _no_two_alike(seed: int) -> list[Grant]:
    ends = (NOW + timedelta(seconds=number) for number in range(MOST))
    return [replace(grant, ends_at=ends_at) for grant, ends_at in zip(_own_resource(seed), ends, strict=True)]


def _same(seed: int) -> list[Grant]:
    return [replace(grant, ends_at=NOW) for grant in _same_service(seed)]


def _same_service(seed: int) -> list[Grant]:
    return [replace(grant, permission=_service(SERVICES[0])) for grant in _ten_services(seed)]


@cache
def _ten_services(seed: int) -> list[Grant]:
    chance = Random(seed)  # noqa: S311 - keeps no secret
    drawn = chance.choices(SERVICES, WEIGHTS, k=MOST)
    return [
        _grant(number, _service(service), NOW + timedelta(minutes=chance.randrange(8 * 60)))
        for number, service in enumerate(drawn)
    ]


def _own_resource(seed: int) -> list[Grant]:
    table = "arn:aws:dynamodb:us-east-1:222222222222:table/"
    reading = _service("dynamodb", ("list", "read")).actions
    return [
        replace(grant, permission=Permission.of(reading, (f"{table}orders-{number:04}",)))
        for number, grant in enumerate(_ten_services(seed))
    ]


@cache
def _service(name: str, levels: tuple[str, ...] = ("list", "read", "write")) -> Permission:
    """What it means by default."""
    service = aws_services()[name]
    actions = frozenset(action for level in levels for action in service.levels.get(level, ()))
    return Permission.of(as_patterns(actions, service.every), ("*",))


def _grant(number: int, permission: Permission, ends_at: datetime) -> Grant:
    return Grant(RequestId(f"r-{number:012}"), ROLE, IamUserName(f"person{number:04}"), permission, ends_at)


def _timed(title: str, call: Callable[[], object]) -> Line:
    took = []
    for _ in range(RUNS):
        started = time.perf_counter()
        call()
        took.append(1000 * (time.perf_counter() - started))
    return Line.of(title, Sample.of(took), target=50)
