"""Tables of conversations, received texts, messages, their parts and histories, and receipts.

Rows that come from a carrier before their practice is known have no practice in the key:
`inbound`, `inbound_parts`, `parked_receipts` and `carrier_sessions`.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    false,
    text,
)

from calendar_store.schema.base import metadata, practice_id, reason, row_id
from calendar_store.schema.columns import Instant, Money

conversations = Table(
    "conversations",
    metadata,
    practice_id(),
    Column("channel", String, primary_key=True),
    Column("our_address", String, primary_key=True),
    Column("their_address", String, primary_key=True),
    Column("state", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("last_outbound_at", Instant),
    Column("updated_at", Instant, nullable=False),
    Index(None, "channel", "their_address", "our_address"),
)


inbound = Table(
    "inbound",
    metadata,
    row_id(),
    Column("carrier", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("our_address", String, nullable=False),
    Column("their_address", String, nullable=False),
    Column("text", String, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("partial", Boolean, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("status", String, nullable=False),
    Column("practice_id", BigInteger),
    Column("client_id", BigInteger),
    Column("intent", String, nullable=False),
    Column("understood", JSON),
    Column("handled_at", Instant),
    # equal for a text that the carrier repeats because it missed our response
    Column("fingerprint", LargeBinary, nullable=False),
    Column("session", String, nullable=False),
    # the answer to a calendar invitation, in place of words
    Column("calendar", JSON),
    Index(
        "ix_inbound_new",
        "id",
        sqlite_where=text("status = 'new'"),
        postgresql_where=text("status = 'new'"),
    ),
    # texts that belong to no practice and wait for the operator
    Index(
        "ix_inbound_unattributed",
        "id",
        sqlite_where=text("status = 'unattributed'"),
        postgresql_where=text("status = 'unattributed'"),
    ),
    Index(None, "channel", "fingerprint", "received_at"),
    Index(None, "practice_id", "channel", "their_address", "received_at"),
)


# every mail that came in, whatever it was; `inbound` has those that a client wrote
received_mails = Table(
    "received_mails",
    metadata,
    row_id(),
    # equal for the same mail that came twice, in whichever way
    Column("fingerprint", LargeBinary, nullable=False),
    # "smtp" or "imap"
    Column("way", String, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("kind", String, nullable=False),
    Column("reason", String, nullable=False),
    # the Message-ID of the mail, for In-Reply-To of the answer; "" for none
    Column("message_id", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("from_address", String, nullable=False),
    # name, content type and octets of each attachment; the attachments are not kept
    Column("attachments", JSON, nullable=False),
    Column("size", Integer, nullable=False),
    # the message of ours that its signed address names; NULL: to no signed address
    Column("practice_id", BigInteger),
    Column("answers_id", BigInteger),
    Column("inbound_id", BigInteger),
    Index(None, "fingerprint", unique=True),
    Index(None, "practice_id", "answers_id"),
    Index(None, "inbound_id"),
)


inbound_parts = Table(
    "inbound_parts",
    metadata,
    Column("carrier", String, primary_key=True),
    Column("our_number", String, primary_key=True),
    Column("their_number", String, primary_key=True),
    Column("reference", Integer, primary_key=True, autoincrement=False),
    Column("total", SmallInteger, primary_key=True, autoincrement=False),
    Column("part", SmallInteger, primary_key=True, autoincrement=False),
    Column("text", String, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    # needed to decode `raw`: a character may be split between two parts
    Column("esm_class", SmallInteger, nullable=False),
    Column("data_coding", SmallInteger, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("session", String, nullable=False),
    Column("received_at", Instant, nullable=False),
    # the joined text; the part is kept for a while to detect duplicates
    Column("inbound_id", BigInteger),
    Index(None, "received_at"),
)


carrier_sessions = Table(
    "carrier_sessions",
    metadata,
    Column("id", String, primary_key=True),
    Column("carrier", String, nullable=False),
    Column("bind", String, nullable=False),
    # the process that holds the session, and when the process was last seen alive
    Column("owner", String, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index(None, "owner", "ended_at"),
)


messages = Table(
    "messages",
    metadata,
    practice_id(),
    row_id(),
    Column("kind", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("client_id", BigInteger),
    Column("appointment_id", BigInteger),
    Column("sender", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("text", String, nullable=False),
    Column("carrier", String, nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("status", String, nullable=False),
    *reason(),
    Column("attempt", SmallInteger, nullable=False),
    Column("parts", SmallInteger, nullable=False),
    # price of one part at `carrier`, and cost of all attempts together
    Column("price", Money, nullable=False),
    Column("cost", Money, nullable=False),
    # names of the carriers that refused the message, separated by spaces
    Column("refused_by", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("updated_at", Instant, nullable=False),
    Column("leased_by", String, nullable=False),
    Column("lease_until", Instant),
    # whether the carrier was asked for a delivery receipt
    Column("awaits_receipt", Boolean, nullable=False),
    # whether an answer by mail carries the invitation to its appointment
    Column("invites", Boolean, nullable=False, server_default=false()),
    # the calendar on paper that it carries
    Column("paper_id", BigInteger),
    Index(
        "ix_messages_queued",
        "carrier",
        "priority",
        "expires_at",
        "id",
        sqlite_where=text("status = 'queued'"),
        postgresql_where=text("status = 'queued'"),
    ),
    Index(
        "ix_messages_sending",
        "lease_until",
        sqlite_where=text("status = 'sending'"),
        postgresql_where=text("status = 'sending'"),
    ),
    # mails that wait for a mail server to be configured, or to be queued in place of a text
    Index(
        "ix_messages_planned",
        "id",
        sqlite_where=text("status = 'planned'"),
        postgresql_where=text("status = 'planned'"),
    ),
    # accepted messages, and among them those that wait for a receipt
    Index(
        "ix_messages_accepted",
        "awaits_receipt",
        "updated_at",
        sqlite_where=text("status = 'accepted'"),
        postgresql_where=text("status = 'accepted'"),
    ),
    Index(None, "practice_id", "appointment_id"),
    Index(None, "practice_id", "channel", "recipient", "id"),
    # faxes, among them those whose end is not known
    Index(
        "ix_messages_faxes",
        "status",
        "id",
        sqlite_where=text("channel = 'fax'"),
        postgresql_where=text("channel = 'fax'"),
    ),
    Index(
        "ix_messages_practice_id_paper_id",
        "practice_id",
        "paper_id",
        sqlite_where=text("paper_id IS NOT NULL"),
        postgresql_where=text("paper_id IS NOT NULL"),
    ),
    # messages about no appointment; the others are found by their appointments
    Index(
        "ix_messages_practice_id_client_id",
        "practice_id",
        "client_id",
        sqlite_where=text("appointment_id IS NULL"),
        postgresql_where=text("appointment_id IS NULL"),
    ),
)


message_parts = Table(
    "message_parts",
    metadata,
    practice_id(),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("attempt", SmallInteger, primary_key=True, autoincrement=False),
    Column("part", SmallInteger, primary_key=True, autoincrement=False),
    # number of parts in the division sent to this carrier
    Column("total", SmallInteger, nullable=False),
    Column("carrier", String, nullable=False),
    Column("bind", String, nullable=False),
    Column("sent_at", Instant),
    # the carrier's id as received, and in the form used to match receipts
    Column("carrier_id", String, nullable=False),
    Column("carrier_key", String, nullable=False),
    Column("status", String, nullable=False),
    Index(None, "carrier_key", "carrier"),
)


message_history = Table(
    "message_history",
    metadata,
    practice_id(),
    row_id(),
    Column("message_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("status", String, nullable=False),
    Column("attempt", SmallInteger, nullable=False),
    Column("carrier", String, nullable=False),
    *reason(),
    Index(None, "practice_id", "message_id", "id"),
)


parked_receipts = Table(
    "parked_receipts",
    metadata,
    row_id(),
    Column("carrier", String, nullable=False),
    Column("carrier_key", String, nullable=False),
    # the addresses of the receipt: the id alone may belong to another message
    Column("source", String, nullable=False),
    Column("destination", String, nullable=False),
    Column("status", String, nullable=False),
    *reason(),
    Column("decides", Boolean, nullable=False),
    Column("received_at", Instant, nullable=False),
    Index(None, "carrier_key", "carrier"),
    Index(None, "received_at"),
)
