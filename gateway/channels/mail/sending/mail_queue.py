"""The mails that wait for a connection, in their order, with limits for each recipient's domain.

A domain whose server is slow would fill every connection, and mails to others would wait behind it.
So no domain has all connections, a slow one has half of them, and all slow ones together leave one
to the others. Has no clock: every `now` is an argument, loop time in seconds.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import heappop, heappush

from calendar_store.model.messages import Message
from gateway.channels.mail.sending.smtp_mail import SmtpMail
from gateway.channels.mail.sending.transactions import MailResult
from gateway.channels.mail.sending.visit_order import VisitTurn
from gateway.pacing import Pace

SLOW_AFTER = 2.0
"""Seconds for one mail after which a domain counts as slow."""
_REMEMBERED = 5_000
_NEVER = datetime.max.replace(tzinfo=UTC)
_Order = tuple[int, datetime, int, int]


def _ignored() -> None:
    """Take no note."""


@dataclass(slots=True, eq=False)
class QueuedMail:
    """A composed mail that waits for a connection.

    Attributes:
        message: the message as it was leased.
        mail: its mail.
        done: called once with the result.
        note_overdue: called if the last reply is overdue.
        turn: its place among the mails about its visit.
        tries: how often a connection ended under it, without an attempt that counts.
    """

    message: Message
    mail: SmtpMail
    done: Callable[[MailResult], None]
    note_overdue: Callable[[], None] = _ignored
    turn: VisitTurn = field(default_factory=VisitTurn)
    tries: int = 0

    @property
    def domain(self) -> str:
        """The recipient's domain."""
        return self.mail.domain

    @property
    def order(self) -> _Order:
        """Answers first, then by the start of the appointments."""
        one = self.message
        return (one.priority, one.expires_at or _NEVER, one.id, one.practice_id)


@dataclass(slots=True)
class _Domain:
    """The mails to one domain.

    Attributes:
        waiting: a heap of the mails that wait.
        running: when each running mail began, by its order.
        quick: whether the last mail was quick; None before the first one.
        blocked: whether it waits for a connection of its own to become free.
    """

    pace: Pace
    waiting: list[tuple[_Order, QueuedMail]] = field(default_factory=list)
    running: dict[_Order, float] = field(default_factory=dict)
    quick: bool | None = None
    blocked: bool = False

    def is_slow(self, now: float) -> bool:
        """Tell whether its server is slow: the last mail was, or one that runs now is."""
        return self.quick is False or any(
            now - began >= SLOW_AFTER for began in self.running.values()
        )


