"""The values `PaperEntry` and `PaperSheet`: what was written on paper while the line was lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from calendar_store.model.statuses import ConsentHow


class PaperEntryKind(StrEnum):
    """What an entry says: a new visit, another time of one on the paper, or its cancellation."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"


class PaperEntryState(StrEnum):
    """Where an entry stands.

    OPEN: stored and not in the calendar yet, or it has to be completed. CONFLICT: something stands
    against it. DONE: the calendar says what was decided. DROPPED: left out, with a reason.
    """

    OPEN = "open"
    DONE = "done"
    CONFLICT = "conflict"
    DROPPED = "dropped"


class PaperObstacle(StrEnum):
    """Why an entry is not in the calendar.

    NOBODY, SEVERAL, UNREADABLE: it has to be completed. FAILED: an error of the program. UNDONE:
    it was taken back. TAKEN: others have the time. CHANGED: the visit was changed since the paper.
    GONE: the visit that it moves was cancelled since. COMES: the client has another visit since.
    UNUSUAL: outside the hours, blocked, or long past. REFUSED: it cannot be done as written.
    """

    NONE = ""
    NOBODY = "nobody"
    SEVERAL = "several"
    UNREADABLE = "unreadable"
    FAILED = "failed"
    UNDONE = "undone"
    TAKEN = "taken"
    CHANGED = "changed"
    GONE = "gone"
    COMES = "comes"
    UNUSUAL = "unusual"
    REFUSED = "refused"


class PaperFate(StrEnum):
    """What became of an entry.

    WRITTEN: done as it was written, at once. STOOD: it stood so already. KEPT: what the service had
    was kept. ELSEWHERE: another time was agreed. OFFERED: other times are offered by a message.
    PAPER: as it was written, and what stood against it gave way. BOTH: both stand. DROPPED: left
    out.
    """

    NONE = ""
    WRITTEN = "written"
    STOOD = "stood"
    KEPT = "kept"
    ELSEWHERE = "elsewhere"
    OFFERED = "offered"
    PAPER = "paper"
    BOTH = "both"
    DROPPED = "dropped"


INCOMPLETE = frozenset(
    {PaperObstacle.NOBODY, PaperObstacle.SEVERAL, PaperObstacle.UNREADABLE, PaperObstacle.UNDONE}
)
"""Obstacles of entries that wait for a person, and are not tried again by themselves."""


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """The page of a paper that is copied in, and what stands for all of its entries.

    Attributes:
        made_at: when the paper was made, UTC: what was changed later is not on it.
        day: the local day of the page.
        practitioner_id: whose page it is.
        version: of the paper; None: only the time is known.
        confirm: whether clients are told of new visits.
        tell: whether clients are told of changes.
    """

    made_at: datetime
    day: date
    practitioner_id: int
    version: int | None = None
    confirm: bool = False
    tell: bool = True


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """One thing that was written on paper.

    Attributes:
        key: of whoever sends it: the same key is the same entry.
        kind: what it says.
        state: where it stands.
        paper_version: version of the paper; None if it is not known.
        made_at: when the paper was made, UTC.
        day: the local day of the page.
        practitioner_id: whose page it was written on.
        written: what was written for the time, as "10:30" or "x".
        name: as it was written.
        phone: as it was written.
        by: label of the actor who copied it in.
        entered_at: UTC.
        starts_at: start of the new visit, or of the visit as the paper has it, UTC; None if it
            cannot be read.
        moves_to: where it is moved to, UTC; None for another kind.
        service_id: what for; None if that is not said.
        client_id: who is meant, once that is known.
        appointment_id: the visit that is meant, or that was made.
        came: whether the client came; for a visit that has begun.
        tell: whether the client is told.
        consent: how a new client agreed to messages.
        obstacle: why it is not in the calendar.
        words: the obstacle in English, where the program knows more than its kind.
        fate: what became of it.
        reason: why it was dropped.
        settled_by: label of the actor who settled it.
        settled_at: UTC.
        waiting_id: the entry of the waiting list by which other times are offered.
        version: raised by every change.
    """

    practice_id: int
    id: int
    key: str
    kind: PaperEntryKind
    state: PaperEntryState
    paper_version: int | None
    made_at: datetime
    day: date
    practitioner_id: int
    written: str
    name: str
    phone: str
    by: str
    entered_at: datetime
    starts_at: datetime | None = None
    moves_to: datetime | None = None
    service_id: int | None = None
    client_id: int | None = None
    appointment_id: int | None = None
    came: bool = False
    tell: bool = False
    consent: ConsentHow | None = None
    obstacle: PaperObstacle = PaperObstacle.NONE
    words: str = ""
    fate: PaperFate = PaperFate.NONE
    reason: str = ""
    settled_by: str = ""
    settled_at: datetime | None = None
    waiting_id: int | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.state in OPEN_STATES

    @property
    def wanted_at(self) -> datetime | None:
        """The time that it wants, UTC; None for a cancellation."""
        return self.moves_to if self.kind is PaperEntryKind.MOVED else self.starts_at


OPEN_STATES = frozenset({PaperEntryState.OPEN, PaperEntryState.CONFLICT})


@dataclass(frozen=True, slots=True)
class PaperChange:
    """A change of an appointment that an entry has made.

    Attributes:
        appointment_id: the appointment.
        version: of the appointment after it.
        change: "booked", "moved" or "cancelled"; "undone" where the undo of one is meant.
        is_undone: whether it was taken back.
    """

    appointment_id: int
    version: int
    change: str
    is_undone: bool = False


OwnVersions = Mapping[int, frozenset[int]]
"""By appointment: the versions that entries have made, which are no news to them."""
