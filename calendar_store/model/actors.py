"""Who acts: a member of staff, a client, the service itself, the operator at the command line.

An actor carries what it may do, and the label under which histories and the audit log keep it.
Which role of staff may do what is one table here; use cases ask `require` before they read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from calendar_store.model.errors import NotPermitted
from calendar_store.model.practices import StaffMember
from calendar_store.model.statuses import Role


class ActorKind(StrEnum):
    """What sort of actor somebody is."""

    STAFF = "staff"
    CLIENT = "client"
    SERVICE = "service"
    OPERATOR = "operator"
    DEMO = "demo"
    UNKNOWN = "unknown"


class Permission(StrEnum):
    """One thing that an actor may do."""

    READ_CALENDAR = "read_calendar"
    BOOK = "book"
    BOOK_OUTSIDE_HOURS = "book_outside_hours"
    MOVE = "move"
    CANCEL = "cancel"
    MARK = "mark"
    EDIT_CLIENTS = "edit_clients"
    RECORD_CONSENT = "record_consent"
    KEEP_WAITING_LIST = "keep_waiting_list"
    REPLY = "reply"
    SEE_TO_ALERTS = "see_to_alerts"
    MANAGE_PRACTICE = "manage_practice"
    MANAGE_STAFF = "manage_staff"
    READ_REPORTS = "read_reports"
    RUN_SERVICE = "run_service"


_P = Permission
_WORDS: Mapping[Permission, str] = {
    _P.READ_CALENDAR: "read the calendar",
    _P.BOOK: "book appointments",
    _P.BOOK_OUTSIDE_HOURS: "book outside the hours, years ahead or after the start",
    _P.MOVE: "move appointments",
    _P.CANCEL: "cancel appointments",
    _P.MARK: "mark appointments",
    _P.EDIT_CLIENTS: "add or correct clients",
    _P.RECORD_CONSENT: "record consent",
    _P.KEEP_WAITING_LIST: "keep the waiting list",
    _P.REPLY: "answer clients",
    _P.SEE_TO_ALERTS: "see to alerts",
    _P.MANAGE_PRACTICE: "change the practice",
    _P.MANAGE_STAFF: "manage staff",
    _P.READ_REPORTS: "read reports",
    _P.RUN_SERVICE: "run the service",
}

_CALENDAR = frozenset({_P.READ_CALENDAR})
_DESK = _CALENDAR | {
    *(_P.BOOK, _P.MOVE, _P.CANCEL, _P.MARK),
    *(_P.EDIT_CLIENTS, _P.RECORD_CONSENT, _P.KEEP_WAITING_LIST, _P.REPLY, _P.SEE_TO_ALERTS),
}
_ADMIN = _DESK | {_P.BOOK_OUTSIDE_HOURS, _P.MANAGE_PRACTICE, _P.MANAGE_STAFF, _P.READ_REPORTS}

OF_ROLE: Mapping[Role, frozenset[Permission]] = {
    Role.ADMIN: _ADMIN,
    Role.RECEPTION: _DESK,
    Role.PRACTITIONER: _CALENDAR,
    # a practice grants support what it may see; nothing is granted yet (F21)
    Role.SUPPORT: frozenset(),
}
"""What a member of staff may do at their own practice, by role."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or something, that changes what the store holds.

    Attributes:
        kind: what sort of actor.
        label: as histories and the audit log keep it, for staff to read: an email address,
            "client, by text", "textback", "cli".
        id: of the member of staff, None for who has no row of their own.
        practice_id: the one practice it acts for, None for every practice.
        permissions: what it may do there.
    """

    kind: ActorKind
    label: str
    id: int | None = None
    practice_id: int | None = None
    permissions: frozenset[Permission] = frozenset()

    def may(self, permission: Permission, practice_id: int | None) -> bool:
        """Tell whether it may do something at a practice.

        Args:
            permission: what.
            practice_id: where; None for what concerns the whole service.
        """
        return permission in self.permissions and self.practice_id in {None, practice_id}


OPERATOR = Actor(ActorKind.OPERATOR, "cli", permissions=frozenset(Permission))
"""Whoever has the command line has the store, and may do everything."""
SERVICE = Actor(ActorKind.SERVICE, "textback")
CLIENT = Actor(ActorKind.CLIENT, "client")
BY_TEXT = Actor(ActorKind.CLIENT, "client, by text")
"""A client whose text changes an appointment: what they may do is the practice's policy."""
DEMO = Actor(ActorKind.DEMO, "demo")


def of_staff(member: StaffMember) -> Actor:
    """Return a member of staff as an actor, with the permissions of their role."""
    return Actor(ActorKind.STAFF, member.email, member.id, member.practice_id, OF_ROLE[member.role])


def unknown(address: str) -> Actor:
    """Return somebody who has not logged in, known by their network address alone."""
    return Actor(ActorKind.UNKNOWN, address)


def require(actor: Actor, permission: Permission, practice_id: int | None) -> None:
    """Refuse an actor that may not do something at a practice.

    The refusal of an actor of another practice reads the same, whatever that practice holds.

    Args:
        actor: who acts.
        permission: what it takes.
        practice_id: where; None for what concerns the whole service.

    Raises:
        NotPermitted: if it may not.
    """
    if not actor.may(permission, practice_id):
        raise NotPermitted(f"{actor.label} may not {_WORDS[permission]} here")
