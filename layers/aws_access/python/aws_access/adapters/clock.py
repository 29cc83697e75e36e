"""The machine's clock."""

from datetime import UTC, datetime


class SystemClock:
    """The port `Clock`."""

    def now(self) -> datetime:
        """Now: aware, UTC."""
        return datetime.now(UTC)
