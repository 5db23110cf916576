"""Keeps the mails about one visit in the order of its changes.

A mail says what stood when its facts were read, and then waits to be composed, for a connection and
for the server. Meanwhile the visit may change again, and the mail about that, an answer, has
precedence. So a mail that is overtaken is not begun any more, and a later one waits for an earlier
one that is under way. All this is known from the facts of the mails: nothing is read for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from calendar_store.model.appointments import Appointment
from calendar_store.model.messages import Message
from calendar_store.model.statuses import MessageKind

_Key = tuple[int, int]
_TELLING = frozenset({MessageKind.REMINDER, MessageKind.BOOKED, MessageKind.CHANGED})
"""Kinds of mails that only tell how a visit stands: of two such states the later one counts."""


@dataclass(slots=True, eq=False)
class VisitTurn:
    """The place of a mail among the mails about its visit.

    Attributes:
        visit: practice id and appointment id; None for a mail about none or several.
        sequence: the number of the visit's last change that the mail knows.
        telling: whether a later state of the visit makes the mail pointless.
        overtaken: whether that has happened.
        begun: whether the mail has been on a connection.
        held: lets the mails go that wait for this one.
    """

    visit: _Key | None = None
    sequence: int = 0
    telling: bool = False
    overtaken: bool = False
    begun: bool = False
    held: list[Callable[[], None]] = field(default_factory=list)

    def begin(self) -> bool:
        """Note that the mail gets a connection; False if it must not be sent any more."""
        self.begun = self.begun or not self.overtaken
        return not self.overtaken


class VisitOrder:
    """The mails under way, by visit."""

    def __init__(self) -> None:
        self._under_way: dict[_Key, list[VisitTurn]] = {}

    def enter(self, message: Message, visits: Mapping[_Key, Appointment]) -> VisitTurn:
        """Give a mail its turn; earlier mails that it overtakes are not begun any more.

        Args:
            message: the message.
            visits: the visits as they were read for the mail.
        """
        key = (message.practice_id, message.appointment_id or 0)
        visit = visits.get(key)
        if visit is None:
            return VisitTurn()
        turn = VisitTurn(key, visit.sequence, message.kind in _TELLING)
        others = self._under_way.setdefault(key, [])
        others.append(turn)
        newest = max(one.sequence for one in others)
        for one in others:
            one.overtaken = one.overtaken or (one.telling and one.sequence < newest)
        return turn

    def submit(self, turn: VisitTurn, go: Callable[[], None]) -> None:
        """Let a mail go, or hold it until an earlier one about its visit has ended.

        Args:
            turn: its turn.
            go: lets it go.
        """
        others = self._under_way.get(turn.visit, ()) if turn.visit else ()
        for one in others:
            if one.sequence < turn.sequence and (one.begun or not one.overtaken):
                one.held.append(lambda: self.submit(turn, go))
                return
        go()

    def leave(self, turn: VisitTurn) -> None:
        """Take note that a mail has ended, and let those go that waited for it."""
        others = self._under_way.get(turn.visit, []) if turn.visit else []
        if turn in others:
            others.remove(turn)
        if turn.visit and not others:
            self._under_way.pop(turn.visit, None)
        held, turn.held = turn.held, []
        for go in held:
            go()
