"""Mail both ways and the pages of clients: invitations, received mails, links, held times."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema import columns

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_PLANNED = sa.text("status = 'planned'")
_NAMED = sa.text("slug <> ''")
_ABOUT_NONE = sa.text("appointment_id IS NULL")


def upgrade() -> None:
    for name, filled in (
        ("accent", "''"),
        ("declined", "'ask'"),
        ("slug", "''"),
        ("frames", "''"),
        ("privacy", "''"),
    ):
        _add_filled("practices", sa.Column(name, sa.String(), nullable=False), filled)
    op.create_index(
        "ix_practices_slug",
        "practices",
        ["slug"],
        unique=True,
        sqlite_where=_NAMED,
        postgresql_where=_NAMED,
    )
    # SQLite cannot copy a table that others refer to: these columns keep their defaults
    op.add_column(
        "clients", sa.Column("email_bad", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index("ix_clients_practice_id_email", "clients", ["practice_id", "email"])
    op.add_column(
        "appointments",
        sa.Column("sequence", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )
    op.add_column(
        "appointments",
        sa.Column("invited", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "messages", sa.Column("invites", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("inbound", sa.Column("calendar", sa.JSON()))
    _lower_case_addresses()
    op.create_index(
        "ix_messages_planned",
        "messages",
        ["id"],
        sqlite_where=_PLANNED,
        postgresql_where=_PLANNED,
    )
    op.create_index(
        "ix_messages_practice_id_client_id",
        "messages",
        ["practice_id", "client_id"],
        sqlite_where=_ABOUT_NONE,
        postgresql_where=_ABOUT_NONE,
    )
    _muted_kinds()
    _booking_holds()
    _received_mails()
    _links()


def _lower_case_addresses() -> None:
    """Write email addresses in lower case, as they are found and compared from now on."""
    op.execute("UPDATE clients SET email = lower(email) WHERE email <> lower(email)")
    # the old rows stay: two of them may differ by capitals alone
    op.execute(
        "INSERT INTO opt_outs (practice_id, channel, address, word, at)"
        " SELECT practice_id, channel, lower(address), min(word), min(at) FROM opt_outs AS old"
        " WHERE channel = 'email' AND address <> lower(address) AND NOT EXISTS ("
        "SELECT 1 FROM opt_outs AS known WHERE known.practice_id = old.practice_id"
        " AND known.channel = old.channel AND known.address = lower(old.address))"
        " GROUP BY practice_id, channel, lower(address)"
    )


def _muted_kinds() -> None:
    op.create_table(
        "muted_kinds",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint(
            "practice_id", "client_id", "channel", "kind", name=op.f("pk_muted_kinds")
        ),
    )


def _booking_holds() -> None:
    op.create_table(
        "booking_holds",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("practitioner_id", sa.BigInteger(), nullable=False),
        sa.Column("service_id", sa.BigInteger()),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=False),
        sa.Column("busy_from", columns.Instant(), nullable=False),
        sa.Column("busy_until", columns.Instant(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("entered", sa.JSON(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("visitor", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.BigInteger()),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_booking_holds")),
    )
    for indexed in (
        ("practice_id", "practitioner_id", "busy_from"),
        ("practice_id", "created_at"),
        ("channel", "address", "created_at"),
        ("visitor", "created_at"),
    ):
        op.create_index(f"ix_booking_holds_{'_'.join(indexed)}", "booking_holds", list(indexed))


def _received_mails() -> None:
    op.create_table(
        "received_mails",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("received_at", columns.Instant(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("from_address", sa.String(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.BigInteger()),
        sa.Column("answers_id", sa.BigInteger()),
        sa.Column("inbound_id", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_mails")),
    )
    op.create_index("ix_received_mails_fingerprint", "received_mails", ["fingerprint"], unique=True)
    op.create_index(
        "ix_received_mails_practice_id_answers_id", "received_mails", ["practice_id", "answers_id"]
    )
    op.create_index("ix_received_mails_inbound_id", "received_mails", ["inbound_id"])


def _links() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_keys")),
    )
    op.create_table(
        "short_links",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_short_links")),
    )
    op.create_index("ix_short_links_expires_at", "short_links", ["expires_at"])


def _add_filled(table: str, column: "sa.Column[object]", filled: str) -> None:
    """Add a NOT NULL column: a default fills the existing rows and is then removed."""
    column.server_default = sa.DefaultClause(sa.text(filled))
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(column)
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(column.name, server_default=None)
