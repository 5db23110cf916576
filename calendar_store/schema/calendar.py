"""Tables of appointments, their histories and reminders, the waiting list, freed times, offers."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    false,
    literal_column,
    text,
)

from calendar_store.schema.base import metadata, of_practice, practice_id, reason, row_id
from calendar_store.schema.columns import Instant, MinuteOfDay, Minutes

appointments = Table(
    "appointments",
    metadata,
    practice_id(),
    row_id(),
    Column("client_id", BigInteger, nullable=False),
    Column("practitioner_id", BigInteger, nullable=False),
    Column("service_id", BigInteger),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    # the time for which the practitioner is blocked, including the service's buffers
    Column("busy_from", Instant, nullable=False),
    Column("busy_until", Instant, nullable=False),
    Column("status", String, nullable=False),
    Column("version", Integer, nullable=False),
    # SEQUENCE of the calendar invitation: raised by moves, cancellations and restorations alone
    Column("sequence", Integer, nullable=False, server_default=text("0")),
    # whether the client was sent an invitation, so that changes have to be sent as well
    Column("invited", Boolean, nullable=False, server_default=false()),
    Column("cancelled_by", String, nullable=False),
    Column("cancelled_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    # the series that it was booked with; it may have been moved since
    Column("series_id", BigInteger),
    # booked over another appointment on purpose: the refusal of double bookings leaves it out
    Column("overbooked", Boolean, nullable=False, server_default=false()),
    # when the client came; a fact beside the status
    Column("arrived_at", Instant),
    # the absence or block in which the appointment stays on purpose
    Column("kept_in", BigInteger),
    of_practice("clients", "client_id"),
    of_practice("practitioners", "practitioner_id"),
    CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
    CheckConstraint("busy_from <= starts_at AND ends_at <= busy_until", name="buffers_outside"),
    Index(None, "practice_id", "practitioner_id", "busy_from"),
    Index(None, "practice_id", "starts_at"),
    Index(None, "practice_id", "client_id", "starts_at"),
    Index(
        "ix_appointments_series",
        "practice_id",
        "series_id",
        "starts_at",
        sqlite_where=text("series_id IS NOT NULL"),
        postgresql_where=text("series_id IS NOT NULL"),
    ),
    # the few that the refusal of double bookings leaves out
    Index(
        "ix_appointments_overbooked",
        "practice_id",
        "practitioner_id",
        "busy_from",
        sqlite_where=text("overbooked"),
        postgresql_where=text("overbooked"),
    ),
)


def not_cancelled(table: FromClause = appointments) -> ColumnElement[bool]:
    """Return the condition that an appointment is not cancelled.

    The status is written out. Of a value that is bound, PostgreSQL assumes that it is as frequent
    as any: where no appointment is cancelled yet, it expects none to be left, and reads the whole
    table for each key.

    Args:
        table: the appointments, or an alias of them.
    """
    return table.c.status != literal_column("'cancelled'")


# appointments booked together, each of which stands for itself
series = Table(
    "series",
    metadata,
    practice_id(),
    row_id(),
    Column("client_id", BigInteger, nullable=False),
    Column("practitioner_id", BigInteger, nullable=False),
    Column("service_id", BigInteger),
    Column("every_weeks", SmallInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String, nullable=False),
)


# notes of staff about appointments; no message ever contains one
appointment_notes = Table(
    "appointment_notes",
    metadata,
    practice_id(),
    row_id(),
    Column("appointment_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String, nullable=False),
    Column("text", String, nullable=False),
    # when it was removed: it can be put back for some minutes; NULL: it stands
    Column("removed_at", Instant),
    of_practice("appointments", "appointment_id"),
    Index(None, "practice_id", "appointment_id"),
)


# parts of days at which nobody can be booked; whole days are `hours_exceptions`
blocks = Table(
    "blocks",
    metadata,
    practice_id(),
    row_id(),
    # NULL: the whole practice
    Column("practitioner_id", BigInteger),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("reason", String, nullable=False),
    Column("created_by", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    # the outside calendar that it follows; NULL: staff have entered it
    Column("calendar_id", BigInteger),
    CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
    Index(None, "practice_id", "starts_at"),
    Index(
        "ix_blocks_following",
        "practice_id",
        "practitioner_id",
        "starts_at",
        sqlite_where=text("calendar_id IS NOT NULL"),
        postgresql_where=text("calendar_id IS NOT NULL"),
    ),
)


# other calendars of practitioners, read every quarter of an hour; their events become `blocks`
outside_calendars = Table(
    "outside_calendars",
    metadata,
    practice_id(),
    row_id(),
    Column("practitioner_id", BigInteger, nullable=False),
    # a secret, sealed: whoever has it reads the calendar
    Column("address", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String, nullable=False),
    Column("next_at", Instant, nullable=False),
    # when it was removed: it can be put back for some minutes; NULL: it stands
    Column("removed_at", Instant),
    # what was read last
    Column("etag", String, nullable=False),
    Column("last_modified", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("tried_at", Instant),
    Column("read_at", Instant),
    # why the last reading failed, and since when readings do
    *reason(),
    Column("trouble_since", Instant),
    of_practice("practitioners", "practitioner_id"),
    Index(None, "next_at"),
)


# messages sent again by staff, each with the one that it repeats
message_resends = Table(
    "message_resends",
    metadata,
    practice_id(),
    # the new message
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("appointment_id", BigInteger, nullable=False),
    # the message, or the reminder without a message, that it repeats
    Column("repeats_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String, nullable=False),
    Index(None, "practice_id", "appointment_id"),
)


appointment_history = Table(
    "appointment_history",
    metadata,
    practice_id(),
    row_id(),
    Column("appointment_id", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String, nullable=False),
    Column("change", String, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("practitioner_id", BigInteger, nullable=False),
    Index(None, "practice_id", "appointment_id", "version"),
)


reminders = Table(
    "reminders",
    metadata,
    practice_id(),
    # the key of a reminder: each step of each version of an appointment is sent once
    Column("appointment_id", BigInteger, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("step", SmallInteger, primary_key=True, autoincrement=False),
    Column("id", BigInteger, nullable=False),
    Column("channel", String, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("unless_confirmed", Boolean, nullable=False),
    Column("status", String, nullable=False),
    *reason(),
    Column("message_id", BigInteger),
    # the rule by which the reminder was planned, as in reminder_steps; later changes of the policy
    # do not alter it
    Column("rule", String, nullable=False),
    Column("before", Minutes, nullable=False),
    Column("days", SmallInteger, nullable=False),
    Column("at", MinuteOfDay, nullable=False),
    Column("min_risk", SmallInteger, nullable=False, server_default=text("0")),
    of_practice("appointments", "appointment_id"),
    Index(
        "ix_reminders_due",
        "due_at",
        "id",
        sqlite_where=text("status = 'planned'"),
        postgresql_where=text("status = 'planned'"),
    ),
)


waiting_list = Table(
    "waiting_list",
    metadata,
    practice_id(),
    row_id(),
    Column("client_id", BigInteger, nullable=False),
    Column("practitioner_id", BigInteger),
    Column("service_id", BigInteger),
    # the appointment to move when the client accepts a time; NULL: a new one is booked
    Column("appointment_id", BigInteger),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("status", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index(None, "practice_id", "status", "starts_at"),
    Index(None, "practice_id", "client_id"),
)


# times held for people who book by web, until they have entered the code sent to them
booking_holds = Table(
    "booking_holds",
    metadata,
    practice_id(),
    row_id(),
    Column("practitioner_id", BigInteger, nullable=False),
    Column("service_id", BigInteger),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("busy_from", Instant, nullable=False),
    Column("busy_until", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("channel", String, nullable=False),
    Column("address", String, nullable=False),
    # what the person entered: first name, last name, language ...
    Column("entered", JSON, nullable=False),
    Column("code_hash", LargeBinary, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    # hash of the network address of the browser, for the bounds
    Column("visitor", String, nullable=False),
    Column("status", String, nullable=False),
    Column("appointment_id", BigInteger),
    Column("created_at", Instant, nullable=False),
    Index(None, "practice_id", "practitioner_id", "busy_from"),
    Index(None, "practice_id", "created_at"),
    Index(None, "channel", "address", "created_at"),
    Index(None, "visitor", "created_at"),
)


freed_times = Table(
    "freed_times",
    metadata,
    practice_id(),
    row_id(),
    Column("practitioner_id", BigInteger, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    # not offered earlier: what staff free can be undone for some seconds; NULL: at once
    Column("not_before", Instant),
)


offers = Table(
    "offers",
    metadata,
    practice_id(),
    row_id(),
    Column("entry_id", BigInteger, nullable=False),
    Column("client_id", BigInteger, nullable=False),
    Column("practitioner_id", BigInteger, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("status", String, nullable=False),
    Column("offered_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index(None, "practice_id", "client_id"),
    Index(None, "practice_id", "practitioner_id", "starts_at"),
    Index(
        "ix_offers_open",
        "expires_at",
        sqlite_where=text("status = 'offered'"),
        postgresql_where=text("status = 'offered'"),
    ),
)
