"""Tables of staff's inbox: who sees to a conversation, notes, canned answers, labelled examples."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, text

from calendar_store.schema.base import metadata, practice_id, row_id
from calendar_store.schema.columns import Instant

_STANDS = text("removed_at IS NULL")


conversation_marks = Table(
    "conversation_marks",
    metadata,
    practice_id(),
    Column("channel", String, primary_key=True),
    Column("their_address", String, primary_key=True),
    # the member of staff who sees to the conversation; NULL: nobody in particular
    Column("assignee_id", BigInteger),
    # the newest text that staff have opened; 0: none
    Column("read_id", BigInteger, nullable=False),
    # the last time that staff closed it without an answer, for the undo of it
    Column("done_at", Instant),
    Column("done_by", String, nullable=False),
    Index(None, "practice_id", "assignee_id"),
)


conversation_notes = Table(
    "conversation_notes",
    metadata,
    practice_id(),
    row_id(),
    Column("channel", String, nullable=False),
    Column("their_address", String, nullable=False),
    # NULL: the address belonged to nobody, or to several
    Column("client_id", BigInteger),
    Column("at", Instant, nullable=False),
    Column("by", String, nullable=False),
    Column("text", String, nullable=False),
    Column("removed_at", Instant),
    Index(None, "practice_id", "channel", "their_address"),
    Index(None, "practice_id", "client_id"),
)


canned_answers = Table(
    "canned_answers",
    metadata,
    practice_id(),
    row_id(),
    Column("name", String, nullable=False),
    Column("locale", String, nullable=False),
    Column("text", String, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", String, nullable=False),
    Column("removed_at", Instant),
    Index(
        "ix_canned_answers_standing",
        "practice_id",
        "name",
        "locale",
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    ),
)


labelled_examples = Table(
    "labelled_examples",
    metadata,
    practice_id(),
    row_id(),
    Column("inbound_id", BigInteger, nullable=False),
    # the text with names and numbers masked
    Column("text", String, nullable=False),
    Column("locale", String, nullable=False),
    # the kind of the open question that it answered
    Column("question", String, nullable=False),
    # how it was understood, and what staff say that it meant
    Column("heard", String, nullable=False),
    Column("intent", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", Instant, nullable=False),
    # what was changed, for the undo of it
    Column("appointment_id", BigInteger),
    Column("version", Integer),
    Column("removed_at", Instant),
    Index(None, "practice_id", "inbound_id"),
)
