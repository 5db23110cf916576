"""How values are declared that are made by the dozen for each text.

To the type checker `value` is a frozen dataclass, so nothing of ours assigns to one. At run time
its fields are set plainly: the guarded assignment of a frozen dataclass takes five times as long,
and half a hundred fields are set while one text is read.
"""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True)
def value(declared: type[_Class]) -> type[_Class]:
    """Make a dataclass with slots, equality and a hash.

    Args:
        declared: the class, its fields annotated.

    Returns:
        The dataclass that stands in its place.
    """
    return dataclass(slots=True, unsafe_hash=True)(declared)
