"""How a practice wants its calendar on paper, and the papers that were made."""

from collections.abc import Sequence
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
from calendar_store.model.papers import Paper, PaperSent, PaperSettings, PaperSize, PaperWay
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel
from calendar_store.practices import paper_settings, practitioners
from gateway.paper.evenings import next_evening

LIST_LENGTH = 60
MOST_WAYS = 5
SHORTEST_LOSS = timedelta(minutes=2)
LONGEST_LOSS = timedelta(hours=12)
_ON_LETTER = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE", "GT", "CR", "PA", "PR", "DO"})
"""Countries whose printers and faxes hold paper of the size Letter."""


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
    return await paper_settings.get(tx, practice.id) or usual(practice)


def usual(practice: Practice) -> PaperSettings:
    """Return the settings of a practice that has not said how it wants its paper."""
    size = PaperSize.LETTER if practice.region in _ON_LETTER else PaperSize.A4
    return PaperSettings(practice.id, size=size)


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
        NotPermitted: if the actor may not manage the practice.
        InvalidInput: if something of it is not possible.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    before = await paper_settings.get(tx, practice.id) or usual(practice)
    await _require_possible(tx, chosen)
    chosen = replace(chosen, ways=tuple(sorted(set(chosen.ways))))
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


async def opened(
    tx: Transaction, actor: Actor, practice_id: int, version: int, *, now: datetime
) -> tuple[Paper, bytes]:
    """Return a paper with its PDF, to be printed; that it was opened is recorded.

    Raises:
        NotPermitted: if the actor may not read the records of clients.
        NotFound: if the practice has no such paper any more.
    """
    require(actor, Permission.READ_CLIENTS, practice_id)
    paper = await papers.by_version(tx, practice_id, version)
    content = await papers.content(tx, practice_id, paper.id) if paper else None
    if paper is None or content is None:
        raise NotFound(f"there is no paper {version} of this practice any more")
    await audit.record(
        *(tx, practice_id), by=actor, action="paper.opened", subject=str(version), now=now
    )
    return paper, content
