"""Tables of links: the keys that sign links and addresses, short codes, private feeds."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String, Table

from calendar_store.schema.base import metadata, of_practice, practice_id, row_id
from calendar_store.schema.columns import Instant

# the newest key signs, all of them verify
signing_keys = Table(
    "signing_keys",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
)


short_links = Table(
    "short_links",
    metadata,
    Column("code", String, primary_key=True),
    Column("practice_id", BigInteger, nullable=False),
    # the path of the signed link that the code stands for, as "a/TOKEN"
    Column("path", String, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index(None, "expires_at"),
)


feeds = Table(
    "feeds",
    metadata,
    practice_id(),
    row_id(),
    Column("practitioner_id", BigInteger, nullable=False),
    # of the address that calendars ask; the address itself is shown once and kept nowhere
    Column("token_hash", LargeBinary, nullable=False),
    # how clients are named in it: a `FeedNames`
    Column("names", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String, nullable=False),
    Column("revoked_at", Instant),
    Column("read_at", Instant),
    # of what was read last, and since when it reads so
    Column("digest", String, nullable=False),
    Column("changed_at", Instant, nullable=False),
    of_practice("practitioners", "practitioner_id"),
    Index(None, "token_hash", unique=True),
    Index(None, "practice_id", "practitioner_id"),
)
