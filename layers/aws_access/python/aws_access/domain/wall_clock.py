"""Times as people write them: by the clock on the wall of some place."""

from datetime import UTC, datetime, tzinfo

from aws_access.domain.errors import InvalidInput
from aws_access.domain.reasons import reason


def on_the_wall(written: datetime, zone: tzinfo) -> datetime:
    """The moment in UTC. InvalidInput for a time that does not exist there, or exists twice.

    `written` with an offset of its own is that moment, whatever the zone.
    """
    if written.tzinfo is not None:
        return written.astimezone(UTC)
    first, second = (written.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    exists = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == written
    raise InvalidInput(
        reason(
            "time-twice" if exists else "time-never",
            time=f"{written:%Y-%m-%d %H:%M}",
            zone=zone,
            one=_with_offset(first),
            other=_with_offset(second),
        )
    )


def _with_offset(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="minutes")
