"""The elements of what is said of times: days, clock times, shifts, and the joints between them."""

from enum import Enum, auto

from calendar_store.model.plain import plain
from dialogs.times.clock import DAY, Clock
from dialogs.times.days import Days


class Joint(Enum):
    """A word between times."""

    __hash__ = object.__hash__  # looked up for every time, and Enum's hash is Python

    OR = auto()
    NOT = auto()
    EXCEPT = auto()
    BUSY = auto()
    AGAIN = auto()
    ANY = auto()
    TO = auto()


@plain
class Shift:
    """A time relative to the appointment, or to now.

    Attributes:
        minutes: how much later (earlier where negative); 0 where nobody said how much.
        later: the direction.
        from_now: whether it is relative to the moment of reading: "in half an hour".
        other: another length that was said for it: "an hour or two later"; 0 for none.
    """

    minutes: int
    later: bool
    from_now: bool = False
    other: int = 0

    @property
    def on_a_day(self) -> bool:
        """Whether it moves the hour and not the day: "an hour later", which may be on Friday."""
        return bool(self.minutes % DAY) and not self.from_now


Meaning = tuple[Days, ...] | Clock | Shift | Joint


@plain
class Element:
    """A piece of a run that makes sense.

    Attributes:
        meaning: what it means.
        first: position of its first word.
        last: position of its last word.
        parted: whether a stop stands before it.
        aside: whether "but" or the like stands before it.
        ends: whether a stop, or the end of the text, stands after it.
        release: whether it tells from when on they are free: "I finish at 5".
    """

    meaning: Meaning
    first: int
    last: int
    parted: bool = False
    aside: bool = False
    ends: bool = False
    release: bool = False
