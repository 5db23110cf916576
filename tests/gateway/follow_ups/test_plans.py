"""The visits that lead to a message are found by indexes, however many visits there are."""

import re
import sqlite3

import pytest
from sqlalchemy.dialects import sqlite

from calendar_store.appointments import follow_ups
from calendar_store.messages import after_visits


def steps_of(path, statement):
    sql = re.sub(
        r"\(__\[POSTCOMPILE_\w+\]\)", "('')", str(statement.compile(dialect=sqlite.dialect()))
    )
    values = ("[]",) * sql.count("?")
    with sqlite3.connect(path) as store:
        return [step for *_, step in store.execute(f"EXPLAIN QUERY PLAN {sql}", values)]


@pytest.mark.parametrize("statement", [follow_ups.MISSED, follow_ups.LAST])
def test_visits_are_found_by_their_start(migrated_file, statement):
    steps = steps_of(migrated_file, statement)
    assert any("ix_appointments_practice_id_starts_at" in step for step in steps), steps
    assert any("ix_follow_ups_practice_id_appointment_id_kind" in step for step in steps), steps
    if statement is follow_ups.LAST:
        assert any("ix_appointments_practice_id_client_id_starts_at" in step for step in steps)
    assert not any(step.startswith("SCAN appointments") for step in steps), steps


@pytest.mark.parametrize(
    "statement",
    [
        *(after_visits.OF_CLIENTS, after_visits.OF_MISSED),
        *(each for each, _ in after_visits.UNWANTED_OF),
        *(each for each, _ in after_visits.UNWANTED_AMONG),
        *(each for each, _ in after_visits.UNWANTED_LEASED),
        *(follow_ups.FOLLOWED_OF, follow_ups.WRITTEN_OF),
    ],
)
def test_what_a_booking_holds_back_is_found_by_client_and_visit(migrated_file, statement):
    steps = steps_of(migrated_file, statement)
    tables = ("appointments", "later", "other", "follow_ups", "messages", "clients", "given")
    tables += ("taken", "stopped", "muted_kinds")
    assert not any(step.startswith(f"SCAN {table}") for step in steps for table in tables), steps
