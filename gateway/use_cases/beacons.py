"""Beacons: programs in practices' networks; made and revoked by staff, heard from every minute.

A beacon's token is its only secret: it is shown once, its hash is stored, and revoking it takes
effect at once. With it one may read the practice's papers, and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.database.connection import Transaction
from calendar_store.messages import papers
from calendar_store.model.actors import Actor, Permission, require, require_contacts
from calendar_store.model.availability import Span
from calendar_store.model.errors import InvalidInput
from calendar_store.model.lines import Beacon, BeatSource, Heartbeat
from calendar_store.model.papers import Paper
from calendar_store.model.practices import Practice
from calendar_store.practices import hours, lines, practices, practitioners
from gateway.lines.line_decision import office_of

MOST = 10
LONGEST_NAME = 60
_AHEAD = timedelta(days=14)
"""How far ahead a beacon knows the office hours: it prints in these alone."""
_MOST_PAPERS = 60


@dataclass(frozen=True, slots=True)
class BeaconNews:
    """What a beacon is told.

    Attributes:
        practice_id: its practice.
        papers: the newest whole paper and all that add to it, the oldest first.
        office: when anybody works in the next days.
    """

    practice_id: int
    papers: Sequence[Paper]
    office: Sequence[Span]


async def make(
    tx: Transaction, actor: Actor, practice: Practice, name: str, *, now: datetime
) -> tuple[Beacon, str]:
    """Make a beacon; return it with its token.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        InvalidInput: if it has no name, or there are too many.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    require_contacts(actor)
    known = " ".join(name.split())
    if not known or len(known) > LONGEST_NAME or not known.isprintable():
        raise InvalidInput(f"say where the beacon runs, in {LONGEST_NAME} characters at most")
    if len(await lines.beacons_of(tx, practice.id)) >= MOST:
        raise InvalidInput(f"a practice has {MOST} beacons at most; revoke one first")
    return await lines.make_beacon(tx, practice.id, known, by=actor, now=now)


async def listed(
    tx: Transaction, actor: Actor, practice: Practice
) -> tuple[Sequence[Beacon], Heartbeat | None]:
    """Return the beacons of a practice, and when any of them was heard from last.

    Raises:
        NotPermitted: if the actor may not manage the practice.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    found = await lines.beacons_of(tx, practice.id)
    heard = (await lines.heard(tx, [practice.id])).get(practice.id, [])
    return found, next((one for one in heard if one.source is BeatSource.BEACON), None)


async def revoke(
    tx: Transaction, actor: Actor, practice: Practice, beacon_id: int, *, now: datetime
) -> Beacon:
    """Revoke the token of a beacon.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        NotFound: if the practice has no such beacon.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    return await lines.revoke_beacon(tx, practice.id, beacon_id, by=actor, now=now)


async def news(tx: Transaction, token: str, *, now: datetime) -> BeaconNews | None:
    """Return what the beacon of a token is told; None if there is no such token.

    Args:
        tx: any transaction.
        token: as the beacon shows it.
        now: UTC.
    """
    beacon = await lines.beacon_of_token(tx, token)
    if beacon is None:
        return None
    practice = await practices.get(tx, beacon.practice_id)
    zone = ZoneInfo(practice.timezone)
    today = now.astimezone(zone).date()
    ids = [one.id for one in await practitioners.working(tx, practice.id)]
    known = await hours.load(tx, practice.id, ids, today, today + _AHEAD)
    days = (today + timedelta(days=one) for one in range(_AHEAD.days + 1))
    office = [span for day in days for span in office_of(known, ids, day, zone)]
    return BeaconNews(practice.id, await _current(tx, practice.id), office)


async def paper(tx: Transaction, token: str, version: int) -> bytes | None:
    """Return the PDF of a paper to the beacon of a token; None if there is none."""
    beacon = await lines.beacon_of_token(tx, token)
    if beacon is None:
        return None
    found = await papers.by_version(tx, beacon.practice_id, version)
    return await papers.content(tx, beacon.practice_id, found.id) if found else None


async def _current(tx: Transaction, practice_id: int) -> list[Paper]:
    found = []
    for one in await papers.listed(tx, practice_id, _MOST_PAPERS):
        found.append(one)
        if one.of_paper_id is None:
            break
    return [one for one in reversed(found) if one.kept]
