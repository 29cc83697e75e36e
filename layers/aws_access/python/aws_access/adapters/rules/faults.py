"""What is wrong in a rules file, and where."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place, and what would be right."""

    place: Place
    problem: str


def unknown(place: Place, kind: str, named: Iterable[str] | None, known: Iterable[str]) -> Iterator[Fault]:
    """One for each name that is none of those known, with the nearest that is."""
    for each in sorted(set(named or ()).difference(known)):
        near = get_close_matches(each, sorted(known), n=1)
        yield Fault(place, f"there is no {kind} {each}" + (f"; did you mean {near[0]}?" if near else ""))


def repeats(place: Place, what: str, values: Mapping[str, str | None]) -> Iterator[Fault]:
    """One for each value that stands under two keys."""
    first: dict[str, str] = {}
    said = ".".join(map(str, place))
    for key, value in values.items():
        if value is not None and first.setdefault(value, key) != key:
            yield Fault((*place, key), f"{what} {value} is {said}.{first[value]} too; each has one of its own")
