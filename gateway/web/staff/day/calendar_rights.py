"""What the reader of a calendar may do there, as far as the parts that change show it."""

from dataclasses import dataclass
from typing import Self

from calendar_store.model.actors import Permission
from calendar_store.model.practices import StaffMember
from gateway.web.server.logins import may_open


@dataclass(frozen=True, slots=True)
class CalendarRights:
    """What somebody may do.

    Attributes:
        books: whether they may book.
        answers: whether they may read conversations with clients.
        sees_list: whether they see the waiting list.
    """

    books: bool = False
    answers: bool = False
    sees_list: bool = False

    @classmethod
    def of(cls, member: StaffMember) -> Self:
        """Return what a member of staff may do."""
        return cls(
            books=may_open(member, Permission.BOOK),
            answers=may_open(member, Permission.READ_CONVERSATIONS),
            sees_list=may_open(member, Permission.READ_CLIENTS),
        )


NO_RIGHTS = CalendarRights()
