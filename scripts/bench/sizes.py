"""How large each function's package and each layer is, unzipped and zipped, and what in it is largest."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from local.deployment import PROJECT
from scripts.bench.cold_starts import LAYERS
from scripts.bench.results import Line

LARGEST = 5


def lines(built: Path) -> Iterator[Line]:
    """The layers as built, and the functions' folders, which are packages as they are."""
    for layer in LAYERS:
        yield _package(layer, built / layer)
        yield from _largest(built / layer / "python")
    for function in sorted(PROJECT.glob("functions/*/app.py")):
        yield _package(f"function {function.parent.name}", function.parent)


def _package(title: str, root: Path) -> Line:
    files = _files(root)
    note = f"{_zipped(root, files) / 1000:,.1f} zipped"
    return Line(title, sum(path.stat().st_size for path in files) / 1000, "kB", note=note)


def _largest(contents: Path) -> Iterator[Line]:
    parts: Counter[str] = Counter()
    for path in _files(contents):
        parts[path.relative_to(contents).parts[0]] += path.stat().st_size
    for name, size in parts.most_common(LARGEST):
        yield Line(f"  of it {name}", size / 1000, "kB")


def _files(root: Path) -> list[Path]:
    return [path for path in sorted(root.rglob("*")) if path.is_file()]


def _zipped(root: Path, files: list[Path]) -> int:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, path.relative_to(root))
    return len(whole.getvalue())
