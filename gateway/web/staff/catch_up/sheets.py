"""The page of a paper that is copied in, as addresses and forms name it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from calendar_store.database.connection import Transaction
from calendar_store.messages import papers
from calendar_store.model import local_time
from calendar_store.model.actors import Actor
from calendar_store.model.paper_entries import PaperSheet
from calendar_store.model.papers import Paper
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import StepRule
from calendar_store.practices import practices
from gateway.use_cases import booking_choices, catch_up_view
from gateway.web.server.moments import face_of
from gateway.web.staff.appointment.wanted_times import clicked, day_of_address, number_of

_OLDEST = timedelta(days=60)
"""How old a paper may be that is copied in."""
_LISTED = 12
"""Papers that there are to choose from."""
_FIELDS = ("paper", "made", "day", "who")


@dataclass(frozen=True, slots=True)
class NamedSheet:
    """A page of a paper that an address names, with what there is to choose from.

    Attributes:
        sheet: the page; its practitioner is 0 where the practice has none.
        paper: the paper; None if only a time is known.
        papers: the newest papers.
        who: the practitioners, by id.
        default: whether no paper was named, and none is known.
    """

    sheet: PaperSheet
    paper: Paper | None
    papers: tuple[Paper, ...]
    who: Mapping[int, str]
    default: bool = False

    @property
    def fields(self) -> dict[str, str]:
        """The fields that name it again."""
        made = "" if self.paper else self.sheet.made_at.isoformat()
        version = str(self.paper.version) if self.paper else ""
        values = (version, made, self.sheet.day.isoformat(), str(self.sheet.practitioner_id))
        named = dict(zip(_FIELDS, values, strict=True))
        named |= {"confirm": "1" if self.sheet.confirm else "0"}
        named |= {"tell": "1" if self.sheet.tell else "0"}
        return {name: value for name, value in named.items() if value}

    def address(self, **changes: object) -> str:
        """Return the address of the page, or of one that differs from it."""
        said = {name: str(value) for name, value in changes.items()}
        return "/catch-up?" + urlencode(self.fields | said)


async def named(
    tx: Transaction, actor: Actor, practice: Practice, fields: Mapping[str, str], now: datetime
) -> NamedSheet:
    """Return the page that an address or a form names; what it leaves out is the newest and today.

    Args:
        tx: any transaction.
        actor: who reads it.
        practice: the practice.
        fields: "paper", its version; or "made", when it was made; "day"; "who", the practitioner;
            "confirm" and "tell", "1" or "0".
        now: UTC.
    """
    known = tuple(await papers.listed(tx, practice.id, _LISTED))
    version = number_of(fields.get("paper", ""))
    paper = None
    made = _made(fields.get("made", ""), practice, now)
    if version is not None or made is None:
        paper = await catch_up_view.latest_paper(tx, practice, version)
    if paper is not None and paper.made_at > now:
        paper = None
    zone = ZoneInfo(practice.timezone)
    today = face_of(practice).day_of(now)
    at = paper.made_at if paper else made or local_time.moment(today, time.min, zone)
    choices = await booking_choices.load(tx, actor, practice)
    everybody = {one.id: one.name for one in choices.practitioners}
    who = number_of(fields.get("who", ""))
    if who not in everybody:
        who = next(iter(everybody), 0)
    day = day_of_address(fields.get("day", "")) or today
    sheet = PaperSheet(at, day, who or 0, paper.version if paper else None)
    sheet = await told(tx, practice, sheet, fields)
    return NamedSheet(sheet, paper, known, everybody, paper is None and made is None)


async def told(
    tx: Transaction, practice: Practice, sheet: PaperSheet, fields: Mapping[str, str]
) -> PaperSheet:
    """Return a page with whether clients are told: as it was chosen, or as the reminders say."""
    if "confirm" in fields or "tell" in fields:
        return replace(sheet, confirm=fields.get("confirm") == "1", tell=fields.get("tell") == "1")
    steps = (await practices.steps(tx, [practice.id]))[practice.id]
    confirm = any(one.rule is StepRule.BOOKED for one in steps)
    return replace(sheet, confirm=confirm, tell=True)


def _made(text: str, practice: Practice, now: datetime) -> datetime | None:
    """Return when a paper was made, as a form says it: a moment, or a local day and time."""
    at = clicked(text)
    if at is None:
        try:
            there = datetime.fromisoformat(text)
        except ValueError:
            return None
        if not _fits(there.date()):
            return None
        at = local_time.moment(there.date(), there.time(), ZoneInfo(practice.timezone))
    return at if now - _OLDEST < at <= now else None


def _fits(day: date) -> bool:
    return day_of_address(day.isoformat()) is not None
