"""Says who changed an appointment, or has its time, to somebody who wanted it too."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor
from calendar_store.model.appointments import Appointment
from calendar_store.model.errors import StoreError
from calendar_store.model.practices import Practice
from gateway.use_cases import lost_races
from gateway.use_cases.lost_races import LostRace
from gateway.web.languages.labels import actor_words, change_words
from gateway.web.languages.translation import gettext as _
from gateway.web.server.moments import face_of


async def who_changed(
    tx: Transaction, actor: Actor, practice: Practice, one: Appointment, now: datetime
) -> str:
    """Return the last change of an appointment in words, and who made it; "" if there is none.

    Args:
        tx: any transaction.
        actor: who was slower.
        practice: the practice.
        one: the appointment as it is now.
        now: UTC.
    """
    last = await lost_races.who_changed(tx, actor, practice, one.id)
    if last is None:
        return ""
    face = face_of(practice)
    change = change_words(last.change, face.near(last.starts_at, face.day_of(one.starts_at)))
    return _(
        "Somebody was faster: %(change)s at %(at)s, %(who)s. This is how it is now.",
        change=change,
        at=face.near(last.at, face.day_of(now)),
        who=actor_words(last.by),
    )


async def who_has(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_ids: Sequence[int],
    now: datetime,
) -> LostRace | None:
    """Return who has the time that the first of some appointments would get back by an undo.

    Args:
        tx: any transaction.
        actor: who wanted to undo.
        practice: the practice.
        appointment_ids: the appointment, and those that were changed together with it.
        now: UTC.

    Returns:
        None if somebody else has none of the times, or the actor may not know. The nearest free
        times are those of the first appointment alone.
    """
    for number in appointment_ids:
        try:
            lost = await lost_races.lost_undo(tx, actor, practice, number, now=now)
        except StoreError:
            return None
        if lost is not None and lost.faster:
            return lost if number == appointment_ids[0] else replace(lost, nearest=())
    return None


def in_a_line(lost: LostRace, practice: Practice, now: datetime) -> str:
    """Return who has a time, and the nearest free ones, in sentences."""
    face = face_of(practice)
    today = face.day_of(now)
    words = [
        _(
            "%(name)s has that time: booked %(at)s, %(who)s.",
            name=one.client.name,
            at=face.near(one.event.at, today),
            who=actor_words(one.event.by),
        )
        if one.event
        else _("%(name)s has that time.", name=one.client.name)
        for one in lost.faster
    ]
    if lost.nearest:
        times = ", ".join(face.near(slot.starts_at, today) for slot in lost.nearest)
        words.append(_("Free nearest to it: %(times)s.", times=times))
    return " ".join(words)
