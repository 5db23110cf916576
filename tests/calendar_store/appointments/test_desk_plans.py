"""What the desk asks of a calendar is served by indexes, however many appointments there are."""

import sqlite3

import pytest
from sqlalchemy.dialects import sqlite

from calendar_store.appointments import agenda, blocks, double_bookings


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (double_bookings.OVERLAPPING, "ix_appointments_practice_id_practitioner_id_busy_from"),
        (double_bookings.OVERBOOKED, "ix_appointments_overbooked"),
        (agenda.OF_SERIES, "ix_appointments_series"),
        (agenda.SEEN, "ix_appointments_practice_id_client_id_starts_at"),
        (blocks.WITHIN, "ix_blocks_practice_id_starts_at"),
    ],
)
def test_every_query_is_served_by_its_index(migrated_file, statement, index):
    sql = str(statement.compile(dialect=sqlite.dialect()))
    values = ("[]",) * sql.count("?")
    with sqlite3.connect(migrated_file) as store:
        steps = [step for *_, step in store.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert any(f"INDEX {index} " in step for step in steps), steps
    assert not any(step.startswith("SCAN appointments") for step in steps), steps
