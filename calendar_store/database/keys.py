"""Select rows by many keys: one bound list of any length, served by an index.

An expanded IN list is compiled again for every length, and SQLite reads the whole table for a list
of tuples. A subquery over one bound JSON array is compiled once, and both databases search an index
for each key.
"""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

_NAME = "keys"


class _Among(FunctionElement[Any]):
    """The condition that columns equal one of the keys in a bound JSON array."""

    name = "among"
    # not Boolean: SQLAlchemy would add `= 1` on SQLite, and then no index is used
    type = NullType()
    inherit_cache = True


def in_keys(*columns: Column[Any]) -> ColumnElement[Any]:
    """Return the condition that a row has one of the keys passed with `key_params`.

    Args:
        columns: the columns of the key, in the order of an index.
    """
    return _Among(bindparam(_NAME, type_=String), *columns)


def key_params(keys: Collection[tuple[Any, ...]]) -> dict[str, str]:
    """Return the parameters for a statement with `in_keys`.

    Args:
        keys: the keys of the rows, with values in the order of the columns: numbers and texts.
    """
    return {_NAME: json.dumps(list(keys))}


@compiles(_Among, "sqlite")
def _on_sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    keys, *columns = element.clauses
    # SQLite chooses the index by the type of the first value: with a number first, the index is not
    # used for the texts after it. Values are cast, since an index finds only the column's own type.
    order = sorted(range(len(columns)), key=lambda at: isinstance(columns[at].type, Integer))
    kinds = _types(columns, compiler)
    return _written(
        [compiler.process(columns[at], **options) for at in order],
        [f"CAST(json_extract(value, '$[{at}]') AS {kinds[at]})" for at in order],
        f"json_each({compiler.process(keys, **options)})",
    )


@compiles(_Among, "postgresql")
def _on_postgresql(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    keys, *columns = element.clauses
    values = [
        f"CAST(value ->> {at} AS {kind})" for at, kind in enumerate(_types(columns, compiler))
    ]
    return _written(
        [compiler.process(column, **options) for column in columns],
        values,
        f"json_array_elements(CAST({compiler.process(keys, **options)} AS json))",
    )


def _types(columns: Sequence[ColumnElement[Any]], compiler: SQLCompiler) -> list[str]:
    return [column.type.compile(dialect=compiler.dialect) for column in columns]


def _written(columns: list[str], values: list[str], rows: str) -> str:
    # compiled SQL and positions only, no entered text
    return f"({', '.join(columns)}) IN (SELECT {', '.join(values)} FROM {rows})"  # noqa: S608