class MailQueue:
    """The waiting and running mails of one smarthost.

    Args:
        connections: most mails at a time.
        per_second: most mails per second; 0 for no limit.
        per_domain: most mails per second to one domain; 0 for no limit.
    """

    def __init__(self, connections: int, per_second: float = 0, per_domain: float = 0) -> None:
        self._connections = connections
        self._pace = Pace(per_second)
        self._per_domain = per_domain
        self._resting: OrderedDict[str, _Domain] = OrderedDict()
        self._active: dict[str, _Domain] = {}
        self._heads: list[tuple[_Order, str]] = []
        self._due: list[tuple[float, str]] = []
        self._blocked: set[str] = set()
        self.waiting = 0
        self.running = 0

    def add(self, mail: QueuedMail) -> None:
        """Add a mail."""
        domain = self._activate(mail.domain)
        heappush(domain.waiting, (mail.order, mail))
        self.waiting += 1
        if not domain.blocked and domain.waiting[0][1] is mail:
            heappush(self._heads, (mail.order, mail.domain))

    def take(self, now: float) -> QueuedMail | None:
        """Return the first mail that may go now, and count it as running."""
        if self._pace.wait(now):
            return None
        while self._due and self._due[0][0] <= now:
            self._free(heappop(self._due)[1])
        while self._heads:
            order, name = heappop(self._heads)
            domain = self._active.get(name)
            if domain is None or not domain.waiting or domain.waiting[0][0] != order:
                continue  # what was first then is gone, or another mail came before it
            if domain.blocked:
                continue
            wait = domain.pace.wait(now)
            if wait:
                domain.blocked = True
                heappush(self._due, (now + wait, name))
            elif not self._may_begin(domain, now):
                domain.blocked = True
                self._blocked.add(name)
            else:
                return self._begin(domain, now)
        return None

    def wait(self, now: float) -> float | None:
        """Return seconds until a mail may go by the passing of time alone; None: not by that."""
        pause = self._pace.wait(now)
        if pause and self.waiting:
            return pause
        return max(self._due[0][0] - now, 0.0) if self._due else None

    def ended(self, mail: QueuedMail, now: float) -> None:
        """Count a mail as no longer running; whoever waits for a connection may have it."""
        domain = self._active[mail.domain]
        domain.quick = now - domain.running.pop(mail.order) < SLOW_AFTER
        self.running -= 1
        if not (domain.running or domain.waiting):
            self._rest(mail.domain)
        for name in tuple(self._blocked):
            self._blocked.discard(name)
            self._free(name)

    def all_waiting(self) -> list[QueuedMail]:
        """Take every waiting mail out, in order."""
        found: list[tuple[_Order, QueuedMail]] = []
        for name, domain in tuple(self._active.items()):
            found += domain.waiting
            domain.waiting.clear()
            domain.blocked = False
            if not domain.running:
                self._rest(name)
        self.waiting = 0
        self._heads.clear()
        self._due.clear()
        self._blocked.clear()
        return [mail for _, mail in sorted(found, key=lambda one: one[0])]

    def crowded(self, most: int, now: float) -> Iterator[str]:
        """Yield the domains that are slow or paced and have `most` mails or more waiting."""
        for name, domain in self._active.items():
            slow = self._per_domain or domain.is_slow(now)
            if slow and len(domain.waiting) >= most:
                yield name

    def surplus(self, name: str, most: int) -> list[QueuedMail]:
        """Take the last mails of a domain out, but for the first `most` of them."""
        domain = self._active[name]
        kept = sorted(domain.waiting, key=lambda one: one[0])
        domain.waiting, gone = kept[:most], kept[most:]
        self.waiting -= len(gone)
        return [mail for _, mail in gone]

    def slow_domains(self, now: float) -> int:
        """Return how many domains are slow now."""
        return sum(one.is_slow(now) for one in self._active.values())

    def _begin(self, domain: _Domain, now: float) -> QueuedMail:
        order, mail = heappop(domain.waiting)
        domain.running[order] = now
        self.waiting -= 1
        self.running += 1
        domain.pace.take(now)
        self._pace.take(now)
        if domain.waiting:
            heappush(self._heads, (domain.waiting[0][0], mail.domain))
        return mail

    def _may_begin(self, domain: _Domain, now: float) -> bool:
        """Tell whether a domain may have one more connection."""
        if self._connections == 1:
            return True
        others = self._connections - 1
        if domain.quick and not domain.is_slow(now):
            return len(domain.running) < others
        if len(domain.running) >= max(1, self._connections // 2):
            return False
        slow = sum(len(one.running) for one in self._active.values() if one.is_slow(now))
        return not domain.is_slow(now) or slow < others

    def _free(self, name: str) -> None:
        domain = self._active.get(name)
        if domain is not None:
            domain.blocked = False
            if domain.waiting:
                heappush(self._heads, (domain.waiting[0][0], name))

    def _activate(self, name: str) -> _Domain:
        """Return a domain, with what is remembered of it."""
        found = self._active.get(name)
        if found is None:
            found = self._resting.pop(name, None) or _Domain(Pace(self._per_domain))
            self._active[name] = found
        return found

    def _rest(self, name: str) -> None:
        """Keep of a domain without mails how it was, as long as there is room."""
        self._resting[name] = self._active.pop(name)
        if len(self._resting) > _REMEMBERED:
            self._resting.popitem(last=False)
