"""What was measured: medians with their spread, ratios within one run, and the two forms in which they are told."""

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    """Some measurements of one thing, at least one."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Iterable[float]) -> "Sample":
        return cls(tuple(values))

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def least(self) -> float:
        return min(self.values)

    @property
    def most(self) -> float:
        return max(self.values)

    def percentile(self, percent: int) -> float:
        """The smallest measurement that so many percent of them do not exceed."""
        position = -(-len(self.values) * percent // 100)  # rounded up
        return sorted(self.values)[max(position, 1) - 1]


def summed(samples: Iterable[Sample]) -> Sample:
    """Round by round, the sum of what was measured in each round; every sample has the same rounds."""
    return Sample.of(sum(values) for values in zip(*(each.values for each in samples), strict=True))


def by_step(rounds: Sequence[Mapping[str, float]]) -> dict[str, Sample]:
    """What each step took, over rounds of the same steps."""
    return {name: Sample.of(each[name] for each in rounds) for name in rounds[0]}


def ratio(one: Sample, other: Sample) -> float:
    """How many times `other` goes into `one`, by their medians."""
    return one.median / other.median


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. `target` is what `value` should be below, `floor` what it should reach at the least.

    Nothing fails when it does not.
    """

    title: str
    value: float
    unit: str
    spread: tuple[float, float] | None = None
    runs: int = 1
    target: float | None = None
    note: str = ""
    floor: float | None = None

    @property
    def held(self) -> bool | None:
        """Whether the target is reached; None without one."""
        if self.target is not None:
            return self.value < self.target
        return None if self.floor is None else self.value >= self.floor

    @classmethod
    def of(cls, title: str, sample: Sample, unit: str = "ms", target: float | None = None, note: str = "") -> "Line":
        return cls(title, sample.median, unit, (sample.least, sample.most), len(sample.values), target, note)

    def __str__(self) -> str:
        spread = f"{_number(self.spread[0])} – {_number(self.spread[1])}" if self.spread else ""
        runs = f"of {self.runs}" if self.runs > 1 else ""
        held = "" if self.held is None else "  held" if self.held else "  NOT HELD"
        wanted = "" if self.target is None else f"< {_number(self.target)}"
        target = (wanted if self.floor is None else f"≥ {_number(self.floor)}") + held
        told = f"{self.title:<52} {_number(self.value):>9} {self.unit:<5} {spread:>17} {runs:>7}  {target} {self.note}"
        return f"  {told}".rstrip()

    def as_json(self) -> dict[str, Any]:
        told = {"title": self.title, "value": self.value, "unit": self.unit, "runs": self.runs}
        told |= {"least": self.spread[0], "most": self.spread[1]} if self.spread else {}
        told |= {"target": self.target, "held": self.held} if self.target is not None else {}
        told |= {"floor": self.floor, "held": self.held} if self.floor is not None else {}
        return told | ({"note": self.note} if self.note else {})


@dataclass(slots=True)
class Report:
    """Everything that one run measured, told as it comes."""

    machine: Mapping[str, Any]
    sections: dict[str, list[Line]] = field(default_factory=dict)

    def section(self, title: str, lines: Iterable[Line]) -> None:
        print(f"\n{title}", flush=True)
        self.sections[title] = []
        for line in lines:
            self.sections[title].append(line)
            print(line, flush=True)

    def save(self, path: Path, **facts: Any) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        sections = {title: [line.as_json() for line in lines] for title, lines in self.sections.items()}
        told = {"machine": {**self.machine, **facts}, "sections": sections}
        path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")


def _number(value: float) -> str:
    """Three digits that count, and all of those before the point; a count as it is."""
    digits = 0 if value >= 100 or isinstance(value, int) else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}"
