"""AGENDA from a practitioner's own phone: who comes on a day, as far as a text may say it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.statuses import Channel
from dialogs.effects import AgendaSearch
from dialogs.flows.turn_context import Answer, Scene
from dialogs.flows.visits.details import details
from dialogs.languages.writing import write_clock, write_day, write_line
from dialogs.normalise import normalise
from dialogs.wording.privacy import nameable

ROOM = 600
"""Characters of an answer: four parts, of 153 septets each (3GPP TS 23.040, 9.2.3.24.1)."""

KEYWORD = "agenda"
"""What a practitioner who is a client too has to write, since clients ask for their times."""

_LONGEST = timedelta(days=7)
_DAY = timedelta(days=1)
_LONGEST_DAY = timedelta(hours=25)
"""A day on which the clocks go back."""


def asks_own(scene: Scene) -> bool:
    """Return whether a text that asks for an agenda asks for a practitioner's own."""
    words = normalise(scene.text).words
    return bool(_own(scene)) and (not scene.context.clients or KEYWORD in words)


def agenda_search(scene: Scene) -> AgendaSearch | None:
    """Return which appointments have to be known to answer, None where it is not theirs to ask."""
    if not asks_own(scene):
        return None
    start, end = _span(scene)
    return AgendaSearch(_own(scene), start, end)


def agenda(scene: Scene) -> Answer:
    """Tell a practitioner their appointments; a client is told their own ones."""
    if not asks_own(scene):
        return details(scene)
    start, end = _span(scene)
    found = scene.context.agenda
    several = end - start > _LONGEST_DAY
    lines = tuple(_line(scene, each, client, several=several) for each, client in found)
    day = _days(scene, start, end)
    return Answer(
        did=(f"told a practitioner who comes: {len(found)} appointments",),
        state=scene.state,
        says=(_told(scene, day, lines) if lines else scene.say("agenda_none", day=day),),
    )


def _own(scene: Scene) -> tuple[int, ...]:
    """Return the practitioners whose own phone the text came from."""
    channel, _, theirs = scene.context.key
    if channel is not Channel.SMS:
        return ()
    return tuple(one.id for one in scene.context.practitioners if one.mobile == theirs)


def _span(scene: Scene) -> tuple[datetime, datetime]:
    """Return the days asked for, today where none is named, a week at most; UTC."""
    zone, utc = ZoneInfo(scene.practice.timezone), scene.now.tzinfo
    times = scene.heard.times
    begins, ends = (times[0].start, times[0].end) if times else (scene.now, scene.now)
    first = begins.astimezone(zone).date()
    last = max(first, (min(ends, begins + _LONGEST) - timedelta.resolution).astimezone(zone).date())
    return (
        datetime.combine(first, time(0), zone).astimezone(utc),
        datetime.combine(last + _DAY, time(0), zone).astimezone(utc),
    )


def _told(scene: Scene, day: str, lines: tuple[str, ...]) -> str:
    """Return as many lines as there is room for, and how many more there are."""
    for shown in range(len(lines), 0, -1):
        rest = len(lines) - shown
        more = (scene.say("agenda_more", count=rest),) if rest else ()
        text = scene.say("agenda", day=day, text="\n".join((*lines[:shown], *more)))
        if len(text) <= ROOM or shown == 1:
            break
    return text


def _line(scene: Scene, appointment: Appointment, client: Client, *, several: bool) -> str:
    practice = scene.practice
    write = write_line if several else write_clock
    when = write(appointment.starts_at, scene.locale, practice.timezone, practice.region)
    name = f"{client.first} {client.last[:1]}." if client.last else client.first
    service = nameable(appointment)
    return " ".join(f"{when} {name}{f', {service}' if service else ''}".split())


def _days(scene: Scene, start: datetime, end: datetime) -> str:
    """Return the day asked for, or the first and the last of several."""
    practice = scene.practice
    first, last = (
        write_day(moment, scene.locale, practice.timezone, practice.region)
        for moment in (start, end - timedelta.resolution)
    )
    return first if first == last else f"{first} - {last}"
