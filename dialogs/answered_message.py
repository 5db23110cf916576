"""Reads an answer that names the message of ours which it answers: a mail.

Such an answer is decided with the question of that message, whichever question was asked last: a
client with two visits, or a family with one address, answers the mail of the one visit while the
question about the other is open. `as_answered` gives the facts as this answer sees them, and
`kept_besides` keeps afterwards what was open about others. A text names no message, and answers the
last question.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from calendar_store.model.answered_messages import AnsweredMessage, ToldVisit
from calendar_store.model.statuses import Channel, MessageKind
from dialogs.conversation import Asked, AskedAbout, Context, Question, State
from dialogs.quoting import key

MOST_SET_ASIDE = 4
"""Questions that are kept beside the open one."""

_TELLS_VISIT = frozenset({MessageKind.REMINDER, MessageKind.BOOKED, MessageKind.CHANGED})
_OF_VISITS = _TELLS_VISIT | {MessageKind.REPLY}
_ANSWERLESS = frozenset(
    {MessageKind.CODE, MessageKind.ACCOUNT, MessageKind.TEST, MessageKind.PAPER}
)
_GONE_FOR = timedelta(days=1)
"""How long a question about a visit that has begun is open: the client is told that it is over."""
_LISTED = re.compile(r"^\s*\d{1,2}\b", re.MULTILINE)
_OF_OTHERS = ("cancelled", "booked", "moved", "staff_at", "staff_asked")
"""What of the state is narrowed to the answered message, and kept beside it."""


def as_answered(context: Context, answered: AnsweredMessage | None, text: str) -> Context:
    """Return the facts as an answer to a message sees them: with the question of that message.

    Args:
        context: the facts, with the state of the conversation.
        answered: the message; None where the answer names none.
        text: the answer.
    """
    if answered is None or answered.kind in _ANSWERLESS:
        return context
    question = _question(context, answered, text)
    before = context.state
    others = tuple(each for each in before.set_aside if each != question)
    state = replace(before, question=question, set_aside=others)
    if answered.kind is MessageKind.STAFF and question is None and before.question is not None:
        # staff asked it, and we asked something else since
        state = replace(state, staff_asked=context.now, staff_at=context.now)
    if answered.visit is None or answered.kind not in _OF_VISITS:
        return replace(context, state=state)
    state = _undoing(context, state, answered, answered.visit)
    alone = question is None and _has_number(text)
    number = answered.visit.appointment_id
    visits = tuple(a for a in context.appointments if a.id == number or not alone)
    return replace(context, state=state, appointments=visits, answered_visit=number)


def kept_besides(before: State, seen: State, after: State, now: datetime) -> State:
    """Return the state to keep after a turn: what the turn did, and what was open about others.

    Args:
        before: the state of the conversation.
        seen: the state as `as_answered` gave it to the turn.
        after: the state after the turn.
        now: UTC.
    """
    if seen == before:
        return after
    others = {
        name: getattr(before, name)
        for name in _OF_OTHERS
        if getattr(after, name) == getattr(seen, name)
    }
    after = replace(after, **others)
    if seen.question == before.question:
        return after
    if after.question == seen.question and after.last_at == before.last_at:
        # nothing was said or asked
        return replace(after, question=before.question, set_aside=before.set_aside)
    return _with_aside(after, before.question, now)


def asked_anew(state: State, question: Question, channel: Channel, now: datetime) -> State:
    """Return a state with another open question, as a message of ours leaves it.

    By mail the question that was open before can still be answered: its own mail names it.

    Args:
        state: the state before.
        question: the question of the new message.
        channel: the channel of the conversation.
        now: UTC.
    """
    asking = state.asking(question)
    return _with_aside(asking, state.question, now) if channel is Channel.EMAIL else asking


def _question(context: Context, answered: AnsweredMessage, text: str) -> Question | None:
    """Return the question that a message asked, or that has come of it since."""
    current = context.state.question
    own = (each for each in (current, *context.state.set_aside) if _asked(answered, each))
    if (found := next(own, None)) is not None:
        return found
    visit = answered.visit
    if answered.kind in _TELLS_VISIT and visit is not None:
        kept = current if _goes_on(current, visit, context.now, answered) else None
        return kept or _about(visit, context.now, key(answered.text))
    if answered.kind is MessageKind.REPLY and visit is not None:
        if _repeats(current, visit, answered) or _goes_on(current, visit, context.now, answered):
            return current
        # a number chooses from a list that is no longer open, and means nothing in a reminder
        numbers = _LISTED.search(answered.text) or _has_number(text)
        return None if numbers else replace(_about(visit, context.now), aside=True)
    if current is None or (current.at <= answered.at and answered.kind is not MessageKind.OFFER):
        return current
    return None


def _asked(answered: AnsweredMessage, question: Question | None) -> bool:
    """Return whether a message asked a question."""
    if question is None or not question.text or question.text != key(answered.text):
        return False
    if (question.asked is Asked.OFFER) != (answered.kind is MessageKind.OFFER):
        return False
    number = answered.visit.appointment_id if answered.visit is not None else None
    about = {each.appointment_id for each in question.about}
    return answered.kind not in _OF_VISITS or not about or number in about


def _has_number(text: str) -> bool:
    return any(map(str.isdigit, text))


def _repeats(question: Question | None, visit: ToldVisit, answered: AnsweredMessage) -> bool:
    """Return whether an answer of ours was written while the open question was open already."""
    if question is None or question.named or answered.at < question.at:
        return False
    about = {each.appointment_id for each in question.about}
    return not about or visit.appointment_id in about


def _goes_on(
    question: Question | None, visit: ToldVisit, now: datetime, answered: AnsweredMessage
) -> bool:
    """Return whether the open question is a later part of the exchange about one visit.

    A yes to a mail that told another time than the question answers the mail.
    """
    if question is None or now >= question.expires_at:
        return False
    if question.asked is Asked.OFFER or question.wish is not None or question.named:
        return False
    if {each.appointment_id for each in question.about} != {visit.appointment_id}:
        return False
    told = question.about[0].starts_at == visit.starts_at
    return told or question.asked is not Asked.REMINDER or answered.at >= question.at


def _about(visit: ToldVisit, now: datetime, text: str = "") -> Question:
    """Return the question of a mail about a visit, as the mail told it."""
    about = AskedAbout(visit.appointment_id, visit.version, visit.starts_at)
    until = max(visit.starts_at, now + _GONE_FOR)
    return Question(Asked.REMINDER, (about,), now, until, text=text)


def _undoing(context: Context, state: State, answered: AnsweredMessage, visit: ToldVisit) -> State:
    """Return a state in which UNDO takes back what the client did about one visit alone."""
    number = visit.appointment_id
    booked, moved, cancelled = state.booked, state.moved, state.cancelled
    if all(each.appointment_id != number for each in cancelled):
        # another was cancelled since; several that were cancelled at once are undone at once
        cancelled = tuple(
            AskedAbout(each.id, each.version, each.starts_at)
            for each in context.appointments
            if answered.cancelled_at is not None and each.cancelled_at == answered.cancelled_at
        )
    return replace(
        state,
        booked=booked if booked is not None and booked.appointment_id == number else None,
        moved=moved if moved is not None and moved.appointment_id == number else None,
        cancelled=cancelled,
    )


def _with_aside(state: State, before: Question | None, now: datetime) -> State:
    """Return a state that keeps the question before beside its own, for its own mail."""
    kept = tuple(_worth_keeping((before, *state.set_aside), state.question, now))
    return replace(state, set_aside=kept[:MOST_SET_ASIDE])


def _worth_keeping(
    questions: Iterable[Question | None], current: Question | None, now: datetime
) -> Iterable[Question]:
    """Yield the questions that are still open and that no mail tells by itself."""
    for each in questions:
        if each is None or now >= each.expires_at or each == current:
            continue
        told = each.asked is Asked.REMINDER and not each.then and not each.yes_only
        if not told and not _replaces(current, each):
            yield each


def _replaces(current: Question | None, question: Question) -> bool:
    """Return whether a question is a later part of the exchange of another."""
    if current is None or current.offer_id != question.offer_id:
        return False
    if question.wish is not None or current.wish is not None:
        return question.wish is not None and current.wish is not None
    return bool(question.about) and {each.appointment_id for each in question.about} == {
        each.appointment_id for each in current.about
    }
