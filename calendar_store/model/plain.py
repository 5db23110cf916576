"""The decorator `plain`: dataclasses that are frozen for the type checker but quick to create.

The type checker treats such a class as frozen, so no code of ours assigns to its fields. At run
time the fields are set without the guard of a frozen dataclass: the guard makes construction up to
seven times as slow, and each message needs a dozen such values.
"""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

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
