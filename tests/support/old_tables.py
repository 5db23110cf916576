"""Rows for a store of an older version: its tables as they stood then, whatever came later."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from calendar_store.schema import columns, metadata

AT = datetime(2026, 1, 12, 9, tzinfo=UTC)
"""The moment of whatever nobody gives another."""

_USUAL: dict[type[sa.types.TypeEngine[Any]], Any] = {
    columns.Instant: AT,
    columns.Minutes: timedelta(0),
    columns.MinuteOfDay: time(0),
    columns.Money: Decimal(0),
    columns.ReasonFacts: {},
    sa.JSON: {},
    sa.LargeBinary: b"",
    sa.Boolean: False,
    sa.Numeric: Decimal(0),
    sa.Integer: 0,
    sa.Float: 0.0,
    sa.String: "",
    sa.DateTime: AT,
}


def as_it_was(connection: sa.Connection, name: str) -> sa.Table:
    """Return a table as the store has it now, with the types that the schema gives its columns."""
    found = sa.Table(name, sa.MetaData(), autoload_with=connection, resolve_fks=False)
    known: Mapping[str, sa.Column[Any]] = (
        dict(metadata.tables[name].c) if name in metadata.tables else {}
    )
    kept = [
        sa.Column(
            one.name, known[one.name].type if one.name in known else one.type, nullable=one.nullable
        )
        for one in found.columns
    ]
    return sa.Table(name, sa.MetaData(), *kept)


def row(table: sa.Table, **given: Any) -> dict[str, Any]:
    """Return a row with what is given, and with something in every column that must have it."""
    return {
        column.name: given.get(column.name, None if column.nullable else _usual(column))
        for column in table.columns
    }


def _usual(column: sa.Column[Any]) -> Any:
    return next(value for kind, value in _USUAL.items() if isinstance(column.type, kind))
