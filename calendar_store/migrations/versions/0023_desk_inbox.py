"""Staff's inbox: marks of conversations, notes, canned answers, labelled examples."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_STANDS = sa.text("removed_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_alerts_practice_id_resolved_at", "alerts", ["practice_id", "resolved_at"])
    op.create_table(
        "conversation_marks",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("their_address", sa.String(), nullable=False),
        sa.Column("assignee_id", sa.BigInteger()),
        sa.Column("read_id", sa.BigInteger(), nullable=False),
        sa.Column("done_at", Instant()),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint(
            "practice_id", "channel", "their_address", name=op.f("pk_conversation_marks")
        ),
    )
    op.create_index(
        "ix_conversation_marks_practice_id_assignee_id",
        "conversation_marks",
        ["practice_id", "assignee_id"],
    )
    op.create_table(
        "conversation_notes",
        *_key(),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("their_address", sa.String(), nullable=False),
        sa.Column("client_id", sa.BigInteger()),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("removed_at", Instant()),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_conversation_notes")),
    )
    op.create_index(
        "ix_conversation_notes_practice_id_channel_their_address",
        "conversation_notes",
        ["practice_id", "channel", "their_address"],
    )
    op.create_index(
        "ix_conversation_notes_practice_id_client_id",
        "conversation_notes",
        ["practice_id", "client_id"],
    )
    op.create_table(
        "canned_answers",
        *_key(),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("removed_at", Instant()),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_canned_answers")),
    )
    op.create_index(
        "ix_canned_answers_standing",
        "canned_answers",
        ["practice_id", "name", "locale"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )
    op.create_table(
        "labelled_examples",
        *_key(),
        sa.Column("inbound_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("heard", sa.String(), nullable=False),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("appointment_id", sa.BigInteger()),
        sa.Column("version", sa.Integer()),
        sa.Column("removed_at", Instant()),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_labelled_examples")),
    )
    op.create_index(
        "ix_labelled_examples_practice_id_inbound_id",
        "labelled_examples",
        ["practice_id", "inbound_id"],
    )


def _key() -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
    )
