"""What a turn decides to do: values that the gateway performs in one transaction.

Effects that touch an appointment carry the version they were decided on; the store refuses a
stale one and the turn is decided again on fresh facts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.model.appointments import Slot
from calendar_store.model.practices import Service
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind, Channel, OfferStatus


@dataclass(frozen=True, slots=True)
class ConfirmAppointment:
    """The client comes."""

    appointment_id: int
    version: int


@dataclass(frozen=True, slots=True)
class CancelAppointment:
    """The client does not come; the slot is free again."""

    appointment_id: int
    version: int


@dataclass(frozen=True, slots=True)
class RestoreAppointment:
    """A cancellation undone, if the slot is still free."""

    appointment_id: int
    version: int


@dataclass(frozen=True, slots=True)
class MoveAppointment:
    """The client takes another time; the database may refuse it as taken."""

    appointment_id: int
    version: int
    slot: Slot


@dataclass(frozen=True, slots=True)
class BookAppointment:
    """A new appointment; the database may refuse its time as taken.

    Attributes:
        appointment_id: its identity, `Context.new_id`.
        client_id: who comes.
        service: what for; its length and buffers hold.
        slot: when and with whom.
    """

    appointment_id: int
    client_id: int
    service: Service
    slot: Slot


@dataclass(frozen=True, slots=True)
class OptOut:
    """Nothing more goes to this number from our number, whoever of the family said so.

    Attributes:
        word: what was written, the evidence.
        channels: what is stopped; email, to whoever has the number.
    """

    word: str
    channels: tuple[Channel, ...] = (Channel.SMS,)


@dataclass(frozen=True, slots=True)
class OptIn:
    """The number may be written to again; the attributes are those of OptOut."""

    word: str
    channels: tuple[Channel, ...] = (Channel.SMS,)


@dataclass(frozen=True, slots=True)
class Prefer:
    """Those who have the number want to be reached so from now on."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class MarkWrongNumber:
    """The number does not belong to the client; it is marked bad and nothing more is sent."""


@dataclass(frozen=True, slots=True)
class MarkDeceased:
    """The client has died; nothing more is sent to them."""

    client_id: int


@dataclass(frozen=True, slots=True)
class SetLocale:
    """The client asked for another language."""

    locale: str


@dataclass(frozen=True, slots=True)
class AlertStaff:
    """A person of the practice has to see to it.

    Attributes:
        kind: why.
        reason: what, with who wrote and what they wrote.
        appointment_id: which appointment it is about, if any.
    """

    kind: AlertKind
    reason: Reason
    appointment_id: int | None = None


@dataclass(frozen=True, slots=True)
class JoinWaitingList:
    """The client waits for a time to come free; what they waited for before gives way to it.

    Attributes:
        client_id: who.
        spans: when it may start, from and before, UTC.
        appointment_id: the one to move when a time is taken; None to book one.
        practitioner_id: with whom; None with anybody, or without a service as they last came.
        service_id: for what; None as they last came.
    """

    client_id: int
    spans: tuple[tuple[datetime, datetime], ...]
    appointment_id: int | None = None
    practitioner_id: int | None = None
    service_id: int | None = None


@dataclass(frozen=True, slots=True)
class LeaveWaitingList:
    """The client waits no longer."""

    entry_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TakeOffer:
    """The client takes the freed time on offer; the database may refuse it as taken.

    Attributes:
        offer_id: which offer; it has to stand still.
        slot: the time.
        appointment_id: the one that is moved; None to book one.
        version: its version.
    """

    offer_id: int
    slot: Slot
    appointment_id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class CloseOffer:
    """An offer has its answer and was not taken; declined, it goes to the next who waits."""

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
    """Free times the engine needs before it can decide; the gateway looks them up.

    Attributes:
        practitioner_ids: with one of these.
        preferred: those of them whose times come first, wherever they have any; () for none.
        duration: how long the client is there.
        buffer_before: what has to be unblocked before.
        buffer_after: what has to be unblocked after.
        spans: (start, end) in UTC, in order of preference; an exact time has equal ends.
        after: only slots that start later than this, UTC; for MORE, where so many were shown that
            not all of them are remembered.
        limit: how many starts at most; each is given once.
        exclude_appointment: the appointment to be moved, whose own time counts as free.
        enough: with so many found no further span is looked at; 0 where only the limit counts.
        asked: how many of the first spans the client asked for: they are looked at together, so
            that what is offered can be spread over all of them.
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
    """Appointments that a practitioner asks for from their own phone; the gateway looks them up.

    Attributes:
        practitioner_ids: whose; several where they share a phone.
        start: appointments that start from then on, UTC,
        end: and before then, UTC.
    """

    practitioner_ids: tuple[int, ...]
    start: datetime
    end: datetime
