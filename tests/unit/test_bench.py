"""What can be wrong in the bench's arithmetic, and in what it says of it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.bench import way
from scripts.bench.copies import Step
from scripts.bench.results import Line, Report, Sample, by_step, ratio, summed

ROUND = {"slack: SendMessage": 2.0, "worker: users.info": 1.0, "worker: GetItem": 3.0}
STEPS = {"slack": Step(5.0, ("SendMessage",)), "worker": Step(10.0, ("GetItem",))}


def test_a_sample_has_a_median_and_its_spread() -> None:
    sample = Sample.of([9.0, 1.0, 4.0])
    assert (sample.median, sample.least, sample.most) == (4.0, 1.0, 9.0)
    assert Sample.of([1.0, 2.0]).median == 1.5


@pytest.mark.parametrize(("percent", "expected"), [(99, 99.0), (50, 50.0), (1, 1.0), (100, 100.0)])
def test_the_percentile_of_a_hundred_is_that_one_of_them(percent: int, expected: float) -> None:
    assert Sample.of(float(number) for number in range(100, 0, -1)).percentile(percent) == expected


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(1, 100))
def test_so_many_percent_do_not_exceed_the_percentile_and_fewer_any_smaller_one(
    values: list[float], percent: int
) -> None:
    found = Sample.of(values).percentile(percent)
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)


def test_sums_are_of_rounds_and_not_of_medians() -> None:
    assert summed([Sample.of([1.0, 100.0]), Sample.of([10.0, 2.0])]) == Sample.of([11.0, 102.0])
    with pytest.raises(ValueError, match="argument 2"):
        summed([Sample.of([1.0]), Sample.of([1.0, 2.0])])


def test_a_ratio_is_of_the_medians() -> None:
    assert ratio(Sample.of([1.0, 6.0, 90.0]), Sample.of([3.0])) == 2.0


def test_each_step_keeps_its_measurements_in_the_order_of_the_rounds() -> None:
    assert by_step([{"a": 1.0, "b": 2.0}, {"a": 3.0, "b": 4.0}]) == {
        "a": Sample.of([1.0, 3.0]),
        "b": Sample.of([2.0, 4.0]),
    }


def test_a_line_says_whether_its_target_held() -> None:
    assert str(Line("one", 1.999, "times", target=2.0)).endswith("< 2.00  held")
    assert str(Line("one", 2.0, "times", target=2.0)).endswith("< 2.00  NOT HELD")
    assert Line("one", 2.0, "times", target=2.0).as_json()["held"] is False
    assert "held" not in Line("one", 2.0, "times").as_json()


def test_a_line_says_whether_it_reaches_its_floor() -> None:
    assert str(Line("one", 10, "times", floor=10)).endswith("≥ 10  held")
    assert str(Line("one", 9.9, "times", floor=10)).endswith("≥ 10  NOT HELD")
    assert Line("one", 9.9, "times", floor=10).as_json() == {
        **Line("one", 9.9, "times").as_json(),
        "floor": 10,
        "held": False,
    }


def test_a_line_of_a_sample_shows_the_median_the_spread_and_how_many() -> None:
    line = Line.of("one", Sample.of([1.234, 12.34, 1234.0]))
    assert str(line).split() == ["one", "12.3", "ms", "1.23", "–", "1,234", "of", "3"]
    assert line.as_json() == {"title": "one", "value": 12.34, "unit": "ms", "runs": 3, "least": 1.234, "most": 1234.0}


def test_the_report_keeps_what_it_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = Report({"cores": 2})
    report.section("Sizes", [Line("layer", 7.0, "kB")])
    report.save(tmp_path / "new" / "result.json", seconds=3.0)
    assert "Sizes" in capsys.readouterr().out
    assert json.loads((tmp_path / "new" / "result.json").read_text()) == {
        "machine": {"cores": 2, "seconds": 3.0},
        "sections": {"Sizes": [{"title": "layer", "value": 7.0, "unit": "kB", "runs": 1}]},
    }


def lines_of(steps: Mapping[str, Step], bare: Mapping[str, float]) -> dict[str, Line]:
    """Of two rounds of which both ways were like this."""
    rounds = [way.Round(steps, steps, bare, bare)] * 2
    return {line.title: line for line in way.lines(rounds)}


def test_our_functions_together_are_set_against_the_calls_together() -> None:
    lines = lines_of(STEPS, ROUND)
    assert lines["click to attached: our functions"].value == 15.0
    assert lines["click to attached: the 3 calls alone"].value == 6.0
    assert lines["click to attached: ours ÷ the calls alone"].value == 2.5
    assert lines["end to clean: ours ÷ the calls alone"].value == 2.5


@pytest.mark.parametrize(
    ("calls", "note"),
    [
        (("GetItem",), "and no others"),
        (("GetItem", "GetItem", "AssumeRole"), "and in 2 rounds: 2 GetItem, 2 AssumeRole"),
    ],
)
def test_calls_that_the_list_does_not_have_are_named(calls: tuple[str, ...], note: str) -> None:
    lines = lines_of(STEPS | {"worker": Step(10.0, calls)}, ROUND)
    assert lines["click to attached: the 3 calls alone"].note == note


def test_a_call_that_our_functions_do_not_make_is_not_unavoidable() -> None:
    fewer: dict[str, Any] = STEPS | {"worker": Step(10.0, ())}
    with pytest.raises(RuntimeError, match=r"out of date: \['GetItem'\]"):
        lines_of(fewer, ROUND)
