"""How a practice wants its calendar on paper, and the papers that were made."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.clients.new_client import checked_email
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.entry import numbers
from calendar_store.messages import papers
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.papers import (
    Paper,
    PaperKind,
    PaperSent,
    PaperSettings,
    PaperWay,
    usual_settings,
)
from calendar_store.model.practices import Practice, Practitioner
from calendar_store.model.statuses import Channel
from calendar_store.practices import paper_settings, practitioners
from gateway.paper.evenings import next_evening
from gateway.paper.making import PaperMaker
from gateway.paper.printing import NotDrawn
from gateway.paper.shown import ShownVisits

LIST_LENGTH = 60
_TOLD_FOR = timedelta(days=7)
"""How long a paper is told of on the calendar."""
_LOOKED_AT = 10
MOST_WAYS = 5
SHORTEST_LOSS = timedelta(minutes=2)
LONGEST_LOSS = timedelta(hours=12)
_NOTHING = "there is nothing to print: nobody works in the next four weeks, and nobody is booked"
_NOT_DRAWN = "the paper could not be made now; try again in a minute"


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A paper with what became of it on each way."""

    paper: Paper
    sent: Sequence[PaperSent]


async def wanted(tx: Transaction, actor: Actor, practice: Practice) -> PaperSettings:
    """Return how a practice wants its paper; as usual where it has not said.

    Raises:
        NotPermitted: if the actor may not read the records of clients.
    """
    require(actor, Permission.READ_CLIENTS, practice.id)
    return await paper_settings.get(tx, practice.id) or usual_settings(practice)


def way(channel: Channel, address: str, region: str) -> PaperWay:
    """Return where to send a paper, as a person wrote it.

    Args:
        channel: EMAIL or FAX.
        address: the address or the number.
        region: ISO country of a number without a country code.

    Raises:
        InvalidInput: if it is neither.
    """
    if channel is Channel.FAX:
        return PaperWay(channel, numbers.e164(address, region, "fax number"))
    return PaperWay(channel, checked_email(address))


async def choose(
    tx: Transaction, actor: Actor, practice: Practice, chosen: PaperSettings, *, now: datetime
) -> PaperSettings:
    """Choose how a practice wants its paper; return what was before.

    Args:
        tx: a writing transaction.
        actor: who chooses.
        practice: the practice.
        chosen: how it is wanted, its ways made by `way`.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not manage the practice, or sends names elsewhere and may
            not export them.
        InvalidInput: if something of it is not possible.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    chosen = replace(chosen, ways=tuple(sorted(set(chosen.ways))))
    before = await paper_settings.get(tx, practice.id) or usual_settings(practice)
    await _require_possible(tx, chosen)
    if chosen.ways != before.ways:
        # whoever is sent the paper has the names and numbers of all who come
        require(actor, Permission.EXPORT_CLIENTS, practice.id)
    due = None
    if chosen.evening_at is not None:
        due = next_evening(chosen.evening_at, ZoneInfo(practice.timezone), now)
    await paper_settings.keep(tx, chosen, due_at=due, by=actor, now=now)
    changed = _told(before, chosen)
    if changed:
        await audit.record(
            *(tx, practice.id),
            by=actor,
            action="paper.set",
            subject=practice.name,
            now=now,
            detail=changed,
        )
    return before


async def follow_zone(tx: Transaction, practice: Practice, now: datetime) -> None:
    """Make the next evening that of the practice's zone, which has changed."""
    wanted = await paper_settings.get(tx, practice.id)
    if wanted is not None and wanted.evening_at is not None:
        due = next_evening(wanted.evening_at, ZoneInfo(practice.timezone), now)
        await paper_settings.move_due(tx, practice.id, due)


async def _require_possible(tx: Transaction, chosen: PaperSettings) -> None:
    if len(chosen.ways) > MOST_WAYS:
        raise InvalidInput(f"a paper is sent to {MOST_WAYS} addresses and numbers at most")
    lost = chosen.lost_after
    if lost is not None and not SHORTEST_LOSS <= lost <= LONGEST_LOSS:
        raise InvalidInput("a line counts as lost after 2 minutes to 12 hours")
    if chosen.evening_at is not None and chosen.evening_at.tzinfo is not None:
        raise InvalidInput("the time of the evening is in the practice's own zone")
    known = {one.id for one in await practitioners.all_practitioners(tx, chosen.practice_id)}
    if not known.issuperset(chosen.practitioner_ids):
        raise NotFound("there is no such practitioner in this practice")


def _told(before: PaperSettings, after: PaperSettings) -> dict[str, str]:
    """Return what has changed, for the audit log, without addresses."""
    names = ("evening_at", "layout", "size", "extent", "lost_after")
    told = {
        name: str(new) for name in names if (new := getattr(after, name)) != getattr(before, name)
    }
    if before.practitioner_ids != after.practitioner_ids:
        told["practitioners"] = str(len(after.practitioner_ids) or "all")
    if before.ways != after.ways:
        told["ways"] = " ".join(one.channel for one in after.ways) or "none"
    return told


