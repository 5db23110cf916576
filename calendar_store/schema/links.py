"""Tables of links: the keys that sign links and addresses, and short codes of links."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String, Table

from calendar_store.schema.base import metadata
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
