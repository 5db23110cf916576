"""The elements of time phrases: days, clock times, shifts, and the joints between them."""

from enum import Enum, auto

from calendar_store.model.plain import plain
from dialogs.times.clock import DAY, Clock
from dialogs.times.days import Days


class Joint(Enum):
    """A word that joins or separates times."""

    __hash__ = object.__hash__  # looked up for every time; Enum's own hash is slow Python code

    OR = auto()
    NOT = auto()
    EXCEPT = auto()
    BUSY = auto()
    AGAIN = auto()
    ANY = auto()
    TO = auto()


@plain
class Shift:
    """A time relative to the appointment, or to now: "an hour later".

    Attributes:
        minutes: minutes later (earlier where negative); 0 where no amount was said.
        later: whether the direction is later.
        from_now: whether the shift is relative to the moment of reading: "in half an hour".
        other: the second amount in "an hour or two later", in minutes; 0 for none.
    """

    minutes: int
    later: bool
    from_now: bool = False
    other: int = 0

    @property
    def on_a_day(self) -> bool:
        """Say whether the shift moves the hour and not the day: it may be on another day."""
        return bool(self.minutes % DAY) and not self.from_now


Meaning = tuple[Days, ...] | Clock | Shift | Joint


@plain
class Element:
    """A part of a run that has a meaning.

    Attributes:
        meaning: the days, clock time, shift or joint.
        first: position of its first word.
        last: position of its last word.
        parted: whether a punctuation mark stands before it.
        aside: whether "but" or a similar word stands before it.
        ends: whether a punctuation mark, or the end of the text, stands after it.
        release: whether it says when the client becomes free: "I finish at 5".
        whenever: whether it begins with "any time", so that its days have no hour.
    """

    meaning: Meaning
    first: int
    last: int
    parted: bool = False
    aside: bool = False
    ends: bool = False
    release: bool = False
    whenever: bool = False
