"""Credentials kept for a while, so that a tool that asks for them again and again gets them at once.

Standard library only: whoever reads from here must not wait for AWS's libraries to be imported.
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from aws_access.cli.exits import Exit, Failure
from aws_access.cli.private_files import alone, private_folder, read_private, write_private

MARGIN = timedelta(minutes=5)
"""So long before their end credentials are replaced; those of a short life when three quarters of it are over."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Credentials of one session. Not to be printed by mistake."""

    access_key_id: str
    secret_access_key: str
    session_token: str
    expires_at: datetime
    region: str
    fetched_at: datetime

    def __repr__(self) -> str:
        return f"Keys({self.access_key_id}, until {self.expires_at})"

    @property
    def refresh_at(self) -> datetime:
        """From then on others are better."""
        return max(self.expires_at - MARGIN, self.fetched_at + (self.expires_at - self.fetched_at) * 0.75)


class KeptKeys:
    """The credentials of one request, for one person, from one API."""

    def __init__(self, folder: Path, api_url: str, profile: str, request_id: str, now: Callable[[], datetime]) -> None:
        name = hashlib.sha256(json.dumps([api_url, profile, request_id]).encode()).hexdigest()[:32]
        self._path = folder / "credentials" / f"{name}.json"
        self._now = now

    def fresh(self) -> Keys | None:
        """Those that are good for a while yet."""
        found = self._read()
        return found if found is not None and found.fetched_at <= self._now() < found.refresh_at else None

    def renewed(self, fetch: Callable[[], Keys]) -> Keys:
        """Those that another process got in the meantime, or those that `fetch` gets: one process at a time.

        Where nobody answers, the old ones as long as they are good. A refusal is one: they are thrown away. Where
        nothing can be kept, on a full disk or a home that is not to be written, they are got anew each time.
        """
        with ExitStack() as stack:
            try:
                private_folder(self._path.parent)
                stack.enter_context(alone(self._path))
            except OSError:
                return fetch()
            return self._renewed(fetch)

    def forget(self) -> None:
        """As if there had never been any."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _renewed(self, fetch: Callable[[], Keys]) -> Keys:
        if (found := self.fresh()) is not None:
            return found
        try:
            keys = fetch()
        except Failure as failure:
            old = self._read()
            if failure.exit_code == Exit.NO_ANSWER and old is not None and self._now() < old.expires_at:
                return old
            self.forget()
            raise
        times = {"expires_at": keys.expires_at.isoformat(), "fetched_at": keys.fetched_at.isoformat()}
        with suppress(OSError):
            write_private(self._path, json.dumps(asdict(keys) | times))
        return keys

    def _read(self) -> Keys | None:
        text = read_private(self._path)
        if text is None:
            return None
        try:
            values = json.loads(text)
            times = {name: datetime.fromisoformat(values[name]) for name in ("expires_at", "fetched_at")}
            if any(each.tzinfo is None for each in times.values()):
                return None
            return Keys(**{**values, **times})
        except (ValueError, TypeError, KeyError):
            return None
