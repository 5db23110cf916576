"""Tables of what is learnt from visits."""

from sqlalchemy import JSON, Column, Index, Integer, Table

from calendar_store.schema.base import metadata, practice_id
from calendar_store.schema.columns import Instant

# how likely visits are missed, learnt from a practice's own visits every night
no_show_models = Table(
    "no_show_models",
    metadata,
    practice_id(),
    # as gateway/no_show/model.py writes it
    Column("weights", JSON, nullable=False),
    # how many visits it was learnt from
    Column("rows", Integer, nullable=False),
    # when it was learnt; NULL: it never was
    Column("fitted_at", Instant),
    # when it is learnt anew; later than now while a process does
    Column("due_at", Instant, nullable=False),
    Index(None, "due_at"),
)
