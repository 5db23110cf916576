"""All tables of the store, the same on SQLite and PostgreSQL.

`practice_id` comes first in the key of every table that belongs to a practice, so that a
distributed PostgreSQL can shard by it.
"""

from calendar_store.schema.accounts import (
    logins,
    passkeys,
    recovery_codes,
    spent_challenges,
    staff,
    staff_tokens,
    support_grants,
)
from calendar_store.schema.base import metadata
from calendar_store.schema.calendar import (
    appointment_history,
    appointment_notes,
    appointments,
    blocks,
    booking_holds,
    freed_times,
    message_resends,
    offers,
    reminders,
    series,
    waiting_list,
)
from calendar_store.schema.care import alerts, audit_log, probes
from calendar_store.schema.links import feeds, short_links, signing_keys
from calendar_store.schema.people import (
    clients,
    consent_events,
    hours_exceptions,
    muted_kinds,
    opt_outs,
    practices,
    practitioners,
    reminder_steps,
    services,
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
    received_mails,
)

__all__ = [
    "alerts",
    "appointment_history",
    "appointment_notes",
    "appointments",
    "audit_log",
    "blocks",
    "booking_holds",
    "carrier_sessions",
    "clients",
    "consent_events",
    "conversations",
    "feeds",
    "freed_times",
    "hours_exceptions",
    "inbound",
    "inbound_parts",
    "logins",
    "message_history",
    "message_parts",
    "message_resends",
    "messages",
    "metadata",
    "muted_kinds",
    "offers",
    "opt_outs",
    "parked_receipts",
    "passkeys",
    "practices",
    "practitioners",
    "probes",
    "received_mails",
    "recovery_codes",
    "reminder_steps",
    "reminders",
    "series",
    "services",
    "short_links",
    "signing_keys",
    "spent_challenges",
    "staff",
    "staff_tokens",
    "support_grants",
    "templates",
    "waiting_list",
    "weekly_hours",
]
