"""Says who changed an appointment, to somebody who wanted to change it at the same moment."""

from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor
from calendar_store.model.appointments import Appointment
from calendar_store.model.practices import Practice
from gateway.use_cases import lost_races
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
