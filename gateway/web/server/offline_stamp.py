"""Names whose calendar a browser may keep, and with which rights it was read.

Every page of a log-in says it, so that a browser which keeps another's calendar, or one that was
read with other rights, destroys it.
"""

from hashlib import sha256

from calendar_store.model.actors import SUPPORT_ROLES, Permission, of_staff
from calendar_store.model.practices import StaffMember


def offline_owner(member: StaffMember) -> str:
    """Return what names a member of staff in a browser."""
    return f"{member.practice_id}.{member.id}"


def offline_stamp(member: StaffMember) -> str:
    """Return what names a member of staff and the rights of the member.

    Returns:
        "" for who keeps nothing: support looks into a practice, and carries nothing away.
    """
    actor = of_staff(member)
    is_support = member.support is not None or member.role in SUPPORT_ROLES
    if is_support or not actor.may(Permission.READ_CALENDAR, member.practice_id):
        return ""
    rights = (*sorted(actor.permissions), "own", *sorted(actor.own), str(actor.practitioner_id))
    return f"{offline_owner(member)}.{sha256(' '.join(rights).encode()).hexdigest()[:12]}"
