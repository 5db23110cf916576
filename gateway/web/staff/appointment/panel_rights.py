"""What a member of staff may do with an appointment in its panel; the use cases check it again."""

from dataclasses import dataclass
from datetime import datetime

from calendar_store.model.actors import Actor, Permission
from calendar_store.model.statuses import STANDING, AppointmentStatus
from calendar_store.views.day_view import DayEntry
from gateway.use_cases.appointment_marks import EARLIEST_ARRIVAL

_MARKED = frozenset({AppointmentStatus.ATTENDED, AppointmentStatus.NO_SHOW})


@dataclass(frozen=True, slots=True)
class PanelRights:
    """What a member of staff may do with an appointment, now.

    Attributes:
        read: whether they may read what was written about it.
    """

    move: bool
    cancel: bool
    confirm: bool
    arrive: bool
    close: bool
    unmark: bool
    unarrive: bool
    note: bool
    keep: bool
    resend: bool
    read: bool

    @property
    def any(self) -> bool:
        """Tell whether there is a button at all."""
        acts = (self.confirm, self.arrive, self.close, self.unmark, self.unarrive)
        return any((self.move, self.cancel, *acts))


def rights_of(reader: Actor, entry: DayEntry, now: datetime) -> PanelRights:
    """Return what somebody may do; the use cases check it again."""
    one = entry.appointment
    practice_id = one.practice_id
    stands, ahead = one.status in STANDING, one.starts_at > now
    marks = reader.may_for(Permission.MARK, practice_id, one.practitioner_id)
    came = one.arrived_at is not None
    return PanelRights(
        move=reader.may(Permission.MOVE, practice_id) and stands and ahead,
        cancel=reader.may(Permission.CANCEL, practice_id) and stands and ahead,
        confirm=marks and one.status is AppointmentStatus.BOOKED and ahead,
        arrive=marks and stands and not came and one.starts_at - now <= EARLIEST_ARRIVAL,
        close=marks and stands and not ahead,
        unmark=marks and one.status in _MARKED,
        unarrive=marks and stands and came,
        note=reader.may(Permission.KEEP_NOTES, practice_id),
        keep=entry.away is not None and reader.may(Permission.MOVE, practice_id),
        resend=reader.may(Permission.REPLY, practice_id) and ahead,
        read=reader.may_for(Permission.READ_VISIT_MESSAGES, practice_id, one.practitioner_id),
    )
