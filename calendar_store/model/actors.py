"""Actors and permissions: who acts, and which role may do what.

An actor is a member of staff, a client, the service itself, or the operator at the command line.
An actor has permissions, and a label for histories and the audit log. The table `OF_ROLE` gives the
permissions of each role; use cases call `require` before they read the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from calendar_store.model.errors import NotPermitted, PracticeSuspended
from calendar_store.model.practices import Practice, StaffMember
from calendar_store.model.statuses import Role


class ActorKind(StrEnum):
    """The kinds of actors."""

    STAFF = "staff"
    CLIENT = "client"
    SERVICE = "service"
    OPERATOR = "operator"
    DEMO = "demo"
    UNKNOWN = "unknown"


class Permission(StrEnum):
    """One thing that an actor may do."""

    READ_CALENDAR = "read_calendar"
    READ_CONVERSATIONS = "read_conversations"
    READ_VISIT_MESSAGES = "read_visit_messages"
    BOOK = "book"
    BOOK_OUTSIDE_HOURS = "book_outside_hours"
    MOVE = "move"
    CANCEL = "cancel"
    MARK = "mark"
    OVERBOOK = "overbook"
    KEEP_NOTES = "keep_notes"
    MANAGE_ABSENCES = "manage_absences"
    READ_CLIENTS = "read_clients"
    EDIT_CLIENTS = "edit_clients"
    MERGE_CLIENTS = "merge_clients"
    EXPORT_CLIENTS = "export_clients"
    ERASE_CLIENTS = "erase_clients"
    RECORD_CONSENT = "record_consent"
    KEEP_WAITING_LIST = "keep_waiting_list"
    REPLY = "reply"
    TELL_CLIENTS = "tell_clients"
    SEE_TO_ALERTS = "see_to_alerts"
    MANAGE_PRACTICE = "manage_practice"
    MANAGE_STAFF = "manage_staff"
    MANAGE_FEEDS = "manage_feeds"
    READ_REPORTS = "read_reports"
    READ_AUDIT = "read_audit"
    GRANT_SUPPORT = "grant_support"
    TAKE_COPIES = "take_copies"
    END_PRACTICE = "end_practice"
    RUN_SERVICE = "run_service"


_P = Permission
_WORDS: Mapping[Permission, str] = {
    _P.READ_CALENDAR: "read the calendar",
    _P.READ_CONVERSATIONS: "read conversations with clients",
    _P.READ_VISIT_MESSAGES: "read what was written about a visit, beside the visit",
    _P.BOOK: "book appointments",
    _P.BOOK_OUTSIDE_HOURS: "book outside the hours, years ahead or after the start",
    _P.MOVE: "move appointments",
    _P.CANCEL: "cancel appointments",
    _P.MARK: "mark appointments",
    _P.OVERBOOK: "book over other appointments",
    _P.KEEP_NOTES: "keep notes about appointments",
    _P.MANAGE_ABSENCES: "enter absences and blocks",
    _P.READ_CLIENTS: "read the records of clients",
    _P.EDIT_CLIENTS: "add or correct clients",
    _P.MERGE_CLIENTS: "merge clients",
    _P.EXPORT_CLIENTS: "export what is stored about clients",
    _P.ERASE_CLIENTS: "erase clients",
    _P.RECORD_CONSENT: "record consent",
    _P.KEEP_WAITING_LIST: "keep the waiting list",
    _P.REPLY: "answer clients",
    _P.TELL_CLIENTS: "tell many clients at once",
    _P.SEE_TO_ALERTS: "see to alerts",
    _P.MANAGE_PRACTICE: "change the practice",
    _P.MANAGE_STAFF: "manage staff",
    _P.MANAGE_FEEDS: "manage calendar feeds",
    _P.READ_REPORTS: "read reports",
    _P.READ_AUDIT: "read the log",
    _P.GRANT_SUPPORT: "give support access",
    _P.TAKE_COPIES: "take whole copies of the practice",
    _P.END_PRACTICE: "suspend the practice, or say how long its data are kept",
    _P.RUN_SERVICE: "run the service",
}

_CALENDAR = frozenset({_P.READ_CALENDAR})
_DESK = _CALENDAR | {
    *(_P.READ_CONVERSATIONS, _P.READ_VISIT_MESSAGES),
    *(_P.BOOK, _P.MOVE, _P.CANCEL, _P.MARK, _P.KEEP_NOTES, _P.MANAGE_ABSENCES),
    *(_P.READ_CLIENTS, _P.MERGE_CLIENTS, _P.EXPORT_CLIENTS),
    *(_P.EDIT_CLIENTS, _P.RECORD_CONSENT, _P.KEEP_WAITING_LIST, _P.REPLY, _P.SEE_TO_ALERTS),
    _P.TELL_CLIENTS,
}
_ADMIN = _DESK | {
    *(_P.BOOK_OUTSIDE_HOURS, _P.OVERBOOK, _P.ERASE_CLIENTS),
    *(_P.MANAGE_PRACTICE, _P.MANAGE_STAFF, _P.MANAGE_FEEDS, _P.READ_REPORTS),
    *(_P.READ_AUDIT, _P.GRANT_SUPPORT, _P.TAKE_COPIES, _P.END_PRACTICE),
}

OF_ROLE: Mapping[Role, frozenset[Permission]] = {
    Role.ADMIN: _ADMIN,
    Role.RECEPTION: _DESK,
    Role.PRACTITIONER: _CALENDAR | {_P.KEEP_NOTES},
    # support has permissions by a grant alone, see `READING_SUPPORT`
    Role.SUPPORT: frozenset(),
    Role.OPERATOR: frozenset({_P.RUN_SERVICE}),
}
"""Permissions of a member of staff at the member's own practice, by role."""