async def people(tx: Transaction, practice_id: int) -> Sequence[Practitioner]:
    """Return the practitioners whose pages can be chosen, by name."""
    found = await practitioners.all_practitioners(tx, practice_id)
    return [one for one in found if one.retired_at is None]


async def person(tx: Transaction, practice_id: int, name_or_id: str) -> int:
    """Return the id of a practitioner.

    Raises:
        NotFound: if there is none of this name.
    """
    return (await practitioners.find(tx, practice_id, name_or_id)).id


async def made(
    tx: Transaction, actor: Actor, practice_id: int, limit: int = LIST_LENGTH
) -> Sequence[MadePaper]:
    """Return a practice's newest papers with what became of them, the newest first.

    Raises:
        NotPermitted: if the actor may not read the calendar.
    """
    require(actor, Permission.READ_CALENDAR, practice_id)
    found = await papers.listed(tx, practice_id, limit)
    sent = await papers.sent(tx, practice_id, [one.id for one in found])
    return [MadePaper(one, sent.get(one.id, ())) for one in found]


async def with_fates(tx: Transaction, paper: Paper) -> MadePaper:
    """Return a paper with what became of it on each way."""
    sent = await papers.sent(tx, paper.practice_id, [paper.id])
    return MadePaper(paper, sent.get(paper.id, ()))


async def last(tx: Transaction, practice_id: int, now: datetime) -> MadePaper | None:
    """Return the last paper of the last days that was sent, else the last one; None for none.

    It names nobody, so that whoever sees the calendar may see it.
    """
    found = await papers.listed(tx, practice_id, _LOOKED_AT)
    recent = [one for one in found if now - one.made_at <= _TOLD_FOR]
    sent = await papers.sent(tx, practice_id, [one.id for one in recent])
    told = next((one for one in recent if one.id in sent), next(iter(recent), None))
    return MadePaper(told, sent.get(told.id, ())) if told else None


async def opened(
    tx: Transaction, actor: Actor, practice_id: int, version: int, *, now: datetime
) -> tuple[Paper, bytes]:
    """Return a paper with its PDF, to be printed; that it was opened is recorded.

    Raises:
        NotPermitted: if the actor may not export clients.
        NotFound: if the practice has no such paper any more.
    """
    require(actor, Permission.EXPORT_CLIENTS, practice_id)
    paper = await papers.by_version(tx, practice_id, version)
    content = await papers.content(tx, practice_id, paper.id) if paper else None
    if paper is None or content is None:
        raise NotFound(f"there is no paper {version} of this practice any more")
    await audit.record(
        *(tx, practice_id), by=actor, action="paper.opened", subject=str(version), now=now
    )
    return paper, content


async def forget_clients(tx: Transaction, practice_id: int, client_ids: Collection[int]) -> None:
    """Remove the PDFs on which clients who are erased can be read.

    Args:
        tx: the transaction that erases them.
        practice_id: the practice.
        client_ids: the clients.
    """
    gone = frozenset(client_ids)
    kept = await papers.kept_shown(tx, practice_id)
    named = [
        key for key, octets in kept if not gone.isdisjoint(ShownVisits.read(octets).client_ids)
    ]
    if named:
        await papers.remove_content(tx, practice_id, named)


async def make(
    maker: PaperMaker, actor: Actor, practice_id: int, *, now: datetime, send: bool
) -> Paper:
    """Make a whole paper at once.

    Args:
        maker: makes papers.
        actor: who wants it.
        practice_id: the practice.
        now: UTC.
        send: whether it is sent on the practice's ways; else it is kept to be printed.

    Raises:
        NotPermitted: if the actor may not export clients.
        InvalidInput: if there is nothing to print, or the paper cannot be drawn now.
    """
    require(actor, Permission.EXPORT_CLIENTS, practice_id)
    try:
        paper = await maker.make(practice_id, PaperKind.BY_HAND, by=actor, now=now, send=send)
    except NotDrawn as error:
        raise InvalidInput(_NOT_DRAWN) from error
    if paper is None:
        raise InvalidInput(_NOTHING)
    return paper


async def preview(maker: PaperMaker, actor: Actor, practice_id: int, *, now: datetime) -> bytes:
    """Return the PDF of a whole paper as it would be now; nothing is stored or sent.

    Raises:
        NotPermitted: if the actor may not export clients.
        InvalidInput: if there is nothing to print, or the paper cannot be drawn now.
    """
    require(actor, Permission.EXPORT_CLIENTS, practice_id)
    try:
        content = await maker.preview(practice_id, now)
    except NotDrawn as error:
        raise InvalidInput(_NOT_DRAWN) from error
    if content is None:
        raise InvalidInput(_NOTHING)
    return content
