"""Reads a text against the facts: the open question, the languages, the appointments ahead."""

from dataclasses import replace
from datetime import datetime

from calendar_store.statuses import STANDING
from dialogs.conversation import OPEN_AS, Asked, Context, Question
from dialogs.flows.target import names
from dialogs.intents import Frame, Intent, OpenQuestion, Understanding
from dialogs.languages import base, first_spoken, spoken
from dialogs.understand import BAR, understand


def open_question(context: Context, text: str) -> Question | None:
    """Return the question that a text may still answer, or None."""
    question = context.state.question
    if question is None or context.now >= question.expires_at:
        return None
    return question if not question.named or _names_whose(context, question, text) else None


def _names_whose(context: Context, question: Question, text: str) -> bool:
    """Return whether a text has the first name of a client whose appointment is asked about."""
    asked = {about.appointment_id for about in question.about}
    owners = {each.client_id for each in context.appointments if each.id in asked}
    return any(names(text, client) for client in context.clients if client.id in owners)


def own_locale(context: Context) -> str:
    """Return the language of the client, else of the practice, of those we write."""
    own = context.clients[0].locale if context.clients else ""
    return first_spoken(own, context.practice.locale)


def spoken_in(heard: Understanding) -> str:
    """Return the language a text was clearly written in, "" when that is in doubt."""
    clear = heard.confidence >= BAR and heard.intent not in {Intent.UNCLEAR, Intent.AUTO_REPLY}
    return base(heard.locale) if clear and base(heard.locale) in spoken() else ""


def hear(context: Context, text: str) -> Understanding:
    """Return what a text says, read against the appointment that it speaks of.

    That is the one asked about, else the next; a text that is unclear because it names another
    time is read against the others, since "cancel Thursday" may well mean the one on Thursday.
    """
    question = open_question(context, text)
    if question and question.asked is Asked.OFFER:
        # an answer to an offer is read against the time on offer and no other
        starts = tuple(slot.starts_at for slot in question.slots)
    else:
        starts = _starts(context, question)
    frame = _frame(context, question, starts[0] if starts else None)
    first = understand(text, frame)
    if first.confidence >= BAR or not first.times:
        return first
    others = (understand(text, replace(frame, appointment=start)) for start in starts[1:])
    return next((other for other in others if other.confidence >= BAR), first)


def _starts(context: Context, question: Question | None) -> tuple[datetime, ...]:
    """Return when the appointments ahead start, those asked about first."""
    asked = {about.appointment_id for about in question.about} if question else set()
    ahead = [a for a in context.appointments if a.status in STANDING and a.starts_at > context.now]
    ahead.sort(key=lambda a: (a.id not in asked, a.starts_at))
    return tuple(dict.fromkeys(a.starts_at for a in ahead))


def _frame(context: Context, question: Question | None, appointment: datetime | None) -> Frame:
    asked = OPEN_AS[question.asked] if question else OpenQuestion.NONE
    numbered = question is not None and asked is OpenQuestion.SLOTS
    return Frame(
        now=context.now,
        timezone=context.practice.timezone,
        locale=context.state.locale or own_locale(context),
        practice_locale=base(context.practice.locale),
        question=asked,
        choices=question.numbered if question and numbered else 0,
        appointment=appointment,
        open_from=context.open_from,
        open_until=context.open_until,
        region=context.practice.region,
    )
