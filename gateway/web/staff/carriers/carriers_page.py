"""The page of carriers: binds, windows, throttling, receipts, queues, spending, mail, workers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from calendar_store.messages.backlog import QueueDepth, QueueKind
from calendar_store.model.actors import of_staff
from calendar_store.model.statuses import Channel, MessageStatus
from calendar_store.practices import practices
from gateway.use_cases import service_health
from gateway.use_cases.service_health import COUNTED as COUNTED_DAYS
from gateway.use_cases.service_health import CarrierCounts, StoredHealth
from gateway.web.languages.labels import written_amount
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark, ngettext
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.reports.report_words import length_words

_COUNTED_FOR = timedelta(minutes=1)
STATE_WORDS: Mapping[str, str] = {
    "stopped": mark("stopped"),
    "connecting": mark("connecting"),
    "bound": mark("bound"),
    "paused": mark("paused"),
    "resting": mark("resting"),
    "waiting": mark("waiting to connect again"),
    "refused": mark("refused"),
    "up": mark("connected"),
    "away": mark("does not answer"),
    "reading": mark("reading"),
}
"""The states of binds, of the mail server and of the mailbox."""
QUEUE_WORDS: Mapping[QueueKind, str] = {
    QueueKind.OUTBOX: mark("Messages to be sent"),
    QueueKind.INBOX: mark("Texts to be answered"),
    QueueKind.REMINDERS: mark("Reminders that are due"),
    QueueKind.RECEIPTS: mark("Receipts without their message"),
    QueueKind.UNATTRIBUTED: mark("Texts that belong to no practice"),
}
FATE_WORDS: Mapping[MessageStatus, str] = {
    MessageStatus.PLANNED: mark("planned"),
    MessageStatus.QUEUED: mark("queued"),
    MessageStatus.SENDING: mark("on the way"),
    MessageStatus.ACCEPTED: mark("accepted"),
    MessageStatus.DELIVERED: mark("delivered"),
    MessageStatus.FAILED: mark("failed"),
    MessageStatus.EXPIRED: mark("expired"),
    MessageStatus.UNKNOWN: mark("unknown"),
    MessageStatus.SKIPPED: mark("left out"),
    MessageStatus.CANCELLED: mark("cancelled"),
}
COUNTED_WORDS: Mapping[str, str] = {
    # receipts, by their state
    "scheduled": mark("scheduled"),
    "enroute": mark("on the way"),
    "accepted": mark("accepted"),
    "delivered": mark("delivered"),
    "expired": mark("expired"),
    "deleted": mark("deleted"),
    "undeliverable": mark("undeliverable"),
    "rejected": mark("rejected"),
    "skipped": mark("left out"),
    "unknown": mark("unknown"),
    # attempts to send a mail
    "taken": mark("accepted"),
    "refused": mark("refused"),
    "not_sent": mark("not sent"),
}
"""What is counted of receipts, and of attempts to send a mail."""
_WELL = frozenset({"bound", "up", "reading"})


class RecentCounts:
    """What went over the carriers, counted at most a minute ago."""

    def __init__(self) -> None:
        self._at: datetime | None = None
        self._counts: dict[str, CarrierCounts] = {}

    def known(self, now: datetime) -> dict[str, CarrierCounts] | None:
        """Return the counts; None if they have to be counted again."""
        fresh = self._at is not None and self._at <= now < self._at + _COUNTED_FOR
        return self._counts if fresh else None

    def keep(self, counts: dict[str, CarrierCounts], now: datetime) -> None:
        """Keep counts that were made now."""
        if self.known(now) is not counts:
            self._at, self._counts = now, counts


COUNTED: web.AppKey[RecentCounts] = web.AppKey("counted carriers", RecentCounts)


@dataclass(frozen=True, slots=True)
class BindLine:
    """A bind: its name, whether it does well, its state, and what else is to be told of it."""

    name: str
    well: bool
    state: str
    told: str


@dataclass(frozen=True, slots=True)
class CarrierCard:
    """A carrier in words.

    Attributes:
        trouble: why it takes no messages now; "" if it does.
        binds: its connections.
        lines: (what, figures).
    """

    name: str
    well: bool
    state: str
    trouble: str
    binds: Sequence[BindLine]
    lines: Sequence[tuple[str, str]]


async def show(request: web.Request) -> web.Response:
    """Show the state of the service; a script asks for it again every few seconds."""
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    now, counted = site.clock(), request.app[COUNTED]
    stored = await service_health.load(
        site.database, actor, site.tariff.channels.kinds, now=now, known=counted.known(now)
    )
    counted.keep(stored.counts, now)
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
    face = face_of(practice)
    links = site.link_status() if site.link_status else None
    facts = {
        "practice": practice,
        "room": "carriers",
        "running": links is not None,
        "cards": [_card(one, stored, now) for one in links or ()],
        "failing": list(site.watch.failing()) if site.watch else [],
        "watched": site.watch is not None,
        "queues": [_queue(one, now) for one in stored.waiting],
        "store": _store(stored),
        "at": face.clock(now),
        "idle": _idle(stored, links),
    }
    return page(request, "staff/carriers/carriers.html", facts)


def _idle(stored: StoredHealth, links: Sequence[Mapping[str, Any]] | None) -> list[tuple[str, str]]:
    """Return what went over carriers that are configured no longer."""
    there = {str(one["carrier"]) for one in links or ()}
    return [
        (carrier, _sent(counts))
        for carrier, counts in stored.counts.items()
        if carrier and carrier not in there
    ]


def _store(stored: StoredHealth) -> str:
    return _(
        "%(kind)s, version %(version)s, answers in %(ms)s ms",
        kind="PostgreSQL" if stored.dialect == "postgresql" else "SQLite",
        version=stored.version,
        ms=f"{stored.seconds * 1000:.0f}",
    )


def _queue(one: QueueDepth, now: datetime) -> tuple[str, str, int, str]:
    """Return a queue: what waits, for which carrier, how many, and for how long the oldest does."""
    age = length_words(max(timedelta(0), now - one.since)) if one.since and one.count else ""
    return _(QUEUE_WORDS[one.queue]), one.carrier, one.count, age


def _card(link: Mapping[str, Any], stored: StoredHealth, now: datetime) -> CarrierCard:
    name, state = str(link["carrier"]), str(link.get("state", ""))
    trouble = str(link.get("hindrance", ""))
    health = link.get("health") or {}
    down = bool(health.get("down"))
    lines = [*_health(health), *_figures(link), *_mail(link)]
    queued, since = stored.queued(name)
    age = f" · {length_words(max(timedelta(0), now - since))}" if queued and since else ""
    lines.append((_("Waiting"), f"{queued}{age}"))
    counts = stored.counts.get(name)
    if counts:
        days = ngettext("%(num)s day", "%(num)s days", COUNTED_DAYS.days)
        lines.append((days, _sent(counts)))
    binds = [_bind(one) for one in link.get("binds") or ()]
    return CarrierCard(name, not trouble and not down, _state(state), trouble, binds, lines)


def _state(state: str) -> str:
    return _(STATE_WORDS[state]) if state in STATE_WORDS else state


def _sent(counts: CarrierCounts) -> str:
    told = [f"{count} {_(FATE_WORDS[status])}" for status, count in counts.by_status.items()]
    told.append(ngettext("%(num)s part", "%(num)s parts", counts.parts))
    told.append(_("costs %(amount)s", amount=written_amount(counts.cost)))
    return ", ".join(told)


def _bind(one: Mapping[str, Any]) -> BindLine:
    told = [str(one["address"])] if one.get("address") else []
    if one.get("window"):
        told.append(
            _("%(flying)s of %(window)s on the way", flying=one["in_flight"], window=one["window"])
        )
    if one.get("words"):
        told.append(str(one["words"]))
    state = str(one["state"])
    return BindLine(str(one["name"]), state in _WELL, _state(state), " · ".join(told))


def _health(health: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if health.get("down"):
        yield _("Health"), _("down: what waits goes over another carrier where there is one")
    for prefix, why in (health.get("poor") or {}).items():
        numbers = _("numbers that begin with +%(prefix)s", prefix=prefix) if prefix else _("all")
        yield _("Left out for"), f"{numbers}: {why['words']} ({why['until'][11:16]} UTC)"


def _figures(link: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if link.get("numbers"):
        yield _("Numbers"), ", ".join(map(str, link["numbers"]))
    if link.get("parts_last_minute") is not None:
        yield _("Parts in the last minute"), str(link["parts_last_minute"])
        yield _("Throttled"), ngettext("%(num)s time", "%(num)s times", link["throttled"])
    yield from _spread(_("Answers after"), link.get("response_seconds"))
    for words in link.get("refused_wishes") or ():
        yield _("Refused"), str(words)
    if link.get("receipts"):
        yield _("Receipts"), _counted(link["receipts"])
    yield from _spread(_("Receipts after"), link.get("receipt_seconds"))


def _mail(link: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if link.get("channel") != Channel.EMAIL:
        return
    pool = link["connections"]
    yield _("Connections"), _("%(open)s of %(most)s, %(busy)s busy", **_plain(pool))
    yield _("Emails in the last minute"), str(link["mails_last_minute"])
    if link.get("attempts"):
        yield _("Attempts"), _counted(link["attempts"])
    if link.get("last_fault") and not link.get("hindrance"):
        yield _("Last fault"), str(link["last_fault"])
    incoming = link.get("incoming")
    if incoming:
        told = (f"{count} {kind.replace('_', ' ')}" for kind, count in incoming["mails"].items())
        yield _("Received"), ", ".join(told) or "0"
        if mailbox := incoming.get("mailbox"):
            why = f": {mailbox['why']}" if mailbox["why"] else ""
            yield _("Mailbox"), f"{_state(mailbox['state'])}{why}"
        if smtp := incoming.get("smtp"):
            many = smtp["connections"]
            yield "SMTP", _("port %(port)s, %(open)s connections", port=smtp["port"], open=many)


def _counted(counts: Mapping[str, int]) -> str:
    """Return counts by name in words: "97 delivered, 1 expired"."""
    words = {name: _(COUNTED_WORDS[name]) if name in COUNTED_WORDS else name for name in counts}
    return ", ".join(f"{count} {words[name]}" for name, count in counts.items())


def _plain(pool: Mapping[str, Any]) -> dict[str, Any]:
    return {name: pool[name] for name in ("open", "most", "busy")}


def _spread(words: str, seconds: Mapping[str, float | None] | None) -> Iterator[tuple[str, str]]:
    """Yield the median and the 95th percentile; nothing where there are no figures."""
    if seconds and seconds.get("median") is not None and seconds.get("p95") is not None:
        yield (
            words,
            _(
                "%(median)s, 95 percent in %(most)s",
                median=_short(seconds["median"] or 0),
                most=_short(seconds["p95"] or 0),
            ),
        )


def _short(seconds: float) -> str:
    if seconds < 2:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.0f} s" if seconds < 120 else length_words(timedelta(seconds=seconds))
