"""Practitioners and services that are retired, and who does which service."""

import sqlalchemy as sa
from alembic import op

from calendar_store.migrations.settings_triggers import make_triggers
from calendar_store.schema.columns import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("practitioners", sa.Column("retired_at", Instant()))
    op.add_column("services", sa.Column("retired_at", Instant()))
    op.create_table(
        "practitioner_services",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("practitioner_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint(
            "practice_id", "service_id", "practitioner_id", name=op.f("pk_practitioner_services")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "service_id"],
            ["services.practice_id", "services.id"],
            name=op.f("fk_practitioner_services_service_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "practitioner_id"],
            ["practitioners.practice_id", "practitioners.id"],
            name=op.f("fk_practitioner_services_practitioner_id"),
        ),
    )
    make_triggers(["practitioner_services"])
