"""Effects: the changes that a turn decides on; the gateway performs them in one transaction.

An effect on an appointment carries the version that the decision saw. The store refuses a stale
version, and the turn is decided again on fresh facts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.model.appointments import Slot
from calendar_store.model.practices import Service
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind, Channel, OfferStatus


@dataclass(frozen=True, slots=True)
class ConfirmAppointment:
    """Confirm an appointment: the client comes."""

    appointment_id: int
    version: int


@dataclass(frozen=True, slots=True)
class CancelAppointment:
    """Cancel an appointment: the client does not come, and the slot is free again."""

    appointment_id: int
    version: int


@dataclass(frozen=True, slots=True)
class RestoreAppointment:
    """Undo a cancellation, if the slot is still free."""

    appointment_id: int
    version: int


@dataclass(frozen=True, slots=True)
class MoveAppointment:
    """Move an appointment to another time; the database refuses a time that is taken."""

    appointment_id: int
    version: int
    slot: Slot


@dataclass(frozen=True, slots=True)
class BookAppointment:
    """Book a new appointment; the database refuses a time that is taken.

    Attributes:
        appointment_id: id of the new appointment, `Context.new_id`.
        client_id: the client who comes.
        service: the service; its length and buffers apply.
        slot: the time and the practitioner.
    """

    appointment_id: int
    client_id: int
    service: Service
    slot: Slot


@dataclass(frozen=True, slots=True)
class OptOut:
    """Stop all messages from our number to this number, whoever of a family asked for it.

    Attributes:
        word: the client's text, kept as evidence.
        channels: the channels to stop; email is stopped for every client with this number.
    """

    word: str
    channels: tuple[Channel, ...] = (Channel.SMS,)


@dataclass(frozen=True, slots=True)
class OptIn:
    """Allow messages to the number again; the attributes are those of OptOut."""

    word: str
    channels: tuple[Channel, ...] = (Channel.SMS,)


@dataclass(frozen=True, slots=True)
class Prefer:
    """Set the channel by which the clients with this number want to be reached."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class MarkWrongNumber:
    """Mark a number that is not the client's as wrong; nothing more is sent to it."""


@dataclass(frozen=True, slots=True)
class MarkDeceased:
    """Mark a client as deceased; nothing more is sent to them."""

    client_id: int


@dataclass(frozen=True, slots=True)
class SetLocale:
    """Set the language that the client asked for."""

    locale: str


@dataclass(frozen=True, slots=True)
class AlertStaff:
    """Raise an alert for a member of staff.

    Attributes:
        kind: the kind of alert.
        reason: the reason code, with the sender and the text as facts.
        appointment_id: the appointment that the alert is about, if any.
    """

    kind: AlertKind
    reason: Reason
    appointment_id: int | None = None


@dataclass(frozen=True, slots=True)
class JoinWaitingList:
    """Put a client on the waiting list; the new entry replaces an earlier one.

    Attributes:
        client_id: the client.
        spans: when the appointment may start, as (from, before) pairs, UTC.
        appointment_id: the appointment to move when a time is taken; None to book a new one.
        practitioner_id: the practitioner; None for any, or, without a service, the last one seen.
        service_id: the service; None for that of the client's last appointment.
    """

    client_id: int
    spans: tuple[tuple[datetime, datetime], ...]
    appointment_id: int | None = None
    practitioner_id: int | None = None
    service_id: int | None = None


@dataclass(frozen=True, slots=True)
class LeaveWaitingList:
    """Take a client's entries off the waiting list."""

    entry_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TakeOffer:
    """Take the freed time on offer; the database refuses a time that is taken.

    Attributes:
        offer_id: the offer; it has to be open still.
        slot: the time.
        appointment_id: the appointment to move; None to book a new one.
        version: the version of that appointment.
    """

    offer_id: int
    slot: Slot
    appointment_id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class CloseOffer:
    """Close an offer that was not taken; a declined offer goes to the next client who waits."""

    offer_id: int
    status: OfferStatus


AppointmentEffect = (
    ConfirmAppointment
    | CancelAppointment
    | RestoreAppointment
    | MoveAppointment
    | BookAppointment
    | TakeOffer
)
ConsentEffect = OptOut | OptIn
ClientEffect = Prefer | MarkWrongNumber | MarkDeceased | SetLocale
ListEffect = JoinWaitingList | LeaveWaitingList | CloseOffer
Effect = AppointmentEffect | ConsentEffect | ClientEffect | ListEffect | AlertStaff


@dataclass(frozen=True, slots=True)
class SlotSearch:
    """A search for free times that the engine needs for its decision; the gateway runs it.

    Attributes:
        practitioner_ids: the practitioners to search.
        preferred: those of them whose times come first, if they have any; () for none.
        duration: length of the appointment.
        buffer_before: time that has to be free before the appointment.
        buffer_after: time that has to be free after the appointment.
        spans: (start, end) in UTC, in order of preference; an exact time has equal ends.
        after: only slots that start later than this, UTC; for MORE, after so many slots were shown
            that the state does not hold them all.
        limit: maximum number of starts; each start is given once.
        exclude_appointment: the appointment to be moved, whose own time counts as free.
        enough: after so many slots no further span is searched; 0 where only `limit` counts.
        asked: how many of the first spans the client asked for: these are searched together, so
            that the offered times can be spread over all of them.
    """

    practitioner_ids: tuple[int, ...]
    preferred: tuple[int, ...]
    duration: timedelta
    buffer_before: timedelta
    buffer_after: timedelta
    spans: tuple[tuple[datetime, datetime], ...]
    after: datetime | None
    limit: int
    exclude_appointment: int | None = None
    enough: int = 0
    asked: int = 0


@dataclass(frozen=True, slots=True)
class AgendaSearch:
    """A search for appointments that practitioners ask for by text; the gateway runs it.

    Attributes:
        practitioner_ids: the practitioners; several where they share a phone.
        start: appointments that start from then on, UTC,
        end: and before then, UTC.
    """

    practitioner_ids: tuple[int, ...]
    start: datetime
    end: datetime
