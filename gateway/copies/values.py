"""The values of a row in JSON, in a table for people, and read again; and their JSON Schema.

Ids are texts, since many readers of JSON round such large numbers; moments are in UTC to the
microsecond (RFC 3339), amounts decimal texts, lengths of time minutes, octets Base64.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Integer, LargeBinary, SmallInteger
from sqlalchemy.types import TypeEngine

from calendar_store.schema.columns import Instant, MinuteOfDay, Minutes, Money, ReasonFacts
from gateway.csv_text import CsvCell

_BIGGEST = (1 << 63) - 1
_UNENDING = "24:00"


class WrongValue(Exception):
    """A value of a copy is not of its column's kind."""


@dataclass(frozen=True, slots=True)
class ValueForm:
    """How the values of a column are written.

    Attributes:
        schema: its JSON Schema, without null.
        written: makes a value of JSON of one of the store.
        read: makes it again; of a JSON column, the JSON itself.
        cell: makes a cell of a table for people.
    """

    schema: Mapping[str, Any]
    written: Callable[[Any], Any]
    read: Callable[[Any], Any]
    cell: Callable[[Any], CsvCell]


def _same(value: Any) -> Any:
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise WrongValue
    return value


def _id(value: Any) -> int:
    number = int(_text(value))
    if abs(number) > _BIGGEST + 1 or str(number) != value:
        raise WrongValue
    return number


def _integer(bits: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is not int or not -(1 << (bits - 1)) <= value < 1 << (bits - 1):
            raise WrongValue
        return value

    return read


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongValue
    return value


def _moment(value: Any) -> datetime:
    read = datetime.fromisoformat(_text(value))
    if read.tzinfo is None:
        raise WrongValue
    return read.astimezone(UTC)


def _written_moment(value: datetime) -> str:
    return value.isoformat(timespec="microseconds")


def _cell_moment(value: datetime) -> str:
    return value.isoformat(timespec="seconds")


def _written_time(value: time) -> str:
    return _UNENDING if value == time.max else f"{value:%H:%M}"


def _time(value: Any) -> time:
    return time.max if value == _UNENDING else time.fromisoformat(_text(value))


def _minutes(value: Any) -> timedelta:
    return timedelta(minutes=_integer(32)(value))


def _octets(value: Any) -> bytes:
    return base64.b64decode(_text(value), validate=True)


def _packed(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


_STRING = {"type": "string"}
_TEXT = ValueForm(_STRING, _same, _text, _same)
_ID = ValueForm({"type": "string", "pattern": "^-?[0-9]{1,19}$"}, str, _id, str)
_FORMS: tuple[tuple[type[TypeEngine[Any]], ValueForm], ...] = (
    (
        Instant,
        ValueForm(
            {"type": "string", "format": "date-time"}, _written_moment, _moment, _cell_moment
        ),
    ),
    (
        Minutes,
        ValueForm(
            {"type": "integer"},
            lambda v: v // timedelta(minutes=1),
            _minutes,
            lambda v: v // timedelta(minutes=1),
        ),
    ),
    (
        Money,
        ValueForm(
            {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$"},
            lambda v: format(v, "f"),
            lambda v: Decimal(_text(v)),
            _same,
        ),
    ),
    (
        MinuteOfDay,
        ValueForm(
            {"type": "string", "pattern": "^([01][0-9]|2[0-4]):[0-5][0-9]$"},
            *(_written_time, _time, _written_time),
        ),
    ),
    (ReasonFacts, ValueForm({"type": "object"}, _same, _same, _json)),
    (JSON, ValueForm({}, _same, _json, _json)),
    (Boolean, ValueForm({"type": "boolean"}, _same, _truth, lambda v: "yes" if v else "no")),
    (
        Date,
        ValueForm(
            {"type": "string", "format": "date"},
            *(date.isoformat, lambda v: date.fromisoformat(_text(v)), date.isoformat),
        ),
    ),
    (
        LargeBinary,
        ValueForm({"type": "string", "contentEncoding": "base64"}, _packed, _octets, _packed),
    ),
    (BigInteger, _ID),
    (SmallInteger, ValueForm({"type": "integer"}, _same, _integer(16), _same)),
    (Integer, ValueForm({"type": "integer"}, _same, _integer(32), _same)),
)


def form_of(column: Column[Any]) -> ValueForm:
    """Return how the values of a column are written."""
    return next((form for kind, form in _FORMS if isinstance(column.type, kind)), _TEXT)


def schema_of(column: Column[Any]) -> dict[str, Any]:
    """Return the JSON Schema of a column's values."""
    form = dict(form_of(column).schema)
    if not column.nullable or not form:
        return form
    if "type" in form:
        return form | {"type": [form["type"], "null"]}
    return form
