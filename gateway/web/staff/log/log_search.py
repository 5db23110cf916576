"""What the address of the log asks for, and the search for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.database.audit_search import AuditFound, AuditQuery
from calendar_store.database.connection import Transaction
from calendar_store.model import local_time
from calendar_store.model.actors import Actor
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from gateway.use_cases import audit_log, audit_search
from gateway.use_cases.audit_log import AuditFilter
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.staff.appointment.wanted_times import wanted_day
from gateway.web.staff.log.log_words import ACTIONS

_LONGEST = 200
_FIELDS = ("q", "what", "by", "first", "last", "show")


@dataclass(frozen=True, slots=True)
class AskedLog:
    """What is asked for.

    Attributes:
        query: as the store looks for it.
        narrowed: which tab.
        searches: whether more than a tab or an actor is asked for.
        typed: what was typed into the fields.
        wrong: why a day is none; "" where nothing is wrong.
    """

    query: AuditQuery
    narrowed: AuditFilter
    searches: bool
    typed: Mapping[str, str]
    wrong: str = ""

    @property
    def kept(self) -> dict[str, str]:
        """The fields that the next page asks for, too."""
        return {name: value for name, value in self.typed.items() if value}


def asked(query: Mapping[str, str], practice: Practice, now: datetime) -> AskedLog:
    """Return what an address asks for; a day that is none is left out, and told.

    Args:
        query: the address's query.
        practice: whose log it is.
        now: UTC.
    """
    typed = {name: query.get(name, "").strip()[:_LONGEST] for name in _FIELDS}
    wanted = typed["show"]
    narrowed = AuditFilter(wanted) if wanted in set(AuditFilter) else AuditFilter.ALL
    wrong, since, until = "", None, None
    try:
        since = _midnight(typed["first"], practice, now)
        until = _midnight(typed["last"], practice, now, after=True)
    except InvalidInput as error:
        wrong = refusal(error)
    words = audit_search.words_of(typed["q"])
    action = typed["what"] if typed["what"] in ACTIONS else ""
    one = AuditQuery(
        words=words,
        named={word: _actions(word) for word in words},
        by=typed["by"],
        actions=(action,) if action else audit_log.ACTIONS.get(narrowed, ()),
        since=since,
        until=until,
    )
    searches = bool(words or action or since or until)
    return AskedLog(one, narrowed, searches, typed, wrong)


async def found(
    tx: Transaction, actor: Actor, practice: Practice, one: AskedLog, *, before: int | None
) -> AuditFound:
    """Return a page of what is asked for.

    Args:
        tx: any transaction.
        actor: who reads.
        practice: the practice.
        one: what is asked for.
        before: the page after the entry of this id; None for the first.

    Raises:
        NotPermitted: if the actor may not read the log.
    """
    if one.searches:
        return await audit_search.found(
            *(tx, actor, practice, one.query), limit=audit_log.PAGE, before=before
        )
    # each action by its index, however rare it is
    page = await audit_log.listed(
        *(tx, actor, practice.id), narrowed=one.narrowed, by=one.query.by, before=before
    )
    return AuditFound(page.entries, page.older)


def _actions(word: str) -> list[str]:
    """Return the actions that the reader's language tells by a word."""
    sought = word.casefold()
    return [name for name, said in ACTIONS.items() if sought in _(said).casefold()]


def _midnight(
    text: str, practice: Practice, now: datetime, *, after: bool = False
) -> datetime | None:
    if not text:
        return None
    day: date = wanted_day(text[:40], practice, now, past=True)
    if after:
        day += timedelta(days=1)
    return local_time.midnight(day, ZoneInfo(practice.timezone))