OWN_OF_ROLE: Mapping[Role, frozenset[Permission]] = {
    Role.PRACTITIONER: frozenset(
        {_P.READ_VISIT_MESSAGES, _P.MARK, _P.MANAGE_ABSENCES, _P.MANAGE_FEEDS}
    ),
}
"""Permissions that a role has for the member's own calendar alone, as a practitioner."""

READING_SUPPORT = _CALENDAR | {
    *(_P.READ_CLIENTS, _P.READ_CONVERSATIONS, _P.READ_VISIT_MESSAGES),
    *(_P.READ_REPORTS, _P.READ_AUDIT),
}
"""Permissions by a practice's grant to support."""

WRITING_SUPPORT = (READING_SUPPORT | _DESK | {_P.BOOK_OUTSIDE_HOURS, _P.MANAGE_PRACTICE}) - {
    _P.EXPORT_CLIENTS
}
"""Permissions by a grant that lets support change things: neither accounts nor further grants."""

_CHANGES = frozenset(
    {
        *(_P.BOOK, _P.BOOK_OUTSIDE_HOURS, _P.MOVE, _P.CANCEL, _P.MARK, _P.OVERBOOK),
        *(_P.KEEP_NOTES, _P.MANAGE_ABSENCES, _P.EDIT_CLIENTS, _P.MERGE_CLIENTS, _P.REPLY),
        *(_P.KEEP_WAITING_LIST, _P.TELL_CLIENTS, _P.SEE_TO_ALERTS),
    }
)
"""Permissions that change a practice, and so are of no use while it is suspended."""
WHILE_SUSPENDED = frozenset(
    {
        *(_P.MANAGE_STAFF, _P.GRANT_SUPPORT, _P.RECORD_CONSENT, _P.EXPORT_CLIENTS),
        *(_P.ERASE_CLIENTS, _P.TAKE_COPIES, _P.END_PRACTICE, _P.RUN_SERVICE),
    }
)
"""Permissions of forms that a suspended practice still takes: who may come in, what the law wants
heard, and its own end. Every other form is refused where it comes in."""

SUPPORT_ROLES = frozenset({Role.SUPPORT, Role.OPERATOR})
"""Roles of accounts of the service: its operator makes them, and practices grant them access."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a program that changes data in the store.

    Attributes:
        kind: kind of actor.
        label: name in histories and in the audit log, for staff to read: an email address,
            "client, by text", "textback", "cli".
        id: id of the member of staff, or of the client on a page of theirs; else None.
        practice_id: the only practice the actor acts for; None: all practices.
        permissions: the permissions there.
        practitioner_id: the practitioner that the member of staff is; None for none.
        own: permissions for the calendar of that practitioner alone.
        masked: whether clients' numbers and addresses are hidden from the actor.
    """

    kind: ActorKind
    label: str
    id: int | None = None
    practice_id: int | None = None
    permissions: frozenset[Permission] = frozenset()
    practitioner_id: int | None = None
    own: frozenset[Permission] = frozenset()
    masked: bool = False

    def may(self, permission: Permission, practice_id: int | None) -> bool:
        """Tell whether the actor has a permission at a practice.

        Args:
            permission: the permission.
            practice_id: the practice; None for an action on the whole service.
        """
        return permission in self.permissions and self.practice_id in {None, practice_id}

    def may_for(
        self, permission: Permission, practice_id: int, practitioner_id: int | None
    ) -> bool:
        """Tell whether the actor has a permission for the calendar of a practitioner.

        Args:
            permission: the permission.
            practice_id: the practice.
            practitioner_id: the practitioner; None for all of the practice.
        """
        theirs = self.practitioner_id is not None and self.practitioner_id == practitioner_id
        own = theirs and permission in self.own and self.practice_id == practice_id
        return own or self.may(permission, practice_id)


