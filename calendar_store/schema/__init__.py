"""All tables of the store, the same on SQLite and PostgreSQL.

`practice_id` comes first in the key of every table that belongs to a practice, so that a
distributed PostgreSQL can shard by it.
"""

from calendar_store.schema.base import metadata
from calendar_store.schema.calendar import (
    appointment_history,
    appointments,
    freed_times,
    offers,
    reminders,
    waiting_list,
)
from calendar_store.schema.care import alerts, audit_log, probes
from calendar_store.schema.people import (
    clients,
    consent_events,
    hours_exceptions,
    logins,
    opt_outs,
    practices,
    practitioners,
    reminder_steps,
    services,
    staff,
    templates,
    weekly_hours,
)
from calendar_store.schema.texts import (
    carrier_sessions,
    conversations,
    inbound,
    inbound_parts,
    message_history,
    message_parts,
    messages,
    parked_receipts,
)

__all__ = [
    "alerts",
    "appointment_history",
    "appointments",
    "audit_log",
    "carrier_sessions",
    "clients",
    "consent_events",
    "conversations",
    "freed_times",
    "hours_exceptions",
    "inbound",
    "inbound_parts",
    "logins",
    "message_history",
    "message_parts",
    "messages",
    "metadata",
    "offers",
    "opt_outs",
    "parked_receipts",
    "practices",
    "practitioners",
    "probes",
    "reminder_steps",
    "reminders",
    "services",
    "staff",
    "templates",
    "waiting_list",
    "weekly_hours",
]
