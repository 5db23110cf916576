"""Column types: moments, lengths of time, times of day, money, and the facts of reasons."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Dialect,
    Integer,
    SmallInteger,
    TypeDecorator,
    literal_column,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeEngine

_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware moment: timestamptz on PostgreSQL, microseconds since 1970 on SQLite."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the column type for a database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(BigInteger())

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """Return the function that converts a moment for the database and refuses naive ones."""
        return _checked if dialect.name == "postgresql" else _microseconds

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], datetime | None]:
        """Return the function that converts a stored value to a moment in UTC."""
        del coltype
        return _in_utc if dialect.name == "postgresql" else _moment


def _checked(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise ValueError("the store takes aware times only")
    return value


def _microseconds(value: datetime | None) -> int | None:
    aware = _checked(value)
    return None if aware is None else (aware - _UNIX) // _MICROSECOND


def _in_utc(value: datetime | None) -> datetime | None:
    return value if value is None or value.tzinfo is UTC else value.astimezone(UTC)


@lru_cache(maxsize=16_384)
def _moment(value: int | None) -> datetime | None:
    # visits of a month begin at few moments, and each is read in four columns
    # a double holds the microseconds of the next two centuries exactly
    return None if value is None else datetime.fromtimestamp(value / 1_000_000, UTC)


class Minutes(TypeDecorator[timedelta]):
    """A length of time, stored as whole minutes."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        """Convert a length of time to whole minutes."""
        del dialect
        return None if value is None else value // timedelta(minutes=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        """Convert whole minutes to a length of time."""
        del dialect
        return None if value is None else timedelta(minutes=value)


class Money(TypeDecorator[Decimal]):
    """An amount in the operator's currency, stored as whole millionths, so that sums are exact."""

    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Decimal | None], int | None]:
        """Return the function that converts an amount to millionths."""
        del dialect
        return _millionths

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], Decimal | None]:
        """Return the function that converts millionths to an amount."""
        del dialect, coltype
        return _amount


def _millionths(value: Decimal | None) -> int | None:
    return None if value is None else int(value * 1_000_000)


@lru_cache(maxsize=1024)  # a carrier has few prices
def _amount(value: int | None) -> Decimal | None:
    # PostgreSQL returns a sum as a Decimal, still in millionths
    return None if value is None else Decimal(value) / 1_000_000


class MinuteOfDay(TypeDecorator[time]):
    """A local time of day, stored as minutes since midnight; 1440 is the end of the day."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: time | None, dialect: Dialect) -> int | None:
        """Convert a time to minutes; `time.max` means the end of the day."""
        del dialect
        if value is None:
            return None
        return 1440 if value == time.max else value.hour * 60 + value.minute

    def process_result_value(self, value: int | None, dialect: Dialect) -> time | None:
        """Convert minutes to a time of day."""
        del dialect
        if value is None:
            return None
        return time.max if value == 1440 else time(value // 60, value % 60)


class ReasonFacts(TypeDecorator[dict[str, Any]]):
    """The facts of a reason, as JSON; rows without facts, by far the most, skip the JSON parser."""

    impl = JSON
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[dict[str, Any] | None], str]:
        """Return the function that writes facts as JSON."""
        write = self.impl_instance.bind_processor(dialect)
        assert write is not None  # noqa: S101 (JSON has a bind processor on every database)
        return lambda facts: write(facts) if facts else _NO_FACTS

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Return the function that reads facts; None on PostgreSQL, whose driver reads JSON."""
        read = self.impl_instance.result_processor(dialect, coltype)
        if read is None:
            return None
        return lambda kept: {} if kept == _NO_FACTS else read(kept)


_NO_FACTS = "{}"


def is_now(column: Column[str], status: StrEnum) -> ColumnElement[bool]:
    """Return the condition that a status column has a value, as a literal in the statement.

    The database uses a partial index only if the text of the statement implies the index's
    condition; a bound parameter does not.
    """
    return column == literal_column(f"'{status.value}'")
