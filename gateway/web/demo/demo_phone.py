"""A phone of the demo: the texts on its screen, and how the service processed its last text.

The texts come from the sandbox carrier; the second tick and the story come from the store.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from calendar_store.appointments import agenda
from calendar_store.conversations import inbox
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import Appointment
from calendar_store.model.conversations import Inbound
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel
from gateway.demo.phones import PhoneText
from gateway.web.demo.demo_context import Demo
from gateway.web.demo.trace_words import reading_words, step_words, trace_words
from gateway.web.languages.translation import gettext as _
from gateway.web.server import phone_numbers
from gateway.web.server.moments import face_of
from gateway.wording import glyphs

_LAST = 20
"""Limit of texts on the screen."""
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Bubble:
    """A text on the phone's screen.

    Attributes:
        text: the text.
        clock: local time of the text.
        mine: whether the phone's owner wrote the text.
        taken: whether the service has committed the owner's text.
        parts: number of SMS parts.
    """

    text: str
    clock: str
    mine: bool
    taken: bool
    parts: int


@dataclass(frozen=True, slots=True)
class Story:
    """How the service processed the phone's last text, step by step.

    Attributes:
        text: the text.
        intent: the intent, in words.
        sure: confidence in percent.
        evidence: the evidence for the intent.
        did: the decisions, one line each.
        times: (step, milliseconds) in order.
        seen: day and words of the text's appointment; None if there is no appointment.
    """

    text: str
    intent: str
    sure: int
    evidence: tuple[str, ...]
    did: tuple[str, ...]
    times: tuple[tuple[str, float], ...]
    seen: tuple[date, str] | None


@dataclass(frozen=True, slots=True)
class Phone:
    """The visitor's phone.

    Attributes:
        place: the phone's number among the demo's phones, from 0.
        name: name of its owner.
        names: names of the owners of all phones, in order.
        number: the phone's number, as the practice dials it.
        from_: name of the practice that texts the phone.
        talk: the texts on its screen, oldest first.
        story: how its last text was processed; None if it has sent none that the store knows.
    """

    place: int
    name: str
    names: tuple[str, ...]
    number: str
    from_: str
    talk: tuple[Bubble, ...]
    story: Story | None


async def look(tx: Transaction, practice: Practice, demo: Demo, place: int) -> Phone:
    """Return a phone in its current state.

    Args:
        tx: any transaction.
        practice: the practice that the phone texts with.
        demo: the demo that the phone belongs to.
        place: the phone's number among the demo's phones, from 0.
    """
    name, number = demo.phones[place]
    texts = demo.carrier.texts(number)[-_LAST:]
    heard = await inbox.of_address(tx, practice.id, (Channel.SMS, number), _LAST)
    said = next((text for text in reversed(texts) if text.outgoing), None)
    known = _match(said, heard) if said else None
    about = await appointment_of(tx, practice, known) if known else None
    return Phone(
        place,
        name,
        tuple(name for name, _ in demo.phones),
        phone_numbers.shown(number, practice.region),
        practice.name,
        tuple(_bubble(practice, text, heard) for text in texts),
        _story(practice, texts, said, known, about) if said and known else None,
    )


async def appointment_of(tx: Transaction, practice: Practice, known: Inbound) -> Appointment | None:
    """Return the appointment that a text was about, in its current state; None if there is none."""
    named = str((known.understood or {}).get("appointment_id", ""))
    if not named.isdecimal():
        return None
    key = (practice.id, int(named))
    return (await agenda.by_ids(tx, [key])).get(key)


def _bubble(practice: Practice, text: PhoneText, heard: Sequence[Inbound]) -> Bubble:
    taken = text.outgoing and _match(text, heard) is not None
    return Bubble(text.text, face_of(practice).clock(text.at), text.outgoing, taken, text.parts)


def _story(
    practice: Practice,
    texts: Sequence[PhoneText],
    said: PhoneText,
    known: Inbound,
    about: Appointment | None,
) -> Story:
    before = [("committed", _ms(said.at, known.received_at))]
    answer = next((text for text in texts if not text.outgoing and text.at >= said.at), None)
    after = [("answer in the phone after", _ms(said.at, answer.at))] if answer else []
    return story_of(practice, known, about, before, after)


def story_of(
    practice: Practice,
    known: Inbound,
    about: Appointment | None,
    before: Sequence[tuple[str, float]] = (),
    after: Sequence[tuple[str, float]] = (),
) -> Story:
    """Return how the service processed a text or a mail.

    Args:
        practice: the practice that it came to.
        known: the text as the store has it.
        about: the appointment that it was about, in its current state; None for none.
        before: (step, milliseconds) of the steps before it was understood.
        after: the steps after it was decided.
    """
    made = known.understood or {}
    stages = [(str(what), float(ms)) for what, ms in dict(made.get("ms", {})).items()]
    times = [*before, *stages, *after]
    intent, evidence = reading_words(
        str(made.get("intent", "")), tuple(map(str, made.get("evidence", ())))
    )
    return Story(
        known.text,
        intent,
        round(100 * float(made.get("confidence", 0))),
        evidence,
        trace_words(map(str, made.get("did", ()))),
        tuple((step_words(what), ms) for what, ms in times if ms > 0),
        _seen(practice, about) if about else None,
    )


def _seen(practice: Practice, about: Appointment) -> tuple[date, str]:
    face, sign = face_of(practice), glyphs.APPOINTMENT[about.status]
    day = face.day_of(about.starts_at)
    return day, f"{face.short(day)}, {face.clock(about.starts_at)} {sign.glyph} {_(sign.word)}"


def _match(said: PhoneText, heard: Sequence[Inbound]) -> Inbound | None:
    """Return the stored text that matches a phone's text; None if it is not stored yet."""
    since = said.at - 2 * _MILLISECOND
    mine = (one for one in heard if one.text == said.text and one.received_at >= since)
    return next(iter(sorted(mine, key=lambda one: one.received_at)), None)


def _ms(since: datetime, until: datetime) -> float:
    return round((until - since) / _MILLISECOND, 1)
