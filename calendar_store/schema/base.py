"""The shared metadata of all tables, and functions for columns that many tables have."""

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, MetaData, String

from calendar_store.schema.columns import ReasonFacts

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(constraint_name)s",
    }
)


def practice_id() -> Column[int]:
    """Return the column `practice_id`, the first column of the key of a practice's rows."""
    return Column("practice_id", BigInteger, primary_key=True, autoincrement=False)


def row_id() -> Column[int]:
    """Return the column `id`; its values are made by `calendar_store.database.ids`."""
    return Column("id", BigInteger, primary_key=True, autoincrement=False)


def reason() -> tuple[Column[str], Column[object]]:
    """Return the columns of a row's reason: a `ReasonCode` and its facts."""
    return (
        Column("reason_code", String, nullable=False),
        Column("reason_facts", ReasonFacts, nullable=False),
    )


def of_practice(table: str, column: str) -> ForeignKeyConstraint:
    """Return a foreign key from (practice_id, `column`) to a row of the same practice."""
    return ForeignKeyConstraint(
        ["practice_id", column], [f"{table}.practice_id", f"{table}.id"], name=column
    )
