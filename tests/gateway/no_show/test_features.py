"""What a chance may depend on is a closed list, in which nothing of a person is."""

import re
import sqlite3
from dataclasses import fields

import pytest
from sqlalchemy.dialects import sqlite

from calendar_store.model.clients import Client
from calendar_store.schema import clients
from calendar_store.views import visit_records
from gateway.no_show.features import COLUMNS, VisitFacts, VisitFeatures


def test_the_list_of_features_is_closed():
    assert [field.name for field in fields(VisitFacts)] == [
        *("missed", "late", "kept", "lead_days", "starts", "booked", "answer"),
    ]
    assert VisitFeatures._fields == (
        *("missed", "late", "kept", "lead", "day_part", "week_part", "booked", "answer"),
    )
    assert (
        *("first", "missed", "late", "kept", "lead", "far"),
        *("early", "noon", "afternoon", "evening", "monday", "friday", "weekend"),
        *("by_text", "by_web", "in_series", "silent", "confirmed"),
    ) == COLUMNS


@pytest.mark.parametrize(
    "statement", [visit_records.IN_ORDER, visit_records.OF_CLIENTS, visit_records.CHANGES]
)
def test_nothing_of_a_person_is_read(statement):
    assert clients not in statement.columns_clause_froms
    personal = {field.name for field in fields(Client)} - {"id", "practice_id"}
    assert personal.isdisjoint(column.name for column in statement.selected_columns)


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (visit_records.IN_ORDER, "ix_appointments_practice_id_starts_at"),
        (visit_records.OF_CLIENTS, "ix_appointments_practice_id_client_id_starts_at"),
        (visit_records.CHANGES, "ix_appointment_history_practice_id_appointment_id_version"),
    ],
)
def test_every_query_is_served_by_its_index(migrated_file, statement, index):
    sql = str(statement.compile(dialect=sqlite.dialect()))
    sql = re.sub(r"\(__\[POSTCOMPILE_\w+\]\)", "('')", sql)
    values = ("[]",) * sql.count("?")
    with sqlite3.connect(migrated_file) as store:
        steps = [step for *_, step in store.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert any(index in step for step in steps), steps
