"""Access: second factors, invitations, locked log-ins, who works no more, grants of support."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_WORKING = sa.text("retired_at IS NULL")
_CURRENT = sa.text("ended_at IS NULL")


def upgrade() -> None:
    # triggers of other tables name `practices`: columns are added to it, and it is not copied
    op.add_column(
        "practices",
        sa.Column("second_factor", sa.String(), nullable=False, server_default=sa.text("'nobody'")),
    )
    op.add_column("practices", sa.Column("idle_minutes", sa.Integer()))
    _staff()
    op.add_column(
        "logins",
        sa.Column("user_agent", sa.String(), nullable=False, server_default=sa.text("''")),
    )
    op.add_column("logins", sa.Column("locked_at", Instant()))
    op.add_column("logins", sa.Column("grant_practice_id", sa.BigInteger()))
    op.add_column("logins", sa.Column("grant_id", sa.BigInteger()))
    _of_staff(
        "staff_tokens",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant()),
    )
    op.create_index("ix_staff_tokens_token_hash", "staff_tokens", ["token_hash"], unique=True)
    _of_staff(
        "recovery_codes",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", Instant()),
    )
    _of_staff(
        "passkeys",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant()),
    )
    op.create_index("ix_passkeys_credential_id", "passkeys", ["credential_id"], unique=True)
    op.create_table(
        "spent_challenges",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_challenges")),
    )
    op.create_index("ix_spent_challenges_expires_at", "spent_challenges", ["expires_at"])
    _support_grants()
    for column in ("action", "by"):
        op.create_index(
            f"ix_audit_log_practice_id_{column}_id", "audit_log", ["practice_id", column, "id"]
        )


def _staff() -> None:
    """Add the columns of accounts; an address is unique among those who may log in."""
    with op.batch_alter_table("staff") as batch_op:
        batch_op.drop_constraint("uq_staff_email", type_="unique")
        batch_op.add_column(sa.Column("practitioner_id", sa.BigInteger()))
        for name, kind, filled in (
            ("locale", sa.String(), "''"),
            ("totp_secret", sa.String(), "''"),
            ("totp_step", sa.BigInteger(), "0"),
        ):
            batch_op.add_column(
                sa.Column(name, kind, nullable=False, server_default=sa.text(filled))
            )
        batch_op.add_column(sa.Column("retired_at", Instant()))
    op.create_index(
        "ix_staff_email",
        "staff",
        ["email"],
        unique=True,
        sqlite_where=_WORKING,
        postgresql_where=_WORKING,
    )


def _of_staff(table: str, *columns: "sa.Column[object]") -> None:
    """Make a table with rows of members of staff."""
    op.create_table(
        table,
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff.practice_id", "staff.id"],
            name=op.f(f"fk_{table}_staff_id"),
        ),
    )
    op.create_index(f"ix_{table}_practice_id_staff_id", table, ["practice_id", "staff_id"])


def _support_grants() -> None:
    op.create_table(
        "support_grants",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("support_practice_id", sa.BigInteger(), nullable=False),
        sa.Column("support_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("writes", sa.Boolean(), nullable=False),
        sa.Column("granted_by", sa.String(), nullable=False),
        sa.Column("granted_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant()),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_support_grants")),
    )
    op.create_index(
        "ix_support_grants_current",
        "support_grants",
        ["practice_id", "expires_at"],
        sqlite_where=_CURRENT,
        postgresql_where=_CURRENT,
    )
    op.create_index(
        "ix_support_grants_support_practice_id_support_id",
        "support_grants",
        ["support_practice_id", "support_id"],
    )
