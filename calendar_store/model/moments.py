"""Check that a datetime is aware; the store accepts no naive datetimes."""

from datetime import UTC, datetime

from calendar_store.model.errors import InvalidInput


def require_aware(moment: datetime, what: str) -> datetime:
    """Return `moment` in UTC.

    Args:
        moment: an aware datetime.
        what: name of the value, for the error message.

    Raises:
        InvalidInput: if `moment` has no time zone.
    """
    if moment.tzinfo is None:
        raise InvalidInput(f"{what} has no time zone; write it with an offset, as 09:30+01:00")
    return moment.astimezone(UTC)
