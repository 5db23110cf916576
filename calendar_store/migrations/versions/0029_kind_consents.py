"""Consent to messages after a visit is a consent of its own, which nobody has given yet.

Practices that send these messages keep their steps; a client gets one once they have agreed to it.
"""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kind_consent_events",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_kind_consent_events")),
        sa.ForeignKeyConstraint(
            ["practice_id", "client_id"],
            ["clients.practice_id", "clients.id"],
            name=op.f("fk_kind_consent_events_client_id"),
        ),
    )
    op.create_index(
        "ix_kind_consent_events_practice_id_client_id_about_at_id",
        "kind_consent_events",
        ["practice_id", "client_id", "about", "at", "id"],
    )
    # the visits of a text that did not arrive: a mail may tell them instead
    op.create_index(
        "ix_announcement_recipients_practice_id_message_id",
        "announcement_recipients",
        ["practice_id", "message_id"],
    )
