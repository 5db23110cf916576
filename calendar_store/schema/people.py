"""Tables of practices, staff, practitioners, services, hours, clients and consent."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    false,
    text,
)

from calendar_store.schema.base import metadata, of_practice, practice_id, row_id
from calendar_store.schema.columns import Instant, MinuteOfDay, Minutes, Money

practices = Table(
    "practices",
    metadata,
    row_id(),
    Column("name", String, nullable=False, unique=True),
    Column("timezone", String, nullable=False),
    Column("locale", String, nullable=False),
    Column("region", String, nullable=False),
    Column("sender", String, nullable=False),
    Column("phone", String, nullable=False),
    Column("address", String, nullable=False),
    Column("directions", String, nullable=False),
    Column("quiet_from", MinuteOfDay),
    Column("quiet_until", MinuteOfDay),
    Column("minimum_notice", Minutes, nullable=False),
    Column("booking_window", Minutes, nullable=False),
    Column("undo_window", Minutes, nullable=False),
    Column("slot_step", Minutes, nullable=False),
    Column("texts_per_hour", Integer, nullable=False),
    # limit for the cost of texts in a calendar month; NULL: no limit
    Column("monthly_cap", Money),
    Column("reminder_gap", Minutes, nullable=False),
    # the practice's name in messages, if its own name discloses too much; "" for its own name
    Column("message_name", String, nullable=False),
    # most automatic answers in an hour to numbers of no client
    Column("answers_to_strangers", Integer, nullable=False),
    # most parts of texts in a day, without answers to clients; NULL: no limit
    Column("daily_cap", Integer),
    # countries besides the practice's own whose strangers are answered: "CH FR"
    Column("countries", String, nullable=False),
    # colour of the practice in mails and on clients' pages, "#rrggbb"; "" for the usual one
    Column("accent", String, nullable=False),
    # what a declined invitation does: "ask" or "cancel"
    Column("declined", String, nullable=False),
    # public name of the booking page; "": clients cannot book by web
    Column("slug", String, nullable=False),
    # origins that may show the booking page in a frame, separated by spaces
    Column("frames", String, nullable=False),
    # the practice's privacy notice, for clients; "" for none
    Column("privacy", String, nullable=False),
    # who needs a second factor to log in: a `SecondFactorPolicy`
    Column("second_factor", String, nullable=False, server_default=text("'nobody'")),
    # after how long without use a log-in is locked until its password is entered; NULL: never
    Column("idle_minutes", Integer),
    # since when the practice is suspended: nothing is sent or changed; NULL: it is not
    Column("suspended_at", Instant),
    # raised by triggers with every change of the practice's steps, templates, hours, services and
    # practitioners; see calendar_store/migrations/settings_triggers.py
    Column("settings_revision", Integer, nullable=False, server_default=text("0")),
    Column("created_at", Instant, nullable=False),
    Index(None, "sender"),
    Index(
        "ix_practices_slug",
        "slug",
        unique=True,
        sqlite_where=text("slug <> ''"),
        postgresql_where=text("slug <> ''"),
    ),
)


reminder_steps = Table(
    "reminder_steps",
    metadata,
    practice_id(),
    # the visits that the step is for: of a service, of a practitioner; 0 for every one of them
    Column(
        *("service_id", BigInteger),
        primary_key=True,
        autoincrement=False,
        server_default=text("0"),
    ),
    Column(
        *("practitioner_id", BigInteger),
        primary_key=True,
        autoincrement=False,
        server_default=text("0"),
    ),
    Column("step", SmallInteger, primary_key=True, autoincrement=False),
    Column("rule", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("before", Minutes, nullable=False),
    Column("days", SmallInteger, nullable=False),
    Column("at", MinuteOfDay, nullable=False),
    Column("unless_confirmed", Boolean, nullable=False),
    # from which chance to be missed on it is sent, percent; 0: always
    Column("min_risk", SmallInteger, nullable=False, server_default=text("0")),
)


templates = Table(
    "templates",
    metadata,
    practice_id(),
    Column("locale", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("text", String, nullable=False),
)


# what a new practice has settled of its first steps (calendar_store/practices/first_steps.py)
first_steps = Table(
    "first_steps",
    metadata,
    practice_id(),
    Column("step", String, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by", String, nullable=False),
    # the last message that was sent to try it
    Column("message_id", BigInteger),
)


practitioners = Table(
    "practitioners",
    metadata,
    practice_id(),
    row_id(),
    Column("name", String, nullable=False),
    # the practitioner's own phone, from which AGENDA is answered; "" for none
    Column("mobile", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    # since when they cannot be booked any more; what they did stays
    Column("retired_at", Instant),
    Index(None, "practice_id", "name", unique=True),
    Index(None, "mobile"),
)


services = Table(
    "services",
    metadata,
    practice_id(),
    row_id(),
    Column("name", String, nullable=False),
    Column("duration", Minutes, nullable=False),
    Column("buffer_before", Minutes, nullable=False),
    Column("buffer_after", Minutes, nullable=False),
    Column("safe_to_name", Boolean, nullable=False),
    # whether clients may book the service themselves
    Column("by_text", Boolean, nullable=False),
    Column("by_web", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    # since when it cannot be booked any more
    Column("retired_at", Instant),
    Index(None, "practice_id", "name", unique=True),
)


# who does a service; a service without a row is done by everybody
practitioner_services = Table(
    "practitioner_services",
    metadata,
    practice_id(),
    Column("service_id", BigInteger, primary_key=True, autoincrement=False),
    Column("practitioner_id", BigInteger, primary_key=True, autoincrement=False),
    of_practice("services", "service_id"),
    of_practice("practitioners", "practitioner_id"),
)


weekly_hours = Table(
    "weekly_hours",
    metadata,
    practice_id(),
    Column("practitioner_id", BigInteger, primary_key=True, autoincrement=False),
    Column("weekday", SmallInteger, primary_key=True, autoincrement=False),
    Column("opens", MinuteOfDay, primary_key=True, autoincrement=False),
    Column("closes", MinuteOfDay, nullable=False),
    of_practice("practitioners", "practitioner_id"),
)


hours_exceptions = Table(
    "hours_exceptions",
    metadata,
    practice_id(),
    row_id(),
    Column("practitioner_id", BigInteger),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("opens", MinuteOfDay),
    Column("closes", MinuteOfDay),
    Column("reason", String, nullable=False),
    Index(None, "practice_id", "last"),
)


clients = Table(
    "clients",
    metadata,
    practice_id(),
    row_id(),
    Column("first", String, nullable=False),
    Column("last", String, nullable=False),
    Column("mobile", String, nullable=False),
    Column("email", String, nullable=False),
    Column("locale", String, nullable=False),
    Column("prefers", String, nullable=False),
    Column("mobile_bad", Boolean, nullable=False),
    # whether mails to the address came back for good
    Column("email_bad", Boolean, nullable=False, server_default=false()),
    Column("created_at", Instant, nullable=False),
    # the client of the same person that this one was merged into; NULL: not merged
    Column("merged_into", BigInteger),
    # when name and addresses were erased; NULL: they stand
    Column("erased_at", Instant),
    # since when they come no longer; NULL: they come
    Column("retired_at", Instant),
    Index(None, "practice_id", "mobile"),
    Index(None, "practice_id", "email"),
    Index(None, "mobile"),
    # the practice's list by name, and people of the same name
    Index(None, "practice_id", "last", "first", "id"),
)


# what clients are found by: words of their names, digits of their numbers (see
# calendar_store/entry/search_terms.py); compared octet by octet, so that a prefix is a range
client_terms = Table(
    "client_terms",
    metadata,
    practice_id(),
    Column(
        "term",
        String().with_variant(String(collation="C"), "postgresql"),
        primary_key=True,
    ),
    Column("client_id", BigInteger, primary_key=True, autoincrement=False),
    Index(None, "practice_id", "client_id", "term"),
)


# two clients who may be one person: see calendar_store/clients/doubles.py
client_doubles = Table(
    "client_doubles",
    metadata,
    practice_id(),
    # a hash of the number, address or name that they share
    Column("shared", BigInteger, primary_key=True, autoincrement=False),
    Column("one_id", BigInteger, primary_key=True, autoincrement=False),
    Column("other_id", BigInteger, primary_key=True, autoincrement=False),
    # the smaller, the likelier
    Column("rank", SmallInteger, nullable=False),
    Index(None, "practice_id", "rank", "one_id", "other_id"),
)


# two clients who were one person, with all that moved from the one to the other, for the undo
client_merges = Table(
    "client_merges",
    metadata,
    practice_id(),
    row_id(),
    Column("kept_id", BigInteger, nullable=False),
    Column("merged_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String, nullable=False),
    # ids of the moved rows by table, and what the kept client had before
    Column("moved", JSON, nullable=False),
    Column("undone_at", Instant),
    Index(None, "practice_id", "kept_id"),
)


consent_events = Table(
    "consent_events",
    metadata,
    practice_id(),
    row_id(),
    Column("client_id", BigInteger, nullable=False),
    Column("channel", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("how", String, nullable=False),
    Column("by", String, nullable=False),
    Column("evidence", String, nullable=False),
    Column("at", Instant, nullable=False),
    of_practice("clients", "client_id"),
    Index(None, "practice_id", "client_id", "channel", "id"),
)


# what clients said of messages of a kind that need consent of their own, whatever the channel
kind_consent_events = Table(
    "kind_consent_events",
    metadata,
    practice_id(),
    row_id(),
    Column("client_id", BigInteger, nullable=False),
    # the kind of messages: a `MessageKind`
    Column("about", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("how", String, nullable=False),
    Column("by", String, nullable=False),
    Column("evidence", String, nullable=False),
    Column("at", Instant, nullable=False),
    of_practice("clients", "client_id"),
    Index(None, "practice_id", "client_id", "about", "at", "id"),
)


# kinds of messages that a client does not want on a channel; opt-outs and consent count first
muted_kinds = Table(
    "muted_kinds",
    metadata,
    practice_id(),
    Column("client_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel", String, primary_key=True),
    Column("kind", String, primary_key=True),
)


opt_outs = Table(
    "opt_outs",
    metadata,
    practice_id(),
    Column("channel", String, primary_key=True),
    Column("address", String, primary_key=True),
    Column("word", String, nullable=False),
    Column("at", Instant, nullable=False),
)
