"""AGENDA: tells practitioners on their own phone who comes on a day; tells clients their visits."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.statuses import Channel
from dialogs.effects import AgendaSearch
from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.phrases import said_of
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.asking_back import ask_back
from dialogs.flows.visits.details import details
from dialogs.flows.visits.still_holding import asks_if_it_holds
from dialogs.intents import Intent
from dialogs.languages.writing import write_clock, write_day, write_line
from dialogs.wording.privacy import nameable

ROOM = 600
"""Most characters of an answer: four parts of 153 septets (3GPP TS 23.040, 9.2.3.24.1)."""

KEYWORD = "agenda"
"""The word a practitioner who is also a client has to write, as clients ask for their times."""

_LONGEST = timedelta(days=7)
_DAY = timedelta(days=1)
_LONGEST_DAY = timedelta(hours=25)
"""The length of a day on which the clocks go back."""


def asks_own(turn: TurnContext) -> bool:
    """Return whether a text asks for a practitioner's own agenda."""
    words = said_of(turn.text).words
    return bool(_own(turn)) and (not turn.context.clients or KEYWORD in words)


def agenda_search(turn: TurnContext) -> AgendaSearch | None:
    """Return the search for the agenda, None if the sender may not ask for it."""
    if not asks_own(turn):
        return None
    start, end = _span(turn)
    return AgendaSearch(_own(turn), start, end)


def agenda(turn: TurnContext) -> Decision:
    """Tell a practitioner their appointments, or a client the client's own."""
    if not asks_own(turn):
        gone = not turn.ahead and asks_if_it_holds(turn)
        return ask_back(turn) if gone else details(turn)
    start, end = _span(turn)
    found = turn.context.agenda
    several = end - start > _LONGEST_DAY
    lines = tuple(_line(turn, each, client, several=several) for each, client in found)
    day = _days(turn, start, end)
    return Decision(
        trace=(f"told a practitioner who comes: {len(found)} appointments",),
        state=turn.state,
        replies=(_told(turn, day, lines) if lines else turn.say("agenda_none", day=day),),
    )


def _own(turn: TurnContext) -> tuple[int, ...]:
    """Return the ids of the practitioners whose own phone the text came from."""
    channel, _, theirs = turn.context.key
    if channel is not Channel.SMS:
        return ()
    return tuple(one.id for one in turn.context.practitioners if one.mobile == theirs)


def _span(turn: TurnContext) -> tuple[datetime, datetime]:
    """Return the days asked for, UTC; today if none is named, a week at most."""
    zone, utc = ZoneInfo(turn.practice.timezone), turn.now.tzinfo
    times = turn.heard.times
    begins, ends = (times[0].start, times[0].end) if times else (turn.now, turn.now)
    first = begins.astimezone(zone).date()
    last = max(first, (min(ends, begins + _LONGEST) - timedelta.resolution).astimezone(zone).date())
    return (
        datetime.combine(first, time(0), zone).astimezone(utc),
        datetime.combine(last + _DAY, time(0), zone).astimezone(utc),
    )


def _told(turn: TurnContext, day: str, lines: tuple[str, ...]) -> str:
    """Return as many lines as fit, and the number of further ones."""
    for shown in range(len(lines), 0, -1):
        rest = len(lines) - shown
        more = (turn.say("agenda_more", count=rest),) if rest else ()
        text = turn.say("agenda", day=day, text="\n".join((*lines[:shown], *more)))
        if len(text) <= ROOM or shown == 1:
            break
    return text


def _line(turn: TurnContext, appointment: Appointment, client: Client, *, several: bool) -> str:
    practice = turn.practice
    write = write_line if several else write_clock
    when = write(appointment.starts_at, turn.locale, practice.timezone, practice.region)
    name = f"{client.first} {client.last[:1]}." if client.last else client.first
    service = nameable(appointment)
    return " ".join(f"{when} {name}{f', {service}' if service else ''}".split())


def _days(turn: TurnContext, start: datetime, end: datetime) -> str:
    """Return the day asked for in words, or the first and the last of several."""
    practice = turn.practice
    first, last = (
        write_day(moment, turn.locale, practice.timezone, practice.region)
        for moment in (start, end - timedelta.resolution)
    )
    return first if first == last else f"{first} - {last}"


FLOWS = (FlowSpec(Intent.AGENDA, agenda, beside=True),)
