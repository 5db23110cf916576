"""The values `PaperSettings`, `PaperWay` and `Paper`: a practice's calendar on paper."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel, MessageStatus

DAYS = 28
"""Days on a whole paper, today among them."""

KEPT = timedelta(days=60)
"""How long papers are kept; a practice's newest whole one is kept longer."""

WHOLE_EVERY = timedelta(days=7)
"""With `PaperExtent.CHANGES`, after this time a paper is whole again."""

_ON_LETTER = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE", "GT", "CR", "PA", "PR", "DO"})
"""Countries whose printers and faxes hold paper of the size Letter."""


class PaperKind(StrEnum):
    """Why a paper was made."""

    EVENING = "evening"
    LOST_LINE = "lost_line"
    ADDITION = "addition"
    BY_HAND = "by_hand"


class PaperLayout(StrEnum):
    """What a page of a practitioner shows."""

    DAY = "day"
    WEEK = "week"


class PaperSize(StrEnum):
    """The sizes of paper."""

    A4 = "a4"
    LETTER = "letter"


class PaperExtent(StrEnum):
    """What a paper that is made by itself shows.

    CHANGES: days that have changed since the last paper, while the last whole one is new enough.
    """

    WHOLE = "whole"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True, order=True)
class PaperWay:
    """Where a paper is sent: an email address, or a fax number in international form."""

    channel: Channel
    address: str


@dataclass(frozen=True, slots=True)
class PaperSettings:
    """How a practice wants its calendar on paper.

    Attributes:
        evening_at: when it is made every evening, in the practice's zone; None: not by itself.
        practitioner_ids: whose pages it has; empty for everybody's.
        lost_after: how long the practice's pages may be silent in office hours before it is sent;
            None: however long.
        ways: where it is sent; empty: it is kept to be printed.
    """

    practice_id: int
    evening_at: time | None = None
    layout: PaperLayout = PaperLayout.DAY
    size: PaperSize = PaperSize.A4
    extent: PaperExtent = PaperExtent.WHOLE
    practitioner_ids: tuple[int, ...] = ()
    lost_after: timedelta | None = None
    ways: tuple[PaperWay, ...] = ()


def usual_settings(practice: Practice) -> PaperSettings:
    """Return the settings of a practice that has not said how it wants its paper."""
    size = PaperSize.LETTER if practice.region in _ON_LETTER else PaperSize.A4
    return PaperSettings(practice.id, size=size)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was made, without its content.

    Attributes:
        version: counts up for the practice; each page names it.
        made_at: UTC.
        made_by: label of the actor.
        first_day: the first day of the time that it covers.
        last_day: the last one.
        of_paper_id: the paper that it adds to; None: it is whole.
        reason: why it was made, in words of whoever had it made; may be empty.
        kept: whether its PDF is there still.
    """

    practice_id: int
    id: int
    version: int
    kind: PaperKind
    made_at: datetime
    made_by: str
    first_day: date
    last_day: date
    layout: PaperLayout
    size: PaperSize
    pages: int
    of_paper_id: int | None = None
    reason: str = ""
    kept: bool = True


@dataclass(frozen=True, slots=True)
class PaperSent:
    """What became of a paper on one way.

    Attributes:
        at: when the status was reached, UTC.
    """

    way: PaperWay
    status: MessageStatus
    at: datetime
    message_id: int
