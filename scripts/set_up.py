"""Builds the project's environments from their pinned requirements, with the interpreter that runs this file.

Standard library only: it runs before anything is installed. An environment is ready when its stamp, which is written
last, says that it was built by this interpreter, in this folder, from these very requirements. So a set-up that was
interrupted builds that environment again, and a changed requirement or another interpreter does too.
"""

from __future__ import annotations

import fcntl
import itertools
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

StrPath = str | Path
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Environment:
    """One virtual environment; `with_pip` for the one that uv itself is installed into."""

    title: str
    folder: Path
    requirements: Path
    with_pip: bool = False

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def stamp(self) -> Path:
        return self.folder / ".stamp"

    def origin(self) -> str:
        """What only a rebuild from nothing can change. The interpreter is the first line: `scripts/set-up` reads it."""
        return f"{sys.executable}\n{self.folder}\n"

    def is_ready(self) -> bool:
        wanted = self.origin() + self.requirements.read_text()
        return self.stamp.is_file() and self.stamp.read_text() == wanted and runs(self.python)

    def is_reusable(self) -> bool:
        return self.stamp.is_file() and self.stamp.read_text().startswith(self.origin()) and runs(self.python)


DEV = Environment("the tools and libraries", ROOT / ".venv", ROOT / "requirements/dev.txt", with_pip=True)
ENVIRONMENTS = {
    "dev": DEV,
    "emulator": Environment("the AWS emulator", ROOT / ".local/emulator", ROOT / "requirements/local.txt"),
    "sam": Environment("the SAM command line", ROOT / ".local/sam", ROOT / "requirements/sam.txt"),
}

SERVICES = ROOT / "layers/aws_access/python/aws_access/adapters/services.bin"
COMPILER = ROOT / "scripts/compile_services.py"
"""What the layer knows of AWS's services, and what makes it with the tools of `dev`: again whenever either changed."""


def runs(python: Path) -> bool:
    try:
        return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def install_uv() -> None:
    """Uv comes from PyPI by pip, held to the hashes that it is pinned with, and installs everything else."""
    lines = itertools.dropwhile(lambda line: not line.startswith("uv=="), DEV.requirements.read_text().splitlines())
    pinned = [next(lines), *itertools.takewhile(lambda line: line.startswith(" "), lines)]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirement:
        requirement.write("\n".join(pinned) + "\n")
        requirement.flush()
        pip: list[StrPath] = [DEV.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", requirement.name], check=True)


def build(environment: Environment) -> None:
    if not environment.is_reusable():
        shutil.rmtree(environment.folder, ignore_errors=True)
        options = [] if environment.with_pip else ["--without-pip"]
        subprocess.run([sys.executable, "-m", "venv", *options, environment.folder], check=True)
        if environment.with_pip:
            install_uv()
    environment.stamp.unlink(missing_ok=True)
    wanted = environment.origin() + environment.requirements.read_text()
    uv: list[StrPath] = [DEV.folder / "bin/uv", "pip", "sync", "--quiet", "--require-hashes"]
    subprocess.run([*uv, "--python", environment.python, environment.requirements], check=True)
    environment.stamp.write_text(wanted)


@contextmanager
def alone() -> Iterator[None]:
    """Two at once in one folder would build over each other; the second one waits, and then finds all ready."""
    lock = ROOT / ".local" / "set-up.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in ENVIRONMENTS]
    if unknown:
        print(f"No such environment: {', '.join(unknown)}. There are: {', '.join(ENVIRONMENTS)}.", file=sys.stderr)
        return 2
    with alone():
        wanted = [ENVIRONMENTS[name] for name in dict.fromkeys(["dev", *names])]
        missing = [environment for environment in wanted if not environment.is_ready()]
        for number, environment in enumerate(missing, 1):
            print(f"[{number}/{len(missing)}] {environment.title} … ", end="", flush=True)
            started = time.monotonic()
            try:
                build(environment)
            except subprocess.CalledProcessError as error:
                print(f"failed\n{environment.title}: {error.cmd[0]} ended with {error.returncode}", file=sys.stderr)
                return 1
            print(f"{time.monotonic() - started:.1f} s")
        if not SERVICES.is_file() or SERVICES.stat().st_mtime < max(
            each.stat().st_mtime for each in (DEV.stamp, COMPILER)
        ):
            return subprocess.run([DEV.python, COMPILER], check=False).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
