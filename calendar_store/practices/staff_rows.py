"""Rows of members of staff: read in one place, for accounts and for their logins."""

from typing import Any

from calendar_store import schema
from calendar_store.model.practices import StaffMember
from calendar_store.model.statuses import Role

_T = schema.staff
MEMBER = (
    *(_T.c.practice_id, _T.c.id, _T.c.email, _T.c.name, _T.c.role, _T.c.password_hash),
    *(_T.c.practitioner_id, _T.c.locale, _T.c.runs_service),
)
"""The columns of a member, in the order that `member_of` expects."""


def member_of(row: Any) -> StaffMember:
    """Return the member of a row that begins with the columns `MEMBER`."""
    return StaffMember(
        *(row.practice_id, row.id, row.email, row.name, Role(row.role), row.password_hash),
        *(row.practitioner_id, row.locale),
        runs_service=row.runs_service,
    )
