"""Tables of how a practice, and what is kept of it, comes to an end.

Notices of suspension, whole copies that lie ready, how long each kind of data is kept, the
certificates of what was deleted, and where the chain of the audit log begins since.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    text,
)

from calendar_store.schema.base import metadata, practice_id, row_id
from calendar_store.schema.columns import Instant

_OPEN = text("state IN ('notice', 'suspended')")

suspensions = Table(
    "suspensions",
    metadata,
    practice_id(),
    row_id(),
    # the first day on which the practice is suspended, and its beginning in the practice's zone
    Column("first_day", Date, nullable=False),
    Column("starts_at", Instant, nullable=False),
    # a `SuspensionState`
    Column("state", String, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("given_by", String, nullable=False),
    # the fewest days before the first day of which administrators were told
    Column("told_days", SmallInteger, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", String, nullable=False),
    # one at a time stands for a practice
    Index(
        "ix_suspensions_standing",
        "practice_id",
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
)


# whole copies of a practice, which its administrators download
practice_copies = Table(
    "practice_copies",
    metadata,
    practice_id(),
    row_id(),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", String, nullable=False),
    # a `CopyStatus`
    Column("status", String, nullable=False),
    # of the file: octets, and SHA-256
    Column("size", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("ready_at", Instant),
    Column("expires_at", Instant, nullable=False),
    # until when a process makes it; another one makes it anew afterwards
    Column("leased_until", Instant),
    Index(
        "ix_practice_copies_wanted",
        "practice_id",
        "id",
        sqlite_where=text("status = 'wanted'"),
        postgresql_where=text("status = 'wanted'"),
    ),
)


copy_pieces = Table(
    "copy_pieces",
    metadata,
    practice_id(),
    Column("copy_id", BigInteger, primary_key=True, autoincrement=False),
    Column("piece", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)


# how long a practice keeps a kind of data; the usual time where there is no row
retention_rules = Table(
    "retention_rules",
    metadata,
    practice_id(),
    # a `RetentionKind`
    Column("kind", String, primary_key=True),
    # NULL: for good
    Column("days", Integer),
    Column("set_at", Instant, nullable=False),
    Column("set_by", String, nullable=False),
)


# deletions by rule, and while one is under way how far it has come
deletions = Table(
    "deletions",
    metadata,
    practice_id(),
    row_id(),
    Column("practice_name", String, nullable=False),
    # whether it is the whole practice; else what the rules say
    Column("whole", Boolean, nullable=False),
    Column("started_at", Instant, nullable=False),
    # by kind: how many days it is kept, and before which moment it went
    Column("rules", JSON, nullable=False),
    # rows that are gone, by table
    Column("counts", JSON, nullable=False),
    # NULL: it is under way
    Column("done_at", Instant),
    # the certificate: canonical JSON, the same as PDF, and the SHA-256 of the JSON
    Column("certificate", LargeBinary, nullable=False),
    Column("pdf", LargeBinary, nullable=False),
    Column("digest", String, nullable=False),
    Index(
        "ix_deletions_under_way",
        "practice_id",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
)


# up to where the audit log was deleted by rule: its chain begins with the hash of the last cut
audit_cuts = Table(
    "audit_cuts",
    metadata,
    practice_id(),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    Column("deletion_id", BigInteger, nullable=False),
)
