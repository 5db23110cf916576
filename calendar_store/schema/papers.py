"""Tables of the calendar on paper: how a practice wants it, and each paper that was made."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from calendar_store.schema.base import metadata, practice_id, row_id
from calendar_store.schema.columns import Instant, MinuteOfDay, Minutes

# how a practice wants its calendar on paper; without a row, none is made by itself
paper_settings = Table(
    "paper_settings",
    metadata,
    practice_id(),
    # when it is made every evening, in the practice's zone; NULL: not in the evening
    Column("evening_at", MinuteOfDay),
    # a page for each practitioner and "day", or "week"
    Column("layout", String, nullable=False),
    # "a4" or "letter"
    Column("size", String, nullable=False),
    # "whole" every time, or the "changes" alone while a whole one is new enough
    Column("extent", String, nullable=False),
    # ids of the practitioners; [] for all
    Column("practitioner_ids", JSON, nullable=False),
    # how long the practice's pages may be silent in office hours; NULL: however long
    Column("lost_after", Minutes),
    # the evening that is made next; NULL where none is
    Column("due_at", Instant),
    Column("set_at", Instant, nullable=False),
    Column("set_by", String, nullable=False),
    Index(None, "due_at"),
)


# where each paper of a practice is sent
paper_ways = Table(
    "paper_ways",
    metadata,
    practice_id(),
    # "email" or "fax"
    Column("channel", String, primary_key=True),
    Column("address", String, primary_key=True),
)


papers = Table(
    "papers",
    metadata,
    practice_id(),
    row_id(),
    # counts up for the practice; pages name it
    Column("version", Integer, nullable=False),
    # why it was made: "evening", "lost_line", "addition", "by_hand"
    Column("kind", String, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("layout", String, nullable=False),
    Column("size", String, nullable=False),
    Column("pages", Integer, nullable=False),
    # the paper that it adds to; NULL: it is whole
    Column("of_paper_id", BigInteger),
    Column("reason", String, nullable=False),
    # the visits as they then were, without names, to see later what has changed
    Column("shown", LargeBinary, nullable=False),
    # the PDF; NULL: removed, since a client on it was erased
    Column("content", LargeBinary),
    Index(None, "practice_id", "version", unique=True),
    Index(None, "made_at"),
)
