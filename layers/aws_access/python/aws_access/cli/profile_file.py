"""One profile in the configuration of AWS's tools: written or replaced, and no other line of the file touched."""

import fcntl
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aws_access.cli.exits import Exit, Failure
from aws_access.cli.private_files import write_private
from aws_access.cli.sessions import SESSION, form_of, region_of_environment
from aws_access.cli.setup import Setup

OURS = "# written by aws-access; it may be replaced"
_NAME = re.compile(r"[A-Za-z0-9_.@+/-]{1,64}")
_SECTION = re.compile(r"^[ \t]*\[([^\]\n]*)\]", re.MULTILINE)


def check_profile_name(setup: Setup, name: str) -> None:
    """Failure when a profile of this name cannot be ours. Nothing is written."""
    if not _NAME.fullmatch(name) or name in ("default", setup.profile):
        raise Failure("profile-name", name=name)
    held = _read(setup.machine.aws_credentials_file)
    if any(found[1].strip() == name for found in _SECTION.finditer(held)):
        raise Failure("profile-taken", name=name, path=setup.machine.aws_credentials_file)
    _replaced(_read(setup.machine.aws_config_file), name, "", setup.machine.aws_config_file)


def write_profile(setup: Setup, name: str, request: Mapping[str, Any]) -> Path:
    """The file that now has a profile of this name for the request."""
    check_profile_name(setup, name)
    settings = _for_session(setup, request) if form_of(request) == SESSION else _for_role(setup, request)
    if region := region_of_environment(setup, request["environment"]):
        settings["region"] = region
    if not all(value.isprintable() for value in settings.values()):
        # A line of its own would be a setting of its own: `credential_process` runs what it says.
        raise Failure("not-our-api", Exit.NO_ANSWER, url=setup.api_url, status=200, kind="request")
    lines = [f"[profile {name}]", OURS, *(f"{key} = {value}" for key, value in settings.items())]
    path = setup.machine.aws_config_file
    try:
        _write(path, name, "\n".join(lines) + "\n")
    except OSError as error:
        raise Failure("file-unwritable", path=path, problem=error.strerror or error) from error
    return path


def _write(path: Path, name: str, section: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(path.parent):
        text = _replaced(_read(path), name, section, path)
        real = path.resolve()  # a link to a file that is kept elsewhere stays a link
        mode = real.stat().st_mode & 0o777 if real.exists() else 0o600
        write_private(real, text)
        real.chmod(mode)


def _for_role(setup: Setup, request: Mapping[str, Any]) -> dict[str, str]:
    """What AWS's tools need to switch to the team role by themselves, under the name that its trust policy wants."""
    source = setup.profile or setup.machine.env.get("AWS_PROFILE")
    from_environment = source is None and "AWS_ACCESS_KEY_ID" in setup.machine.env
    settings = {"credential_source": "Environment"} if from_environment else {"source_profile": source or "default"}
    return settings | {"role_arn": str(request["role_arn"]), "role_session_name": str(request["requester"])}


def _for_session(setup: Setup, request: Mapping[str, Any]) -> dict[str, str]:
    program = shutil.which("aws-access") or str(Path(sys.argv[0]).resolve())
    words = [program, "credentials", str(request["request_id"]), "--api-url", setup.api_url]
    if profile := setup.profile or setup.machine.env.get("AWS_PROFILE"):
        # Named, or the tool that reads this profile would have us ask this profile.
        words += ["--profile", profile]
    return {"credential_process": shlex.join(words)}


def _replaced(text: str, name: str, section: str, path: Path) -> str:
    """The text with this section in place of the one of that name, or at its end. Failure when that one is not ours."""
    sections = list(_SECTION.finditer(text))
    for place, found in enumerate(sections):
        kind, _, title = found[1].strip().partition(" ")
        if (kind, title.strip().strip("\"'")) != ("profile", name):
            continue
        ends = sections[place + 1].start() if place + 1 < len(sections) else len(text)
        if OURS not in text[found.start() : ends]:
            raise Failure("profile-taken", name=name, path=path)
        return text[: found.start()] + section + _between(text[found.start() : ends]) + text[ends:]
    gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    return text + gap + section


def _between(section: str) -> str:
    """The blank lines and comments at its end, which may be about the section that follows."""
    lines = section.splitlines(keepends=True)
    last = len(lines)
    while last and (not lines[last - 1].strip() or lines[last - 1].lstrip()[0] in "#;") and OURS not in lines[last - 1]:
        last -= 1
    return "".join(lines[last:])


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode()  # with the ends of lines that it has
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise Failure("file-unreadable", path=path, problem=error) from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Two of us at once do not lose each other's profile."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
