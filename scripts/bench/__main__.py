"""`python -m scripts.bench`: measures everything in one run, as a table here and as JSON in bench-results/."""

import os
import platform
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from local import lifecycle
from local.deployment import PROJECT, STACK_NAME
from local.office import Office
from local.processes import LocalStackError
from local.stack import FOLDER, Stack
from scripts.bench import cold_starts, deciding, packing, reading, seen, sizes, way
from scripts.bench.aws_stub import serving
from scripts.bench.cold_starts import Runtime, lay_out
from scripts.bench.results import Report

RESULTS = PROJECT / "bench-results"
BUILT = FOLDER / "build"
PYTHON = FOLDER / "emulator/bin/python"  # runs the functions of the local stack; the layers are built for it


def main() -> int:
    started = time.monotonic()
    report = Report(_machine())
    print("Milliseconds are medians, beside them the least and the most. Targets are targets: nothing fails here.")
    try:
        with lifecycle.at_hand() as stack:
            _measure(report, stack)
    except LocalStackError as error:
        print(error, file=sys.stderr)
        return 1
    result = RESULTS / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    report.save(result, load_at_the_end=os.getloadavg()[0], seconds=time.monotonic() - started)
    print(f"\n{_described(report.machine)}, load at the end {os.getloadavg()[0]:.1f}")
    print(f"{time.monotonic() - started:.0f} s in all; the same as JSON: {result.relative_to(PROJECT)}")
    return 0


def _measure(report: Report, stack: Stack) -> None:
    report.section("Sizes", sizes.lines(BUILT))
    report.section("Packing", packing.lines())
    report.section("Proving and deciding", deciding.lines())
    report.section("Reading what a tool printed", reading.lines())
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as aws:
        settings = _settings(stack)
        compiled = Runtime(PYTHON, lay_out(BUILT, Path(folder, "compiled"), bytecode=True), aws, settings)
        plain = Runtime(PYTHON, lay_out(BUILT, Path(folder, "plain"), bytecode=False), aws, settings)
        report.section("From nothing to an answer, on one core", cold_starts.slack_lines(compiled, plain))
        report.section("From nothing to ready, on one core", cold_starts.other_lines(compiled))
    with Office(stack) as office:
        report.section(
            "The functions' own time, beside the calls of AWS alone", way.lines(way.Way(stack, office).rounds())
        )
        report.section("As people see it on the local stack", seen.lines(stack, office))


def _settings(stack: Stack) -> dict[str, Mapping[str, str]]:
    """The variables of each function as deployed."""
    functions = stack.root(stack.jump_account).client("lambda").list_functions()["Functions"]
    return {each["FunctionName"].removeprefix(f"{STACK_NAME}-"): each["Environment"]["Variables"] for each in functions}


def _machine() -> dict[str, object]:
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return {
        "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "cores": os.cpu_count(),
        "processor": models[0] if models else platform.machine(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_at_the_start": os.getloadavg()[0],
    }


def _described(machine: Mapping[str, object]) -> str:
    return (
        f"{machine['cores']} cores, {machine['processor']}, Python {machine['python']}, "
        f"load at the start {machine['load_at_the_start']:.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
