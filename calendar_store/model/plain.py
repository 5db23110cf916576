"""The decorator `plain`: dataclasses that are frozen for the type checker but quick to create.

The type checker treats such a class as frozen, so no code of ours assigns to its fields. At run
time the fields are set without the guard of a frozen dataclass: the guard makes construction up to
seven times as slow, and each message needs a dozen such values.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def plain(declared: type[_Class]) -> type[_Class]:
    """Make a dataclass with slots, equality and a hash.

    Args:
        declared: the class with annotated fields.

    Returns:
        The dataclass that replaces the class.
    """
    return dataclass(slots=True, unsafe_hash=True)(declared)


def changed(value: _Class, **changes: object) -> _Class:
    """Return a copy of a plain value with other fields, as `dataclasses.replace` and much quicker.

    Args:
        value: a value of a plain class with two fields or more; its checks are not made again.
        changes: the fields that differ.
    """
    kind: Any = type(value)
    copied: _Class = kind(*_values(kind)(value))
    for name, changed_to in changes.items():
        setattr(copied, name, changed_to)
    return copied


@cache
def _values(kind: Any) -> Callable[[object], tuple[Any, ...]]:
    """Return a function that gives all fields of a value."""
    return attrgetter(*(each.name for each in fields(kind)))
