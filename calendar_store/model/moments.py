"""Moments that know their zone: the only ones that the store takes."""

from datetime import UTC, datetime

from calendar_store.model.errors import InvalidInput


def require_aware(moment: datetime, what: str) -> datetime:
    """Return `moment` in UTC.

    Args:
        moment: any aware time.
        what: its name, for the message.

    Raises:
        InvalidInput: if it has no time zone.
    """
    if moment.tzinfo is None:
        raise InvalidInput(f"{what} has no time zone; write it with an offset, as 09:30+01:00")
    return moment.astimezone(UTC)
