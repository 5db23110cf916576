"""What a whole copy of a practice carries, table by table, and what it leaves out, and why.

Every table of the store stands in one of the two lists (a test names one that does not).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Table, and_, or_, select

from calendar_store import schema
from calendar_store.model.actors import SUPPORT_ROLES

PRACTICE = "practices"

LEFT_OUT: Mapping[str, str] = {
    "alembic_version": "the version of the store; the manifest names it",
    "booking_holds": "times held for minutes, with codes",
    "carrier_sessions": "connections of the service",
    "copy_pieces": "earlier copies",
    "feeds": "secret addresses of this service",
    "import_files": "files on their way in; what came of them is carried",
    "inbound_parts": "pieces of long texts; the texts are carried",
    "logins": "secrets: log-ins",
    "outside_calendars": "secret addresses of other calendars",
    "parked_receipts": "receipts that no message is known for",
    "passkeys": "secrets: second factors",
    "practice_copies": "earlier copies",
    "probes": "of the service",
    "recovery_codes": "secrets: second factors",
    "short_links": "links that this service signed",
    "signing_keys": "secrets: keys of the service",
    "spent_challenges": "of the service",
    "staff_tokens": "secrets: invitations and codes",
    "support_grants": "access to this service",
    "support_visits": "visits at this service; the log of them is carried",
    "suspensions": "the practice's notice to this service",
}
"""Tables that no copy has, and why."""

LEFT_OUT_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "blocks": {"calendar_id": "the outside calendar is left out; what it blocked is carried"},
    "imports": {"leased_until": "work of a process"},
    "messages": {
        "leased_by": "work of a process",
        "lease_until": "work of a process",
    },
    "no_show_models": {"due_at": "work of a process"},
    "practices": {
        "settings_revision": "counted by the store",
        "suspended_at": "the practice's standing at this service",
    },
    "staff": {
        "password_hash": "secrets",
        "totp_secret": "secrets",
        "totp_step": "secrets",
        "runs_service": "a right at this service alone",
    },
}
"""Columns that no copy has, by table, and why."""

NOT_IN_TABLES = frozenset({"audit_chain", "client_doubles", "client_terms"})
"""Tables of the store's own bookkeeping: in the copy for machines alone, not for spreadsheets."""

_BY_ID_ALONE = frozenset({"inbound", "received_mails"})


@dataclass(frozen=True, slots=True)
class CarriedTable:
    """A table of a copy.

    Attributes:
        table: the table.
        columns: what is carried of it, in the table's order.
        key: what its rows are ordered by.
    """

    table: Table
    columns: tuple[Column[object], ...]
    key: tuple[Column[object], ...]

    @property
    def name(self) -> str:
        """The table's name, which is that of its files."""
        return self.table.name

    @property
    def is_for_people(self) -> bool:
        """Whether people get it as a table of their own."""
        return self.name not in NOT_IN_TABLES

    def of_practice(self, practice_id: int) -> ColumnElement[bool]:
        """Return the condition that a row belongs to a practice."""
        t = self.table.c
        if self.name == PRACTICE:
            return t.id == practice_id
        if self.name == "received_mails":
            inbound = schema.inbound.c
            theirs = select(inbound.id).where(inbound.practice_id == practice_id)
            unnamed = and_(t.practice_id.is_(None), t.inbound_id.in_(theirs))
            return or_(t.practice_id == practice_id, unnamed)
        if self.name == "staff":
            # accounts of the service itself, whose home is a practice
            ours = t.role.in_([one.value for one in SUPPORT_ROLES])
            return and_(t.practice_id == practice_id, ~ours)
        if self.name == "deletions":
            # one that is under way is this store's to finish
            return and_(t.practice_id == practice_id, t.done_at.is_not(None))
        return t.practice_id == practice_id


def _carried(table: Table) -> CarriedTable:
    left = LEFT_OUT_COLUMNS.get(table.name, {})
    columns = [c for c in table.columns if c.name not in left and c.name != "practice_id"]
    if table.name == PRACTICE:
        columns = [c for c in columns if c.name != "id"]
        return CarriedTable(table, tuple(columns), (table.c.id,))
    key = [table.c.id] if table.name in _BY_ID_ALONE else [*table.primary_key][1:]
    if not key:
        key = [table.c.practice_id]
    return CarriedTable(table, tuple(columns), tuple(key))


CARRIED: tuple[CarriedTable, ...] = tuple(
    _carried(one)
    for one in sorted(schema.metadata.sorted_tables, key=lambda table: table.name != PRACTICE)
    if one.name not in LEFT_OUT
)
"""The tables of a copy: the practice first, and each after those that it names."""