OPERATOR = Actor(ActorKind.OPERATOR, "cli", permissions=frozenset(Permission))
"""The operator has every permission: access to the command line is access to the store."""
SERVICE = Actor(ActorKind.SERVICE, "textback")
CLIENT = Actor(ActorKind.CLIENT, "client")
BY_TEXT = Actor(ActorKind.CLIENT, "client, by text")
"""A client who changes an appointment by text; the practice's settings say what is allowed."""
BY_WEB = Actor(ActorKind.CLIENT, "client, by web")
BY_EMAIL = Actor(ActorKind.CLIENT, "client, by email")
OF_CLIENTS = frozenset({CLIENT.label, BY_TEXT.label, BY_WEB.label, BY_EMAIL.label})
"""The labels of changes that clients have made themselves."""
DEMO = Actor(ActorKind.DEMO, "demo")


def of_staff(member: StaffMember) -> Actor:
    """Return the actor for a member of staff, with the permissions of the member's role.

    Support that is in a practice by a grant has the permissions of the grant, and no other.
    """
    if member.support is not None:
        permissions = WRITING_SUPPORT if member.support.writes else READING_SUPPORT
        return Actor(
            ActorKind.STAFF,
            f"support {member.email}",
            *(member.id, member.practice_id, permissions),
            masked=not member.support.shows_contacts,
        )
    more = frozenset({Permission.RUN_SERVICE}) if member.runs_service else frozenset()
    permissions = OF_ROLE[member.role] | more
    return Actor(
        *(ActorKind.STAFF, member.email, member.id, member.practice_id, permissions),
        practitioner_id=member.practitioner_id,
        own=OWN_OF_ROLE.get(member.role, frozenset()),
    )


def client_by_web(practice_id: int, client_id: int) -> Actor:
    """Return the actor for a client on a page that only their own link opens."""
    return Actor(ActorKind.CLIENT, BY_WEB.label, client_id, practice_id)


def require_own(actor: Actor, practice_id: int, client_id: int) -> None:
    """Refuse a client who asks for the appointments or data of another client.

    Raises:
        NotPermitted: if the actor is not this client of this practice.
    """
    if (actor.kind, actor.practice_id, actor.id) != (ActorKind.CLIENT, practice_id, client_id):
        raise NotPermitted(f"{actor.label} may act for themselves alone")


def permission_words(permission: Permission) -> str:
    """Return what a permission lets one do, in English: "book appointments"."""
    return _WORDS[permission]


def unknown(address: str) -> Actor:
    """Return the actor for a person who is not logged in, labelled with the network address."""
    return Actor(ActorKind.UNKNOWN, address)


def require(actor: Actor, permission: Permission, where: Practice | int | None) -> None:
    """Refuse an actor without a permission at a practice.

    The refusal of an actor of another practice does not depend on the data of the practice, so that
    nothing is disclosed.

    Args:
        actor: the actor.
        permission: the permission needed.
        where: the practice, or its id; None for an action on the whole service. A practice that is
            suspended refuses what changes it, whoever asks.

    Raises:
        NotPermitted: if the actor lacks the permission.
        PracticeSuspended: if it has it, and the practice is suspended.
    """
    practice_id = where.id if isinstance(where, Practice) else where
    if not actor.may(permission, practice_id):
        raise NotPermitted(f"{actor.label} may not {_WORDS[permission]} here")
    refuse_suspended(permission, where)


def require_contacts(actor: Actor) -> None:
    """Refuse an actor from whom clients' numbers are hidden what would hand them out.

    Raises:
        NotPermitted: if they are hidden.
    """
    if actor.masked:
        raise NotPermitted("clients' numbers and addresses are hidden from support here")


def refuse_suspended(permission: Permission, where: Practice | int | None) -> None:
    """Refuse what changes a practice that is suspended.

    Raises:
        PracticeSuspended: if it is, and the permission is one to change it.
    """
    is_suspended = isinstance(where, Practice) and where.suspended_at is not None
    if is_suspended and permission in _CHANGES:
        raise PracticeSuspended


def require_some(actor: Actor, permission: Permission, where: Practice | int) -> None:
    """Refuse an actor who has a permission neither for all calendars nor for their own.

    Call it before anything is read, and `require_for` once the practitioner is known.

    Raises:
        NotPermitted: if the actor lacks the permission.
        PracticeSuspended: if it has it, and the practice is suspended.
    """
    practice_id = where.id if isinstance(where, Practice) else where
    if not actor.may_for(permission, practice_id, actor.practitioner_id):
        raise NotPermitted(f"{actor.label} may not {_WORDS[permission]} here")
    refuse_suspended(permission, where)


def require_for(
    actor: Actor, permission: Permission, practice_id: int, practitioner_id: int | None
) -> None:
    """Refuse an actor without a permission for the calendar of a practitioner.

    Args:
        actor: the actor.
        permission: the permission needed.
        practice_id: the practice.
        practitioner_id: the practitioner; None for all of the practice.

    Raises:
        NotPermitted: if the actor lacks the permission, or has it for another calendar alone.
    """
    if not actor.may_for(permission, practice_id, practitioner_id):
        raise NotPermitted(f"{actor.label} may not {_WORDS[permission]} here")
